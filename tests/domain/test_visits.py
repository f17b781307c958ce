"""Periods, tasks and settings of visits (DOMAIN.md §4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import visits
from domain.visits import Every, Span, Target, VisitRules

DAYS = st.dates(date(1999, 1, 1), date(2098, 12, 31))


@given(st.sampled_from(Every), DAYS)
def test_periods_follow_each_other_without_a_day_between(every, day):
    now, before = visits.span(every, day), visits.span_before(every, day)
    assert now.first <= day <= now.last
    assert before.last + timedelta(days=1) == now.first
    assert visits.span(every, now.first) == visits.span(every, now.last) == now
    assert visits.span(every, before.last) == before


@pytest.mark.parametrize(
    ("every", "first", "last", "words"),
    [
        (Every.MONTH, date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        (Every.QUARTER, date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        (Every.HALF, date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (Every.YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_periods_are_those_of_the_calendar(every, first, last, words):
    day = date(2026, 11, 25)
    assert visits.span(every, day) == Span(first, last)
    assert visits.span_words(every, day) == words


def test_what_was_before_the_first_visit_on_record_is_not_held_against_anybody():
    day = date(2026, 11, 25)
    every_home = Target("", Every.QUARTER)
    (fresh,) = visits.tasks([every_home], day, begun=date(2026, 10, 3))
    assert fresh.before is None
    (running,) = visits.tasks([every_home], day, begun=date(2026, 9, 30))
    assert running.before == Span(date(2026, 7, 1), date(2026, 9, 30))
    assert visits.tasks([every_home], day, begun=None)[0].before is None


def test_on_demand_leaves_only_the_targets_of_care_tags():
    assert VisitRules().asked() == visits.TARGETS
    assert VisitRules(on_demand=True).asked() == (Target("独居老人", Every.MONTH),)
    assert [str(t) for t in visits.TARGETS] == ["所有住户每季 1 次", "独居老人每月 1 次"]


def test_settings_that_cannot_be_are_told():
    assert visits.fault(VisitRules()) == ""
    assert "1 到 31" in visits.fault(VisitRules((Target("", Every.MONTH, 0),)))
    twice = VisitRules((Target("低保", Every.MONTH), Target("低保", Every.YEAR)))
    assert "“低保”写了两个走访目标" in visits.fault(twice)


def test_a_rate_without_households_is_no_rate():
    assert visits.told_rate(0, 0) == "—"
    assert visits.told_rate(1, 3) == "33.3%"
