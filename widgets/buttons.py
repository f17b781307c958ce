"""Buttons in the roles the style knows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from widgets.icons import icon


class Button(QPushButton):
    """Enter presses it, too: Qt lets it do so in dialogs alone. It keeps its shortcut with every
    new text, which Qt would drop. What it does may be withheld from the user: then it is greyed,
    whatever its page thinks, and its tip says why."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._why_withheld, self._wanted, self._own_tip = "", True, ""

    def withhold(self, why: str) -> None:
        """Grey the button for a reason; without one it is as its page has it."""
        self._why_withheld = why
        super().setEnabled(self._wanted and not why)
        super().setToolTip(why or self._own_tip)

    @property
    def withheld(self) -> str:
        """Why it is withheld; empty when it is not."""
        return self._why_withheld

    def setEnabled(self, enabled: bool) -> None:
        self._wanted = enabled
        super().setEnabled(enabled and not self._why_withheld)

    def setDisabled(self, disabled: bool) -> None:
        self.setEnabled(not disabled)

    def setToolTip(self, tip: str) -> None:
        self._own_tip = tip
        super().setToolTip(self._why_withheld or tip)

    def setText(self, text: str) -> None:
        keys = self.shortcut()
        super().setText(text)
        self.setShortcut(keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)


def plain_button(
    text: str, icon_name: str = "", shortcut: str = "", parent: QWidget | None = None
) -> Button:
    """An ordinary button; its tip names the shortcut."""
    button = Button(text, parent)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAutoDefault(False)
    if icon_name:
        button.setIcon(icon(icon_name))
    if shortcut:
        keys = QKeySequence(shortcut)
        button.setShortcut(keys)
        native = keys.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{text}（{native}）")
    return button


def primary_button(
    text: str, icon_name: str = "", shortcut: str = "", parent: QWidget | None = None
) -> Button:
    """The one button of a page that is meant to be pressed next."""
    return _in_role("primary", plain_button(text, "", shortcut, parent), icon_name, "on_accent")


def danger_button(
    text: str, icon_name: str = "", shortcut: str = "", parent: QWidget | None = None
) -> Button:
    """A button whose deed cannot be undone."""
    return _in_role("danger", plain_button(text, "", shortcut, parent), icon_name, "red")


def link_button(text: str, parent: QWidget | None = None) -> Button:
    """A button that reads like a word of the text."""
    return _in_role("link", plain_button(text, parent=parent), "", "accent")


def part_button(text: str, parent: QWidget | None = None) -> Button:
    """A part of something, to be taken off by pressing it."""
    return _in_role("part", plain_button(text, parent=parent), "x", "accent")


def row_button(text: str, parent: QWidget | None = None) -> Button:
    """A line of a list that is pressed as a whole."""
    return _in_role("row", plain_button(text, parent=parent), "", "ink")


def _in_role(role: str, button: Button, icon_name: str, tone: str) -> Button:
    button.setProperty("role", role)
    if icon_name:
        button.setIcon(icon(icon_name, tone))
    return button
