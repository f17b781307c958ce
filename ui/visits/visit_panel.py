"""The entry of visits at work: finding households, storing what was entered, taking it back."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db import finding
from db.drafts import Typed
from db.engine import Database
from db.finding import PersonHit
from db.reading import Reader
from db.session import today
from db.teams import coverage
from db.visits import visit_removal, visits
from db.visits.visits import TeamPeople, VisitRow
from domain.entries import VisitEntry
from domain.visits import OUTCOME_WORDS
from ui import actions
from ui.drafts import Now
from ui.visits import home_facts
from ui.visits.home_facts import Home
from ui.visits.visit_card import VisitCard
from ui.visits.visit_draft import Draft, draft_from, entry_of, facts_of
from ui.workbench import Workbench

_NEW = "visit:"
"""What the draft of a new visit is about."""


class VisitPanel(QWidget):
    """Every record can be taken back from the message that tells of it.

    The card is free for the next household before a visit is stored; what could not be stored
    comes back to it. A visit that was begun waits while another one is corrected.
    """

    left = Signal()
    """A correction was stored or given up."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.line = coverage.DEFAULT_LINE
        self._aside: Draft | None = None
        self._wanted: int | None = None
        self.card = VisitCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.find_wanted.connect(self._find)
        self.card.household_chosen.connect(self._go_on_with)
        self.card.submitted.connect(self._save)
        self.card.removal_wanted.connect(self._remove)
        self.card.left.connect(self._given_up)
        bench.drafts.found.connect(self._go_on_with_left)
        bench.drafts.watch(self._now)
        self._go_on_with_left()

    # Which household

    def set_teams(self, teams: Sequence[TeamPeople], everybody: Sequence[str]) -> None:
        """The teams and the people that can be named."""
        self.card.set_teams(teams, everybody)

    def begin(self, household_id: int) -> None:
        """Begin to record a visit to a household, unless another one is being entered."""
        if self._is_free():
            self._go_on_with(household_id)

    def look_at(self, household_id: int) -> None:
        """Show a household while the keyboard stays in the list."""
        if not self.card.is_entering():
            self._read_home(household_id, self._show_home)

    def look_at_visit(self, visit_id: int) -> None:
        """Show the household of a visit on record."""
        if not self.card.is_entering():
            self._read_visit(visit_id, self._look_at_its_home)

    def refresh(self) -> None:
        """Read the household at hand again."""
        home = self.card.home()
        if home is not None:
            self.bench.read(self, home_facts.reading(home.row.id, self.line), self._refresh_home)

    def correct(self, visit_id: int) -> None:
        """Begin to correct a visit on record; one that was begun waits meanwhile."""
        if self.card.edited is None or self._is_free():
            self._read_visit(visit_id, self._edit)

    def _is_free(self) -> bool:
        """Whether nothing would be lost by showing another visit; else says so."""
        free = not self.card.is_entering()
        if not free:
            self.card.refuse(self.tr("这一户的走访还没有保存：先保存（Ctrl+S），或放弃（Esc）"))
        return free

    def _read_visit(self, visit_id: int, done: Callable[[VisitRow | None], None]) -> None:
        def read(connection: Reader) -> VisitRow | None:
            return visits.rows(connection, [visit_id]).get(visit_id)

        self.bench.read(self, read, done)

    def _edit(self, visit: VisitRow | None) -> None:
        if visit is not None:
            if self.card.edited is None:
                self._aside = self.card.draft()
            self.card.edit(visit)

    def _look_at_its_home(self, visit: VisitRow | None) -> None:
        if visit is not None:
            self.look_at(visit.household_id)

    def _go_on_with(self, household_id: int) -> None:
        self._read_home(household_id, self._start_with)

    def _read_home(self, household_id: int, done: Callable[[Home | None], None]) -> None:
        self._wanted = household_id
        self.bench.read(self, home_facts.reading(household_id, self.line), done)

    def _start_with(self, home: Home | None) -> None:
        if home is None or home.row.id == self._wanted:
            self.card.show_home(home, go_on=True)

    def _show_home(self, home: Home | None) -> None:
        if home is not None and home.row.id == self._wanted and not self.card.is_entering():
            self.card.show_home(home, go_on=False)

    def _refresh_home(self, home: Home | None) -> None:
        self.card.refresh_home(home)

    def _find(self, typed: str) -> None:
        team_id = self.card.team.value()

        def read(connection: Reader) -> tuple[str, list[PersonHit]]:
            near = visits.grounds_of(connection, team_id, today()) if team_id else []
            return typed, finding.homes(connection, typed, near)

        self.bench.read(self, read, self._offer)

    def _offer(self, found: tuple[str, list[PersonHit]]) -> None:
        typed, hits = found
        self.card.household.offer(typed, [(hit.household_id, _words(hit)) for hit in hits])

    # What is entered and not stored

    def _now(self) -> Now:
        draft = self.card.draft() if self.card.edited is None else self._aside
        if draft is None or not draft.is_begun():
            return _NEW, None
        words = self.tr("走访 {0}").format(draft.household[1]).strip()
        return _NEW, Typed(words, facts_of(draft))

    def _go_on_with_left(self, *_: object) -> None:
        """A visit that an earlier window left half entered."""
        draft = self.bench.drafts.rebuilt(_NEW, draft_from)
        if draft is not None and not self.card.is_entering():
            self.card.show_draft(draft)
            if draft.household[0] is not None:
                self._read_home(draft.household[0], self._show_left_home)

    def _show_left_home(self, home: Home | None) -> None:
        if home is not None and home.row.id == self._wanted:
            self.card.show_home(home, go_on=False)

    # Storing and taking back

    def _save(self, entry: VisitEntry) -> None:
        draft = self.card.draft()
        edited = draft.edited

        def save(database: Database, user: str) -> int:
            if edited is None:
                return actions.add_visit(database, user, entry)
            return actions.save_visit(database, user, edited.id, edited.version, entry)

        self._leave_card(edited)
        self.bench.write(
            self, save, partial(self._saved, draft, entry), partial(self._not_saved, draft)
        )

    def _leave_card(self, edited: VisitRow | None) -> None:
        """Ready for the visit that waited, or for the next household."""
        self._wanted = None
        aside, self._aside = self._aside, None
        if aside is not None:
            self.card.show_draft(aside)
        else:
            self.card.clear()
        if edited is None:
            self.card.start()

    def _saved(self, draft: Draft, entry: VisitEntry, visit_id: int) -> None:
        where = draft.household[1]
        if draft.edited is None:
            told = f"{where}　{self._in_words(entry)}"
            self.bench.messages.undoable(told, partial(self._remove_visit, visit_id))
            return
        told = self.tr("已改好：{0}").format(where)
        if entry.need:
            self.bench.messages.success(told + self.tr("，需求已登记为问题"))
        else:
            self.bench.messages.undoable(told, partial(self._change_back, draft.edited))
        self.left.emit()

    def _in_words(self, entry: VisitEntry) -> str:
        told = self.tr("已记下：{0}").format(OUTCOME_WORDS[entry.outcome])
        if entry.settled:
            return told + self.tr("，需求当场解决，已入问题台账")
        return told + (self.tr("，需求已登记为问题") if entry.need else "")

    def _not_saved(self, draft: Draft, error: Exception) -> None:
        if self.card.is_entering():  # the next one is begun by now, and waits
            self._aside = self.card.draft()
        self.card.show_draft(draft)
        self.card.refuse(str(error))
        self.bench.messages.error(error)

    def _change_back(self, before: VisitRow) -> None:
        def save(database: Database, user: str) -> int:
            entry = entry_of(before)
            return actions.save_visit(database, user, before.id, before.version + 1, entry)

        self.bench.write(self, save, self._changed_back)

    def _changed_back(self, _: int) -> None:
        self.bench.messages.success(self.tr("已改回，和原来一样"))

    def _given_up(self, draft: Draft) -> None:
        if draft.edited is not None:
            self._leave_card(draft.edited)
            self.left.emit()
            return
        told = self.tr("没有保存 {0} 的走访").format(draft.household[1])
        self.bench.messages.undoable(told, partial(self._go_on, draft), self.tr("接着填"))

    def _go_on(self, draft: Draft) -> None:
        if self._is_free():
            self.card.show_draft(draft)

    def _remove(self) -> None:
        if self.card.edited is not None:
            self._remove_visit(self.card.edited.id)

    def _remove_visit(self, visit_id: int) -> None:
        def remove(database: Database, user: str) -> visit_removal.Removed:
            return actions.remove_visit(database, user, visit_id)

        self.bench.write(self, remove, self._gone)

    def _gone(self, removed: visit_removal.Removed) -> None:
        edited = self.card.edited
        if edited is not None and edited.id == removed.visit["id"]:
            self._leave_card(edited)
            self.left.emit()
        told = self.tr("已删除 {0} 的一次走访").format(removed.visit["day"])
        restore = partial(self._bring_back, removed)
        self.bench.messages.undoable(told, restore, self.tr("恢复"))

    def _bring_back(self, removed: visit_removal.Removed) -> None:
        def restore(database: Database, user: str) -> None:
            actions.restore_visit(database, user, removed)

        self.bench.write(self, restore, self._back)

    def _back(self, _: None) -> None:
        self.bench.messages.success(self.tr("已恢复，和原来一样"))


def _words(hit: PersonHit) -> str:
    other = hit.head and hit.name != hit.head
    who = f"{hit.name}（户主 {hit.head}）" if other else hit.name
    return f"{hit.where}　{who}".rstrip()
