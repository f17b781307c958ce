import itertools
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from widgets.chart_ticks import count_ticks, day_ticks, long_day
from widgets.stacked_chart import Layer, StackedChart

LAYERS = (Layer("red", "红"), Layer("yellow", "黄"), Layer("green", "绿"))


def days(count: int) -> list[date]:
    return [date(2025, 11, 20) + timedelta(number) for number in range(count)]


def values(count: int) -> dict[str, list[int]]:
    return {
        layer.key: [n % (7 + place) for n in range(count)] for place, layer in enumerate(LAYERS)
    }


@pytest.fixture
def chart(qtbot) -> StackedChart:
    made = StackedChart("问题存量", LAYERS)
    qtbot.addWidget(made)
    made.resize(800, 450)
    made.show()
    return made


def test_without_days_it_says_so(chart):
    empty = chart.set_empty_text("还没有问题", "先登记一个", "登记问题")
    assert empty.isVisible()
    chart.set_series(days(3), values(3))
    assert not empty.isVisible()
    chart.set_series((), {})
    assert empty.isVisible()


@pytest.mark.parametrize("count", [1, 2, 30, 366, 1100])
def test_any_number_of_days_is_painted(chart, count):
    blank = chart.grab().toImage()
    chart.set_series(days(count), values(count))
    assert chart.grab().toImage() != blank


def test_nothing_but_zeros_is_painted(chart):
    chart.set_series(days(10), {layer.key: [0] * 10 for layer in LAYERS})
    assert not chart.grab().isNull()


def test_a_layer_that_is_too_short_is_an_error(chart):
    with pytest.raises(ValueError, match="every day"):
        chart.set_series(days(3), {"red": [1]})


def test_keys_point_at_days_and_enter_chooses(chart, qtbot):
    chart.set_series(days(10), values(10))
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed_day() == date(2025, 11, 29)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed_day() == date(2025, 11, 28)
    assert "2025年11月28日" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    with qtbot.waitSignal(chart.day_clicked) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [date(2025, 11, 20)]
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.pointed_day() is None


def test_a_click_chooses_the_day_under_it(chart, qtbot):
    chart.set_series(days(10), values(10))
    view = chart._plot.getPlotItem().getViewBox()
    spot = view.mapViewToScene(view.viewRect().center())
    meant = date.fromordinal(round(view.viewRect().center().x()))
    with qtbot.waitSignal(chart.day_clicked) as chosen:
        place = QPoint(round(spot.x()), round(spot.y()))
        qtbot.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [meant]


def test_the_picture_goes_to_the_clipboard(chart, qtbot):
    chart.set_series(days(30), values(30))
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().width() >= 800


def test_three_years_are_painted_in_no_time(chart):
    chart.set_series(days(1100), values(1100))
    chart.grab()
    times = []
    for _ in range(5):
        started = perf_counter()
        chart.grab()
        times.append(perf_counter() - started)
    assert min(times) < 0.05


@given(st.integers(0, 10_000_000), st.floats(60, 2000))
def test_counts_are_marked_evenly_in_whole_numbers(highest, room):
    ticks = count_ticks(highest, room)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len({after - before for before, after in itertools.pairwise(ticks)}) == 1
    assert len(ticks) <= max(2, room // 60) + 2


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 4000), st.floats(120, 2000))
def test_days_are_marked_in_order_within_the_span(first, length, room):
    last = first + timedelta(length)
    ticks = day_ticks(first, last, room)
    places = [place for place, _ in ticks]
    assert places == sorted(set(places))
    assert all(first.toordinal() <= place <= last.toordinal() for place in places)
    assert len(places) <= max(2, room // 52) + 2


def test_months_are_named_and_january_by_its_year():
    words = [word for _, word in day_ticks(date(2025, 11, 20), date(2026, 3, 5), 600)]
    assert words == ["12月", "2026年", "2月", "3月"]
    assert day_ticks(date(2026, 6, 1), date(2026, 6, 1), 600)[0][1] == "6月1日"


def test_a_day_is_said_in_full():
    assert long_day(date(2026, 6, 1)) == "2026年6月1日 周一"
