"""Issues: the list's order and pages, one issue with its timeline, registering one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, insert, select

from db import clock, search, settings
from db.issues import categories, standing
from db.issues.issue_filter import IssueFilter, Query, colour, filtered
from db.models import Category, CoUnit, Issue, IssueEvent, Place, Unit
from db.papers import slips
from db.papers.slips import SlipRow
from db.reading import Reader, fetch
from db.session import WriteSession
from domain import colours
from domain.entries import IssueEntry
from domain.errors import KnownError
from domain.history import Standing, Step, step
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
    urgency: str


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
    due_at: datetime | None
    solved: bool | None


@dataclass(frozen=True, slots=True)
class IssueName:
    """Another issue as a card speaks of it."""

    id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One issue with everything its card shows, and the version a move must name.

    ``common`` is the common issue it was merged into, ``merged`` those that were merged into it,
    ``papers`` the slips and letters on which it stands.
    """

    row: IssueRow
    description: str
    person: str
    phone: str
    version: int
    events: tuple[EventRow, ...]
    standing: Standing
    co_units: tuple[str, ...] = ()
    common: IssueName | None = None
    merged: tuple[IssueName, ...] = ()
    papers: tuple[SlipRow, ...] = ()


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
    Issue.urgency,
)
# Words sort as the office ranks them, not by the alphabet.
_COLOUR_RANK = case({key: n for n, key in enumerate(colours.PALETTE)}, value=Issue.colour)
_STATE_RANK = case({state.value: n for n, state in enumerate(State)}, value=Issue.state)
SORTS: dict[str, SQLColumnExpression[Any]] = {
    "number": Issue.number,
    "colour": _COLOUR_RANK,
    "title": Issue.title,
    "state": _STATE_RANK,
    "registered_at": Issue.registered_at,
    "due_at": Issue.due_at,
    "resolved_at": Issue.resolved_at,
    "category": Category.seq,
    "place": Place.position,
    "unit": Unit.name,
}
_FEW = ("colour", "state", "category")
_BESIDE: dict[str, tuple[Any, Any]] = {
    "category": (Category, Category.id == Issue.category_id),
    "place": (Place, Place.id == Issue.place_id),
    "unit": (Unit, Unit.id == Issue.lead_unit_id),
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
    statement = filtered(connection, select(Issue.id), wanted)
    column = SORTS[sort]
    by = column.desc() if descending else column.asc()
    if sort in _BESIDE or sort in ("due_at", "resolved_at"):
        by = by.nulls_last()
    tie = (Issue.registered_at.desc(), Issue.id.desc())
    if limit is not None and sort in _FEW and not _is_narrow(wanted, sort):
        ranks = _ranks(connection, sort, descending)
        return _first_ranked(connection, statement.order_by(*tie), ranks, limit)
    if sort in _BESIDE:
        beside, on = _BESIDE[sort]
        if limit is not None:
            # Walked from the other table in its order, the first page is met at once.
            walked = statement.join(beside, on).order_by(by, *tie).limit(limit)
            found = list(connection.scalars(walked))
            if len(found) == limit:
                return found
        statement = statement.outerjoin(beside, on)
    ordered = statement.order_by(by, *(tie if sort != "registered_at" else tie[1:]))
    return list(connection.scalars(ordered.limit(limit)))


def _is_narrow(wanted: IssueFilter, sort: str) -> bool:
    """Whether the filter leaves so few that they are found and sorted sooner than met by walking
    through the values one after the other."""
    narrowing = (
        wanted.category,
        wanted.position,
        wanted.team,
        wanted.unit,
        wanted.urgencies,
        wanted.rating,
        wanted.lamp,
        wanted.todo,
        wanted.since,
        wanted.until,
        wanted.open_on,
        wanted.query if sort == "category" else "",
    )
    return any(narrowing)


def _ranks(connection: Reader, sort: str, descending: bool) -> list[ColumnElement[bool]]:
    """What tells the few values of a column apart, in their order, those without one last."""
    rest: list[ColumnElement[bool]] = []
    if sort == "colour":
        ranks = [Issue.colour == key for key in colours.PALETTE]
    elif sort == "state":
        ranks = [Issue.state == state for state in State]
    else:
        ids = connection.scalars(select(Category.id).order_by(Category.seq))
        ranks = [Issue.category_id == id_ for id_ in ids]
        rest = [Issue.category_id.is_(None)]
    return (ranks[::-1] if descending else ranks) + rest


def _first_ranked(
    connection: Reader, statement: Query, ranks: Sequence[ColumnElement[bool]], limit: int
) -> list[int]:
    """The first page by a column of few values: each value in its turn, by the index it has."""
    found: list[int] = []
    for fits in ranks:
        found += connection.scalars(statement.where(fits).limit(limit - len(found)))
        if len(found) == limit:
            break
    return found


def count(connection: Reader, wanted: IssueFilter) -> int:
    """How many issues the filter lets through."""
    counted = filtered(connection, select(func.count()).select_from(Issue), wanted)
    return connection.scalar(counted) or 0


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
    own = (Issue.description, Issue.person, Issue.phone, Issue.version, Issue.common_id)
    found = fetch(connection, _rows().add_columns(*own).where(Issue.id == issue_id))
    if not found:
        return None
    *row, description, person, phone, version, common_id = found[0]
    common = _names(connection, Issue.id == common_id) if common_id is not None else ()
    return IssuePage(
        row=_row(row),
        description=description,
        person=person,
        phone=phone,
        version=version,
        events=_events(connection, issue_id),
        standing=standing.read(connection, [issue_id])[issue_id],
        co_units=_co_units(connection, issue_id),
        common=common[0] if common else None,
        merged=_names(connection, Issue.common_id == issue_id),
        papers=slips.of_issue(connection, issue_id),
    )


def _names(connection: Reader, which: ColumnElement[bool]) -> tuple[IssueName, ...]:
    named = select(Issue.id, Issue.number, Issue.title).where(which).order_by(Issue.number)
    return tuple(IssueName(*found) for found in fetch(connection, named))


def _co_units(connection: Reader, issue_id: int) -> tuple[str, ...]:
    helping = select(Unit.name).join(CoUnit, CoUnit.unit_id == Unit.id)
    named = helping.where(CoUnit.issue_id == issue_id).order_by(Unit.id)
    return tuple(connection.scalars(named))


def _events(connection: Reader, issue_id: int) -> tuple[EventRow, ...]:
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
            IssueEvent.due_at,
            IssueEvent.solved,
        )
        .outerjoin(Unit, Unit.id == IssueEvent.unit_id)
        .where(IssueEvent.issue_id == issue_id)
        .order_by(IssueEvent.seq)
    )
    return tuple(_event(values) for values in events)


def _event(values: Sequence[Any]) -> EventRow:
    event = EventRow(*values)
    rating = Rating(event.rating) if event.rating else None
    return replace(event, move=Move(event.move), state=State(event.state), rating=rating)


def register(session: WriteSession, entry: IssueEntry, place_id: int | None = None) -> int:
    """Register one issue at its first event's time; returns its id. A KnownError when the clock
    was set back."""
    if wrong := clock.set_back(session.connection, session.at):
        raise KnownError(wrong)
    (issue_id,) = session.reserve(Issue, 1)
    made = step(None, entry.events[0])
    number = entry.number or numbers(session, entry.events[0].occurred_at.year, 1)[0]
    category = categories.ids_of(session, [entry.category]).get(entry.category)
    session.execute(
        insert(Issue).values(
            id=issue_id,
            number=number,
            category_id=category,
            place_id=place_id,
            opened_day=made.after.day,
            **standing.values(made.after),
            **told(entry),
        )
    )
    session.execute(insert(IssueEvent).values(event_values(issue_id, 1, made, session)))
    search.put(session, "issue", [(issue_id, search_text(number, entry))], fresh=True)
    found = entry.events[0].occurred_at
    late = f"补记 {found:%Y-%m-%d %H:%M} · " if found.date() < session.at.date() else ""
    session.log("issues", "登记问题", number, late + entry.title, place_id)
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
    issue_id: int, seq: int, made: Step, session: WriteSession, unit_id: int | None = None
) -> dict[str, Any]:
    """A step of an issue's past as the table stores it."""
    event, after = made.event, made.after
    return {
        "issue_id": issue_id,
        "seq": seq,
        "move": event.move,
        "state": after.state,
        "occurred_at": event.occurred_at,
        "recorded_at": session.at,
        "actor": event.actor or session.actor,
        "note": event.note,
        "unit_id": unit_id,
        "rating": event.rating,
        "colour": after.colour,
        "day": after.day,
        "left": made.left,
        "entered": made.entered,
        "due_at": after.due_at,
        "solved": after.solved if event.rating is not None else None,
        "urgency": event.urgency,
    }
