"""Periods of the accounts: opened, carried over, declared, closed and reopened.

An open period that follows the one before — its 上期结余 is that one's 期末结余 — goes on
following whatever changes there. A closed one changes no more.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from db import places
from db.finance import finance
from db.finance.finance import PeriodRow
from db.models import FinanceEntry, FinancePeriod
from db.session import WriteSession
from domain.errors import KnownError
from domain.finance import closing_fault, follow_fault, period_fault
from domain.money import yuan
from domain.paper_words import period_words
from domain.places import Level

_GONE = "这一期已不在台账里，没有保存；请刷新后再看。"
_OVERTAKEN = "这一期刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"


def open_period(
    session: WriteSession, place_id: int, since: date, until: date, opening: int = 0
) -> int:
    """A new period of a community; returns its id. KnownError tells what is wrong with it.

    上期结余 is carried over from the period before; ``opening`` counts only without one.
    """
    place = places.place(session.connection, place_id)
    if place.level is not Level.COMMUNITY:
        raise KnownError(f"“{place.name}”不是社区或村，没有开账；请从列表里选一个社区或村。")
    others = finance.periods(session.connection, [place_id])
    _check_span(since, until, others)
    earlier = [other for other in others if other.until < since]
    carried = earlier[-1].sums.balance if earlier else opening
    with following(session, [place_id]):
        new = {"place_id": place_id, "since": since, "until": until, "opening": carried}
        id_ = session.execute(insert(FinancePeriod).values(new).returning(FinancePeriod.id))
        period_id = int(id_.scalar_one())
    told = f"{place.name} {period_words(since, until)}"
    session.log("finance", "开账", told, f"上期结余 {yuan(carried)}", place_id)
    return period_id


def save_period(
    session: WriteSession, period_id: int, version: int, since: date, until: date, opening: int
) -> int:
    """Other days or another 上期结余 of an open period; returns its id. Where there is a period
    before it, only what was carried over is taken."""
    row = locked(session, period_id)
    _check_open(row)
    others = [p for p in finance.periods(session.connection, [row.place_id]) if p.id != period_id]
    _check_span(since, until, others)
    earlier = [other for other in others if other.until < since]
    fault = follow_fault(opening, earlier[-1].sums.balance if earlier else None)
    outside = _days_outside(session, period_id, since, until)
    if outside:
        fault = fault or f"有 {outside} 笔分录的日期不在 {since} 至 {until} 内"
    if fault:
        raise KnownError(f"{fault}，没有保存；请改正后再保存。")
    with following(session, [row.place_id]):
        _change(session, row, version, {"since": since, "until": until, "opening": opening})
    told = period_words(since, until)
    session.log("finance", "修改账期", told_of(session, row), told, row.place_id)
    return period_id


def remove_period(session: WriteSession, period_id: int) -> PeriodRow:
    """Take back a period in which nothing stands yet; returns it as it was."""
    row = locked(session, period_id)
    _check_open(row)
    if row.entries:
        raise KnownError(
            f"{period_words(row.since, row.until)}已有 {row.entries} 笔分录，没有删除这一期；"
            "请先删除分录。"
        )
    with following(session, [row.place_id]):
        session.execute(delete(FinancePeriod).where(FinancePeriod.id == period_id))
    session.log("finance", "删除账期", told_of(session, row), where=row.place_id)
    return row


def declare(session: WriteSession, period_id: int, version: int, closing: int | None) -> int:
    """What the office says the 期末结余 is, or None; returns the new version."""
    row = locked(session, period_id)
    _check_open(row)
    _change(session, row, version, {"closing": closing})
    told = "未填" if closing is None else yuan(closing)
    session.log("finance", "填期末结余", told_of(session, row), told, row.place_id)
    return version + 1


def close(session: WriteSession, period_id: int, version: int) -> int:
    """Close a period that adds up, follows the one before and comes after no open one; returns the
    new version. What an import brought into it cannot be undone as a whole any more."""
    row = locked(session, period_id)
    _check_open(row)
    open_before = [
        p
        for p in finance.periods(session.connection, [row.place_id])
        if p.since < row.since and not p.is_closed
    ]
    fault = closing_fault(row.sums, row.before)
    if open_before:
        first = period_words(open_before[0].since, open_before[0].until)
        fault = f"前面的{first}还没有关账"
    if fault:
        raise KnownError(f"{fault}，不能关账，分录都没有动；请核对后再关账。")
    _change(session, row, version, {"closed_at": session.at, "closed_by": session.actor})
    own = update(FinanceEntry).where(FinanceEntry.period_id == period_id)
    session.execute(own.values(batch_id=None))
    told = f"期末结余 {yuan(row.sums.balance)}"
    session.log("finance", "关账", told_of(session, row), told, row.place_id)
    return version + 1


def reopen(session: WriteSession, period_id: int, version: int, reason: str) -> int:
    """Open a closed period again, for a reason that stands in the audit; only the last one that is
    closed. Returns the new version."""
    row = locked(session, period_id)
    if not row.is_closed:
        raise KnownError(f"{period_words(row.since, row.until)}没有关账，没有改动。")
    if not reason.strip():
        raise KnownError("重新打开已关账的一期要写明原因，没有打开；请补上原因。")
    later = [
        p
        for p in finance.periods(session.connection, [row.place_id])
        if p.since > row.since and p.is_closed
    ]
    if later:
        last = period_words(later[-1].since, later[-1].until)
        raise KnownError(f"后面的{last}已经关账，没有打开；请在未关账的一期里记更正分录。")
    _change(session, row, version, {"closed_at": None, "closed_by": ""})
    session.log("finance", "重开账期", told_of(session, row), reason.strip(), row.place_id)
    return version + 1


# What holds for every write


@contextmanager
def following(session: WriteSession, place_ids: Iterable[int]) -> Iterator[None]:
    """Whatever changes inside, the open periods that follow the one before go on doing so."""
    wanted = list(place_ids)
    before = finance.periods(session.connection, wanted)
    followed = {p.id for p in before if not p.is_closed and p.before == p.sums.opening}
    yield
    carried: dict[int, int] = {}
    for row in finance.periods(session.connection, wanted):
        opening = carried.get(row.place_id, row.sums.opening)
        if row.id not in followed or row.is_closed:
            opening = row.sums.opening
        if opening != row.sums.opening:
            own = update(FinancePeriod).where(FinancePeriod.id == row.id)
            session.execute(own.values(opening=opening, version=FinancePeriod.version + 1))
        carried[row.place_id] = row.sums.balance - row.sums.opening + opening


def locked(session: WriteSession, period_id: int) -> PeriodRow:
    """A period that nobody else changes meanwhile."""
    own = select(FinancePeriod.id).where(FinancePeriod.id == period_id).with_for_update()
    session.execute(own)
    row = finance.period(session.connection, period_id)
    if row is None:
        raise KnownError(_GONE)
    return row


def open_row(session: WriteSession, period_id: int) -> PeriodRow:
    """A period in which something may change; KnownError for one that is closed."""
    row = locked(session, period_id)
    _check_open(row)
    return row


def _check_open(row: PeriodRow) -> None:
    if row.is_closed:
        raise KnownError(
            f"{period_words(row.since, row.until)}已经关账，没有改动；"
            "要改正其中的分录，请在未关账的一期里记更正分录。"
        )


def _check_span(since: date, until: date, others: Iterable[PeriodRow]) -> None:
    around = list(others)
    fault = period_fault(since, until, ((p.since, p.until) for p in around))
    later = [p for p in around if p.since > until and p.is_closed]
    if not fault and later:
        fault = f"后面的{period_words(later[0].since, later[0].until)}已经关账"
    if fault:
        raise KnownError(f"{fault}，没有保存；请改正日期后再保存。")


def _days_outside(session: WriteSession, period_id: int, since: date, until: date) -> int:
    outside = (FinanceEntry.day < since) | (FinanceEntry.day > until)
    counted = select(func.count()).where(FinanceEntry.period_id == period_id, outside)
    return session.connection.scalar(counted) or 0


def _change(session: WriteSession, row: PeriodRow, version: int, values: dict[str, Any]) -> None:
    """Change what is stored in this version; whoever edits it takes it off its import."""
    told = values | {"version": version + 1, "batch_id": None}
    mine = update(FinancePeriod).where(FinancePeriod.id == row.id, FinancePeriod.version == version)
    if session.execute(mine.values(told).returning(FinancePeriod.id)).scalar() is None:
        raise KnownError(_OVERTAKEN)


def told_of(session: WriteSession, row: PeriodRow) -> str:
    """A period as the audit names it."""
    name = places.place(session.connection, row.place_id).name
    return f"{name} {period_words(row.since, row.until)}"
