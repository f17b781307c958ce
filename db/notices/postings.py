"""张贴: where each sheet of a notice hangs, since when, by whom, and what must come down."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update

from db import photos, places
from db.models import Board, Notice, Place, Posting
from db.notices import notice_register
from db.ordering import turned
from db.places import within
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import whereabouts
from domain.errors import KnownError
from domain.notice_life import NoticeState, is_early, number_words
from domain.places import Level


class Hanging(StrEnum):
    """Where a sheet is."""

    TO_POST = "to_post"
    HANGS = "hangs"
    OVERDUE = "overdue"
    DOWN = "down"


HANGING_WORDS = {
    Hanging.TO_POST: "待张贴",
    Hanging.HANGS: "在贴",
    Hanging.OVERDUE: "到期该撤",
    Hanging.DOWN: "已撤下",
}


@dataclass(frozen=True, slots=True)
class PostingFilter:
    """Which sheets, as of a day: where they are, within a place, on one board, of one notice."""

    day: date
    hanging: Hanging | None = None
    position: str = ""
    notice_id: int | None = None
    board_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A sheet: the notice by number and title, where it hangs (``spot`` within its community), and
    its days."""

    id: int
    notice_id: int
    seq: int
    number: str
    title: str
    community: str
    spot: str
    posted_on: date | None
    posted_by: str
    posted_to: date | None
    taken_down_on: date | None
    taken_down_by: str
    down_reason: str
    photo_id: int | None

    @property
    def place(self) -> str:
        """Where it hangs, whole."""
        return " ".join(filter(None, (self.community, self.spot)))

    def hanging(self, day: date) -> Hanging:
        """Where the sheet is on a day."""
        if self.taken_down_on is not None:
            return Hanging.DOWN
        if self.posted_on is None:
            return Hanging.TO_POST
        late = self.posted_to is not None and self.posted_to < day
        return Hanging.OVERDUE if late else Hanging.HANGS


_LIVING = (NoticeState.PRINTED, NoticeState.POSTED, NoticeState.TAKEN_DOWN)
SORTS: dict[str, tuple[Any, ...]] = {
    "place": (Place.position, Posting.id),
    "posted_on": (Posting.posted_on.is_(None), Posting.posted_on, Place.position, Posting.id),
    "posted_to": (Notice.posted_to.is_(None), Notice.posted_to, Place.position, Posting.id),
    "number": (Notice.year, Notice.serial, Posting.seq),
}


def order(
    connection: Reader,
    wanted: PostingFilter,
    sort: str = "place",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids of the sheets of printed notices that the filter lets through, in walking order."""
    joined = (
        select(Posting.id)
        .join(Notice, Notice.id == Posting.notice_id)
        .outerjoin(Place, Place.id == Posting.place_id)
    )
    met = joined.where(*_conditions(wanted)).order_by(*turned(SORTS[sort], descending))
    return list(connection.scalars(met.limit(limit)))


def _conditions(wanted: PostingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Notice.state.in_(_LIVING)]
    if wanted.hanging is not None:
        found.append(_is(wanted.hanging, wanted.day))
    if wanted.position:
        found.append(within(Place.position, wanted.position))
    if wanted.notice_id is not None:
        found.append(Posting.notice_id == wanted.notice_id)
    if wanted.board_id is not None:
        found.append(Posting.board_id == wanted.board_id)
    return found


def _is(hanging: Hanging, day: date) -> ColumnElement[bool]:
    hangs = and_(Posting.posted_on.is_not(None), Posting.taken_down_on.is_(None))
    match hanging:
        case Hanging.TO_POST:
            return Posting.posted_on.is_(None)
        case Hanging.HANGS:
            return hangs
        case Hanging.OVERDUE:
            return and_(hangs, Notice.posted_to < day)
        case Hanging.DOWN:
            return Posting.taken_down_on.is_not(None)


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, PostingRow]:
    """The rows of these ids."""
    columns = (
        Posting.id,
        Posting.notice_id,
        Posting.seq,
        Notice.year,
        Notice.serial,
        Notice.title,
        Posting.place_id,
        func.coalesce(Board.name, ""),
        Posting.posted_on,
        Posting.posted_by,
        Notice.posted_to,
        Posting.taken_down_on,
        Posting.taken_down_by,
        Posting.down_reason,
        Posting.photo_id,
    )
    joined = (
        select(*columns)
        .join(Notice, Notice.id == Posting.notice_id)
        .outerjoin(Board, Board.id == Posting.board_id)
    )
    told = fetch(connection, joined.where(Posting.id.in_(ids)))
    above = places.with_above(connection, {row.place_id for row in told})
    by_id = {row.id: row for row in above}
    communities = places.community_of(connection, above)
    found = {}
    for id_, notice_id, seq, year, serial, title, place_id, board, *days in told:
        number = number_words(year, serial) if year and serial else ""
        community = communities[place_id].name if place_id in communities else ""
        place = places.full_name(by_id[place_id], by_id, Level.COMMUNITY) if place_id else ""
        spot = " · ".join(part for part in (place, board) if part and part != community)
        found[id_] = PostingRow(id_, notice_id, seq, number, title, community, spot, *days)
    return found


def counts(connection: Reader, day: date) -> dict[Hanging, int]:
    """How many sheets are where; what hangs too long hangs as well."""
    joined = select(func.count(Posting.id)).join(Notice, Notice.id == Posting.notice_id)
    return {
        hanging: connection.scalar(joined.where(*_conditions(PostingFilter(day, hanging)))) or 0
        for hanging in Hanging
    }


def on_boards(
    connection: Reader, board_ids: Sequence[int], day: date
) -> dict[int, dict[Hanging, int]]:
    """How many sheets are where of each board that has any."""
    counted = (func.sum(case((_is(hanging, day), 1), else_=0)) for hanging in Hanging)
    found = fetch(
        connection,
        select(Posting.board_id, *counted)
        .join(Notice, Notice.id == Posting.notice_id)
        .where(Posting.board_id.in_(board_ids), Notice.state.in_(_LIVING))
        .group_by(Posting.board_id),
    )
    return {board_id: dict(zip(Hanging, counts, strict=True)) for board_id, *counts in found}


@dataclass(frozen=True, slots=True)
class Hung:
    """The sheets that were changed in one step, as they were before it and after it."""

    before: tuple[PostingRow, ...]
    after: tuple[PostingRow, ...]


Which = Sequence[int] | PostingFilter
"""Sheets by their ids, or all that a filter lets through."""


def post(session: WriteSession, which: Which, on: date, by: str) -> Hung:
    """These sheets were hung; returns what takes it back. Those that hang already stay as they
    are; a KnownError when none is left, or the day has not come."""
    _check_day(session, on)
    waiting = [row for row in _found(session, which) if row.posted_on is None]
    if not waiting:
        raise KnownError("选中的都已经张贴过，没有改动；请在“待张贴”里选。")
    after = [replace(row, posted_on=on, posted_by=by) for row in waiting]
    return _change(session, waiting, after, "登记张贴", f"{len(after)} 张")


def hangs_until(connection: Reader, which: Which) -> date | None:
    """Until when the last of those sheets that hang should do so."""
    met = _conditions(which) if isinstance(which, PostingFilter) else [Posting.id.in_(which)]
    last = (
        select(func.max(Notice.posted_to))
        .join(Posting, Posting.notice_id == Notice.id)
        .outerjoin(Place, Place.id == Posting.place_id)
    )
    hangs = _is(Hanging.HANGS, date.min)
    until: date | None = connection.scalar(last.where(*met, hangs))
    return until


def take_down(session: WriteSession, which: Which, on: date, by: str, reason: str = "") -> Hung:
    """These sheets came down; returns what takes it back. What comes down before the end of its
    period needs a ``reason``, which stands with it; a KnownError without one."""
    _check_day(session, on)
    hanging = [row for row in _found(session, which) if row.posted_on and row.taken_down_on is None]
    if not hanging:
        raise KnownError("选中的都不在贴，没有改动；请在“在贴”里选。")
    early = next((row for row in hanging if row.posted_on and row.posted_on > on), None)
    if early is not None:
        raise KnownError(f"{early.place}是 {early.posted_on} 张贴的，撤下不能更早，没有改动。")
    soon = next((row for row in hanging if is_early(on, row.posted_to)), None)
    if soon is not None and not reason:
        raise KnownError(
            f"{soon.place}的公示期到 {soon.posted_to}，提前撤下要写明原因，没有登记；请补上原因。"
        )
    down = [replace(row, taken_down_on=on, taken_down_by=by) for row in hanging]
    after = [
        replace(row, down_reason=reason if is_early(on, row.posted_to) else "") for row in down
    ]
    told = f"{len(after)} 张" + (f"，提前撤下：{reason}" if soon is not None else "")
    return _change(session, hanging, after, "登记撤下", told)


def put_back(session: WriteSession, hung: Hung) -> None:
    """These sheets are as they were before; a KnownError when they are no longer as the step left
    them."""
    now = {row.id: _values(row) for row in _held(session, [row.id for row in hung.after])}
    if now != {row.id: _values(row) for row in hung.after}:
        raise KnownError("这几张的张贴后来又登记过，没有撤销，现在的登记都在；请刷新后再看。")
    _store(session, hung.before)
    _settle(session, hung.before)
    where = whereabouts.postings(row.id for row in hung.before)
    told = f"{len(hung.before)} 张"
    session.log("notices", "撤销张贴登记", hung.before[0].title, told, where)


def put_photo(session: WriteSession, posting_id: int, content: bytes | None) -> bytes | None:
    """Keep a picture of how a sheet hangs, or none; returns the one there was."""
    before = photos.put(session, Posting, posting_id, content)
    (row,) = rows(session.connection, [posting_id]).values()
    what = "张贴照片" if content is not None else "删除张贴照片"
    session.log("notices", what, row.title, row.place, whereabouts.postings([posting_id]))
    return before


def _values(row: PostingRow) -> dict[str, Any]:
    """What a step changes."""
    return {
        "posted_on": row.posted_on,
        "posted_by": row.posted_by,
        "taken_down_on": row.taken_down_on,
        "taken_down_by": row.taken_down_by,
        "down_reason": row.down_reason,
    }


def _found(session: WriteSession, which: Which) -> list[PostingRow]:
    """Sheets in their order; a KnownError when they are of notices that hang nowhere."""
    if isinstance(which, PostingFilter):
        return _held(session, order(session.connection, which))
    found = _held(session, which)
    if which and not found:
        raise KnownError("这些公示还没有打印，或已经作废，没有登记；请刷新后再看。")
    return found


def _held(session: WriteSession, ids: Sequence[int]) -> list[PostingRow]:
    """Those of the sheets whose notices are printed, as they are now: nobody else changes a sheet
    of these notices until the end of the unit of work."""
    of_sheets = select(Posting.notice_id).where(Posting.id.in_(ids))
    held = select(Notice.id).where(Notice.id.in_(of_sheets)).order_by(Notice.id)
    session.execute(held.with_for_update())
    joined = select(Posting.id).join(Notice, Notice.id == Posting.notice_id)
    met = joined.where(Posting.id.in_(ids), Notice.state.in_(_LIVING))
    living = set(session.connection.scalars(met))
    found = rows(session.connection, [id_ for id_ in ids if id_ in living])
    return [found[id_] for id_ in ids if id_ in found]


def _change(
    session: WriteSession,
    before: Sequence[PostingRow],
    after: Sequence[PostingRow],
    what: str,
    told: str,
) -> Hung:
    _store(session, after)
    _settle(session, after)
    where = whereabouts.postings(row.id for row in after)
    session.log("notices", what, after[0].title, told, where)
    return Hung(tuple(before), tuple(after))


def _store(session: WriteSession, changed: Sequence[PostingRow]) -> None:
    """Store what a step changes, all sheets that become alike at once."""
    alike: dict[tuple[Any, ...], list[PostingRow]] = defaultdict(list)
    for row in changed:
        alike[tuple(_values(row).values())].append(row)
    for sheets in alike.values():
        of_these = Posting.id.in_([row.id for row in sheets])
        session.execute(update(Posting).where(of_these).values(_values(sheets[0])))


def _settle(session: WriteSession, changed: Sequence[PostingRow]) -> None:
    for notice_id in dict.fromkeys(row.notice_id for row in changed):
        notice_register.settle(session, notice_id)


def _check_day(session: WriteSession, on: date) -> None:
    if on > session.at.date():
        raise KnownError(f"{on} 还没有到，没有登记；请改正日期。")
