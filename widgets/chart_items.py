"""What all charts draw inside pyqtgraph's plot: the ground with its scale, and the pointer.

pyqtgraph takes long to import: only a chart that is made pays for it. Items are made once and
given new data; they know the data's own units and paint in device pixels, so that lines and
words are crisp at any scale and in any picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsObject,
    QStyleOptionGraphicsItem,
    QWidget,
)

from resources import tokens
from widgets import chart_ink, theme
from widgets.chart_ticks import Tick
from widgets.chart_values import Layer
from widgets.chips import mark_box, paint_mark

_GAP_PX, _MARK_PX, _END_PX = 8, 9, 19


def make_plot() -> Any:
    """A still plot without axes and menus: a view with units of its own, which fills it."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setFrameShape(QFrame.Shape.NoFrame)
    item = plot.getPlotItem()
    item.layout.setContentsMargins(0, 0, 0, 0)
    for side in ("left", "bottom"):
        item.hideAxis(side)
    view = item.getViewBox()
    view.setDefaultPadding(0)
    view.setBorder(None)
    plot.setBackground(chart_ink.scheme().paper)
    return plot


@dataclass(frozen=True, slots=True)
class Frame:
    """The data's own rectangle (its lowest value is ``top``) and the margins in px around it."""

    data: QRectF
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0

    def extent(self, size: QSizeF) -> QRectF:
        """What a view of that size in px shows, in the data's units."""
        across = max(1.0, size.width() - self.left - self.right)
        upright = max(1.0, size.height() - self.top - self.bottom)
        x, y = self.data.width() / across, self.data.height() / upright
        return self.data.adjusted(-self.left * x, -self.bottom * y, self.right * x, self.top * y)


class DeviceItem(QGraphicsObject):
    """Maps the data's units to device pixels and leaves the rest to :meth:`draw`."""

    def __init__(self, cached: bool = True) -> None:
        super().__init__()
        # What is drawn stands still while the pointer moves over it.
        self.cached = cached
        self.set_cached(cached)
        self._extent = self._frame = QRectF(0, 0, 1, 1)

    def set_cached(self, on: bool) -> None:
        """Keep what was painted; a picture is painted without, or it would show the kept one."""
        modes = QGraphicsItem.CacheMode
        kept = on and self.cached
        self.setCacheMode(modes.DeviceCoordinateCache if kept else modes.NoCache)

    def set_frame(self, extent: QRectF, frame: QRectF) -> None:
        """What is visible, and the part of it where the data lie, in the data's units."""
        self.prepareGeometryChange()
        self._extent, self._frame = extent, frame
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, to_device)
        painter.restore()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        """Paint in device pixels; ``to_device`` maps the data's units to them."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Scale:
    """The words beside a chart: at grid lines, at their right end, and below the chart."""

    lines: tuple[Tick, ...] = ()
    right: tuple[Tick, ...] = ()
    below: tuple[Tick, ...] = ()


class ScaleItem(DeviceItem):
    """Grid lines and the words around the data."""

    def __init__(self) -> None:
        super().__init__()
        self._scale = Scale()
        self.setZValue(-10)

    def set_scale(self, scale: Scale) -> None:
        """Draw this scale around the data."""
        self._scale = scale
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        shown = chart_ink.scheme()
        height = theme.px(20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for count, word in self._scale.lines:
            colour = shown.faint if count == 0 else tokens.mixed(shown.line, shown.paper, 0.8)
            painter.setPen(QPen(QColor(colour), 1))
            left = to_device.map(QPointF(self._frame.left(), count))
            right = to_device.map(QPointF(self._frame.right(), count))
            painter.drawLine(left.toPoint(), right.toPoint())
            box = QRectF(0, left.y() - height / 2, left.x() - theme.px(_GAP_PX), height)
            chart_ink.paint_words(painter, box, word, shown.muted, chart_ink.RIGHT)
        for count, word in self._scale.right:
            place = to_device.map(QPointF(self._frame.right(), count))
            box = QRectF(place.x() + theme.px(_GAP_PX), place.y() - height / 2, 99, height)
            chart_ink.paint_words(painter, box, word, shown.muted)
        self._paint_below(painter, to_device)

    def _paint_below(self, painter: QPainter, to_device: QTransform) -> None:
        """The words below, centred on their places but never beyond the view."""
        font = chart_ink.small_font()
        edges = to_device.mapRect(self._extent)
        for at, word in self._scale.below:
            place = to_device.map(QPointF(at, self._frame.top()))
            half = chart_ink.widest([word], font) / 2 + 1
            middle = min(max(place.x(), edges.left() + half), edges.right() - half)
            top = place.y() + theme.px(6)
            box = QRectF(middle - half, top, 2 * half, theme.px(20))
            muted = chart_ink.scheme().muted
            chart_ink.paint_words(painter, box, word, muted, chart_ink.CENTRE, font)


@dataclass(frozen=True, slots=True)
class Dot:
    """The mark of a layer at a height; the one that is meant is larger."""

    height: float
    layer: Layer
    lit: bool = False


class CursorItem(DeviceItem):
    """The upright line of the day or month pointed at, or of the one chosen.

    It reaches from the lowest value of the data's rectangle to the highest.
    """

    def __init__(self, chosen: bool) -> None:
        super().__init__(cached=False)
        self._chosen = chosen
        self._at: float | None = None
        self._dots: tuple[Dot, ...] = ()
        self.setZValue(10)

    def set_place(self, at: float | None, dots: Sequence[Dot] = ()) -> None:
        """Stand at a place across, with these dots; None hides the line."""
        self._at, self._dots = at, tuple(dots)
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        if self._at is None:
            return
        shown = chart_ink.scheme()
        style = Qt.PenStyle.DashLine if self._chosen else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(shown.accent if self._chosen else shown.muted), 1.2, style))
        top = to_device.map(QPointF(self._at, self._frame.bottom()))
        foot = to_device.map(QPointF(self._at, self._frame.top()))
        painter.drawLine(top, foot)
        for dot in self._dots:
            size = theme.px(13 if dot.lit else 9)
            centre = to_device.map(QPointF(self._at, dot.height))
            chart_ink.paint_dot(painter, dot.layer, centre, size)


@dataclass(frozen=True, slots=True)
class End:
    """What stands beside the end of a layer or line: at which height, of which one, its number."""

    height: float
    layer: Layer
    value: str


class EndsItem(DeviceItem):
    """Marks and last values at the right of the data, moved apart where they would touch."""

    def __init__(self) -> None:
        super().__init__()
        self._ends: tuple[End, ...] = ()

    def set_ends(self, ends: Sequence[End]) -> None:
        """Write these."""
        self._ends = tuple(sorted(ends, key=_height))
        self.update()

    def width(self) -> float:
        """The room they take at the right of the data, in px."""
        values = [end.value for end in self._ends]
        beside = theme.px(_GAP_PX + _MARK_PX + 5)
        return chart_ink.widest(values, chart_ink.small_font(bold=True)) + beside if values else 0

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        size, mark = theme.px(_END_PX), theme.px(_MARK_PX)
        top, floor = (
            to_device.map(QPointF(self._frame.right(), edge)).y()
            for edge in (self._frame.bottom(), self._frame.top())
        )
        left = to_device.map(self._frame.topRight()).x() + theme.px(_GAP_PX)
        wanted = [to_device.map(QPointF(0, end.height)).y() for end in self._ends]
        heights = chart_ink.apart(wanted, size, top, floor - size / 3)
        font = chart_ink.small_font(bold=True)
        for end, height in zip(self._ends, heights, strict=True):
            colour = chart_ink.tone(end.layer.tone).text
            paint_mark(painter, end.layer.mark, mark_box(left, height, mark), colour)
            box = QRectF(left + mark + theme.px(5), height - size / 2, 0, size)
            chart_ink.paint_words(painter, box, end.value, colour, font=font)


def _height(end: End) -> float:
    return end.height
