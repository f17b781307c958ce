"""On which day a party member moves away, in the card."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.session import today
from domain.check_in import stay_fault
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import DateField
from widgets.flow import FlowLayout
from widgets.forms import Form


class MovingForm(QWidget):
    """Today, unless another day is typed."""

    submitted = Signal(object)
    """The day."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._since: date | None = None
        self._services: Sequence[date] = ()
        self.form = Form()
        self.form.add("until", self.tr("迁出日期"), DateField(), required=True, check=self._check)
        self.saving = primary_button(self.tr("迁出"), "log-out")
        self.leaving = plain_button(self.tr("不迁了"))
        buttons = FlowLayout()
        buttons.addWidget(self.saving)
        buttons.addWidget(self.leaving)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.form)
        column.addLayout(buttons)
        self.form.submitted.connect(self._submit)
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self._leave)
        self.hide()

    def open(self, since: date | None, services: Sequence[date]) -> None:
        """Ask for the day, which fits the stay and the services in it."""
        self._since, self._services = since, services
        self.form.set_values({"until": today()})
        self.show()
        field = self.form.field("until")
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _check(self, until: Any) -> str:
        return stay_fault(self._since, until, self._services)

    def _submit(self) -> None:
        if self.isVisible() and self.form.validate():
            until = self.form.values()["until"]
            self.hide()
            self.submitted.emit(until)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
