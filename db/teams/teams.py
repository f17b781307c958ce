"""Work teams: who belongs to them and what they are responsible for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, null, or_, select

from db import photos, places
from db.models import Assignment, Cadre, Household, Place, Team, TeamMember, Unit
from db.reading import Reader, fetch
from db.session import today
from db.teams import coverage, loads
from db.visits import visit_rules
from domain.loads import Load
from domain.places import together

RESIDENCE_LINE = "residence"
_CONSENT = (Cadre.consented_on, Cadre.consent_by)


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
    is the home compound, ``photo`` a JPEG. With ``consented_on`` a mobile may be posted in full;
    ``consent_by`` is who recorded that, empty before it is stored."""

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
    consented_on: date | None = None
    consent_by: str = ""


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
    """One team with its people, those who left it, its places, and those it held before; and the
    version an edit must name."""

    id: int
    name: str
    line: str
    version: int
    households: int
    members: tuple[MemberRow, ...]
    areas: tuple[AreaRow, ...]
    former: tuple[FormerRow, ...] = ()
    ended: tuple[AreaRow, ...] = ()


def there_on(day: date) -> ColumnElement[bool]:
    """Whether a team was not dissolved by a day."""
    return or_(Team.dissolved_on.is_(None), Team.dissolved_on > day)


def all_teams(connection: Reader, day: date) -> list[TeamRow]:
    """Every team there is on that day, in natural order, as it is then."""
    leaders = select(Team.id, Team.name, Team.line, func.coalesce(Cadre.name, ""), Team.version)
    teams = fetch(
        connection,
        leaders.outerjoin(Cadre, Cadre.id == Team.leader_id)
        .where(there_on(day))
        .order_by(Team.position, Team.line),
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
    mine = select(Team.name).where(Team.line == line, there_on(today()))
    return list(connection.scalars(mine.order_by(Team.position)))


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
        select(
            *columns, Cadre.party_member, leads, Cadre.home_place_id, TeamMember.since, *_CONSENT
        )
        .join(TeamMember, TeamMember.cadre_id == Cadre.id)
        .join(Team, Team.id == TeamMember.team_id)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(Team.id == team_id, coverage.current(TeamMember.since, TeamMember.until, day))
        .order_by(leads.desc(), TeamMember.id),
    )
    pictures = photos.of_cadres(connection, [row[0] for row in rows])
    return [_member(row, pictures) for row in rows]


def people_of(connection: Reader, cadre_ids: Sequence[int]) -> list[MemberRow]:
    """These cadres as they are stored, whatever team they belong to."""
    columns = (Cadre.id, Cadre.name, func.coalesce(Unit.name, ""), Cadre.duty, Cadre.phone)
    rows = fetch(
        connection,
        select(*columns, Cadre.party_member, false(), Cadre.home_place_id, null(), *_CONSENT)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(Cadre.id.in_(cadre_ids))
        .order_by(Cadre.id),
    )
    pictures = photos.of_cadres(connection, cadre_ids)
    return [_member(row, pictures) for row in rows]


def _member(row: Sequence[Any], pictures: Mapping[int, bytes]) -> MemberRow:
    """A member of a row that ends with the consent."""
    *facts, consented_on, consent_by = row
    stored = MemberRow(*facts)
    photo = pictures.get(stored.cadre_id)
    return replace(stored, photo=photo, consented_on=consented_on, consent_by=consent_by)


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
    return _areas(connection, and_(Assignment.team_id == team_id, lasts))


def ended_areas(connection: Reader, team_id: int, day: date) -> list[AreaRow]:
    """What the team had answered for by that day, the latest first."""
    found = _areas(connection, and_(Assignment.team_id == team_id, Assignment.until < day))
    return sorted(found, key=lambda area: area.until or day, reverse=True)


def _areas(connection: Reader, mine: ColumnElement[bool]) -> list[AreaRow]:
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
    columns = select(Team.name, Team.line, Team.version)
    found = fetch(connection, columns.where(Team.id == team_id, there_on(day)))
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
        ended=tuple(ended_areas(connection, team_id, day)),
    )


def count_cadres(connection: Reader) -> int:
    """How many cadres the ledger knows."""
    return connection.scalar(select(func.count()).select_from(Cadre)) or 0


def count_teams(connection: Reader) -> int:
    """How many teams there are, of all lines."""
    return connection.scalar(select(func.count()).select_from(Team).where(there_on(today()))) or 0
