"""The tables. Times are naive China Standard Time; ``day`` columns are ``date.toordinal()``."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Positions sort by code point on both databases, whatever the server's language.
CodePoints = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Names every constraint, so that a later migration can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012


class Place(Base):
    """A place of the tree. ``position`` is its path in walking order and ends with ``/``, so the
    places and households below it are one range of positions. ``key`` is not unique: 城南社区 and
    城南村 may be neighbours."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    level: Mapped[str] = mapped_column(index=True)
    code: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    key: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints, unique=True)
    valid_to: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Household(Base):
    """A household; ``twin`` tells apart two that share a room or number. ``head``, ``people``,
    ``phone`` and ``tags`` repeat what its residents say, so that the big table sorts by them
    without a join."""

    __tablename__ = "household"
    __table_args__ = (
        Index(None, "head_pinyin", "position"),
        Index(None, "people", "position"),
        Index(None, "phone", "position"),
        Index(None, "tags", "position"),
        Index(None, "residence_status", "position"),
        Index(None, "tenure", "position"),
        UniqueConstraint("place_id", "key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    key: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints, unique=True)
    address: Mapped[str]
    room: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    twin: Mapped[str] = mapped_column(default="")
    head: Mapped[str] = mapped_column(default="")
    head_pinyin: Mapped[str] = mapped_column(CodePoints, default="")
    people: Mapped[int] = mapped_column(default=0)
    phone: Mapped[str] = mapped_column(CodePoints, default="")
    tags: Mapped[str] = mapped_column(CodePoints, default="")
    tenure: Mapped[str] = mapped_column(CodePoints, default="")
    residence_status: Mapped[str] = mapped_column(CodePoints, default="")
    remark: Mapped[str] = mapped_column(default="")
    own_phone: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class HouseholdText(Base):
    """Everything a household is found by, lower-case: names, initials, phones, ids, address."""

    __tablename__ = "household_text"
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]


class Resident(Base):
    """A person of a household, in the order of the household's page."""

    __tablename__ = "resident"
    __table_args__ = (
        Index("ix_resident_id_number", "id_number", sqlite_where=text("id_number <> ''")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), index=True
    )
    seq: Mapped[int]
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    birth: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    id_number: Mapped[str] = mapped_column(default="")
    id_suspect: Mapped[bool] = mapped_column(default=False)
    ethnicity: Mapped[str] = mapped_column(default="")
    political_status: Mapped[str] = mapped_column(default="")
    phones: Mapped[str] = mapped_column(default="")
    employer: Mapped[str] = mapped_column(default="")
    registered_place: Mapped[str] = mapped_column(default="")
    residence_status: Mapped[str] = mapped_column(default="")
    tags: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Unit(Base):
    """A 单位 or 部门."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))


class Cadre(Base):
    """A 干部 with the duty phone that may be posted."""

    __tablename__ = "cadre"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    party_member: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Team(Base):
    """A 下沉工作组; ``line`` is which of the 双线 it answers for."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("name", "line"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints)
    line: Mapped[str] = mapped_column(default="unit")
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class TeamMember(Base):
    """Who belongs to a team, from when until when (a cadre who left stays in the past)."""

    __tablename__ = "team_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Assignment(Base):
    """包联: a team answers for a place or a single household in a period (both days included)."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[date | None]
    until: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


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
    common issue it was merged into."""

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


class Slip(Base):
    """A paper to a unit with a number of its own: 催办单, 督办单, or the letter with which an issue
    goes to the county, and the answer to it. ``content`` is the paper as it was made
    (`domain.slips.stored`). Without ``sent_at`` it has its number and lies at the office still;
    ``voided_at``: it was never sent, and its number stays in the register."""

    __tablename__ = "slip"
    __table_args__ = (UniqueConstraint("kind", "year", "serial"), Index(None, "kind", "sent_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    sent_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    reply_by: Mapped[date | None]
    replied_on: Mapped[date | None]
    reply_number: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")


class SlipIssue(Base):
    """An issue that stands on a slip."""

    __tablename__ = "slip_issue"
    slip_id: Mapped[int] = mapped_column(
        ForeignKey("slip.id", ondelete="CASCADE"), primary_key=True
    )
    issue_id: Mapped[int] = mapped_column(
        ForeignKey("issue.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Meeting(Base):
    """协调会: a coordination meeting and its agenda."""

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    held_at: Mapped[datetime] = mapped_column(index=True)
    agenda: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class MeetingItem(Base):
    """What a meeting decided of one issue; the lead unit takes it on (领办)."""

    __tablename__ = "meeting_item"
    __table_args__ = (UniqueConstraint("meeting_id", "issue_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    co_units: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]


class SavedFilter(Base):
    """需求清单: a filter and a sort under a name. ``owner`` is whose it is, empty for the
    office's; ``value`` is `db.saved_filters`' plain form of both."""

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


class Notice(Base):
    """A notice of the register: its content as it was, and the digest that its QR code carries."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("year", "serial"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str]
    title: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    state: Mapped[str]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    since: Mapped[date]
    until: Mapped[date]
    sheets: Mapped[int] = mapped_column(default=1)
    digest: Mapped[str] = mapped_column(default="")
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    printed_at: Mapped[datetime | None]


class Batch(Base):
    """One import, with its report. ``rows`` is how many rows carry its id: an edit takes the id
    off a row, and a batch that lost one can no longer be undone."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file: Mapped[str]
    report: Mapped[dict[str, Any]]
    rows: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    undone_at: Mapped[datetime | None]


class Account(Base):
    """Who may open the ledger. The hash is Argon2id's own text form."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class Setting(Base):
    """A setting of the office, or of one user (``name`` begins with the user's)."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class Change(Base):
    """Which topics a write touched; other workstations follow it by its id."""

    __tablename__ = "change"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    topics: Mapped[str]


class Audit(Base):
    """Who did what, chained: ``hash`` covers the record and the hash before it."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    hash: Mapped[str]
