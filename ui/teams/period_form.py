"""From when until when a team answers for an area, below the list of its areas."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.teams.teams import AreaRow
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import DateField
from widgets.forms import Form


class PeriodForm(QWidget):
    """Both days are included; an empty one leaves the period open at that end."""

    submitted = Signal(object, object, object)
    """The id of the assignment, the first day and the last."""
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area: AreaRow | None = None
        self.title = QLabel()
        self.title.setProperty("role", "section")
        self.title.setWordWrap(True)
        self.form = Form()
        self.form.add("since", self.tr("从"), DateField())
        self.form.add("until", self.tr("到"), DateField(), check=self._check)
        self.saving = primary_button(self.tr("改期限"), "check")
        self.leaving = plain_button(self.tr("不改了"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.saving)
        buttons.addWidget(self.leaving)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, theme.px(8))
        column.setSpacing(theme.px(8))
        for part in (self.title, self.form):
            column.addWidget(part)
        column.addLayout(buttons)
        self.saving.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)
        self.leaving.clicked.connect(self.hide)
        self.hide()

    def open(self, area: AreaRow) -> None:
        """Begin with the period an area has."""
        self._area = area
        self.title.setText(self.tr("{0}的包联期限").format(area.name))
        self.form.set_values({"since": area.since, "until": area.until})
        self.saving.setEnabled(True)
        self.show()
        self.form.field("until").setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def _check(self, until: Any) -> str:
        since = self.form.field("since").value()
        return self.tr("早于开始那天") if since is not None and until < since else ""

    def _submit(self) -> None:
        if self._area is not None and self.saving.isEnabled() and self.form.validate():
            self.saving.setEnabled(False)
            values = self.form.values()
            self.submitted.emit(self._area.assignment_id, values["since"], values["until"])

    def finish(self) -> None:
        """The period is stored."""
        self.hide()

    def go_on(self) -> None:
        """The period could not be stored: it may be corrected."""
        self.saving.setEnabled(True)
