"""Issue work in full: dispatch orders, co-units, slips, meetings, common issues, urgency."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from db import search
from domain.entries import EventEntry
from domain.history import Order, Step, orders, replay
from domain.workflow import Move, Rating

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CODE_POINTS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CHUNK = 1_000
_TIMES = (
    "dispatched_at",
    "sign_by",
    "signed_at",
    "contact_by",
    "contacted_at",
    "measure_by",
    "measured_at",
    "returned_at",
)
_SORTED_BY = ("place_id", "lead_unit_id", "urgency", "rating", "title", "due_at", "resolved_at")


def upgrade() -> None:
    """New tables and columns, filled from the events that are there; 3-1-502 in the index."""
    _add_tables()
    _add_columns()
    _fill(op.get_bind())
    for subject in search.SUBJECTS:
        search.rebuild(op.get_bind(), subject)


def _add_tables() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_held_at"), "meeting", ["held_at"], unique=False)
    op.create_table(
        "co_unit",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_co_unit_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_co_unit_unit_id")),
        sa.PrimaryKeyConstraint("issue_id", "unit_id", name=op.f("pk_co_unit")),
    )
    op.create_index(op.f("ix_co_unit_unit_id"), "co_unit", ["unit_id"], unique=False)
    op.create_table(
        "dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.Column("dismissed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
    )
    op.create_table(
        "dispatch_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("number", CODE_POINTS, nullable=False),
        sa.Column("dispatched_at", sa.DateTime(), nullable=False),
        sa.Column("sign_by", sa.DateTime(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("contact_by", sa.DateTime(), nullable=True),
        sa.Column("contacted_at", sa.DateTime(), nullable=True),
        sa.Column("measure_by", sa.DateTime(), nullable=True),
        sa.Column("measured_at", sa.DateTime(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_dispatch_order_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dispatch_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_order")),
    )
    op.create_index(
        op.f("ix_dispatch_order_dispatched_at"), "dispatch_order", ["dispatched_at"], unique=False
    )
    op.create_index(
        op.f("ix_dispatch_order_issue_id_dispatched_at"),
        "dispatch_order",
        ["issue_id", "dispatched_at"],
        unique=False,
    )
    op.create_index(op.f("ix_dispatch_order_unit_id"), "dispatch_order", ["unit_id"], unique=False)
    op.create_table(
        "meeting_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("co_units", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_meeting_item_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["unit.id"], name=op.f("fk_meeting_item_lead_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_item_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint(
            "meeting_id", "issue_id", name=op.f("uq_meeting_item_meeting_id_issue_id")
        ),
    )
    op.create_index(op.f("ix_meeting_item_issue_id"), "meeting_item", ["issue_id"], unique=False)
    op.create_index(
        op.f("ix_meeting_item_lead_unit_id"), "meeting_item", ["lead_unit_id"], unique=False
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("co_units", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_routing_rule_category_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_routing_rule_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_routing_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
    )
    op.create_table(
        "slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_number", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_slip_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("kind", "year", "serial", name=op.f("uq_slip_kind_year_serial")),
    )
    op.create_index(op.f("ix_slip_kind_sent_at"), "slip", ["kind", "sent_at"], unique=False)
    op.create_index(op.f("ix_slip_unit_id"), "slip", ["unit_id"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_saved_filter_owner_name")),
    )
    op.create_table(
        "slip_issue",
        sa.Column("slip_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slip.id"], name=op.f("fk_slip_issue_slip_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_slip_issue_issue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slip_id", "issue_id", name=op.f("pk_slip_issue")),
    )
    op.create_index(op.f("ix_slip_issue_issue_id"), "slip_issue", ["issue_id"], unique=False)


def _add_columns() -> None:
    op.add_column("issue", sa.Column("urgency", sa.String(), server_default="", nullable=False))
    # As one statement on both databases: SQLite adds no constraint to a table that is there.
    op.execute(
        "ALTER TABLE issue ADD COLUMN common_id INTEGER"
        " CONSTRAINT fk_issue_common_id REFERENCES issue (id)"
    )
    op.add_column(
        "issue", sa.Column("raised", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "issue", sa.Column("extended", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("issue", sa.Column("suspended_at", sa.DateTime(), nullable=True))
    op.add_column("issue", sa.Column("solved", sa.Boolean(), nullable=True))
    op.create_index(op.f("ix_issue_common_id"), "issue", ["common_id"], unique=False)
    op.create_index(
        op.f("ix_issue_person_registered_at"), "issue", ["person", "registered_at"], unique=False
    )
    for column in ("place_id", "title", "due_at"):
        op.drop_index(op.f(f"ix_issue_{column}"), "issue")
    for column in _SORTED_BY:
        name = op.f(f"ix_issue_{column}_registered_at")
        op.create_index(name, "issue", [column, "registered_at"], unique=False)
    op.drop_column("issue", "urgent")
    op.add_column("issue_event", sa.Column("due_at", sa.DateTime(), nullable=True))
    op.add_column("issue_event", sa.Column("solved", sa.Boolean(), nullable=True))
    op.add_column("issue_event", sa.Column("urgency", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_issue_event_move_occurred_at"),
        "issue_event",
        ["move", "occurred_at"],
        unique=False,
    )


def _fill(bind: sa.Connection) -> None:
    """Fold every issue's past once more: deadlines after each event, orders, how it stands."""
    chunk: list[tuple[int, list[int], tuple[Step, ...]]] = []
    unit_ids = {name: id_ for id_, name in bind.execute(sa.text("SELECT id, name FROM unit"))}
    for issue_id, event_ids, events in _pasts(bind):
        chunk.append((issue_id, event_ids, replay(events)))
        if len(chunk) == CHUNK:
            _store(bind, chunk, unit_ids)
            chunk.clear()
    _store(bind, chunk, unit_ids)


def _pasts(bind: sa.Connection) -> Iterator[tuple[int, list[int], list[EventEntry]]]:
    rows = bind.execute(
        sa.text(
            "SELECT e.issue_id, e.id, e.move, e.occurred_at, e.actor, e.colour,"
            " coalesce(u.name, '') AS unit, e.rating"
            " FROM issue_event e LEFT JOIN unit u ON u.id = e.unit_id"
            " ORDER BY e.issue_id, e.seq"
        ).columns(occurred_at=sa.DateTime())
    ).all()
    for issue_id, group in groupby(rows, key=lambda row: row.issue_id):
        found = list(group)
        yield issue_id, [row.id for row in found], [_event(row) for row in found]


def _event(row: Any) -> EventEntry:
    return EventEntry(
        Move(row.move),
        row.occurred_at,
        row.actor,
        "",
        row.colour,
        row.unit,
        Rating(row.rating) if row.rating else None,
    )


def _store(
    bind: sa.Connection,
    chunk: Sequence[tuple[int, list[int], tuple[Step, ...]]],
    unit_ids: dict[str, int],
) -> None:
    events, issues, made = [], [], []
    for issue_id, event_ids, steps in chunk:
        last = steps[-1].after
        issues.append(
            {
                "i": issue_id,
                "clock_from": last.clock_from,
                "due_at": last.due_at,
                "extended": last.extended,
                "suspended_at": last.suspended_at,
                "solved": last.solved,
            }
        )
        for event_id, step in zip(event_ids, steps, strict=True):
            solved = step.after.solved if step.event.rating is not None else None
            events.append({"i": event_id, "due_at": step.after.due_at, "solved": solved})
        made += [_order(issue_id, order, unit_ids) for order in orders(steps)]
    for table, rows in ((_ISSUE, issues), (_EVENT, events)):
        if rows:
            names = [name for name in rows[0] if name != "i"]
            changed: dict[str, Any] = {name: sa.bindparam(name) for name in names}
            statement = sa.update(table).where(table.c.id == sa.bindparam("i")).values(changed)
            bind.execute(statement, rows)
    if made:
        bind.execute(sa.insert(_ORDER), made)


def _order(issue_id: int, order: Order, unit_ids: dict[str, int]) -> dict[str, Any]:
    times: dict[str, datetime | None] = {name: getattr(order, name) for name in _TIMES}
    unit_id = unit_ids.get(order.unit)
    return {"issue_id": issue_id, "unit_id": unit_id, "number": "", **times}


def _table(name: str, times: Sequence[str], others: Sequence[Any]) -> sa.TableClause:
    return sa.table(name, *others, *(sa.column(time, sa.DateTime()) for time in times))


_ISSUE = _table(
    "issue",
    ("clock_from", "due_at", "suspended_at"),
    (sa.column("id"), sa.column("extended", sa.Boolean()), sa.column("solved", sa.Boolean())),
)
_EVENT = _table("issue_event", ("due_at",), (sa.column("id"), sa.column("solved", sa.Boolean())))
_ORDER = _table(
    "dispatch_order",
    _TIMES,
    (sa.column("issue_id"), sa.column("unit_id"), sa.column("number")),
)
