from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from db.coordination import meetings
from db.coordination.meetings import Draft, Item
from db.issues import issues
from db.session import now, today
from domain.entries import EventEntry, IssueEntry
from domain.rules import STANDARD
from domain.workflow import Move
from ui import actions
from ui.coordination.meetings_tab import MeetingsTab
from ui.issues.issue_past import past
from ui.issues.issues_tab import IssuesTab

HELD = datetime(2026, 6, 1, 9)


@pytest.fixture
def ids(write):
    def register(title):
        entry = IssueEntry(title, (EventEntry(Move.REGISTER, now()),))
        return write(actions.register_issue, entry, None)

    return [register(t) for t in ("生产路破损", "电梯停运", "搅拌站扰民")]


@pytest.fixture
def number(read, ids):
    return {i: row.number for i, row in read(issues.rows, ids).items()}


@pytest.fixture
def tab(qtbot, bench):
    view = MeetingsTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    view.show()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=10_000)
    return view


def settle(qtbot, tab):
    qtbot.waitUntil(lambda: tab.bench.tasks.idle, timeout=10_000)


def decide(part, unit, decision, due):
    part.form.set_draft(
        {"unit": unit, "decision": decision, "due": due, "co_units": ("水务局", "城管局")}
    )


def test_a_meeting_is_held_from_selected_issues(qtbot, tab, ids, number, read, said):
    tab.study(ids[:1])
    settle(qtbot, tab)
    form = tab.panel.form
    assert [part.item.number for part in form.items] == [number[ids[0]]]
    form.head.field("title").insert("第 7 次协调会")
    qtbot.keyClicks(form.number, f"{number[ids[1]]} 2030-9999")
    qtbot.keyClick(form.number, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert "2030-9999" in form.problem.text()
    assert len(form.items) == 2
    due = today() + timedelta(days=20)
    decide(form.items[0], "交通局", "列入计划", due)
    decide(form.items[1], "交通局", "动用维修资金", due)
    assert "共领办 2 件" in form.items[0].leading.text()
    form.save.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    (row,) = read(meetings.all_meetings)
    assert (row.title, row.items) == ("第 7 次协调会", 2)
    first, _ = read(meetings.items, row.id)
    assert (first.lead_unit, first.co_units) == ("交通局", ("水务局", "城管局"))
    assert first.due_at.date() == due
    assert tab.table.current_id() == row.id
    assert tab.panel.card.title.text() == "第 7 次协调会"
    assert read(meetings.leading)["交通局"] == 2


def test_more_than_two_for_one_unit_is_warned_about_and_not_forbidden(
    qtbot, tab, ids, write, read, said
):
    before = Draft("第 6 次", HELD, "", tuple(Item(i, "交通局") for i in ids[:2]))
    write(actions.save_meeting, None, 1, before)
    tab.study(ids[2:])
    settle(qtbot, tab)
    form = tab.panel.form
    form.head.field("title").setText("第 7 次")
    form.items[0].form.field("unit").setText("交通局")
    assert "共领办 3 件，超过一般的" in form.items[0].leading.text()
    form.save.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    assert read(meetings.leading)["交通局"] == 3
    tab.show_list("leading")
    assert "超过的 1 个" in tab.told.text()


def test_what_is_missing_is_said_beside_the_field(qtbot, tab, ids, said):
    tab.adding.click()
    settle(qtbot, tab)
    form = tab.panel.form
    form.save.click()
    assert form.head.problems() == {"title": "这一项必须填写"}
    form.head.field("title").setText("第 7 次")
    form.save.click()
    assert "还没有议题" in form.problem.text()
    tab.study(ids[:1])
    settle(qtbot, tab)
    assert form.head.values()["title"] == "第 7 次"  # what was typed stays
    form.items[0].form.field("due").setText((today() - timedelta(days=1)).isoformat())
    form.save.click()
    assert "已经过去" in form.items[0].form.problems()["due"]
    assert said == []


def test_left_and_come_back_everything_typed_is_there(qtbot, tab, ids, write):
    made = write(actions.save_meeting, None, 1, Draft("第 6 次", HELD, "", (Item(ids[0]),)))
    other = write(actions.save_meeting, None, 1, Draft("第 5 次", HELD, "", (Item(ids[1]),)))
    settle(qtbot, tab)
    tab.table.go_to(made)
    settle(qtbot, tab)
    tab.panel.editing.click()
    settle(qtbot, tab)
    form = tab.panel.form
    form.head.field("agenda").setPlainText("通报情况")
    qtbot.keyClick(form.head.field("agenda"), Qt.Key.Key_Escape)
    assert tab.panel.stack.currentWidget() is not form
    tab.table.go_to(other)
    settle(qtbot, tab)
    tab.panel.edit()
    assert "没保存的内容" in form.problem.text()
    assert form.head.values()["agenda"] == "通报情况"
    form.reset.click()
    tab.panel.edit()
    assert form.head.values()["title"] == "第 5 次"


def test_two_at_one_meeting_nothing_is_lost(qtbot, tab, ids, write, read, said):
    made = write(actions.save_meeting, None, 1, Draft("第 7 次", HELD, "", (Item(ids[0]),)))
    settle(qtbot, tab)
    tab.table.go_to(made)
    settle(qtbot, tab)
    tab.panel.edit()
    form = tab.panel.form
    form.head.field("agenda").setPlainText("我写的议程")
    write(actions.save_meeting, made, 1, Draft("第 7 次（改）", HELD, "", (Item(ids[1]),)))
    qtbot.waitUntil(lambda: "刚被别人改过" in form.problem.text(), timeout=10_000)
    assert form.head.values()["agenda"] == "我写的议程"
    form.save.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert read(meetings.meeting, made).agenda == "我写的议程"


def test_deleted_and_put_back(qtbot, tab, ids, write, read, said):
    write(actions.save_meeting, None, 1, Draft("第 7 次", HELD, "一", (Item(ids[0], "交通局"),)))
    settle(qtbot, tab)
    qtbot.waitUntil(lambda: tab.panel._shown is not None, timeout=10_000)
    tab.panel.removing.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    assert read(meetings.all_meetings) == []
    assert tab.panel._shown is None
    said[0][3]()
    qtbot.waitUntil(lambda: len(said) == 2, timeout=10_000)
    settle(qtbot, tab)
    (row,) = read(meetings.all_meetings)
    assert (row.title, row.agenda, row.items) == ("第 7 次", "一", 1)


def test_the_minutes_are_saved_as_pdf(qtbot, tab, ids, write, said, tmp_path):
    write(actions.save_meeting, None, 1, Draft("第 7 次", HELD, "", (Item(ids[0], "交通局"),)))
    settle(qtbot, tab)
    qtbot.waitUntil(lambda: tab.panel._shown is not None, timeout=10_000)
    target = tmp_path / "纪要.pdf"
    tab.panel.save_to(str(target))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert target.read_bytes().startswith(b"%PDF")
    assert "已保存" in said[0][1]


def test_issues_selected_in_the_list_go_to_a_meeting(qtbot, bench, ids):
    view = IssuesTab(bench)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.feed.ordered, timeout=10_000):
        view.show()
    view.table.go_to(ids[1])
    view.table.selectRow(view.table.rows.row_of(ids[1]))
    with qtbot.waitSignal(view.study_wanted) as wanted:
        view.studying.click()
    assert wanted.args == [(ids[1],)]
    view.table.selectAll()
    with qtbot.waitSignal(view.study_wanted) as wanted:
        view.studying.click()
    assert set(wanted.args[0]) == set(ids)


def test_a_decision_stands_among_what_happened_to_the_issue(read, write, ids):
    due = datetime.combine(today() + timedelta(days=30), datetime.max.time())
    item = Item(ids[0], "交通局", ("水务局",), "列入计划", due.replace(microsecond=0))
    held = now() + timedelta(minutes=5)
    write(actions.save_meeting, None, 1, Draft("第 7 次", held, "", (item,)))
    decided = read(meetings.decisions, ids[0])
    told = past(read(issues.page, ids[0]), decided, today(), STANDARD)
    assert [event.title for event in told] == ["登记", "协调会 · 第 7 次"]
    assert told[1].lines == ("列入计划", f"交通局、水务局 · {due:%Y-%m-%d} 前完成")
