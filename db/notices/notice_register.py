"""公示登记簿: every notice from its draft to the day it comes down (DOMAIN.md §7).

What was approved is kept as it was: its content, and the bytes of its PDF.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from db import settings
from db.models import Notice as NoticeModel
from db.models import NoticePaper, Place, Posting
from db.notices import boards, consents, notice_content
from db.notices.notice_content import Drafted
from db.ordering import turned
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import whereabouts
from domain.errors import KnownError
from domain.notice_life import (
    FROZEN,
    NEXT,
    STATE_WORDS,
    NoticeState,
    gate,
    gate_words,
    number_words,
    posting_state,
)
from domain.paper_sizes import PaperSize


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices: typed text (title, number, place), and where they are in their life."""

    query: str = ""
    state: NoticeState | None = None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice of the register; ``sheets`` are the notices in it, ``spots`` the places and boards
    where they hang, ``hung`` those where one was hung, ``down`` where it came down again."""

    id: int
    template: str
    title: str
    place: str
    state: NoticeState
    year: int | None
    serial: int | None
    since: date
    until: date
    sheets: int
    paper: PaperSize
    digest: str
    pdf_digest: str
    posted_from: date | None
    posted_to: date | None
    reviewer: str
    reviewed_on: date | None
    approved_at: datetime | None
    approved_by: str
    exception: str
    void_reason: str
    created_at: datetime
    created_by: str
    printed_at: datetime | None
    version: int
    spots: int
    hung: int
    down: int

    @property
    def number(self) -> str:
        """The number as it is written; empty before it has one."""
        return number_words(self.year, self.serial) if self.year and self.serial else ""


_PLACE = func.coalesce(Place.name, "")
_SEVERAL = "几个地点"
_SPOTS, _HUNG, _DOWN = (
    select(func.count(column)).where(Posting.notice_id == NoticeModel.id).scalar_subquery()
    for column in (Posting.id, Posting.posted_on, Posting.taken_down_on)
)
_ROW = (
    NoticeModel.id,
    NoticeModel.template,
    NoticeModel.title,
    _PLACE,
    NoticeModel.state,
    NoticeModel.year,
    NoticeModel.serial,
    NoticeModel.since,
    NoticeModel.until,
    NoticeModel.sheets,
    NoticeModel.paper,
    NoticeModel.digest,
    func.coalesce(NoticeModel.pdf_digest, ""),
    NoticeModel.posted_from,
    NoticeModel.posted_to,
    func.coalesce(NoticeModel.reviewer, ""),
    NoticeModel.reviewed_on,
    NoticeModel.approved_at,
    func.coalesce(NoticeModel.approved_by, ""),
    func.coalesce(NoticeModel.exception, ""),
    func.coalesce(NoticeModel.void_reason, ""),
    NoticeModel.created_at,
    NoticeModel.created_by,
    NoticeModel.printed_at,
    NoticeModel.version,
    _SPOTS,
    _HUNG,
    _DOWN,
)
SORTS: dict[str, tuple[Any, ...]] = {
    "created_at": (NoticeModel.id,),
    "number": (NoticeModel.serial.is_(None), NoticeModel.year, NoticeModel.serial, NoticeModel.id),
    "title": (NoticeModel.title, NoticeModel.id),
    "posted_to": (NoticeModel.posted_to.is_(None), NoticeModel.posted_to, NoticeModel.id),
}


def order(
    connection: Reader,
    wanted: NoticeFilter,
    sort: str = "created_at",
    descending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The ids of the notices that the filter lets through."""
    joined = select(NoticeModel.id).outerjoin(Place, Place.id == NoticeModel.place_id)
    met = joined.where(*_conditions(wanted)).order_by(*turned(SORTS[sort], descending))
    return list(connection.scalars(met.limit(limit)))


def _conditions(wanted: NoticeFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(NoticeModel.state == wanted.state)
    for term in wanted.query.split():
        told = (NoticeModel.title, _PLACE)
        fits = [column.contains(term, autoescape=True) for column in told]
        if term.isdecimal():
            fits.append(NoticeModel.serial == int(term))
        found.append(or_(*fits))
    return found


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, NoticeRow]:
    """The rows of these ids."""
    joined = select(*_ROW).outerjoin(Place, Place.id == NoticeModel.place_id)
    found = fetch(connection, joined.where(NoticeModel.id.in_(ids)))
    return {
        row[0]: NoticeRow(  # type: ignore[call-arg]
            *row[:3],
            row[3] or _SEVERAL,
            NoticeState(row[4]),
            *row[5:10],
            PaperSize(row[10]),
            *row[11:],
        )
        for row in found
    }


def frozen(connection: Reader, notice_id: int) -> bytes | None:
    """The PDF of an approved notice, byte for byte; None before it is approved."""
    return connection.scalar(select(NoticePaper.pdf).where(NoticePaper.notice_id == notice_id))


def numbered(connection: Reader, year: int, serial: int) -> NoticeRow | None:
    """The notice of a number."""
    found = select(NoticeModel.id).where(NoticeModel.year == year, NoticeModel.serial == serial)
    notice_id = connection.scalar(found)
    return rows(connection, [notice_id])[notice_id] if notice_id is not None else None


def of_pdf(connection: Reader, digest: str) -> NoticeRow | None:
    """The approved notice whose PDF has this SHA-256."""
    notice_id = connection.scalar(select(NoticeModel.id).where(NoticeModel.pdf_digest == digest))
    return rows(connection, [notice_id])[notice_id] if notice_id is not None else None


# --- its life ---------------------------------------------------------------------------------


def draft(session: WriteSession, made: Drafted) -> int:
    """Put a draft into the register; returns its id."""
    values = {
        "template": made.template,
        "title": made.title,
        "place_id": made.place_id,
        "state": NoticeState.DRAFT,
        "since": made.since,
        "until": made.until,
        "sheets": len(made.hung),
        "paper": made.paper,
        "digest": made.digest,
        "posted_from": made.posted_from,
        "posted_to": made.posted_to,
        "created_at": session.at,
        "created_by": session.actor,
    }
    notice_id = int(
        session.execute(insert(NoticeModel).values(values).returning(NoticeModel.id)).scalar_one()
    )
    session.execute(insert(NoticePaper).values(notice_id=notice_id, content=made.packed))
    postings = [
        {"notice_id": notice_id, "seq": seq, "place_id": place_id, "board_id": board_id}
        for seq, (place_id, board_id) in enumerate(_hangs_at(session, made), 1)
    ]
    session.execute(insert(Posting), postings)
    where = whereabouts.notice(notice_id)
    session.log("notices", "登记公示稿样", made.title, f"{len(made.hung)} 张", where)
    return notice_id


def _hangs_at(session: WriteSession, made: Drafted) -> list[tuple[int | None, int | None]]:
    """Place and board of each sheet: one hangs on every board of its place, where there are
    boards."""
    known = {place_id for place_id in made.hung if place_id is not None}
    standing = boards.standing_in(session.connection, known)
    found: list[tuple[int | None, int | None]] = []
    for place_id in made.hung:
        if place_id in standing:
            found += standing[place_id]
        else:
            found.append((place_id, None))
    return found


def review(session: WriteSession, row: NoticeRow, reviewer: str, on: date) -> None:
    """The supervision committee has reviewed a draft."""
    if on > session.at.date():
        raise KnownError(f"审核日期 {on} 还没有到，没有保存；请改正日期。")
    _move(session, row, NoticeState.REVIEWED, {"reviewer": reviewer, "reviewed_on": on})
    session.log("notices", "审核公示", row.title, f"{reviewer} {on}", whereabouts.notice(row.id))


def send_back(session: WriteSession, row: NoticeRow) -> None:
    """What was reviewed is a draft again."""
    _move(session, row, NoticeState.DRAFT, {"reviewer": None, "reviewed_on": None})
    session.log("notices", "退回公示", row.title, where=whereabouts.notice(row.id))


def next_number(connection: Reader, year: int) -> int:
    """The number that the next notice of a year gets, unless somebody is faster."""
    return int(settings.get(connection, _counter(year)).get("last", 0)) + 1


def approve(
    session: WriteSession, row: NoticeRow, number: tuple[int, int], pdf: bytes, exception: str
) -> None:
    """A reviewed notice is approved and frozen with the number that stands on its PDF.

    A KnownError where the number was given to another one meanwhile, and where the gate found
    something and no reason for an exception is given.
    """
    year, serial = number
    still = consents.on_record(session.connection)
    found = gate(notice_content.content(session.connection, row.id), still)
    if found and not exception:
        raise KnownError(
            f"公示里还有不能张贴的号码，没有批准：{gate_words(found)}；"
            "请改好内容重新登记，或由有权的人写明理由。"
        )
    if settings.next_number(session, _counter(year)).start != serial:
        raise KnownError("这个编号刚被别的公示用了，没有批准；请再批准一次。")
    digest = hashlib.sha256(pdf).hexdigest()
    values = {
        "year": year,
        "serial": serial,
        "approved_at": session.at,
        "approved_by": session.actor,
        "exception": exception,
        "pdf_digest": digest,
    }
    _move(session, row, NoticeState.APPROVED, values)
    session.execute(update(NoticePaper).where(NoticePaper.notice_id == row.id).values(pdf=pdf))
    told = f"{number_words(year, serial)} {digest[:12]}"
    where = whereabouts.notice(row.id)
    session.log("notices", "批准公示", row.title, f"{told} {exception}".strip(), where)
    if found:
        session.log("notices", "例外张贴", row.title, f"{len(found)} 个号码", where)


def mark_printed(session: WriteSession, notice_id: int) -> None:
    """An approved notice went to the printer or into a file, once more or for the first time."""
    row = rows(session.connection, [notice_id])[notice_id]
    if row.state is NoticeState.APPROVED:
        _move(session, row, NoticeState.PRINTED, {"printed_at": session.at})
    session.log("notices", "打印公示", row.title, row.number, whereabouts.notice(notice_id))


def void(session: WriteSession, row: NoticeRow, reason: str) -> None:
    """An approved notice is not posted after all; its number stays in the register."""
    _move(session, row, NoticeState.VOID, {"void_reason": reason})
    told, where = f"{row.number} {reason}", whereabouts.notice(row.id)
    session.log("notices", "作废公示", row.title, told, where)


def remove(session: WriteSession, row: NoticeRow) -> None:
    """Take a draft off the register; a KnownError once it has a number."""
    if row.state in FROZEN:
        raise KnownError(f"“{row.title}”已经批准，编号不能空出来，没有删除；可以作废。")
    _check(session, row)
    lay = session.places(whereabouts.notice(row.id))
    session.execute(delete(NoticeModel).where(NoticeModel.id == row.id))
    session.log("notices", "删除公示稿样", row.title, where=lay)


def settle(session: WriteSession, notice_id: int) -> None:
    """Let a notice be where its sheets are: posted, taken down, or only printed."""
    row = rows(session.connection, [notice_id])[notice_id]
    values: dict[str, Any] = {"state": posting_state(row.hung, row.down)}
    session.execute(
        update(NoticeModel)
        .where(NoticeModel.id == notice_id)
        .values(values | {"version": NoticeModel.version + 1})
    )
    session.topics.add("notices")


def _move(session: WriteSession, row: NoticeRow, to: NoticeState, values: dict[str, Any]) -> None:
    _check(session, row)
    if to not in NEXT[row.state]:
        now, then = STATE_WORDS[row.state], STATE_WORDS[to]
        raise KnownError(f"“{row.title}”现在是“{now}”，不能改为“{then}”，没有改动；请刷新后再看。")
    changed = {"state": to, "version": row.version + 1} | values
    session.execute(update(NoticeModel).where(NoticeModel.id == row.id).values(changed))


def _check(session: WriteSession, row: NoticeRow) -> None:
    now = select(NoticeModel.version).where(NoticeModel.id == row.id).with_for_update()
    if session.execute(now).scalar_one_or_none() != row.version:
        raise KnownError(f"“{row.title}”刚被别人改过，没有改动；请看过再办。")


def _counter(year: int) -> str:
    return f"notice:{year}"
