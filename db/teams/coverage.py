"""Coverage as a proof: which team answers for each household on a day (DOMAIN.md §4).

A household's team is the assignment nearest to it: its own, else its entrance's, building's,
compound's or group's, community's. Several teams at that nearest level are double cover.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db import search
from db.households import home_search, households
from db.models import Assignment, Household, Place, Team
from db.reading import Reader, fetch

DEFAULT_LINE = "unit"
Kind = Literal["gap", "double"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The proof's sums; covered + gaps + double = households."""

    households: int
    covered: int
    gaps: int
    double: int


@dataclass(frozen=True, slots=True)
class Unproven:
    """Which list of the proof: its gaps or its double cover on a day, narrowed by typed text."""

    kind: Kind
    day: date
    line: str = DEFAULT_LINE
    query: str = ""


def current(
    since: InstrumentedAttribute[date | None], until: InstrumentedAttribute[date | None], day: date
) -> ColumnElement[bool]:
    """Whether a day lies in a period, both its days included."""
    return and_(or_(since.is_(None), since <= day), or_(until.is_(None), until >= day))


def active_assignments(day: date, line: str) -> CTE:
    """The assignments in force on a day: place or household, and team."""
    return (
        select(Assignment.place_id, Assignment.household_id, Assignment.team_id)
        .join(Team, Team.id == Assignment.team_id)
        .where(Team.line == line, current(Assignment.since, Assignment.until, day))
        .cte("active")
    )


def _nearest(active: CTE) -> CTE:
    """For each place the nearest place at or above it that has teams, and how many it has."""
    own = (
        select(active.c.place_id, func.count(active.c.team_id.distinct()).label("teams"))
        .where(active.c.place_id.is_not(None))
        .group_by(active.c.place_id)
        .cte("own")
    )
    here = func.coalesce(own.c.teams, 0)
    top = (
        select(Place.id.label("place_id"), own.c.place_id.label("source"), here.label("teams"))
        .outerjoin(own, own.c.place_id == Place.id)
        .where(Place.parent_id.is_(None))
        .cte("nearest", recursive=True)
    )
    child, theirs = aliased(Place), own.alias("theirs")
    return top.union_all(
        select(
            child.id,
            func.coalesce(theirs.c.place_id, top.c.source),
            func.coalesce(theirs.c.teams, top.c.teams),
        )
        .join(top, child.parent_id == top.c.place_id)
        .outerjoin(theirs, theirs.c.place_id == child.id)
    )


def _answers(active: CTE) -> Subquery:
    """A row a household: how many teams answer for it at the nearest level, and the place they
    have it from (None: it is theirs by itself)."""
    nearest = _nearest(active)
    single = (
        select(active.c.household_id, func.count(active.c.team_id.distinct()).label("teams"))
        .where(active.c.household_id.is_not(None))
        .group_by(active.c.household_id)
        .cte("single")
    )
    by_itself = single.c.household_id.is_not(None)
    return (
        select(
            Household.id,
            Household.place_id,
            func.coalesce(single.c.teams, nearest.c.teams).label("teams"),
            case((by_itself, None), else_=nearest.c.source).label("source"),
        )
        .join(nearest, nearest.c.place_id == Household.place_id)
        .outerjoin(single, single.c.household_id == Household.id)
        .subquery()
    )


def answers(day: date, line: str = DEFAULT_LINE) -> Subquery:
    """A row a household on that day: its id, its place, and how many teams answer for it."""
    return _answers(active_assignments(day, line))


def sources(connection: Reader, day: date, line: str = DEFAULT_LINE) -> dict[int, int | None]:
    """For each place the nearest one at or above it that has teams, None where none has."""
    nearest = _nearest(active_assignments(day, line))
    return dict(fetch(connection, select(nearest.c.place_id, nearest.c.source)))


@dataclass(frozen=True, slots=True)
class Assigned:
    """The ids of the teams that answer for each place, and for each single household, that was
    given to any; not for what lies below."""

    places: dict[int, tuple[int, ...]]
    households: dict[int, tuple[int, ...]]


def assigned(connection: Reader, day: date, line: str = DEFAULT_LINE) -> Assigned:
    """What is assigned on a day."""
    active = active_assignments(day, line)
    pairs = select(active.c.place_id, active.c.household_id, active.c.team_id).distinct()
    given: tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]] = ({}, {})
    for place_id, household_id, team_id in fetch(connection, pairs):
        known, id_ = (given[0], place_id) if household_id is None else (given[1], household_id)
        known[id_] = (*known.get(id_, ()), team_id)
    return Assigned(*given)


def places_of(team: str, day: date, line: str = DEFAULT_LINE) -> Select[tuple[int]]:
    """The ids of the places for which a team so named answers at the nearest level."""
    active = active_assignments(day, line)
    nearest = _nearest(active)
    named = select(active.c.place_id).join(Team, Team.id == active.c.team_id)
    own = named.where(Team.name == team, active.c.place_id.is_not(None))
    return select(nearest.c.place_id).where(nearest.c.source.in_(own))


def coverage(connection: Reader, day: date, line: str = DEFAULT_LINE) -> Coverage:
    """The sums of the proof on that day."""
    each = _answers(active_assignments(day, line))
    counts = {0: 0, 1: 0, 2: 0}
    grouped = select(each.c.teams, func.count()).group_by(each.c.teams)
    for teams, count in fetch(connection, grouped):
        counts[min(teams, 2)] += count
    return Coverage(sum(counts.values()), counts[1], counts[0], counts[2])


def unproven(connection: Reader, kind: Kind, day: date, line: str = DEFAULT_LINE) -> list[int]:
    """The households in the list of gaps, or of double cover, in walking order."""
    return order(connection, Unproven(kind, day, line))


def order(
    connection: Reader,
    wanted: Unproven,
    sort: str = "address",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The households of a list of the proof, as `households.order` gives them."""
    each = _answers(active_assignments(wanted.day, wanted.line))
    fits = each.c.teams == 0 if wanted.kind == "gap" else each.c.teams > 1
    statement = select(Household.id).join(each, each.c.id == Household.id).where(fits)
    if search.terms(wanted.query):
        found = home_search.condition(connection, Household.id, wanted.query)
        statement = statement.where(found)
    ordered = statement.order_by(*households.sorting(sort, descending))
    return list(connection.scalars(ordered.limit(limit)))


def gaps_by_place(connection: Reader, day: date, line: str = DEFAULT_LINE) -> dict[int, int]:
    """How many households without a team hang on each place that has such."""
    each = _answers(active_assignments(day, line))
    counted = select(each.c.place_id, func.count()).where(each.c.teams == 0)
    return dict(fetch(connection, counted.group_by(each.c.place_id)))


def shares(connection: Reader, day: date, line: str = DEFAULT_LINE) -> dict[int, int]:
    """How many households each team answers for at the nearest level, alone or not."""
    active = active_assignments(day, line)
    each = _answers(active)
    # Counted by place, and the teams looked up after it: a join of both takes five times as long.
    counted = select(each.c.source, func.count()).group_by(each.c.source)
    below = dict(fetch(connection, counted))
    pairs = select(active.c.team_id, active.c.place_id, active.c.household_id).distinct()
    found: dict[int, int] = {}
    for team_id, place_id, household_id in fetch(connection, pairs):
        share = 1 if household_id is not None else below.get(place_id, 0)
        if share:
            found[team_id] = found.get(team_id, 0) + share
    return found


def of_team(team_id: int, day: date, line: str = DEFAULT_LINE) -> Select[tuple[int]]:
    """The ids of the households a team answers for at the nearest level."""
    active = active_assignments(day, line)
    each = _answers(active)
    places = select(active.c.place_id).where(active.c.team_id == team_id)
    single = select(active.c.household_id).where(active.c.team_id == team_id)
    through = and_(each.c.source.is_not(None), each.c.source.in_(places))
    by_itself = and_(each.c.source.is_(None), each.c.id.in_(single))
    return select(each.c.id).where(or_(through, by_itself))


def households_of(
    connection: Reader, team_id: int, day: date, line: str = DEFAULT_LINE
) -> list[int]:
    """The households a team answers for at the nearest level, in walking order."""
    mine = Household.id.in_(of_team(team_id, day, line))
    ordered = select(Household.id).where(mine).order_by(Household.position)
    return list(connection.scalars(ordered))


def owners(
    connection: Reader, day: date, line: str = DEFAULT_LINE
) -> Iterator[tuple[int, int | None]]:
    """Every household in walking order with the team that alone answers for it, if one does."""
    active = active_assignments(day, line)
    by_place: dict[int, int] = {}
    by_itself: dict[int, int] = {}
    for place_id, household_id, team_id in fetch(connection, select(active)):
        if household_id is not None:
            by_itself[household_id] = team_id
        else:
            by_place[place_id] = team_id
    each = _answers(active)
    found = select(Household.id, each.c.source, each.c.teams).join(each, each.c.id == Household.id)
    for id_, source, teams in fetch(connection, found.order_by(Household.position)):
        alone = by_itself.get(id_) if source is None else by_place.get(source)
        yield id_, alone if teams == 1 else None


def responsible(
    connection: Reader, household_ids: Sequence[int], day: date, line: str = DEFAULT_LINE
) -> dict[int, tuple[str, ...]]:
    """The names of the teams that answer for these households at the nearest level."""
    active = active_assignments(day, line)
    above = (
        select(Household.id.label("household_id"), Place.id, Place.parent_id, Place.position)
        .join(Place, Place.id == Household.place_id)
        .where(Household.id.in_(household_ids))
        .cte("above", recursive=True)
    )
    parent = aliased(Place)
    above = above.union_all(
        select(above.c.household_id, parent.id, parent.parent_id, parent.position).join(
            parent, parent.id == above.c.parent_id
        )
    )
    by_place = (
        select(above.c.household_id, func.length(above.c.position), Team.name)
        .join(active, active.c.place_id == above.c.id)
        .join(Team, Team.id == active.c.team_id)
    )
    single = (
        select(active.c.household_id, Team.name)
        .join(Team, Team.id == active.c.team_id)
        .where(and_(active.c.household_id.in_(household_ids)))
    )
    nearest: dict[int, tuple[int, set[str]]] = {}
    for household_id, depth, name in fetch(connection, by_place):
        if depth > nearest.get(household_id, (-1, set()))[0]:
            nearest[household_id] = (depth, set())
        if depth == nearest[household_id][0]:
            nearest[household_id][1].add(name)
    own: dict[int, set[str]] = {}
    for household_id, name in fetch(connection, single):
        own.setdefault(household_id, set()).add(name)
    return {
        id_: tuple(sorted(own.get(id_) or nearest.get(id_, (0, set()))[1])) for id_ in household_ids
    }
