"""Taking a visit out of the record, and bringing it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select

from db import search
from db.models import (
    Base,
    Cadre,
    Household,
    Issue,
    IssueEvent,
    IssueText,
    MeetingItem,
    ProjectIssue,
    SlipIssue,
    Team,
    Visit,
    VisitCadre,
)
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import whereabouts
from db.visits import visit_records
from domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class Removed:
    """A visit with what belonged to it, to be restored just so."""

    visit: dict[str, Any]
    people: tuple[dict[str, Any], ...]
    issues: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    texts: tuple[tuple[int, str], ...]


def remove(session: WriteSession, visit_id: int) -> Removed:
    """Take a visit out of the record with the issues it brought; returns what restores it.

    A KnownError where somebody has worked on one of these issues since.
    """
    connection = session.connection
    (visit,) = _raw(connection, Visit, Visit.id == visit_id) or (None,)
    if visit is None:
        raise KnownError("这次走访已被删除，没有再改动；请刷新后再看。")
    issues = _raw(connection, Issue, Issue.visit_id == visit_id)
    ids = [issue["id"] for issue in issues]
    if worked_on := _worked_on(connection, issues):
        raise KnownError(
            f"这次走访登记的问题 {worked_on} 已经有人在办，走访没有删除；"
            "如果是误登，请先对这件问题“不予受理”。"
        )
    texts = select(IssueText.issue_id, IssueText.text).where(IssueText.issue_id.in_(ids))
    removed = Removed(
        visit,
        tuple(_raw(connection, VisitCadre, VisitCadre.visit_id == visit_id)),
        tuple(issues),
        tuple(_raw(connection, IssueEvent, IssueEvent.issue_id.in_(ids))),
        tuple((id_, text) for id_, text in fetch(connection, texts)),
    )
    address = connection.scalar(
        select(Household.address).where(Household.id == visit["household_id"])
    )
    search.drop(session, "issue", ids)
    session.execute(delete(Issue).where(Issue.id.in_(ids)))
    session.execute(delete(Visit).where(Visit.id == visit_id))
    visit_records.tell_households(session, [visit["household_id"]])
    where = whereabouts.household(visit["household_id"])
    session.log("visits", "删除走访", address or "", f"{visit['day']}", where)
    session.topics.add("issues")
    return removed


def restore(session: WriteSession, removed: Removed) -> None:
    """A removed visit is there again, with the issues it brought.

    Others may have got the ids by now, so it comes back under new ones; who has left the ledger
    since is not named again. A KnownError where the household has left it.
    """
    connection = session.connection
    address = connection.scalar(
        select(Household.address).where(Household.id == removed.visit["household_id"])
    )
    if address is None:
        raise KnownError("这一户已不在台账里，走访没有恢复；请先把住户登记回来。")
    (visit_id,) = session.reserve(Visit, 1)
    team_id = connection.scalar(select(Team.id).where(Team.id == removed.visit["team_id"]))
    session.execute(insert(Visit), [removed.visit | {"id": visit_id, "team_id": team_id}])
    named = [person["cadre_id"] for person in removed.people]
    people = [
        {"visit_id": visit_id, "cadre_id": id_}
        for id_ in connection.scalars(select(Cadre.id).where(Cadre.id.in_(named)))
    ]
    if people:
        session.execute(insert(VisitCadre), people)
    if removed.issues:
        _restore_issues(session, removed, visit_id)
    visit_records.tell_households(session, [removed.visit["household_id"]])
    where = whereabouts.household(removed.visit["household_id"])
    session.log("visits", "恢复走访", address, f"{removed.visit['day']}", where)


def _restore_issues(session: WriteSession, removed: Removed, visit_id: int) -> None:
    ids = session.reserve(Issue, len(removed.issues))
    now = {old["id"]: new for old, new in zip(removed.issues, ids, strict=True)}
    issues = [issue | {"id": now[issue["id"]], "visit_id": visit_id} for issue in removed.issues]
    session.execute(insert(Issue), issues)
    events = [{**event, "issue_id": now[event["issue_id"]]} for event in removed.events]
    for event in events:
        del event["id"]
    session.execute(insert(IssueEvent), events)
    search.put(session, "issue", [(now[id_], text) for id_, text in removed.texts], fresh=True)
    session.topics.add("issues")


def _raw(connection: Reader, model: type[Base], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    found = connection.execute(select(model.__table__).where(which)).mappings()
    return [dict(row) for row in found]


def _worked_on(connection: Reader, issues: Sequence[dict[str, Any]]) -> str:
    """The number of the first of these issues that is more than what the visit wrote."""
    ids = [issue["id"] for issue in issues]
    columns: tuple[Any, ...] = (
        SlipIssue.issue_id, MeetingItem.issue_id, ProjectIssue.issue_id, Issue.common_id,
    )  # fmt: skip
    named = {id_ for c in columns for id_ in connection.scalars(select(c).where(c.in_(ids)))}
    touched = (i["number"] for i in issues if i["version"] > 1 or i["id"] in named)
    return str(next(touched, ""))
