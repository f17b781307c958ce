"""The accounts of a community or village that are made public (财务公开, DOMAIN.md §7).

上期结余 + 本期收入 − 本期支出 = 期末结余, and it must add up. All amounts are in 分. A period that
is closed does not change any more: what was wrong in it is put right by an entry in an open
period which names the entry it corrects (更正).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from domain.money import yuan
from domain.paper_words import day_words, period_words
from domain.places import PlaceStep

MOST_FEN = 10**14  # a thousand thousand million 元: beyond is a slip of the pen
_NUMBER = re.compile(r"([0-9]+)(?!.*[0-9])")  # the last one


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the accounts: either income or expense, and who signed for it."""

    day: date
    voucher: str = ""
    summary: str = ""
    income: int = 0
    expense: int = 0
    handler: str = ""
    witness: str = ""
    approver: str = ""

    @property
    def net(self) -> int:
        """What it adds to the balance."""
        return self.income - self.expense

    @property
    def is_signed(self) -> bool:
        """Whether 经手人, 证明人 and 审批人 are all named."""
        return all((self.handler, self.witness, self.approver))


@dataclass(frozen=True, slots=True)
class PeriodEntry:
    """A period as an import or the demo brings it. ``place`` is the path to its community;
    ``closing`` the 期末结余 it declares; an import never closes one."""

    place: tuple[PlaceStep, ...]
    since: date
    until: date
    opening: int
    closing: int | None
    entries: tuple[Entry, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What a period adds up to; ``closing`` is the 期末结余 as the office declares it."""

    opening: int
    income: int = 0
    expense: int = 0
    closing: int | None = None

    @property
    def balance(self) -> int:
        """期末结余 as it follows from the entries."""
        return self.opening + self.income - self.expense

    @property
    def difference(self) -> int:
        """How far what is declared lies from what follows; 0 while nothing is declared."""
        return 0 if self.closing is None else self.closing - self.balance

    @property
    def adds_up(self) -> bool:
        """Whether a closing balance is declared, and the right one."""
        return self.closing == self.balance


def sums_of(opening: int, entries: Iterable[Entry], closing: int | None = None) -> Sums:
    """The sums of a period with these entries."""
    kept = tuple(entries)
    return Sums(opening, sum(e.income for e in kept), sum(e.expense for e in kept), closing)


def balances(opening: int, entries: Iterable[Entry]) -> list[int]:
    """The balance after each entry, in the order given."""
    return list(accumulate((e.net for e in entries), initial=opening))[1:]


def equation(sums: Sums) -> str:
    """The head of the accounts in words, as far as it follows from the entries."""
    return (
        f"上期结余 {yuan(sums.opening)} + 本期收入 {yuan(sums.income)}"
        f" − 本期支出 {yuan(sums.expense)} = {yuan(sums.balance)}"
    )


# What is wrong, each as the beginning of a sentence; empty when nothing is


def entry_fault(entry: Entry, since: date, until: date) -> str:
    """Why an entry cannot stand in a period of these days (both included)."""
    if not since <= entry.day <= until:
        return f"日期 {entry.day} 不在本期（{since} 至 {until}）内"
    if not entry.summary.strip():
        return "还没有写摘要"
    if entry.income < 0 or entry.expense < 0:
        return "金额不能是负数，冲减请记在对方一栏"
    if entry.income and entry.expense:
        return "收入和支出只能填一个"
    if not entry.income and not entry.expense:
        return "还没有填收入或支出"
    return "金额太大，请核对" if max(entry.income, entry.expense) > MOST_FEN else ""


def period_fault(since: date, until: date, others: Iterable[tuple[date, date]]) -> str:
    """Why a period of these days cannot stand beside the others of its community."""
    if until < since:
        return f"最后一天 {until} 早于第一天 {since}"
    for first, last in others:
        if since <= last and first <= until:
            return f"与已有的{period_words(first, last)}重叠"
    return ""


def follow_fault(opening: int, before: int | None) -> str:
    """Why a period does not follow the one before; ``before`` is that one's 期末结余, None where
    there is none."""
    if before is None or opening == before:
        return ""
    return (
        f"上期结余 {yuan(opening)} 与上一期的期末结余 {yuan(before)} 不符，"
        f"相差 {yuan(abs(opening - before))}"
    )


def sums_fault(sums: Sums) -> str:
    """Why a period does not add up, with both sums and the difference; a closing balance that
    nobody declared yet is no fault."""
    if not sums.difference:
        return ""
    assert sums.closing is not None, "only what is declared can differ"
    return (
        f"{equation(sums)}，填报的期末结余是 {yuan(sums.closing)}，"
        f"相差 {yuan(abs(sums.difference))}"
    )


def closing_fault(sums: Sums, before: int | None) -> str:
    """Why a period cannot be closed."""
    if fault := follow_fault(sums.opening, before):
        return fault
    if sums.closing is None:
        return f"还没有填期末结余，按分录算是 {yuan(sums.balance)}"
    return sums_fault(sums)


# Going on


def next_span(until: date) -> tuple[date, date]:
    """The period after one that ended on a day: to the end of the month it begins in."""
    first = until + timedelta(days=1)
    return first, (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def next_voucher(vouchers: Sequence[str], before: Sequence[str] = ()) -> str:
    """The number after the last one of a period that ends in a number: 记009 → 记010.

    Without one, the period begins as the one ``before`` did, if that began with 1, else it goes on
    from it; empty where there is nothing to go by.
    """
    if any(_NUMBER.search(voucher) for voucher in vouchers):
        return _following(vouchers)
    first = next((v for v in before if _NUMBER.search(v)), "")
    found = _NUMBER.search(first)
    return first if found and int(found[1]) == 1 else _following(before)


def _following(vouchers: Sequence[str]) -> str:
    for voucher in reversed(vouchers):
        if found := _NUMBER.search(voucher):
            digits = found[1]
            number = str(int(digits) + 1).zfill(len(digits))
            return voucher[: found.start()] + number + voucher[found.end() :]
    return ""


# Putting right what stands in a closed period


def correction(wrong: Entry, corrected: int, right: int, day: date, voucher: str = "") -> Entry:
    """The entry that puts right one of a closed period, or an entry without amounts when there is
    nothing to put right.

    ``corrected`` is the net of the corrections it has had already, ``right`` what its net should
    have been; 0 takes it back as a whole (冲正).
    """
    change = right - wrong.net - corrected
    return Entry(
        day,
        voucher,
        correction_summary(wrong, right),
        income=max(change, 0),
        expense=max(-change, 0),
        handler=wrong.handler,
        witness=wrong.witness,
        approver=wrong.approver,
    )


def correction_summary(wrong: Entry, right: int) -> str:
    """What a correcting entry says: 更正2026年5月3日记002号凭证：购打印纸."""
    what = "更正" if right else "冲正"
    number = f"{wrong.voucher.removesuffix('号')}号凭证" if wrong.voucher else ""
    return f"{what}{day_words(wrong.day)}{number}：{wrong.summary}"
