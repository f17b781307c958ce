"""Visits as they are read: the list, one household's own, their people and needs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from db import search
from db.households import home_search
from db.models import (
    Assignment,
    Cadre,
    Household,
    Issue,
    Place,
    Team,
    TeamMember,
    Visit,
    VisitCadre,
)
from db.reading import Reader, fetch
from db.teams import teams
from db.teams.coverage import current
from domain.visits import Outcome, VisitKind


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits: typed text that finds the household, the team, the days (both included)."""

    query: str = ""
    team_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of a visit as the issue it became."""

    issue_id: int
    number: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as lists show it; ``version`` is what an edit must name."""

    id: int
    household_id: int
    address: str
    head: str
    day: date
    team_id: int | None
    team: str
    kind: VisitKind
    outcome: Outcome
    note: str
    recorded_at: datetime
    recorded_by: str
    version: int
    cadres: tuple[str, ...] = ()
    needs: tuple[NeedRow, ...] = ()


_ROW = (
    Visit.id,
    Visit.household_id,
    Household.address,
    Household.head,
    Visit.day,
    Visit.team_id,
    func.coalesce(Team.name, ""),
    Visit.kind,
    Visit.outcome,
    Visit.note,
    Visit.recorded_at,
    Visit.recorded_by,
    Visit.version,
)
SORTS: dict[str, tuple[Any, ...]] = {
    "day": (Visit.day,),
    "address": (Household.position, Visit.day),
    "recorded_at": (),
}


def order(
    connection: Reader,
    wanted: VisitFilter,
    sort: str = "day",
    descending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The ids of the visits that the filter lets through; of one day the newest record first. By
    ``recorded_at`` they stand as they were recorded."""
    statement = select(Visit.id)
    if sort == "address":
        statement = statement.join(Household, Household.id == Visit.household_id)
    statement = statement.where(*_conditions(connection, wanted))
    columns = (*SORTS[sort], Visit.id)
    ordered = (column.desc() if descending else column.asc() for column in columns)
    return list(connection.scalars(statement.order_by(*ordered).limit(limit)))


def count(connection: Reader, wanted: VisitFilter) -> int:
    """How many visits the filter lets through."""
    counted = select(func.count()).select_from(Visit)
    return connection.scalar(counted.where(*_conditions(connection, wanted))) or 0


def _conditions(connection: Reader, wanted: VisitFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.team_id is not None:
        found.append(Visit.team_id == wanted.team_id)
    if wanted.since is not None:
        found.append(Visit.day >= wanted.since)
    if wanted.until is not None:
        found.append(Visit.day <= wanted.until)
    if search.terms(wanted.query):
        found.append(home_search.condition(connection, Visit.household_id, wanted.query))
    return found


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, VisitRow]:
    """The visits of these ids with their people and needs."""
    return {row.id: row for row in _read(connection, Visit.id.in_(ids))}


def of_household(connection: Reader, household_id: int, most: int) -> tuple[VisitRow, ...]:
    """A household's latest visits, the newest first."""
    newest = (
        select(Visit.id)
        .where(Visit.household_id == household_id)
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(most)
    )
    found = rows(connection, list(connection.scalars(newest)))
    return tuple(sorted(found.values(), key=lambda v: (v.day, v.id), reverse=True))


def count_of_household(connection: Reader, household_id: int) -> int:
    """How many visits a household had."""
    counted = select(func.count()).where(Visit.household_id == household_id)
    return connection.scalar(counted) or 0


def _read(connection: Reader, which: ColumnElement[bool]) -> list[VisitRow]:
    joined = select(*_ROW).join(Household, Household.id == Visit.household_id)
    named = joined.outerjoin(Team, Team.id == Visit.team_id).where(which)
    found = fetch(connection, named)
    ids = [row[0] for row in found]
    people, needs = _people(connection, ids), _needs(connection, ids)
    made = []
    for row in found:
        beside: Any = (tuple(people[row[0]]), tuple(needs[row[0]]))
        visit = VisitRow(*row, *beside)
        kind, outcome = VisitKind(visit.kind), Outcome(visit.outcome)
        made.append(replace(visit, kind=kind, outcome=outcome))
    return made


def _people(connection: Reader, ids: Sequence[int]) -> dict[int, list[str]]:
    named: dict[int, list[str]] = defaultdict(list)
    pairs = select(VisitCadre.visit_id, Cadre.name).join(Cadre, Cadre.id == VisitCadre.cadre_id)
    for visit_id, name in fetch(
        connection, pairs.where(VisitCadre.visit_id.in_(ids)).order_by(Cadre.id)
    ):
        named[visit_id].append(name)
    return named


def _needs(connection: Reader, ids: Sequence[int]) -> dict[int, list[NeedRow]]:
    told: dict[int, list[NeedRow]] = defaultdict(list)
    columns = (Issue.visit_id, Issue.id, Issue.number, Issue.title, Issue.state)
    found = select(*columns).where(Issue.visit_id.in_(ids)).order_by(Issue.number)
    for visit_id, *need in fetch(connection, found):
        told[visit_id].append(NeedRow(*need))
    return told


@dataclass(frozen=True, slots=True)
class TeamPeople:
    """A team that can be named by a visit, its people with the leader first."""

    id: int
    name: str
    line: str
    leader: str
    members: tuple[str, ...]


def teams_of(connection: Reader, day: date) -> list[TeamPeople]:
    """All teams with their people on a day, in natural order."""
    people: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    members = (
        select(TeamMember.team_id, Cadre.id == Team.leader_id, Cadre.name)
        .join(Cadre, Cadre.id == TeamMember.cadre_id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(current(TeamMember.since, TeamMember.until, day))
    )
    for team_id, leads, name in fetch(connection, members.order_by(TeamMember.id)):
        people[team_id].append((bool(leads), name))
    named = select(Team.id, Team.name, Team.line).where(teams.there_on(day))
    ordered = named.order_by(Team.position, Team.line)
    made = []
    for id_, name, line in fetch(connection, ordered):
        listed = sorted(people[id_], key=lambda person: not person[0])
        leader = next((n for leads, n in listed if leads), "")
        made.append(TeamPeople(id_, name, line, leader, tuple(n for _, n in listed)))
    return made


def cadre_names(connection: Reader) -> list[str]:
    """The names of all cadres, each once."""
    return list(connection.scalars(select(Cadre.name).distinct().order_by(Cadre.name)))


def grounds_of(connection: Reader, team_id: int, day: date) -> list[str]:
    """The positions of the places a team answers for on a day."""
    held = select(Place.position).join(Assignment, Assignment.place_id == Place.id)
    now = current(Assignment.since, Assignment.until, day)
    mine = held.where(Assignment.team_id == team_id, now)
    return list(connection.scalars(mine.order_by(Place.position)))
