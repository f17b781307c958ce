"""A few questions on a sheet under the button that asks them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from widgets import theme
from widgets.buttons import danger_button, primary_button
from widgets.forms import Form
from widgets.popover import Popover

_WIDTH = 340


class AskSheet(Popover):
    """Put fields into ``form``; Enter in the last one answers, Esc leaves."""

    answered = Signal(object)
    """The values of the form, without faults."""

    def __init__(self, parent: QWidget, done: str, icon_name: str, danger: bool = False) -> None:
        super().__init__(parent)
        self.title, self.hint, self.form = QLabel(), QLabel(), Form()
        self.warning = QLabel()
        self.title.setProperty("role", "section")
        self.hint.setProperty("role", "small")
        self.warning.setProperty("role", "warning")
        for label in (self.hint, self.warning):
            label.setWordWrap(True)
        self.doing = (danger_button if danger else primary_button)(done, icon_name)
        self.setFixedWidth(theme.px(_WIDTH))
        for part in (self.title, self.form, self.hint, self.warning):
            self.body.addWidget(part)
        self.body.addWidget(self.doing, 0, Qt.AlignmentFlag.AlignRight)
        self.form.submitted.connect(self._answer)
        self.doing.clicked.connect(self._answer)

    def ask(self, anchor: QWidget, title: str, hint: str = "", warning: str = "") -> None:
        """Open under a button, in the first field; a ``warning`` keeps nobody from answering."""
        self.title.setText(title)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        self.open_under(anchor)
        first = next(iter(self.form.values()))
        self.form.field(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        if self.form.validate():
            self.close()
            self.answered.emit(self.form.values())
