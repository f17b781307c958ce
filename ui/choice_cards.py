"""One of a few choices, all in view: a field of cards to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.chips import Chip, mark_box, paint_mark


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice by its key: a chip, what stands beside its word, and a second line."""

    key: str
    chip: Chip
    beside: str = ""
    below: str = ""


class ChoiceCards(QWidget):
    """A form's field; the value is the key of the card that is chosen, None before."""

    edited = Signal()

    def __init__(
        self, choices: Sequence[Choice], columns: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = {choice.key: _Card(choice) for choice in choices}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(6))
        for number, card in enumerate(self._cards.values()):
            self._group.addButton(card)
            grid.addWidget(card, number // columns, number % columns)
            card.toggled.connect(self._toggled)
        if self._cards:
            self.setFocusProxy(next(iter(self._cards.values())))

    def card(self, key: str) -> QAbstractButton:
        """The card of a key."""
        return self._cards[key]

    def keys(self) -> tuple[str, ...]:
        """The keys of all cards, in their order."""
        return tuple(self._cards)

    def value(self) -> str | None:
        """The key of the card that is chosen."""
        return next((key for key, card in self._cards.items() if card.isChecked()), None)

    def set_value(self, value: Any) -> None:
        """Choose by key, None chooses nothing."""
        self._group.setExclusive(False)
        for key, card in self._cards.items():
            card.setChecked(key == value)
        self._group.setExclusive(True)

    def problem(self) -> str:
        """Every card is a value."""
        return ""

    def _toggled(self, on: bool) -> None:
        if on:
            chosen = self._group.checkedButton()
            if chosen is not None:
                self.setFocusProxy(chosen)
            self.edited.emit()


class _Card(QAbstractButton):
    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = (choice.chip.word, choice.beside, choice.below)
        self.setAccessibleName("，".join(part for part in told if part))

    def sizeHint(self) -> QSize:
        height = 54 if self._choice.below else tokens.CONTROL_PX
        return QSize(theme.px(90), theme.px(height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme, choice = theme.scheme(), self._choice
        tone = scheme.tone(choice.chip.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = tone.text if chosen else scheme.faint if self.underMouse() else scheme.line
        if self.hasFocus() and not chosen:
            edge = scheme.accent
        painter.setPen(QPen(QColor(edge), 2 if chosen or self.hasFocus() else 1))
        painter.setBrush(QColor(tone.soft if chosen else scheme.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self._paint_words(painter, tone.text)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        scheme, choice = theme.scheme(), self._choice
        pad, mark = theme.px(12), theme.px(10)
        middle = self.height() / (3.1 if choice.below else 2)
        left = float(pad)
        if choice.chip.mark:
            paint_mark(painter, choice.chip.mark, mark_box(left, middle, mark), ink)
            left += mark + theme.px(7)
        bold = theme.font(theme.px(tokens.BODY_PX), bold=True)
        left += self._line(painter, left, middle, choice.chip.word, ink, bold) + theme.px(8)
        plain = theme.font(theme.px(tokens.BODY_PX))
        self._line(painter, left, middle, choice.beside, scheme.ink, plain)
        small = theme.font(theme.px(tokens.SMALL_PX))
        below = self.height() * 0.7
        told = scheme.muted_on_soft if self.isChecked() else scheme.muted
        self._line(painter, pad, below, choice.below, told, small)

    def _line(
        self, painter: QPainter, left: float, middle: float, words: str, ink: str, font: Any
    ) -> float:
        metrics = QFontMetrics(font)
        room = self.width() - left - theme.px(6)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(room))
        box = QRectF(left, middle - metrics.height() / 2, room, metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return float(metrics.horizontalAdvance(words))
