from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Period, span_of

DAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.WEEK, date(2026, 3, 2), DAY),
        (Period.MONTH, date(2026, 3, 1), DAY),
        (Period.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Period.QUARTER, date(2025, 12, 3), DAY),
        (Period.YEAR, date(2025, 3, 4), DAY),
    ],
)
def test_the_days_of_a_period(period: Period, first: date, last: date) -> None:
    assert span_of(period, DAY) == (first, last)


@given(st.sampled_from(Period), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_period_reaches_beyond_its_day(period: Period, day: date) -> None:
    first, last = span_of(period, day)
    assert first <= last <= day
