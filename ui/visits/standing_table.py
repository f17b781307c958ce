"""How each team stands with its visits; all in memory, a county has some 900 teams."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from db.reading import Reader
from db.visits.visit_targets import TeamFigures
from domain.visits import rate
from ui.feed import Source
from ui.visits import visit_tables
from widgets.paged_model import Row
from widgets.paged_table import PagedTable


class StandingTable(PagedTable):
    """Narrowed by typed words, sorted by any column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(visit_tables.team_columns(self), parent)
        self._teams: dict[int, TeamFigures] = {}
        self._words: list[str] = []
        self._order: list[int] = []
        self.wish = ("name", False)
        self.source: Source[None] = Source(self._in_order, self._rows)
        self.set_sort(*self.wish)
        self.rows.page_wanted.connect(self._give)
        self.sort_wanted.connect(self._sort)

    def show_teams(self, teams: Sequence[TeamFigures]) -> None:
        """Show these teams, which stand in natural order."""
        self._teams = {team.team_id: team for team in teams}
        self._arrange()
        self.put_rows(self._cells_of(self._teams))

    def narrow(self, typed: str) -> None:
        """Show the teams whose names hold all words."""
        self._words = typed.lower().split()
        self._arrange()

    def team(self, team_id: int) -> TeamFigures:
        """A team that is shown."""
        return self._teams[team_id]

    def _arrange(self) -> None:
        found = [t for t in self._teams.values() if all(w in t.name.lower() for w in self._words)]
        key, descending = self.wish
        if key != "name":
            found.sort(key=lambda team: _value(team, key), reverse=descending)
        elif descending:
            found.reverse()
        self._order = [team.team_id for team in found]
        self.set_order(self._order)

    def _sort(self, key: str, descending: bool) -> None:
        self.wish = (key, descending)
        self.set_sort(key, descending)
        self._arrange()

    def _give(self, _first: int, ids: Sequence[int]) -> None:
        self.put_rows(self._cells_of(ids), ids)

    def _in_order(self, *_: Any) -> list[int]:
        return self._order

    def _rows(self, _: Reader, ids: Sequence[int]) -> dict[int, Row]:
        return self._cells_of(ids)

    def _cells_of(self, ids: Any) -> dict[int, Row]:
        return {i: visit_tables.team_cells(self._teams[i]) for i in ids if i in self._teams}


def _value(team: TeamFigures, key: str) -> float:
    told = team.figures
    if key == "rate":
        found = rate(told.met, told.assigned)
        return -1.0 if found is None else found
    return float(getattr(told, key))
