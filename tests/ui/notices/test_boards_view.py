"""公开公示 · 公开栏 in the real window."""

import pytest
from PySide6.QtCore import Qt

from db import places
from db.notices import boards
from db.notices.boards import BoardFilter
from ui.notices.boards_view import BoardsView

WAIT = 20_000


@pytest.fixture
def view(qtbot, bench):
    made = BoardsView(bench)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    return made


@pytest.fixture
def listed(read):
    def names(**wanted):
        ids = read(boards.order, BoardFilter(**wanted))
        return [row.name for row in read(boards.rows, ids).values()]

    return names


def test_an_empty_list_offers_a_board_for_every_community(qtbot, view, listed):
    qtbot.mouseClick(view.usual, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.told.text() == "2 块公开栏", timeout=WAIT)
    assert listed() == ["公开栏", "公开栏"]


def test_written_down_by_keys_changed_retired_and_put_back(qtbot, bench, view, said, listed, read):
    orchard = read(places.find, "果园").id
    view.start()
    qtbot.keyClick(view.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = view.new.form
    qtbot.waitUntil(view.new.isVisible, timeout=WAIT)
    form.field("place").set_value(orchard)
    form.field("name").setText("服务中心门口")
    form.field("name").setFocus()
    qtbot.keyClick(form.field("name"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.table.rows.rowCount() == 1, timeout=WAIT)
    assert listed() == ["服务中心门口"]

    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    view.table.go_to(view.table.rows.id_at(0))
    qtbot.waitUntil(lambda: view._row is not None, timeout=WAIT)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    qtbot.waitUntil(view.edit.isVisible, timeout=WAIT)
    assert view.edit.form.values() == {"place": orchard, "name": "服务中心门口"}
    view.edit.form.field("name").setText("西门")
    qtbot.mouseClick(view.edit.doing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said) and "“西门”已修改" in said[-1][1], timeout=WAIT)
    qtbot.waitUntil(lambda: view._row is not None and view._row.name == "西门", timeout=WAIT)

    qtbot.mouseClick(view.retiring, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said[-1][1] == "“西门”停用了", timeout=WAIT)
    assert listed() == []
    bench.messages.undo()
    qtbot.waitUntil(lambda: said[-1][1].startswith("已撤销"), timeout=WAIT)
    assert listed() == ["西门"]


def test_a_board_leads_to_its_sheets(qtbot, view, write, read):
    from ui import actions

    write(actions.add_board, read(places.find, "果园").id, "门口")
    qtbot.waitUntil(lambda: view.table.rows.rowCount() == 1, timeout=WAIT)
    view.table.go_to(view.table.rows.id_at(0))
    qtbot.waitUntil(lambda: view.looking.isEnabled(), timeout=WAIT)
    with qtbot.waitSignal(view.postings_wanted) as wanted:
        qtbot.mouseClick(view.looking, Qt.MouseButton.LeftButton)
    assert wanted.args == [view._row.id, "果园居委会 · 门口"]
