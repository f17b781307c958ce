"""Cards and what stands on them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from resources import tokens
from widgets import theme
from widgets.elided import ElidedLabel


class Card(QFrame):
    """A white ground with a thin line; put parts into ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        margin = theme.px(tokens.SPACES_PX[1])
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(theme.px(tokens.SPACES_PX[0]))


class FigureCard(Card):
    """One figure of the office in large type, with what it is and what to know about it."""

    pressed = Signal()

    def __init__(
        self, label: str, tone: str = "", clickable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._label, self._figure, self._note = ElidedLabel(), QLabel("—"), ElidedLabel()
        self._label.set_words(label)
        self._label.setProperty("role", "muted")
        self._note.setProperty("role", "muted")
        self.body.setSpacing(theme.px(4))
        for part in (self._label, self._figure, self._note):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self.body.addWidget(part)
        self.setMinimumWidth(theme.px(110))
        if clickable:
            self.setProperty("clickable", True)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._colour_figure()

    def set_figure(self, figure: str, note: str = "") -> None:
        """Show a figure, already written as it is read (``15,000``), and a note below it."""
        self._figure.setText(figure)
        self._note.set_words(note)
        self._colour_figure()
        self.setAccessibleName(f"{self._label.words()} {figure} {note}".strip())

    def _colour_figure(self) -> None:
        scheme = theme.scheme()
        # Nothing of a grave thing is nothing grave.
        tone = self._tone if self._figure.text() not in ("0", "—") else ""
        named = getattr(scheme, tone, scheme.ink) if tone else scheme.ink
        colour = named if isinstance(named, str) else named.text
        whole = QFontMetrics(theme.font(theme.px(tokens.FIGURE_PX), bold=True))
        self._figure.setMinimumHeight(whole.height())  # a smaller one moves nothing beside it
        size = self._fitting_size()
        sheet = f"color: {colour}; font-size: {size}px; font-weight: 600;"
        if self._figure.styleSheet() != sheet:
            self._figure.setStyleSheet(sheet)

    def _fitting_size(self) -> int:
        """The size of the figure in px: smaller when the card is too narrow for it whole."""
        size = theme.px(tokens.FIGURE_PX)
        room = self.width() - 2 * theme.px(tokens.SPACES_PX[1]) - 2
        wide = QFontMetrics(theme.font(size, bold=True)).horizontalAdvance(self._figure.text())
        return max(theme.px(tokens.SECTION_PX), min(size, size * room // max(1, wide)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._colour_figure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.RESTYLED and hasattr(self, "_figure"):
            self._colour_figure()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self.property("clickable") and inside:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.property("clickable"):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class SectionTitle(QWidget):
    """The heading of a card, with room for a few parts at its right."""

    def __init__(self, text: str, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(text)
        self.label.setProperty("role", "section")
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.label)
        for part in parts:
            row.addWidget(part)


class KeyValues(QWidget):
    """Facts in two columns: what it is, muted, and what it says, to be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)

    def set_facts(self, facts: Sequence[tuple[str, str | QWidget]]) -> None:
        """Show these pairs of words and values; an empty value is a dash. A value that is more
        than words is a widget, which is the card's from now on."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, (word, told) in enumerate(facts):
            name = QLabel(word)
            name.setProperty("role", "muted")
            value = told if isinstance(told, QWidget) else _words(word, told)
            one_line = isinstance(told, QWidget) and value.sizeHint().height() < theme.px(32)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter if one_line else top)
            self._grid.addWidget(value, row, 1, top)


def _words(word: str, text: str) -> QLabel:
    value = QLabel(text or "—")
    value.setWordWrap(True)
    value.setTextFormat(Qt.TextFormat.PlainText)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(f"{word} {text}")
    return value


class Divider(QFrame):
    """A thin line across a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "divider")
        self.setFixedHeight(1)
