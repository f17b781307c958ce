"""Livelihood projects (民生实事) and the village's money (财务公开). Amounts are in 分."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CodePoints


class Project(Base):
    """民生实事: a project as the sum of its steps leaves it. ``level`` is county, township or
    village, ``kind`` one of the 七有, ``state`` where it is in its life; the four numbers are those
    of the ballot (票决), None before it."""

    __tablename__ = "project"
    __table_args__ = (Index(None, "year", "level"), Index(None, "place_id"), Index(None, "state"))
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    level: Mapped[str]
    name: Mapped[str] = mapped_column(CodePoints)
    content: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    person: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    invested: Mapped[int | None] = mapped_column(BigInteger)
    funding: Mapped[str] = mapped_column(default="")
    planned_by: Mapped[date | None]
    state: Mapped[str]
    percent: Mapped[int] = mapped_column(default=0)
    spent: Mapped[int] = mapped_column(BigInteger, default=0)
    satisfied: Mapped[int | None]
    fair: Mapped[int | None]
    unsatisfied: Mapped[int | None]
    abstained: Mapped[int | None]
    accepted_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class ProjectStep(Base):
    """A step in a project's life, or a milestone while it is carried out: what was reached, how far
    it is, and what was spent by it."""

    __tablename__ = "project_step"
    __table_args__ = (UniqueConstraint("project_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    seq: Mapped[int]
    state: Mapped[str]
    day: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    percent: Mapped[int | None]
    spent: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str]
    recorded_at: Mapped[datetime]


class ProjectIssue(Base):
    """An issue a project was born from."""

    __tablename__ = "project_issue"
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), primary_key=True
    )
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True, index=True)


class ProjectPhoto(Base):
    """A photo of a project, with what it shows."""

    __tablename__ = "project_photo"
    __table_args__ = (Index(None, "project_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"))
    day: Mapped[date]
    caption: Mapped[str] = mapped_column(default="")


class FinancePeriod(Base):
    """A period of a community's accounts: 上期结余 (``opening``) + income − expense = 期末结余
    (``closing``, as the office declares it; None before it does). One that is closed does not
    change any more."""

    __tablename__ = "finance_period"
    __table_args__ = (UniqueConstraint("place_id", "since"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    since: Mapped[date]
    until: Mapped[date]
    opening: Mapped[int] = mapped_column(BigInteger, default=0)
    closing: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class FinanceEntry(Base):
    """A line of the accounts; ``corrects_id`` is the line that this one puts right."""

    __tablename__ = "finance_entry"
    __table_args__ = (Index(None, "period_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("finance_period.id", ondelete="CASCADE"))
    seq: Mapped[int]
    day: Mapped[date]
    voucher: Mapped[str] = mapped_column(CodePoints, default="")
    summary: Mapped[str]
    income: Mapped[int] = mapped_column(BigInteger, default=0)
    expense: Mapped[int] = mapped_column(BigInteger, default=0)
    handler: Mapped[str] = mapped_column(default="")
    witness: Mapped[str] = mapped_column(default="")
    approver: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("finance_entry.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
