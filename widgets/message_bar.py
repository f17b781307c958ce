"""The one place where the program speaks to the user without asking."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from resources import tokens
from widgets import theme
from widgets.buttons import link_button
from widgets.icon_mark import IconMark
from widgets.icons import icon


class MessageKind(StrEnum):
    """How grave a message is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


_LOOKS = {
    MessageKind.INFO: ("blue", "info"),
    MessageKind.SUCCESS: ("green", "circle-check"),
    MessageKind.WARNING: ("yellow", "triangle-alert"),
    MessageKind.ERROR: ("red", "circle-x"),
}
_READING_MS, _DECIDING_MS = 5000, 10_000


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, and what can be done about it: ``action`` is the word on its button.

    ``token`` comes back with the message when the button is pressed.
    """

    kind: MessageKind
    text: str
    action: str = ""
    token: object = None


class MessageBar(QWidget):
    """Shows the latest message; what went well leaves by itself, what went wrong stays."""

    acted = Signal(object)
    """The :class:`Message` whose button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message: Message | None = None
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self.dismiss)
        self._icon, self._text = IconMark("info", "blue"), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = link_button("")
        self._action.clicked.connect(self._act)
        self._close = QToolButton()
        self._close.setIcon(icon("x", "muted"))
        self._close.setToolTip(self.tr("关闭（Esc）"))
        self._close.setAccessibleName(self.tr("关闭这条消息"))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(7), theme.px(8), theme.px(7))
        row.setSpacing(theme.px(10))
        for part in (self._icon, self._text, self._action, self._close):
            row.addWidget(part)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self._message = message
        tone, icon_name = _LOOKS[message.kind]
        self._icon.show_icon(icon_name, tone)
        self._text.setText(message.text)
        self._action.setText(message.action)
        self._action.setVisible(bool(message.action))
        self.setAccessibleName(message.text)
        self.show()
        self.update()
        self._start_leaving()

    def message(self) -> Message | None:
        """The message shown now."""
        return self._message

    def dismiss(self) -> None:
        """Take the message away."""
        self._leaving.stop()
        self._message = None
        self.hide()

    def _start_leaving(self) -> None:
        message = self._message
        if message is None or message.kind in (MessageKind.WARNING, MessageKind.ERROR):
            self._leaving.stop()
        else:
            self._leaving.start(_DECIDING_MS if message.action else _READING_MS)

    def turn_away(self) -> None:
        """The user went on to something else: even an error has been read by now, or soon is."""
        if self._message is not None and not self._leaving.isActive():
            self._leaving.start(_DECIDING_MS)

    def _act(self) -> None:
        message = self._message
        self.dismiss()
        if message is not None:
            self.acted.emit(message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._start_leaving()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._message is None:
            return
        scheme = theme.scheme()
        tone = scheme.tone(_LOOKS[self._message.kind][0])
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tone.soft))
        painter.setPen(QColor(tokens.mixed(tone.fill, tone.soft, 0.45)))
        below = self.height() - 1
        painter.drawLine(0, below, self.width(), below)
