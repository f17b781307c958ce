"""The ledger's own books: imports, accounts, settings, changes, the audit."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


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
    """Who may open the ledger. A hash is Argon2id's own text form; ``past_hashes`` are those of
    the newest passwords, the present one last. Of a ledger file its keys count the failures, and
    have the slot that stands here for a server's user (`db/vault/server_slots.py`)."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(server_default=false())
    past_hashes: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    scoped: Mapped[bool] = mapped_column(server_default=false())
    slot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class AccountPlace(Base):
    """A place that a ``scoped`` account works for. One whose places are all gone works for none."""

    __tablename__ = "account_place"
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    place_id: Mapped[int] = mapped_column(
        ForeignKey("place.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Setting(Base):
    """A setting of the office, or of one user (``name`` begins with the user's)."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class Draft(Base):
    """What a user typed and has not stored; ``about`` says into which form and about what."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("actor", "about"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str]
    about: Mapped[str]
    words: Mapped[str]
    typed: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Change(Base):
    """Which topics a write touched; other workstations follow it by its id."""

    __tablename__ = "change"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    topics: Mapped[str]


class Audit(Base):
    """Who did what, chained: ``hash`` covers the record and the hash before it. ``origin`` is the
    machine and the way (window or command line), empty where that was not known."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "actor", "at", "id"),
        Index(None, "action", "at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    hash: Mapped[str]
    origin: Mapped[str] = mapped_column(server_default=text("''"))


class DataRequest(Base):
    """个人信息请求: what somebody asked of the office about their data, and what was done. The
    person and the document's number are masked, so that an erased one is not named here."""

    __tablename__ = "data_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str]
    asked_on: Mapped[date]
    done_at: Mapped[datetime]
    done_by: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="")
