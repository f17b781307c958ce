from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.widgets.charting import COLOURS, click, counts, days, hover, plot, shown, stacked, tip
from widgets.chart_values import Mark
from widgets.stacked_chart import StackedChart

FIRST = date(2025, 11, 20).toordinal()


@pytest.fixture
def chart(qtbot) -> StackedChart:
    return shown(qtbot, stacked(10))


@pytest.mark.parametrize("count", [1, 2, 30, 366, 1100])
def test_any_number_of_days_is_painted(chart, count):
    before = chart.grab().toImage()
    chart.set_series(days(count), counts(count))
    assert chart.grab().toImage() != before or count == 10
    assert len(chart.table().rows) == count


def test_nothing_but_zeros_is_painted(chart):
    chart.set_series(days(10), {layer.key: [0] * 10 for layer in COLOURS})
    assert not chart.grab().isNull()


def test_a_layer_that_is_too_short_is_an_error(chart):
    with pytest.raises(ValueError, match="every day"):
        chart.set_series(days(3), {"red": [1]})


def test_the_table_has_a_day_a_row(chart):
    table = chart.table()
    assert table.header == ("日期", "红", "黄", "绿", "合计")
    assert table.rows[8] == (date(2025, 11, 28), 1, 0, 8, 9)
    assert table.period == "2025年11月20日—2025年11月29日"


def test_keys_point_at_days_and_layers(chart, qtbot):
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed() == Mark(date(2025, 11, 29))
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    for layer in ("red", "yellow", "green", "green"):
        qtbot.keyClick(chart, Qt.Key.Key_Up)
        assert chart.pointed() == Mark(date(2025, 11, 28), layer)
    assert chart.accessibleDescription().startswith("2025年11月28日 周五：绿 8，")
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    with qtbot.waitSignal(chart.clicked) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [Mark(date(2025, 11, 20), "green")]


def test_the_mouse_points_at_the_day_and_the_layer_under_it(chart, qtbot):
    day = date(2025, 11, 28)  # 1 red, 0 yellow, 8 green
    for height, layer in ((0.5, "red"), (5, "green"), (9.5, ""), (-0.2, "")):
        hover(chart, FIRST + 8.3, height)
        assert chart.pointed() == Mark(day, layer)
    assert tip(chart).tip().foot == (("合计", "9"),)
    with qtbot.waitSignal(chart.clicked) as chosen:
        click(chart, FIRST + 8.3, 5)
    assert chosen.args == [Mark(day, "green")]


def test_the_right_button_chooses_nothing(chart, qtbot):
    with qtbot.assertNotEmitted(chart.clicked):
        qtbot.mouseClick(plot(chart).viewport(), Qt.MouseButton.RightButton)


def test_the_chosen_day_is_marked_until_it_is_let_go(chart):
    plain = chart.grab().toImage()
    chart.set_selected_day(date(2025, 11, 24))
    marked = chart.grab().toImage()
    assert marked != plain
    chart.set_series(days(10), counts(10))
    assert chart.grab().toImage() == marked
    chart.set_selected_day(None)
    assert chart.grab().toImage() == plain
    chart.set_selected_day(date(2024, 1, 1))
    assert chart.grab().toImage() == plain
