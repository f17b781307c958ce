"""今日待办: what waits, in groups to press, each with its first examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from resources import tokens
from widgets import theme
from widgets.chips import Chip, chip_width, paint_chip

_HEAD_PX, _LINE_PX, _PAD_PX = 36, 26, 10


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """A kind of work: its key, the chip with its number, what it means, and a few examples as
    (what, what about it)."""

    key: str
    chip: Chip
    meaning: str
    examples: tuple[tuple[str, str], ...] = ()


class TodoList(QWidget):
    """The groups one below the other; a press tells the key."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: dict[str, QAbstractButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._column.addStretch(1)

    def set_groups(self, groups: Sequence[TodoGroup]) -> None:
        """Show these groups; one that was shown before keeps the focus."""
        focused = next((key for key, part in self.groups.items() if part.hasFocus()), None)
        for old in self.groups.values():
            self._column.removeWidget(old)
            old.deleteLater()
        self.groups = {}
        for place, group in enumerate(groups):
            part = _Group(group)
            part.clicked.connect(self._tell)
            self._column.insertWidget(place, part)
            self.groups[group.key] = part
        if focused in self.groups:
            self.groups[focused].setFocus()

    def _tell(self) -> None:
        self.pressed.emit(self.sender().property("key"))


class _Group(QAbstractButton):
    def __init__(self, group: TodoGroup) -> None:
        super().__init__()
        self._group = group
        self.setProperty("key", group.key)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = [group.chip.word, group.meaning, *(" ".join(pair) for pair in group.examples)]
        self.setAccessibleName("，".join(filter(None, told)))
        self.setToolTip("\n".join(" · ".join(filter(None, pair)) for pair in group.examples))

    def sizeHint(self) -> QSize:
        height = _HEAD_PX + _LINE_PX * len(self._group.examples) + _PAD_PX
        return QSize(theme.px(220), theme.px(height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QColor(scheme.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(scheme.hover))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_head(painter)
        top = float(theme.px(_HEAD_PX))
        for what, about in self._group.examples:
            self._paint_example(painter, top, what, about)
            top += theme.px(_LINE_PX)

    def _paint_head(self, painter: QPainter) -> None:
        pad, middle = theme.px(_PAD_PX), theme.px(_HEAD_PX) / 2 + theme.px(2)
        bold = theme.font(theme.px(tokens.BODY_PX), bold=True)
        width = chip_width(self._group.chip, QFontMetrics(bold))
        paint_chip(painter, self._group.chip, pad, middle, self.width() - 2 * pad, bold)
        left = pad + width + theme.px(10)
        room = self.width() - left - pad
        font = theme.font(theme.px(tokens.BODY_PX))
        _words(painter, left, middle, room, self._group.meaning, theme.scheme().muted, font)

    def _paint_example(self, painter: QPainter, top: float, what: str, about: str) -> None:
        scheme = theme.scheme()
        pad, middle = theme.px(_PAD_PX), top + theme.px(_LINE_PX) / 2
        font = theme.font(theme.px(tokens.BODY_PX))
        room = self.width() - 2 * pad
        # What it is about is short and must be read; the title gives way.
        metrics = QFontMetrics(font)
        told = metrics.elidedText(about, Qt.TextElideMode.ElideLeft, round(room * 0.62))
        aside = metrics.horizontalAdvance(told) if told else 0
        title = room - aside - (theme.px(12) if told else 0)
        used = _words(painter, pad, middle, title, what, scheme.ink, font)
        left = pad + used + theme.px(12)
        _words(painter, left, middle, aside + 2, told, scheme.muted, font)


def _words(
    painter: QPainter, left: float, middle: float, room: float, words: str, ink: str, font: QFont
) -> int:
    """Paint words in the room there is; returns the width used."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(room) + 1)
    box = QRectF(left, middle - metrics.height() / 2, room + 2, metrics.height())
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return metrics.horizontalAdvance(shown)
