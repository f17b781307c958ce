"""Storing teams and their people: those of a roster, and what a form brings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import and_, insert, or_, select, update

from db import places
from db.models import Assignment, Team, TeamMember
from db.reading import fetch
from db.session import WriteSession
from db.teams import units
from db.teams.cadres import NOBODY, CadreBook, signed
from db.teams.team_changes import TeamChange, check_name, end_members, hold, memberships
from db.teams.teams import MemberRow, people_of
from domain.entries import TeamEntry
from domain.errors import KnownError
from domain.places import natural_key


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
        else:  # whom a roster names is there again
            gone = and_(Team.id == team_id, Team.dissolved_on.is_not(None))
            session.execute(
                update(Team).where(gone).values(dissolved_on=None, version=Team.version + 1)
            )
        _put_members(session, team_id, team, cadres, batch_id)
        areas_of = [book.locate(path).id for path in team.areas]
        book.flush()
        _put_areas(session, team_id, areas_of, team, batch_id)
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
    team: TeamEntry,
    batch_id: int | None,
) -> None:
    holds = or_(Assignment.until.is_(None), Assignment.until >= session.at.date())
    columns = select(Assignment.place_id, Assignment.household_id)
    there = fetch(session.connection, columns.where(Assignment.team_id == team_id, holds))
    wanted = [(id_, None) for id_ in place_ids] + [(None, id_) for id_ in team.homes]
    known = {(place_id, household_id) for place_id, household_id in there}
    common = {"team_id": team_id, "since": team.since, "batch_id": batch_id}
    fresh = [
        common | {"place_id": place_id, "household_id": household_id}
        for place_id, household_id in dict.fromkeys(wanted)
        if (place_id, household_id) not in known
    ]
    if fresh:
        session.execute(insert(Assignment), fresh)


def add(session: WriteSession, name: str, line: str, people: Sequence[MemberRow]) -> int:
    """Store a team that a form brings; returns its id."""
    _check_people(name, people)
    check_name(session, name, line, team_id=0)
    team_id = _add_team(session, TeamEntry(name, line=line), None)
    _write(session, team_id, name, people, {})
    session.log("teams", "新建工作组", name, _told(people))
    return team_id


def save(
    session: WriteSession,
    team_id: int,
    version: int,
    name: str,
    people: Sequence[MemberRow],
    before: Sequence[MemberRow],
) -> TeamChange:
    """Store a team's name and people as a form has them that began with ``before``; returns what
    `restore` needs to take it back.

    Who is no longer named was a member until yesterday; of those who stay only what differs from
    ``before`` is written. A KnownError tells what is wrong, or the loser of a race; nothing is
    written then.
    """
    _check_people(name, people)
    row = hold(session, team_id, version)
    check_name(session, name, row["line"], team_id)
    members = memberships(session, team_id)
    cadres, was = _write(session, team_id, name, people, {p.cadre_id: p for p in before})
    facts = {"version": version + 1, "batch_id": None}
    session.execute(update(Team).where(Team.id == team_id).values(**facts))
    session.log("teams", "修改工作组", name, _told(people))
    became = people_of(session.connection, [p.cadre_id for p in was])
    return TeamChange(
        row,
        members,
        tuple(one["id"] for one in memberships(session, team_id)),
        cadres=tuple(zip(was, became, strict=True)),
        added=tuple(cadres.added),
    )


def _write(
    session: WriteSession,
    team_id: int,
    name: str,
    people: Sequence[MemberRow],
    before: Mapping[int, MemberRow],
) -> tuple[CadreBook, list[MemberRow]]:
    """Write who belongs to a team; returns the cadres, and the people as they were stored."""
    cadres = CadreBook(session, units.ids_of(session, (p.unit for p in people)))
    ids = [cadres.id_for(p) for p in people]
    was = people_of(session.connection, ids)
    for cadre_id, person in zip(ids, people, strict=True):
        begun = before.get(person.cadre_id, person) if person.cadre_id else NOBODY
        cadres.put(cadre_id, signed(session, person, begun), begun)
    end_members(session, team_id, keep=ids)
    there = _members_from(session, team_id)
    joining = [id_ for id_ in dict.fromkeys(ids) if id_ not in there]
    since = session.at.date()
    rows = [{"team_id": team_id, "cadre_id": id_, "since": since} for id_ in joining]
    if rows:
        session.execute(insert(TeamMember), rows)
    leader_id = next((id_ for id_, p in zip(ids, people, strict=True) if p.leads), None)
    facts = {"name": name, "position": natural_key(name), "leader_id": leader_id}
    session.execute(update(Team).where(Team.id == team_id).values(**facts))
    return cadres, was


def _told(people: Sequence[MemberRow]) -> str:
    """Who belongs to a team, and whose consent was recorded with it."""
    agreed = "、".join(p.name for p in people if p.consented_on is not None and not p.consent_by)
    names = "、".join(p.name for p in people)
    return f"{names}；登记同意公开手机号：{agreed}" if agreed else names


def _check_people(name: str, people: Sequence[MemberRow]) -> None:
    if not name or any(not p.name for p in people):
        raise KnownError("工作组和每位成员都要有名称，没有保存；请补上后再保存。")
    written = Counter((p.name, p.unit) for p in people)
    twice = [name for (name, _), count in written.items() if count > 1]
    if twice:
        raise KnownError(f"{twice[0]}在这个工作组里写了两次，没有保存；请去掉一个。")
