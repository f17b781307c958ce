"""The detail card of a work team: its people, what it answers for, and its form."""

from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db import coverage, places, teams, units
from db.assignments import Area
from db.engine import Database
from db.reading import Reader
from db.session import today
from db.teams import AreaRow, FormerRow, MemberRow, TeamPage
from domain.places import Level
from exchange.photos import read_photo
from ui import actions
from ui.parts import fill, scrolling
from ui.teams.area_changes import AreaChanges
from ui.teams.team_form import TeamForm
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Card, Divider
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.photo_field import PhotoField
from widgets.pick_field import PickField

_EMPTY, _CARD, _FORM = range(3)


@dataclass(frozen=True, slots=True)
class _Names:
    places: list[tuple[int, str]]
    compounds: list[tuple[int, str]]
    units: list[str]


class TeamPanel(Card):
    """Shows one team; changes its people in a form and its areas in place."""

    saved = Signal(object)
    """The id of a team that was stored."""
    households_wanted = Signal(object, str)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: TeamPage | None = None
        self._edited: TeamPage | None = None
        self._units: list[str] = []
        self._compounds: list[tuple[int, str]] = []
        self._photo: PhotoField | None = None
        self.changes = AreaChanges(bench, self)
        self.line = coverage.DEFAULT_LINE
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            self.tr("选一个工作组看详情"), self.tr("上下键移动，回车修改"), icon_name="users"
        )
        self.card = _TeamCard()
        self.form = TeamForm()
        for part in (self.empty, scrolling(self.card), scrolling(self.form)):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self.card.editing.clicked.connect(self.edit)
        self.card.listing.clicked.connect(self._list_households)
        self.card.place.picked.connect(self._assign)
        self.card.released.connect(self._release)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.form.photo_chosen.connect(self._read_photo)

    # What is shown

    def show_team(self, team_id: int | None) -> None:
        """Show this team, or the empty card; a form that is open stays."""
        self._wanted = team_id
        self.refresh()

    def refresh(self) -> None:
        """Read the team again."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> TeamPage | None:
            return teams.page(connection, wanted, today())

        self.bench.read(self, read, self._show)

    def refresh_names(self) -> None:
        """Read again what can be typed: the places and the units."""

        def read(connection: Reader) -> _Names:
            rows = places.all_places(connection)
            by_id = {row.id: row for row in rows}
            named = {row.id: places.full_name(row, by_id) for row in rows}
            homes = [row.id for row in rows if row.level in (Level.COMPOUND, Level.COMMUNITY)]
            return _Names(
                list(named.items()),
                [(id_, named[id_]) for id_ in homes],
                [unit.name for unit in units.all_units(connection)],
            )

        self.bench.read(self, read, self._take_names)

    def _take_names(self, names: _Names) -> None:
        self._units, self._compounds = names.units, names.compounds
        self.card.place.set_choices(names.places)

    def _show(self, page: TeamPage | None) -> None:
        self._shown = page
        if page is not None:
            self.card.show_team(page)
        if self.stack.currentIndex() != _FORM:
            self.stack.setCurrentIndex(_EMPTY if page is None else _CARD)

    def _list_households(self) -> None:
        page = self._shown
        if page is None:
            return

        def read(connection: Reader) -> tuple[int, ...]:
            found = coverage.households_of(connection, page.id, today(), page.line)
            return tuple(found)

        self.bench.read(self, read, self._households_read)

    def _households_read(self, ids: tuple[int, ...]) -> None:
        if self._shown is not None:
            title = self.tr("{0}包联的 {1:,} 户").format(self._shown.name, len(ids))
            self.households_wanted.emit(ids, title)

    # Its people

    def edit(self, *_: object) -> None:
        """Open the form of the team that is shown."""
        if self._shown is not None:
            self._open_form(self._shown)

    def add(self) -> None:
        """Open an empty form."""
        self._open_form(None)

    def _open_form(self, page: TeamPage | None) -> None:
        self._edited = page
        self.stack.setCurrentIndex(_FORM)
        self.form.edit(page, self._units, self._compounds)

    def _leave_form(self) -> None:
        self.stack.setCurrentIndex(_EMPTY if self._shown is None else _CARD)
        self.refresh()

    def _read_photo(self, field: PhotoField, path: Path) -> None:
        self._photo = field
        self.bench.tasks.in_pool(self, lambda _: read_photo(path), self._take_photo)

    def _take_photo(self, content: bytes) -> None:
        if self._photo is not None and shiboken6.isValid(self._photo):
            self._photo.set_value(content)

    def _save(self, name: str, people: tuple[MemberRow, ...]) -> None:
        edited, line = self._edited, self.line

        def save(database: Database, user: str) -> int:
            if edited is None:
                return actions.add_team(database, user, name, line, people)
            return actions.save_team(database, user, edited.id, edited.version, name, people)

        self.bench.write(self, save, self._stored)

    def _stored(self, team_id: int) -> None:
        self._wanted = team_id
        self.stack.setCurrentIndex(_CARD)
        self.refresh()
        self.bench.messages.success(self.tr("已保存"))
        self.saved.emit(team_id)

    # What it answers for

    def _assign(self, place_id: int) -> None:
        page = self._shown
        if page is None:
            return

        told = self.tr("“{0}”已交给{1}").format(self.card.place.text(), page.name)
        self.card.place.set_value(None)
        self.changes.assign(page.id, Area(place_ids=(place_id,)), told)

    def _release(self, assignment_id: int) -> None:
        self.changes.release([assignment_id])


class _TeamCard(QWidget):
    """The people and the areas of one team."""

    released = Signal(object)
    """The id of the assignment that is taken off the team."""

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
        self.place = PickField(self.tr("添加地点，如 京公馆3-1"))
        self.people, self.areas = QVBoxLayout(), QVBoxLayout()
        self.past = link_button("")
        self.past.setCheckable(True)
        self.former = QLabel()
        self.former.setProperty("role", "muted")
        self.former.setWordWrap(True)
        self.former.setTextFormat(Qt.TextFormat.PlainText)
        self.past.toggled.connect(self.former.setVisible)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.editing, self.listing):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.people.setSpacing(theme.px(10))
        self.areas.setSpacing(theme.px(2))
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
        column.addStretch(1)

    def show_team(self, team: TeamPage) -> None:
        """Show a team."""
        self.title.setText(team.name)
        leader = next((m.name for m in team.members if m.leads), self.tr("未定"))
        line = "" if team.line == coverage.DEFAULT_LINE else self.tr(" · 居住线")
        told = self.tr("组长 {0} · {1} 人 · 包联 {2:,} 户")
        self.facts.setText(told.format(leader, len(team.members), team.households) + line)
        self.listing.setEnabled(team.households > 0)
        self.people_heading.setText(self.tr("成员 {0} 人").format(len(team.members)))
        self.areas_heading.setText(self.tr("包联范围 {0} 处").format(len(team.areas)))
        self.past.setText(self.tr("以前的成员 {0} 人").format(len(team.former)))
        self.past.setVisible(bool(team.former))
        self.past.setChecked(False)
        self.former.hide()
        self.former.setText("\n".join(map(self._former, team.former)))
        fill(self.people, (self._member(m) for m in team.members))
        fill(self.areas, (self._area(a) for a in team.areas))

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
        grid.addWidget(detail, 1, 0, 1, 5)
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

    def _area(self, area: AreaRow) -> QWidget:
        name, count = QLabel(area.name), QLabel(self.tr("{0:,} 户").format(area.households))
        name.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        name.setToolTip(self.tr("自 {0} 起").format(area.since) if area.since else "")
        count.setProperty("role", "muted")
        taking_off = link_button(self.tr("取消"))
        taking_off.setAccessibleName(self.tr("取消包联{0}").format(area.name))
        taking_off.setProperty("assignment", area.assignment_id)
        taking_off.clicked.connect(self._take_off)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name, 1)
        row.addWidget(count)
        row.addWidget(taking_off)
        return holder

    def _take_off(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.released.emit(int(sender.property("assignment")))
