"""Slips and letters about issues: drafted per unit, numbered, sent, answered (DOMAIN.md §5).

A slip is no event: it changes nothing about how an issue stands, and one may speak of many issues.
The timeline shows it beside the events. A number is drawn just before the paper is printed or
saved; what was not sent after all gives it back, so that the numbers of a year have no gap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from db import settings
from db.issues import rules, standing
from db.issues.issue_filter import Query
from db.models import Issue, Slip, SlipIssue, Unit
from db.ordering import turned
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from db.users import whereabouts
from domain import slips
from domain.errors import KnownError
from domain.slips import SLIP_WORDS, SlipKind, SlipPaper

CHUNK = 500
_SIGN = case(*((Slip.kind == kind, sign) for kind, sign in slips.SIGNS.items()), else_="")
SORTS: Mapping[str, tuple[Any, ...]] = {
    "number": (Slip.kind, Slip.year, Slip.serial),
    "made_at": (),
    "unit": (Unit.name.is_(None), Unit.name),
    "sent_at": (Slip.sent_at.is_(None), Slip.sent_at),
    "reply_by": (Slip.reply_by.is_(None), Slip.reply_by),
}


@dataclass(frozen=True, slots=True)
class SlipDraft:
    """A paper not numbered yet, and the issues that stand on it."""

    paper: SlipPaper
    issue_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MadeSlip:
    """A numbered paper that is not sent yet."""

    id: int
    paper: SlipPaper


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A line of the register. Without ``sent_at`` it is numbered and not sent yet, with
    ``voided_at`` it never will be; ``issues`` is how many stand on it."""

    id: int
    kind: SlipKind
    number: str
    unit: str
    issues: int
    made_at: datetime
    made_by: str
    sent_at: datetime | None
    voided_at: datetime | None
    reply_by: date | None
    replied_on: date | None
    reply_number: str
    reply: str

    @property
    def waits(self) -> bool:
        """Whether it was sent and not answered yet."""
        return self.sent_at is not None and self.replied_on is None

    def late(self, day: date) -> bool:
        """Whether its answer should have come before this day."""
        return self.waits and self.reply_by is not None and self.reply_by < day


class Answer(StrEnum):
    """Which slips a list shows, by the answer they wait for."""

    ANY = "any"
    WAITED = "waited"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class SlipFilter:
    """Which slips. ``query`` is part of a number, a unit, or of an issue's number or title;
    ``day`` is the one on which an answer is late."""

    day: date
    answer: Answer = Answer.ANY
    kind: SlipKind | None = None
    query: str = ""


def order(
    connection: Reader,
    wanted: SlipFilter,
    sort: str = "made_at",
    descending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The ids of the register that the filter lets through, in order."""
    statement = select(Slip.id).outerjoin(Unit, Unit.id == Slip.unit_id)
    keys = (*SORTS[sort], Slip.made_at, Slip.id)
    found = statement.where(*_conditions(wanted)).order_by(*turned(keys, descending))
    return list(connection.scalars(found.limit(limit)))


def count(connection: Reader, wanted: SlipFilter) -> int:
    """How many slips the filter lets through."""
    counted = select(func.count()).select_from(Slip).outerjoin(Unit, Unit.id == Slip.unit_id)
    return connection.scalar(counted.where(*_conditions(wanted))) or 0


def _conditions(wanted: SlipFilter) -> list[ColumnElement[bool]]:
    conditions = [_names(term) for term in wanted.query.split()]
    if wanted.kind is not None:
        conditions.append(Slip.kind == wanted.kind)
    if wanted.answer is not Answer.ANY:
        conditions += [Slip.sent_at.is_not(None), Slip.replied_on.is_(None)]
    if wanted.answer is Answer.LATE:
        conditions.append(Slip.reply_by < wanted.day)
    return conditions


def _names(term: str) -> ColumnElement[bool]:
    """Whether a slip, its unit, its answer or one of its issues is named so."""
    year, serial = cast(Slip.year, String), cast(Slip.serial, String)
    number = _SIGN.concat("〔").concat(year).concat("〕").concat(serial).concat("号")
    told = or_(
        Issue.number.icontains(term, autoescape=True), Issue.title.icontains(term, autoescape=True)
    )
    named = select(SlipIssue.slip_id).join(Issue, Issue.id == SlipIssue.issue_id).where(told)
    texts = (number, Unit.name, Slip.reply_number)
    return or_(*(t.icontains(term, autoescape=True) for t in texts), Slip.id.in_(named))


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, SlipRow]:
    """The lines of these ids, for a page of the register."""
    return {row.id: row for row in _rows(connection, _register().where(Slip.id.in_(ids)))}


def issue_ids(connection: Reader, slip_id: int) -> list[int]:
    """The issues that stand on a slip."""
    on_it = select(SlipIssue.issue_id).where(SlipIssue.slip_id == slip_id)
    return list(connection.scalars(on_it.order_by(SlipIssue.issue_id)))


def of_issue(connection: Reader, issue_id: int) -> tuple[SlipRow, ...]:
    """The slips and letters on which an issue stands, in the order they were numbered."""
    on_it = select(SlipIssue.slip_id).where(SlipIssue.issue_id == issue_id)
    return _rows(connection, _register().where(Slip.id.in_(on_it)).order_by(Slip.made_at, Slip.id))


def _register() -> Query:
    on_it = (
        select(func.count()).where(SlipIssue.slip_id == Slip.id).correlate(Slip).scalar_subquery()
    )
    return select(
        Slip.id,
        Slip.kind,
        Slip.year,
        Slip.serial,
        func.coalesce(Unit.name, ""),
        on_it,
        Slip.made_at,
        Slip.made_by,
        Slip.sent_at,
        Slip.voided_at,
        Slip.reply_by,
        Slip.replied_on,
        Slip.reply_number,
        Slip.reply,
    ).outerjoin(Unit, Unit.id == Slip.unit_id)


def _rows(connection: Reader, statement: Query) -> tuple[SlipRow, ...]:
    return tuple(
        SlipRow(id_, SlipKind(kind), slips.number_words(SlipKind(kind), year, serial), *rest)
        for id_, kind, year, serial, *rest in fetch(connection, statement)
    )


def paper(connection: Reader, slip_id: int) -> MadeSlip:
    """A slip as it was made, to be printed again; KnownError when it was taken back meanwhile."""
    found = fetch(connection, select(Slip.content).where(Slip.id == slip_id))
    if not found:
        raise KnownError("这份文书已经撤回，没有打印；请刷新后再看。")
    return MadeSlip(slip_id, slips.restored(found[0][0]))


# --- numbering and sending --------------------------------------------------------------------


def make(session: WriteSession, drafts: Sequence[SlipDraft]) -> list[MadeSlip]:
    """Number the drafts, all of one kind, in their order; nothing is sent yet.

    A KnownError names the first issue about which such a paper may no longer be written.
    """
    kind, day = drafts[0].paper.kind, session.at.date()
    _check(session, kind, {id_: d.paper.unit for d in drafts for id_ in d.issue_ids})
    serials = settings.next_number(session, _counter(kind, day.year), len(drafts))
    unit_ids = units.ids_of(session, (draft.paper.unit for draft in drafts))
    made, links, rows = [], [], []
    new_ids = session.reserve(Slip, len(drafts))
    for id_, serial, draft in zip(new_ids, serials, drafts, strict=True):
        numbered = slips.numbered(draft.paper, serial, day)
        made.append(MadeSlip(id_, numbered))
        links += [{"slip_id": id_, "issue_id": issue_id} for issue_id in draft.issue_ids]
        rows.append(
            {
                "id": id_,
                "kind": kind,
                "year": day.year,
                "serial": serial,
                "unit_id": unit_ids.get(numbered.unit),
                "content": slips.stored(numbered),
                "made_at": session.at,
                "made_by": session.actor,
                "reply_by": numbered.reply_by,
            }
        )
    session.execute(insert(Slip), rows)
    session.execute(insert(SlipIssue), links)
    _keep_from_undo(session, [link["issue_id"] for link in links])
    told, where = _told(kind, day.year, serials), whereabouts.slips(new_ids)
    session.log("issues", f"编号{SLIP_WORDS[kind]}", told, f"{len(made)} 份", where)
    return made


def _told(kind: SlipKind, year: int, serials: range) -> str:
    first, last = (slips.number_words(kind, year, serials[n]) for n in (0, -1))
    return first if first == last else f"{first} 至 {last}"


def _counter(kind: SlipKind, year: int) -> str:
    return f"slip:{kind}:{year}"


def _check(session: WriteSession, kind: SlipKind, addressed: Mapping[int, str]) -> None:
    """Whether each issue may still stand on such a paper to that unit."""
    office, connection = rules.current(session.connection), session.connection
    ids = list(addressed)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        now = standing.read(connection, part)
        named = select(Issue.id, Issue.number, func.coalesce(Unit.name, ""))
        joined = named.outerjoin(Unit, Unit.id == Issue.lead_unit_id)
        there = fetch(connection, joined.where(Issue.id.in_(part)))
        if len(there) < len(part):
            gone = len(part) - len(there)
            raise KnownError(f"有 {gone} 件问题刚被撤销，没有编号，也没有发出；请重新生成文书。")
        for id_, number, unit in there:
            why = slips.refusal(kind, now[id_], unit, session.at, office)
            if not why and kind is not SlipKind.LETTER and unit != addressed[id_]:
                why = f"刚改由{unit}办理，不再是{addressed[id_]}；请重新生成文书，"
            if why:
                raise KnownError(f"{number}：{why}没有编号，也没有发出。")


def _keep_from_undo(session: WriteSession, ids: Sequence[int]) -> None:
    """What stands on a numbered paper is no longer only what an import brought."""
    for start in range(0, len(ids), CHUNK):
        part = Issue.id.in_(ids[start : start + CHUNK])
        session.execute(
            update(Issue).where(part, Issue.batch_id.is_not(None)).values(batch_id=None)
        )


def mark_sent(session: WriteSession, slip_ids: Sequence[int]) -> None:
    """Note that these were printed or saved; those noted already stay as they are."""
    fresh = [row for row in _named(session, slip_ids) if row.sent_at is None]
    if not fresh:
        return
    ids = [row.id for row in fresh]
    for start in range(0, len(ids), CHUNK):
        there = Slip.id.in_(ids[start : start + CHUNK])
        sent = update(Slip).where(there).values(sent_at=session.at, voided_at=None)
        session.execute(sent)
    first = fresh[0]
    told = first.number if len(fresh) == 1 else f"{first.number} 至 {fresh[-1].number}"
    issues = sum(row.issues for row in fresh)
    what, where = f"发出{SLIP_WORDS[first.kind]}", whereabouts.slips(ids)
    session.log("issues", what, told, f"{issues} 件", where)


def take_back(session: WriteSession, slip_ids: Sequence[int]) -> None:
    """These were not printed after all: the last numbers are free again, others stay void."""
    unsent = [row for row in _named(session, slip_ids) if row.sent_at is None]
    if not unsent:
        return
    lay = session.places(whereabouts.slips(row.id for row in unsent))
    for kind, year in {(row.kind, row.made_at.year) for row in unsent}:
        _take_back(session, kind, year, {row.id for row in unsent})
    session.log("issues", "退回编号", unsent[0].number, f"{len(unsent)} 份", lay)


def _take_back(session: WriteSession, kind: SlipKind, year: int, ids: set[int]) -> None:
    # Whoever numbers a paper just now must be done before one can say which is the last.
    last = settings.hold_counter(session, _counter(kind, year))
    own = select(Slip.id, Slip.serial).where(Slip.kind == kind, Slip.year == year)
    numbered = fetch(session.connection, own.order_by(Slip.serial.desc()).limit(len(ids)))
    free: list[int] = []
    for id_, serial in numbered:
        # Under a restored one lie numbers that are out and no longer in the register.
        if id_ not in ids or serial != last - len(free):
            break
        free.append(id_)
    session.execute(delete(Slip).where(Slip.id.in_(free)))
    settings.put_back(session, _counter(kind, year), last - len(free))
    here = Slip.id.in_(ids - set(free)), Slip.kind == kind, Slip.year == year
    session.execute(update(Slip).where(*here).values(voided_at=session.at))


def _named(session: WriteSession, slip_ids: Sequence[int]) -> list[SlipRow]:
    found: list[SlipRow] = []
    for start in range(0, len(slip_ids), CHUNK):
        some = _register().where(Slip.id.in_(slip_ids[start : start + CHUNK]))
        found += _rows(session.connection, some.order_by(Slip.serial))
    return found


def file_reply(
    session: WriteSession,
    slip_id: int,
    replied_on: date,
    reply: str,
    number: str = "",
    before: tuple[date | None, str] = (None, ""),
) -> None:
    """File the county's answer to a letter, or a unit's to a slip; filed again it is corrected.

    ``before`` are the day and words of the answer that was shown: somebody else's is not
    overwritten unseen.
    """
    rows = _named(session, [slip_id])
    sent_at = rows[0].sent_at if rows else None
    if sent_at is None:
        raise KnownError("这份文书还没有发出，不能登记答复，没有保存；请先打印或另存。")
    row = rows[0]
    if (row.replied_on, row.reply) != before:
        raise KnownError(
            f"{row.number} 的答复刚被别人登记过，没有覆盖对方；您填写的内容都在，请看过再登记。"
        )
    fault = slips.filing_fault(row.kind, sent_at.date(), replied_on, reply, session.at.date())
    if fault:
        raise KnownError(f"{fault}没有保存。")
    filed = {"replied_on": replied_on, "reply": reply.strip(), "reply_number": number.strip()}
    session.execute(update(Slip).where(Slip.id == slip_id).values(**filed))
    what, where = f"登记{slips.ANSWER_WORDS[row.kind]}", whereabouts.slips([slip_id])
    session.log("issues", what, row.number, number.strip(), where)
