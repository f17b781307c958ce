"""Issues with their events and orders, and what sorts and routes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CodePoints


class Category(Base):
    """A category of issues; ``path`` is its names from the top, joined by ``/``."""

    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)
    seq: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Issue(Base):
    """An issue as the sum of its events leaves it (`domain.history.Standing`). ``common_id`` is the
    common issue it was merged into, ``visit_id`` the visit on which a need of the household became
    it."""

    __tablename__ = "issue"
    __table_args__ = (
        Index(None, "registered_at"),
        Index(None, "state", "registered_at"),
        Index(None, "colour", "registered_at"),
        Index(None, "due_at", "registered_at"),
        Index(None, "opened_day", "ended_day"),
        Index(None, "place_id", "registered_at"),
        Index(None, "lead_unit_id", "registered_at"),
        Index(None, "urgency", "registered_at"),
        Index(None, "rating", "registered_at"),
        Index(None, "category_id", "registered_at"),
        Index(None, "title", "registered_at"),
        Index(None, "resolved_at", "registered_at"),
        Index(None, "common_id"),
        Index(None, "household_id"),
        Index(None, "visit_id"),
        Index(None, "person", "registered_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CodePoints, unique=True)
    title: Mapped[str] = mapped_column(CodePoints)
    description: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="appeal")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_text: Mapped[str] = mapped_column(default="")
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    person: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    colour: Mapped[str]
    urgency: Mapped[str] = mapped_column(default="", server_default="")
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    common_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    registered_at: Mapped[datetime]
    clock_from: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    raised: Mapped[bool] = mapped_column(default=False, server_default=false())
    extended: Mapped[bool] = mapped_column(default=False, server_default=false())
    suspended_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    opened_day: Mapped[int]
    ended_day: Mapped[int | None]
    rating: Mapped[str | None]
    solved: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class IssueText(Base):
    """Everything an issue is found by, lower-case: number, title, place, person, phone."""

    __tablename__ = "issue_text"
    issue_id: Mapped[int] = mapped_column(
        ForeignKey("issue.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]


class IssueEvent(Base):
    """One move. ``left`` and ``entered`` are the colours of the backlog the issue left and
    entered by it (empty: it was or is not open), ``day`` the day this counts from; ``due_at`` is
    the deadline for finishing after it, ``urgency`` the mark it set (None: it set none)."""

    __tablename__ = "issue_event"
    __table_args__ = (
        UniqueConstraint("issue_id", "seq"),
        Index(None, "move", "occurred_at"),
        Index(
            "ix_issue_event_backlog",
            "day",
            "left",
            "entered",
            sqlite_where=text('"left" <> entered'),
            postgresql_where=text('"left" <> entered'),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    seq: Mapped[int]
    move: Mapped[str]
    state: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    rating: Mapped[str | None]
    colour: Mapped[str]
    day: Mapped[int]
    left: Mapped[str] = mapped_column(default="")
    entered: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    solved: Mapped[bool | None]
    urgency: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class DispatchOrder(Base):
    """派单: an issue handed to a unit, with its limits and what was done in time. ``number`` is
    empty for one that an import brought."""

    __tablename__ = "dispatch_order"
    __table_args__ = (Index(None, "dispatched_at"), Index(None, "issue_id", "dispatched_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[str] = mapped_column(CodePoints, default="")
    dispatched_at: Mapped[datetime]
    sign_by: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    contact_by: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    measure_by: Mapped[datetime | None]
    measured_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]


class RoutingRule(Base):
    """派单规则, the first of which that fits holds: an empty category or place means any."""

    __tablename__ = "routing_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    co_units: Mapped[str] = mapped_column(default="")


class CoUnit(Base):
    """协办: a unit that helps the lead unit with an issue."""

    __tablename__ = "co_unit"
    issue_id: Mapped[int] = mapped_column(
        ForeignKey("issue.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class SavedFilter(Base):
    """需求清单: a filter and a sort under a name. ``owner`` is whose it is, empty for the
    office's; ``value`` is `db.issues.saved_filters`' plain form of both."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("owner", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    value: Mapped[dict[str, Any]]


class Dismissal(Base):
    """不是一回事: what the analysis proposed and somebody said is no common issue. ``numbers`` are
    those of its issues, a line each."""

    __tablename__ = "dismissal"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    numbers: Mapped[str]
    dismissed_at: Mapped[datetime]
    dismissed_by: Mapped[str]
