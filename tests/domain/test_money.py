"""Amounts of money: read only where they are certain, and printed as they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import read_amount, wan, yuan

FEN = st.integers(min_value=0, max_value=10**14)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("3000", 300_000),
        ("3,000.00", 300_000),
        ("1,234,567.8", 123_456_780),
        ("¥3000", 300_000),
        ("￥ 3000.5", 300_050),
        ("3000元", 300_000),
        ("1.2万", 1_200_000),
        ("12.5万元", 12_500_000),
        ("１２３．４元", 12_340),
        (" 0 ", 0),
    ],
)
def test_amounts_that_are_read(text, fen):
    assert read_amount(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "1,2万", "1,2345", "12,34.5", "1.2.3", "-5", "3 000", "1.234", "约300", "三千", "3000美元",
     "1.2345678万", "6222021234567890123", "1e5", "--", "元", "1万2千", "½"],
)  # fmt: skip
def test_what_is_not_certain_is_not_read(text):
    assert read_amount(text) is None


@given(FEN)
def test_what_is_printed_is_read_again(fen):
    assert read_amount(yuan(fen)) == fen
    assert read_amount(f"¥{yuan(fen)}元") == fen
    assert read_amount(wan(fen)) == fen


@given(st.text(alphabet="0123456789,.万元¥- ", max_size=14))
def test_nothing_read_is_negative(text):
    found = read_amount(text)
    assert found is None or found >= 0


def test_printing():
    assert (yuan(123_450), yuan(-5), yuan(0)) == ("1,234.50", "-0.05", "0.00")
    assert (wan(12_500_000), wan(-1_000_000), wan(1)) == ("12.5万元", "-1万元", "0.000001万元")
