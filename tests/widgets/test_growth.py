from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from widgets import theme
from widgets.chips import Chip
from widgets.growth import Growth
from widgets.paged_model import Align, Column, Kind, cell_text
from widgets.paged_table import PagedTable

COLUMNS = (Column("name", "工作组", 100), Column("need", "工作量", 300, Align.LEFT, Kind.BAR))


def painted(qtbot, growth):
    """The colours along the middle of the bar, from its left, each once as long as it lasts."""
    table = PagedTable(COLUMNS)
    qtbot.addWidget(table)
    table.resize(440, 160)
    table.set_order([1], {1: ("第1工作组", growth)})
    table.show()
    image = table.viewport().grab().toImage()
    row = table.rows.index(0, 1)
    box = table.visualRect(row)
    middle = box.center().y()
    seen = [QColor(image.pixel(x, middle)).name().upper() for x in range(box.left(), box.right())]
    scheme = theme.scheme()
    return [seen.count(colour.upper()) for colour in (scheme.faint, scheme.accent)]


def test_the_bar_is_as_long_as_its_numbers(qtbot):
    before, more = painted(qtbot, Growth(100, 200, 400))
    assert before > 20
    assert abs(before - more) <= 4
    longer, _ = painted(qtbot, Growth(200, 400, 400))
    assert abs(longer - 2 * before) <= 4


def test_what_stays_has_no_second_tone(qtbot):
    before, more = painted(qtbot, Growth(400, 400, 400))
    assert before > 80
    assert more == 0
    assert painted(qtbot, Growth(0, 0, 0)) == [0, 0]


def test_in_words():
    assert cell_text(Growth(1200, 1300, 1300)) == "1,200 → 1,300"
    assert cell_text(Growth(7, 7, 9)) == "7"


def test_a_narrow_cell_shows_the_numbers_whole(qtbot):
    table = PagedTable(COLUMNS)
    qtbot.addWidget(table)
    table.set_order([1], {1: ("第1工作组", Growth(100, 200, 400))})
    table.show()
    table.setColumnWidth(1, 40)
    assert table.rows.data(table.rows.index(0, 1), Qt.ItemDataRole.DisplayRole) == "100 → 200"
    assert table.sizeHintForColumn(1) > 100


def test_a_chip_may_stand_for_a_missing_value(qtbot):
    table = PagedTable(COLUMNS)
    qtbot.addWidget(table)
    table.resize(440, 160)
    table.set_order([1], {1: (Chip("未定", "yellow"), None)})
    table.show()
    image = table.viewport().grab().toImage()
    box = table.visualRect(table.rows.index(0, 0))
    colours = {
        QColor(image.pixel(x, box.center().y())).name().upper()
        for x in range(box.left(), box.right())
    }
    assert theme.scheme().yellow.soft.upper() in colours
