"""Meetings, slips and letters."""

from collections.abc import Sequence
from datetime import date

from db import settings
from db.coordination import meetings
from db.engine import Database
from db.papers import slips
from db.session import Where
from ui.notices import publishing


def save_meeting(
    database: Database, user: str, meeting_id: int | None, version: int, draft: meetings.Draft
) -> int:
    """A coordination meeting as the form has it; returns its id."""
    with database.write(user) as session:
        return meetings.save(session, meeting_id, version, draft)


def remove_meeting(database: Database, user: str, meeting_id: int) -> meetings.Removed | None:
    """A meeting is taken back; returns what restores it."""
    with database.write(user) as session:
        return meetings.remove(session, meeting_id)


def restore_meeting(database: Database, user: str, removed: meetings.Removed) -> int:
    """A meeting is there again; returns its id."""
    with database.write(user) as session:
        return meetings.restore(session, removed)


def number_slips(
    database: Database, user: str, drafts: Sequence[slips.SlipDraft]
) -> list[slips.MadeSlip]:
    """Slips or letters get their numbers, about to be printed or saved; returns them final."""
    with database.write(user) as session:
        return slips.make(session, drafts)


def mark_slips_sent(database: Database, user: str, slip_ids: Sequence[int]) -> None:
    """Slips or letters were printed or saved."""
    with database.write(user) as session:
        slips.mark_sent(session, slip_ids)


def take_back_slips(database: Database, user: str, slip_ids: Sequence[int]) -> None:
    """Slips or letters were not printed after all; their numbers are free again."""
    with database.write(user) as session:
        slips.take_back(session, slip_ids)


def file_reply(
    database: Database,
    user: str,
    slip_id: int,
    replied_on: date,
    reply: str,
    number: str,
    before: tuple[date | None, str] = (None, ""),
) -> None:
    """The answer to a slip or letter is filed."""
    with database.write(user) as session:
        slips.file_reply(session, slip_id, replied_on, reply, number, before)


def note_printed(database: Database, user: str, what: str, subject: str, where: Where) -> None:
    """A paper about what lies there was printed or saved; the audit says who did it."""
    with database.write(user) as session:
        session.log("audit", what, subject, where=where)


def keep_standing(database: Database, user: str, lines: publishing.Standing) -> None:
    """The office's own lines on every notice."""
    with database.write(user) as session:
        settings.put(session, publishing.IMPRINT_SETTING, publishing.standing_values(lines))
        session.log("settings", "修改公开单位和电话", "")
