"""The ledger's own books: imports, accounts, settings, changes, the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, false, text
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
    the newest passwords, the present one last. Of a ledger file its keys count the failures."""

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
