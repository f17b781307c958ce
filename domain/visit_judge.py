"""Judging the rows of a filled visit sheet: which household, whom they met, what is needed.

Nothing is guessed: a household that cannot be told for certain rejects its row, and a person whom
no roster knows stands in the visit's note (DOMAIN.md §2, §4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.cells import Cell, close, half, is_blank
from domain.dates import read_day
from domain.entries import VisitEntry
from domain.findings import SheetJudge, SheetReport
from domain.known_homes import NO_HOMES, HomeIndex, KnownHome, same_address
from domain.visit_sheet import NOBODYS
from domain.visit_words import read_kind, read_outcome, read_people, read_settled
from domain.visits import Outcome, VisitKind

_TELLS_HOME = ("code", "address", "room", "head")


class VisitRow(NamedTuple):
    """A row of a filled sheet. ``code`` is the household's own number in the program's sheets,
    ``place_key`` its place spelt one way."""

    row: int
    is_note: bool = False
    code: str = ""
    address: str = ""
    place_key: str = ""
    room: str = ""
    number: str = ""
    head: str = ""
    day: Cell = ""
    team: str = ""
    people: str = ""
    kind: str = ""
    outcome: str = ""
    note: str = ""
    need: str = ""
    handled: str = ""


@dataclass(frozen=True, slots=True)
class VisitKnowledge:
    """The households; the teams by name (`domain.cells.close`), None where several are so called;
    and the cadres by name, each by the teams he is or was in."""

    homes: HomeIndex = NO_HOMES
    teams: Mapping[str, int | None] = field(default_factory=dict)
    cadres: Mapping[str, Sequence[frozenset[int]]] = field(default_factory=dict)

    def knows_cadre(self, name: str, team_id: int | None) -> bool:
        """Whether a name means one cadre: of several so called the one of that team."""
        named = self.cadres.get(name, ())
        return len([teams for teams in named if team_id in teams] or named) == 1


@dataclass(frozen=True, slots=True)
class JudgedVisits:
    """The visits of a sheet that may be stored, and the report on its rows."""

    visits: tuple[VisitEntry, ...]
    report: SheetReport


_Told = tuple[int, date, Outcome, str, str, int | None]


class VisitJudge:
    """Judges the sheets of one file; a visit on two of them is one visit."""

    def __init__(self, known: VisitKnowledge, today: date) -> None:
        self.known, self.today = known, today
        self.told: set[_Told] = set()

    def sheet(
        self,
        name: str,
        header_row: int,
        headers: Mapping[str, str],
        rows: Iterable[VisitRow],
        year: int | None = None,
    ) -> JudgedVisits:
        """Judge one sheet; ``headers`` gives the header's text of each field it has, ``year`` is
        the one its title names for days that are written without."""
        work = _Sheet(self, headers, year)
        for row in rows:
            work.judge(row)
        work.tell_blank()
        report = work.report(name, header_row, len(work.visits))
        return JudgedVisits(tuple(work.visits), report)


class _Sheet(SheetJudge):
    def __init__(self, file: VisitJudge, headers: Mapping[str, str], year: int | None) -> None:
        super().__init__(headers)
        self.file, self.known, self.year = file, file.known, year
        self.names_heads = "主" in headers.get("head", "")
        self.visits: list[VisitEntry] = []
        self.blank: list[int] = []

    def judge(self, row: VisitRow) -> None:
        if row.is_note:
            self.skip(row.row, "note_row")
            return
        if is_blank(row.day) and not (row.outcome or row.note or row.need):
            self.blank.append(row.row)
            return
        home, day = self.home(row), self.day(row)
        outcome, kind = self.outcome(row), self.kind(row)
        if home is None or day is None or outcome is None or kind is None:
            self.rejected.append(row.row)
            return
        entry, strangers = self.entry(row, home, day, outcome, kind)
        told = (home.id, day, outcome, entry.note, entry.need, entry.team_id)
        if told in self.file.told:
            self.skip(row.row, "duplicate_row")
            return
        self.file.told.add(told)
        self.visits.append(entry)
        self.remark(row, home, strangers)

    def tell_blank(self) -> None:
        """Say once how many rows nobody filled in: of a form most are blank."""
        if self.blank:
            self.skipped = sorted([*self.skipped, *self.blank])
            more = f"共 {len(self.blank):,} 户" if len(self.blank) > 1 else ""
            self.find(self.blank[0], "not_visited", detail=more)

    def home(self, row: VisitRow) -> KnownHome | None:
        """The one household a row means; None, with the finding, when none or several fit."""
        found = self.homes(row)
        if len(found) > 1 and row.head:
            found = [home for home in found if home.has_head(row.head)] or found
        if len(found) == 1:
            return found[0]
        field = next((f for f in _TELLS_HOME if f in self.headers), None)
        told = row.address or row.head or row.code
        several = f"，有 {len(found):,} 户" if found else ""
        self.find(row.row, "household_unknown", field, f"{told[:40]}{several}")
        return None

    def homes(self, row: VisitRow) -> Sequence[KnownHome]:
        """The households on file that a row may mean."""
        homes = self.known.homes
        if row.code:
            known = homes.get(row.code)
            same = known and (not row.address or same_address(known.address, row.address))
            return [known] if known and same else []
        found: Sequence[KnownHome] = []
        if "*" not in row.address and (row.room or row.number):
            found = homes.at(row.place_key, row.room, row.number)
        elif "*" not in row.address:
            found = homes.of(row.place_key, row.head, self.names_heads)
        if not found and row.address:
            found = homes.like(row.place_key, row.address)
        return found

    def day(self, row: VisitRow) -> date | None:
        day = read_day(row.day, self.year)
        if day is None or day > self.file.today:
            detail = half(row.day)[:24] or "没有填"
            self.find(row.row, "date_unparsed", "day", detail, "该行未导入")
            return None
        return day

    def outcome(self, row: VisitRow) -> Outcome | None:
        outcome = read_outcome(row.outcome, self.headers.get("outcome", ""))
        if outcome is None:
            self.find(row.row, "outcome_unread", "outcome", row.outcome[:24] or "没有填")
        return outcome

    def kind(self, row: VisitRow) -> VisitKind | None:
        kind = read_kind(row.kind)
        if kind is None:
            self.find(row.row, "kind_unread", "kind", row.kind[:24])
        return kind

    def entry(
        self, row: VisitRow, home: KnownHome, day: date, outcome: Outcome, kind: VisitKind
    ) -> tuple[VisitEntry, str]:
        """The visit, and who of those that came is not certain: they stand in its note."""
        named = self.known.teams.get(close(row.team))
        team_id = home.team_id if named is None else named
        people = read_people(row.people, self.known.cadres)
        known = tuple(name for name in people if self.known.knows_cadre(name, team_id))
        strangers = "、".join(name for name in people if name not in known)
        entry = VisitEntry(
            home.id,
            day,
            outcome,
            kind,
            team_id,
            known,
            f"{row.note}（走访人：{strangers}）" if strangers else row.note,
            row.need,
            bool(row.need and read_settled(row.handled)),
            row.row,
            by_coverage=named is None,
        )
        return entry, strangers

    def remark(self, row: VisitRow, home: KnownHome, strangers: str) -> None:
        """Say what is odd about a row that is kept."""
        same = home.has_head if self.names_heads else home.has
        if row.head and not same(row.head):
            told = f"表里“{row.head}”，台账里“{home.head}”" if home.head else "台账里没有户主"
            self.find(row.row, "head_differs", "head", told)
        team = close(row.team)
        if team and team != NOBODYS and self.known.teams.get(team) is None:
            self.find(row.row, "team_unknown", "team", row.team[:24])
        if strangers:
            self.find(row.row, "cadre_unknown", "people", strangers)
