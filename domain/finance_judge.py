"""Judging the rows of a village's accounts (财务收支) as offices keep them in Excel.

Nothing is guessed and nothing is silently taken: an amount or a day that is not certain keeps its
row out, and a 结余 or 合计 in the file that differs from the sums is told (DOMAIN.md §2, §7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.check_in_judge import certain_place
from domain.finance import Entry, PeriodEntry, entry_fault, period_fault, sums_of
from domain.findings import SheetJudge, SheetReport
from domain.known_places import Path, PlaceIndex
from domain.ledger import place_path_key
from domain.money import yuan
from domain.paper_words import period_words
from domain.places import Level

Span = tuple[date, date]


class FinanceRow(NamedTuple):
    """A row of the sheet. Amounts are in 分, None where a cell holds what is no certain amount;
    ``texts`` are its amount cells and its day as the file has them, for what is said of them.

    ``kind`` is "" for an entry, else what the row is: note, opening, closing or total.
    """

    row: int
    kind: str = ""
    day: date | None = None
    voucher: str = ""
    summary: str = ""
    income: int | None = 0
    expense: int | None = 0
    balance: int | None = None
    handler: str = ""
    witness: str = ""
    approver: str = ""
    texts: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """A period on file, or of an earlier sheet."""

    since: date
    until: date
    opening: int
    entries: tuple[Entry, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FinanceKnowledge:
    """The periods on file by the key of their community's path, each community's in order."""

    periods: Mapping[str, tuple[KnownPeriod, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinanceSheet:
    """What a sheet says beside its rows: ``span`` is the period it names, None when it names
    none; ``opening`` and ``closing`` the balances that stand in words beside the table."""

    name: str
    header_row: int
    headers: Mapping[str, str]
    place: Path
    span: Span | None
    opening: int | None = None
    closing: int | None = None


@dataclass(frozen=True, slots=True)
class JudgedFinance:
    """The period of a sheet, None when nothing of it may be stored, and the report on its rows."""

    period: PeriodEntry | None
    report: SheetReport


class FinanceJudge:
    """Judges the sheets of one file; a sheet goes on from the one before it."""

    def __init__(self, known: FinanceKnowledge, index: PlaceIndex) -> None:
        self.index = index
        self.periods = {key: list(found) for key, found in known.periods.items()}

    def sheet(self, told: FinanceSheet, rows: Iterable[FinanceRow]) -> JudgedFinance:
        """Judge one sheet."""
        work = _Sheet(self, told)
        period = work.judge(list(rows))
        accepted = len(period.entries) if period is not None else 0
        return JudgedFinance(period, work.report(told.name, told.header_row, accepted))


class _Sheet(SheetJudge):
    def __init__(self, file: FinanceJudge, told: FinanceSheet) -> None:
        super().__init__(told.headers)
        self.file, self.told = file, told
        self.seen: set[tuple[object, ...]] = set()

    def judge(self, rows: list[FinanceRow]) -> PeriodEntry | None:
        data = [row for row in rows if not row.kind]
        for row in rows:
            if row.kind:
                self.skip(row.row, "note_row")
        place, span = self._place(), self._span(data)
        if place is None or span is None:
            self.rejected += [row.row for row in data]
            return None
        known = self.file.periods.setdefault(place_path_key(place), [])
        others = [(p.since, p.until) for p in known]
        fault = "" if span in others else period_fault(*span, others)
        if fault:
            self.find(self.told.header_row, "period_overlaps", detail=fault)
            self.rejected += [row.row for row in data]
            return None
        kept = [(row, entry) for row in data if (entry := self._entry(row, span)) is not None]
        opening = self._opening(rows, span, known)
        entries = tuple(entry for _, entry in kept)
        self._check_balances(opening, kept)
        self._check_totals(rows, entries)
        if span not in others:
            known.append(KnownPeriod(*span, opening, entries))
            known.sort(key=lambda p: p.since)
        return PeriodEntry(place, *span, opening, self._closing(rows), entries)

    # Whose and which period

    def _place(self) -> Path | None:
        """The community; None, with the finding, when it is not certain."""
        path = tuple(
            s for s in self.told.place if s.level in (Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY)
        )
        place = certain_place(path, self.file.index)
        if place is None:
            detail = "".join(step.name for step in path)
            self.find(self.told.header_row, "community_unknown", detail=detail)
        return place

    def _span(self, data: list[FinanceRow]) -> Span | None:
        """The period that the sheet names, or the month all its entries lie in."""
        if self.told.span is not None:
            return self.told.span
        months = {row.day.replace(day=1) for row in data if row.day is not None}
        if len(months) != 1:
            self.find(self.told.header_row, "period_unknown")
            return None
        first = months.pop()
        span = first, date.fromordinal(_next_month(first).toordinal() - 1)
        self.find(self.told.header_row, "period_assumed", detail=period_words(*span))
        return span

    # Entries

    def _entry(self, row: FinanceRow, span: Span) -> Entry | None:
        """The entry of a row; None, with the finding, when it cannot be kept."""
        key = (row.day, row.voucher, row.summary, row.income, row.expense, row.balance)
        if row.voucher and key in self.seen:
            self.skip(row.row, "duplicate_row")
            return None
        self.seen.add(key)
        if not self._is_whole(row):
            self.rejected.append(row.row)
            return None
        assert row.day is not None, "a whole row has its day"
        assert row.income is not None, "and its amounts"
        assert row.expense is not None
        people = (row.handler, row.witness, row.approver)
        entry = Entry(row.day, row.voucher, row.summary, row.income, row.expense, *people)
        if fault := entry_fault(entry, *span):
            if span[0] <= row.day <= span[1]:
                self.find(row.row, "amount_unread", "income", fault)
            else:
                self.find(row.row, "day_outside", "day", f"{row.day}")
            self.rejected.append(row.row)
            return None
        return entry

    def _is_whole(self, row: FinanceRow) -> bool:
        whole = True
        if row.day is None:
            self.find(row.row, "date_unparsed", "day", row.texts.get("day", ""), _LEFT_OUT)
            whole = False
        if not row.summary:
            self.find(row.row, "summary_missing", "summary")
            whole = False
        unread = [f for f in ("income", "expense") if getattr(row, f) is None]
        for name in unread:
            self.find(row.row, "amount_unread", name, row.texts.get(name, ""))
        if unread:
            return False
        told = [f for f in ("income", "expense") if getattr(row, f)]
        if len(told) == 2:
            self.find(row.row, "amount_twice", "expense")
        elif not told:
            self.find(row.row, "amount_missing")
        elif getattr(row, told[0]) < 0:
            self.find(row.row, "amount_negative", told[0], row.texts.get(told[0], ""))
        else:
            return whole
        return False

    # Balances

    def _opening(self, rows: list[FinanceRow], span: Span, known: list[KnownPeriod]) -> int:
        """上期结余: what is on file goes before what the file says, which goes before what follows
        from its first 结余."""
        at, told = self._told_opening(rows)
        same = next((p for p in known if (p.since, p.until) == span), None)
        earlier = [p for p in known if p.until < span[0]]
        on_file = same.opening if same else None
        if same is None and earlier:
            on_file = sums_of(earlier[-1].opening, earlier[-1].entries).balance
        if on_file is None:
            if told is None:
                self.find(self.told.header_row, "opening_missing")
            return told or 0
        if told is not None and told != on_file:
            both = f"表里是 {yuan(told)}，台账里是 {yuan(on_file)}"
            self.find(at, "opening_mismatch", detail=both)
        return on_file

    def _told_opening(self, rows: list[FinanceRow]) -> tuple[int, int | None]:
        for row in rows:
            if row.kind == "opening" and row.balance is not None:
                return row.row, row.balance
        if self.told.opening is not None:
            return self.told.header_row, self.told.opening
        first = next((row for row in rows if not row.kind), None)
        if first is None or None in (first.balance, first.income, first.expense):
            return self.told.header_row, None
        assert first.balance is not None
        return first.row, first.balance - (first.income or 0) + (first.expense or 0)

    def _closing(self, rows: list[FinanceRow]) -> int | None:
        told = [r.balance for r in rows if r.kind == "closing" and r.balance is not None]
        return told[-1] if told else self.told.closing

    def _check_balances(self, opening: int, kept: list[tuple[FinanceRow, Entry]]) -> None:
        """Tell the rows where the file's 结余 leaves what follows from the row before."""
        running = opening
        for row, entry in kept:
            running += entry.net
            if row.balance is not None and row.balance != running:
                both = f"表里是 {yuan(row.balance)}，应为 {yuan(running)}"
                self.find(row.row, "balance_mismatch", "balance", both)
                running = row.balance
            elif row.balance is None and row.texts.get("balance"):
                self.find(row.row, "balance_unread", "balance", row.texts["balance"])

    def _check_totals(self, rows: list[FinanceRow], entries: tuple[Entry, ...]) -> None:
        """Tell a last total that is not the sum of the entries."""
        totals = [row for row in rows if row.kind == "total"]
        sums = sums_of(0, entries)
        for row in totals[-1:]:
            for name, right in (("income", sums.income), ("expense", sums.expense)):
                told = getattr(row, name)
                if told and told != right:
                    both = f"表里是 {yuan(told)}，分录相加是 {yuan(right)}"
                    self.find(row.row, "total_mismatch", name, both)


_LEFT_OUT = "该行未导入"


def _next_month(first: date) -> date:
    return date.fromordinal(first.toordinal() + 31).replace(day=1)
