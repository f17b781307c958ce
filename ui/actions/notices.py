"""Notices and where they hang."""

from datetime import date

from db.engine import Database
from db.notices import boards, notice_drafts, notice_register, postings
from db.notices.boards import BoardRow
from db.notices.notice_content import Drafted
from db.notices.notice_register import NoticeRow
from db.notices.postings import Hung, Which
from domain.general_notice import GeneralWords


def keep_notice_words(database: Database, user: str, words: GeneralWords) -> None:
    """What the user is writing for a general notice."""
    with database.write(user) as session:
        notice_drafts.keep(session, words)


def draft_notice(database: Database, user: str, made: Drafted) -> int:
    """A draft goes into the register; returns its id."""
    with database.write(user) as session:
        return notice_register.draft(session, made)


def review_notice(database: Database, user: str, row: NoticeRow, reviewer: str, on: date) -> None:
    """The supervision committee has reviewed a draft."""
    with database.write(user) as session:
        notice_register.review(session, row, reviewer, on)


def send_notice_back(database: Database, user: str, row: NoticeRow) -> None:
    """What was reviewed is a draft again."""
    with database.write(user) as session:
        notice_register.send_back(session, row)


def approve_notice(
    database: Database,
    user: str,
    row: NoticeRow,
    number: tuple[int, int],
    pdf: bytes,
    exception: str,
) -> None:
    """A reviewed notice is frozen with its number."""
    with database.write(user) as session:
        notice_register.approve(session, row, number, pdf, exception)


def mark_notice_printed(database: Database, user: str, notice_id: int) -> None:
    """An approved notice was printed or saved."""
    with database.write(user) as session:
        notice_register.mark_printed(session, notice_id)


def void_notice(database: Database, user: str, row: NoticeRow, reason: str) -> None:
    """An approved notice is not posted after all."""
    with database.write(user) as session:
        notice_register.void(session, row, reason)


def remove_notice(database: Database, user: str, row: NoticeRow) -> None:
    """A draft is taken off the register."""
    with database.write(user) as session:
        notice_register.remove(session, row)


def post_sheets(database: Database, user: str, which: Which, on: date, by: str) -> Hung:
    """Sheets were hung; returns what takes it back."""
    with database.write(user) as session:
        return postings.post(session, which, on, by)


def take_sheets_down(
    database: Database, user: str, which: Which, on: date, by: str, reason: str = ""
) -> Hung:
    """Sheets came down, before their time for a reason; returns what takes it back."""
    with database.write(user) as session:
        return postings.take_down(session, which, on, by, reason)


def put_sheets_back(database: Database, user: str, hung: Hung) -> None:
    """Sheets are as they were before."""
    with database.write(user) as session:
        postings.put_back(session, hung)


def put_posting_photo(
    database: Database, user: str, posting_id: int, content: bytes | None
) -> bytes | None:
    """Keep a picture of how a sheet hangs, or none; returns the one there was."""
    with database.write(user) as session:
        return postings.put_photo(session, posting_id, content)


def add_board(database: Database, user: str, place_id: int, name: str) -> int:
    """A board that stands in a place; returns its id."""
    with database.write(user) as session:
        return boards.add(session, place_id, name)


def add_usual_boards(database: Database, user: str) -> int:
    """A board for every community and village that has none; returns how many."""
    with database.write(user) as session:
        return boards.add_usual(session)


def change_board(database: Database, user: str, board: BoardRow, place_id: int, name: str) -> None:
    """A board has another name or place."""
    with database.write(user) as session:
        boards.change(session, board, place_id, name)


def retire_board(database: Database, user: str, board: BoardRow, on: date | None) -> None:
    """A board is gone since a day, or stands again."""
    with database.write(user) as session:
        boards.retire(session, board, on)
