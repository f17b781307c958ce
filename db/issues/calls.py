"""回访: who waits for a call, how far the day's calls are, and a call with what follows it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from db import search
from db.issues import moving
from db.issues.issue_filter import Todo, to_do
from db.models import Issue, IssueEvent
from db.reading import Reader
from db.session import WriteSession, now
from domain.moves import MoveRequest
from domain.workflow import Move, Rating, State


class Waiting(StrEnum):
    """Which call list: never called since it was resolved, or called in vain."""

    FIRST = "first"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class CallFilter:
    """A call list, narrowed by typed text."""

    waiting: Waiting = Waiting.FIRST
    query: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A day's calls: issues reached or tried, those still without a call, those of them that wait
    longer than the office allows, and those to be called again."""

    done: int
    first: int
    late: int
    again: int


def _waits(waiting: Waiting) -> ColumnElement[bool]:
    if waiting is Waiting.FIRST:
        return Issue.state == State.RESOLVED
    return and_(Issue.state == State.FOLLOWED_UP, Issue.rating == Rating.UNREACHED)


def order(
    connection: Reader,
    wanted: CallFilter,
    sort: str = "waiting",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids of a call list, the longest waiting first: since it was resolved, or since the last
    call in vain."""
    statement = select(Issue.id).where(_waits(wanted.waiting))
    if search.terms(wanted.query):
        found = search.condition(connection, "issue", Issue.id, wanted.query)
        statement = statement.where(found)
    since: Any = Issue.resolved_at
    if wanted.waiting is Waiting.AGAIN:
        calls = select(IssueEvent.occurred_at).where(
            IssueEvent.issue_id == Issue.id, IssueEvent.move == Move.FOLLOW_UP
        )
        last = calls.order_by(IssueEvent.seq.desc()).limit(1)
        since = last.correlate(Issue).scalar_subquery()
    by = since.desc() if descending else since.asc()
    return list(connection.scalars(statement.order_by(by, Issue.id).limit(limit)))


def progress(connection: Reader, day: date) -> Progress:
    """How far the calls of a day are, all users together."""
    span = (datetime.combine(day, time.min), datetime.combine(day, time.max))
    made = select(func.count(IssueEvent.issue_id.distinct())).where(
        IssueEvent.move == Move.FOLLOW_UP, IssueEvent.occurred_at.between(*span)
    )

    def waiting(*conditions: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(Issue).where(*conditions)
        return connection.scalar(counted) or 0

    return Progress(
        done=connection.scalar(made) or 0,
        first=waiting(_waits(Waiting.FIRST)),
        late=waiting(to_do(connection, Todo.FOLLOW_UP, now())),
        again=waiting(_waits(Waiting.AGAIN)),
    )


def record(
    session: WriteSession,
    issue_id: int,
    version: int,
    call: MoveRequest,
    then: MoveRequest | None = None,
) -> None:
    """A call, and in the same step what follows from it (销号 or 重办): each its own event."""
    moving.move(session, issue_id, version, call)
    if then is not None:
        moving.move(session, issue_id, version + 1, then)
