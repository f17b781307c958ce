"""Which issues a list shows: the parts of the filter as conditions of a query."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, func, or_, select

from db import places, rules, search
from db.models import Category, Issue, IssueEvent, Place
from db.reading import Reader, fetch
from db.session import now
from domain import deadlines
from domain.deadlines import Lamp
from domain.rules import Rules
from domain.workflow import OPEN, State

Query = Any  # a SELECT of any columns

# The clock runs in these: not yet resolved, and not suspended (DOMAIN.md §5).
IN_WORK = tuple(
    state for state in OPEN if state not in (State.RESOLVED, State.FOLLOWED_UP, State.SUSPENDED)
)


class Todo(StrEnum):
    """What has to be done about an issue today."""

    OVERDUE = "overdue"
    SOON = "soon"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues. Empty parts let everything through; ``open_on`` is a past day's backlog, and
    ``colours`` are then the colours of that day."""

    query: str = ""
    colours: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    category: str = ""
    position: str = ""
    open_on: date | None = None
    todo: Todo | None = None
    source: str = ""


def filtered(connection: Reader, statement: Query, wanted: IssueFilter) -> Query:
    """The statement over issues with the filter's conditions."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.colours:
        conditions.append(colour(wanted).in_(wanted.colours))
    if wanted.states:
        conditions.append(Issue.state.in_(wanted.states))
    if wanted.category:
        below = Category.path.startswith(f"{wanted.category}/", autoescape=True)
        inside = select(Category.id).where(or_(Category.path == wanted.category, below))
        conditions.append(Issue.category_id.in_(inside))
    if wanted.position:
        inside = select(Place.id).where(places.within(Place.position, wanted.position))
        conditions.append(Issue.place_id.in_(inside))
    if wanted.source:
        conditions.append(Issue.source == wanted.source)
    if wanted.open_on is not None:
        conditions.append(open_on(wanted.open_on))
    if wanted.todo is not None:
        conditions.append(to_do(connection, wanted.todo, now()))
    if search.terms(wanted.query):
        conditions.append(search.condition(connection, "issue", Issue.id, wanted.query))
    return statement.where(*conditions)


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
    office = rules.current(connection)
    if todo is Todo.FOLLOW_UP:
        before = _resolved_before(at.date(), office)
        return and_(Issue.state == State.RESOLVED, Issue.resolved_at < before)
    working = Issue.state.in_(IN_WORK)
    if todo is Todo.OVERDUE:
        return and_(working, Issue.due_at < at)
    return and_(working, _soon(connection, at, office))


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
