"""The areas of the stacked chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from widgets import chart_ink
from widgets.chart_ink import Region
from widgets.chart_items import DeviceItem

_BROAD_DAYS = 400


@dataclass(frozen=True, slots=True)
class Area:
    """One layer to draw: its tone and its upper edge."""

    tone: str
    upper: Any  # numpy array of float, one a day


class StackItem(DeviceItem):
    """Areas on top of each other."""

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
            chart_ink.paint_columns(painter, region, area.tone)
            chart_ink.paint_hatch(painter, region, area.tone)
            lower = area.upper
        for area in self._areas:
            self._paint_edge(painter, to_device, area)

    def _paint_edge(self, painter: QPainter, to_device: QTransform, area: Area) -> None:
        """Draw an upper edge; Qt strokes a broad path slowly, so it is broad for short spans."""
        lefts, tops = _mapped(to_device, self._x, area.upper)
        points = [QPointF(x, y) for x, y in zip(lefts.tolist(), tops.tolist(), strict=True)]
        colour = QColor(chart_ink.tone(area.tone).fill)
        painter.setPen(QPen(colour, 1.6 if len(points) <= _BROAD_DAYS else 1))
        painter.drawPolyline(QPolygonF(points))


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
