"""The detail card of a work team: its people, what it answers for, and its form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QStackedWidget,
    QWidget,
)

from db import places
from db.drafts import Typed
from db.reading import Reader
from db.session import today
from db.teams import coverage, teams, units
from db.teams.assignments import Area
from db.teams.teams import TeamPage
from domain.places import Level
from exchange.photos import read_photo
from ui.drafts import Now
from ui.parts import scrolling
from ui.permits import is_withheld
from ui.teams.area_changes import AreaChanges
from ui.teams.team_card import TeamCard
from ui.teams.team_changes import TeamChanges
from ui.teams.team_form import TeamForm, TeamWords, words_from
from ui.teams.team_merge import merged
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was typed over a team of a version."""

    before: TeamWords
    version: int
    typed: TeamWords


def _draft_from(facts: Mapping[str, Any]) -> _Draft:
    return _Draft(words_from(facts["before"]), facts["version"], words_from(facts["typed"]))


def _about(page: TeamPage | None) -> str:
    return f"team:{page.id if page is not None else ''}"


class TeamPanel(Card):
    """Shows one team; changes its people in a form and its areas in place. What was typed and not
    stored stays as a draft."""

    saved = Signal(object)
    """The id of a team that was stored."""
    households_wanted = Signal(object, str)
    left = Signal()
    """The form was left."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._day: date | None = None
        self._shown: TeamPage | None = None
        self._opening = False
        self._saving = ""
        self._edited: TeamPage | None = None
        self._stored_now: TeamPage | None = None
        self.changes, self.team_changes = AreaChanges(bench, self), TeamChanges(bench, self)
        self.line = coverage.DEFAULT_LINE
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            self.tr("选一个工作组看详情"), self.tr("上下键移动，回车修改"), icon_name="users"
        )
        self.card = TeamCard()
        self.form = TeamForm()
        self._area = scrolling(self.card)
        for part in (self.empty, self._area, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self._connect()

    def _connect(self) -> None:
        self.bench.drafts.watch(self._now)
        self.card.editing.clicked.connect(self.edit)
        self.card.listing.clicked.connect(self._list_households)
        self.card.dissolving.clicked.connect(self._dissolve)
        self.card.place.picked.connect(self._assign)
        self.card.released.connect(self._release)
        self.card.period.opened.connect(self._show_period, Qt.ConnectionType.QueuedConnection)
        self.card.period_wanted.connect(self.changes.change_period)
        self.changes.period_changed.connect(self.card.period.finish)
        self.changes.period_refused.connect(self.card.period.go_on)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.form.photo_chosen.connect(self._read_photo)
        self.team_changes.saved.connect(self._stored)
        self.team_changes.put_back.connect(self._put_back)
        self.team_changes.refused.connect(self._not_stored)

    # What is shown

    def show_day(self, day: date | None) -> None:
        """Show the team as of another day, which cannot be changed; None is today."""
        self._day = day
        self.card.set_changeable(day is None)
        self.refresh()

    def show_team(self, team_id: int | None) -> None:
        """Show this team, or the empty card; a form that is open stays."""
        if team_id != self._wanted:
            self._opening = False
        self._wanted = team_id
        self.refresh()

    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self.stack.currentIndex() == _FORM

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
        self.form.offer(names.units, names.compounds)
        self.card.place.set_choices(names.places)

    def _show(self, page: TeamPage | None) -> None:
        if page is not None and page.id != self._wanted:
            return  # another one was chosen meanwhile
        self._shown = page
        if page is not None:
            self.card.show_team(page, self._day or today())
        if page is not None and self._opening:
            self._open_form(page)
        elif not self.is_editing():
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
        """Open the form of the team that is chosen, as soon as it has been read."""
        if self._wanted is None or self._day is not None:
            return
        if is_withheld(self.card.editing, self.bench.messages):
            return
        if self.is_editing() and self._edited is not None and self._edited.id == self._wanted:
            self.form.start()
            return
        self._opening = True
        if self._shown is not None and self._shown.id == self._wanted:
            self._open_form(self._shown)

    def add(self) -> None:
        """Open an empty form."""
        self._open_form(None)

    def _open_form(self, page: TeamPage | None) -> None:
        self._opening = False
        if self.is_editing():
            self._keep_draft()
        self._stored_now = self._edited = page
        draft = self.bench.drafts.rebuilt(_about(page), _draft_from)
        if draft is not None and page is not None:
            # It goes on from what it began with: what was stored since then is seen on saving.
            before = draft.before
            began = {"name": before.name, "members": before.people, "version": draft.version}
            self._edited = replace(page, **began)
        self.stack.setCurrentIndex(_FORM)
        self.form.edit(self._edited, draft.typed if draft is not None else None)
        if draft is not None:
            told = self.tr("接着上次没有保存的内容填写")
            again = self.tr("用台账里的内容") if page is not None else self.tr("重新填写")
            self.bench.messages.said.emit("info", told, again, self._start_over)

    def _start_over(self) -> None:
        if self.is_editing():
            self._edited = self._stored_now
            self.form.edit(self._edited)

    def _now(self) -> Now | None:
        if not self.is_editing():
            return None
        edited, about = self._edited, _about(self._edited)
        if not self.form.is_dirty():
            return about, None
        version = edited.version if edited is not None else 0
        before, typed = asdict(self.form.stored), asdict(self.form.typed())
        held = {"before": before, "version": version, "typed": typed}
        return about, Typed(self.form.title.text(), held)

    def _keep_draft(self) -> None:
        now = self._now()
        if now is None:
            return
        self.bench.drafts.keep(*now)
        if now[1] is not None:
            told = self.tr("没有保存，填写的内容先留着")
            self.bench.messages.said.emit("info", told, self.tr("继续填写"), self._go_on)

    def _go_on(self) -> None:
        """Go on with the draft that was kept last."""
        self._open_form(self._stored_now)

    def _leave_form(self) -> None:
        self._keep_draft()
        self._close_form()
        self.left.emit()

    def _close_form(self) -> None:
        self.form.set_busy(False)
        self.stack.setCurrentIndex(_EMPTY if self._shown is None else _CARD)
        self.refresh()

    def _read_photo(self, field: PhotoField, path: Path) -> None:
        # For the field it was chosen in, unless that is gone by then.
        self.bench.tasks.in_pool(field, lambda _: read_photo(path), field.set_value)

    def _save(self) -> None:
        self.form.set_busy(True)
        self._saving = _about(self._edited)
        if self._edited is None:
            self.team_changes.add(self.line, self.form.typed())
        else:
            self.team_changes.save(self._edited, self.form.typed(), self.form.stored)

    def _stored(self, team_id: int) -> None:
        self._wanted = team_id
        saved, self._saving = self._saving, ""
        self.bench.drafts.keep(saved, None)
        self._close_form()
        self.saved.emit(team_id)

    def _put_back(self, team_id: int) -> None:
        if not self.is_editing():  # what is being typed is not left for it
            self._stored(team_id)

    def _not_stored(self, error: Exception) -> None:
        self.form.set_busy(False)
        self.bench.messages.error(error)
        edited = self._edited
        if edited is not None:
            id_ = edited.id
            self.bench.read(self, lambda c: teams.page(c, id_, today()), self._compare)

    def _compare(self, now: TeamPage | None) -> None:
        """Somebody else was faster: what they changed is taken over, what was typed stays."""
        edited = self._edited
        if now is None or edited is None or now.id != edited.id or not self.is_editing():
            return
        if now.version == edited.version:
            return
        words = merged(self.form.stored, self.form.typed(), now)
        self._edited = self._stored_now = now
        self.form.edit(now, words)

    def _dissolve(self) -> None:
        if self._shown is not None:
            self.team_changes.dissolve(self._shown)

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
