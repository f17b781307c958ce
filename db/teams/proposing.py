"""包联方案 over what is stored: what it is made from, and adopting it in one unit of work."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select

from db import places
from db.models import Assignment, Cadre, Household, Team
from db.places import PlaceRow
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import coverage, loads
from db.teams.teams import there_on
from db.users import whereabouts
from domain.dealing import Crew
from domain.errors import KnownError
from domain.loads import Load
from domain.pieces import AS_PLACES, Ground, Handover, Home, Land
from domain.places import together

CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team as a proposal names it."""

    id: int
    name: str
    leader: str
    households: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proposal for a line is made from: the land, its teams in natural order with what
    they have to do, and the places by id."""

    line: str
    land: Land
    crews: tuple[Crew, ...]
    teams: dict[int, TeamName]
    places: dict[int, PlaceRow]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was stored of a proposal: the new assignments, the gaps closed and left, and how many
    of its handovers had become needless or impossible meanwhile."""

    rows: tuple[dict[str, Any], ...]
    closed: int
    left: int
    outdated: int


def words(handovers: Sequence[Handover], by_id: dict[int, PlaceRow]) -> str:
    """What is handed over, by the names of its places."""
    paths = []
    for one in handovers:
        path, single = places.names(by_id[one.place_id], by_id), len(one.household_ids)
        paths.append((*path, f"零散 {single:,} 户") if single else path)
    return together(paths)


def basis(connection: Reader, day: date, line: str = coverage.DEFAULT_LINE) -> Basis:
    """Read what a proposal is made from, as it is on that day."""
    rows = places.all_places(connection)
    own: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    holds: dict[int, Counter[int]] = defaultdict(Counter)
    households: Counter[int] = Counter()
    for part in loads.parts(connection, day, line):
        if not part.team_ids:
            own[part.place_id] = (part.load.households, part.load.need)
        for team_id in part.team_ids:
            holds[team_id][part.place_id] += part.load.need
            households[team_id] += part.load.households
    held = coverage.assigned(connection, day, line).places
    grounds = [
        Ground(row.id, row.parent_id, row.level, *own[row.id], row.id in held) for row in rows
    ]
    named = fetch(
        connection,
        select(Team.id, Team.name, func.coalesce(Cadre.name, ""))
        .outerjoin(Cadre, Cadre.id == Team.leader_id)
        .where(Team.line == line, there_on(day))
        .order_by(Team.position, Team.id),
    )
    teams = {id_: TeamName(id_, name, leader, households[id_]) for id_, name, leader in named}
    crews = tuple(Crew(id_, dict(holds[id_])) for id_ in teams)
    land = Land(grounds, _homes(connection, day, line, grounds))
    return Basis(line, land, crews, teams, {row.id: row for row in rows})


def _homes(
    connection: Reader, day: date, line: str, grounds: Sequence[Ground]
) -> dict[int, list[Home]]:
    """The gaps that hang by themselves on places so large that they may have to be divided."""
    large = [ground.id for ground in grounds if ground.households and ground.level not in AS_PLACES]
    if not large:
        return {}
    issues = loads.issues_of_households(connection)
    single = coverage.assigned(connection, day, line).households
    found: dict[int, list[Home]] = defaultdict(list)
    for chunk in _chunks(large):
        mine = select(Household.id, Household.place_id, Household.tags).where(
            Household.place_id.in_(chunk)
        )
        for id_, place_id, tags in fetch(connection, mine.order_by(Household.position)):
            if id_ not in single:
                count = len(tags.split("、")) if tags else 0
                load = Load(1, tags=count, issues=issues.get(id_, 0))
                found[place_id].append(Home(id_, load.need))
    return found


def adopt(session: WriteSession, line: str, handovers: Sequence[Handover]) -> Adopted:
    """Assign from today on what is still a gap; what has a team meanwhile is left alone.

    KnownError when nothing of it is a gap any more.
    """
    connection, day = session.connection, session.at.date()
    # Whoever assigns at the same time needs a row of these, and so waits for this unit of work.
    locked = select(Team.id, Team.name).where(Team.line == line, there_on(day))
    names = dict(fetch(connection, locked.order_by(Team.id).with_for_update()))
    by_id = {row.id: row for row in places.all_places(connection)}
    gaps = coverage.gaps_by_place(connection, day, line)
    open_ones = list(_still_gaps(connection, handovers, day, line, _with_those_below(by_id, gaps)))
    still = [one for one in open_ones if one.team_id in names]
    if not still:
        raise KnownError("方案里的住户现在都有了工作组，没有改动；请重新生成方案。")
    rows = _store(session, still, day)
    for team_id, own in _by_team(still).items():
        session.log("teams", "包联", names[team_id], words(own, by_id), whereabouts.areas(rows))
    left = coverage.coverage(connection, day, line).gaps
    closed = sum(gaps.values()) - left
    teams, where = f"{len(_by_team(still))} 个工作组", whereabouts.areas(rows)
    session.log("teams", "采用包联方案", teams, f"{closed} 户", where)
    return Adopted(rows, closed, left, len(handovers) - len(still))


def _with_those_below(by_id: dict[int, PlaceRow], gaps: dict[int, int]) -> Counter[int]:
    """How many gaps there are at and below each place; ``by_id`` is in walking order."""
    below: Counter[int] = Counter(gaps)
    for row in reversed(by_id.values()):
        if row.parent_id is not None:
            below[row.parent_id] += below[row.id]
    return below


def _still_gaps(
    connection: Reader, handovers: Sequence[Handover], day: date, line: str, below: Counter[int]
) -> Iterator[Handover]:
    """What of it can be handed over as things are now."""
    sources = coverage.sources(connection, day, line)
    single = [id_ for one in handovers for id_ in one.household_ids]
    free: set[int] = set()
    for chunk in _chunks(single):
        each = coverage.answers(day, line)
        free.update(
            connection.scalars(select(each.c.id).where(each.c.id.in_(chunk), each.c.teams == 0))
        )
    for one in handovers:
        if one.household_ids:
            ids = tuple(id_ for id_ in one.household_ids if id_ in free)
            if ids:
                yield replace(one, household_ids=ids)
        elif below[one.place_id] and sources.get(one.place_id, one.place_id) is None:
            yield one


def _store(
    session: WriteSession, still: Sequence[Handover], day: date
) -> tuple[dict[str, Any], ...]:
    nowhere = {"place_id": None, "household_id": None, "since": day, "until": None}
    areas: list[dict[str, Any]] = [
        nowhere | {"team_id": one.team_id} | area
        for one in still
        for area in (
            [{"household_id": id_} for id_ in one.household_ids] or [{"place_id": one.place_id}]
        )
    ]
    ids = session.reserve(Assignment, len(areas))
    rows = tuple(area | {"id": id_} for id_, area in zip(ids, areas, strict=True))
    session.execute(insert(Assignment), list(rows))
    return rows


def take_back(session: WriteSession, adopted: Adopted) -> None:
    """As if it had not been adopted, but for what somebody changed since: that stays.

    KnownError when nothing of it is as it was adopted.
    """
    taken = 0
    for chunk in _chunks(adopted.rows):
        kept = {row["id"]: row for row in chunk}
        now = select(Assignment.__table__).where(Assignment.id.in_(kept))
        found = session.execute(now).mappings().all()
        still = [row["id"] for row in found if kept[row["id"]].items() <= row.items()]
        session.execute(delete(Assignment).where(Assignment.id.in_(still)))
        taken += len(still)
    if not taken:
        raise KnownError("方案交出去的住户后来都改过了，没有撤销；请在工作组里直接修改。")
    where = whereabouts.areas(adopted.rows)
    session.log("teams", "撤销包联方案", f"{adopted.closed} 户", where=where)


def _by_team(handovers: Sequence[Handover]) -> dict[int, list[Handover]]:
    found: dict[int, list[Handover]] = defaultdict(list)
    for one in handovers:
        found[one.team_id].append(one)
    return found


def _chunks(all_: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(all_), CHUNK):
        yield all_[start : start + CHUNK]
