"""The areas of the stacked chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from resources import tokens
from widgets import chart_ink, theme
from widgets.chart_ink import Region
from widgets.chart_items import DeviceItem
from widgets.chart_values import Layer
from widgets.chips import mark_box, paint_mark

_LABEL_PX = 21
_BROAD_DAYS = 400


@dataclass(frozen=True, slots=True)
class Area:
    """One layer to draw: its upper edge a day, and its last value."""

    layer: Layer
    upper: Any  # numpy array of float, one a day
    last: int


class StackItem(DeviceItem):
    """Areas on top of each other, and the words at their right end."""

    def __init__(self) -> None:
        super().__init__()
        self._x: Any = ()
        self._areas: tuple[Area, ...] = ()

    def set_areas(self, days: Any, areas: Sequence[Area]) -> None:
        """Draw these areas, the lowest first, over these days (ordinals)."""
        self._x, self._areas = days, tuple(areas)
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        if not len(self._x):
            return
        step = 1 / painter.device().devicePixelRatioF()
        lower = self._x * 0
        for area in self._areas:
            region = _region(to_device, self._x, area.upper, lower, step)
            chart_ink.paint_columns(painter, region, area.layer.tone)
            chart_ink.paint_hatch(painter, region, area.layer.tone)
            lower = area.upper
        for area in self._areas:
            self._paint_edge(painter, to_device, area)
        self._paint_words(painter, to_device)

    def _paint_edge(self, painter: QPainter, to_device: QTransform, area: Area) -> None:
        """Draw an upper edge; Qt strokes a broad path slowly, so it is broad for short spans."""
        lefts, tops = _mapped(to_device, self._x, area.upper)
        points = [QPointF(x, y) for x, y in zip(lefts.tolist(), tops.tolist(), strict=True)]
        colour = QColor(chart_ink.tone(area.layer.tone).fill)
        painter.setPen(QPen(colour, 1.6 if len(points) <= _BROAD_DAYS else 1))
        painter.drawPolyline(QPolygonF(points))

    def _paint_words(self, painter: QPainter, to_device: QTransform) -> None:
        """The word and the last value of every area, moved apart where they would touch."""
        size = theme.px(_LABEL_PX)
        lower = 0.0
        middles = []
        for area in self._areas:
            upper = float(area.upper[-1])
            middles.append(to_device.map(QPointF(self._x[-1], (lower + upper) / 2)))
            lower = upper
        floor = to_device.map(QPointF(self._x[-1], 0)).y() - size / 2
        heights = chart_ink.apart([point.y() for point in middles], size, floor)
        font = theme.font(theme.px(tokens.SMALL_PX + 1), bold=True)
        for area, point, height in zip(self._areas, middles, heights, strict=True):
            colour = chart_ink.tone(area.layer.tone).text
            mark = theme.px(9)
            left = point.x() + theme.px(10)
            paint_mark(painter, area.layer.mark, mark_box(left, height, mark), colour)
            box = QRectF(left + mark + theme.px(5), height - size / 2, theme.px(90), size)
            words = f"{area.layer.word} {area.last:,}"
            chart_ink.paint_words(painter, box, words, colour, font=font)


def _region(to_device: QTransform, days: Any, upper: Any, lower: Any, step: float) -> Region:
    """The ground between two edges, in columns one step (a pixel of the screen) wide."""
    import numpy as np

    lefts, uppers = _mapped(to_device, days, upper)
    _, lowers = _mapped(to_device, days, lower)
    places = np.arange(np.floor(lefts[0] / step), np.ceil(lefts[-1] / step)) * step
    tops = np.interp(places + step / 2, lefts, uppers)
    return Region(places, tops, np.interp(places + step / 2, lefts, lowers), step)


def _mapped(to_device: QTransform, days: Any, counts: Any) -> tuple[Any, Any]:
    return (
        days * to_device.m11() + to_device.dx(),
        counts * to_device.m22() + to_device.dy(),
    )
