"""What the fronts of a place show: its households with team, last visit and open issues."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from db.models import Household, Issue, Place, Team
from db.places import within
from db.reading import Reader, fetch
from db.teams import coverage
from domain.colours import PALETTE
from domain.fronts import Ground, Home, Spot
from domain.places import RANK, Level
from domain.workflow import OPEN

MOST = 4_000  # households drawn at once: more than any compound has

_Teams = dict[int, tuple[str, ...]]
_Issues = dict[int, tuple[tuple[str, int], ...]]


def ground(
    connection: Reader, place_id: int, day: date, line: str = coverage.DEFAULT_LINE
) -> Ground | None:
    """What is drawn of a place today (``day``); None when the place is no longer there.

    Of a place with more than `MOST` households only their number is read.
    """
    found = connection.execute(
        select(Place.id, Place.parent_id, Place.level, Place.name, Place.position).where(
            Place.id == place_id
        )
    ).one_or_none()
    if found is None:
        return None
    *own, top = found
    here = within(Household.position, top)
    count = int(connection.scalar(select(func.count()).where(here)) or 0)
    if count > MOST:
        return Ground(_spot(own), households=count)
    spots = _spots(connection, top)
    shown = {id_ for id_, spot in spots.items() if RANK[spot.level] >= RANK[Level.COMMUNITY]}
    drawn = tuple(spot for id_, spot in spots.items() if id_ in shown)
    homes = _homes(connection, spots, top, day, line)
    return Ground(_spot(own), drawn, homes, tuple(_of_places(connection, shown).items()), count)


def _homes(
    connection: Reader, spots: dict[int, Spot], top: str, day: date, line: str
) -> tuple[Home, ...]:
    """The households at and below ``top``, in walking order."""
    by_place, by_home = _teams(connection, top, day, line)
    teams = _nearest(spots, by_place)
    issues = _of_households(connection, top)
    columns = (Household.id, Household.place_id, Household.address, Household.room)
    rows = select(*columns, Household.number, Household.head, Household.met_on)
    here = rows.where(within(Household.position, top)).order_by(Household.position)
    return tuple(
        Home(
            id_,
            within_id,
            address,
            room,
            number,
            head,
            teams=by_home.get(id_) or teams[within_id],
            met=met,
            issues=issues.get(id_, ()),
        )
        for id_, within_id, address, room, number, head, met in fetch(connection, here)
    )


def _spot(values: Iterable[object]) -> Spot:
    id_, parent_id, level, name = values
    return Spot(id_, parent_id, Level(level), name)  # type: ignore[arg-type]


def _spots(connection: Reader, top: str) -> dict[int, Spot]:
    """The place at ``top`` with all above and all below it, in walking order."""
    above = [top[: n + 1] for n, character in enumerate(top) if character == "/"]
    wanted = or_(Place.position.in_(above), within(Place.position, top))
    columns = select(Place.id, Place.parent_id, Place.level, Place.name)
    rows = fetch(connection, columns.where(wanted).order_by(Place.position))
    return {row[0]: _spot(row) for row in rows}


def _teams(connection: Reader, top: str, day: date, line: str) -> tuple[_Teams, _Teams]:
    """Who answers for each place at, above and below ``top``, and for each single household."""
    active = coverage.active_assignments(day, line)
    above = [top[: n + 1] for n, character in enumerate(top) if character == "/"]
    named = select(active.c.place_id, Team.name).join(Team, Team.id == active.c.team_id)
    places = named.join(Place, Place.id == active.c.place_id).where(
        or_(Place.position.in_(above), within(Place.position, top))
    )
    single = (
        select(active.c.household_id, Team.name)
        .join(Team, Team.id == active.c.team_id)
        .join(Household, Household.id == active.c.household_id)
        .where(within(Household.position, top))
    )
    return _named(connection, places), _named(connection, single)


def _named(connection: Reader, statement: Select[Any, str]) -> _Teams:
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for id_, name in fetch(connection, statement.order_by(Team.position)):
        found[id_][name] = None
    return {id_: tuple(names) for id_, names in found.items()}


def _nearest(spots: dict[int, Spot], own: _Teams) -> _Teams:
    """Who answers for the households of each place: its own teams, else those of the one above.

    Walking order puts every place after the one above it.
    """
    found: _Teams = {}
    for id_, spot in spots.items():
        found[id_] = own.get(id_) or found.get(spot.parent_id or 0, ())
    return found


def _of_households(connection: Reader, top: str) -> _Issues:
    """The open issues known to be a household's own."""
    counted = (
        select(Issue.household_id, Issue.colour, func.count())
        .join(Household, Household.id == Issue.household_id)
        .where(within(Household.position, top), Issue.state.in_(OPEN))
        .group_by(Issue.household_id, Issue.colour)
    )
    return _by_colour(fetch(connection, counted))


def _of_places(connection: Reader, place_ids: Iterable[int]) -> _Issues:
    """The open issues of which only the place is known."""
    counted = (
        select(Issue.place_id, Issue.colour, func.count())
        .where(
            Issue.place_id.in_(list(place_ids)),
            Issue.household_id.is_(None),
            Issue.state.in_(OPEN),
        )
        .group_by(Issue.place_id, Issue.colour)
    )
    return _by_colour(fetch(connection, counted))


def _by_colour(rows: Iterable[tuple[int, str, int]]) -> _Issues:
    """The counts of each, the gravest colour first."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for id_, colour, count in rows:
        found[id_].append((colour, count))
    return {
        id_: tuple(sorted(counts, key=lambda pair: -PALETTE.index(pair[0])))
        for id_, counts in found.items()
    }
