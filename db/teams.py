"""Work teams: who belongs to them and what they are responsible for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from db import coverage, loads, photos, places, units, visit_rules
from db.cadres import CadreBook
from db.models import Assignment, Cadre, Household, Place, Team, TeamMember, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import CadreEntry, TeamEntry
from domain.errors import KnownError
from domain.loads import Load
from domain.places import natural_key, together

RESIDENCE_LINE = "residence"


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as the list shows it; ``areas`` are the names of its places in walking order,
    ``households`` how many it answers for at the nearest level, ``cared`` how many of them have a
    care tag, ``issues`` how many are open there."""

    id: int
    name: str
    line: str
    leader: str
    members: int
    areas: str
    households: int
    cared: int
    issues: int
    version: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A cadre of a team; the leader stands first. The id of one not stored yet is 0. ``home_id``
    is the home compound, ``photo`` a JPEG."""

    cadre_id: int
    name: str
    unit: str
    duty: str
    phone: str
    party_member: bool
    leads: bool
    home_id: int | None = None
    since: date | None = None
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A cadre who left a team, and the days of belonging to it (both included)."""

    name: str
    unit: str
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A place, or a single household, that a team answers for or will, with the households in it,
    from one day to another (both included)."""

    assignment_id: int
    name: str
    households: int
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One team with its people, those who left it, and its places; and the version an edit must
    name."""

    id: int
    name: str
    line: str
    version: int
    households: int
    members: tuple[MemberRow, ...]
    areas: tuple[AreaRow, ...]
    former: tuple[FormerRow, ...] = ()


def all_teams(connection: Reader, day: date) -> list[TeamRow]:
    """Every team in natural order, as it is on that day."""
    leaders = select(Team.id, Team.name, Team.line, func.coalesce(Cadre.name, ""), Team.version)
    teams = fetch(
        connection,
        leaders.outerjoin(Cadre, Cadre.id == Team.leader_id).order_by(Team.position, Team.line),
    )
    members = dict(
        fetch(
            connection,
            select(TeamMember.team_id, func.count())
            .where(coverage.current(TeamMember.since, TeamMember.until, day))
            .group_by(TeamMember.team_id),
        )
    )
    areas = _area_names(connection, day)
    lines = {line for _, _, line, _, _ in teams}
    held = {
        id_: load
        for line in lines
        for id_, load in loads.by_team(loads.parts(connection, day, line)).items()
    }
    return [
        _team_row(team, members.get(team[0], 0), together(areas[team[0]]), held) for team in teams
    ]


def lines(connection: Reader) -> list[str]:
    """The lines the office works by, the default one first: both where it has chosen 双线, and
    any that has teams."""
    found = dict.fromkeys([coverage.DEFAULT_LINE])
    if visit_rules.current(connection).two_lines:
        found[RESIDENCE_LINE] = None
    found |= dict.fromkeys(connection.scalars(select(Team.line).distinct().order_by(Team.line)))
    return list(found)


def _team_row(team: Sequence[Any], members: int, areas: str, held: dict[int, Load]) -> TeamRow:
    id_, name, line, leader, version = team
    load = held.get(id_, Load())
    return TeamRow(
        id_, name, line, leader, members, areas, load.households, load.cared, load.issues, version
    )


def names(connection: Reader, line: str = coverage.DEFAULT_LINE) -> list[str]:
    """The names of a line's teams in natural order."""
    return list(
        connection.scalars(select(Team.name).where(Team.line == line).order_by(Team.position))
    )


def _area_names(connection: Reader, day: date) -> dict[int, list[tuple[str, ...]]]:
    """What each team answers for: its places in walking order, then its single households."""
    by_id = {p.id: p for p in places.all_places(connection)}
    paths: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    now = coverage.current(Assignment.since, Assignment.until, day)
    pairs = select(Assignment.team_id, Place.id).join(Place, Place.id == Assignment.place_id)
    for team_id, place_id in fetch(connection, pairs.where(now).order_by(Place.position)):
        paths[team_id].append(places.names(by_id[place_id], by_id))
    single = select(Assignment.team_id, Household.address).join(
        Household, Household.id == Assignment.household_id
    )
    for team_id, address in fetch(connection, single.where(now).order_by(Household.position)):
        paths[team_id].append((address,))
    return paths


def members(connection: Reader, team_id: int, day: date) -> list[MemberRow]:
    """The team's people on that day, the leader first."""
    leads = func.coalesce(Cadre.id == Team.leader_id, False)
    columns = (Cadre.id, Cadre.name, func.coalesce(Unit.name, ""), Cadre.duty, Cadre.phone)
    rows = fetch(
        connection,
        select(*columns, Cadre.party_member, leads, Cadre.home_place_id, TeamMember.since)
        .join(TeamMember, TeamMember.cadre_id == Cadre.id)
        .join(Team, Team.id == TeamMember.team_id)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(Team.id == team_id, coverage.current(TeamMember.since, TeamMember.until, day))
        .order_by(leads.desc(), TeamMember.id),
    )
    pictures = photos.of_cadres(connection, [row[0] for row in rows])
    return [replace(MemberRow(*row), photo=pictures.get(row[0])) for row in rows]


def former_members(connection: Reader, team_id: int, day: date) -> list[FormerRow]:
    """Who had left the team by that day, the latest first."""
    columns = (Cadre.name, func.coalesce(Unit.name, ""), TeamMember.since, TeamMember.until)
    left = (
        select(*columns)
        .join(TeamMember, TeamMember.cadre_id == Cadre.id)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(TeamMember.team_id == team_id, TeamMember.until < day)
        .order_by(TeamMember.until.desc(), TeamMember.id)
    )
    return [FormerRow(*row) for row in fetch(connection, left)]


def areas(connection: Reader, team_id: int, day: date) -> list[AreaRow]:
    """What the team answers for on that day or later: places in walking order, then single
    households."""
    lasts = or_(Assignment.until.is_(None), Assignment.until >= day)
    mine = and_(Assignment.team_id == team_id, lasts)
    by_id = {p.id: p for p in places.all_places(connection)}
    rows = connection.execute(
        select(Assignment.id, Place.id, Place.position, Assignment.since, Assignment.until)
        .join(Place, Place.id == Assignment.place_id)
        .where(mine)
        .order_by(Place.position)
    ).all()
    found = []
    for assignment_id, place_id, position, since, until in rows:
        inside = select(func.count()).where(places.within(Household.position, position))
        households = connection.scalar(inside.select_from(Household)) or 0
        name = places.full_name(by_id[place_id], by_id)
        found.append(AreaRow(assignment_id, name, households, since, until))
    single = (
        select(Assignment.id, Household.address, Assignment.since, Assignment.until)
        .join(Household, Household.id == Assignment.household_id)
        .where(mine)
        .order_by(Household.position)
    )
    for assignment_id, address, since, until in fetch(connection, single):
        found.append(AreaRow(assignment_id, address, 1, since, until))
    return found


def page(connection: Reader, team_id: int, day: date) -> TeamPage | None:
    """One team as it is on that day; None when it is no longer there."""
    found = fetch(connection, select(Team.name, Team.line, Team.version).where(Team.id == team_id))
    if not found:
        return None
    name, line, version = found[0]
    return TeamPage(
        id=team_id,
        name=name,
        line=line,
        version=version,
        households=coverage.shares(connection, day, line).get(team_id, 0),
        members=tuple(members(connection, team_id, day)),
        areas=tuple(areas(connection, team_id, day)),
        former=tuple(former_members(connection, team_id, day)),
    )


def count_cadres(connection: Reader) -> int:
    """How many cadres the ledger knows."""
    return connection.scalar(select(func.count()).select_from(Cadre)) or 0


def count_teams(connection: Reader) -> int:
    """How many teams the ledger knows, of all lines."""
    return connection.scalar(select(func.count()).select_from(Team)) or 0


def store(session: WriteSession, entries: Iterable[TeamEntry], batch_id: int | None = None) -> int:
    """Store the teams of a roster; what is there already stays. Returns how many teams are new."""
    teams = list(entries)
    unit_ids = units.ids_of(session, (m.unit for t in teams for m in t.members), batch_id)
    book = places.PlaceBook(session, batch_id)
    there = {
        (name, line): id_
        for id_, name, line in fetch(session.connection, select(Team.id, Team.name, Team.line))
    }
    cadres = CadreBook(session, unit_ids, batch_id)
    new = 0
    for team in teams:
        team_id = there.get((team.name, team.line))
        if team_id is None:
            new += 1
            team_id = there[team.name, team.line] = _add_team(session, team, batch_id)
        _put_members(session, team_id, team, cadres, batch_id)
        areas_of = [book.locate(path).id for path in team.areas]
        book.flush()
        _put_areas(session, team_id, areas_of, team.since, batch_id)
    session.log("teams", "导入工作组", f"批次 {batch_id or '—'}", f"{new} 个新工作组")
    return new


def _add_team(session: WriteSession, team: TeamEntry, batch_id: int | None) -> int:
    (team_id,) = session.reserve(Team, 1)
    position = natural_key(team.name)
    session.execute(
        insert(Team).values(
            id=team_id, name=team.name, position=position, line=team.line, batch_id=batch_id
        )
    )
    return team_id


def _put_members(
    session: WriteSession, team_id: int, team: TeamEntry, cadres: CadreBook, batch_id: int | None
) -> None:
    there = _members_from(session, team_id)
    for member in team.members:
        cadre_id = cadres.id_of(member)
        if cadre_id not in there:
            there.add(cadre_id)
            session.execute(
                insert(TeamMember).values(
                    team_id=team_id, cadre_id=cadre_id, since=team.since, batch_id=batch_id
                )
            )
        if member.name == team.leader:
            session.execute(update(Team).where(Team.id == team_id).values(leader_id=cadre_id))


def _members_from(session: WriteSession, team_id: int) -> set[int]:
    """The cadres of a team who have not left it."""
    stays = or_(TeamMember.until.is_(None), TeamMember.until >= session.at.date())
    of_team = select(TeamMember.cadre_id).where(TeamMember.team_id == team_id, stays)
    return set(session.execute(of_team).scalars())


def _put_areas(
    session: WriteSession,
    team_id: int,
    place_ids: Iterable[int],
    since: date | None,
    batch_id: int | None,
) -> None:
    holds = or_(Assignment.until.is_(None), Assignment.until >= session.at.date())
    of_team = select(Assignment.place_id).where(Assignment.team_id == team_id, holds)
    there = set(session.execute(of_team).scalars())
    values = {"team_id": team_id, "since": since, "batch_id": batch_id}
    fresh = [values | {"place_id": id_} for id_ in dict.fromkeys(place_ids) if id_ not in there]
    if fresh:
        session.execute(insert(Assignment), fresh)


def add(session: WriteSession, name: str, line: str, people: Sequence[MemberRow]) -> int:
    """Store a team that a form brings; returns its id."""
    _check_people(name, people)
    _check_name(session, name, line, team_id=0)
    team_id = _add_team(session, TeamEntry(name, line=line), None)
    _write(session, team_id, name, people)
    session.log("teams", "新建工作组", name, "、".join(p.name for p in people))
    return team_id


def save(
    session: WriteSession, team_id: int, version: int, name: str, people: Sequence[MemberRow]
) -> int:
    """Store a team's name and people as a form has them; returns the team's id.

    Who is no longer named was a member until yesterday. A KnownError tells what is wrong, or the
    loser of a race; nothing is written then.
    """
    _check_people(name, people)
    line = _check_version(session, team_id, version)
    _check_name(session, name, line, team_id)
    _write(session, team_id, name, people)
    session.execute(
        update(Team).where(Team.id == team_id).values(version=version + 1, batch_id=None)
    )
    session.log("teams", "修改工作组", name, "、".join(p.name for p in people))
    return team_id


def _write(session: WriteSession, team_id: int, name: str, people: Sequence[MemberRow]) -> None:
    unit_ids = units.ids_of(session, (p.unit for p in people))
    cadres = CadreBook(session, unit_ids)
    ids = [cadres.put(p.cadre_id, _entry(p)) for p in people]
    for cadre_id, person in zip(ids, people, strict=True):
        photos.put(session, cadre_id, person.photo)
        home = update(Cadre).where(
            Cadre.id == cadre_id, Cadre.home_place_id.is_distinct_from(person.home_id)
        )
        session.execute(home.values(home_place_id=person.home_id, batch_id=None))
    _end_members(session, team_id, keep=ids)
    there = _members_from(session, team_id)
    joining = [id_ for id_ in dict.fromkeys(ids) if id_ not in there]
    since = session.at.date()
    rows = [{"team_id": team_id, "cadre_id": id_, "since": since} for id_ in joining]
    if rows:
        session.execute(insert(TeamMember), rows)
    leader_id = next((id_ for id_, p in zip(ids, people, strict=True) if p.leads), None)
    facts = {"name": name, "position": natural_key(name), "leader_id": leader_id}
    session.execute(update(Team).where(Team.id == team_id).values(**facts))


def _entry(person: MemberRow) -> CadreEntry:
    return CadreEntry(person.name, person.unit, person.duty, person.phone, person.party_member)


def _check_people(name: str, people: Sequence[MemberRow]) -> None:
    if not name or any(not p.name for p in people):
        raise KnownError("工作组和每位成员都要有名称，没有保存；请补上后再保存。")
    written = Counter((p.name, p.unit) for p in people)
    twice = [name for (name, _), count in written.items() if count > 1]
    if twice:
        raise KnownError(f"{twice[0]}在这个工作组里写了两次，没有保存；请去掉一个。")


def _check_name(session: WriteSession, name: str, line: str, team_id: int) -> None:
    same = select(Team.id).where(Team.name == name, Team.line == line)
    if any(id_ != team_id for id_ in session.execute(same).scalars()):
        raise KnownError(f"已经有一个“{name}”，没有保存；请换一个名称，或直接修改那一个。")


def _check_version(session: WriteSession, team_id: int, version: int) -> str:
    found = session.execute(select(Team.version, Team.line).where(Team.id == team_id)).one_or_none()
    if found is None:
        raise KnownError("这个工作组已不在台账里，没有保存；请刷新后再看。")
    if found.version != version:
        raise KnownError(
            "这个工作组刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
        )
    return str(found.line)


def _end_members(session: WriteSession, team_id: int, keep: Sequence[int]) -> None:
    """Who is not kept was a member until yesterday, or never if only since today."""
    today = session.at.date()
    of_team = and_(TeamMember.team_id == team_id, TeamMember.cadre_id.not_in(keep))
    session.execute(delete(TeamMember).where(of_team, TeamMember.since >= today))
    session.execute(
        update(TeamMember)
        .where(of_team, or_(TeamMember.until.is_(None), TeamMember.until >= today))
        .values(until=today - timedelta(days=1), batch_id=None)
    )
