"""Work teams: who belongs to them and what they are responsible for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from db import places, units
from db.models import Assignment, Cadre, Household, Place, Team, TeamMember, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import CadreEntry, TeamEntry
from domain.errors import KnownError
from domain.places import natural_key


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as the list shows it; ``areas`` are the names of its places in walking order."""

    id: int
    name: str
    line: str
    leader: str
    members: int
    areas: str
    version: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A cadre of a team; the leader stands first."""

    cadre_id: int
    name: str
    unit: str
    duty: str
    phone: str
    party_member: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A place a team answers for, with the households in it."""

    assignment_id: int
    place_id: int
    name: str
    households: int
    since: date | None


def _current(
    since: InstrumentedAttribute[date | None], until: InstrumentedAttribute[date | None], day: date
) -> ColumnElement[bool]:
    return and_(or_(since.is_(None), since <= day), or_(until.is_(None), until >= day))


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
            .where(_current(TeamMember.since, TeamMember.until, day))
            .group_by(TeamMember.team_id),
        )
    )
    by_id = {p.id: p for p in places.all_places(connection)}
    areas: dict[int, list[str]] = defaultdict(list)
    for team_id, place_id in fetch(
        connection,
        select(Assignment.team_id, Assignment.place_id)
        .join(Place, Place.id == Assignment.place_id)
        .where(_current(Assignment.since, Assignment.until, day))
        .order_by(Place.position),
    ):
        areas[team_id].append(places.full_name(by_id[place_id], by_id))
    return [
        TeamRow(id_, name, line, leader, members.get(id_, 0), _joined(areas[id_]), version)
        for id_, name, line, leader, version in teams
    ]


def _joined(names: Sequence[str]) -> str:
    """Names with the beginning they share told once: 康泰社区京公馆1栋、2栋."""
    if len(names) < 2:
        return "".join(names)
    shared = 0
    while all(len(n) > shared and n[shared] == names[0][shared] for n in names):
        shared += 1
    # A shared digit belongs to the number it begins: 11栋、12栋, not 11栋、2栋.
    while shared and names[0][shared - 1].isdigit():
        shared -= 1
    return names[0] + "".join(f"、{n[shared:]}" for n in names[1:])


def members(connection: Reader, team_id: int, day: date) -> list[MemberRow]:
    """The team's people on that day, the leader first."""
    leads = Cadre.id == Team.leader_id
    return [
        MemberRow(*row)
        for row in fetch(
            connection,
            select(
                Cadre.id,
                Cadre.name,
                func.coalesce(Unit.name, ""),
                Cadre.duty,
                Cadre.phone,
                Cadre.party_member,
                func.coalesce(leads, False),
            )
            .join(TeamMember, TeamMember.cadre_id == Cadre.id)
            .join(Team, Team.id == TeamMember.team_id)
            .outerjoin(Unit, Unit.id == Cadre.unit_id)
            .where(Team.id == team_id, _current(TeamMember.since, TeamMember.until, day))
            .order_by(func.coalesce(leads, False).desc(), TeamMember.id),
        )
    ]


def areas(connection: Reader, team_id: int, day: date) -> list[AreaRow]:
    """The places the team answers for on that day, in walking order."""
    by_id = {p.id: p for p in places.all_places(connection)}
    rows = connection.execute(
        select(Assignment.id, Place.id, Place.position, Assignment.since)
        .join(Place, Place.id == Assignment.place_id)
        .where(Assignment.team_id == team_id, _current(Assignment.since, Assignment.until, day))
        .order_by(Place.position)
    ).all()
    found = []
    for assignment_id, place_id, position, since in rows:
        inside = select(func.count()).where(places.within(Household.position, position))
        households = connection.scalar(inside.select_from(Household)) or 0
        name = places.full_name(by_id[place_id], by_id)
        found.append(AreaRow(assignment_id, place_id, name, households, since))
    return found


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
    cadres = _Cadres(session, unit_ids, batch_id)
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


class _Cadres:
    """The cadres known so far, by name and unit: the same person is stored once."""

    def __init__(
        self, session: WriteSession, unit_ids: dict[str, int], batch_id: int | None
    ) -> None:
        self.session, self.unit_ids, self.batch_id = session, unit_ids, batch_id
        rows = fetch(session.connection, select(Cadre.name, Cadre.unit_id, Cadre.id))
        self.known = {(name, unit_id): id_ for name, unit_id, id_ in rows}

    def id_of(self, cadre: CadreEntry) -> int:
        """The cadre's id, stored now when not known yet."""
        key = (cadre.name, self.unit_ids.get(cadre.unit))
        if key not in self.known:
            stored = self.session.execute(
                insert(Cadre)
                .values(
                    name=cadre.name,
                    unit_id=key[1],
                    duty=cadre.duty,
                    phone=cadre.phone,
                    party_member=cadre.party_member,
                    batch_id=self.batch_id,
                )
                .returning(Cadre.id)
            )
            self.known[key] = int(stored.scalar_one())
        return self.known[key]


def _put_members(
    session: WriteSession, team_id: int, team: TeamEntry, cadres: _Cadres, batch_id: int | None
) -> None:
    of_team = select(TeamMember.cadre_id).where(TeamMember.team_id == team_id)
    there = set(session.execute(of_team).scalars())
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


def _put_areas(
    session: WriteSession,
    team_id: int,
    place_ids: Iterable[int],
    since: date | None,
    batch_id: int | None,
) -> None:
    of_team = select(Assignment.place_id).where(Assignment.team_id == team_id)
    there = set(session.execute(of_team).scalars())
    values = {"team_id": team_id, "since": since, "batch_id": batch_id}
    fresh = [values | {"place_id": id_} for id_ in dict.fromkeys(place_ids) if id_ not in there]
    if fresh:
        session.execute(insert(Assignment), fresh)


def assign(session: WriteSession, team_id: int, place_id: int, since: date) -> None:
    """Make a team responsible for a place from a day on."""
    found = session.execute(select(Team.name).where(Team.id == team_id)).scalar_one_or_none()
    if found is None:
        raise KnownError("这个工作组已不在台账里，没有保存；请刷新后再看。")
    _put_areas(session, team_id, [place_id], since, None)
    session.log("teams", "包联", found, f"地点 {place_id}")


def release(session: WriteSession, assignment_id: int) -> None:
    """Take a place off a team's responsibility."""
    session.execute(delete(Assignment).where(Assignment.id == assignment_id))
    session.log("teams", "取消包联", f"包联 {assignment_id}")
