"""Ctrl+K: the first people, issues, teams and places that a few typed characters find."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, false, func, or_, select

from db import places, search
from db.households import households
from db.households.households import HouseholdFilter
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.issues.issues import IssueRow
from db.models import Cadre, Place, Resident, Team, TeamMember
from db.reading import Reader, fetch
from db.session import today
from db.teams.coverage import current
from db.teams.teams import there_on
from domain.people import initials
from domain.places import Level

_PLACES_ABOVE = 20
_MOST_NEAR = 20
_ISSUE_NUMBER = re.compile(r"\d{4}-\d*")


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A household, and who in it is meant: the first resident whom the text fits, else its head."""

    household_id: int
    name: str
    head: str
    community: str
    address: str
    phone: str

    @property
    def where(self) -> str:
        """The address with the community, without which a village's 3组9号 may be any village's."""
        return f"{self.community} {self.address}".strip()


@dataclass(frozen=True, slots=True)
class TeamHit:
    """A team, and who of its people the text names (empty: the team itself)."""

    id: int
    name: str
    line: str
    member: str


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place by its full name."""

    id: int
    position: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Found:
    """The first of each kind; ``more`` names the kinds of which there are others."""

    people: tuple[PersonHit, ...] = ()
    issues: tuple[IssueRow, ...] = ()
    teams: tuple[TeamHit, ...] = ()
    places: tuple[PlaceHit, ...] = ()
    more: frozenset[str] = frozenset()


def find(connection: Reader, typed: str, most: int = 5) -> Found:
    """What the text finds, at most so many of each kind."""
    if not search.terms(typed):
        return Found()
    wide = most + 1
    # The number of an issue is nobody's address, and looking for it there would take long.
    people = [] if _ISSUE_NUMBER.fullmatch(typed.strip()) else _people(connection, typed, wide)
    issue_ids = issues.order(connection, IssueFilter(query=typed), limit=wide)
    rows = issues.rows(connection, issue_ids[:most])
    teams = _teams(connection, typed, most)
    found = _places(connection, typed, most)
    more = {"people": len(people) > most, "issues": len(issue_ids) > most}
    return Found(
        tuple(people[:most]),
        tuple(rows[id_] for id_ in issue_ids[:most] if id_ in rows),
        tuple(teams),
        tuple(found),
        frozenset(kind for kind, there in more.items() if there),
    )


def homes(
    connection: Reader, typed: str, near: Sequence[str] = (), most: int = 12
) -> list[PersonHit]:
    """The households a text finds, those at or below the places of ``near`` (positions) first."""
    if not search.terms(typed):
        return []
    found: dict[int, None] = {}
    for position in (*near[:_MOST_NEAR], ""):
        if len(found) < most:
            wanted = HouseholdFilter(query=typed, position=position)
            found.update(dict.fromkeys(households.order(connection, wanted, limit=most)))
    return _hits(connection, typed, list(found)[:most])


def _people(connection: Reader, typed: str, most: int) -> list[PersonHit]:
    ids = households.order(connection, HouseholdFilter(query=typed), limit=most)
    return _hits(connection, typed, ids)


def _hits(connection: Reader, typed: str, ids: Sequence[int]) -> list[PersonHit]:
    rows = households.rows(connection, ids)
    communities = places.communities(connection, ids)
    members: dict[int, list[tuple[str, str, str]]] = {}
    facts = (Resident.household_id, Resident.name, Resident.phones, Resident.id_number)
    of_these = select(*facts).where(Resident.household_id.in_(ids)).order_by(Resident.seq)
    for household_id, *person in fetch(connection, of_these):
        members.setdefault(household_id, []).append((person[0], person[1], person[2]))
    hits = []
    for row in (rows[id_] for id_ in ids if id_ in rows):
        meant = next((p for p in members.get(row.id, ()) if _fits(p, typed)), None)
        name, phone = (meant[0], meant[1]) if meant else (row.head, row.phone)
        shown = (phone or row.phone).split("、")[0]
        community = communities.get(row.id, "")
        hits.append(PersonHit(row.id, name, row.head, community, row.address, shown))
    return hits


def _fits(person: Sequence[str], typed: str) -> bool:
    name, phones, id_number = person
    told = " ".join((name, initials(name), phones, id_number)).lower()
    return all(term in told for term in search.terms(typed))


def _teams(connection: Reader, typed: str, most: int) -> list[TeamHit]:
    terms = search.terms(typed)
    named = select(Team.id, Team.name, Team.line).where(*(_holds(Team.name, t) for t in terms))
    there = named.where(there_on(today())).order_by(Team.position).limit(most)
    teams = fetch(connection, there)
    hits = [TeamHit(id_, name, line, "") for id_, name, line in teams]
    people = (
        select(Team.id, Team.name, Team.line, Cadre.name)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .join(Cadre, Cadre.id == TeamMember.cadre_id)
        .where(*(_holds(Cadre.name, t) for t in terms))
        .where(current(TeamMember.since, TeamMember.until, today()))
        .order_by(Team.position)
    )
    hits += [TeamHit(*row) for row in fetch(connection, people.limit(most))]
    return hits[:most]


def _places(connection: Reader, typed: str, most: int) -> list[PlaceHit]:
    """The last word names the place, earlier ones those above it."""
    *above, own = search.terms(typed)
    conditions = [_holds(Place.name, own)]
    for term in above:
        over = select(Place.position).where(_holds(Place.name, term)).limit(_PLACES_ABOVE)
        inside = [places.within(Place.position, top) for top in connection.scalars(over)]
        conditions.append(or_(false(), *inside))
    by_depth = func.length(Place.position)
    wanted = select(Place.id).where(*conditions).order_by(by_depth, Place.position).limit(most)
    hits = []
    for (place_id,) in fetch(connection, wanted):
        path = places.path(connection, place_id)
        by_id = {row.id: row for row in path}
        name = places.full_name(path[-1], by_id)
        hits.append(PlaceHit(place_id, path[-1].position, name, path[-1].level))
    return hits


def _holds(column: SQLColumnExpression[str], term: str) -> ColumnElement[bool]:
    return column.icontains(term, autoescape=True)
