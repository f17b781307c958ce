"""Every kind of chart with as much as an office has: from its data to the painted picture."""

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

from benchmarks.figures import Figure, median
from ui import application
from widgets.bars_chart import BarsChart
from widgets.chart_card import ChartCard
from widgets.chart_values import Bar, Layer
from widgets.lines_chart import LinesChart
from widgets.pareto_chart import ParetoChart
from widgets.stacked_chart import StackedChart

_COLOURS = (Layer("red", "红"), Layer("yellow", "黄"), Layer("green", "绿"))
_RATES = (Layer("on_time", "按时办结率"), Layer("satisfaction", "满意率"))
_TIMES = 7
_SIZE = (1000, 480)


def _stacked() -> Callable[[int], ChartCard]:
    chart = StackedChart("存量", _COLOURS)
    days = [date(2024, 1, 1) + timedelta(n) for n in range(731)]

    def fill(turn: int) -> ChartCard:
        counts = {
            one.key: [40 + (n // 9 + place + turn) % 17 for n in range(len(days))]
            for place, one in enumerate(_COLOURS)
        }
        chart.set_series(days, counts)
        return chart

    return fill


def _lying() -> Callable[[int], ChartCard]:
    chart = BarsChart("各社区", _COLOURS, "社区", lying=True)

    def fill(turn: int) -> ChartCard:
        chart.set_bars([Bar(n, f"第{n}社区居委会", (n % 3, turn, n)) for n in range(30)])
        return chart

    return fill


def _pareto() -> Callable[[int], ChartCard]:
    chart = ParetoChart("类别", "类别", "件数")

    def fill(turn: int) -> ChartCard:
        chart.set_bars([Bar(n, f"类别{n}", (n * n + turn,)) for n in range(30)])
        return chart

    return fill


def _lines() -> Callable[[int], ChartCard]:
    chart = LinesChart("比率", _RATES)
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]

    def fill(turn: int) -> ChartCard:
        chart.set_series(
            months, {one.key: [80 + (n + turn) % 20 for n in range(24)] for one in _RATES}
        )
        return chart

    return fill


def measure() -> list[Figure]:
    """The slowest of the charts, the median of several fillings each."""
    application.create()
    took = []
    for make in (_stacked, _lying, _pareto, _lines):
        fill = make()
        chart = fill(0)
        chart.resize(*_SIZE)
        chart.grab()
        times = []
        for turn in range(1, _TIMES + 1):
            start = perf_counter()
            fill(turn).grab()
            times.append(perf_counter() - start)
        took.append(median(times))
    return [Figure("charts", "图表：数据到后画完（最慢的一种）", max(took) * 1000, "ms", 50)]
