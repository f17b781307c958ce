"""The chart of the backlog by colour, on the page and as a picture of its own."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPixmap

from db.statistics import Backlog
from domain.colours import DEFAULT
from widgets import theme
from widgets.stacked_chart import Layer, StackedChart

PICTURE_SIZE = (1200, 600)


def make() -> StackedChart:
    """An empty chart, the gravest colour lowest."""
    title = QCoreApplication.translate("BacklogChart", "问题存量（按颜色）")
    return StackedChart(title, [Layer(rule.key, rule.word) for rule in reversed(DEFAULT)])


def picture(series: Backlog) -> QPixmap:
    """The chart as a picture, without a window."""
    chart = make()
    chart.resize(*(theme.px(side) for side in PICTURE_SIZE))
    chart.set_series(series.days, series.counts)
    return chart.grab()
