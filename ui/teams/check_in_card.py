"""One party member: the facts, the line for the next service, and all services along a line."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.check_ins import CheckInPage, ServiceRow
from domain import masks
from domain.check_in import SERVICES, ServiceEntry, hours_words, read_hours, service_fault
from ui.issues.move_fields import SuggestField
from ui.parts import clear
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.fields import DateField, LineField
from widgets.flow import FlowLayout
from widgets.timeline import Timeline, TimelineEvent

_KINDS_SHOWN = 3


class CheckInCard(QWidget):
    """Writes nothing itself: it says what is wanted."""

    service_removed = Signal(object)
    """The id of a service that was written down wrongly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.told, self.heading = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.told.setProperty("role", "muted")
        self.heading.setProperty("role", "section")
        for label in (self.title, self.told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.chips = QHBoxLayout()
        self.facts = KeyValues()
        self.uncovering = link_button(self.tr("显示电话"))
        self.line = ServiceLine()
        self.services = Timeline(self.tr("还没有服务记录，在上面记第一次"), self.tr("删除"))
        self.services.acted.connect(self.service_removed)
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.ending = plain_button(self.tr("迁出"), "log-out")
        self.slip = plain_button(self.tr("反馈单"), "printer", "Alt+W")
        self.removing = plain_button(self.tr("删除"), "trash-2")
        self._lay_out()

    def _lay_out(self) -> None:
        self.chips.setSpacing(theme.px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.editing, self.slip, self.ending, self.removing):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self.chips)
        for part in (self.title, self.told, self.facts):
            column.addWidget(part)
        column.addWidget(self.uncovering, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Divider())
        column.addWidget(self.heading)
        column.addWidget(self.line)
        column.addWidget(self.services, 1)
        column.addLayout(buttons)

    def show_page(self, page: CheckInPage, day: date, uncovered: bool) -> None:
        """Show a party member as it stands on a day."""
        row = page.row
        here = row.is_here(day)
        clear(self.chips)
        state = Chip(self.tr("在册"), "green", "●") if here else Chip(self.tr("已迁出"), "grey")
        chips = [state] + ([Chip(row.post, "blue")] if row.post else [])
        for chip in chips:
            self.chips.addWidget(ChipLabel(chip), 0, Qt.AlignmentFlag.AlignLeft)
        self.chips.addStretch(1)
        self.title.setText(row.name)
        self.told.setText(" · ".join(filter(None, (row.unit, row.duty))) or self.tr("没有填单位"))
        phone = (
            row.phone
            if uncovered or not row.phone
            else "、".join(masks.mask_phone(number) for number in row.phone.split("、"))
        )
        beside = "" if row.home.startswith(row.community) else row.community
        facts = [
            (self.tr("报到小区"), f"{beside}{row.home}{row.door}"),
            (self.tr("报到日期"), f"{row.since or ''}"),
            (self.tr("电话"), phone),
        ]
        if row.until is not None:
            facts.insert(2, (self.tr("迁出日期"), row.until.isoformat()))
        self.facts.set_facts(facts)
        self.uncovering.setVisible(bool(row.phone) and not uncovered)
        self.ending.setText(self.tr("恢复在册") if row.until is not None else self.tr("迁出"))
        self.heading.setText(self._sum(row.served, row.hours, day))
        self.services.set_events([_event(service, day) for service in page.services])
        self.line.show_stay(row.since, row.until, day)

    def _sum(self, served: int, hours: float, day: date) -> str:
        if not served:
            return self.tr("{0} 年还没有服务记录").format(day.year)
        told = self.tr("{0} 年服务 {1:,} 次").format(day.year, served)
        return told + (self.tr("，{0} 小时").format(hours_words(hours)) if hours else "")


def _event(service: ServiceRow, day: date) -> TimelineEvent:
    when = f"{service.day:%m-%d}" if service.day.year == day.year else service.day.isoformat()
    lines = (f"{hours_words(service.hours)} 小时",) if service.hours else ()
    return TimelineEvent(when, service.what, lines, "blue", service.id)


class ServiceLine(QWidget):
    """One line for the next service: the day, what, and if known the hours; Enter writes it down
    and the line is ready for the next."""

    entered = Signal(object)
    """The `ServiceEntry`, without faults."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stay: tuple[date | None, date | None] = (None, None)
        self._today = date.min
        self.day, self.what = DateField(), SuggestField((), self.tr("做了什么"))
        self.hours, self.adding = LineField(self.tr("小时"), 8), plain_button("", "plus")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.kinds = QWidget()
        self._flow = FlowLayout(self.kinds)
        self._flow.setSpacing(theme.px(4))
        self.day.setAccessibleName(self.tr("服务日期"))
        self.what.setAccessibleName(self.tr("做了什么"))
        self.hours.setAccessibleName(self.tr("几小时，可以空着"))
        self.adding.setAccessibleName(self.tr("记下这次服务"))
        self.adding.setToolTip(self.tr("记下这次服务（回车）"))
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
        # After the list of suggestions has put in the one that Enter took.
        later = Qt.ConnectionType.QueuedConnection
        for field in (self.day, self.what, self.hours):
            field.returnPressed.connect(self._enter, later)
            field.textEdited.connect(self._edited)
        self.adding.clicked.connect(self._enter)

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

    def typed(self) -> tuple[str, str, str]:
        """What stands in the line: day, what, hours."""
        return self.day.text(), self.what.text(), self.hours.text()

    def put(self, day: str = "", what: str = "", hours: str = "") -> None:
        """Let this stand in the line."""
        self.day.setText(day)
        self.what.setText(what)
        self.hours.setText(hours)
        self.show_problem("")

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
            self.start()

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
        self.put(self.day.text())
        self.start()
        self.entered.emit(service)

    def _refuse(self, problem: str, field: QWidget) -> None:
        self.show_problem(problem)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and any(self.typed()[1:]):
            self.put(self.day.text())
        else:
            super().keyPressEvent(event)
