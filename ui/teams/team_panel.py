"""The detail card of a work team: its people, what it answers for, and its form."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QStackedWidget,
    QWidget,
)

from db import coverage, places, teams, units
from db.assignments import Area
from db.engine import Database
from db.reading import Reader
from db.session import today
from db.teams import MemberRow, TeamPage
from domain.places import Level
from exchange.photos import read_photo
from ui import actions
from ui.parts import scrolling
from ui.teams.area_changes import AreaChanges
from ui.teams.team_card import TeamCard
from ui.teams.team_form import TeamForm
from ui.workbench import Workbench
from widgets.cards import Card
from widgets.empty_state import EmptyState
from widgets.photo_field import PhotoField

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
        self._day: date | None = None
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
        self.card = TeamCard()
        self.form = TeamForm()
        self._area = scrolling(self.card)
        for part in (self.empty, self._area, scrolling(self.form)):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self.card.editing.clicked.connect(self.edit)
        self.card.listing.clicked.connect(self._list_households)
        self.card.place.picked.connect(self._assign)
        self.card.released.connect(self._release)
        self.card.period.opened.connect(self._show_period, Qt.ConnectionType.QueuedConnection)
        self.card.period_wanted.connect(self.changes.change_period)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.form.photo_chosen.connect(self._read_photo)

    # What is shown

    def show_day(self, day: date | None) -> None:
        """Show the team as of another day, which cannot be changed; None is today."""
        self._day = day
        self.card.set_changeable(day is None)
        self.refresh()

    def show_team(self, team_id: int | None) -> None:
        """Show this team, or the empty card; a form that is open stays."""
        self._wanted = team_id
        self.refresh()

    def refresh(self) -> None:
        """Read the team again."""
        wanted, day = self._wanted, self._day or today()
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> TeamPage | None:
            return teams.page(connection, wanted, day)

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

    def _show_period(self) -> None:
        self._area.ensureWidgetVisible(self.card.period)

    def _list_households(self) -> None:
        page, day = self._shown, self._day or today()
        if page is None:
            return

        def read(connection: Reader) -> tuple[int, ...]:
            found = coverage.households_of(connection, page.id, day, page.line)
            return tuple(found)

        self.bench.read(self, read, self._households_read)

    def _households_read(self, ids: tuple[int, ...]) -> None:
        if self._shown is not None:
            title = self.tr("{0}包联的 {1:,} 户").format(self._shown.name, len(ids))
            self.households_wanted.emit(ids, title)

    # Its people

    def edit(self, *_: object) -> None:
        """Open the form of the team that is shown."""
        if self._shown is not None and self._day is None:
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
            stored = (edited.id, edited.version, name, people, edited.members)
            return int(actions.save_team(database, user, *stored).row["id"])

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
