"""The ledger's own books: imports, accounts, settings, changes, the audit."""

from datetime import datetime
from typing import Any

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
