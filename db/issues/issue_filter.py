"""Which issues a list shows: the parts of the filter as conditions of a query."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, func, not_, or_, select

from db import places, search
from db.issues import rules
from db.models import Category, Issue, IssueEvent, Place, Unit
from db.reading import Reader, fetch
from db.session import now
from db.teams import coverage
from domain import deadlines
from domain.deadlines import Lamp
from domain.periods import Period, span_of
from domain.rules import Rules
from domain.workflow import OPEN, Move, Rating, State

Query = Any  # a SELECT of any columns
Span = tuple[date, date]

# The clock runs in these: not yet resolved, and not suspended (DOMAIN.md §5).
IN_WORK = tuple(
    state for state in OPEN if state not in (State.RESOLVED, State.FOLLOWED_UP, State.SUSPENDED)
)
_NOT_DUE = (State.DECLINED, State.MERGED, State.SUSPENDED)


class Todo(StrEnum):
    """What has to be done about an issue today."""

    OVERDUE = "overdue"
    SOON = "soon"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues. Empty parts let everything through; ``open_on`` is a past day's backlog, and
    ``colours`` are then the colours of that day. ``since`` and ``until`` are the first and last
    day of registration, ``registered`` a period that moves along with the days, ``unit`` the lead
    unit's name, ``team`` the name of a team that answers
    for the place. ``due`` and ``heard`` are the first and last day of a period: what was to be
    finished in it, and whose reporter was reached in it after resolving."""

    query: str = ""
    colours: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    category: str = ""
    position: str = ""
    open_on: date | None = None
    todo: Todo | None = None
    source: str = ""
    urgencies: tuple[str, ...] = ()
    lamp: Lamp | None = None
    since: date | None = None
    until: date | None = None
    registered: Period | None = None
    unit: str = ""
    team: str = ""
    rating: Rating | None = None
    due: Span | None = None
    heard: Span | None = None


def filtered(connection: Reader, statement: Query, wanted: IssueFilter) -> Query:
    """The statement over issues with the filter's conditions."""
    conditions = _told(wanted)
    if wanted.open_on is not None:
        conditions.append(open_on(wanted.open_on))
    if wanted.todo is not None:
        conditions.append(to_do(connection, wanted.todo, now()))
    if wanted.lamp is not None:
        conditions.append(lit(connection, wanted.lamp, now()))
    if search.terms(wanted.query):
        conditions.append(search.condition(connection, "issue", Issue.id, wanted.query))
    return statement.where(*conditions)


def _told(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    """The conditions that need no look at the ledger."""
    conditions: list[ColumnElement[bool]] = []
    for column, values in (
        (colour(wanted), wanted.colours),
        (Issue.state, wanted.states),
        (Issue.urgency, wanted.urgencies),
    ):
        if values:
            conditions.append(column.in_(values))
    if wanted.source:
        conditions.append(Issue.source == wanted.source)
    if wanted.rating:
        conditions.append(Issue.rating == wanted.rating)
    if wanted.category:
        below = Category.path.startswith(f"{wanted.category}/", autoescape=True)
        inside = select(Category.id).where(or_(Category.path == wanted.category, below))
        conditions.append(Issue.category_id.in_(inside))
    if wanted.unit:
        conditions.append(Issue.lead_unit_id.in_(select(Unit.id).where(Unit.name == wanted.unit)))
    if wanted.registered is not None:
        span = _moments(span_of(wanted.registered, now().date()))
        conditions.append(Issue.registered_at.between(*span))
    if wanted.since is not None:
        conditions.append(Issue.registered_at >= datetime.combine(wanted.since, time.min))
    if wanted.until is not None:
        conditions.append(Issue.registered_at <= datetime.combine(wanted.until, time.max))
    if wanted.due is not None:
        conditions.append(due_in(*_moments(wanted.due), now()))
    if wanted.heard is not None:
        heard = select(IssueEvent.issue_id).where(heard_in(*_moments(wanted.heard)))
        conditions.append(Issue.id.in_(heard))
    return conditions + _where(wanted)


def _moments(span: Span) -> tuple[datetime, datetime]:
    return datetime.combine(span[0], time.min), datetime.combine(span[1], time.max)


def due_in(since: datetime, until: datetime, at: datetime) -> ColumnElement[bool]:
    """Whether an issue was to be finished in a period; one that is not due yet was not, nor one
    that nobody is to finish any more."""
    return and_(Issue.due_at.between(since, min(until, at)), Issue.state.not_in(_NOT_DUE))


def heard_in(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Whether an event is a call of a period that reached somebody."""
    return and_(
        IssueEvent.move == Move.FOLLOW_UP,
        IssueEvent.occurred_at.between(since, until),
        IssueEvent.rating != Rating.UNREACHED,
    )


def _where(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.position:
        inside = select(Place.id).where(places.within(Place.position, wanted.position))
        conditions.append(Issue.place_id.in_(inside))
    if wanted.team:
        conditions.append(Issue.place_id.in_(coverage.places_of(wanted.team, now().date())))
    return conditions


def colour(wanted: IssueFilter) -> SQLColumnExpression[str]:
    """The colour that the filter speaks of: today's, or the one of its past day."""
    if wanted.open_on is None:
        return Issue.colour
    then = select(IssueEvent.colour).where(
        IssueEvent.issue_id == Issue.id, IssueEvent.day <= wanted.open_on.toordinal()
    )
    return then.order_by(IssueEvent.seq.desc()).limit(1).correlate(Issue).scalar_subquery()


def open_on(day: date) -> ColumnElement[bool]:
    """Whether an issue was in the backlog at the end of a day."""
    number = day.toordinal()
    ended_later = or_(Issue.ended_day.is_(None), Issue.ended_day > number)
    return and_(Issue.opened_day <= number, ended_later)


def to_do(connection: Reader, todo: Todo, at: datetime) -> ColumnElement[bool]:
    """Whether that has to be done about an issue at that time."""
    if todo is Todo.FOLLOW_UP:
        before = _resolved_before(at.date(), rules.current(connection))
        return and_(Issue.state == State.RESOLVED, Issue.resolved_at < before)
    return lit(connection, Lamp.OVERDUE if todo is Todo.OVERDUE else Lamp.SOON, at)


def lit(connection: Reader, lamp: Lamp, at: datetime) -> ColumnElement[bool]:
    """Whether an issue whose clock runs shows that lamp at that time."""
    working = and_(Issue.state.in_(IN_WORK), Issue.due_at.is_not(None))
    if lamp is Lamp.OVERDUE:
        return and_(working, Issue.due_at < at)
    soon = _soon(connection, at, rules.current(connection))
    return and_(working, soon if lamp is Lamp.SOON else and_(Issue.due_at >= at, not_(soon)))


def _resolved_before(today: date, office: Rules) -> datetime:
    """Whoever was resolved before this waits too long for a call (跟踪了解到位)."""
    day = today
    while deadlines.workdays_between(day, today, office.office) < office.follow_up_days:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min)


def _soon(connection: Reader, at: datetime, office: Rules) -> ColumnElement[bool]:
    """`deadlines.lamp` shows 临期: told in SQL by the few different deadlines ahead."""
    ahead = select(Issue.due_at).where(Issue.state.in_(IN_WORK), Issue.due_at >= at).distinct()
    started = func.coalesce(Issue.clock_from, Issue.registered_at)
    fitting: list[ColumnElement[bool]] = [false()]
    for (due_at,) in fetch(connection, ahead):
        soon = Issue.due_at == due_at
        if deadlines.lamp(due_at, due_at, at, office.office) is not Lamp.SOON:
            # More than a workday is left: a fifth of the time, when it started early enough.
            soon = and_(soon, started <= due_at - 5 * (due_at - at))
        fitting.append(soon)
    return or_(*fitting)
