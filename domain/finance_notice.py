"""财务收支: the accounts of a community as they are posted (DOMAIN.md §3, §7).

Account, id and phone numbers in summaries are masked. A resident's name in a summary cannot be
told from any other word and stays: who posts it looks it through. Those who signed are officials.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.disclosure import (
    Block,
    Cell,
    Column,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
    clean,
    lead,
    notice_of,
)
from domain.finance import Entry, Sums, balances
from domain.money import yuan
from domain.paper_words import day_words, on_paper, period_words
from domain.places import PlaceStep

TEMPLATE = "finance"
_HEAD = (
    Column("上期结余"),
    Column("＋ 本期收入"),
    Column("－ 本期支出"),
    Column("＝ 期末结余"),
)
_COLUMNS = (
    Column("日期", "凭证号"),
    Column("摘要", "经手人 · 证明人 · 审批人", wide=True),
    Column("收入", "元", right=True),
    Column("支出", "元", right=True),
    Column("结余", "元", right=True),
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """A community's accounts from the first day to the last: one period, or several in a row.
    They add up; ``closed`` says whether they can still change."""

    community: str
    since: date
    until: date
    sums: Sums
    entries: tuple[Entry, ...]
    closed: bool


def notice(place: Sequence[PlaceStep], accounts: Accounts, imprint: Imprint) -> Notice:
    """The accounts as a notice; ``place`` is the path of steps down to where it hangs."""
    words = period_words(accounts.since, accounts.until)
    told = lead(imprint, f"{accounts.community}{words}财务收支情况")
    sums = accounts.sums
    figures = (sums.opening, sums.income, sums.expense, sums.balance)
    blocks: tuple[Block, ...] = (
        Paragraph(f"{told}{_counted(accounts)}"),
        Table(_HEAD, (tuple(Text(f"{yuan(fen)}元") for fen in figures),)),
        Table(_COLUMNS, _rows(accounts), "本期无"),
    )
    return notice_of(TEMPLATE, place, words, blocks, imprint)


def _counted(accounts: Accounts) -> str:
    count = len(accounts.entries)
    told = f"本期共收支{count}笔，账目如下。" if count else "本期没有收支。"
    return told if accounts.closed else f"{told}本期尚未关账，以关账后公开的为准。"


def _rows(accounts: Accounts) -> tuple[tuple[Cell, ...], ...]:
    running = balances(accounts.sums.opening, accounts.entries)
    year = accounts.until.year
    return tuple(
        _row(entry, left, year) for entry, left in zip(accounts.entries, running, strict=True)
    )


def _row(entry: Entry, balance: int, known_year: int) -> tuple[Cell, ...]:
    signed = (on_paper(name) or "—" for name in (entry.handler, entry.witness, entry.approver))
    return (
        Text(day_words(entry.day, known_year), clean(entry.voucher)),
        Text(clean(entry.summary), " · ".join(signed)),
        Text(yuan(entry.income) if entry.income else ""),
        Text(yuan(entry.expense) if entry.expense else ""),
        Text(yuan(balance)),
    )
