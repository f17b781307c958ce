"""Writing moves that were allowed: events, how the issues stand after them, orders, co-units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from db import settings
from db.issues import standing
from db.issues.issues import event_values
from db.models import CoUnit, DispatchOrder, Issue, IssueEvent
from db.reading import fetch
from db.session import WriteSession
from domain.history import Step
from domain.workflow import BY_PROGRAM, Move

Steps = Mapping[int, Step]
"""The step each issue (by its id) makes."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a request names, as the tables know it. ``units`` are the lead units by issue,
    ``columns`` what it changes of every issue beside how it stands; no ``co_units`` (None) leave
    those there are."""

    units: Mapping[int, int] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    co_units: Sequence[int] | None = None


def write(session: WriteSession, steps: Steps, named: Named) -> None:
    """Write one step of each of these issues."""
    _write_events(session, steps, named)
    _write_issues(session, steps, named)
    _write_orders(session, steps, named)
    if named.co_units is not None:
        ids = list(steps)
        session.execute(delete(CoUnit).where(CoUnit.issue_id.in_(ids)))
        helping = dict.fromkeys(named.co_units)
        rows = [{"issue_id": i, "unit_id": unit_id} for i in ids for unit_id in helping]
        if rows:
            session.execute(insert(CoUnit), rows)


def _write_events(session: WriteSession, steps: Steps, named: Named) -> None:
    count = select(IssueEvent.issue_id, func.max(IssueEvent.seq)).group_by(IssueEvent.issue_id)
    last: dict[int, int] = dict(
        fetch(session.connection, count.where(IssueEvent.issue_id.in_(steps)))
    )
    rows = [
        event_values(i, last[i] + 1, step, session, named.units.get(i)) for i, step in steps.items()
    ]
    session.execute(insert(IssueEvent), rows)


def _write_issues(session: WriteSession, steps: Steps, named: Named) -> None:
    # Each by its own parameters of one statement, which costs a tenth of a statement each.
    columns = [*standing.COLUMNS, *(["lead_unit_id"] if named.units else [])]
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    if any(step.event.move not in BY_PROGRAM for step in steps.values()):
        changed["batch_id"] = None  # somebody worked on what an import brought
    statement = (
        update(Issue)
        .where(Issue.id == bindparam("moved"))
        .values(version=Issue.version + 1, **named.columns, **changed)
    )
    rows = []
    for issue_id, step in steps.items():
        values = standing.values(step.after) | {"lead_unit_id": named.units.get(issue_id)}
        rows.append({f"new_{name}": values[name] for name in columns} | {"moved": issue_id})
    session.execute(statement, rows)


def _write_orders(session: WriteSession, steps: Steps, named: Named) -> None:
    made = {i: s.after.order for i, s in steps.items() if s.after.order is not None}
    dispatched = [i for i in made if steps[i].event.move is Move.DISPATCH]
    if dispatched:
        year = session.at.year
        drawn = settings.next_number(session, f"dispatch:{year}", len(dispatched))
        rows = [
            standing.order_values(i, made[i], named.units.get(i), f"〔{year}〕{number}号")
            for i, number in zip(dispatched, drawn, strict=True)
        ]
        session.execute(insert(DispatchOrder), rows)
        return
    newest = select(DispatchOrder.issue_id, func.max(DispatchOrder.id))
    of_these = newest.where(DispatchOrder.issue_id.in_(made)).group_by(DispatchOrder.issue_id)
    columns = [name for name in standing.ORDER_TIMES if name != "dispatched_at"]
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    rows = [
        {f"new_{name}": getattr(made[i], name) for name in columns} | {"order": order_id}
        for i, order_id in fetch(session.connection, of_these)
    ]
    if rows:
        where = DispatchOrder.id == bindparam("order")
        session.execute(update(DispatchOrder).where(where).values(changed), rows)
