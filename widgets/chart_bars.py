"""The bars of a chart with their names and numbers, and the light on the one pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from widgets import chart_ink, theme
from widgets.chart_items import DeviceItem

LINE_PX = 16
"""The height of one line of a name below its bar."""
NAME_GAP_PX = 8
"""Between a bar and its name or its number."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a bar: a rectangle in the data's units and its tone."""

    rect: QRectF
    tone: str


@dataclass(frozen=True, slots=True)
class BarShape:
    """A bar to draw: its parts from the foot on, its name (in lines) and its number."""

    foot: QPointF
    end: QPointF
    boxes: tuple[Box, ...]
    name: str
    value: str


class BarsItem(DeviceItem):
    """Bars that stand, with their names below, or lie, with their names at the left."""

    def __init__(self, lying: bool = False) -> None:
        super().__init__()
        self._lying = lying
        self._shapes: tuple[BarShape, ...] = ()

    def set_shapes(self, shapes: Sequence[BarShape]) -> None:
        """Draw these."""
        self._shapes = tuple(shapes)
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        for shape in self._shapes:
            for box in shape.boxes:
                chart_ink.paint_swatch(painter, _crisp(to_device.mapRect(box.rect)), box.tone)
        if self._lying and self._shapes:
            self._paint_foot(painter, to_device)
        for shape in self._shapes:
            foot, end = to_device.map(shape.foot), to_device.map(shape.end)
            self._paint_words(painter, shape, foot, end)

    def _paint_foot(self, painter: QPainter, to_device: QTransform) -> None:
        """The line on which lying bars stand."""
        first, last = to_device.map(self._shapes[0].foot), to_device.map(self._shapes[-1].foot)
        half = abs(to_device.m22()) / 2
        painter.setPen(QPen(QColor(chart_ink.scheme().faint), 1))
        x = round(first.x()) + 0.5
        painter.drawLine(QPointF(x, first.y() - half), QPointF(x, last.y() + half))

    def _paint_words(self, painter: QPainter, shape: BarShape, foot: QPointF, end: QPointF) -> None:
        shown, gap = chart_ink.scheme(), theme.px(NAME_GAP_PX)
        bold, plain = chart_ink.small_font(bold=True), chart_ink.small_font()
        if self._lying:
            name = QRectF(foot.x() - gap, foot.y(), 0, 0)
            value = QRectF(end.x() + gap, end.y(), 0, 0)
            chart_ink.paint_words(painter, name, shape.name, shown.ink, chart_ink.RIGHT, plain)
            chart_ink.paint_words(painter, value, shape.value, shown.ink, chart_ink.LEFT, bold)
            return
        value = QRectF(end.x(), end.y() - theme.px(10), 0, 0)
        chart_ink.paint_words(painter, value, shape.value, shown.ink, chart_ink.CENTRE, bold)
        line = theme.px(LINE_PX)
        for number, words in enumerate(shape.name.split("\n")):
            name = QRectF(foot.x(), foot.y() + theme.px(6) + line * (number + 0.5), 0, 0)
            chart_ink.paint_words(painter, name, words, shown.ink, chart_ink.CENTRE, plain)


class BarLight(DeviceItem):
    """Lights up the whole place of the bar pointed at, and frames the part that is meant."""

    def __init__(self) -> None:
        super().__init__(cached=False)
        self._slot: QRectF | None = None
        self._part: QRectF | None = None
        self.setZValue(10)

    def set_light(self, slot: QRectF | None, part: QRectF | None = None) -> None:
        """Light these rectangles of the data; None puts the light out."""
        self._slot, self._part = slot, part
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        ink = QColor(chart_ink.scheme().ink)
        if self._slot is not None:
            glow = QColor(ink)
            glow.setAlphaF(0.06)
            painter.fillRect(_crisp(to_device.mapRect(self._slot)), glow)
        if self._part is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, 2))
            painter.drawRect(_crisp(to_device.mapRect(self._part)))


def _crisp(box: QRectF) -> QRectF:
    """The rectangle moved to the middle of whole pixels, so that thin edges are sharp."""
    left, top = round(box.left()) + 0.5, round(box.top()) + 0.5
    return QRectF(left, top, round(box.right()) + 0.5 - left, round(box.bottom()) + 0.5 - top)
