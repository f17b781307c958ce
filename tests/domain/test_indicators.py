from datetime import date

import pytest

from domain.indicators import ALL, BY_KEY, Counts, change_told, period_before, told, total


def test_a_denominator_of_nothing_shows_a_dash():
    for indicator in ALL:
        value = indicator.of(Counts())
        assert value in (None, 0)
        assert told(indicator, value) == ("0" if indicator.unit == "件" else "—")
        assert indicator.formula


def test_values_and_changes_as_they_are_written():
    now = Counts(dispatched=1000, signed_in_time=923, resolved=4, work_days=18, closed=1234)
    before = Counts(dispatched=1000, signed_in_time=937, resolved=4, work_days=18, closed=1200)
    signing, duration, closed = (BY_KEY[k] for k in ("signing", "duration", "closed"))
    assert told(signing, signing.of(now)) == "92.3%"
    assert told(duration, duration.of(now)) == "4.5个工作日"
    assert told(closed, closed.of(now)) == "1,234"
    assert change_told(signing, signing.change(now, before)) == "−1.4"
    assert change_told(duration, duration.change(now, before)) == "持平"
    assert change_told(closed, closed.change(now, before)) == "+34"
    assert change_told(signing, signing.change(now, Counts())) == "—"


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ((date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 2, 1), date(2026, 2, 28))),
        ((date(2026, 1, 1), date(2026, 3, 31)), (date(2025, 10, 1), date(2025, 12, 31))),
        ((date(2026, 3, 5), date(2026, 3, 11)), (date(2026, 2, 26), date(2026, 3, 4))),
        ((date(2026, 3, 5), date(2026, 3, 5)), (date(2026, 3, 4), date(2026, 3, 4))),
    ],
)
def test_the_period_to_compare_with(period, before):
    assert period_before(*period) == before


def test_parts_add_up():
    parts = [Counts(due=3, finished_in_time=1), Counts(due=1, work_days=7)]
    assert total(parts) == Counts(due=4, finished_in_time=1, work_days=7)
    assert total([]) == Counts()
