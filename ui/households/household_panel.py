"""The detail card of a household: its facts and members, or its form."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QStackedWidget,
    QWidget,
)

from db import places
from db.drafts import Typed
from db.engine import Database
from db.households import households
from db.households.households import HouseholdPage
from db.reading import Reader
from db.session import today
from db.teams import coverage
from db.visits import visit_targets, visits
from domain.entries import HouseholdEntry, entry_from
from domain.merging import merge
from domain.places import RANK, Level
from domain.rights import Right
from ui import actions
from ui.drafts import Now
from ui.households.household_card import LATEST, HouseholdCard, ShownHousehold
from ui.households.household_form import HouseholdForm
from ui.permits import is_withheld
from ui.workbench import Workbench
from widgets.cards import Card
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class _Edited:
    """What the form began with: a household as it was stored, or the place that is proposed for a
    new one, and those it can have."""

    title: str
    entry: HouseholdEntry
    id: int | None = None
    version: int = 1
    place_id: int | None = None
    places: tuple[tuple[int, str], ...] = ()

    @property
    def about(self) -> str:
        return f"household:{self.id}" if self.id else f"household at:{self.place_id or ''}"


@dataclass(frozen=True, slots=True)
class _Stored:
    """A household that was saved, and the version it has by that."""

    id: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was typed over a household of a version; of a new one also its place."""

    before: HouseholdEntry
    version: int
    typed: HouseholdEntry
    place_id: int | None


def _draft_from(facts: Mapping[str, Any]) -> _Draft:
    before, typed = entry_from(facts["before"]), entry_from(facts["typed"])
    return _Draft(before, facts["version"], typed, facts.get("place"))


def _edited(page: HouseholdPage) -> _Edited:
    return _Edited(page.row.address, households.entry_of(page), page.row.id, page.version)


_EMPTY, _CARD, _FORM = range(3)


class HouseholdPanel(Card):
    """Shows one household; edits it in place. What was typed and not stored stays as a draft."""

    saved = Signal(object)
    """The id of a household that was stored."""
    visit_wanted = Signal(object)
    """The id of a household that was visited: the visit is to be recorded."""
    person_wanted = Signal(object)
    """The id of a member about whom everything is wanted."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._shown: ShownHousehold | None = None
        self._wanted: int | None = None
        self._uncovered = False
        self._edited: _Edited | None = None
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            self.tr("选一户看详情"), self.tr("上下键移动，回车修改"), icon_name="house"
        )
        self.card = HouseholdCard()
        self.form = HouseholdForm()
        for part in (self.empty, self.card, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self.card.editing.clicked.connect(self.edit)
        self.card.uncovering.clicked.connect(self._uncover)
        self.card.visiting.clicked.connect(self._want_visit)
        self.card.person_wanted.connect(self.person_wanted)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.form.theirs_wanted.connect(self._take_theirs)
        bench.drafts.watch(self._now)

    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self.stack.currentIndex() == _FORM

    def show_household(self, household_id: int | None) -> None:
        """Show this household, or the empty card."""
        self._wanted = household_id
        self._uncovered = False
        if not self.is_editing():
            self.refresh()

    def refresh(self) -> None:
        """Read the household again; a form that is open stays as it is."""
        if self._wanted is None:
            self._show(None)
        else:
            self.bench.read(self, _reading(self._wanted), self._show)

    def _show(self, shown: ShownHousehold | None) -> None:
        if shown is not None and shown.page.row.id != self._wanted:
            return  # another one was chosen meanwhile
        self._shown = shown
        if shown is not None:
            may_ask = Right.PERSONS in self.bench.rights
            self.card.show_household(shown, self._uncovered, may_ask)
        if not self.is_editing():
            self.stack.setCurrentIndex(_EMPTY if shown is None else _CARD)

    def _want_visit(self) -> None:
        if self._shown is not None:
            self.visit_wanted.emit(self._shown.page.row.id)

    # The form

    def edit(self, *_: object) -> None:
        """Open the form of the household that is shown, once the audit knows of it."""
        if self._shown is None or self.is_editing():
            return
        if not is_withheld(self.card.editing, self.bench.messages):
            self._edited = _edited(self._shown.page)
            self._note_uncovering(self._open_form)

    def place_id(self) -> int | None:
        """The place of the household that is shown."""
        return self._shown.page.row.place_id if self._shown is not None else None

    def add(self, place_id: int | None) -> None:
        """Open an empty form for a household; the place is proposed."""
        if self.is_editing():
            self._keep_draft()
        title = self.tr("新增住户")

        def read(connection: Reader) -> _Edited:
            entry, offered = HouseholdEntry(place=()), _read_places(connection)
            return _Edited(title, entry, place_id=place_id, places=offered)

        self.bench.read(self, read, self._open_new)

    def _open_new(self, edited: _Edited) -> None:
        self._edited = edited
        self._open_form()

    def _open_form(self, _: None = None) -> None:
        assert self._edited is not None, "it is known what is edited"
        draft = self.bench.drafts.rebuilt(self._edited.about, _draft_from)
        entry, place_id = self._edited.entry, self._edited.place_id
        if draft is not None:
            # It goes on from what it began with: what was stored since then is seen on saving.
            self._edited = replace(self._edited, entry=draft.before, version=draft.version)
            entry, place_id = draft.typed, draft.place_id or place_id
        self._fill_form(self._edited, entry, place_id)
        self.stack.setCurrentIndex(_FORM)
        if draft is not None:
            text = self.tr("接着上次没有保存的内容填写")
            again = self.tr("用台账里的内容")
            self.bench.messages.said.emit("info", text, again, self._take_theirs)

    def _fill_form(self, edited: _Edited, entry: HouseholdEntry, place_id: int | None) -> None:
        words = (edited.title, entry, edited.entry)
        if edited.id is None:
            self.form.begin(edited.places, place_id, *words)
        else:
            self.form.edit(*words)

    def _take_theirs(self) -> None:
        if self._edited is not None and self.is_editing():
            self._fill_form(self._edited, self._edited.entry, self._edited.place_id)

    def _leave_form(self) -> None:
        self._keep_draft()
        self.stack.setCurrentIndex(_EMPTY if self._shown is None else _CARD)
        self.refresh()

    def _keep_draft(self) -> None:
        now = self._now()
        if now is None:
            return
        self.bench.drafts.keep(*now)
        if now[1] is not None:
            text = self.tr("没有保存，填写的内容先留着")
            self.bench.messages.said.emit("info", text, self.tr("继续填写"), self._open_form)

    def _now(self) -> Now | None:
        edited = self._edited
        if edited is None or not self.is_editing():
            return None
        if not self.form.is_dirty():
            return edited.about, None
        typed, before = asdict(self.form.entry()), asdict(edited.entry)
        place = self.form.place.text() if edited.id is None else ""
        held = {"before": before, "version": edited.version, "typed": typed}
        if edited.id is None:
            held["place"] = self.form.place.value()
        return edited.about, Typed(" · ".join(filter(None, (edited.title, place))), held)

    def _save(self, entry: HouseholdEntry) -> None:
        edited, place_id = self._edited, self.form.place.value()
        assert edited is not None, "the form is open"

        def save(database: Database, user: str) -> _Stored:
            if edited.id is None:
                assert place_id is not None, "a new household has its place"
                return _Stored(actions.add_household(database, user, place_id, entry))
            version = actions.save_household(database, user, edited.id, edited.version, entry)
            return _Stored(edited.id, version)

        self.bench.write(self, save, partial(self._stored, edited), self._not_stored)

    def _stored(self, edited: _Edited, stored: _Stored) -> None:
        self.bench.drafts.keep(edited.about, None)
        if self._edited is edited:  # else another one is being edited by now
            self._wanted = stored.id
            self._edited = None
            self.stack.setCurrentIndex(_CARD)
        self.refresh()
        if edited.id is None:
            self.bench.messages.success(self.tr("已保存"))
        else:
            take_back = partial(self._change_back, stored, edited.entry)
            self.bench.messages.undoable(self.tr("已保存"), take_back)
        self.saved.emit(stored.id)

    def _change_back(self, stored: _Stored, before: HouseholdEntry) -> None:
        def change_back(database: Database, user: str) -> None:
            actions.change_household_back(database, user, stored.id, stored.version, before)

        self.bench.write(self, change_back, self._changed_back)

    def _changed_back(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销，和原来一样"))

    def _not_stored(self, error: Exception) -> None:
        self.bench.messages.error(error)
        id_ = self._edited.id if self._edited is not None else None
        if id_ is None:
            return

        def read(connection: Reader) -> HouseholdPage | None:
            return households.page(connection, id_)

        self.bench.read(self, read, self._compare)

    def _compare(self, now: HouseholdPage | None) -> None:
        """Somebody else was faster: bring both versions together, and name what clashes."""
        edited = self._edited
        if now is None or edited is None:
            return
        if now.row.id != edited.id or now.version == edited.version:
            return
        mine, theirs = self.form.entry(), households.entry_of(now)
        merged, clashes = merge(edited.entry, mine, theirs)
        self._edited = _edited(now)
        self.form.edit(now.row.address, merged, theirs)
        self.form.show_clashes(clashes)

    # Full numbers

    def _uncover(self) -> None:
        if self._shown is not None:
            self._note_uncovering(self._uncover_now)

    def _note_uncovering(self, then: Callable[[None], None]) -> None:
        """Full numbers are only shown once the audit says who looked at them."""
        assert self._shown is not None, "there is something to uncover"
        row = self._shown.page.row

        def note(database: Database, user: str) -> None:
            actions.note_uncovering(database, user, row.address, row.place_id)

        self.bench.write(self, note, then)

    def _uncover_now(self, _: None) -> None:
        self._uncovered = True
        self._show(self._shown)


def _read_places(connection: Reader) -> tuple[tuple[int, str], ...]:
    """Where a household can be, from the communities down, by their full names."""
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    near = (row for row in rows if RANK[row.level] >= RANK[Level.COMMUNITY])
    return tuple((row.id, places.full_name(row, by_id)) for row in near)


def _reading(household_id: int) -> Callable[[Reader], ShownHousehold | None]:
    def read(connection: Reader) -> ShownHousehold | None:
        page = households.page(connection, household_id)
        if page is None:
            return None
        teams = coverage.responsible(connection, [household_id], today())[household_id]
        path = places.path(connection, page.row.place_id)
        names = [p.name for p in path if p.level in (Level.TOWNSHIP, Level.COMMUNITY)]
        return ShownHousehold(
            page,
            teams,
            " · ".join(names),
            visit_targets.standing_of(connection, [household_id], today())[household_id],
            visits.count_of_household(connection, household_id),
            visits.of_household(connection, household_id, LATEST),
        )

    return read
