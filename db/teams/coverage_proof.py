"""The proof of coverage community by community, for the certificate (DOMAIN.md §4)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, or_, select

from db import places
from db.households import households
from db.households.households import HouseholdRow
from db.models import Place
from db.places import PlaceRow
from db.reading import Reader, fetch
from db.teams import coverage
from db.teams.coverage import Kind, Unproven
from domain import masks
from domain.certificate import MOST_DOORS, CommunityProof, Doors
from domain.places import Level

CHUNK = 500
NOWHERE = "未分社区（村）"


def proofs(
    connection: Reader, day: date, line: str, community_id: int | None = None
) -> tuple[CommunityProof, ...]:
    """The proof of each community in walking order, those without households too, or of one alone.

    What is in no list is covered. Where all households of a community are gaps there is no list of
    them, nor where all are covered twice.
    """
    rows = {row.id: row for row in places.all_places(connection)}
    community = places.community_of(connection)
    counted = _counted(connection, day, line, community)
    there = counted.keys() | _standing(connection, day)
    wanted = sorted(there, key=lambda id_: rows[id_].position if id_ in rows else "~")
    if community_id is not None:
        wanted = [id_ for id_ in wanted if id_ == community_id]
    kinds: tuple[tuple[Kind, int], ...] = (("gap", 0), ("double", 2))
    lists = {
        kind: _lists(
            connection,
            Unproven(kind, day, line),
            {id_ for id_ in wanted if counted[id_][teams] < counted[id_].total()},
            community,
            rows,
        )
        for kind, teams in kinds
    }
    names = {id_: row.name for id_, row in community.items()}
    return tuple(
        CommunityProof(
            names.get(id_, NOWHERE),
            counted[id_].total(),
            counted[id_][1],
            counted[id_][0],
            counted[id_][2],
            lists["gap"].get(id_, ()),
            lists["double"].get(id_, ()),
        )
        for id_ in wanted
    )


def _standing(connection: Reader, day: date) -> set[int]:
    """The communities there are on a day."""
    lasts = or_(Place.valid_to.is_(None), Place.valid_to >= day)
    here = select(Place.id).where(Place.level == Level.COMMUNITY, lasts)
    return set(connection.scalars(here))


def _counted(
    connection: Reader, day: date, line: str, community: dict[int, PlaceRow]
) -> dict[int, Counter[int]]:
    """The households of each community by how many teams they have: none, one, 2 for several."""
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    each = coverage.answers(day, line)
    grouped = select(each.c.place_id, each.c.teams, func.count())
    for place_id, teams, count in fetch(
        connection, grouped.group_by(each.c.place_id, each.c.teams)
    ):
        counted[_id(community.get(place_id))][min(teams, 2)] += count
    return counted


def _id(row: PlaceRow | None) -> int:
    return row.id if row is not None else 0


def _lists(
    connection: Reader,
    wanted: Unproven,
    partly: set[int],
    community: dict[int, PlaceRow],
    rows: dict[int, PlaceRow],
) -> dict[int, tuple[Doors, ...]]:
    """The first households of a list by community, those of one place and its teams together."""
    found: dict[int, dict[tuple[int, str], list[str]]] = defaultdict(dict)
    listed: Counter[int] = Counter()
    for row, teams in _listed(connection, wanted) if partly else ():
        within = _id(community.get(row.place_id))
        if within in partly and listed[within] < MOST_DOORS:
            listed[within] += 1
            door = households.door(row, _place(rows[row.place_id], rows))
            own = masks.mask_door(door, row.head)
            found[within].setdefault((row.place_id, teams), []).append(own)
    return {
        within: tuple(
            Doors(_place(rows[place_id], rows), tuple(doors), teams)
            for (place_id, teams), doors in lists.items()
        )
        for within, lists in found.items()
    }


def _listed(connection: Reader, wanted: Unproven) -> Iterator[tuple[HouseholdRow, str]]:
    ids = coverage.order(connection, wanted)
    for start in range(0, len(ids), CHUNK):
        part: Sequence[int] = ids[start : start + CHUNK]
        found = households.rows(connection, part)
        teams = _teams(connection, part, wanted)
        for id_ in part:
            if id_ in found:
                yield found[id_], teams.get(id_, "")


def _teams(connection: Reader, ids: Sequence[int], wanted: Unproven) -> dict[int, str]:
    if wanted.kind == "gap":
        return {}
    answer = coverage.responsible(connection, ids, wanted.day, wanted.line)
    return {id_: "、".join(names) for id_, names in answer.items()}


def _place(row: PlaceRow, rows: dict[int, PlaceRow]) -> str:
    return places.full_name(row, rows, Level.COMMUNITY)
