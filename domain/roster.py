"""Judging the rows of a roster: work teams, their cadres, what they answer for (DOMAIN.md §4)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.areas import Dwelling, read_area
from domain.cells import Cell, half
from domain.entries import CadreEntry, TeamEntry
from domain.findings import SheetJudge, SheetReport
from domain.known_homes import NO_HOMES, HomeIndex
from domain.known_places import Path, PlaceIndex
from domain.ledger import place_path_key
from domain.phones import read_phones
from domain.places import RANK, Level, PlaceStep, together

_LEADS = re.compile(r"(?<!副)(?:组长|队长|负责人|牵头人)")
_BRACKETED = re.compile(r"\((?P<role>[^)]*)\)$")


class RosterRow(NamedTuple):
    """A row of a roster, merged and left-out cells filled in. ``is_note`` rows are no data.

    ``area`` is the wording of what the team answers for, ``context`` the places that a column of
    the row or the roster's title names for it.
    """

    row: int
    is_note: bool = False
    team: str = ""
    leader: str = ""
    name: str = ""
    unit: str = ""
    duty: str = ""
    role: str = ""
    phones: tuple[Cell, ...] = ()
    party_member: bool = False
    area: str = ""
    context: tuple[PlaceStep, ...] = ()
    line: str = "unit"
    cells: tuple[Cell, ...] = ()
    consented: bool = False


@dataclass(frozen=True, slots=True)
class JudgedRoster:
    """The teams of a sheet, the cadres who stand in none, and the report on its rows."""

    teams: tuple[TeamEntry, ...]
    cadres: tuple[CadreEntry, ...]
    report: SheetReport


@dataclass(slots=True)
class _Team:
    name: str
    line: str
    row: int
    leader: str = ""
    members: list[CadreEntry] = field(default_factory=list)
    areas: dict[Path, None] = field(default_factory=dict)
    homes: dict[int, None] = field(default_factory=dict)
    wordings: set[str] = field(default_factory=set)

    def entry(self) -> TeamEntry:
        first = self.leader or (self.members[0].name if self.members else "")
        return TeamEntry(
            name=self.name or f"{first}工作组",
            leader=self.leader,
            line=self.line,
            members=tuple(self.members),
            areas=tuple(self.areas),
            homes=tuple(self.homes),
            row=self.row,
        )


def judge_roster(
    name: str,
    header_row: int,
    headers: Mapping[str, str],
    rows: Iterable[RosterRow],
    known: PlaceIndex,
    homes: HomeIndex = NO_HOMES,
) -> JudgedRoster:
    """Judge one sheet; ``headers`` gives the header's text of each field, ``known`` the places
    on file and ``homes`` the households. A team that has no name is told by its leader, or else by
    what it answers for."""
    work = _Roster(headers, known, homes)
    for row in rows:
        work.judge(row)
    teams = tuple(team.entry() for team in work.teams.values())
    report = work.report(
        name, header_row, sum(len(team.members) for team in teams) + len(work.teamless)
    )
    return JudgedRoster(teams, tuple(work.teamless), report)


class _Roster(SheetJudge):
    def __init__(self, headers: Mapping[str, str], known: PlaceIndex, homes: HomeIndex) -> None:
        super().__init__(headers)
        self.known, self.homes = known, homes
        self.teams: dict[tuple[str, str], _Team] = {}
        self.teamless: list[CadreEntry] = []
        self.seen: dict[tuple[str, str], str] = {}

    def judge(self, row: RosterRow) -> None:
        if row.is_note:
            self.skip(row.row, "note_row")
            return
        key = row.team or row.leader or row.area
        team = self.team(row, key) if key else None
        if not row.name:
            if row.unit or row.duty or row.phones:
                self.rejected.append(row.row)
                self.find(row.row, "name_missing", "name")
            return
        cadre, leads = self.cadre(row)
        met = self.met(cadre, key)
        if met == "here":
            self.skip(row.row, "duplicate_row")
            return
        if met:
            self.find(row.row, "person_twice", "name", met)
        self.phones(row)
        if team is None:
            self.teamless.append(cadre)
            return
        team.members.append(cadre)
        if leads and not team.leader:
            team.leader = cadre.name

    def team(self, row: RosterRow, key: str) -> _Team:
        """The row's team, which takes up what the row says of it."""
        team = self.teams.setdefault(
            (key, row.line),
            _Team(row.team or (f"{row.leader}工作组" if row.leader else ""), row.line, row.row),
        )
        team.leader = team.leader or row.leader
        if row.area and row.area not in team.wordings:
            team.wordings.add(row.area)
            area = read_area(row.area, self.known, row.context)
            team.areas.update(dict.fromkeys(area.places))
            unknown = [home.written for home in area.homes if not self.put_home(team, home)]
            if area.unread or unknown:
                self.find(row.row, "area_unread", "area", "、".join((*area.unread, *unknown)))
            self.tell_new(row, area.places)
        return team

    def tell_new(self, row: RosterRow, places: Iterable[Path]) -> None:
        """Say which places will be created (DOMAIN.md §1): a slip of the pen looks assigned."""
        told = [
            tuple(s.name for s in path if RANK[s.level] >= RANK[Level.COMMUNITY])
            for path in places
            if not self.known.knows(path)
        ]
        if told:
            self.find(row.row, "place_new", "area", together(told))

    def put_home(self, team: _Team, home: Dwelling) -> bool:
        """Let a team answer for a single household; False where none or several are so called."""
        key = place_path_key(self.known.complete(home.place))
        found = self.homes.at(key, home.room, home.number)
        if len(found) == 1:
            team.homes[found[0].id] = None
        return len(found) == 1

    def cadre(self, row: RosterRow) -> tuple[CadreEntry, bool]:
        """The row's cadre, and whether he leads the team; 高磊梓（组长） tells both."""
        bracket = _BRACKETED.search(half(row.name))
        name = half(row.name)[: bracket.start()] if bracket else row.name
        role = f"{row.role}{bracket['role'] if bracket else ''}"
        numbers = [n for cell in row.phones for n in read_phones(cell).numbers]
        cadre = CadreEntry(
            name=name,
            unit=row.unit,
            duty=row.duty,
            phone="、".join(dict.fromkeys(numbers)),
            party_member=row.party_member,
            row=row.row,
            consented=row.consented,
        )
        return cadre, bool(_LEADS.search(role))

    def met(self, cadre: CadreEntry, team: str) -> str:
        """Where the same person stood before: "here", the other team's name, or empty.

        The same person has the same name and the same phone, or the same unit where one of the
        rows has no phone.
        """
        marks = [("phone", p) for p in cadre.phone.split("、") if p] or [("unit", cadre.unit)]
        keys = [(cadre.name, value) for _, value in marks]
        before = next((self.seen[key] for key in keys if key in self.seen), None)
        for key in keys:
            self.seen.setdefault(key, team)
        if before is None:
            return ""
        return "here" if before == team else (before or "名册前面")

    def phones(self, row: RosterRow) -> None:
        for cell in row.phones:
            if read_phones(cell).unread:
                self.find(row.row, "phone_invalid", "phone", half(cell)[:24])
