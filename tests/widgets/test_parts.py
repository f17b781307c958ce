from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFocusEvent, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from widgets.buttons import plain_button, primary_button
from widgets.cards import FigureCard, KeyValues
from widgets.drop_area import DropArea
from widgets.fields import LineField
from widgets.forms import Form
from widgets.header import AppHeader, TabBar
from widgets.message_bar import Message, MessageBar, MessageKind
from widgets.pick_field import PickField, matching
from widgets.place_tree import LazyTree, TreeNode
from widgets.progress import ProgressStrip
from widgets.timeline import Timeline, TimelineEvent


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_each_of_its_keys(qtbot, key):
    button = plain_button("派单")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_figure_is_pressed_by_mouse_and_key(qtbot):
    card = FigureCard("红色", "red")
    qtbot.addWidget(card)
    card.set_figure("9", "其中超期 2")
    card.show()
    assert card.accessibleName() == "红色 9 其中超期 2"
    for press in (
        lambda: qtbot.mouseClick(card, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(card, Qt.Key.Key_Space),
    ):
        with qtbot.waitSignal(card.pressed):
            press()


def test_a_long_figure_is_made_smaller_rather_than_cut(qtbot):
    card = FigureCard("包联覆盖", "accent")
    qtbot.addWidget(card)
    card.resize(190, 120)
    card.show()
    card.set_figure("315,000 / 315,000")
    figure = next(one for one in card.findChildren(QLabel) if "/" in one.text())
    assert figure.fontMetrics().horizontalAdvance(figure.text()) <= figure.width()


def test_facts_are_replaced(qtbot):
    facts = KeyValues()
    qtbot.addWidget(facts)
    facts.set_facts([("地点", "京公馆"), ("电话", "")])
    facts.set_facts([("类别", "民生实事")])
    grid = facts.layout()
    assert [grid.itemAt(n).widget().text() for n in range(grid.count())] == ["类别", "民生实事"]


def test_a_timeline_wraps_within_its_width(qtbot):
    line = Timeline()
    qtbot.addWidget(line)
    line.resize(260, 300)
    events = [TimelineEvent("10月12日", "登记", ("第 12 工作组走访发现" * 12,)) for _ in range(20)]
    line.set_events(events)
    line.show()
    assert isinstance(line, QScrollArea)
    qtbot.waitUntil(lambda: line.widget().height() > line.viewport().height())
    assert line.widget().width() <= line.viewport().width()
    line.set_events(())
    assert "还没有" in line.widget().accessibleName()


def test_an_event_with_a_key_can_be_acted_on(qtbot):
    line = Timeline(actions=("修改", "删除"))
    qtbot.addWidget(line)
    line.set_events([TimelineEvent("10月12日", "巡逻", key=7), TimelineEvent("10月11日", "登记")])
    _, button = line.findChildren(QPushButton)
    assert button.accessibleName() == "删除 10月12日 巡逻"
    with qtbot.waitSignal(line.acted) as acted:
        button.click()
    assert acted.args == [7, 1]


def test_good_news_leaves_and_bad_news_stays(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message(Message(MessageKind.SUCCESS, "已保存"))
    assert bar._leaving.isActive()
    bar.show_message(Message(MessageKind.ERROR, "没有保存：磁盘已满"))
    assert not bar._leaving.isActive()
    assert bar.isVisible()
    assert bar.accessibleName() == "没有保存：磁盘已满"
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert bar.message() is None


def test_the_action_of_a_message_comes_back_with_its_token(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    said = Message(MessageKind.SUCCESS, "已删除", "撤销", token=17)
    bar.show_message(said)
    button = next(one for one in bar.findChildren(QPushButton) if one.text() == "撤销")
    with qtbot.waitSignal(bar.acted) as acted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted.args == [said]
    assert not bar.isVisible()


def test_progress_is_shown_and_cancelled_once(qtbot):
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.start("正在导入", 100)
    strip.advance(61_234, 100_000)
    assert any(label.text() == "正在导入 61,234 / 100,000" for label in strip.findChildren(QLabel))
    button = strip.findChild(QPushButton)
    with qtbot.waitSignal(strip.cancelled):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isEnabled()
    strip.finish()
    assert not strip.isVisible()


def test_tabs_by_number(qtbot):
    bar = TabBar(["总览", "住户", "问题"])
    qtbot.addWidget(bar)
    bar.show()
    with qtbot.waitExposed(bar):
        bar.activateWindow()
    qtbot.keyClick(bar, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert bar.currentIndex() == 2
    assert bar.tabToolTip(0) == "总览（Ctrl+1）"


def test_a_chosen_tab_moves_no_other(qtbot):
    bar = TabBar(["总览", "住户", "实事项目"])
    qtbot.addWidget(bar)
    bar.show()
    places = []
    for number in range(3):
        bar.setCurrentIndex(number)
        places.append([bar.tabRect(n).left() for n in range(3)])
    assert places[0] == places[1] == places[2]


def test_the_search_is_steered_from_its_box(qtbot):
    header = AppHeader("知情解难工作台", "找人、找户")
    qtbot.addWidget(header)
    header.set_office("泗洪县 · 重岗街道" * 20)
    header.resize(900, 60)
    header.show()
    assert header.sizeHint().height() > 0
    assert header.width() == 900
    search = header.search
    with qtbot.waitSignal(search.changed) as changed:
        qtbot.keyClick(search, Qt.Key.Key_Z)
    assert changed.args == ["z"]
    with qtbot.waitSignal(search.moved) as moved:
        qtbot.keyClick(search, Qt.Key.Key_Down)
    assert moved.args == [1]
    with qtbot.waitSignal(search.chosen):
        qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    with qtbot.waitSignal(search.left):
        qtbot.keyClick(search, Qt.Key.Key_Escape)


ROOTS = [TreeNode(1, "重岗街道", 15000, has_children=True)]
COMMUNITIES = [TreeNode(2, "康泰社区", 1482, has_children=True), TreeNode(3, "果园社区", 603)]


def test_a_tree_asks_for_children_once(qtbot):
    tree = LazyTree()
    qtbot.addWidget(tree)
    tree.put_children(None, ROOTS)
    first = tree.model().index(0, 0)
    with qtbot.waitSignal(tree.children_wanted) as wanted:
        tree.expand(first)
    assert wanted.args == [1]
    tree.put_children(1, COMMUNITIES)
    with qtbot.assertNotEmitted(tree.children_wanted):
        tree.collapse(first)
        tree.expand(first)


def test_a_tree_keeps_what_was_open_and_chosen_by_id(qtbot):
    tree = LazyTree()
    qtbot.addWidget(tree)
    tree.set_open_ids(frozenset({1}))
    heard = []
    tree.children_wanted.connect(heard.append)
    tree.put_children(None, ROOTS)
    assert heard == [1]
    tree.put_children(1, COMMUNITIES)
    with qtbot.waitSignal(tree.current_changed) as chosen:
        assert tree.set_current(3)
    assert chosen.args == [3]
    with qtbot.assertNotEmitted(tree.current_changed):
        tree.put_children(1, list(reversed(COMMUNITIES)))
    assert tree.current_id() == 3
    assert tree.open_ids() == {1}
    assert not tree.set_current(99)


def test_the_focus_chooses_nothing_in_a_tree(qtbot):
    tree = LazyTree()
    qtbot.addWidget(tree)
    tree.put_children(None, ROOTS)
    with qtbot.waitExposed(tree):
        tree.show()
    with qtbot.assertNotEmitted(tree.current_changed):
        QApplication.sendEvent(tree, QFocusEvent(QEvent.Type.FocusIn))
    assert tree.currentIndex().isValid()
    assert tree.current_id() is None
    with qtbot.waitSignal(tree.current_changed) as chosen:
        qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert chosen.args == [1]


def test_new_choices_leave_what_is_being_typed(qtbot):
    field = PickField("工作组")
    qtbot.addWidget(field)
    field.set_choices([(1, "第1工作组"), (10, "第10工作组")])
    field.insert("第10")
    field.set_choices([(10, "第10工作组")])
    assert field.text() == "第10"
    field.set_value(10)
    field.set_choices([(1, "第1工作组")])
    assert (field.text(), field.value()) == ("", None)


NEW_VILLAGE = [
    (11, "康泰社区梧桐新村1号楼"),
    (12, "康泰社区梧桐新村1号楼3单元"),
    (30, "康泰社区梧桐新村3号楼"),
    (31, "康泰社区梧桐新村3号楼1单元"),
    (32, "康泰社区梧桐新村30号楼"),
    (33, "康泰社区梧桐新村13号楼"),
]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("梧桐新村3", [30, 32, 31, 12]),
        ("梧桐3-1", [31]),
        ("3号楼", [30, 31, 32]),
        ("康泰社区梧桐新村1号楼", [11, 12, 33]),
        ("", [11, 12, 30, 31, 32, 33]),
        ("没有", []),
    ],
)
def test_the_likeliest_choice_comes_first(typed, keys):
    assert [key for key, _ in matching(typed, NEW_VILLAGE)] == keys


def test_enter_takes_the_building_that_was_meant(qtbot):
    field = PickField("地点")
    qtbot.addWidget(field)
    field.set_choices(NEW_VILLAGE)
    commit(field, "梧桐新村3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (30, "康泰社区梧桐新村3号楼")


def test_what_still_fits_is_not_told_wrong_until_it_is_left_or_saved(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.add("place", "地点", PickField("地点"))
    form.add("name", "姓名", LineField())
    field = form.field("place")
    field.set_choices(NEW_VILLAGE)
    form.show()
    qtbot.waitExposed(form)
    commit(field, "梧桐")
    assert not field.property("wrong")
    assert not form.validate(), "nothing is stored of what is half typed"
    assert field.accessibleDescription() == "请从列表中选一项"
    commit(field, "树")
    assert field.accessibleDescription() == "没有这一项，请从列表中选择"


def commit(field, text: str) -> None:
    """As an input method brings it."""
    field.setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def test_counts_of_a_tree_change_in_place(qtbot):
    tree = LazyTree()
    qtbot.addWidget(tree)
    tree.put_children(None, ROOTS)
    tree.set_counts({1: 7, 99: 1})
    text = tree.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "重岗街道 7"


def drop(area: DropArea, *files: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(file) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    area.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


@pytest.fixture
def area(qtbot) -> DropArea:
    made = DropArea("把台账拖到这里", "表格", [".xlsx", ".csv"])
    qtbot.addWidget(made)
    return made


def test_dropped_files_are_taken_by_their_ending(area, qtbot, tmp_path):
    wanted, other = tmp_path / "台账.XLSX", tmp_path / "照片.jpg"
    with qtbot.waitSignal(area.files_chosen) as chosen:
        drop(area, str(wanted), str(other))
    assert [Path(one) for one in chosen.args[0]] == [wanted]
    with qtbot.waitSignal(area.files_refused):
        drop(area, str(other))


def test_buttons_name_their_shortcut(qtbot):
    button = primary_button("登记问题", "plus", "Ctrl+N")
    qtbot.addWidget(button)
    assert button.toolTip() == "登记问题（Ctrl+N）"
    assert button.property("role") == "primary"
    other = plain_button("导出")
    qtbot.addWidget(other)
    assert other.toolTip() == ""


def test_a_button_keeps_its_shortcut_with_a_new_text(qtbot):
    button = primary_button("保存，下一户", "check", "Ctrl+S")
    qtbot.addWidget(button)
    button.setText("保存")
    assert button.shortcut() == QKeySequence("Ctrl+S")
