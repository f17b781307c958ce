"""The entry of visits at work: finding households, storing what was entered, taking it back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db import coverage, finding, visit_records, visits
from db.engine import Database
from db.finding import PersonHit
from db.reading import Reader
from db.session import today
from db.visits import TeamPeople, VisitRow
from domain.entries import VisitEntry
from domain.visits import OUTCOME_WORDS
from ui import actions
from ui.visits import home_facts
from ui.visits.home_facts import Home
from ui.visits.visit_card import VisitCard
from ui.workbench import Workbench


class VisitPanel(QWidget):
    """Every record can be taken back from the message that tells of it."""

    left = Signal()
    """A correction was stored or given up."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.line = coverage.DEFAULT_LINE
        self._entered: VisitEntry | None = None
        self._recorded: int | None = None
        self._removed: visit_records.Removed | None = None
        self.card = VisitCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.find_wanted.connect(self._find)
        self.card.household_chosen.connect(self._go_on_with)
        self.card.submitted.connect(self._save)
        self.card.removal_wanted.connect(self._remove)
        self.card.left.connect(self.left)

    # Which household

    def set_teams(self, teams: Sequence[TeamPeople], everybody: Sequence[str]) -> None:
        """The teams and the people that can be named."""
        self.card.set_teams(teams, everybody)

    def begin(self, household_id: int) -> None:
        """Begin to record a visit to a household; what is being entered of another one stays."""
        if not self.card.is_entering():
            self._go_on_with(household_id)

    def look_at(self, household_id: int) -> None:
        """Show a household while the keyboard stays in the list."""
        if not self.card.is_entering():
            reading = home_facts.reading(household_id, self.line)
            self.bench.read(self, reading, self._show_home)

    def correct(self, visit_id: int) -> None:
        """Begin to correct a visit on record."""

        def read(connection: Reader) -> VisitRow | None:
            return visits.rows(connection, [visit_id]).get(visit_id)

        self.bench.read(self, read, self._edit)

    def _edit(self, visit: VisitRow | None) -> None:
        if visit is not None:
            self.card.edit(visit)

    def _go_on_with(self, household_id: int) -> None:
        self.bench.read(self, home_facts.reading(household_id, self.line), self._start_with)

    def _start_with(self, home: Home | None) -> None:
        self.card.show_home(home, go_on=True)

    def _show_home(self, home: Home | None) -> None:
        self.card.show_home(home, go_on=False)

    def _find(self, typed: str) -> None:
        team_id = self.card.team.value()

        def read(connection: Reader) -> tuple[str, list[PersonHit]]:
            near = visits.grounds_of(connection, team_id, today()) if team_id else []
            return typed, finding.homes(connection, typed, near)

        self.bench.read(self, read, self._offer)

    def _offer(self, found: tuple[str, list[PersonHit]]) -> None:
        typed, hits = found
        self.card.household.offer(typed, [(hit.household_id, _words(hit)) for hit in hits])

    # Storing and taking back

    def _save(self, entry: VisitEntry) -> None:
        edited, self._entered = self.card.edited, entry
        self.card.saving.setEnabled(False)

        def save(database: Database, user: str) -> int:
            if edited is None:
                return actions.add_visit(database, user, entry)
            return actions.save_visit(database, user, edited.id, edited.version, entry)

        self.bench.write(self, save, self._saved, self._not_saved)

    def _saved(self, visit_id: int) -> None:
        corrected, where = self.card.edited is not None, self.card.household.text()
        self.card.clear()
        if corrected:
            self.bench.messages.success(self.tr("已改好：{0}").format(where))
            self.left.emit()
            return
        self._recorded = visit_id
        self.card.start()
        told = f"{where}　{self._in_words()}"
        self.bench.messages.success(told, self.tr("撤销"), self._take_back)

    def _in_words(self) -> str:
        entry = self._entered
        assert entry is not None, "it was just stored"
        told = self.tr("已记下：{0}").format(OUTCOME_WORDS[entry.outcome])
        if entry.settled:
            return told + self.tr("，需求当场解决，已入问题台账")
        return told + (self.tr("，需求已登记为问题") if entry.need else "")

    def _not_saved(self, error: Exception) -> None:
        self.card.refuse(str(error))
        self.bench.messages.error(error)

    def _take_back(self) -> None:
        if self._recorded is not None:
            self._remove_visit(self._recorded)

    def _remove(self) -> None:
        if self.card.edited is not None:
            self._remove_visit(self.card.edited.id)

    def _remove_visit(self, visit_id: int) -> None:
        def remove(database: Database, user: str) -> visit_records.Removed:
            return actions.remove_visit(database, user, visit_id)

        self.bench.write(self, remove, self._gone)

    def _gone(self, removed: visit_records.Removed) -> None:
        self._removed = removed
        if self.card.edited is not None and self.card.edited.id == removed.visit["id"]:
            self.card.clear()
        told = self.tr("已删除 {0} 的一次走访").format(removed.visit["day"])
        self.bench.messages.success(told, self.tr("恢复"), self._bring_back)

    def _bring_back(self) -> None:
        removed = self._removed

        def restore(database: Database, user: str) -> None:
            if removed is not None:
                actions.restore_visit(database, user, removed)

        self.bench.write(self, restore, self._back)

    def _back(self, _: None) -> None:
        self.bench.messages.success(self.tr("已恢复，和原来一样"))


def _words(hit: PersonHit) -> str:
    other = hit.head and hit.name != hit.head
    who = f"{hit.name}（户主 {hit.head}）" if other else hit.name
    return f"{hit.address}　{who}".rstrip()
