"""A way of several steps in one row: those behind, the one where it stands, those ahead."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.icons import paint_icon

_RADIUS, _TOP, _GAP = 9, 2, 5


class StepsRow(QWidget):
    """Read only. The words stand under their marks; a way that was broken off says so in red."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._at = 0
        self._broken = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, words: Sequence[str], at: int, broken: bool = False) -> None:
        """Show these steps, of which the one in place ``at`` was reached last."""
        self._words, self._at, self._broken = tuple(words), at, broken
        told = self.tr("第 {0} 步，共 {1} 步：{2}").format(at + 1, len(words), words[at])
        self.setAccessibleName(told + (self.tr("，已终止") if broken else ""))
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(theme.px(tokens.BODY_PX), bold=True))
        height = theme.px(_TOP + 2 * _RADIUS + _GAP) + metrics.height()
        widest = max((metrics.horizontalAdvance(word) for word in self._words), default=0)
        return QSize((widest + theme.px(8)) * max(1, len(self._words)), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._words:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share, radius = self.width() / len(self._words), theme.px(_RADIUS)
        middle = theme.px(_TOP) + radius
        self._paint_rail(painter, share, middle)
        for n, word in enumerate(self._words):
            centre = QPointF((n + 0.5) * share, middle)
            self._paint_mark(painter, n, centre, radius)
            box = QRectF(n * share, middle + radius + theme.px(_GAP), share, self.height())
            self._paint_word(painter, n, word, box)

    def _paint_rail(self, painter: QPainter, share: float, middle: float) -> None:
        scheme = theme.scheme()
        reached = QPointF((self._at + 0.5) * share, middle)
        ends = (QPointF(0.5 * share, middle), QPointF(self.width() - 0.5 * share, middle))
        for start, end, colour in (
            (reached, ends[1], scheme.line),
            (ends[0], reached, scheme.accent),
        ):
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawLine(start, end)

    def _paint_mark(self, painter: QPainter, n: int, centre: QPointF, radius: float) -> None:
        scheme = theme.scheme()
        here = n == self._at
        done = n < self._at or (here and n == len(self._words) - 1)
        fill, edge = scheme.paper, scheme.faint
        if here and self._broken:
            fill = edge = scheme.red.fill
        elif done:
            fill = edge = scheme.accent
        elif here:
            edge = scheme.accent
        painter.setPen(QPen(QColor(edge), 2))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(centre, radius - 1, radius - 1)
        side = radius * 1.25
        box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        if here and self._broken:
            paint_icon(painter, "x", box, scheme.on_accent)
        elif done:
            paint_icon(painter, "check", box, scheme.on_accent)
        elif here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(scheme.accent))
            painter.drawEllipse(centre, radius * 0.45, radius * 0.45)

    def _paint_word(self, painter: QPainter, n: int, word: str, box: QRectF) -> None:
        scheme = theme.scheme()
        here = n == self._at
        ink = scheme.ink if n < self._at else scheme.muted
        if here:
            ink = scheme.red.text if self._broken else scheme.accent
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold=here))
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, word)
