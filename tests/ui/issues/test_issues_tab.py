from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import select

from db import engine
from db.issues import issues
from db.issues.issue_filter import IssueFilter, Todo
from db.models import Audit
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.rules import STANDARD
from domain.workflow import OPEN, Move, Rating, State
from exchange.workbook import read_sheets
from tests.conftest import PASSWORD, USER
from ui import actions
from ui.issues.issue_form import read_moment
from ui.issues.issues_tab import UNFINISHED, IssuesTab
from widgets.paged_model import cell_text

ENTER, ESCAPE, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def register(write):
    def run(title="电梯停运一周", at=None, **facts):
        entry = IssueEntry(title, (EventEntry(Move.REGISTER, at or now()),), **facts)
        return write(actions.register_issue, entry, None)

    return run


@pytest.fixture
def move(write):
    def run(issue_id, version, *args, **facts):
        write(actions.move_issue, issue_id, version, MoveRequest(*args, **facts))

    return run


@pytest.fixture
def tab(qtbot, bench):
    """The tab over whatever the test stored before it asks for it."""
    view = IssuesTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    return view


def show(qtbot, tab):
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        tab.show()


def shown(tab, column):
    """What the table shows in a column, by row."""
    place = [c.key for c in tab.table.rows.columns].index(column)
    rows = [tab.table.rows.known_row(i) for i in tab.table.rows.ids()]
    return [cell_text(row[place]) if row else None for row in rows]


def card_state(tab):
    return tab.panel._shown.page.row.state if tab.panel._shown else None


def type_in(field, words):
    """Commit words as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def fill(form, **values):
    for key, value in values.items():
        form.field(key).set_value(value)


def test_registering_by_the_keyboard(qtbot, tab, said):
    show(qtbot, tab)
    qtbot.keyClick(tab, Qt.Key.Key_N, CONTROL)
    form = tab.panel.form.form
    qtbot.waitUntil(lambda: form.field("place").count() > 0)
    assert form.field("title").hasFocus()
    type_in(form.field("title"), "3栋电梯停运一周")
    qtbot.keyClick(form.field("title"), ENTER)
    assert form.field("description").hasFocus()
    qtbot.keyClicks(form.field("phone"), "1380000")
    assert "phone" in form.problems()
    qtbot.keyClicks(form.field("phone"), "5678")
    assert not form.problems()
    form.field("place").set_value(form.field("place").itemData(0))
    qtbot.keyClick(form.field("phone"), Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: shown(tab, "title") == ["3栋电梯停运一周"], timeout=10_000)
    qtbot.waitUntil(lambda: tab.table.current_id() is not None)
    assert shown(tab, "number") == [f"{now().year}-0001"]
    assert shown(tab, "place") == ["果园居委会"]
    assert shown(tab, "state") == ["已登记"]
    qtbot.waitUntil(lambda: card_state(tab) is State.REGISTERED)
    assert any(kind == "success" and f"{now().year}-0001" in text for kind, text, *_ in said)
    assert form.values()["title"] is None
    qtbot.waitUntil(lambda: "绿 1" in tab.bar.colours._chips["green"].accessibleName())


def test_what_is_typed_survives_leaving_the_form(qtbot, tab, register):
    register()
    show(qtbot, tab)
    tab.adding.click()
    form = tab.panel.form.form
    type_in(form.field("title"), "路灯不亮")
    qtbot.keyClick(form.field("title"), ESCAPE)
    assert tab.panel.stack.currentWidget() is not tab.panel.form
    tab.table.setFocus()
    qtbot.keyClick(tab.table, DOWN)
    qtbot.waitUntil(lambda: card_state(tab) is State.REGISTERED)
    tab.adding.click()
    assert form.values()["title"] == "路灯不亮"
    assert form.is_dirty()


def test_nothing_is_registered_without_a_title(qtbot, tab, read):
    show(qtbot, tab)
    tab.adding.click()
    tab.panel.form.save.click()
    assert tab.panel.form.form.problems() == {"title": "这一项必须填写"}
    assert read(issues.order, IssueFilter()) == []


def test_the_whole_main_path_by_clicking(qtbot, tab, said, register):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    path = (
        (Move.TRIAGE, {"colour": "yellow", "unit": "物业科"}, State.TRIAGED),
        (Move.DISPATCH, {}, State.DISPATCHED),
        (Move.SIGN, {}, State.HANDLING),
        (Move.REPORT, {"note": "已约维保单位"}, State.HANDLING),
        (Move.RESOLVE, {"note": "已修好"}, State.RESOLVED),
        (Move.FOLLOW_UP, {"rating": "unsatisfied"}, State.FOLLOWED_UP),
        (Move.REWORK, {"note": "重新修"}, State.HANDLING),
        (Move.RESOLVE, {"note": "又修了一遍"}, State.RESOLVED),
        (Move.FOLLOW_UP, {"rating": "satisfied"}, State.FOLLOWED_UP),
        (Move.CLOSE, {}, State.CLOSED),
    )
    for number, (step, values, state) in enumerate(path, 2):
        qtbot.waitUntil(lambda step=step: step in tab.panel.moves, timeout=10_000)
        qtbot.mouseClick(tab.panel.moves[step], Qt.MouseButton.LeftButton)
        fill(tab.panel.move_form.form, **values)
        qtbot.mouseClick(tab.panel.move_form.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda number=number: tab.panel._shown.page.version == number, timeout=10_000
        )
        assert card_state(tab) is state
        assert tab.panel.move_form is None
    # Struck off, it leaves the list of open issues; its card stays.
    qtbot.waitUntil(lambda: shown(tab, "number") == [])
    assert card_state(tab) is State.CLOSED
    assert tab.panel.moves == {}
    assert len([kind for kind, *_ in said if kind == "success"]) == len(path)
    qtbot.waitUntil(lambda: "1 件都已了结" in tab._empty.accessibleName(), timeout=10_000)
    tab._empty.acted.emit()
    qtbot.waitUntil(lambda: len(shown(tab, "number")) == 1)


def test_the_list_follows_every_move(qtbot, tab, register):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    for step, values, word in (
        (Move.TRIAGE, {"colour": "red"}, "已研判"),
        (Move.DISPATCH, {"unit": "县交通局"}, "已派单"),
        (Move.SIGN, {}, "办理中"),
        (Move.RESOLVE, {"note": "路面已补平"}, "已办结"),
    ):
        qtbot.waitUntil(lambda step=step: step in tab.panel.moves, timeout=10_000)
        tab.panel.open_move(step)
        fill(tab.panel.move_form.form, **values)
        tab.panel.move_form.save.click()
        qtbot.waitUntil(lambda word=word: shown(tab, "state") == [word], timeout=10_000)
    assert shown(tab, "colour") == ["红"]
    assert shown(tab, "unit") == ["县交通局"]
    assert shown(tab, "due_at") == [""]


def test_a_move_without_its_reason_is_refused_and_esc_keeps_the_words(qtbot, tab, register):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: Move.DECLINE in tab.panel.moves)
    tab.panel.open_move(Move.DECLINE)
    form = tab.panel.move_form
    note = form.form.field("note")
    qtbot.keyClick(note, ENTER)
    assert form.form.problems() == {"note": "这一项必须填写"}
    assert tab.panel.move_form is form
    type_in(note, "不属本街道")
    assert not form.form.problems()
    qtbot.keyClick(note, ESCAPE)
    assert tab.panel.move_form is None
    tab.panel.open_move(Move.DECLINE)
    note = tab.panel.move_form.form.field("note")
    assert note.toPlainText() == "不属本街道"
    qtbot.keyClick(note, ENTER)
    qtbot.waitUntil(lambda: card_state(tab) is State.DECLINED, timeout=10_000)


def test_an_unsatisfied_issue_is_closed_only_with_a_reason(qtbot, tab, register, move):
    issue_id = register()
    for version, step in enumerate((Move.SETTLE, Move.FOLLOW_UP), 1):
        rating = Rating.UNSATISFIED if step is Move.FOLLOW_UP else None
        move(issue_id, version, step, note="换了灯泡", rating=rating)
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: tuple(tab.panel.moves) == (Move.REWORK, Move.CLOSE))
    tab.panel.open_move(Move.CLOSE)
    tab.panel.move_form.save.click()
    assert "note" in tab.panel.move_form.form.problems()


def test_the_loser_of_a_race_keeps_the_words_and_is_told(qtbot, tab, said, ledger, register):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: Move.TRIAGE in tab.panel.moves)
    tab.panel.open_move(Move.DECLINE)
    form = tab.panel.move_form
    fill(form.form, note="不属本街道")
    other = engine.open_ledger(ledger, USER, PASSWORD)
    try:
        actions.move_issue(other, USER, issue_id, 1, MoveRequest(Move.TRIAGE, colour="red"))
    finally:
        other.close()
    form.save.click()
    qtbot.waitUntil(lambda: card_state(tab) is State.TRIAGED, timeout=10_000)
    assert tab.panel.move_form is form
    assert form.form.values()["note"] == "不属本街道"
    assert "刚被别人处理过" in form.notice.text()
    assert any(kind == "error" and "刚被别人处理过" in text for kind, text, *_ in said)
    form.save.click()
    qtbot.waitUntil(lambda: card_state(tab) is State.DECLINED, timeout=10_000)


def test_a_change_from_elsewhere_is_told_before_the_move_is_tried(qtbot, tab, register, move):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: Move.TRIAGE in tab.panel.moves)
    tab.panel.open_move(Move.TRIAGE)
    form = tab.panel.move_form
    fill(form.form, colour="yellow", note="街道统筹")
    move(issue_id, 1, Move.DECLINE, "重复")
    qtbot.waitUntil(lambda: "现为“不予受理”" in form.notice.text(), timeout=10_000)
    form.save.click()
    assert "可以研判定色" in form.notice.text()
    assert form.form.values()["note"] == "街道统筹"


def test_triage_shows_the_deadline_each_colour_would_set(qtbot, tab, register):
    issue_id = register()
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: Move.TRIAGE in tab.panel.moves)
    tab.panel.open_move(Move.TRIAGE)
    cards = tab.panel.move_form.form.field("colour")
    for key, days in (("red", 15), ("yellow", 7), ("green", 3)):
        last = STANDARD.finish_by(key, now())
        told = cards.card(key).accessibleName()
        assert f"{days} 个工作日" in told
        assert f"{last.month}月{last.day}日前" in told


def test_filters_counts_and_the_list_of_a_past_day(qtbot, bench, tab, register, move):
    week_ago = now() - timedelta(days=7)
    old = register("生产路破损", week_ago)
    new = register("电梯停运")
    move(old, 1, Move.TRIAGE, colour="red")
    move(new, 1, Move.DECLINE, "重复")
    show(qtbot, tab)
    qtbot.waitUntil(lambda: shown(tab, "title") == ["生产路破损"])
    with qtbot.waitSignal(tab.feed.ordered):
        tab.show_filter(IssueFilter(open_on=week_ago.date()))
    assert week_ago.date().isoformat() in tab.bar.parts["open_on",].text()
    assert list(tab.table.rows.ids()) == [old]
    qtbot.waitUntil(lambda: "绿 1" in tab.bar.colours._chips["green"].accessibleName())
    with qtbot.waitSignal(tab.feed.ordered):
        tab.bar.colours._chips["red"].click()  # that day it was still green
    assert list(tab.table.rows.ids()) == []
    with qtbot.waitSignal(tab.feed.ordered):
        tab.bar.parts["open_on",].click()
    assert not tab.bar.parts
    assert list(tab.table.rows.ids()) == [old]
    with qtbot.waitSignal(tab.feed.ordered):
        tab.show_filter(replace(UNFINISHED, todo=Todo.OVERDUE))
    assert tab.bar.parts["todo",].text() == "超期"
    assert list(tab.table.rows.ids()) == []
    with qtbot.waitSignal(tab.feed.ordered):
        tab.search_for("电梯")
    assert list(tab.table.rows.ids()) == [new]
    assert tab.bar.query.text() == "电梯"


def test_choices_of_the_filter(qtbot, tab, register):
    lift = register("电梯停运", category=("小区管理", "电梯"))
    road = register("生产路破损", category=("民生实事",))
    show(qtbot, tab)
    qtbot.waitUntil(lambda: tab.bar.categories.count() == 4)
    assert tab.bar.communities.count() == 3
    for path, wanted in (("小区管理", [lift]), ("民生实事", [road]), ("", [road, lift])):
        tab.bar.categories.setCurrentIndex(tab.bar.categories.findData(path))
        with qtbot.waitSignal(tab.feed.ordered):
            tab.bar.categories.activated.emit(tab.bar.categories.currentIndex())
        assert list(tab.table.rows.ids()) == wanted
    qtbot.keyClicks(tab.bar.query, "dtty")
    qtbot.waitUntil(lambda: tab.feed.wanted.query == "dtty")
    assert tab.feed.wanted.states == OPEN


def test_the_phone_is_masked_until_somebody_asks_for_it_on_record(qtbot, tab, register, read):
    def facts():
        return "".join(label.text() for label in tab.panel.card.facts.findChildren(QLabel))

    def last_record(connection):
        return connection.scalars(select(Audit.action).order_by(Audit.id.desc())).first()

    issue_id = register(person="邹秀英", phone="13800005678")
    show(qtbot, tab)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: card_state(tab) is State.REGISTERED)
    assert "138****5678" in facts()
    assert "13800005678" not in facts()
    tab.panel.card.uncovering.click()
    qtbot.waitUntil(lambda: not tab.panel.card.uncovering.isVisible())
    assert "13800005678" in facts()
    assert read(last_record) == "查看证件和电话"


def test_files_dropped_on_the_page_are_to_be_imported(qtbot, tab, tmp_path):
    show(qtbot, tab)
    file = tmp_path / "问题.xlsx"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(tab.import_wanted) as wanted:
        tab.dropEvent(event)
    assert wanted.args == ["issues", (str(file),)]
    with qtbot.waitSignal(tab.import_wanted) as wanted:
        tab.importing.click()
    assert wanted.args == ["issues", ()]


def test_columns_are_kept_for_the_user(qtbot, bench, tab, register):
    register()
    show(qtbot, tab)
    with qtbot.waitSignal(tab.feed.ordered):
        tab.table.horizontalHeader().sort_wanted.emit("colour", True)
    tab.table.horizontalHeader().setSectionHidden(3, True)
    with qtbot.waitSignal(bench.bus.changed, check_params_cb=lambda topics: "columns" in topics):
        tab.table.layout_changed.emit()
    again = IssuesTab(bench)
    qtbot.addWidget(again)
    show(qtbot, again)
    qtbot.waitUntil(lambda: again.feed._sort == "colour")
    assert again.table.isColumnHidden(3)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-03 09:30", (2026, 11, 3, 9, 30)),
        ("2026.11.3 9：30", (2026, 11, 3, 9, 30)),
        ("2026年11月3日", (2026, 11, 3, 0, 0)),
        ("20261103", (2026, 11, 3, 0, 0)),
        ("2026-11-31", None),
        ("昨天", None),
        ("2026-11-03 25:00", None),
        ("2026-11-03 上午", None),
    ],
)
def test_moments_are_read(text, read):
    moment = read_moment(text)
    assert (moment and moment.timetuple()[:5]) == read


def test_a_town_without_anything_says_what_to_do(qtbot, tab):
    show(qtbot, tab)
    assert tab._empty.isVisible()
    assert "登记" in tab._empty.accessibleName()
    tab._empty.acted.emit()
    assert tab.panel.stack.currentWidget() is tab.panel.form


def test_like_titles_are_shown_while_a_new_one_is_typed(qtbot, tab, register):
    same = register("3栋电梯停运一周")
    register("路灯不亮")
    show(qtbot, tab)
    tab.adding.click()
    title, similar = tab.panel.form.form.field("title"), tab.panel.form.similar
    type_in(title, "电梯停运")
    qtbot.waitUntil(lambda: list(similar.lines) == [same], timeout=10_000)
    assert title.hasFocus()
    assert "3栋电梯停运一周" in similar.lines[same].accessibleName()
    title.setText("下水道堵了")
    qtbot.waitUntil(lambda: not similar.isVisible(), timeout=10_000)
    title.setText("电梯停运")
    qtbot.waitUntil(lambda: list(similar.lines) == [same], timeout=10_000)
    similar.lines[same].click()
    qtbot.waitUntil(lambda: card_state(tab) is State.REGISTERED, timeout=10_000)
    tab.adding.click()
    assert title.value() == "电梯停运"


def test_the_list_leaves_as_it_is_shown(qtbot, tab, register, tmp_path):
    register("电梯停运")
    register("请回电 19900000147")
    show(qtbot, tab)
    header = tab.table.horizontalHeader()
    header.setSectionHidden(3, True)
    header.moveSection(2, 0)
    with qtbot.waitSignal(tab.feed.ordered):
        header.sort_wanted.emit("title", False)
    file = tmp_path / "清单.xlsx"
    tab.exporting.save(tab.shown_list(), file)
    qtbot.waitUntil(file.exists, timeout=10_000)
    titles, *rows = read_sheets(file)[0].rows[1:]
    assert titles[:2] == ["问题", "编号"]
    assert "类别" not in titles
    assert [row[0] for row in rows] == ["电梯停运", "请回电 199****0147"]
