"""The chart of the backlog by colour, on the page and as a picture of its own."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize

from db.figures.statistics import Backlog
from domain import colours
from domain.colours import ColourRule
from widgets import chart_picture, theme
from widgets.chart_values import Layer
from widgets.stacked_chart import StackedChart

PICTURE_SIZE = (1200, 560)


def make(keys: Sequence[str], shown: Sequence[ColourRule]) -> StackedChart:
    """An empty chart of these colours, the gravest lowest."""
    title = QCoreApplication.translate("BacklogChart", "问题存量（按颜色）")
    gravest_first = sorted(keys, key=colours.PALETTE.index, reverse=True)
    return StackedChart(title, [Layer(key, colours.word(key, shown)) for key in gravest_first])


def picture(series: Backlog, shown: Sequence[ColourRule]) -> bytes:
    """The chart as the bytes of a PNG, without a window."""
    chart = make(tuple(series.counts), shown)
    chart.set_series(series.days, series.counts)
    return chart_picture.bytes_of(chart.picture(QSize(*(theme.px(side) for side in PICTURE_SIZE))))
