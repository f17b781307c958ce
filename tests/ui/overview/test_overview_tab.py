from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from db import places
from db.figures import statistics
from db.households import household_import
from db.issues import issue_import
from db.issues.issue_filter import IssueFilter, Todo
from db.models import Household
from db.notices import notice_register, postings
from db.notices.notice_content import drafted
from db.notices.postings import Hanging, PostingFilter
from db.session import now, today
from db.teams import team_records
from db.visits import visit_records
from domain.disclosure import Affairs, Imprint, Notice
from domain.entries import (
    EventEntry,
    HouseholdEntry,
    IssueEntry,
    ResidentEntry,
    TeamEntry,
    VisitEntry,
)
from domain.moves import MoveRequest
from domain.places import Level, PlaceStep
from domain.visits import Outcome, VisitRules
from domain.workflow import OPEN, Move
from ui import actions
from ui.overview.overview_tab import OverviewTab
from widgets.empty_state import EmptyState

ORCHARD = PlaceStep(Level.COMMUNITY, "果园居委会")
KANGTAI = PlaceStep(Level.COMMUNITY, "康泰社区居委会")


@pytest.fixture
def tab(qtbot, bench):
    view = OverviewTab(bench)
    qtbot.addWidget(view)
    view.resize(1180, 720)
    return view


def show(qtbot, tab):
    tab.show()
    qtbot.waitUntil(lambda: tab.chart is not None and tab.bench.tasks.idle, timeout=10_000)


def store(write, *entries):
    def act(database, user):
        with database.write(user) as session:
            return issue_import.store(session, entries)

    return write(act)


def issue(number, *steps, title="电梯停运"):
    return IssueEntry(title, steps, number=number)


def shown(tab):
    """The days of the chart, and the counts of each colour, as its table tells them."""
    rows = tab.chart.table().rows
    counts = {
        key: tuple(row[place] for row in rows)
        for place, key in enumerate(("red", "yellow", "green"), 1)
    }
    return [row[0] for row in rows], counts


def figure(card):
    return card.accessibleName()


def test_an_empty_ledger_says_what_to_do(qtbot, tab):
    show(qtbot, tab)
    assert figure(tab.open) == "未销号问题 0 还没有登记"
    assert figure(tab.coverage) == "包联覆盖 — 还没有住户"
    assert tab.nothing.isVisible()
    assert "导入" in tab.nothing.accessibleName()
    with qtbot.waitSignal(tab.issues_wanted) as wanted:
        qtbot.mouseClick(
            tab.chart.findChild(EmptyState).findChild(QPushButton), Qt.MouseButton.LeftButton
        )
    assert wanted.args == [IssueFilter(states=OPEN)]


def test_figures_lead_to_the_lists_behind_them(qtbot, tab, write):
    week_ago = now() - timedelta(days=8)
    long_ago = now() - timedelta(days=60)
    store(
        write,
        issue("甲", EventEntry(Move.REGISTER, week_ago)),
        issue(
            "乙",
            EventEntry(Move.REGISTER, long_ago),
            EventEntry(Move.TRIAGE, long_ago, colour="red"),
        ),
        issue("丙", EventEntry(Move.REGISTER, long_ago), EventEntry(Move.SETTLE, long_ago)),
        issue("丁", EventEntry(Move.REGISTER, now())),
    )
    show(qtbot, tab)
    assert figure(tab.open) == "未销号问题 4 较上周 +1"
    assert figure(tab.colours["red"]) == "■ 红 · 县级协调 1 超期 1 · 临期 0"
    assert figure(tab.colours["green"]) == "● 绿 · 社区（村）解决 3 超期 0 · 临期 0"
    presses = {
        tab.open: IssueFilter(states=OPEN),
        tab.colours["red"]: IssueFilter(states=OPEN, colours=("red",)),
        tab.todo.groups["overdue"]: IssueFilter(states=OPEN, todo=Todo.OVERDUE),
        tab.todo.groups["follow_up"]: IssueFilter(states=OPEN, todo=Todo.FOLLOW_UP),
    }
    for part, expected in presses.items():
        with qtbot.waitSignal(tab.issues_wanted) as wanted:
            qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
        assert wanted.args == [expected]
    assert list(tab.todo.groups) == ["overdue", "follow_up"]
    assert "超期" in tab.todo.groups["overdue"].accessibleName()


def test_the_chart_shows_the_backlog_and_a_day_leads_to_its_list(qtbot, tab, write, read):
    start = datetime.combine(now().date() - timedelta(days=20), datetime.min.time())
    store(
        write,
        issue("甲", EventEntry(Move.REGISTER, start)),
        issue(
            "乙",
            EventEntry(Move.REGISTER, start),
            EventEntry(Move.TRIAGE, start + timedelta(days=3), colour="yellow"),
            EventEntry(Move.DECLINE, start + timedelta(days=9)),
        ),
    )
    show(qtbot, tab)
    days, counts = shown(tab)
    assert (days[0], days[-1], len(days)) == (start.date(), now().date(), 21)
    assert counts["green"] == (2, 2, 2) + (1,) * 18
    assert counts["yellow"] == (0,) * 3 + (1,) * 6 + (0,) * 12
    tab.chart.setFocus()
    qtbot.keyClick(tab.chart, Qt.Key.Key_Home)
    qtbot.keyClick(tab.chart, Qt.Key.Key_Home)
    with qtbot.waitSignal(tab.issues_wanted) as wanted:
        qtbot.keyClick(tab.chart, Qt.Key.Key_Return)
    assert wanted.args == [IssueFilter(open_on=start.date())]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(tab.chart, key)
    with qtbot.waitSignal(tab.issues_wanted) as wanted:
        qtbot.keyClick(tab.chart, Qt.Key.Key_Return)
    assert wanted.args == [IssueFilter(open_on=start.date(), colours=("yellow",))]
    tab.span.setCurrentIndex(0)
    tab.span.activated.emit(0)
    qtbot.waitUntil(lambda: tab.bench.tasks.idle)
    assert len(shown(tab)[0]) == 21
    assert read(statistics.first_day) == start.date()


def test_a_registration_changes_figures_and_chart_in_place(qtbot, tab, write):
    show(qtbot, tab)
    event = EventEntry(Move.REGISTER, now())
    issue_id = write(actions.register_issue, IssueEntry("路灯不亮", (event,)), None)
    qtbot.waitUntil(lambda: figure(tab.open) == "未销号问题 1 较上周 +1", timeout=10_000)
    qtbot.waitUntil(lambda: shown(tab)[1]["green"] == (1,), timeout=10_000)
    write(actions.move_issue, issue_id, 1, MoveRequest(Move.TRIAGE, colour="yellow"))
    qtbot.waitUntil(lambda: shown(tab)[1]["yellow"] == (1,), timeout=10_000)
    assert shown(tab)[1]["green"] == (0,)
    write(actions.move_issue, issue_id, 2, MoveRequest(Move.DECLINE, "重复"))
    qtbot.waitUntil(lambda: figure(tab.open).startswith("未销号问题 0"), timeout=10_000)


def test_coverage_and_its_gaps(qtbot, tab, write):
    def fill(database, user):
        with database.write(user) as session:
            homes = [
                HouseholdEntry((ORCHARD, PlaceStep(Level.GROUP, "4组")), number=str(n), head="邹某")
                for n in range(1, 6)
            ]
            homes.append(HouseholdEntry((KANGTAI,), number="9", head="王某"))
            household_import.store(session, homes)
            team_records.store(
                session, [TeamEntry("第1工作组", areas=((ORCHARD,),), since=date(2026, 1, 1))]
            )
        return True

    write(fill)
    show(qtbot, tab)
    assert figure(tab.coverage) == "包联覆盖 5 / 6 空白 1 · 重复 0"
    gap = tab.todo.groups["gaps"].accessibleName()
    assert "覆盖空白 1" in gap
    assert "康泰社区居委会" in gap
    for part in (tab.coverage, tab.todo.groups["gaps"]):
        with qtbot.waitSignal(tab.gaps_wanted):
            qtbot.mouseClick(part, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def test_double_cover_is_something_to_do(qtbot, bench, tab, write):
    def fill(database, user):
        with database.write(user) as session:
            household_import.store(session, [HouseholdEntry((ORCHARD,), number="1", head="邹某")])
            teams = [TeamEntry(f"第{n}工作组", areas=((ORCHARD,),)) for n in (1, 2)]
            team_records.store(session, teams)
        return True

    write(fill)
    show(qtbot, tab)
    assert tab.nothing.isHidden()
    assert list(tab.todo.groups) == ["doubles:unit"]
    told = tab.todo.groups["doubles:unit"].accessibleName()
    assert told.startswith("重复包联 1，几个工作组都在管的住户，")
    assert "果园居委会" in told
    with qtbot.waitSignal(tab.doubles_wanted) as wanted:
        part = tab.todo.groups["doubles:unit"]
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert wanted.args == ["unit"]


def test_more_than_three_examples_are_not_listed(qtbot, tab, write):
    long_ago = now() - timedelta(days=90)
    apart = timedelta(days=10)  # no holidays make two of them due on one day
    store(
        write,
        *(
            issue(
                f"甲{n}",
                EventEntry(Move.REGISTER, long_ago),
                EventEntry(Move.TRIAGE, long_ago + apart * n, colour="green", unit="物业科"),
                title=f"事{n}",
            )
            for n in range(5)
        ),
    )
    show(qtbot, tab)
    told = tab.todo.groups["overdue"].accessibleName()
    assert "超期 5" in told
    assert ["事0" in told, "事1" in told, "事2" in told, "事3" in told] == [True] * 3 + [False]
    assert "物业科" in told


def test_the_other_line_and_overdue_visits_are_told_and_lead_to_their_lists(qtbot, tab, write):
    def fill(database, user):
        with database.write(user) as session:
            person = ResidentEntry("邹大伟")
            homes = [HouseholdEntry((ORCHARD,), number=str(n), residents=(person,)) for n in (1, 2)]
            household_import.store(session, homes)
            ids = list(session.execute(select(Household.id).order_by(Household.id)).scalars())
            long_ago = now().date() - timedelta(days=400)
            visit_records.put(session, [VisitEntry(ids[0], long_ago, Outcome.PERSON)], None)
        return True

    write(fill)
    write(actions.change_visit_rules, VisitRules(), VisitRules(two_lines=True))
    show(qtbot, tab)
    groups = tab.todo.groups
    assert "居住线空白 2" in groups["gaps:residence"].accessibleName()
    assert "走访超期 2" in groups["visits"].accessibleName()
    with qtbot.waitSignal(tab.line_gaps_wanted) as wanted:
        qtbot.mouseClick(groups["gaps:residence"], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert wanted.args == ["residence"]
    with qtbot.waitSignal(tab.visits_wanted):
        qtbot.mouseClick(groups["visits"], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def test_sheets_to_hang_and_to_take_down_are_told_and_lead_to_their_list(qtbot, tab, write, read):
    here, day = read(places.root), today()
    for posted_to, count in ((day - timedelta(days=1), 3), (day + timedelta(days=9), 2)):
        imprint = Imprint("虚构居委会", "监委会", day, day, posted_to, "意见箱", "")
        sheet = Notice("general", Affairs.VILLAGE, "一般公示", "", "", (), imprint)
        sheets = ((here.id, sheet),) * count
        made = drafted("general", "一般公示", here.id, day, day, sheets)
        notice_id = write(actions.draft_notice, made)
        printed_and_hung(write, read, notice_id, posted_to < day)
    show(qtbot, tab)
    groups = tab.todo.groups
    assert "公示到期该撤 3" in groups["sheets:overdue"].accessibleName()
    assert "公示待张贴 2" in groups["sheets:to_post"].accessibleName()
    with qtbot.waitSignal(tab.sheets_wanted) as wanted:
        qtbot.mouseClick(groups["sheets:overdue"], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert wanted.args == [Hanging.OVERDUE]


def printed_and_hung(write, read, notice_id, hung):
    """Lead a notice through its life until it is printed, or hangs."""

    def row():
        return read(lambda reader: notice_register.rows(reader, [notice_id])[notice_id])

    write(actions.review_notice, row(), "监委会", today())
    number = (today().year, read(lambda reader: notice_register.next_number(reader, today().year)))
    write(actions.approve_notice, row(), number, b"%PDF", "")
    write(actions.mark_notice_printed, notice_id)
    if hung:
        sheets = read(lambda r: postings.order(r, PostingFilter(today(), notice_id=notice_id)))
        write(actions.post_sheets, tuple(sheets), today(), "刘虚构")
