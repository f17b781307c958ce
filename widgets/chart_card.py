"""The small card beside the day pointed at: the numbers of each layer and their sum."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resources import tokens
from widgets import theme
from widgets.chips import mark_box, paint_mark

_ROW_PX, _PAD_PX = 24, 12


class DayCard(QWidget):
    """Lies over the chart and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ""
        self._rows: tuple[tuple[str, str, int], ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_day(self, title: str, rows: Sequence[tuple[str, str, int]], beside: QPoint) -> None:
        """Show (tone's key, word, number) rows at the right of a point, or left if no room."""
        self._title, self._rows = title, tuple(rows)
        self.resize(self.sizeHint())
        parent = self.parentWidget()
        room = parent.width() if parent is not None else 0
        gap = theme.px(14)
        left = beside.x() + gap
        if left + self.width() > room:
            left = max(0, beside.x() - gap - self.width())
        self.move(left, beside.y())
        self.show()
        self.raise_()
        self.update()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(theme.font(theme.px(tokens.BODY_PX), bold=True))
        words = max((bold.horizontalAdvance(word) for _, word, _ in self._rows), default=0)
        width = max(bold.horizontalAdvance(self._title), words + theme.px(100))
        lines = len(self._rows) + 2
        pad = 2 * theme.px(_PAD_PX)
        return QSize(width + pad + 4, lines * theme.px(_ROW_PX) + pad)

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
        self._line(painter, box, self._title, "", bold=True)
        for key, word, number in reversed(self._rows):
            box.translate(0, height)
            mark = theme.px(9)
            place = mark_box(box.left(), box.top() + height / 2, mark)
            paint_mark(painter, tokens.MARKS.get(key, "○"), place, scheme.tone(key).text)
            self._line(painter, box.adjusted(mark + 7, 0, 0, 0), word, f"{number:,}")
        box.translate(0, height)
        painter.fillRect(box.left(), box.top(), box.width(), 1, QColor(scheme.line))
        total = sum(number for _, _, number in self._rows)
        self._line(painter, box, self.tr("合计"), f"{total:,}", bold=True)

    def _line(
        self, painter: QPainter, box: QRect, left: str, right: str, bold: bool = False
    ) -> None:
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold))
        painter.setPen(QColor(theme.scheme().ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(middle), left)
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignRight), right)
