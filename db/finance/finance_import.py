"""Storing the accounts that an import or the demo brings, and what a new file is judged by."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import insert

from db import places
from db.finance import finance, finance_edits, finance_periods
from db.finance.finance import PeriodRow
from db.models import FinanceEntry, FinancePeriod
from db.places import PlaceBook
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError
from domain.finance import Entry, PeriodEntry, period_fault
from domain.finance_judge import FinanceKnowledge, KnownPeriod
from domain.ledger import place_path_key
from domain.paper_words import period_words


def knowledge(connection: Reader) -> FinanceKnowledge:
    """The periods on file by their community, and whose they can be."""
    rows = {row.id: row for row in places.all_places(connection)}
    entries = finance.all_entries(connection)
    known: dict[str, list[KnownPeriod]] = {}
    for one in finance.periods(connection):
        key = place_path_key(places.steps(rows[one.place_id], rows))
        own = tuple(entries.get(one.id, ()))
        told = KnownPeriod(one.since, one.until, one.sums.opening, own, one.is_closed)
        known.setdefault(key, []).append(told)
    return FinanceKnowledge({key: tuple(found) for key, found in known.items()})


def store(
    session: WriteSession,
    periods: Iterable[PeriodEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Add the entries that are not there yet; returns how many. What is there stays as it is.

    An entry is the same one when it is equal in day, voucher, summary and amounts; one that stands
    twice in a file is two. A KnownError when something new would go into a closed period or a
    period overlaps another. ``progress`` is told how many entries are done and may raise.
    """
    book = PlaceBook(session, batch_id)
    done = new = 0
    for period in periods:
        place_id = book.locate(period.place).id
        book.flush()
        with finance_periods.following(session, [place_id]):
            new += _store(session, place_id, period, batch_id)
        done += len(period.entries)
        progress(done)
    if new:
        session.log("finance", "导入收支", f"批次 {batch_id or '—'}", f"{new} 笔")
    return new


def _store(session: WriteSession, place_id: int, period: PeriodEntry, batch_id: int | None) -> int:
    around = finance.periods(session.connection, [place_id])
    row = next((p for p in around if (p.since, p.until) == (period.since, period.until)), None)
    words = period_words(period.since, period.until)
    if row is None:
        fault = period_fault(period.since, period.until, ((p.since, p.until) for p in around))
        if fault:
            raise KnownError(f"{words}{fault}，没有导入；请核对表里写的是哪一期。")
        period_id, there, seq = _open(session, place_id, period, batch_id), [], 0
    else:
        period_id = row.id
        stored = finance.entries(session.connection, row.id)
        there, seq = [e.entry for e in stored], len(stored)
    fresh = missing(there, period.entries)
    if fresh and row is not None and row.is_closed:
        raise KnownError(
            f"{words}已经关账，表里有 {len(fresh)} 笔台账没有的分录，没有导入；"
            "请在未关账的一期里记更正分录。"
        )
    _insert(session, period_id, fresh, seq, batch_id)
    if period.closed:
        _close(session, period_id)
    return len(fresh)


def missing(there: Iterable[Entry], told: Iterable[Entry]) -> list[Entry]:
    """The entries that are told oftener than they are there, in their order."""
    left = Counter(map(_same, there))
    fresh = []
    for entry in told:
        if left[_same(entry)]:
            left[_same(entry)] -= 1
        else:
            fresh.append(entry)
    return fresh


def _same(entry: Entry) -> tuple[Any, ...]:
    return entry.day, entry.voucher, entry.summary, entry.income, entry.expense


def _open(session: WriteSession, place_id: int, period: PeriodEntry, batch_id: int | None) -> int:
    values = {
        "place_id": place_id,
        "since": period.since,
        "until": period.until,
        "opening": period.opening,
        "closing": period.closing,
        "batch_id": batch_id,
    }
    new = insert(FinancePeriod).values(values).returning(FinancePeriod.id)
    session.topics.add("finance")
    return int(session.execute(new).scalar_one())


def _insert(
    session: WriteSession,
    period_id: int,
    fresh: Sequence[Entry],
    last: int,
    batch_id: int | None,
) -> None:
    rows = [
        finance_edits.values(entry)
        | {
            "period_id": period_id,
            "seq": seq,
            "recorded_at": session.at,
            "recorded_by": session.actor,
            "batch_id": batch_id,
        }
        for seq, entry in enumerate(fresh, last + 1)
    ]
    if rows:
        session.execute(insert(FinanceEntry), rows)


def _close(session: WriteSession, period_id: int) -> None:
    row: PeriodRow | None = finance.period(session.connection, period_id)
    if row is not None and not row.is_closed:
        finance_periods.close(session, period_id, row.version)
