"""What the office writes and keeps: slips and letters, meetings, notices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


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


class Notice(Base):
    """A notice of the register: where it is in its life (`domain.notice_life`), and the digests of
    its content and of its PDF. One that has ``sheets`` hangs at as many places; it is made on a
    ``paper`` of a size (`domain.paper_sizes`)."""

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
    paper: Mapped[str] = mapped_column(default="a4")
    digest: Mapped[str] = mapped_column(default="")
    pdf_digest: Mapped[str | None]
    posted_from: Mapped[date | None]
    posted_to: Mapped[date | None]
    reviewer: Mapped[str | None]
    reviewed_on: Mapped[date | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    exception: Mapped[str | None]
    void_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    printed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class NoticePaper(Base):
    """What stands on a notice: its content (`domain.notice_text`, JSON, deflated), and its PDF once
    it is approved. Apart, so that reading the register does not read it."""

    __tablename__ = "notice_paper"
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)


class Board(Base):
    """公开栏: a board of a place, by where it stands; one that is gone keeps what hung on it."""

    __tablename__ = "board"
    __table_args__ = (UniqueConstraint("place_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str]
    retired_on: Mapped[date | None]


class Posting(Base):
    """张贴: a sheet of a notice, where it hangs (at a place, or on a board of it), since when and
    until when; ``down_reason`` is why it came down before the end of its period."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("notice_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    seq: Mapped[int]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)
    posted_on: Mapped[date | None]
    posted_by: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    taken_down_on: Mapped[date | None]
    taken_down_by: Mapped[str] = mapped_column(default="")
    down_reason: Mapped[str] = mapped_column(default="")
