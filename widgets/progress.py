"""Work under way, in the status bar."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.buttons import link_button


class ProgressStrip(QWidget):
    """What is being done, how far it is, and 取消; hidden when nothing is."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(180))
        self._bar.setFixedHeight(theme.px(tokens.BAR_PX))
        self._cancel = link_button(self.tr("取消"))
        self._cancel.clicked.connect(self._stop)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        row.setSpacing(theme.px(10))
        for part in (self._label, self._bar, self._cancel):
            row.addWidget(part)
        self.hide()

    def start(self, what: str, total: int = 0, can_cancel: bool = True) -> None:
        """Show the strip; ``total`` 0 means that nobody knows how long it takes."""
        self._what = what
        self._label.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(0)
        self._bar.setAccessibleName(what)
        self._cancel.setVisible(can_cancel)
        self._cancel.setEnabled(True)
        self.show()

    def advance(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._label.setText(f"{self._what} {done:,} / {total:,}")

    def finish(self) -> None:
        """Take the strip away."""
        self.hide()

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._label.setText(self.tr("正在取消…"))
        self.cancelled.emit()
