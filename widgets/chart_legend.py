"""What the grounds and lines of a chart mean, on screen and in pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import tokens
from widgets import chart_ink, theme
from widgets.chart_values import Layer
from widgets.chips import mark_box, paint_mark

_SAMPLE_PX, _LINE_PX, _GAP_PX, _BETWEEN_PX, _MARK_PX, _ROW_PX = 20, 30, 6, 16, 9, 26


class Legend:
    """Paints samples, marks and words, in as many rows as they need; a single layer needs none."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers) if len(layers) > 1 else ()

    def width(self) -> float:
        """The room it takes in one row, in px."""
        return self._row_width(self.layers)

    def least_width(self) -> float:
        """The room its broadest part takes, in px."""
        return max(map(_width, self.layers), default=0)

    def height(self, room: float) -> int:
        """The height in px of what is painted within ``room`` px."""
        return len(self._rows(room)) * theme.px(_ROW_PX)

    def paint(self, painter: QPainter, box: QRectF, to_right: bool = False) -> None:
        """Paint it into a box as wide as there is room."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = box.top() + theme.px(_ROW_PX) / 2
        for row in self._rows(box.width()):
            left = box.right() - self._row_width(row) if to_right else box.left()
            for layer in row:
                _paint_one(painter, layer, left, middle)
                left += _width(layer) + theme.px(_BETWEEN_PX)
            middle += theme.px(_ROW_PX)

    def _row_width(self, row: Sequence[Layer]) -> float:
        return sum(map(_width, row)) + theme.px(_BETWEEN_PX) * max(0, len(row) - 1)

    def _rows(self, room: float) -> list[list[Layer]]:
        rows: list[list[Layer]] = []
        for layer in self.layers:
            if rows and self._row_width([*rows[-1], layer]) <= room:
                rows[-1].append(layer)
            else:
                rows.append([layer])
        return rows


def _font() -> QFont:
    return theme.font(theme.px(tokens.SMALL_PX + 1), bold=True)


def _sample_width(layer: Layer) -> int:
    gap = theme.px(_GAP_PX)
    if layer.dash is not None:
        return theme.px(_LINE_PX) + gap
    return theme.px(_SAMPLE_PX) + gap + theme.px(_MARK_PX) + theme.px(4)


def _width(layer: Layer) -> float:
    return _sample_width(layer) + chart_ink.widest([layer.word], _font())


def _paint_one(painter: QPainter, layer: Layer, left: float, middle: float) -> None:
    colour, mark = chart_ink.tone(layer.tone).text, theme.px(_MARK_PX)
    if layer.dash is not None:
        end = left + theme.px(_LINE_PX)
        painter.setPen(chart_ink.line_pen(layer))
        painter.drawLine(QPointF(left, middle), QPointF(end, middle))
        chart_ink.paint_dot(painter, layer, QPointF((left + end) / 2, middle), mark)
    else:
        side, high = theme.px(_SAMPLE_PX), theme.px(13)
        box = QRectF(round(left) + 0.5, round(middle - high / 2) + 0.5, side - 1, high - 1)
        chart_ink.paint_swatch(painter, box, layer.tone)
        beside = left + side + theme.px(_GAP_PX)
        paint_mark(painter, layer.mark, mark_box(beside, middle, mark), colour)
    box = QRectF(left + _sample_width(layer), middle, 0, 0)
    chart_ink.paint_words(painter, box, layer.word, colour, font=_font())


class ChartLegend(QWidget):
    """A legend on screen; it takes more rows where there is less room."""

    def __init__(self, legend: Legend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = legend
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("，".join(layer.word for layer in legend.layers))
        if not legend.layers:
            self.hide()

    def sizeHint(self) -> QSize:
        beside = theme.px(8)  # from the parts at its right
        return QSize(round(self.legend.width()) + beside, theme.px(_ROW_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.legend.least_width()) + 2, theme.px(_ROW_PX))

    def heightForWidth(self, width: int) -> int:
        return self.legend.height(width - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        spare = (self.height() - self.heightForWidth(self.width())) / 2
        self.legend.paint(QPainter(self), QRectF(self.rect()).adjusted(1, spare, 0, 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
