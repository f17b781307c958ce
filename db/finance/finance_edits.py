"""Entries of the accounts: written, changed, taken out and put back in an open period, and those
of a closed one put right by an entry of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from db.finance import finance
from db.finance.finance import EntryRow, PeriodRow
from db.finance.finance_periods import following, open_row, told_of
from db.models import FinanceEntry
from db.reading import fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.finance import Entry, correction, entry_fault
from domain.money import yuan

_GONE = "这笔分录已不在台账里，没有改动；请刷新后再看。"
_OVERTAKEN = "这笔分录刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"


@dataclass(frozen=True, slots=True)
class RemovedEntry:
    """An entry as it was stored."""

    period_id: int
    entry: Entry
    seq: int
    corrects_id: int | None
    batch_id: int | None


def add_entry(session: WriteSession, period_id: int, entry: Entry) -> int:
    """Write an entry into an open period; returns its id."""
    return _insert(session, open_row(session, period_id), entry, "记账")


def save_entry(session: WriteSession, entry_id: int, seen: Entry, entry: Entry) -> int:
    """Another wording or amount of an entry in an open period; returns its id. ``seen`` is the
    entry as the user saw it: the loser of a race writes nothing."""
    stored = _stored(session, entry_id)
    row = open_row(session, stored.period_id)
    if stored.entry != seen:
        raise KnownError(_OVERTAKEN)
    _check_uncorrected(stored, "没有修改")
    _check_entry(row, entry)
    with following(session, [row.place_id]):
        own = update(FinanceEntry).where(FinanceEntry.id == entry_id)
        session.execute(own.values(values(entry) | {"batch_id": None}))
    session.log("finance", "修改分录", told_of(session, row), _entry_words(entry), row.place_id)
    return entry_id


def remove_entry(session: WriteSession, entry_id: int) -> RemovedEntry:
    """Take an entry out of an open period; returns what `restore_entry` puts back."""
    stored = _stored(session, entry_id)
    row = open_row(session, stored.period_id)
    _check_uncorrected(stored, "没有删除")
    kept = select(FinanceEntry.seq, FinanceEntry.batch_id).where(FinanceEntry.id == entry_id)
    seq, batch_id = fetch(session.connection, kept)[0]
    with following(session, [row.place_id]):
        session.execute(delete(FinanceEntry).where(FinanceEntry.id == entry_id))
    told = _entry_words(stored.entry)
    session.log("finance", "删除分录", told_of(session, row), told, row.place_id)
    return RemovedEntry(row.id, stored.entry, seq, stored.corrects_id, batch_id)


def restore_entry(session: WriteSession, removed: RemovedEntry) -> int:
    """Put an entry back where it stood; returns its new id."""
    row = open_row(session, removed.period_id)
    if removed.corrects_id is not None:
        _stored(session, removed.corrects_id)
    kept = {
        "seq": removed.seq,
        "corrects_id": removed.corrects_id,
        "batch_id": removed.batch_id,
    }
    return _insert(session, row, removed.entry, "恢复分录", **kept)


def correct(
    session: WriteSession, entry_id: int, period_id: int, day: date, voucher: str, right: int
) -> int:
    """Put right an entry of a closed period by one in an open period; returns the new one's id.

    ``right`` is what its income less its expense should have been.
    """
    wrong = _stored(session, entry_id)
    row = open_row(session, period_id)
    theirs = finance.period(session.connection, wrong.period_id)
    if theirs is None or theirs.place_id != row.place_id:
        raise KnownError("要更正的分录不是这个社区（村）的，没有记更正；请重新选择。")
    if not theirs.is_closed:
        raise KnownError("这一期还没有关账，没有记更正；请直接修改这笔分录。")
    entry = correction(wrong.entry, wrong.corrected or 0, right, day, voucher)
    if not entry.net:
        raise KnownError("更正后的金额和现在的一样，没有记更正；请填写应为多少。")
    return _insert(session, row, entry, "记更正", corrects_id=entry_id)


# What holds for every write


def _stored(session: WriteSession, entry_id: int) -> EntryRow:
    found = finance.rows(session.connection, [entry_id])
    if entry_id not in found:
        raise KnownError(_GONE)
    return found[entry_id]


def _check_uncorrected(stored: EntryRow, done: str) -> None:
    if stored.corrected is not None:
        raise KnownError(f"后面的一期有更正这笔分录的记录，{done}；请先删除那笔更正。")


def _check_entry(row: PeriodRow, entry: Entry) -> None:
    if fault := entry_fault(entry, row.since, row.until):
        raise KnownError(f"{fault}，没有记下；请改正后再按回车。")


def _insert(session: WriteSession, row: PeriodRow, entry: Entry, action: str, **facts: Any) -> int:
    _check_entry(row, entry)
    last = select(func.max(FinanceEntry.seq)).where(FinanceEntry.period_id == row.id)
    seq = facts.pop("seq", None) or (session.connection.scalar(last) or 0) + 1
    stored = values(entry) | {
        "period_id": row.id,
        "seq": seq,
        "recorded_at": session.at,
        "recorded_by": session.actor,
    }
    with following(session, [row.place_id]):
        new = insert(FinanceEntry).values(stored | facts).returning(FinanceEntry.id)
        id_ = int(session.execute(new).scalar_one())
    session.log("finance", action, told_of(session, row), _entry_words(entry), row.place_id)
    return id_


def values(entry: Entry) -> dict[str, Any]:
    """An entry as it is stored."""
    return {
        "day": entry.day,
        "voucher": entry.voucher.strip(),
        "summary": entry.summary.strip(),
        "income": entry.income,
        "expense": entry.expense,
        "handler": entry.handler.strip(),
        "witness": entry.witness.strip(),
        "approver": entry.approver.strip(),
    }


def _entry_words(entry: Entry) -> str:
    """An entry as the audit tells it; it holds amounts, no account numbers."""
    amount = f"收入 {yuan(entry.income)}" if entry.income else f"支出 {yuan(entry.expense)}"
    return " ".join(filter(None, (entry.day.isoformat(), entry.voucher, amount)))
