"""The accounts of communities: periods with their sums, entries with their running balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import aliased

from db import places
from db.models import FinanceEntry, FinancePeriod
from db.ordering import turned
from db.reading import Reader, fetch
from domain.finance import Entry, Sums, next_voucher

_ENTRY = (
    FinanceEntry.day, FinanceEntry.voucher, FinanceEntry.summary, FinanceEntry.income,
    FinanceEntry.expense, FinanceEntry.handler, FinanceEntry.witness, FinanceEntry.approver,
)  # fmt: skip
_NET = FinanceEntry.income - FinanceEntry.expense


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period of a community; ``before`` is the 期末结余 of the one before it, as it follows from
    its entries, None where there is none."""

    id: int
    place_id: int
    since: date
    until: date
    sums: Sums
    closed_at: datetime | None
    closed_by: str
    version: int
    entries: int
    before: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing in it changes any more."""
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class Account:
    """A community with its periods, the newest first."""

    place_id: int
    name: str
    periods: tuple[PeriodRow, ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it stands in its period; ``corrects`` names the one it puts right, ``corrected``
    is the net of what puts it right itself, None when nothing does."""

    id: int
    period_id: int
    entry: Entry
    balance: int
    corrects_id: int | None
    corrected: int | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class FinanceFilter:
    """The entries of a period in which every typed word is found; no period has none."""

    period_id: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be typed in a period: the number of its next voucher, and the summaries and names
    of its community, the newest first; ``last`` is the newest entry."""

    voucher: str = ""
    summaries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    last: Entry | None = None


def _sum(column: Any) -> Any:
    return func.coalesce(cast(func.sum(column), BigInteger), 0)


def periods(connection: Reader, place_ids: Sequence[int] | None = None) -> list[PeriodRow]:
    """The periods of all communities or of these, each community's in order of time."""
    summed = select(
        FinanceEntry.period_id,
        _sum(FinanceEntry.income).label("income"),
        _sum(FinanceEntry.expense).label("expense"),
        func.count().label("n"),
    )
    if place_ids is not None:
        own = select(FinancePeriod.id).where(FinancePeriod.place_id.in_(place_ids))
        summed = summed.where(FinanceEntry.period_id.in_(own))
    counted = summed.group_by(FinanceEntry.period_id).subquery()
    columns = (
        FinancePeriod.id, FinancePeriod.place_id, FinancePeriod.since, FinancePeriod.until,
        FinancePeriod.opening, func.coalesce(counted.c.income, 0),
        func.coalesce(counted.c.expense, 0), FinancePeriod.closing, FinancePeriod.closed_at,
        FinancePeriod.closed_by, FinancePeriod.version, func.coalesce(counted.c.n, 0),
    )  # fmt: skip
    wanted = select(*columns).outerjoin(counted, counted.c.period_id == FinancePeriod.id)
    if place_ids is not None:
        wanted = wanted.where(FinancePeriod.place_id.in_(place_ids))
    found: list[PeriodRow] = []
    for told in fetch(connection, wanted.order_by(FinancePeriod.place_id, FinancePeriod.since)):
        id_, place_id, since, until, opening, income, expense, closing = told[:8]
        closed_at, closed_by, version, count = told[8:]
        last = found[-1] if found and found[-1].place_id == place_id else None
        sums = Sums(opening, income, expense, closing)
        before = last.sums.balance if last else None
        row = PeriodRow(
            id_, place_id, since, until, sums, closed_at, closed_by, version, count, before
        )
        found.append(row)
    return found


def period(connection: Reader, period_id: int) -> PeriodRow | None:
    """One period; None when it is no longer there."""
    place_id = connection.scalar(
        select(FinancePeriod.place_id).where(FinancePeriod.id == period_id)
    )
    if place_id is None:
        return None
    return next((p for p in periods(connection, [place_id]) if p.id == period_id), None)


def accounts(connection: Reader) -> list[Account]:
    """All communities in walking order, those without periods, too."""
    of: dict[int, list[PeriodRow]] = {}
    for row in periods(connection):
        of.setdefault(row.place_id, []).append(row)
    return [
        Account(place.id, name, tuple(reversed(of.get(place.id, ()))))
        for place, name in places.named_communities(connection)
    ]


# Entries

_WRITTEN = (FinanceEntry.day, FinanceEntry.seq, FinanceEntry.id)
_RUNNING = func.sum(_NET).over(partition_by=FinanceEntry.period_id, order_by=_WRITTEN)
SORTS: dict[str, tuple[Any, ...]] = {
    "day": _WRITTEN,
    "voucher": (FinanceEntry.voucher == "", FinanceEntry.voucher),
    "summary": (FinanceEntry.summary,),
    "income": (FinanceEntry.income == 0, FinanceEntry.income),
    "expense": (FinanceEntry.expense == 0, FinanceEntry.expense),
}


def order(
    connection: Reader,
    wanted: FinanceFilter,
    sort: str = "day",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order."""
    told = (*_ENTRY[1:3], *_ENTRY[5:])
    found = select(FinanceEntry.id).where(FinanceEntry.period_id == wanted.period_id)
    for term in wanted.query.split():
        in_any = [column.contains(term, autoescape=True) for column in told]
        matches = in_any[0]
        for one in in_any[1:]:
            matches = matches | one
        found = found.where(matches)
    keys = turned(SORTS[sort], descending)
    return list(connection.scalars(found.order_by(*keys, *_WRITTEN).limit(limit)))


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, EntryRow]:
    """These entries by id, each with the balance after it."""
    correcting = aliased(FinanceEntry)
    corrected = (
        select(
            correcting.corrects_id.label("id"),
            cast(func.sum(correcting.income - correcting.expense), BigInteger).label("net"),
        )
        .where(correcting.corrects_id.in_(ids))
        .group_by(correcting.corrects_id)
        .subquery()
    )
    of_periods = select(FinanceEntry.period_id).where(FinanceEntry.id.in_(ids))
    running = (
        select(FinanceEntry.id.label("id"), cast(_RUNNING, BigInteger).label("running"))
        .where(FinanceEntry.period_id.in_(of_periods))
        .subquery()
    )
    columns = (
        FinanceEntry.id, FinanceEntry.period_id, *_ENTRY,
        FinancePeriod.opening + running.c.running, FinanceEntry.corrects_id, corrected.c.net,
        FinanceEntry.recorded_at, FinanceEntry.recorded_by,
    )  # fmt: skip
    found = (
        select(*columns)
        .join(FinancePeriod, FinancePeriod.id == FinanceEntry.period_id)
        .join(running, running.c.id == FinanceEntry.id)
        .outerjoin(corrected, corrected.c.id == FinanceEntry.id)
        .where(FinanceEntry.id.in_(ids))
    )
    return {
        id_: EntryRow(id_, period_id, Entry(*told[:8]), *told[8:])
        for id_, period_id, *told in fetch(connection, found)
    }


def entries(connection: Reader, period_id: int) -> list[EntryRow]:
    """All entries of a period in order, each with the balance after it."""
    ids = order(connection, FinanceFilter(period_id))
    found = rows(connection, ids)
    return [found[id_] for id_ in ids]


def all_entries(connection: Reader) -> dict[int, list[Entry]]:
    """The entries of all periods by their period's id, each period's in order."""
    found: dict[int, list[Entry]] = {}
    ordered = select(FinanceEntry.period_id, *_ENTRY).order_by(*_WRITTEN)
    for period_id, *told in fetch(connection, ordered):
        found.setdefault(period_id, []).append(Entry(*told))
    return found


def known(connection: Reader, row: PeriodRow, most: int = 400) -> Known:
    """What was written in a community lately, and which voucher comes next in a period."""
    newest = (
        select(FinanceEntry.period_id, *_ENTRY)
        .join(FinancePeriod, FinancePeriod.id == FinanceEntry.period_id)
        .where(FinancePeriod.place_id == row.place_id, FinancePeriod.since <= row.since)
        .order_by(FinancePeriod.since.desc(), FinanceEntry.seq.desc())
        .limit(most)
    )
    found = [(period_id, Entry(*told)) for period_id, *told in fetch(connection, newest)]
    own = [e.voucher for period_id, e in reversed(found) if period_id == row.id]
    last_id = next((period_id for period_id, _ in found if period_id != row.id), None)
    before = [e.voucher for period_id, e in reversed(found) if period_id == last_id]
    names = (name for _, e in found for name in (e.handler, e.witness, e.approver) if name)
    return Known(
        next_voucher(own, before),
        tuple(dict.fromkeys(e.summary for _, e in found)),
        tuple(dict.fromkeys(names)),
        found[0][1] if found else None,
    )
