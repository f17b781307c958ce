"""The filter bar, 更多条件, and 需求清单 on the real page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from db.issues import saved_filters
from db.issues.issue_filter import IssueFilter
from db.session import now
from domain.deadlines import Lamp
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.periods import Period
from domain.workflow import OPEN, Move, Rating
from tests.conftest import USER
from ui import actions
from ui.issues.issue_filter_bar import UNFINISHED
from ui.issues.issues_tab import IssuesTab
from widgets.paged_model import cell_text


@pytest.fixture
def register(write):
    def run(title, **facts):
        entry = IssueEntry(title, (EventEntry(Move.REGISTER, now() - timedelta(days=1)),), **facts)
        return write(actions.register_issue, entry, None)

    return run


@pytest.fixture
def tab(qtbot, bench, register, write):
    lift = register("电梯停运", category=("小区管理", "电梯"), source="inspection")
    register("路灯不亮", category=("基础设施",))
    triage = MoveRequest(Move.TRIAGE, colour="red", unit="物业科", urgency="安全")
    write(actions.move_issue, lift, 1, triage)
    view = IssuesTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    view.show()
    qtbot.waitUntil(lambda: shown(view) == ["路灯不亮", "电梯停运"], timeout=10_000)
    qtbot.waitUntil(lambda: view.bar.categories.count() > 1)
    return view


def shown(tab):
    rows = [tab.table.rows.known_row(i) for i in tab.table.rows.ids()]
    return [cell_text(row[2]) if row else None for row in rows]


def sheet_set(tab, key, value):
    """Give a field of 更多条件 a value, as the user's hand does."""
    field = tab.bar.sheet.form.field(key)
    field.set_value(value)
    field.edited.emit()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("source", "inspection", "干部排查"),
        ("unit", "物业科", "主办 物业科"),
        ("urgencies", "安全", "紧急 安全"),
        ("urgencies", "any", "紧急"),
        ("lamp", "normal", "时限 正常"),
    ],
)
def test_each_further_part_narrows_the_list_and_is_taken_off_again(qtbot, tab, key, value, words):
    tab.bar.more.click()
    assert tab.bar.sheet.isVisible()
    sheet_set(tab, key, value)
    qtbot.waitUntil(lambda: shown(tab) == ["电梯停运"])
    qtbot.keyClick(tab.bar.sheet, Qt.Key.Key_Escape)
    assert not tab.bar.sheet.isVisible()
    (chip,) = tab.bar.parts.values()
    assert chip.text() == words
    assert "1" in tab.bar.more.text()
    chip.click()
    qtbot.waitUntil(lambda: shown(tab) == ["路灯不亮", "电梯停运"])
    assert tab.bar.wanted == UNFINISHED


def test_a_period_written_the_wrong_way_round_is_meant_the_right_way(qtbot, tab):
    day = now().date()
    tab.bar.more.click()
    sheet_set(tab, "since", day)
    qtbot.waitUntil(lambda: shown(tab) == [])
    sheet_set(tab, "until", day - timedelta(days=3))
    qtbot.waitUntil(lambda: len(shown(tab)) == 2)
    assert (tab.bar.wanted.since, tab.bar.wanted.until) == (day - timedelta(days=3), day)
    tab.bar.sheet.clearing.click()
    assert tab.bar.wanted == UNFINISHED


def test_a_usual_period_moves_along_and_gives_way_to_typed_days(qtbot, tab):
    day = now().date()
    tab.bar.more.click()
    sheet_set(tab, "since", day)
    sheet_set(tab, "registered", "month")
    assert tab.bar.wanted == replace(UNFINISHED, registered=Period.MONTH)
    assert [chip.text() for chip in tab.bar.parts.values()] == ["本月登记"]
    sheet_set(tab, "until", day)
    assert (tab.bar.wanted.registered, tab.bar.wanted.until) == (None, day)
    assert tab.bar.sheet.form.values()["registered"] is None


def test_the_sheet_says_what_the_filter_is(tab):
    wanted = IssueFilter(lamp=Lamp.SOON, rating=Rating.FAIR, urgencies=("安全", "水电气", "稳定"))
    tab.show_filter(wanted)
    tab.bar.more.click()
    assert tab.bar.sheet.applied(IssueFilter()) == wanted
    assert tab.bar.sheet.form.values()["urgencies"] == "any"


def test_place_category_and_unit_sort_in_the_table(qtbot, tab):
    for key in ("unit", "category", "place"):
        with qtbot.waitSignal(tab.feed.ordered):
            tab.table.sort_wanted.emit(key, False)
        assert len(shown(tab)) == 2
    with qtbot.waitSignal(tab.feed.ordered):
        tab.table.sort_wanted.emit("unit", False)
    assert shown(tab) == ["电梯停运", "路灯不亮"]  # without a unit comes last


def open_lists(qtbot, tab, count):
    tab.saved.button.click()
    qtbot.waitUntil(lambda: len(tab.saved.sheet.rows) == count)
    return tab.saved.sheet


def choose(sheet, list_id, words):
    """Choose an entry of a list's own menu."""
    entries = (action for menu in sheet.findChildren(QMenu) for action in menu.actions())
    next(a for a in entries if a.data() == list_id and a.text() == words).trigger()


def test_a_list_is_kept_shown_renamed_updated_and_removed(qtbot, tab, bench):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    red = replace(UNFINISHED, colours=("red",))
    tab.show_filter(red)
    tab.table.sort_wanted.emit("unit", True)
    sheet = open_lists(qtbot, tab, 0)
    sheet.name.setText("红色")
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(sheet.rows) == 1)
    (list_id,) = sheet.rows
    qtbot.waitUntil(lambda: sheet._counts[list_id].text() == "1 件")

    tab.show_filter(UNFINISHED)
    tab.table.sort_wanted.emit("registered_at", True)
    sheet.rows[list_id].click()
    assert not sheet.isVisible()
    qtbot.waitUntil(lambda: shown(tab) == ["电梯停运"])
    assert (tab.bar.wanted, tab.feed.sort()) == (red, ("unit", True))

    sheet = open_lists(qtbot, tab, 1)
    choose(sheet, list_id, "改名")
    sheet.name.setText("红色问题")
    sheet.saving.click()
    qtbot.waitUntil(lambda: sheet.rows[list_id].text() == "红色问题")

    tab.show_filter(replace(UNFINISHED, query="路灯"))
    choose(sheet, list_id, "换成现在的筛选")
    qtbot.waitUntil(lambda: sheet.lists[list_id].filter.query == "路灯")

    choose(sheet, list_id, "删除")
    qtbot.waitUntil(lambda: sheet.rows == {})
    undo = next(message for message in said if "已删除清单" in message[1])
    assert undo[2] == "撤销"
    undo[3]()
    qtbot.waitUntil(lambda: list(sheet.rows) == [list_id])


def test_a_name_in_use_is_refused_where_it_was_typed(qtbot, tab, write):
    write(actions.save_list, "红色", UNFINISHED, "number", False, False)
    sheet = open_lists(qtbot, tab, 1)
    sheet.name.setText("红色")
    sheet.saving.click()
    qtbot.waitUntil(lambda: sheet.problem.isVisible())
    assert "已经有一个叫“红色”" in sheet.problem.text()
    assert sheet.name.text() == "红色"
    sheet.name.setText("红色二")
    assert not sheet.problem.isVisible()
    sheet.shared.setChecked(True)
    sheet.saving.click()
    qtbot.waitUntil(lambda: len(sheet.rows) == 2)
    assert {one.owner for one in sheet.lists.values()} == {"", USER}


def test_a_list_whose_category_was_removed_says_so(qtbot, tab, bench, write):
    def keep(database, user):
        with database.write(user) as session:
            saved_filters.add(
                session, "电梯", replace(UNFINISHED, category="教育/旧类别"), "number", False
            )

    write(keep)
    sheet = open_lists(qtbot, tab, 1)
    next(iter(sheet.rows.values())).click()
    qtbot.waitUntil(lambda: shown(tab) == [])
    assert "教育/旧类别（已不在台账里）" in tab._empty.accessibleName()
    chip = tab.bar.parts["category",]
    assert "已不在台账里" in chip.text()
    chip.click()
    qtbot.waitUntil(lambda: len(shown(tab)) == 2)


def test_a_past_day_taken_off_leaves_the_open_issues(qtbot, tab):
    tab.show_filter(IssueFilter(open_on=date(2026, 1, 1)))
    tab.bar.parts["open_on",].click()
    assert tab.bar.wanted.states == OPEN
