"""How issues stand, between the tables and `domain.history`."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import SQLColumnExpression, func, select

from db.models import DispatchOrder, Issue, IssueEvent, Unit
from db.reading import Reader, fetch
from domain.history import Order, Standing
from domain.workflow import Move, Rating, State

# The columns of an issue that are the fields of its standing, under the same names.
COLUMNS = (
    "registered_at",
    "state",
    "colour",
    "urgency",
    "clock_from",
    "due_at",
    "raised",
    "extended",
    "suspended_at",
    "resolved_at",
    "rating",
    "solved",
    "ended_day",
)
ORDER_TIMES = (
    "dispatched_at",
    "sign_by",
    "signed_at",
    "contact_by",
    "contacted_at",
    "measure_by",
    "measured_at",
    "returned_at",
)


def values(now: Standing) -> dict[str, Any]:
    """The columns of an issue that say how it stands."""
    return {name: getattr(now, name) for name in COLUMNS}


def order_values(issue_id: int, order: Order, unit_id: int | None, number: str) -> dict[str, Any]:
    """A dispatch order as the table stores it."""
    times = {name: getattr(order, name) for name in ORDER_TIMES}
    return {"issue_id": issue_id, "unit_id": unit_id, "number": number, **times}


def read(connection: Reader, ids: Sequence[int]) -> dict[int, Standing]:
    """How these issues stand; those that are not there any more are left out."""
    reached = dict(
        fetch(
            connection,
            select(IssueEvent.issue_id, func.max(IssueEvent.day))
            .where(IssueEvent.issue_id.in_(ids))
            .group_by(IssueEvent.issue_id),
        )
    )
    orders = _orders(connection, ids)
    columns = [getattr(Issue, name) for name in COLUMNS]
    found = connection.execute(select(Issue.id, *columns).where(Issue.id.in_(ids))).mappings()
    return {
        row["id"]: Standing(
            **{name: row[name] for name in COLUMNS}
            | {
                "day": reached[row["id"]],
                "state": State(row["state"]),
                "rating": Rating(row["rating"]) if row["rating"] else None,
                "order": orders.get(row["id"]),
            }
        )
        for row in found
    }


def last_note(moves: Sequence[Move]) -> SQLColumnExpression[str | None]:
    """The words of an issue's last event of these moves that has any, in a query over issues."""
    told = select(IssueEvent.note).where(
        IssueEvent.issue_id == Issue.id, IssueEvent.move.in_(moves), IssueEvent.note != ""
    )
    return told.order_by(IssueEvent.seq.desc()).limit(1).correlate(Issue).scalar_subquery()


def _orders(connection: Reader, ids: Sequence[int]) -> dict[int, Order]:
    """The latest order of each issue."""
    times = [getattr(DispatchOrder, name) for name in ORDER_TIMES]
    found = connection.execute(
        select(DispatchOrder.issue_id, func.coalesce(Unit.name, "").label("unit"), *times)
        .outerjoin(Unit, Unit.id == DispatchOrder.unit_id)
        .where(DispatchOrder.issue_id.in_(ids))
        .order_by(DispatchOrder.id)
    ).mappings()
    return {
        row["issue_id"]: Order(row["dispatched_at"], row["unit"], *_after(row)) for row in found
    }


def _after(row: Any) -> Iterable[Any]:
    return (row[name] for name in ORDER_TIMES[1:])
