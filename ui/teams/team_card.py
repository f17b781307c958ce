"""A team as its card shows it: its people, who left it, and what it answers for."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from db.session import today
from db.teams import coverage
from db.teams.assignments import period_words
from db.teams.teams import AreaRow, FormerRow, MemberRow, TeamPage
from ui.parts import fill
from ui.teams.period_form import PeriodForm
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Divider
from widgets.chips import Chip, ChipLabel
from widgets.photo_field import PhotoField
from widgets.pick_field import PickField


class TeamCard(QWidget):
    """The people and the areas of one team."""

    released = Signal(object)
    """The id of the assignment that is taken off the team."""
    period_wanted = Signal(object, object, object)
    """The id of an assignment, and the days from which and until which it is to hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.facts = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.facts.setProperty("role", "muted")
        self.people_heading, self.areas_heading = QLabel(), QLabel()
        for heading in (self.people_heading, self.areas_heading):
            heading.setProperty("role", "section")
        for label in (self.title, self.facts):
            label.setWordWrap(True)
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.listing = plain_button(self.tr("看这些住户"), "house")
        self.dissolving = link_button(self.tr("撤销工作组"))
        self.dissolving.setToolTip(self.tr("从今天起没有这个工作组；以前的记录都在，可以马上恢复"))
        self.place = PickField(self.tr("添加地点，如 京公馆3-1"))
        self.people, self.areas, self.others = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._team_id: int | None = None
        self._areas: dict[int, AreaRow] = {}
        self._changeable = True
        self.past = link_button("")
        self.past.setCheckable(True)
        self.former = QLabel()
        self.former.setProperty("role", "muted")
        self.former.setWordWrap(True)
        self.former.setTextFormat(Qt.TextFormat.PlainText)
        self.past.toggled.connect(self.former.setVisible)
        self.period = PeriodForm()
        self.period.submitted.connect(self.period_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.editing, self.listing):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.people.setSpacing(theme.px(10))
        for areas in (self.areas, self.others):
            areas.setSpacing(theme.px(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addLayout(buttons)
        column.addWidget(Divider())
        column.addWidget(self.people_heading)
        column.addLayout(self.people)
        column.addWidget(self.past, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.former)
        column.addWidget(Divider())
        column.addWidget(self.areas_heading)
        column.addLayout(self.areas)
        column.addWidget(self.place)
        column.addLayout(self.others)
        column.addWidget(self.period)
        column.addStretch(1)
        column.addWidget(self.dissolving, 0, Qt.AlignmentFlag.AlignLeft)

    def set_changeable(self, changeable: bool) -> None:
        """Whether people and areas may be changed: those of today."""
        self._changeable = changeable
        for part in (self.editing, self.place, self.dissolving):
            part.setVisible(changeable)

    def show_team(self, team: TeamPage, day: date) -> None:
        """Show a team as it is on a day; the period that is being typed stays with its team."""
        if team.id != self._team_id:
            self._team_id = team.id
            self.period.hide()
        self.title.setText(team.name)
        leader = next((m.name for m in team.members if m.leads), self.tr("未定"))
        line = "" if team.line == coverage.DEFAULT_LINE else self.tr(" · 居住线")
        told = self.tr("组长 {0} · {1} 人 · 包联 {2:,} 户")
        self.facts.setText(told.format(leader, len(team.members), team.households) + line)
        self.listing.setEnabled(team.households > 0)
        self.people_heading.setText(self.tr("成员 {0} 人").format(len(team.members)))
        begun = [a for a in team.areas if a.since is None or a.since <= day]
        coming = [a for a in team.areas if a not in begun]
        self.areas_heading.setText(self.tr("包联范围 {0} 处").format(len(begun)))
        self.past.setText(self.tr("以前的成员 {0} 人").format(len(team.former)))
        self.past.setVisible(bool(team.former))
        self.past.setChecked(False)
        self.former.hide()
        self.former.setText("\n".join(map(self._former, team.former)))
        fill(self.people, (self._member(m) for m in team.members))
        self._areas = {a.assignment_id: a for a in (*team.areas, *team.ended)}
        fill(self.areas, (self._area(a) for a in begun))
        parts = [self._area(a, self.tr("未开始")) for a in coming]
        parts += [self._area(a, self.tr("已结束")) for a in team.ended]
        fill(self.others, parts)

    def _former(self, person: FormerRow) -> str:
        begun = person.since.isoformat() if person.since is not None else "…"
        who = " · ".join(filter(None, (person.name, person.unit)))
        return self.tr("{0}　{1} 至 {2}").format(who, begun, person.until.isoformat())

    def _member(self, member: MemberRow) -> QWidget:
        name = QLabel(member.name)
        name.setProperty("role", "section")
        chips = [Chip(self.tr("组长"), "blue")] if member.leads else []
        chips += [Chip(self.tr("党员"), "red")] if member.party_member else []
        detail = QLabel(" · ".join(filter(None, (member.unit, member.duty))) or "—")
        phone = QLabel(member.phone)
        for small in (detail, phone):
            small.setProperty("role", "muted")
            small.setTextFormat(Qt.TextFormat.PlainText)
            small.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        detail.setWordWrap(True)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(6))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(name, 0, 0)
        for at, chip in enumerate(chips, 1):
            grid.addWidget(ChipLabel(chip), 0, at)
        grid.setColumnStretch(3, 1)
        grid.addWidget(phone, 0, 4)
        grid.addWidget(detail, 1, 0, 1, 4)
        if member.consented_on is not None:
            grid.addWidget(self._consent(member), 1, 4, Qt.AlignmentFlag.AlignRight)
        if member.since is not None:
            holder.setToolTip(self.tr("自 {0} 起").format(member.since.isoformat()))
        if member.photo is None:
            return holder
        photo = PhotoField()
        photo.set_value(member.photo)
        photo.setFixedSize(theme.px(36), theme.px(48))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(photo)
        row.addWidget(holder, 1)
        return both

    def _consent(self, member: MemberRow) -> QLabel:
        consent = QLabel(self.tr("同意公开"))
        consent.setProperty("role", "small")
        told = self.tr("手机号可以写在公示上：{0} 由 {1} 登记")
        consent.setToolTip(told.format(member.consented_on, member.consent_by))
        return consent

    def _area(self, area: AreaRow, apart: str = "") -> QWidget:
        """A line of an area; ``apart`` says why it is not held on the day that is shown."""
        name, count = QLabel(area.name), QLabel(self.tr("{0:,} 户").format(area.households))
        name.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for muted in (count, *([name] if apart else [])):
            muted.setProperty("role", "muted")
        told = " · ".join(filter(None, (apart, period_words(area.since, area.until))))
        period = QLabel(told)
        period.setProperty("role", "small")
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, theme.px(4))
        grid.setHorizontalSpacing(theme.px(4))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for at, part in enumerate((name, count, *self._area_buttons(area))):
            grid.addWidget(part, 0, at)
        if told:
            grid.addWidget(period, 1, 0, 1, 4)
        return holder

    def _area_buttons(self, area: AreaRow) -> list[QPushButton]:
        changing, taking_off = link_button(self.tr("期限")), link_button(self.tr("取消"))
        changing.setAccessibleName(self.tr("{0}的包联期限").format(area.name))
        taking_off.setAccessibleName(self.tr("取消包联{0}").format(area.name))
        over = area.until is not None and area.until < today()
        for button, act in ((changing, self._open_period), (taking_off, self._take_off)):
            button.setProperty("assignment", area.assignment_id)
            button.clicked.connect(act)
            if not self._changeable or (over and button is taking_off):
                button.hide()
        return [changing, taking_off]

    def _open_period(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.period.open(self._areas[int(sender.property("assignment"))])

    def _take_off(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.released.emit(int(sender.property("assignment")))
