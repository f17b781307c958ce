import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu

from resources import tokens
from widgets import theme
from widgets.paged_model import Align, Column, Kind
from widgets.paged_table import PagedTable, Selection
from widgets.row_copy import LIMIT
from widgets.table_header import NARROWEST

COLUMNS = (
    Column("number", "编号", 100),
    Column("people", "人口", 80, Align.RIGHT, Kind.NUMBER),
    Column("place", "地点", 200, stretch=True),
    Column("remark", "备注", 120, visible=False),
)


def row(one: int) -> tuple[object, ...]:
    return (f"2026-{one:04d}", one * 1000, f"京公馆\t{one}栋", "备注")


@pytest.fixture
def table(qtbot) -> PagedTable:
    made = PagedTable(COLUMNS)
    qtbot.addWidget(made)
    made.rows.page_wanted.connect(
        lambda _first, ids: made.put_rows({one: row(one) for one in ids}, ids)
    )
    made.resize(600, 400)
    made.show()
    return made


def test_selection_current_row_and_place_stay_by_id(table, qtbot):
    table.set_order(range(1000))
    table.go_to(500)
    table.verticalScrollBar().setValue(480 * 38 + 11)
    heard = []
    table.current_changed.connect(heard.append)
    table.set_order([one for one in range(1000) if one % 7])
    assert table.current_id() == 500
    assert table.selection() == Selection(ids=(500,))
    top = table.rowAt(0)
    assert table.rows.id_at(top) == 480
    assert table.rowViewportPosition(top) == -11
    assert heard == []


def test_a_new_sorting_keeps_many_selected_rows(table):
    table.set_order(range(3000))
    for one in (3, 70, 800, 2900, 2901):
        table.selectRow(one) if one == 3 else table.selectionModel().select(
            table.rows.index(one, 0),
            table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
        )
    table.set_order(range(2999, -1, -1))
    assert sorted(table.selection().ids) == [3, 70, 800, 2900, 2901]


def test_selecting_all_is_a_flag(table, qtbot):
    table.set_order(range(300_000))
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selection() == Selection(everything=True)
    assert table.selected_count() == 300_000
    assert table.status_text("户") == "300,000 户 · 已选 300,000 户"
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    assert table.selection() == Selection(ids=(1,))


def test_a_click_on_a_title_sorts_and_another_turns_the_order(table, qtbot):
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 20, 15)
    for descending in (False, True, False):
        with qtbot.waitSignal(table.sort_wanted) as wanted:
            qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert wanted.args == ["people", descending]
    assert table.sort() == ("people", False)


def test_columns_are_kept_and_restored(table, qtbot):
    header = table.horizontalHeader()
    header.moveSection(1, 0)
    header.resizeSection(0, 150)
    header.setSectionHidden(3, False)
    table.set_sort("number", True)
    kept = table.layout_state()
    other = PagedTable((*COLUMNS, Column("new", "新列")))
    qtbot.addWidget(other)
    other.restore_layout(kept)
    assert other.horizontalHeader().visible_columns() == [1, 0, 2, 3, 4]
    assert other.layout_state()["columns"][1] == {"key": "number", "width": 150, "visible": True}
    assert other.sort() == ("number", True)


def test_a_kept_state_of_another_version_does_no_harm(table):
    table.restore_layout({"columns": [{"key": "lost", "width": 3}], "sort": ["lost", True]})
    assert table.sort() is None
    hidden = [{"key": column.key, "width": 90, "visible": False} for column in COLUMNS]
    table.restore_layout({"columns": hidden, "sort": None})
    assert table.horizontalHeader().visible_columns() == [0]


def test_the_columns_of_words_share_the_room(table):
    header = table.horizontalHeader()
    shown = header.visible_columns()
    assert sum(table.columnWidth(number) for number in shown) == table.viewport().width()
    grown = {n: table.columnWidth(n) - COLUMNS[n].width for n in shown}
    assert grown[1] == 0, "figures make nothing of it"
    assert grown[2] > 4 * grown[0] > 0, "the stretching one most, and a wide one more"
    menu = header.menu()
    next(act for act in menu.actions() if act.text() == "备注").trigger()
    assert header.length() == max(table.viewport().width(), 500), "what is shown now shares it anew"


def test_a_width_that_was_drawn_stays(table):
    header = table.horizontalHeader()
    header.set_width(0, 140)
    table.resize(900, 400)
    assert header.length() == table.viewport().width()
    assert header.sectionSize(0) == 140
    other = PagedTable(COLUMNS)
    other.resize(900, 400)
    other.restore_layout(table.layout_state())
    assert other.horizontalHeader().sectionSize(0) == 140
    header.menu().actions()[-1].trigger()  # 恢复默认列
    assert header.sectionSize(0) > 140
    assert header.length() == table.viewport().width()


def test_the_room_is_filled_after_a_change_of_the_look(table):
    header = table.horizontalHeader()
    theme.set_look(theme.Mode.DARK, tokens.BODY_PX)
    try:
        assert header.length() == table.viewport().width()
    finally:
        theme.set_look(theme.Mode.SYSTEM, tokens.BODY_PX)
    assert header.length() == table.viewport().width()


def test_the_last_column_cannot_be_hidden(table):
    header = table.horizontalHeader()
    menu = header.menu()
    for action in [one for one in menu.actions() if one.isCheckable() and one.isChecked()]:
        action.trigger()
    assert header.visible_columns() == [2]
    menu.actions()[-1].trigger()
    assert header.visible_columns() == [0, 1, 2]


def test_rows_are_copied_as_a_spreadsheet_takes_them(table, qtbot):
    table.set_order([1, 2, 3])
    table.horizontalHeader().moveSection(1, 0)
    table.setFocus()
    table.selectAll()
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(table.noted) as noted:
        qtbot.keyClick(table, Qt.Key.Key_C, control)
    assert noted.args == ["已复制 3 条"]
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["1000", "2026-0001", "京公馆 1栋"]
    assert len(lines) == 3
    with qtbot.waitSignal(table.noted) as noted:
        qtbot.keyClick(table, Qt.Key.Key_C, control | Qt.KeyboardModifier.ShiftModifier)
    assert noted.args == ["已复制 3 条，带表头"]
    titles, *same = QGuiApplication.clipboard().text().splitlines()
    assert titles.split("\t") == ["人口", "编号", "地点"]
    assert same == lines


def test_the_menu_of_a_cell_copies_rows_or_the_cell(table, qtbot):
    table.set_order([1, 2, 3])
    qtbot.waitUntil(lambda: table.rows.known_row(2) is not None)
    table.go_to(2)

    def choose(words):
        at = table.visualRect(table.rows.index(1, 0)).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.mapToGlobal(at))
        table.contextMenuEvent(event)
        (menu,) = [m for m in table.findChildren(QMenu) if m.isVisible()]
        acts = {act.text(): act for act in menu.actions()}
        assert list(acts) == ["复制选中的行", "带表头复制", "只复制这一格"]
        with qtbot.waitSignal(table.noted):
            acts[words].trigger()
        menu.close()
        return QGuiApplication.clipboard().text()

    assert choose("只复制这一格") == "2026-0002"
    assert choose("复制选中的行").split("\t") == ["2026-0002", "2000", "京公馆 2栋"]
    assert choose("带表头复制").startswith("编号\t人口\t地点\n2026-0002")


def test_too_many_rows_are_refused_and_the_clipboard_stays(table, qtbot):
    QGuiApplication.clipboard().setText("先前的")
    table.set_order(range(LIMIT + 1))
    table.selectAll()
    with qtbot.waitSignal(table.noted) as noted:
        table.copy()
    assert "导出" in noted.args[0]
    assert QGuiApplication.clipboard().text() == "先前的"


def test_enter_and_double_click_open_a_row(table, qtbot):
    table.set_order([7, 8, 9])
    table.go_to(8)
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [8]
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 90))
    assert opened.args == [9]


def test_arrow_keys_move_the_current_row(table, qtbot):
    table.set_order([7, 8, 9])
    table.go_to(7)
    heard = []
    table.current_changed.connect(heard.append)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert heard == [8, 9]


def test_typing_on_the_table_is_meant_for_the_filter(table, qtbot):
    table.set_order(range(1000))
    with qtbot.waitSignal(table.typed) as typed:
        qtbot.keyClick(table, Qt.Key.Key_Z)
    assert typed.args == ["z"]


def test_an_empty_list_says_what_to_do_but_not_while_it_is_read(table, qtbot):
    empty = table.set_empty_text("没有住户", "先导入台账", "导入台账")
    assert empty.isVisible()
    table.set_busy(True)
    assert not empty.isVisible()
    table.set_busy(False)
    with qtbot.waitSignal(empty.acted):
        qtbot.mouseClick(empty.findChild(type(empty._button)), Qt.MouseButton.LeftButton)
    table.set_order([1])
    assert not empty.isVisible()


def test_painted_cells_show_their_rows(table, qtbot):
    """What is on the screen differs before and after the rows came: real painting, real pages."""
    table.set_order(range(1000))
    before = table.grab().toImage()
    qtbot.waitUntil(lambda: table.rows.known_row(0) is not None)
    assert table.grab().toImage() != before


def test_a_row_that_leaves_hands_the_current_place_to_its_neighbour(table):
    table.set_order(range(100))
    table.go_to(50)
    table.set_order([one for one in range(100) if one != 50])
    assert table.current_id() in (49, 51)


def test_at_large_type_and_back_the_columns_are_as_wide_as_before(qtbot):
    narrow = Column("n", "人数", NARROWEST + 12, kind=Kind.NUMBER)
    table = PagedTable((Column("name", "工作组", 130, stretch=True), narrow))
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    header = table.horizontalHeader()
    with qtbot.assertNotEmitted(table.layout_changed):
        theme.set_look(theme.Mode.LIGHT, 20)
        theme.set_look(theme.Mode.LIGHT, tokens.BODY_PX)
    assert header.sectionSize(1) == theme.px(NARROWEST + 12)
    assert header.sectionSize(0) > theme.px(130)
