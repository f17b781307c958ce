from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from db.figures import indicators
from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from db.session import now, today
from domain.entries import EventEntry, IssueEntry
from domain.indicators import BY_KEY, Counts
from domain.places import Level, PlaceStep
from domain.workflow import Move, Rating
from ui.overview.charts_view import ChartsView
from ui.overview.indicators_view import IndicatorsView
from ui.overview.period_choice import PeriodChoice

KANGTAI = (PlaceStep(Level.COMMUNITY, "康泰社区居委会"),)
ORCHARD = (PlaceStep(Level.COMMUNITY, "果园居委会"),)


def past(at, *moves):
    events = [EventEntry(Move.REGISTER, at)]
    for hours, move, told in moves:
        events.append(EventEntry(move, at + timedelta(hours=hours), **told))
    return tuple(events)


def handled(at, rating):
    return past(
        at,
        (1, Move.TRIAGE, {"colour": "yellow"}),
        (2, Move.DISPATCH, {"unit": "城建办"}),
        (3, Move.SIGN, {}),
        (4, Move.CONTACT, {}),
        (30, Move.RESOLVE, {}),
        (50, Move.FOLLOW_UP, {"rating": rating}),
        (51, Move.CLOSE, {"note": "已销号"}),
    )


@pytest.fixture
def stored(bench, write):
    """Two old issues of Kangtai, handled two months ago, and three open ones."""
    at = datetime.combine(today(), datetime.min.time()) + timedelta(hours=1)
    entries = [
        IssueEntry("路灯不亮", past(at - timedelta(days=1)), place=KANGTAI, category=("基础设施",)),
        IssueEntry(
            "道路积水", past(at - timedelta(days=20)), place=KANGTAI, category=("基础设施",)
        ),
        IssueEntry(
            "噪声扰民", past(at - timedelta(days=21)), place=ORCHARD, category=("环境卫生",)
        ),
        IssueEntry("电梯停运", handled(at - timedelta(days=60), Rating.SATISFIED), place=KANGTAI),
        IssueEntry("垃圾满溢", handled(at - timedelta(days=61), Rating.UNSATISFIED), place=KANGTAI),
    ]

    def store(database, user):
        with database.write(user) as session:
            issue_import.store(session, entries)

    write(store)


def shown(qtbot, view):
    qtbot.addWidget(view)
    view.resize(1400, 800)
    view.show()
    qtbot.waitUntil(lambda: view.bench.tasks.idle)
    return view


def titles(read, wanted):
    def query(connection):
        ids = issues.order(connection, wanted)
        return {row.title for row in issues.rows(connection, ids).values()}

    return read(query)


def due_of(connection, title):
    ids = issues.order(connection, IssueFilter(query=title))
    return issues.rows(connection, ids)[ids[0]].due_at


def chosen(qtbot, view, chart, *keys):
    """The filter behind the mark that these keys point at."""
    for key in keys:
        qtbot.keyClick(chart, key)
    with qtbot.waitSignal(view.issues_wanted) as asked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    return asked.args[0]


def test_every_mark_leads_to_the_issues_behind_it(qtbot, bench, stored, read):
    view = shown(qtbot, ChartsView(bench))
    right, down = Qt.Key.Key_Right, Qt.Key.Key_Down
    assert titles(read, chosen(qtbot, view, view.ages, right)) == {"路灯不亮"}
    wanted = chosen(qtbot, view, view.ages, right, right, right)
    assert titles(read, wanted) == {"道路积水", "噪声扰民"}
    wanted = chosen(qtbot, view, view.communities, down)
    assert titles(read, wanted) == {"路灯不亮", "道路积水"}
    by_name = {row[0]: row[1] for row in view.categories.table().rows}
    assert by_name == {"基础设施": 2, "环境卫生": 1, "（未定）": 2}
    rows = {row[0]: row[1:] for row in view.rates.table().rows}
    told = [values for values in rows.values() if values != (None, None)]
    assert told, rows


def test_the_month_of_a_rate_leads_to_what_was_due_in_it(qtbot, bench, stored, read):
    view = shown(qtbot, ChartsView(bench))
    month = read(due_of, "电梯停运")
    back = (today().year - month.year) * 12 + today().month - month.month
    keys = [Qt.Key.Key_Left] * (back + 1)
    assert "电梯停运" in titles(read, chosen(qtbot, view, view.rates, *keys))


def test_an_empty_ledger_says_so(qtbot, bench):
    view = shown(qtbot, ChartsView(bench))
    assert view.ages.table().rows == ()
    assert view.communities.table().rows == ()


def test_a_period_is_taken_once_it_is_one(qtbot):
    choice = PeriodChoice()
    qtbot.addWidget(choice)
    choice.show()
    choice.usual.setCurrentIndex(choice.usual.count() - 1)
    choice.usual.activated.emit(choice.usual.currentIndex())
    assert choice.since.isVisible()
    with qtbot.assertNotEmitted(choice.changed):
        choice.since.setText("2026-13-01")
        choice.until.setText("2026-02-01")
    with qtbot.waitSignal(choice.changed):
        choice.since.setText("2026-01-01")
    assert choice.span() == (date(2026, 1, 1), date(2026, 2, 1))


def test_indicators_of_the_office_and_of_its_parts(qtbot, bench, stored, read):
    view = shown(qtbot, IndicatorsView(bench))
    satisfaction = view.figures["satisfaction"]
    assert "50.0%" in satisfaction.accessibleName()
    assert "÷" in satisfaction.toolTip()
    since, until = view.period.span()
    counts = read(indicators.counts, since, until, now())[""]
    assert counts.registered == 5
    assert BY_KEY["satisfaction"].of(counts) == 50
    names = [view.table.rows.index(row, 0).data() for row in range(view.table.rows.rowCount())]
    assert sorted(names) == ["城建办", "（未定）"]
    view.table.sort_wanted.emit("signing", True)
    assert view.table.rows.index(0, 0).data() == "城建办"
    view.by.set_current("community")
    view.by.changed.emit("community")
    qtbot.waitUntil(lambda: bench.tasks.idle)
    names = [view.table.rows.index(row, 0).data() for row in range(view.table.rows.rowCount())]
    assert names == ["康泰社区居委会", "果园居委会"]


def test_nothing_to_divide_by_is_a_dash(qtbot, bench):
    view = shown(qtbot, IndicatorsView(bench))
    assert "—" in view.figures["on_time"].accessibleName()
    assert BY_KEY["on_time"].of(Counts()) is None
    assert view.table.rows.rowCount() == 0
