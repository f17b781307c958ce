import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import MOST, read_amount, wan, wan_figure, yuan

AMOUNTS = st.integers(-MOST, MOST)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3000", 300_000),
        ("3,000.50", 300_050),
        ("3，000", 300_000),
        ("￥ 3000 元整", 300_000),
        ("人民币3000元", 300_000),
        ("１２．５万元", 12_500_000),
        ("12.5 万", 12_500_000),
        ("1,200万元", 1_200_000_000),
        ("5千元", 500_000),
        ("1.2亿", 12_000_000_000),
        ("0", 0),
        ("-300", -30_000),
        ("12.34567万", 12_345_670),
    ],
)
def test_what_is_certain_is_read(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", "无", "1,2万", "12,34", "3.456", "12.3456789万", "约3万", "3万5", "3万元5角", "万",
        "3000美元", "1 2 3 x", "3.", "--3", "9" * 30, "2026-06-01",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_not(text):
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("amount", "in_yuan", "in_wan"),
    [
        (123_450, "1,234.50", "1,234.50元"),
        (300_000, "3,000.00", "3,000元"),
        (12_500_000, "125,000.00", "12.5万元"),
        (-12_500_000, "-125,000.00", "-12.5万元"),
        (1_250_000_000, "12,500,000.00", "1,250万元"),
        (1_000_001, "10,000.01", "1.000001万元"),
        (0, "0.00", "0元"),
        (5, "0.05", "0.05元"),
    ],
)
def test_an_amount_is_written_as_it_is_said(amount, in_yuan, in_wan):
    assert (yuan(amount), wan(amount)) == (in_yuan, in_wan)


@given(AMOUNTS)
def test_nothing_is_lost_by_writing_and_reading(amount):
    assert read_amount(yuan(amount)) == amount
    assert read_amount(wan(amount)) == amount
    assert read_amount(f"{wan_figure(amount)}万") == amount


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_are_never_written_alike(one, other):
    assert (wan(one) == wan(other)) == (one == other)


@given(st.text(alphabet="0123456789.,，万千亿元 -¥整x", max_size=12))
def test_whatever_is_typed_is_a_whole_number_or_nothing(text):
    amount = read_amount(text)
    assert amount is None or (isinstance(amount, int) and abs(amount) <= MOST)
