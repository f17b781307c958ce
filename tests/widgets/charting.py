"""What the tests of all charts share: charts filled with plain numbers, and a hand on the mouse."""

from datetime import date, timedelta

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from widgets.bars_chart import BarsChart
from widgets.chart_card import ChartCard
from widgets.chart_tip import ChartTip
from widgets.chart_values import Bar, Layer
from widgets.lines_chart import LinesChart
from widgets.pareto_chart import ParetoChart
from widgets.stacked_chart import StackedChart

COLOURS = (Layer("red", "红"), Layer("yellow", "黄"), Layer("green", "绿"))
RATES = (Layer("a", "办结"), Layer("b", "满意"), Layer("c", "响应"), Layer("d", "公开"))


def days(count):
    return [date(2025, 11, 20) + timedelta(number) for number in range(count)]


def months(count):
    return [date(2024 + (number + 6) // 12, (number + 6) % 12 + 1, 1) for number in range(count)]


def counts(count):
    return {one.key: [n % (7 + place) for n in range(count)] for place, one in enumerate(COLOURS)}


def rates(count):
    return {
        one.key: [60 + (n * 7 + 9 * m) % 40 for n in range(count)] for m, one in enumerate(RATES)
    }


def bars(count):
    return [Bar(f"k{n}", f"第{n}社区居民委员会", (n % 3, n % 5, n % 7)) for n in range(count)]


def single(count):
    return [Bar(f"k{n}", f"类别{n}", (n + 1,)) for n in range(count)]


def stacked(count=10):
    made = StackedChart("问题存量", COLOURS)
    made.set_series(days(count), counts(count))
    return made


def standing(count=5):
    made = BarsChart("未销号天数", COLOURS, "天数")
    made.set_bars(bars(count))
    return made


def lying(count=30):
    made = BarsChart("各社区", COLOURS, "社区", lying=True)
    made.set_bars(bars(count))
    return made


def pareto(count=6, most=12):
    made = ParetoChart("问题类别", "类别", "件数", most)
    made.set_bars(single(count))
    return made


def lines(count=24):
    made = LinesChart("各项比率", RATES)
    made.set_series(months(count), rates(count))
    return made


MAKERS = (stacked, standing, lying, pareto, lines)


def shown(qtbot, chart: ChartCard, width=800, height=450) -> ChartCard:
    qtbot.addWidget(chart)
    chart.resize(width, height)
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def plot(chart: ChartCard) -> pg.PlotWidget:
    return chart.findChild(pg.PlotWidget)


def spot(chart: ChartCard, x: float, y: float) -> QPoint:
    """Where a point of the plot's own units lies in its viewport."""
    return plot(chart).getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def hover(chart: ChartCard, x: float, y: float) -> None:
    # Off screen no pointer moves: the scene is told what it tells of a real move.
    plot(chart).scene().sigMouseMoved.emit(plot(chart).getViewBox().mapViewToScene(QPointF(x, y)))


def click(chart: ChartCard, x: float, y: float) -> None:
    place = spot(chart, x, y)
    QTest.mouseClick(plot(chart).viewport(), Qt.MouseButton.LeftButton, pos=place)


def tip(chart: ChartCard) -> ChartTip:
    return chart.findChild(ChartTip)
