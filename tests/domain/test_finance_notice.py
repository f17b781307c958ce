"""财务收支 as it hangs on the wall: it adds up, and no account number stands in it."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import Affairs, Paragraph, Table, Text, leftovers
from domain.finance import Entry, balances, sums_of
from domain.finance_notice import Accounts, notice
from domain.money import read_amount
from domain.places import Level, PlaceStep
from tests.printing.samples import imprint

PLACE = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
MAY = date(2026, 5, 1), date(2026, 5, 31)
RENT = Entry(date(2026, 5, 3), "记001", "收土地租金", 500_000, 0, "张三", "李四", "王五")
PAPER = Entry(date(2026, 5, 6), "记002", "转账到6222021234567890123", 0, 12_050, "张三")


def accounts(*entries: Entry, opening: int = 1_200_000, closed: bool = True) -> Accounts:
    return Accounts("果园居委会", *MAY, sums_of(opening, entries), entries, closed)


def tables(made: Accounts) -> tuple[Table, Table]:
    head, table = (b for b in notice(PLACE, made, imprint()).blocks if isinstance(b, Table))
    return head, table


def fen(text: str) -> int:
    """A printed amount, which may be below nothing."""
    amount = read_amount(text.removeprefix("-"))
    assert amount is not None, text
    return -amount if text.startswith("-") else amount


def lead(made: Accounts) -> str:
    return next(b.text for b in notice(PLACE, made, imprint()).blocks if isinstance(b, Paragraph))


def test_the_notice_as_it_is_posted() -> None:
    made = notice(PLACE, accounts(RENT, PAPER), imprint())
    assert (made.title, made.affairs) == ("财务收支公示", Affairs.FINANCE)
    assert (made.place, made.period) == ("果园居委会", "2026年5月")
    head, table = tables(accounts(RENT, PAPER))
    assert [cell.main for cell in head.rows[0] if isinstance(cell, Text)] == [
        "12,000.00元", "5,000.00元", "120.50元", "16,879.50元",
    ]  # fmt: skip
    assert table.rows == (
        (
            Text("5月3日", "记001"), Text("收土地租金", "张三 · 李四 · 王五"),
            Text("5,000.00"), Text(""), Text("17,000.00"),
        ),
        (
            Text("5月6日", "记002"), Text("转账到****0123", "张三 · — · —"),
            Text(""), Text("120.50"), Text("16,879.50"),
        ),
    )  # fmt: skip


def test_what_is_still_open_is_said() -> None:
    assert "尚未关账" not in lead(accounts(RENT))
    assert "本期共收支1笔" in lead(accounts(RENT))
    assert "本期没有收支。本期尚未关账" in lead(accounts(closed=False))
    assert tables(accounts())[1].rows == ()


DIGITS = st.text(alphabet="0123456789- xX转款账号", max_size=30)
ENTRIES = st.lists(
    st.tuples(st.integers(1, 10**11), st.booleans(), DIGITS).map(
        lambda one: replace(
            RENT, summary=f"付{one[2]}", income=one[0] * one[1], expense=one[0] * (not one[1])
        )
    ),
    max_size=8,
)


@given(ENTRIES, st.integers(0, 10**11))
def test_it_adds_up_and_holds_no_numbers(entries: list[Entry], opening: int) -> None:
    made = accounts(*entries, opening=opening)
    assert leftovers(notice(PLACE, made, imprint())) == ()
    head, table = tables(made)
    told = [fen(cell.main) for cell in head.rows[0] if isinstance(cell, Text)]
    first, comes, goes, last = told
    assert (first, first + comes - goes) == (opening, last)
    shown = [fen(row[-1].main) for row in table.rows if isinstance(row[-1], Text)]
    assert shown == balances(opening, entries)
