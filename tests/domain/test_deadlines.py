from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import (
    Lamp,
    OfficeDays,
    add_workdays,
    due,
    festival,
    is_published,
    is_workday,
    lamp,
    stopped,
    workdays_between,
)

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # 调休: a Saturday worked before the Spring Festival
        (date(2026, 2, 17), False),  # the Spring Festival, a Tuesday
        (date(2026, 10, 1), False),
        (date(2026, 11, 22), False),  # an ordinary Sunday
        (date(2026, 11, 23), True),
        (date(2040, 1, 2), True),  # not published: Monday to Friday
        (date(2040, 1, 7), False),
    ],
)
def test_workdays_follow_the_state_council(day, works):
    assert is_workday(day) is works


def test_a_closure_of_the_office_is_no_workday():
    monday = OfficeDays(closed=frozenset({date(2026, 11, 23)}))
    assert not is_workday(date(2026, 11, 23), monday)
    assert add_workdays(date(2026, 11, 20), 1, monday) == date(2026, 11, 24)


def test_the_office_may_work_on_a_day_of_rest():
    sunday = OfficeDays(worked=frozenset({date(2026, 11, 22)}))
    assert is_workday(date(2026, 11, 22), sunday)
    assert add_workdays(date(2026, 11, 20), 1, sunday) == date(2026, 11, 22)


def test_a_clock_that_stood_still_goes_on_as_many_workdays_later():
    deadline = datetime(2026, 11, 11, 23, 59, 59)
    since, until = datetime(2026, 11, 5, 16), datetime(2026, 11, 10, 9)
    assert stopped(deadline, since, until) == datetime(2026, 11, 16, 23, 59, 59)
    assert stopped(deadline, since, since) == deadline


def test_the_day_after_is_day_one():
    assert add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 23)  # Friday → Monday
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)  # over the National Day


@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_agree(start, days):
    end = add_workdays(start, days)
    assert is_workday(end)
    assert workdays_between(start, end) == days


def test_the_lamp():
    started = datetime(2026, 11, 2, 9)
    deadline = due(started, 7)
    assert deadline == datetime(2026, 11, 11, 23, 59, 59)
    assert lamp(started, deadline, datetime(2026, 11, 5, 9)) is Lamp.NORMAL
    assert lamp(started, deadline, datetime(2026, 11, 10, 9)) is Lamp.SOON
    assert lamp(started, deadline, datetime(2026, 11, 12)) is Lamp.OVERDUE
    assert lamp(started, None, datetime(2030, 1, 1)) is Lamp.NORMAL


def test_the_published_calendar_names_its_days():
    assert festival(date(2026, 2, 17)) == "春节"
    assert festival(date(2026, 2, 14)) == "春节"  # the Saturday worked for it
    assert festival(date(2026, 11, 22)) == ""
    assert festival(date(2040, 10, 1)) == ""
    assert is_published(2026)
    assert not is_published(2040)


OWN = st.builds(
    OfficeDays,
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=12),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=12),
)
IN_2026 = st.dates(date(2025, 12, 1), date(2026, 12, 31))


@given(IN_2026, st.integers(0, 40), OWN)
def test_a_deadline_counts_exactly_the_days_on_which_the_office_works(start, days, own):
    end = add_workdays(start, days, own)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_workday(day, own) for day in between) == days
    assert not days or is_workday(end, own)
    assert workdays_between(start, end, own) == days


@given(IN_2026, st.integers(1, 40), OWN, IN_2026)
def test_one_more_closure_never_makes_a_deadline_earlier(start, days, own, day):
    closed = OfficeDays(own.closed | {day}, own.worked)
    before, after = add_workdays(start, days, own), add_workdays(start, days, closed)
    assert after >= before
    if is_workday(day, own) and start < day <= before:
        assert after > before


@given(IN_2026, st.integers(1, 40), OWN, IN_2026)
def test_one_more_day_at_work_never_makes_a_deadline_later(start, days, own, day):
    worked = OfficeDays(own.closed - {day}, own.worked | {day})
    assert add_workdays(start, days, worked) <= add_workdays(start, days, own)


@given(IN_2026, OWN)
def test_a_day_both_closed_and_worked_is_closed(day, own):
    both = OfficeDays(own.closed | {day}, own.worked | {day})
    assert not is_workday(day, both)
