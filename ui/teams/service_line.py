"""The line in which a service of a party member is written down, or corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.check_in import SERVICES, ServiceEntry, hours_words, read_hours, service_fault
from ui.issues.move_fields import SuggestField
from ui.parts import clear
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.fields import DateField, LineField
from widgets.flow import FlowLayout
from widgets.icons import icon

_KINDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Corrected:
    """A service that is being corrected, as it is stored."""

    id: int
    before: ServiceEntry


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the line, and what it is to correct."""

    day: str = ""
    what: str = ""
    hours: str = ""
    corrected: Corrected | None = None


class ServiceLine(QWidget):
    """One line: the day, what, and if known the hours. Enter goes on, and from the hours writes it
    down; the line is ready for the next then."""

    entered = Signal(object)
    """The `ServiceEntry`, without faults."""
    changed = Signal(object, object)
    """What was `Corrected`, and the `ServiceEntry` it is to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stay: tuple[date | None, date | None] = (None, None)
        self._today = date.min
        self._corrected: Corrected | None = None
        self.day, self.what = DateField(), SuggestField((), self.tr("做了什么"))
        self.hours, self.adding = LineField(self.tr("小时"), 8), plain_button("", "plus")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.kinds, self.leaving = QWidget(), link_button(self.tr("不改了"))
        self._flow = FlowLayout(self.kinds)
        self._flow.setSpacing(theme.px(4))
        self._name_parts()
        self._lay_out()
        self._connect()
        self.put(Typed())

    def _name_parts(self) -> None:
        self.day.setAccessibleName(self.tr("服务日期"))
        self.what.setAccessibleName(self.tr("做了什么"))
        self.hours.setAccessibleName(self.tr("几小时，可以空着"))

    def _lay_out(self) -> None:
        self.day.setFixedWidth(theme.px(124))
        self.hours.setFixedWidth(theme.px(56))
        self.adding.setFixedWidth(theme.px(38))
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        row.addWidget(self.day)
        row.addWidget(self.what, 1)
        row.addWidget(self.hours)
        row.addWidget(self.adding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.kinds)
        column.addWidget(self.leaving, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        # After the list of suggestions has put in the one that Enter took.
        later = Qt.ConnectionType.QueuedConnection
        self.day.returnPressed.connect(self.start, later)
        self.what.returnPressed.connect(self._go_to_hours, later)
        self.hours.returnPressed.connect(self._enter, later)
        for field in (self.day, self.what, self.hours):
            field.textEdited.connect(self._edited)
        self.adding.clicked.connect(self._enter)
        self.leaving.clicked.connect(self._stop_correcting)

    def offer(self, kinds: Sequence[str]) -> None:
        """What was written down lately, the newest first."""
        known = list(dict.fromkeys((*kinds, *SERVICES)))
        self.what.offer(known)
        clear(self._flow)
        for kind in known[:_KINDS_SHOWN]:
            button = link_button(kind)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by keys: ↓ in the field
            button.clicked.connect(self._take_kind)
            self._flow.addWidget(button)
            button.show()

    def show_stay(self, since: date | None, until: date | None, day: date) -> None:
        """The stay in which services may lie; a line without a day gets this one."""
        self._stay, self._today = (since, until), day
        if not self.day.text().strip():
            self.day.set_value(day if until is None else min(day, until))

    def typed(self) -> Typed:
        """What stands in the line."""
        return Typed(self.day.text(), self.what.text(), self.hours.text(), self._corrected)

    def is_empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not (self._corrected or self.what.text().strip() or self.hours.text().strip())

    def put(self, typed: Typed) -> None:
        """Let this stand in the line."""
        self._corrected = typed.corrected
        self.day.setText(typed.day)
        self.what.setText(typed.what)
        self.hours.setText(typed.hours)
        self.show_problem("")
        correcting = typed.corrected is not None
        words = self.tr("改好这次服务") if correcting else self.tr("记下这次服务")
        self.adding.setIcon(icon("check" if correcting else "plus"))
        self.adding.setAccessibleName(words)
        self.adding.setToolTip(words)
        self.leaving.setVisible(correcting)
        self.kinds.setVisible(not correcting)

    def put_entry(self, service: ServiceEntry, corrected: Corrected | None = None) -> None:
        """Let a service stand in the line."""
        hours = hours_words(service.hours) if service.hours else ""
        self.put(Typed(service.day.isoformat(), service.what, hours, corrected))

    def start(self) -> None:
        """Put the cursor where the next service is typed."""
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: str) -> None:
        """Say why the service was not written down."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _edited(self, _: str) -> None:
        self.show_problem("")

    def _take_kind(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.what.setText(str(button.property("text")))
            self._go_to_hours()

    def _go_to_hours(self) -> None:
        self.hours.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        day, told = self.day.value(), self.hours.text().strip()
        hours = read_hours(told)
        if day is None:
            self._refuse(self.tr("请写服务日期，如 2026-06-01"), self.day)
            return
        if told and hours is None:
            self._refuse(self.tr("时长请写小时数，如 2 或 1.5；不知道就空着"), self.hours)
            return
        service = ServiceEntry(day, self.what.text().strip(), hours)
        if fault := service_fault(service, *self._stay, self._today):
            field = self.day if "日期" in fault else self.hours if "时长" in fault else self.what
            self._refuse(fault, field)
            return
        corrected = self._corrected
        # The next is often of the same day; what was corrected is not.
        self.put(Typed(self.day.text() if corrected is None else self._today.isoformat()))
        self.start()
        if corrected is None:
            self.entered.emit(service)
        else:
            self.changed.emit(corrected, service)

    def _refuse(self, problem: str, field: QWidget) -> None:
        self.show_problem(problem)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_correcting(self) -> None:
        self.put(Typed(self._today.isoformat()))
        self.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_empty():
            self._stop_correcting()
        else:
            super().keyPressEvent(event)
