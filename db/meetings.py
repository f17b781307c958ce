"""Coordination meetings (协调会): what they studied and decided, and who leads what (领办)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from db import units
from db.issue_filter import Query
from db.models import Issue, Meeting, MeetingItem, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.workflow import OPEN


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as the list shows it; ``items`` is how many issues it studied."""

    id: int
    title: str
    held_at: datetime
    agenda: str
    items: int
    version: int


@dataclass(frozen=True, slots=True)
class Item:
    """What a meeting decided of one issue. ``number``, ``title`` and ``colour`` are the issue's
    own and not stored again."""

    issue_id: int
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    decision: str = ""
    due_at: datetime | None = None
    number: str = ""
    title: str = ""
    colour: str = ""


def all_meetings(connection: Reader) -> list[MeetingRow]:
    """Every meeting, the latest first."""
    rows = fetch(connection, _rows().order_by(Meeting.held_at.desc(), Meeting.id.desc()))
    return [MeetingRow(*row) for row in rows]


def meeting(connection: Reader, meeting_id: int) -> MeetingRow | None:
    """One meeting; None when it is no longer there."""
    rows = fetch(connection, _rows().where(Meeting.id == meeting_id))
    return MeetingRow(*rows[0]) if rows else None


def _rows() -> Query:
    studied = (
        select(func.count())
        .where(MeetingItem.meeting_id == Meeting.id)
        .correlate(Meeting)
        .scalar_subquery()
    )
    return select(
        Meeting.id, Meeting.title, Meeting.held_at, Meeting.agenda, studied, Meeting.version
    )


def items(connection: Reader, meeting_id: int) -> list[Item]:
    """What a meeting studied, in the order of its agenda."""
    columns = (
        MeetingItem.issue_id,
        func.coalesce(Unit.name, ""),
        MeetingItem.co_units,
        MeetingItem.decision,
        MeetingItem.due_at,
        Issue.number,
        Issue.title,
        Issue.colour,
    )
    found = fetch(
        connection,
        select(*columns)
        .join(Issue, Issue.id == MeetingItem.issue_id)
        .outerjoin(Unit, Unit.id == MeetingItem.lead_unit_id)
        .where(MeetingItem.meeting_id == meeting_id)
        .order_by(MeetingItem.id),
    )
    return [Item(i, unit, _split(co_units), *rest) for i, unit, co_units, *rest in found]


def _split(co_units: str) -> tuple[str, ...]:
    return tuple(filter(None, co_units.split("、")))


def decisions(connection: Reader, issue_id: int) -> list[tuple[MeetingRow, Item]]:
    """What meetings decided of an issue, the earliest first."""
    held = _rows().join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
    found = fetch(
        connection, held.where(MeetingItem.issue_id == issue_id).order_by(Meeting.held_at)
    )
    rows = [MeetingRow(*row) for row in found]
    of_issue = ((row, items(connection, row.id)) for row in rows)
    return [(row, item) for row, all_ in of_issue for item in all_ if item.issue_id == issue_id]


def leading(connection: Reader) -> dict[str, int]:
    """How many open issues each unit leads by a meeting's decision (领办)."""
    led = (
        select(Unit.name, func.count(Issue.id.distinct()))
        .select_from(MeetingItem)
        .join(Unit, Unit.id == MeetingItem.lead_unit_id)
        .join(Issue, Issue.id == MeetingItem.issue_id)
        .where(Issue.state.in_(OPEN))
        .group_by(Unit.name)
    )
    return dict(fetch(connection, led))


def save(
    session: WriteSession,
    meeting_id: int | None,
    version: int,
    title: str,
    held_at: datetime,
    agenda: str,
    studied: Sequence[Item],
) -> int:
    """A meeting as the form has it, new without ``meeting_id``; returns its id.

    Refuses a meeting without title or studying nothing, a deadline before it, and a version that
    is not the newest.
    """
    _check(title, held_at, studied)
    facts = {"title": title.strip(), "held_at": held_at, "agenda": agenda.strip()}
    if meeting_id is None:
        new = insert(Meeting).values(created_by=session.actor, **facts).returning(Meeting.id)
        meeting_id = session.execute(new).scalar_one()
    else:
        changed = update(Meeting).where(Meeting.id == meeting_id, Meeting.version == version)
        made = changed.values(version=version + 1, **facts).returning(Meeting.id)
        if session.execute(made).scalar() is None:
            raise KnownError(
                "这次协调会刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
            )
    session.execute(delete(MeetingItem).where(MeetingItem.meeting_id == meeting_id))
    unit_ids = units.ids_of(session, (i.lead_unit for i in studied))
    rows = [
        {
            "meeting_id": meeting_id,
            "issue_id": item.issue_id,
            "lead_unit_id": unit_ids.get(item.lead_unit),
            "co_units": "、".join(item.co_units),
            "decision": item.decision.strip(),
            "due_at": item.due_at,
        }
        for item in studied
    ]
    session.execute(insert(MeetingItem), rows)
    session.log("meetings", "协调会", title.strip(), f"{len(rows)} 件")
    session.topics.add("issues")
    return meeting_id


def _check(title: str, held_at: datetime, studied: Sequence[Item]) -> None:
    if not title.strip():
        raise KnownError("协调会还没有名称，没有保存；请补上后再保存。")
    if not studied:
        raise KnownError("协调会还没有研究的问题，没有保存；请至少选一件。")
    for item in studied:
        if item.due_at is not None and item.due_at < held_at:
            raise KnownError(
                f"{item.number or '议题'}的完成时限早于开会时间，没有保存；请改正后再保存。"
            )


def remove(session: WriteSession, meeting_id: int) -> None:
    """Take a meeting back; the issues it studied stay as they are."""
    there = meeting(session.connection, meeting_id)
    if there is None:
        return
    session.execute(delete(Meeting).where(Meeting.id == meeting_id))
    session.log("meetings", "删除协调会", there.title)
