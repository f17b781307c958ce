"""The period a title names."""

from datetime import date

import pytest

from domain.spans import month_span, span_in, span_of_month, year_in


def days(first, last):
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("果园村2026年5月财务收支公开表", ("2026-05-01", "2026-05-31")),
        ("2026年2月份收支明细", ("2026-02-01", "2026-02-28")),
        ("2026年4-6月收支", ("2026-04-01", "2026-06-30")),
        ("2025年11月至2026年1月", ("2025-11-01", "2026-01-31")),
        ("2026 年 第二季度 财务公开", ("2026-04-01", "2026-06-30")),
        ("2026年上半年", ("2026-01-01", "2026-06-30")),
        ("2026年5月1日至5月15日收支", ("2026-05-01", "2026-05-15")),
        ("2026年5月1日—31日", ("2026-05-01", "2026-05-31")),
        ("2026年度收支", ("2026-01-01", "2026-12-31")),
        ("果园村202605", ("2026-05-01", "2026-05-31")),
        ("果园村2026.5收支", ("2026-05-01", "2026-05-31")),
        ("2026年5月收支 填表日期：2026年5月31日", ("2026-05-01", "2026-05-31")),
    ],
)
def test_what_is_named(words, span):
    assert span_in(words) == days(*span)


@pytest.mark.parametrize(
    "words",
    [
        "", "财务收支表", "2026年收支", "2026年13月", "2026年4月、2026年6月",
        "2026年6月1日-2026年5月1日", "20260531", "凭证 1202605",
    ],
)  # fmt: skip
def test_what_is_not_certain(words):
    assert span_in(words) is None


def test_a_sheet_that_is_called_by_its_month():
    assert span_of_month("5月", 2026) == days("2026-05-01", "2026-05-31")
    assert span_of_month("5月份 ", 2026) == days("2026-05-01", "2026-05-31")
    assert span_of_month("5月", None) is None
    assert span_of_month("明细", 2026) is None
    assert (year_in("2026年收支"), year_in("2025年、2026年")) == (2026, None)
    assert month_span(2026, 12) == days("2026-12-01", "2026-12-31")
    assert month_span(2026, 0) is None
