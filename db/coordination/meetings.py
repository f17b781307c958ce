"""Coordination meetings (协调会): what they studied and decided, and who leads what (领办)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from db.issues import issues
from db.issues.issue_filter import Query
from db.models import CoUnit, Issue, Meeting, MeetingItem, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A meeting as the form has it."""

    title: str
    held_at: datetime
    agenda: str
    items: tuple[Item, ...]


Decision = tuple[MeetingRow, Item]
"""A meeting, and what it decided of an issue."""


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
    told = fetch(connection, _items().where(MeetingItem.meeting_id == meeting_id))
    return [_item(item) for _, *item in told]


def of_issues(connection: Reader, ids: Sequence[int]) -> list[Item]:
    """Issues as a new meeting begins with them: with the units they have."""
    rows = issues.rows(connection, ids)
    helping = select(CoUnit.issue_id, Unit.name).join(Unit, Unit.id == CoUnit.unit_id)
    beside: dict[int, list[str]] = {}
    for issue_id, unit in fetch(connection, helping.where(CoUnit.issue_id.in_(ids))):
        beside.setdefault(issue_id, []).append(unit)
    found = ((rows[i], tuple(beside.get(i, ()))) for i in ids if i in rows)
    return [
        Item(row.id, row.unit, co, number=row.number, title=row.title, colour=row.colour)
        for row, co in found
    ]


def _items() -> Query:
    columns = (
        MeetingItem.meeting_id,
        MeetingItem.issue_id,
        func.coalesce(Unit.name, ""),
        MeetingItem.co_units,
        MeetingItem.decision,
        MeetingItem.due_at,
        Issue.number,
        Issue.title,
        Issue.colour,
    )
    joined = select(*columns).join(Issue, Issue.id == MeetingItem.issue_id)
    return joined.outerjoin(Unit, Unit.id == MeetingItem.lead_unit_id).order_by(MeetingItem.id)


def _item(values: Sequence[Any]) -> Item:
    issue_id, unit, co_units, *rest = values
    return Item(issue_id, unit, tuple(filter(None, co_units.split("、"))), *rest)


def decisions(connection: Reader, issue_id: int) -> list[Decision]:
    """What meetings decided of an issue, the earliest first."""
    held = _rows().join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
    of_issue = held.where(MeetingItem.issue_id == issue_id)
    found = fetch(connection, of_issue.order_by(Meeting.held_at, Meeting.id))
    rows = {row[0]: MeetingRow(*row) for row in found}
    told = fetch(connection, _items().where(MeetingItem.issue_id == issue_id))
    decided = {meeting_id: _item(item) for meeting_id, *item in told}
    return [(row, decided[id_]) for id_, row in rows.items()]


def leading(connection: Reader, beside: int | None = None) -> dict[str, int]:
    """How many open issues each unit leads by the latest meeting's decision (领办), 0 included;
    what the meeting ``beside`` decided is left out."""
    latest = (
        func.row_number()
        .over(
            partition_by=MeetingItem.issue_id,
            order_by=(Meeting.held_at.desc(), Meeting.id.desc()),
        )
        .label("back")
    )
    held = select(MeetingItem.lead_unit_id, latest).join(Meeting).join(Issue)
    held = held.where(Issue.state.in_(OPEN))
    if beside is not None:
        held = held.where(Meeting.id != beside)
    each = held.subquery()
    led = select(Unit.name, func.count(each.c.back)).outerjoin(
        each, and_(each.c.lead_unit_id == Unit.id, each.c.back == 1)
    )
    return dict(fetch(connection, led.group_by(Unit.name).order_by(Unit.name)))


def save(session: WriteSession, meeting_id: int | None, version: int, draft: Draft) -> int:
    """A meeting as the form has it, new without ``meeting_id``; returns its id.

    Refuses a meeting without title or studying nothing, a deadline that is over or before the
    meeting, and a version that is not the newest.
    """
    _check(draft)
    _check_future(session, meeting_id, draft)
    facts = _facts(draft.title, draft.held_at, draft.agenda)
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
    _put_items(session, meeting_id, draft.items)
    session.log("meetings", "协调会", draft.title.strip(), f"{len(draft.items)} 件")
    session.topics.add("issues")
    return meeting_id


def _put_items(session: WriteSession, meeting_id: int, studied: Sequence[Item]) -> None:
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
    if rows:
        session.execute(insert(MeetingItem), rows)


def _facts(title: str, held_at: datetime, agenda: str) -> dict[str, Any]:
    return {"title": title.strip(), "held_at": held_at, "agenda": agenda.strip()}


def _check(draft: Draft) -> None:
    if not draft.title.strip():
        raise KnownError("协调会还没有名称，没有保存；请补上后再保存。")
    if not draft.items:
        raise KnownError("协调会还没有研究的问题，没有保存；请至少选一件。")
    for item in draft.items:
        if item.due_at is not None and item.due_at < draft.held_at:
            raise KnownError(
                f"{item.number or '议题'}的完成时限早于开会时间，没有保存；请改正后再保存。"
            )


def _check_future(session: WriteSession, meeting_id: int | None, draft: Draft) -> None:
    """A deadline is set for the future; one that was set before may be over by now."""
    before = items(session.connection, meeting_id) if meeting_id is not None else []
    known = {(item.issue_id, item.due_at) for item in before}
    for item in draft.items:
        over = item.due_at is not None and item.due_at < session.at
        if over and (item.issue_id, item.due_at) not in known:
            raise KnownError(
                f"{item.number or '议题'}的完成时限已经过去，没有保存；请改成今天或以后的日期。"
            )


@dataclass(frozen=True, slots=True)
class Removed:
    """A meeting that was taken back, as it was."""

    meeting: MeetingRow
    items: tuple[Item, ...]


def remove(session: WriteSession, meeting_id: int) -> Removed | None:
    """Take a meeting back; the issues it studied stay as they are. Returns what `restore` puts
    back; None when it was gone already."""
    there = meeting(session.connection, meeting_id)
    if there is None:
        return None
    kept = Removed(there, tuple(items(session.connection, meeting_id)))
    session.execute(delete(Meeting).where(Meeting.id == meeting_id))
    session.log("meetings", "删除协调会", there.title)
    session.topics.add("issues")
    return kept


def restore(session: WriteSession, removed: Removed) -> int:
    """Put a meeting back as it was, without the issues that are gone meanwhile; returns its id."""
    row = removed.meeting
    facts = _facts(row.title, row.held_at, row.agenda)
    new = insert(Meeting).values(created_by=session.actor, **facts).returning(Meeting.id)
    meeting_id = int(session.execute(new).scalar_one())
    there = issues.rows(session.connection, [i.issue_id for i in removed.items])
    _put_items(session, meeting_id, [i for i in removed.items if i.issue_id in there])
    session.log("meetings", "恢复协调会", row.title)
    session.topics.add("issues")
    return meeting_id
