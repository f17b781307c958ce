"""The box a list is filtered with, heard at every keystroke."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import theme
from widgets.icons import icon
from widgets.line import Line

# Keystrokes that wait together are told once; who listens gives up what is outdated, so that
# waiting any longer would only be felt.
_BURST_MS = 0


class FilterBox(Line):
    """Tells every change of its text, the latest wins; Esc clears, Ctrl+F comes here."""

    changed = Signal(str)
    """The text without outer spaces, when it differs from what was told last."""
    left_down = Signal()
    """Down or Enter was pressed: on to the list."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_BURST_MS)
        self._timer.timeout.connect(self._tell)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMinimumWidth(theme.px(160))
        self.setProperty("leading", True)
        leading = QLineEdit.ActionPosition.LeadingPosition
        trailing = QLineEdit.ActionPosition.TrailingPosition
        self.addAction(QAction(icon("search", "muted"), "", self), leading)
        self._clear = QAction(icon("x", "muted"), self.tr("清除"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, trailing)
        self._clear.setVisible(False)
        self.textChanged.connect(self._text_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._come_here)
        self.setToolTip(self.tr("Ctrl+F 到这里，Esc 清除"))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def take_typed(self, text: str) -> None:
        """Go on with text that was typed on the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.insert(text)

    def _come_here(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.changed.emit(text)
