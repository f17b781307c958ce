"""The accounts: they add up, and what is closed is put right by entries of their own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.finance import (
    Entry,
    Sums,
    balances,
    closing_fault,
    correction,
    entry_fault,
    equation,
    follow_fault,
    next_span,
    next_voucher,
    period_fault,
    sums_fault,
    sums_of,
)

MAY = date(2026, 5, 1), date(2026, 5, 31)
PAPER = Entry(date(2026, 5, 3), "记002", "购打印纸", expense=12_050)
FEN = st.integers(min_value=1, max_value=10**12)
ENTRIES = st.lists(
    st.builds(
        lambda day, fen, comes: Entry(
            MAY[0] + timedelta(days=day), "", "某事", *((fen, 0) if comes else (0, fen))
        ),
        st.integers(0, 30), FEN, st.booleans(),
    )
)  # fmt: skip


@given(st.integers(-(10**12), 10**12), ENTRIES)
def test_the_last_running_balance_is_the_balance(opening, entries):
    running = balances(opening, entries)
    sums = sums_of(opening, entries)
    assert len(running) == len(entries)
    assert sums.balance == (running[-1] if running else opening)
    assert sums.balance == opening + sums.income - sums.expense
    assert all(not entry_fault(entry, *MAY) for entry in entries)


@given(st.integers(-(10**9), 10**9), ENTRIES, st.integers(-(10**9), 10**9))
def test_a_period_closes_just_when_it_adds_up(opening, entries, off):
    sums = sums_of(opening, entries)
    told = replace(sums, closing=sums.balance + off)
    assert told.difference == off
    assert told.adds_up == (off == 0) == (not closing_fault(told, None))
    assert bool(sums_fault(told)) == (off != 0)
    assert closing_fault(sums, None).startswith("还没有填期末结余")
    assert closing_fault(replace(told, closing=sums.balance), opening) == ""
    assert closing_fault(replace(told, closing=sums.balance), opening + 1) != ""


def test_the_sentence_names_both_sums_and_the_difference():
    sums = Sums(1_200_000, 500_000, 12_050, 1_700_000)
    assert closing_fault(sums, 1_200_000) == (
        "上期结余 12,000.00 + 本期收入 5,000.00 − 本期支出 120.50 = 16,879.50，"
        "填报的期末结余是 17,000.00，相差 120.50"
    )
    assert equation(sums).endswith("= 16,879.50")
    assert follow_fault(100, 250) == "上期结余 1.00 与上一期的期末结余 2.50 不符，相差 1.50"
    assert follow_fault(100, None) == ""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"day": date(2026, 6, 1)}, "不在本期"),
        ({"day": date(2026, 4, 30)}, "不在本期"),
        ({"summary": "  "}, "摘要"),
        ({"expense": 0}, "还没有填"),
        ({"income": 5}, "只能填一个"),
        ({"expense": -5}, "负数"),
        ({"expense": 10**15}, "太大"),
    ],
)
def test_what_is_wrong_with_an_entry(change, fault):
    assert entry_fault(PAPER, *MAY) == ""
    assert fault in entry_fault(replace(PAPER, **change), *MAY)


def test_what_is_wrong_with_a_period():
    assert period_fault(*MAY, [(date(2026, 4, 1), date(2026, 4, 30))]) == ""
    assert period_fault(MAY[1], MAY[0], ()).startswith("最后一天")
    assert period_fault(*MAY, [(date(2026, 5, 31), date(2026, 6, 30))]) == (
        "与已有的2026年5月31日至6月30日重叠"
    )


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40), st.integers(-50, 50))
def test_periods_overlap_just_when_they_share_a_day(first, length, shift):
    one = first, first + timedelta(days=length)
    other = first + timedelta(days=shift), first + timedelta(days=shift + 7)
    shared = {first + timedelta(days=n) for n in range(length + 1)} & {
        other[0] + timedelta(days=n) for n in range(8)
    }
    assert bool(period_fault(*one, [other])) == bool(shared)
    assert next_span(one[1])[0] == one[1] + timedelta(days=1)


@pytest.mark.parametrize(
    ("vouchers", "before", "following"),
    [
        (["记001", "记009"], [], "记010"),
        (["12"], [], "13"),
        (["2026-05-099号"], [], "2026-05-100号"),
        (["记7", "无号"], [], "记8"),
        ([], ["记001", "记002"], "记001"),
        ([], ["14", "15"], "16"),
        ([], [], ""),
        (["无"], ["无"], ""),
    ],
)
def test_the_next_voucher(vouchers, before, following):
    assert next_voucher(vouchers, before) == following


@given(FEN, st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_a_correction_brings_the_entry_to_what_it_should_be(fen, first, second):
    wrong = replace(PAPER, expense=fen)
    day = date(2026, 6, 4)
    one = correction(wrong, 0, first, day)
    two = correction(wrong, one.net, second, day)
    assert wrong.net + one.net == first
    assert wrong.net + one.net + two.net == second
    assert min(one.income, one.expense, two.income, two.expense) >= 0
    assert not (one.income and one.expense)


def test_a_correction_names_what_it_corrects():
    taken_back = correction(PAPER, 0, 0, date(2026, 6, 4), "记003")
    assert (taken_back.summary, taken_back.income) == (
        "冲正2026年5月3日记002号凭证：购打印纸", 12_050,
    )  # fmt: skip
    less = correction(PAPER, 0, -10_000, date(2026, 6, 4))
    assert (less.summary[:2], less.income, less.expense) == ("更正", 2_050, 0)
