from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.check_in import (
    ServiceEntry,
    hours_words,
    is_here,
    read_hours,
    service_fault,
    stay_fault,
)

TODAY = date(2026, 6, 15)
DAYS = st.dates(date(2025, 1, 1), TODAY)
MAYBE = st.none() | DAYS


@pytest.mark.parametrize(
    ("since", "until", "services", "told"),
    [
        (date(2026, 3, 1), date(2026, 2, 1), (), "迁出日期早于报到日期"),
        (date(2026, 3, 1), None, (date(2026, 2, 1),), "2026-02-01 已有服务记录"),
        (None, date(2026, 3, 1), (date(2026, 4, 1),), "2026-04-01 还有服务记录"),
        (date(2026, 3, 1), date(2026, 3, 1), (date(2026, 3, 1),), ""),
        (None, None, (date(2026, 3, 1),), ""),
    ],
)
def test_a_stay_holds_its_services(since, until, services, told):
    fault = stay_fault(since, until, services)
    assert told in fault
    assert bool(told) == bool(fault)


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (ServiceEntry(TODAY, "  "), "还没有写"),
        (ServiceEntry(date(2026, 2, 28), "巡逻"), "才报到"),
        (ServiceEntry(date(2026, 6, 2), "巡逻"), "已迁出"),
        (ServiceEntry(date(2026, 5, 1), "巡逻", 0.0), "时长"),
        (ServiceEntry(date(2026, 5, 1), "巡逻", 24.5), "时长"),
        (ServiceEntry(date(2026, 5, 1), "巡逻", 24.0), ""),
        (ServiceEntry(date(2026, 5, 1), "巡逻"), ""),
    ],
)
def test_what_cannot_have_been_done_is_told(service, told):
    fault = service_fault(service, date(2026, 3, 1), date(2026, 6, 1), TODAY)
    assert told in fault
    assert bool(told) == bool(fault)


def test_a_service_lies_not_ahead():
    ahead = ServiceEntry(TODAY + timedelta(days=1), "巡逻")
    assert "还没有到" in service_fault(ahead, None, None, TODAY)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2", 2.0), ("1.5", 1.5), (" 2小时 ", 2.0), ("2h", 2.0), ("1.25", 1.2), ("", None),
        ("两", None), ("-1", None), ("1.5.2", None), ("nan", None),
    ],
)  # fmt: skip
def test_hours_are_read_as_they_are_typed(text, hours):
    assert read_hours(text) == hours


@given(st.integers(1, 240))
def test_hours_that_are_read_are_written_the_same(tenths):
    assert read_hours(hours_words(tenths / 10)) == tenths / 10


@given(MAYBE, MAYBE, DAYS)
def test_somebody_is_there_from_reporting_until_moving(since, until, day):
    assert is_here(since, until, day) == ((since or day) <= day < (until or date.max))
