"""Changing a team as a whole: held against others meanwhile, dissolved, and put back as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from db import photos
from db.models import Assignment, Cadre, Team, TeamMember, Visit, VisitCadre
from db.session import WriteSession
from db.teams import assignments, units
from db.teams.assignments import Released
from db.teams.cadres import CadreBook
from db.teams.teams import MemberRow
from domain.errors import KnownError

_GONE = "这个工作组已不在台账里，没有保存；请刷新后再看。"
_OVERTAKEN = "这个工作组刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
_CHANGED_SINCE = "这个工作组后来又改过，没有撤销；请直接修改它。"


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A team before a change: its row and its memberships as they were stored.

    ``after`` are the ids of the memberships the change left, ``cadres`` its people as they were
    and as they became, ``added`` the ids of those stored by it, ``areas`` what it took off the
    team; ``deleted`` tells that nothing is left of it.
    """

    row: dict[str, Any]
    members: tuple[dict[str, Any], ...]
    after: tuple[int, ...]
    cadres: tuple[tuple[MemberRow, MemberRow], ...] = ()
    added: tuple[int, ...] = ()
    areas: Released | None = None
    deleted: bool = False


def hold(
    session: WriteSession, team_id: int, version: int, changed: str = _OVERTAKEN
) -> dict[str, Any]:
    """The team as it is stored, held until this unit of work is over so that nobody else changes
    it; a KnownError (``changed``) when that happened before."""
    found = select(Team.__table__).where(Team.id == team_id)
    row = session.execute(found.with_for_update()).mappings().one_or_none()
    if row is None:
        raise KnownError(_GONE)
    if row["version"] != version:
        raise KnownError(changed if row["dissolved_on"] is None else _GONE)
    return dict(row)


def check_name(session: WriteSession, name: str, line: str, team_id: int) -> None:
    """KnownError where another team of the line has, or had, this name."""
    same = select(Team.id, Team.dissolved_on).where(Team.name == name, Team.line == line)
    other = next((row for row in session.execute(same) if row.id != team_id), None)
    if other is None:
        return
    if other.dissolved_on is not None:
        raise KnownError(
            f"“{name}”是 {other.dissolved_on} 撤销的工作组用过的名称，没有保存；请换一个名称。"
        )
    raise KnownError(f"已经有一个“{name}”，没有保存；请换一个名称，或直接修改那一个。")


def memberships(session: WriteSession, team_id: int) -> tuple[dict[str, Any], ...]:
    """Who belongs to a team and who did, as it is stored."""
    found = select(TeamMember.__table__).where(TeamMember.team_id == team_id)
    rows = session.execute(found.order_by(TeamMember.id)).mappings()
    return tuple(dict(row) for row in rows)


def end_members(session: WriteSession, team_id: int, keep: Sequence[int]) -> None:
    """Who is not kept was a member until yesterday, or never if only since today."""
    today = session.at.date()
    of_team = and_(TeamMember.team_id == team_id, TeamMember.cadre_id.not_in(keep))
    session.execute(delete(TeamMember).where(of_team, TeamMember.since >= today))
    session.execute(
        update(TeamMember)
        .where(of_team, or_(TeamMember.until.is_(None), TeamMember.until >= today))
        .values(until=today - timedelta(days=1), batch_id=None)
    )


def dissolve(session: WriteSession, team_id: int, version: int) -> TeamChange:
    """From today on there is no such team: whoever belonged to it did so until yesterday, and what
    it answered for has no team. Its past stays; without any the team is deleted.

    Returns what `restore` needs to take it back.
    """
    row, today = hold(session, team_id, version), session.at.date()
    members = memberships(session, team_id)
    end_members(session, team_id, keep=())
    held = select(Assignment.id).where(Assignment.team_id == team_id, assignments.lasts(today))
    ids = list(session.execute(held).scalars())
    areas = assignments.release(session, ids, today) if ids else None
    if deleted := not _has_past(session, team_id):
        session.execute(delete(Team).where(Team.id == team_id))
    else:
        facts = {"dissolved_on": today, "version": version + 1, "batch_id": None}
        session.execute(update(Team).where(Team.id == team_id).values(**facts))
    session.log(
        "teams", "删除工作组" if deleted else "撤销工作组", row["name"], f"{len(ids)} 项包联"
    )
    left = () if deleted else tuple(one["id"] for one in memberships(session, team_id))
    return TeamChange(row, members, left, areas=areas, deleted=deleted)


def _has_past(session: WriteSession, team_id: int) -> bool:
    refers = (TeamMember.team_id, Assignment.team_id, Visit.team_id)
    return any(
        session.execute(select(column).where(column == team_id).limit(1)).first()
        for column in refers
    )


def restore(session: WriteSession, change: TeamChange) -> int:
    """Put a team back as it was before a change; returns its id. KnownError when it was changed
    again since."""
    team_id, row = int(change.row["id"]), dict(change.row)
    check_name(session, row["name"], row["line"], team_id)
    if change.deleted:
        there = session.execute(select(Team.id).where(Team.id == team_id)).first()
        if there is not None:
            raise KnownError(_CHANGED_SINCE)
        session.execute(insert(Team).values(row))
    else:
        version = int(row["version"]) + 1
        hold(session, team_id, version, _CHANGED_SINCE)
        facts = row | {"version": version + 1}
        session.execute(update(Team).where(Team.id == team_id).values(**facts))
    since = and_(TeamMember.team_id == team_id, TeamMember.id.in_(change.after))
    session.execute(delete(TeamMember).where(since))
    rows = [{k: v for k, v in one.items() if k != "id"} for one in change.members]
    if rows:
        session.execute(insert(TeamMember), rows)
    _restore_people(session, change)
    if change.areas is not None:
        assignments.restore(session, change.areas)
    session.log("teams", "恢复工作组", row["name"])
    return team_id


def _restore_people(session: WriteSession, change: TeamChange) -> None:
    """What the change wrote of its people is as before; what others wrote since stays."""
    cadres = CadreBook(session, units.ids_of(session, (was.unit for was, _ in change.cadres)))
    for was, became in change.cadres:
        cadres.put(was.cadre_id, was, became)
    leads = select(Team.leader_id).where(Team.leader_id.is_not(None))
    busy = select(TeamMember.cadre_id).union(select(VisitCadre.cadre_id), leads)
    idle = select(Cadre.id).where(Cadre.id.in_(change.added), Cadre.id.not_in(busy))
    for cadre_id in session.execute(idle).scalars().all():
        photos.put(session, Cadre, cadre_id, None)
        session.execute(delete(Cadre).where(Cadre.id == cadre_id))
