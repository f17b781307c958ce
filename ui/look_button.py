"""The way to 字号 and 配色 before a ledger is open, where there are no settings yet."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from ui.looks import Look
from widgets.icons import icon
from widgets.popover import Popover


class LookButton(QToolButton):
    """Opens the fields under itself."""

    chosen = Signal(object)
    """The :class:`ui.looks.Look` the user wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr("字号和配色")
        self.setText(f" {words}")
        self.setAccessibleName(words)
        self.setIcon(icon("sun", "muted"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        from ui.look_fields import LookFields  # the first page shall not wait for it

        sheet, fields = Popover(self), LookFields()
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.body.addWidget(fields)
        fields.chosen.connect(partial(self._choose, sheet))
        sheet.open_under(self)
        fields.size.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, sheet: Popover, look: Look) -> None:
        self.chosen.emit(look)
        sheet.open_under(self)  # which has another place and size by now
