"""What the stacked chart draws inside pyqtgraph's plot.

NumPy and pyqtgraph take long to import: only a chart that is made pays for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from resources import tokens
from widgets import theme
from widgets.chips import mark_box, paint_mark

# Hatches keep the areas apart on a mono print and for colour-blind eyes.
_HATCHES = {
    "red": Qt.BrushStyle.BDiagPattern,
    "orange": Qt.BrushStyle.FDiagPattern,
    "yellow": Qt.BrushStyle.Dense7Pattern,
    "blue": Qt.BrushStyle.HorPattern,
}
_LABEL_PX = 21
_BROAD_DAYS = 400


@dataclass(frozen=True, slots=True)
class Area:
    """One layer to draw: its tone's key, its word, its upper edge a day, and its last value."""

    key: str
    word: str
    upper: Any  # numpy array of float, one a day
    last: int


class StackItem(QGraphicsObject):
    """Grid lines, areas and the words at their right end, drawn in device pixels."""

    def __init__(self) -> None:
        super().__init__()
        # The areas stand still while the line of the day pointed at moves over them.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._extent = QRectF(0, 0, 1, 1)
        self._x: Any = ()
        self._areas: tuple[Area, ...] = ()
        self._lines: Sequence[int] = ()

    def set_areas(self, days: Any, areas: Sequence[Area]) -> None:
        """Draw these areas, the lowest first, over these days (ordinals)."""
        self._x, self._areas = days, tuple(areas)
        self.update()

    def set_extent(self, extent: QRectF, lines: Sequence[int]) -> None:
        """The visible part in days and counts, and the counts with a grid line."""
        self.prepareGeometryChange()
        self._extent, self._lines = extent, lines
        self.update()

    def boundingRect(self) -> QRectF:
        return self._extent

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        to_device = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_grid(painter, to_device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._x):
            lower = self._x * 0
            for area in self._areas:
                self._paint_area(painter, to_device, area, lower)
                lower = area.upper
            for area in self._areas:
                self._paint_edge(painter, to_device, area)
            self._paint_words(painter, to_device)
        painter.restore()

    def _paint_grid(self, painter: QPainter, to_device: QTransform) -> None:
        scheme = theme.scheme()
        end = self._x[-1] if len(self._x) else self._extent.right()
        for count in self._lines:
            colour = scheme.faint if count == 0 else tokens.mixed(scheme.line, scheme.paper, 0.8)
            painter.setPen(QPen(QColor(colour), 1))
            left = to_device.map(QPointF(self._extent.left(), count))
            right = to_device.map(QPointF(end, count))
            painter.drawLine(left.toPoint(), right.toPoint())

    def _paint_area(self, painter: QPainter, to_device: QTransform, area: Area, lower: Any) -> None:
        """Fill between two edges column by column.

        Filling a path of a thousand corners takes Qt ten times as long.
        """
        scheme = theme.scheme()
        tone = scheme.tone(area.key)
        step = 1 / painter.device().devicePixelRatioF()
        columns = _columns(to_device, self._x, area.upper, lower, step)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.mixed(tone.fill, scheme.paper, 0.38)))
        painter.drawRects(columns)
        hatch = _HATCHES.get(area.key)
        if hatch is not None:
            ink = QColor(tone.fill)
            ink.setAlphaF(0.55)
            painter.setBrush(QBrush(ink, hatch))
            painter.drawRects(columns)

    def _paint_edge(self, painter: QPainter, to_device: QTransform, area: Area) -> None:
        """Draw an upper edge; Qt strokes a broad path slowly, so it is broad for short spans."""
        lefts, tops = _mapped(to_device, self._x, area.upper)
        points = [QPointF(x, y) for x, y in zip(lefts.tolist(), tops.tolist(), strict=True)]
        colour = QColor(theme.scheme().tone(area.key).fill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.6 if len(points) <= _BROAD_DAYS else 1))
        painter.drawPolyline(QPolygonF(points))

    def _paint_words(self, painter: QPainter, to_device: QTransform) -> None:
        """The word and the last value of every area, moved apart where they would touch."""
        scheme = theme.scheme()
        size = theme.px(_LABEL_PX)
        lower = 0.0
        middles = []
        for area in self._areas:
            upper = float(area.upper[-1])
            middles.append(to_device.map(QPointF(self._x[-1], (lower + upper) / 2)))
            lower = upper
        floor = to_device.map(QPointF(self._x[-1], 0)).y() - size / 2
        heights = _apart([point.y() for point in middles], size, floor)
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX + 1), bold=True))
        for area, point, height in zip(self._areas, middles, heights, strict=True):
            tone = scheme.tone(area.key)
            mark = theme.px(9)
            left = point.x() + theme.px(10)
            box = mark_box(left, height, mark)
            paint_mark(painter, tokens.MARKS.get(area.key, "○"), box, tone.text)
            painter.setPen(QColor(tone.text))
            words = QRectF(left + mark + theme.px(5), height - size / 2, theme.px(90), size)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(words, flags, f"{area.word} {area.last:,}")


class CursorItem(QGraphicsObject):
    """The upright line of the day pointed at, or of the day chosen."""

    def __init__(self, chosen: bool) -> None:
        super().__init__()
        self._chosen = chosen
        self._extent = QRectF(0, 0, 1, 1)
        self._day: float | None = None
        self._dots: tuple[tuple[float, str], ...] = ()
        self.setZValue(10)

    def set_extent(self, extent: QRectF) -> None:
        """The visible part in days and counts."""
        self.prepareGeometryChange()
        self._extent = extent

    def set_day(self, day: float | None, dots: Sequence[tuple[float, str]] = ()) -> None:
        """Stand on a day (ordinal), with a dot at each of these heights in its tone."""
        self._day, self._dots = day, tuple(dots)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._extent

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._day is None:
            return
        scheme = theme.scheme()
        to_device = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self._chosen else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(scheme.accent if self._chosen else scheme.muted), 1.2, style))
        top = to_device.map(QPointF(self._day, self._extent.bottom()))
        foot = to_device.map(QPointF(self._day, 0))
        painter.drawLine(top, foot)
        for height, key in self._dots:
            painter.setPen(QPen(QColor(scheme.paper), 2))
            painter.setBrush(QColor(scheme.tone(key).fill))
            painter.drawEllipse(to_device.map(QPointF(self._day, height)), 5, 5)
        painter.restore()


def load() -> None:
    """Load what a chart takes, on any thread and ahead of the first one."""
    import pyqtgraph  # noqa: F401


def make_plot(font: QFont) -> Any:
    """A still plot without menus, its axes in quiet colours."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.getPlotItem().getViewBox().setDefaultPadding(0)
    style_plot(plot, font)
    return plot


def style_plot(plot: Any, font: QFont) -> None:
    """Give ground and axes the colours of the scheme."""
    import pyqtgraph as pg

    scheme = theme.scheme()
    plot.setBackground(scheme.paper)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(None))
        axis.setTextPen(pg.mkPen(scheme.muted))
        axis.setStyle(tickLength=0, tickFont=font, tickTextOffset=theme.px(8))
        axis.enableAutoSIPrefix(False)
    plot.getAxis("bottom").setHeight(theme.px(30))


def _columns(to_device: QTransform, days: Any, upper: Any, lower: Any, step: float) -> list[QRectF]:
    """The ground between two edges, in columns one step (a pixel of the screen) wide."""
    import numpy as np

    lefts, uppers = _mapped(to_device, days, upper)
    _, lowers = _mapped(to_device, days, lower)
    places = np.arange(np.floor(lefts[0] / step), np.ceil(lefts[-1] / step)) * step
    tops = np.interp(places + step / 2, lefts, uppers)
    heights = np.interp(places + step / 2, lefts, lowers) - tops
    drawn = zip(places.tolist(), tops.tolist(), heights.tolist(), strict=True)
    return [QRectF(left, top, step, height) for left, top, height in drawn]


def _mapped(to_device: QTransform, days: Any, counts: Any) -> tuple[Any, Any]:
    return (
        days * to_device.m11() + to_device.dx(),
        counts * to_device.m22() + to_device.dy(),
    )


def _apart(heights: Sequence[float], least: float, floor: float) -> list[float]:
    """Heights from the bottom up, none below ``floor``, each at least ``least`` above the last."""
    placed: list[float] = []
    for height in heights:
        lowest = placed[-1] - least if placed else floor
        placed.append(min(height, lowest))
    return placed
