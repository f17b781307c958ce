"""The small card beside the mark pointed at: what it is, the numbers of its layers, their sum."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resources import tokens
from widgets import chart_ink, theme
from widgets.chart_values import Tip
from widgets.chips import mark_box, paint_mark

_ROW_PX, _PAD_PX, _BETWEEN_PX, _MARK_PX = 24, 12, 24, 9
_BROADEST_PX = 340


class ChartTip(QWidget):
    """Lies over the chart and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tip = Tip("", ())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_tip(self, tip: Tip, beside: QPoint) -> None:
        """Show a tip at the right of a point of the parent, or at the left if there is no room."""
        self._tip = tip
        self.resize(self.sizeHint())
        room = self.parentWidget().size()
        gap = theme.px(14)
        left = beside.x() + gap
        if left + self.width() > room.width():
            left = max(0, beside.x() - gap - self.width())
        top = max(0, min(beside.y(), room.height() - self.height()))
        self.move(left, top)
        self.show()
        self.raise_()
        self.update()

    def tip(self) -> Tip:
        """What is shown, or was shown last."""
        return self._tip

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(self._font(bold=True))
        pairs = [(layer.word, value) for layer, value in self._tip.rows]
        mark, between = theme.px(_MARK_PX) + 7, theme.px(_BETWEEN_PX)
        sides = [mark + bold.horizontalAdvance(a + b) + between for a, b in pairs]
        sides += [bold.horizontalAdvance(a + b) + between for a, b in self._tip.foot]
        width = max([bold.horizontalAdvance(self._tip.title), theme.px(110), *sides])
        lines = 1 + len(self._tip.rows) + len(self._tip.foot)
        pad = 2 * theme.px(_PAD_PX)
        return QSize(min(width, theme.px(_BROADEST_PX)) + pad + 4, lines * theme.px(_ROW_PX) + pad)

    def _font(self, bold: bool) -> QFont:
        return theme.font(theme.px(tokens.BODY_PX), bold)

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(scheme.faint))
        painter.setBrush(QColor(scheme.paper))
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, tokens.CORNER_PX, tokens.CORNER_PX)
        pad, height = theme.px(_PAD_PX), theme.px(_ROW_PX)
        box = QRect(pad, pad, self.width() - 2 * pad, height)
        self._line(painter, box, self._tip.title, "", bold=True)
        for layer, value in self._tip.rows:
            box.translate(0, height)
            lit = layer.key == self._tip.lit
            if lit and len(self._tip.rows) > 1:
                self._light(painter, box, layer.tone)
            mark = theme.px(_MARK_PX)
            place = mark_box(box.left(), box.top() + height / 2, mark)
            paint_mark(painter, layer.mark, place, chart_ink.tone(layer.tone).text)
            self._line(painter, box.adjusted(mark + 7, 0, 0, 0), layer.word, value, lit)
        for place, (word, value) in enumerate(self._tip.foot):
            box.translate(0, height)
            if not place and self._tip.rows:
                painter.fillRect(box.left(), box.top(), box.width(), 1, QColor(scheme.line))
            self._line(painter, box, word, value, bold=True)

    def _light(self, painter: QPainter, box: QRect, tone: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(chart_ink.tone(tone).soft))
        painter.drawRoundedRect(box.adjusted(-theme.px(6), 1, theme.px(6), -1), 5, 5)

    def _line(
        self, painter: QPainter, box: QRect, left: str, right: str, bold: bool = False
    ) -> None:
        font = self._font(bold)
        taken = QFontMetrics(font).horizontalAdvance(right) + theme.px(8) if right else 0
        mode = Qt.TextElideMode.ElideMiddle
        shown = QFontMetrics(font).elidedText(left, mode, box.width() - taken + 4)
        ink = theme.scheme().ink
        chart_ink.paint_words(painter, QRectF(box), shown, ink, chart_ink.LEFT, font)
        chart_ink.paint_words(painter, QRectF(box), right, ink, chart_ink.RIGHT, font)
