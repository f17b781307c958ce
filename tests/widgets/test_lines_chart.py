from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.widgets.charting import RATES, click, hover, lines, months, plot, rates, shown, tip
from widgets.chart_values import Layer, Mark
from widgets.lines_chart import LinesChart

NOTHING = {one.key: [None] * 6 for one in RATES}


def test_gaps_are_told_and_kept(qtbot):
    chart = shown(qtbot, lines(6))
    whole = chart.grab().toImage()
    chart.set_series(months(6), rates(6) | {"b": [90, None, 91.5, None, None, 92]})
    assert chart.grab().toImage() != whole
    assert chart.table().rows[1][:3] == ("2024年8月", 67, None)
    assert chart.table().header[:2] == ("月份", "办结（%）")
    hover(chart, 1, 67)
    values = [value for _, value in tip(chart).tip().rows]
    assert values[:2] == ["67%", "无数据"]
    assert chart.table().period == "2024年7月—2024年12月"


@pytest.mark.parametrize("values", [NOTHING, NOTHING | {"a": [None, 50, None, None, 70, None]}])
def test_nothing_but_gaps_and_lone_points_are_painted(qtbot, values):
    chart = shown(qtbot, lines(6))
    before = chart.grab().toImage()
    chart.set_series(months(6), values)
    assert chart.grab().toImage() != before


def test_the_mouse_points_at_the_month_and_the_line_near_it(qtbot):
    chart = shown(qtbot, lines(6))
    for height, line in ((74.5, "a"), (82.5, "b"), (30, "")):
        hover(chart, 2.2, height)
        assert chart.pointed() == Mark(date(2024, 9, 1), line)
    with qtbot.waitSignal(chart.clicked) as chosen:
        click(chart, 1.9, 74)
    assert chosen.args == [Mark(date(2024, 9, 1), "a")]
    hover(chart, -0.3, 30)
    assert chart.pointed() == Mark(date(2024, 7, 1))


def test_keys_begin_at_the_last_month(qtbot):
    chart = shown(qtbot, lines(24))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
        qtbot.keyClick(chart, key)
    assert chart.pointed() == Mark(date(2025, 5, 1), "a")
    assert chart.accessibleDescription().startswith("2025年5月：办结 ")


@pytest.mark.parametrize("span", [(0, 100), (60, 100), None])
def test_the_axis_is_the_given_one_or_fits_the_values(qtbot, span):
    chart = LinesChart("平均用时", (Layer("a", "天"),), " 天", span)
    shown(qtbot, chart)
    chart.set_series(months(3), {"a": [61.5, 70, 99.9]})
    seen = plot(chart).viewRect()
    low, high = span or (61.5, 99.9)
    assert seen.top() <= low
    assert seen.bottom() >= high
    assert seen.height() < 2 * (high - low)
    hover(chart, 0, 61.5)
    assert tip(chart).tip().rows[0][1] == "61.5 天"


def test_a_line_that_is_too_short_is_an_error():
    with pytest.raises(ValueError, match="every month"):
        lines(3).set_series(months(3), {"a": [1]})


@pytest.mark.parametrize("count", [1, 2, 60])
def test_any_number_of_months_is_painted(qtbot, count):
    chart = shown(qtbot, lines(6), 420, 300)
    before = chart.grab().toImage()
    chart.set_series(months(count), rates(count))
    assert chart.grab().toImage() != before
