"""Issues: the list's order and pages, one issue with its timeline, registering and moving one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import SQLColumnExpression, case, func, insert, select, update

from db import categories, search, settings, units
from db.issue_filter import IssueFilter, Query, colour, filtered
from db.models import Category, Issue, IssueEvent, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain import colours, deadlines, workflow
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.history import Step, next_step
from domain.people import initials
from domain.workflow import Move, Rating, State


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue as the list shows it."""

    id: int
    number: str
    colour: str
    title: str
    category: str
    place: str
    unit: str
    state: State
    registered_at: datetime
    clock_from: datetime | None
    due_at: datetime | None
    resolved_at: datetime | None
    rating: Rating | None
    source: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of the timeline, with both its times."""

    move: Move
    state: State
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    note: str
    unit: str
    rating: Rating | None
    colour: str


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One issue with everything its card shows, and the version a move must name."""

    row: IssueRow
    description: str
    person: str
    phone: str
    version: int
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What the user asks for. ``colour`` and ``category`` belong to triage, ``unit`` to triage and
    dispatch, ``rating`` to the follow-up."""

    move: Move
    note: str = ""
    colour: str = ""
    category: tuple[str, ...] = ()
    unit: str = ""
    rating: Rating | None = None


_ROW = (
    Issue.id,
    Issue.number,
    Issue.colour,
    Issue.title,
    func.coalesce(Category.path, ""),
    Issue.place_text,
    func.coalesce(Unit.name, ""),
    Issue.state,
    Issue.registered_at,
    Issue.clock_from,
    Issue.due_at,
    Issue.resolved_at,
    Issue.rating,
    Issue.source,
)
# Words sort as the office ranks them, not by the alphabet.
_COLOUR_RANK = case({r.key: n for n, r in enumerate(colours.DEFAULT)}, value=Issue.colour)
_STATE_RANK = case({state.value: n for n, state in enumerate(State)}, value=Issue.state)
SORTS: dict[str, SQLColumnExpression[Any]] = {
    "number": Issue.number,
    "colour": _COLOUR_RANK,
    "title": Issue.title,
    "state": _STATE_RANK,
    "registered_at": Issue.registered_at,
    "due_at": Issue.due_at,
    "resolved_at": Issue.resolved_at,
}


def _row(values: Sequence[Any]) -> IssueRow:
    row = IssueRow(*values)
    return replace(row, state=State(row.state), rating=Rating(row.rating) if row.rating else None)


def order(
    connection: Reader,
    wanted: IssueFilter,
    sort: str = "registered_at",
    descending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order; with ``limit`` only the first."""
    column = SORTS[sort]
    tie = Issue.registered_at.desc() if sort != "registered_at" else Issue.id.desc()
    by = column.desc() if descending else column
    if sort in ("due_at", "resolved_at"):
        by = by.nulls_last()
    statement = filtered(connection, select(Issue.id), wanted).order_by(by, tie)
    return list(connection.scalars(statement.limit(limit)))


def colour_counts(connection: Reader, wanted: IssueFilter) -> dict[str, int]:
    """How many issues of each colour the rest of the filter lets through."""
    each = filtered(
        connection, select(colour(wanted).label("colour")), replace(wanted, colours=())
    ).subquery()
    grouped = select(each.c.colour, func.count()).group_by(each.c.colour)
    return dict(fetch(connection, grouped))


def _rows() -> Query:
    joined = select(*_ROW).outerjoin(Category, Category.id == Issue.category_id)
    return joined.outerjoin(Unit, Unit.id == Issue.lead_unit_id)


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, IssueRow]:
    """The rows of these ids, for a page of the table."""
    found = connection.execute(_rows().where(Issue.id.in_(ids)))
    return {values[0]: _row(values) for values in found}


def page(connection: Reader, issue_id: int) -> IssuePage | None:
    """One issue with its timeline; None when it is no longer there."""
    own = (Issue.description, Issue.person, Issue.phone, Issue.version)
    found = fetch(connection, _rows().add_columns(*own).where(Issue.id == issue_id))
    if not found:
        return None
    *row, description, person, phone, version = found[0]
    events = connection.execute(
        select(
            IssueEvent.move,
            IssueEvent.state,
            IssueEvent.occurred_at,
            IssueEvent.recorded_at,
            IssueEvent.actor,
            IssueEvent.note,
            func.coalesce(Unit.name, ""),
            IssueEvent.rating,
            IssueEvent.colour,
        )
        .outerjoin(Unit, Unit.id == IssueEvent.unit_id)
        .where(IssueEvent.issue_id == issue_id)
        .order_by(IssueEvent.seq)
    )
    return IssuePage(
        row=_row(row),
        description=description,
        person=person,
        phone=phone,
        version=version,
        events=tuple(_event(values) for values in events),
    )


def _event(values: Sequence[Any]) -> EventRow:
    event = EventRow(*values)
    rating = Rating(event.rating) if event.rating else None
    return replace(event, move=Move(event.move), state=State(event.state), rating=rating)


def register(session: WriteSession, entry: IssueEntry, place_id: int | None = None) -> int:
    """Register one issue at its first event's time; returns its id."""
    (issue_id,) = session.reserve(Issue, 1)
    step = next_step(None, entry.events[0])
    number = entry.number or numbers(session, entry.events[0].occurred_at.year, 1)[0]
    category = categories.ids_of(session, [entry.category]).get(entry.category)
    session.execute(
        insert(Issue).values(
            id=issue_id,
            number=number,
            category_id=category,
            place_id=place_id,
            registered_at=entry.events[0].occurred_at,
            opened_day=step.day,
            state=step.state,
            colour=step.colour,
            **told(entry),
        )
    )
    session.execute(insert(IssueEvent).values(event_values(issue_id, 1, step, session)))
    search.put(session, "issue", [(issue_id, search_text(number, entry))], fresh=True)
    found = entry.events[0].occurred_at
    late = f"补记 {found:%Y-%m-%d %H:%M} · " if found.date() < session.at.date() else ""
    session.log("issues", "登记问题", number, late + entry.title)
    return issue_id


def numbers(session: WriteSession, year: int, count: int) -> list[str]:
    """The next issue numbers of a year, such as 2026-0412."""
    return [f"{year}-{n:04d}" for n in settings.next_number(session, f"issue:{year}", count)]


def told(entry: IssueEntry) -> dict[str, str]:
    """The columns of an issue that are as they were told."""
    return {
        "title": entry.title,
        "description": entry.description,
        "source": entry.source,
        "person": entry.person,
        "phone": entry.phone,
        "place_text": entry.place_text or "".join(step.name for step in entry.place),
    }


def search_text(number: str, entry: IssueEntry) -> str:
    """Everything an issue is found by, words apart."""
    facts = told(entry)
    words = (number, facts["title"], facts["place_text"], facts["person"], facts["phone"])
    return " ".join(dict.fromkeys(w for w in (*words, initials(entry.person)) if w))


def event_values(
    issue_id: int,
    seq: int,
    step: Step,
    session: WriteSession,
    unit_id: int | None = None,
    rating: Rating | None = None,
) -> dict[str, Any]:
    """A step of an issue's past as the table stores it."""
    return {
        "issue_id": issue_id,
        "seq": seq,
        "move": step.event.move,
        "state": step.state,
        "occurred_at": step.event.occurred_at,
        "recorded_at": session.at,
        "actor": step.event.actor or session.actor,
        "note": step.event.note,
        "unit_id": unit_id,
        "rating": rating,
        "colour": step.colour,
        "day": step.day,
        "left": step.left,
        "entered": step.entered,
    }


def move(session: WriteSession, issue_id: int, version: int, request: MoveRequest) -> None:
    """Make one move now. A KnownError says why not, and nothing is written then."""
    now = page(session.connection, issue_id)
    if now is None:
        raise KnownError("这个问题已不在台账里，没有保存；请刷新后再看。")
    if now.version != version:
        raise KnownError(
            "这个问题刚被别人处理过，您填写的内容没有丢，也没有覆盖对方；请先看最新进展再提交。"
        )
    refused = workflow.refusal(request.move, now.row.state, now.row.rating, request.note)
    if refused:
        raise KnownError(refused)
    step = _step(session, issue_id, now, request)
    unit_id = units.ids_of(session, [request.unit]).get(request.unit)
    seq = len(now.events) + 1
    session.execute(
        insert(IssueEvent).values(
            event_values(issue_id, seq, step, session, unit_id, request.rating)
        )
    )
    changed = _changed(now, request, step)
    if unit_id is not None:
        changed["lead_unit_id"] = unit_id
    if request.category:
        changed["category_id"] = categories.ids_of(session, [request.category])[request.category]
    session.execute(
        update(Issue)
        .where(Issue.id == issue_id)
        .values(version=version + 1, batch_id=None, **changed)
    )
    session.log("issues", workflow.MOVE_WORDS[request.move], now.row.number, request.note)


def _step(session: WriteSession, issue_id: int, now: IssuePage, request: MoveRequest) -> Step:
    event = EventEntry(
        request.move, session.at, session.actor, request.note, request.colour or None
    )
    day = session.execute(
        select(func.max(IssueEvent.day)).where(IssueEvent.issue_id == issue_id)
    ).scalar_one()
    before = Step(event, now.row.state, now.row.colour, day, "", now.row.colour)
    return next_step(before, event)


def _changed(now: IssuePage, request: MoveRequest, step: Step) -> dict[str, Any]:
    at = step.event.occurred_at
    changed: dict[str, Any] = {"state": step.state, "colour": step.colour}
    if request.move is Move.TRIAGE:
        changed |= {"clock_from": at, "due_at": finish_by(step.colour, at)}
    if step.state is State.RESOLVED and now.row.state is not State.RESOLVED:
        changed["resolved_at"] = at
    if request.move is Move.REWORK:
        changed["resolved_at"] = None
    if request.rating is not None:
        changed["rating"] = request.rating
    if step.state in workflow.ENDED and now.row.state not in workflow.ENDED:
        changed["ended_day"] = step.day
    return changed


def finish_by(colour: str, triaged_at: datetime) -> datetime:
    """The end of the last workday in which an issue of this colour is to be finished."""
    return deadlines.due(triaged_at, colours.rule(colour).finish_days)
