"""One party member: the facts, the line for the next service, and all services along a line."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from db.check_ins.check_ins import CheckInPage, CheckInRow, ServiceRow
from domain import masks
from domain.check_in import ServiceEntry, hours_words
from ui.parts import clear, scrolling
from ui.teams.check_in_lists import state_chip
from ui.teams.moving_form import MovingForm
from ui.teams.service_line import Corrected, ServiceLine
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.flow import FlowLayout
from widgets.timeline import Timeline, TimelineEvent

_CORRECT, _REMOVE = range(2)


class CheckInCard(QWidget):
    """Writes nothing itself: it says what is wanted."""

    service_removed = Signal(object)
    """The id of a service that was written down wrongly."""
    moved_away = Signal(object)
    """The day on which they move away."""
    back_wanted = Signal()
    """They did not move away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: CheckInPage | None = None
        self.title, self.told, self.heading = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.told.setProperty("role", "muted")
        self.heading.setProperty("role", "section")
        for label in (self.title, self.told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.chips = FlowLayout()
        self.facts = KeyValues()
        self.uncovering = link_button(self.tr("显示电话"))
        self.line, self.moving = ServiceLine(), MovingForm()
        words = (self.tr("修改"), self.tr("删除"))
        self.services = Timeline(self.tr("还没有服务记录，在上面记第一次"), words, self)
        self.services.hide()
        self.past = QWidget()
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.ending = plain_button(self.tr("迁出"), "log-out")
        self.slip = plain_button(self.tr("反馈单"), "printer", "Alt+W")
        self.removing = plain_button(self.tr("删除"), "trash-2")
        self._lay_out()
        self.services.acted.connect(self._act_on_service)
        self.ending.clicked.connect(self._end)
        self.moving.submitted.connect(self.moved_away)
        self.moving.left.connect(self.ending.setFocus)

    def _lay_out(self) -> None:
        self.chips.setSpacing(theme.px(8))
        inner = QWidget()
        self._column = column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self.chips)
        for part in (self.title, self.told, self.facts):
            column.addWidget(part)
        column.addWidget(self.uncovering, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (Divider(), self.heading, self.line):
            column.addWidget(part)
        column.addWidget(self.past, 1)
        buttons = FlowLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.editing, self.slip, self.ending, self.removing):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(10))
        self.area = scrolling(inner)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.moving)
        whole.addLayout(buttons)

    def show_page(self, page: CheckInPage, day: date, uncovered: bool) -> None:
        """Show a party member as it stands on a day; a day being typed stays with its member."""
        row = page.row
        if self._page is None or self._page.row.id != row.id:
            self.moving.hide()
        self._page = page
        clear(self.chips)
        chips = [state_chip(row, day)] + ([Chip(row.post, "blue")] if row.post else [])
        for chip in chips:
            label = ChipLabel(chip)
            self.chips.addWidget(label)
            label.show()
        self.title.setText(row.name)
        self.told.setText(" · ".join(filter(None, (row.unit, row.duty))) or self.tr("没有填单位"))
        self.facts.set_facts(self._facts(row, uncovered))
        self.uncovering.setVisible(bool(row.phone) and not uncovered)
        self.ending.setText(self.tr("恢复在册") if row.until is not None else self.tr("迁出"))
        self.heading.setText(self._sum(row.served, row.hours, day))
        self._show_past([_event(service, day) for service in page.services])
        self.line.show_stay(row.since, row.until, day)

    def _facts(self, row: CheckInRow, uncovered: bool) -> list[tuple[str, str | QWidget]]:
        shown = str if uncovered else masks.mask_phone
        phone = "、".join(shown(number) for number in row.phone.split("、")) if row.phone else ""
        beside = "" if row.home.startswith(row.community) else row.community
        facts: list[tuple[str, str | QWidget]] = [
            (self.tr("报到小区"), f"{beside}{row.home}{row.door}"),
            (self.tr("报到日期"), f"{row.since or ''}"),
        ]
        if row.until is not None:
            facts.append((self.tr("迁出日期"), row.until.isoformat()))
        shown = self.tr("同意公开（{0}）").format(row.consented_on)
        hidden = self.tr("没有登记同意，公示时隐去")
        facts += [
            (self.tr("电话"), phone),
            (self.tr("亮身份"), shown if row.consented_on is not None else hidden),
        ]
        return facts + ([(self.tr("承诺"), row.promise)] if row.promise else [])

    def _show_past(self, events: list[TimelineEvent]) -> None:
        # The past scrolls with the facts above it: it is taken out of its own scroll area.
        self.services.set_events(events)
        self._column.removeWidget(self.past)
        self.past.hide()
        self.past.deleteLater()
        self.past = self.services.takeWidget()
        self.past.setAutoFillBackground(False)
        self._column.addWidget(self.past, 1)
        self.past.show()

    def _sum(self, served: int, hours: float, day: date) -> str:
        if not served:
            return self.tr("{0} 年还没有服务记录").format(day.year)
        told = self.tr("{0} 年服务 {1:,} 次").format(day.year, served)
        return told + (self.tr("，{0} 小时").format(hours_words(hours)) if hours else "")

    def _act_on_service(self, service_id: int, action: int) -> None:
        if action == _REMOVE:
            self.service_removed.emit(service_id)
            return
        own = self._page.services if self._page is not None else ()
        for row in (row for row in own if row.id == service_id):
            service = ServiceEntry(row.day, row.what, row.hours)
            self.line.put_entry(service, Corrected(row.id, service))
            self.line.start()
            self.area.ensureWidgetVisible(self.line)

    def _end(self) -> None:
        if self._page is None:
            return
        if self._page.row.until is not None:
            self.back_wanted.emit()
        else:
            self.moving.open(self._page.row.since, [s.day for s in self._page.services])


def _event(service: ServiceRow, day: date) -> TimelineEvent:
    when = f"{service.day:%m-%d}" if service.day.year == day.year else service.day.isoformat()
    lines = (f"{hours_words(service.hours)} 小时",) if service.hours else ()
    return TimelineEvent(when, service.what, lines, "blue", service.id)
