"""包联: making teams answer for places and single households, and taking that back.

A past day keeps its answer: what is released was held until the day before.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from db import places
from db.models import Assignment, Household, Place, Team
from db.places import PlaceRow
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import coverage
from db.users import whereabouts
from domain.errors import KnownError
from domain.places import LEVEL_WORDS, RANK, Level

CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Area:
    """What is handed to a team: places, or single households."""

    place_ids: tuple[int, ...] = ()
    household_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to hand some households over: ``word`` says how far it reaches (单元, 楼栋 … or
    本户), ``names`` what it is, ``closes`` how many gaps it closes, those households included."""

    word: str
    names: tuple[str, ...]
    area: Area
    closes: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a team answers for a household: ``through`` a place, or 本户. One that is not
    ``nearest`` gives way to another."""

    assignment_id: int
    team: str
    through: str
    nearest: bool


@dataclass(frozen=True, slots=True)
class Released:
    """Assignments as they were before they were released, to be restored just so."""

    team: str
    rows: tuple[dict[str, Any], ...]


def claims(
    connection: Reader, household_id: int, day: date, line: str = coverage.DEFAULT_LINE
) -> list[Claim]:
    """All teams with something to say about a household on that day, the nearest first."""
    place_id = connection.scalar(select(Household.place_id).where(Household.id == household_id))
    if place_id is None:
        return []
    path = places.path(connection, place_id)
    by_id = {p.id: p for p in path}
    rows = fetch(
        connection,
        select(Assignment.id, Assignment.place_id, Team.name)
        .join(Team, Team.id == Assignment.team_id)
        .where(
            Team.line == line,
            coverage.current(Assignment.since, Assignment.until, day),
            or_(
                Assignment.household_id == household_id,
                Assignment.place_id.in_(by_id),
            ),
        )
        .order_by(Team.position),
    )
    depth = {p.id: n for n, p in enumerate(path)} | {None: len(path)}
    nearest = max((depth[place] for _, place, _ in rows), default=0)
    return [
        Claim(
            id_,
            team,
            "本户" if place is None else places.full_name(by_id[place], by_id),
            depth[place] == nearest,
        )
        for id_, place, team in sorted(rows, key=lambda row: -depth[row[1]])
    ]


def reaches(
    connection: Reader,
    household_ids: Sequence[int],
    day: date,
    line: str = coverage.DEFAULT_LINE,
) -> list[Reach]:
    """The ways to hand these gaps over, the smallest first: one by one, or with their place.

    A wider place is offered only where it closes more gaps than the one below it.
    """
    by_id = {p.id: p for p in places.all_places(connection)}
    mine = _places_of(connection, household_ids)
    gaps = coverage.gaps_by_place(connection, day, line)
    found = [Reach("本户", (), Area(household_ids=tuple(household_ids)), len(household_ids))]
    own: set[PlaceRow | None] = {by_id[place_id] for place_id in mine}
    wider = [{_ancestor(by_id, place_id, rank) for place_id in mine} for rank in _RANKS]
    for tops in (own, *wider):
        reach = _reach({p for p in tops if p is not None}, by_id, gaps)
        if None not in tops and (len(found) == 1 or reach.closes > found[-1].closes):
            found.append(reach)
    return found


_RANKS = sorted({r for r in RANK.values() if r > RANK[Level.TOWNSHIP]}, reverse=True)


def _reach(tops: set[PlaceRow], by_id: dict[int, PlaceRow], gaps: dict[int, int]) -> Reach:
    ordered = sorted(tops, key=lambda p: p.position)
    ids = tuple(p.id for p in ordered)
    within = set(ids)
    closed = sum(count for place_id, count in gaps.items() if _inside(by_id, place_id, within))
    words = dict.fromkeys(LEVEL_WORDS[p.level] for p in ordered)
    names = tuple(places.full_name(p, by_id) for p in ordered)
    return Reach("、".join(words), names, Area(ids), closed)


def _places_of(connection: Reader, household_ids: Sequence[int]) -> set[int]:
    """The places these households hang on."""
    found: set[int] = set()
    for first in range(0, len(household_ids), CHUNK):
        chunk = household_ids[first : first + CHUNK]
        rows = connection.scalars(select(Household.place_id).where(Household.id.in_(chunk)))
        found.update(rows)
    return found


def _ancestor(by_id: dict[int, PlaceRow], place_id: int, rank: int) -> PlaceRow | None:
    here: PlaceRow | None = by_id[place_id]
    while here is not None and RANK[here.level] != rank:
        here = by_id[here.parent_id] if here.parent_id is not None else None
    return here


def _inside(by_id: dict[int, PlaceRow], place_id: int | None, tops: Container[int]) -> bool:
    while place_id is not None and place_id not in tops:
        place_id = by_id[place_id].parent_id
    return place_id is not None


def assign(
    session: WriteSession, team_id: int, area: Area, since: date, until: date | None = None
) -> tuple[int, ...]:
    """Make a team answer for an area from a day on, maybe until another (both included); returns
    the new assignments' ids.

    What it already answers for all that time stays as it is.
    """
    # Whoever dissolves the team at this moment comes before or after, not between.
    there = select(Team.name).where(Team.id == team_id, Team.dissolved_on.is_(None))
    team = session.execute(there.with_for_update(read=True, key_share=True)).scalar_one_or_none()
    if team is None:
        raise KnownError("这个工作组已不在台账里，没有保存；请刷新后再看。")
    known = _held(session, team_id, since, until)
    fresh: list[dict[str, Any]] = [
        *({"place_id": id_} for id_ in area.place_ids if ("place", id_) not in known),
        *({"household_id": id_} for id_ in area.household_ids if ("home", id_) not in known),
    ]
    ids = tuple(session.reserve(Assignment, len(fresh))) if fresh else ()
    common = {"place_id": None, "household_id": None, "team_id": team_id}
    period = {"since": since, "until": until}
    rows = [common | row | period | {"id": id_} for id_, row in zip(ids, fresh, strict=True)]
    if rows:
        session.execute(insert(Assignment), rows)
        session.log("teams", "包联", team, _described(session, area), whereabouts.areas(rows))
    return ids


def _held(
    session: WriteSession, team_id: int, since: date, until: date | None
) -> set[tuple[str, int]]:
    """What a team answers for in the whole of a period."""
    lasts = or_(Assignment.until.is_(None), Assignment.until >= (until or date.max))
    begun = or_(Assignment.since.is_(None), Assignment.since <= since)
    columns = select(Assignment.place_id, Assignment.household_id)
    found = fetch(session.connection, columns.where(Assignment.team_id == team_id, begun, lasts))
    return {("place", place) if place is not None else ("home", home) for place, home in found}


def _refuse_overlap(session: WriteSession, row: dict[str, Any]) -> None:
    """A KnownError where the team answers for the same place at the same time already."""
    since, until = row["since"] or date.min, row["until"] or date.max
    other = select(Assignment.since, Assignment.until).where(
        Assignment.team_id == row["team_id"],
        Assignment.place_id.is_not_distinct_from(row["place_id"]),
        Assignment.household_id.is_not_distinct_from(row["household_id"]),
        Assignment.id != row["id"],
        or_(Assignment.since.is_(None), Assignment.since <= until),
        or_(Assignment.until.is_(None), Assignment.until >= since),
    )
    found = session.execute(other).first()
    if found is not None:
        held = period_words(found.since, found.until)
        raise KnownError(
            f"这个工作组{held}已经包联这里，两段时间重叠，没有保存；请改那一项的期限。"
        )


def period_words(since: date | None, until: date | None) -> str:
    """A period as it is told: 2026-01-01 至 2026-12-31; empty for all time."""
    if since is None:
        return f"到 {until.isoformat()} 为止" if until is not None else ""
    if until is None:
        return f"自 {since.isoformat()} 起"
    return f"{since.isoformat()} 至 {until.isoformat()}"


def change_period(
    session: WriteSession, assignment_id: int, since: date | None, until: date | None
) -> Released:
    """Let an area be a team's from one day to another; returns what `restore` needs to take it
    back. A KnownError where that cannot be."""
    if since is not None and until is not None and until < since:
        raise KnownError(f"结束日期 {until} 早于开始日期 {since}，没有保存；请改正后再试。")
    found = select(Assignment.__table__).where(Assignment.id == assignment_id)
    row = session.execute(found).mappings().first()
    if row is None:
        raise KnownError("这项包联已经取消过，没有再改动；请刷新后再看。")
    _refuse_overlap(session, dict(row) | {"since": since, "until": until})
    team = session.execute(select(Team.name).where(Team.id == row["team_id"])).scalar_one()
    changed = update(Assignment).where(Assignment.id == assignment_id)
    session.execute(changed.values(since=since, until=until, batch_id=None))
    where = whereabouts.areas([row])
    session.log("teams", "修改包联期限", team, period_words(since, until), where)
    return Released(team, (dict(row),))


def _described(session: WriteSession, area: Area) -> str:
    names = list(
        session.execute(
            select(Place.name).where(Place.id.in_(area.place_ids[:CHUNK])).order_by(Place.position)
        ).scalars()
    )
    single = len(area.household_ids)
    return "、".join([*names, *([f"{single} 户"] if single else [])])


def lasts(day: date) -> ColumnElement[bool]:
    """Whether an area is a team's on a day or will be."""
    return or_(Assignment.until.is_(None), Assignment.until >= day)


def release(session: WriteSession, assignment_ids: Iterable[int], day: date) -> Released:
    """Take areas off their teams from a day on; returns what `restore` needs."""
    mine = and_(Assignment.id.in_(list(assignment_ids)), lasts(day))
    rows = session.execute(select(Assignment.__table__).where(mine)).mappings().all()
    if not rows:
        raise KnownError("这项包联已经取消过，没有再改动；请刷新后再看。")
    team_ids = {row["team_id"] for row in rows}
    names = session.execute(select(Team.name).where(Team.id.in_(team_ids))).scalars()
    team = "、".join(sorted(names))
    session.execute(delete(Assignment).where(mine, Assignment.since >= day))
    session.execute(
        update(Assignment).where(mine).values(until=day - timedelta(days=1), batch_id=None)
    )
    session.log("teams", "取消包联", team, f"{len(rows)} 项", whereabouts.areas(rows))
    return Released(team, tuple(dict(row) for row in rows))


def restore(session: WriteSession, released: Released) -> None:
    """Put released areas back as if they had never been released."""
    ids = [row["id"] for row in released.rows]
    session.execute(delete(Assignment).where(Assignment.id.in_(ids)))
    session.execute(insert(Assignment), list(released.rows))
    where = whereabouts.areas(released.rows)
    session.log("teams", "恢复包联", released.team, f"{len(ids)} 项", where)
