"""What the grounds and lines of a chart mean, on screen and in pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import tokens
from widgets import chart_ink, theme
from widgets.chart_values import Layer
from widgets.chips import mark_box, paint_mark

_SAMPLE_PX, _LINE_PX, _GAP_PX, _BETWEEN_PX, _MARK_PX = 20, 30, 6, 16, 9


class Legend:
    """Paints samples, marks and words in a row."""

    def __init__(self, layers: Sequence[Layer], lines: bool) -> None:
        self.layers = tuple(layers)
        self._lines = lines

    def width(self) -> float:
        """The room it takes, in px."""
        return sum(map(self._one, self.layers)) + theme.px(_BETWEEN_PX) * (len(self.layers) - 1)

    def _one(self, layer: Layer) -> float:
        font = theme.font(theme.px(tokens.SMALL_PX + 1), bold=True)
        gap = theme.px(_GAP_PX)
        word = chart_ink.widest([layer.word], font)
        if self._lines:
            return theme.px(_LINE_PX) + gap + word
        return theme.px(_SAMPLE_PX) + gap + theme.px(_MARK_PX) + theme.px(4) + word

    def paint(self, painter: QPainter, left: float, middle: float) -> None:
        """Paint it from ``left``, centred on ``middle``."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, layer in enumerate(self.layers):
            self._paint_one(painter, layer, place, left, middle)
            left += self._one(layer) + theme.px(_BETWEEN_PX)

    def _paint_one(
        self, painter: QPainter, layer: Layer, place: int, left: float, middle: float
    ) -> None:
        colour = chart_ink.tone(layer.tone).text
        gap, mark = theme.px(_GAP_PX), theme.px(_MARK_PX)
        if self._lines:
            end = left + theme.px(_LINE_PX)
            painter.setPen(chart_ink.line_pen(layer.tone, place))
            painter.drawLine(QPointF(left, middle), QPointF(end, middle))
            centre = QPointF((left + end) / 2, middle)
            chart_ink.paint_dot(painter, layer.mark, centre, layer.tone, mark)
            left = end + gap
        else:
            side, high = theme.px(_SAMPLE_PX), theme.px(13)
            box = QRectF(round(left) + 0.5, round(middle - high / 2) + 0.5, side - 1, high - 1)
            chart_ink.paint_swatch(painter, box, layer.tone)
            left += side + gap
            paint_mark(painter, layer.mark, mark_box(left, middle, mark), colour)
            left += mark + theme.px(4)
        font = theme.font(theme.px(tokens.SMALL_PX + 1), bold=True)
        chart_ink.paint_words(
            painter, QRectF(left, middle - 10, 400, 20), layer.word, colour, font=font
        )


class ChartLegend(QWidget):
    """A legend on screen; it gives way when there is no room."""

    def __init__(self, legend: Legend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = legend
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(layer.word for layer in legend.layers))
        if len(legend.layers) < 2:
            self.hide()

    def sizeHint(self) -> QSize:
        return QSize(round(self.legend.width()) + 2, theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.legend.paint(QPainter(self), 1, self.height() / 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
