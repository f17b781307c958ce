"""Coverage as a proof: which team answers for each household on a day (DOMAIN.md §4).

A household's team is the assignment nearest to it: its own, else its entrance's, building's,
compound's or group's, community's. Several teams at that nearest level are double cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import CTE, and_, func, or_, select
from sqlalchemy.orm import aliased

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


def _active(day: date, line: str) -> CTE:
    return (
        select(Assignment.place_id, Assignment.household_id, Assignment.team_id)
        .join(Team, Team.id == Assignment.team_id)
        .where(
            Team.line == line,
            or_(Assignment.since.is_(None), Assignment.since <= day),
            or_(Assignment.until.is_(None), Assignment.until >= day),
        )
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


def _teams_per_household(day: date, line: str) -> Any:
    """A row a household: its id and how many teams answer for it at the nearest level."""
    active = _active(day, line)
    nearest = _nearest(active)
    single = (
        select(active.c.household_id, func.count(active.c.team_id.distinct()).label("teams"))
        .where(active.c.household_id.is_not(None))
        .group_by(active.c.household_id)
        .cte("single")
    )
    return (
        select(Household.id, func.coalesce(single.c.teams, nearest.c.teams).label("teams"))
        .join(nearest, nearest.c.place_id == Household.place_id)
        .outerjoin(single, single.c.household_id == Household.id)
    )


def coverage(connection: Reader, day: date, line: str = DEFAULT_LINE) -> Coverage:
    """The sums of the proof on that day."""
    each = _teams_per_household(day, line).subquery()
    counts = {0: 0, 1: 0, 2: 0}
    grouped = select(each.c.teams, func.count()).group_by(each.c.teams)
    for teams, households in fetch(connection, grouped):
        counts[min(teams, 2)] += households
    return Coverage(sum(counts.values()), counts[1], counts[0], counts[2])


def unproven(connection: Reader, kind: Kind, day: date, line: str = DEFAULT_LINE) -> list[int]:
    """The households in the list of gaps, or of double cover, in walking order."""
    each = _teams_per_household(day, line).subquery()
    fits = each.c.teams == 0 if kind == "gap" else each.c.teams > 1
    return list(
        connection.scalars(
            select(Household.id)
            .join(each, each.c.id == Household.id)
            .where(fits)
            .order_by(Household.position)
        )
    )


def responsible(
    connection: Reader, household_ids: Sequence[int], day: date, line: str = DEFAULT_LINE
) -> dict[int, tuple[str, ...]]:
    """The names of the teams that answer for these households at the nearest level."""
    active = _active(day, line)
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
