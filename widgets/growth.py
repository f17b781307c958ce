"""A number that grows, as a cell: a bar in two tones, and the number before and after."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from widgets import theme

_THICK, _GAP, _LEAST_BAR = 10, 10, 40


@dataclass(frozen=True, slots=True)
class Growth:
    """``before`` becomes ``after``; the longest bar of the column stands for ``most``."""

    before: int
    after: int
    most: int

    @property
    def words(self) -> str:
        """Both numbers, or the one that stays."""
        if self.before == self.after:
            return f"{self.after:,}"
        return f"{self.before:,} → {self.after:,}"


def growth_width(growth: Growth, metrics: QFontMetrics) -> int:
    """The least width in px that shows the bar and the whole numbers."""
    return theme.px(_LEAST_BAR + _GAP) + _words_width(growth, metrics)


def _words_width(growth: Growth, metrics: QFontMetrics) -> int:
    """Room for the longest words of the column, so that its bars end on one line."""
    digit = "0" * len(f"{growth.most:,}")
    return metrics.horizontalAdvance(f"{digit} → {digit}")


def paint_growth(painter: QPainter, growth: Growth, box: QRectF, font: QFont) -> None:
    """Paint the bar at the left and the numbers at the right of a box."""
    scheme = theme.scheme()
    words = _words_width(growth, QFontMetrics(font))
    room = box.width() - words - theme.px(_GAP)
    if room >= theme.px(_LEAST_BAR) / 2:
        _paint_bar(painter, growth, QRectF(box.left(), box.top(), room, box.height()))
    painter.setFont(font)
    painter.setPen(QColor(scheme.ink if growth.after != growth.before else scheme.muted))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(box, flags, growth.words)


def _paint_bar(painter: QPainter, growth: Growth, box: QRectF) -> None:
    scheme = theme.scheme()
    thick = theme.px(_THICK)
    unit = box.width() / max(1, growth.most)
    top = box.center().y() - thick / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for start, end, colour in (
        (0, min(growth.before, growth.after), scheme.faint),
        (growth.before, growth.after, scheme.accent),
    ):
        if end > start:
            part = QRectF(box.left() + start * unit, top, (end - start) * unit, thick)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(part, 2, 2)
