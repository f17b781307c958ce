"""Many issues moved together, from the list."""

from threading import Event

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.rights import DEFAULT, Role
from domain.workflow import Move, State
from ui import actions
from ui.issues.bulk_panel import IN_BULK
from ui.issues.issues_tab import IssuesTab


@pytest.fixture
def ids(write):
    """Five issues, the last of them already triaged."""
    made = [
        write(
            actions.register_issue,
            IssueEntry(f"问题 {n}", (EventEntry(Move.REGISTER, now()),)),
            None,
        )
        for n in range(5)
    ]
    write(actions.move_issue, made[-1], 1, MoveRequest(Move.TRIAGE, colour="red", unit="水务局"))
    return made


@pytest.fixture
def tab(qtbot, bench, ids):
    view = IssuesTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    with qtbot.waitSignal(view.feed.ordered, timeout=10_000):
        view.show()
    return view


def begin(qtbot, tab):
    qtbot.keyClick(tab, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tab.panel.bulk.chosen is not None, timeout=10_000)
    return tab.panel.bulk


def submit(qtbot, bulk, move, **values):
    bulk.buttons[move].click()
    for key, value in values.items():
        bulk.move_form.form.field(key).set_value(value)
    bulk.move_form.save.click()
    qtbot.waitUntil(lambda: bulk.task is None, timeout=10_000)


def states(read, ids):
    found = read(issues.rows, ids)
    return [found[i].state for i in ids]


def test_the_whole_filter_is_moved_and_the_rest_is_told(qtbot, tab, ids, read, tmp_path):
    assert "筛选出的 5 件" in tab.bulk.text()
    bulk = begin(qtbot, tab)
    assert bulk.title.text() == "批量办理 5 件"
    assert set(bulk.buttons) == set(IN_BULK)
    assert bulk.buttons[Move.TRIAGE].accessibleName() == "研判定色，4 件可办"
    assert not bulk.buttons[Move.SIGN].isEnabled()
    assert bulk.buttons[Move.SIGN].accessibleName() == "签收，没有“已派单”的问题"
    submit(qtbot, bulk, Move.TRIAGE, colour="yellow", unit="住建办")
    assert bulk.outcome.sentence.text() == "已研判定色 4 件，1 件没有动"
    assert states(read, ids) == [State.TRIAGED] * 5
    assert read(issues.rows, ids)[ids[-1]].colour == "red"
    assert "现为“已研判”" in bulk.outcome.reasons.text()
    bulk.outcome.copying.click()
    assert "问题 4" in QApplication.clipboard().text()
    out = tmp_path / "没有动.xlsx"
    with qtbot.waitSignal(tab.bench.messages.said, timeout=10_000):
        bulk.outcome.save(out)
    values = [c.value for row in load_workbook(out).active.iter_rows() for c in row]
    assert "问题 4" in values
    with qtbot.waitSignal(bulk.issue_wanted) as wanted:
        bulk.outcome.table.row_opened.emit(0)
    assert wanted.args == [ids[-1]]
    qtbot.waitUntil(lambda: tab.panel.issue_id() == ids[-1])


def test_a_selection_is_moved_each_to_its_own_unit(qtbot, tab, ids, read, write):
    write(actions.move_issue, ids[0], 1, MoveRequest(Move.TRIAGE, colour="green", unit="第1组"))
    tab.table.go_to(ids[4])
    for _ in ids[1:]:
        qtbot.keyClick(tab.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "已选 5 件" in tab.bulk.text())
    bulk = begin(qtbot, tab)
    submit(qtbot, bulk, Move.DISPATCH)
    assert bulk.outcome.sentence.text() == "已派单 2 件，3 件没有动"
    found = read(issues.rows, ids)
    assert (found[ids[0]].unit, found[ids[4]].unit) == ("第1组", "水务局")


def test_who_was_quicker_is_not_overrun(qtbot, tab, ids, read, write):
    bulk = begin(qtbot, tab)
    bulk.buttons[Move.DECLINE].click()
    write(actions.move_issue, ids[0], 1, MoveRequest(Move.TRIAGE, colour="green"))
    bulk.move_form.note.set_value("重复反映")
    bulk.move_form.save.click()
    qtbot.waitUntil(lambda: bulk.stack.currentWidget() is bulk.outcome, timeout=10_000)
    assert "刚被别人处理过，现为“已研判”" in bulk.outcome.reasons.text()
    assert states(read, ids)[0] is State.TRIAGED
    assert states(read, ids)[1:] == [State.DECLINED] * 4


@pytest.fixture
def busy(bench):
    """The database thread waits until the test lets it go on."""
    gate = Event()
    bench.tasks.on_database(bench.bus, lambda task: gate.wait(10), lambda _: None)
    yield gate
    gate.set()


def test_cancelled_nothing_moves_and_the_words_stay(qtbot, tab, ids, read, request):
    bulk = begin(qtbot, tab)
    bulk.buttons[Move.DECLINE].click()
    bulk.move_form.note.set_value("重复反映")
    gate = request.getfixturevalue("busy")
    bulk.move_form.save.click()
    assert not bulk._asking.isEnabled()
    bulk.progress.cancelled.emit()
    gate.set()
    qtbot.waitUntil(lambda: bulk.task is None, timeout=10_000)
    assert State.DECLINED not in states(read, ids)
    assert bulk.move_form.note.toPlainText() == "重复反映"
    bulk.move_form.save.click()
    qtbot.waitUntil(lambda: bulk.stack.currentWidget() is bulk.outcome, timeout=10_000)
    assert states(read, ids) == [State.DECLINED] * 5


def test_cancelled_too_late_it_says_what_was_done(qtbot, tab, ids, read):
    bulk = begin(qtbot, tab)
    bulk.buttons[Move.DECLINE].click()
    bulk.move_form.note.set_value("重复反映")
    bulk.move_form.save.click()
    written = bulk._made
    for _ in range(1_000):  # the thread goes on; this one does not hear of it yet
        if written:
            break
        Event().wait(0.01)
    bulk.cancel()
    qtbot.waitUntil(lambda: bulk.task is None, timeout=10_000)
    assert bulk.outcome.sentence.text() == "已不予受理 5 件"
    assert states(read, ids) == [State.DECLINED] * 5


def test_what_is_missing_is_asked_for_and_esc_goes_back_step_by_step(qtbot, tab):
    bulk = begin(qtbot, tab)
    bulk.buttons[Move.DECLINE].click()
    bulk.move_form.save.click()
    assert bulk.move_form.form.problems() == {"note": "这一项必须填写"}
    bulk.move_form.note.set_value("重复")
    qtbot.keyClick(bulk.move_form.note, Qt.Key.Key_Escape)
    assert bulk.move_form is None
    bulk.buttons[Move.DECLINE].click()
    assert bulk.move_form.note.toPlainText() == "重复"
    qtbot.keyClick(bulk.move_form.note, Qt.Key.Key_Escape)
    qtbot.waitUntil(bulk.buttons[Move.DECLINE].hasFocus)
    qtbot.keyClick(bulk.buttons[Move.DECLINE], Qt.Key.Key_Escape)
    assert tab.panel.stack.currentWidget() is not bulk


def test_a_past_days_list_can_be_moved_too(qtbot, tab, ids):
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        tab.show_filter(IssueFilter(open_on=now().date(), colours=("red",)))
    assert not tab.bulk.isVisible()  # one alone is moved on its card


def test_what_one_has_no_right_to_is_not_offered(qtbot, bench, tab):
    bench.rights = DEFAULT[Role.ENTRY]
    bulk = begin(qtbot, tab)
    assert not bulk.buttons[Move.TRIAGE].isEnabled()
    assert bulk.buttons[Move.TRIAGE].accessibleName() == "研判定色，您没有“研判和派单”的权限"
    assert bulk.buttons[Move.SETTLE].isEnabled()
