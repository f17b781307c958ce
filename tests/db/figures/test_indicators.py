from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from db.figures import indicators
from db.figures.indicators import By
from db.issues import issue_import
from domain.deadlines import workdays_between
from domain.history import orders, replay
from domain.indicators import Counts, total
from domain.workflow import Move, Rating, State
from tests.db import histories

START = datetime(2026, 3, 2, 8)
NOW = datetime(2026, 4, 20, 12)
SINCE, UNTIL = date(2026, 3, 5), date(2026, 3, 25)


def within(moment):
    return moment is not None and SINCE <= moment.date() <= UNTIL


def naive(entries) -> Counts:
    """Each issue's past looked at by itself."""
    return total(_of_one(replay(entry.events)) for entry in entries)


def _of_one(steps) -> Counts:
    last = steps[-1].after
    made = [o for o in orders(steps) if within(o.dispatched_at)]
    calls = [
        s.after.solved
        for s in steps
        if s.event.move is Move.FOLLOW_UP
        and within(s.event.occurred_at)
        and s.event.rating is not Rating.UNREACHED
    ]
    good = (Rating.SATISFIED, Rating.FAIR)
    ratings = [
        s.event.rating
        for s in steps
        if s.event.move is Move.FOLLOW_UP and within(s.event.occurred_at)
    ]
    closed = [s for s in steps if s.event.move is Move.CLOSE and within(s.event.occurred_at)]
    reworks = [s for s in steps if s.event.move is Move.REWORK and within(s.event.occurred_at)]
    out = (State.DECLINED, State.MERGED, State.SUSPENDED)
    due = within(last.due_at) and last.due_at <= NOW and last.state not in out
    resolved = [
        s.event.occurred_at.date()
        for s in steps
        if s.event.move in (Move.RESOLVE, Move.SETTLE) and within(s.event.occurred_at)
    ]
    opened = steps[0].event.occurred_at.date()
    return Counts(
        registered=int(within(steps[0].event.occurred_at)),
        closed=len(closed),
        dispatched=len(made),
        signed_in_time=sum(o.signed_at is not None and o.signed_at <= o.sign_by for o in made),
        contacted_in_time=sum(
            o.contacted_at is not None and o.contacted_at <= o.contact_by for o in made
        ),
        returned=sum(o.returned_at is not None for o in made),
        due=int(due),
        finished_in_time=int(
            due and last.resolved_at is not None and last.resolved_at <= last.due_at
        ),
        heard=len(calls),
        solved=sum(bool(c) for c in calls),
        satisfied=sum(r in good for r in ratings),
        resolved=len(resolved),
        reworked=len(reworks),
        work_days=sum(workdays_between(opened, day) for day in resolved),
        closed_with_satisfaction=len(closed) if last.rating in good else 0,
        fair=ratings.count(Rating.FAIR),
        unreached=ratings.count(Rating.UNREACHED),
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=histories.issues(START, 30))
def test_sql_counts_what_a_look_at_every_past_counts(database, entries):
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        found = indicators.counts(session.connection, SINCE, UNTIL, NOW)
        assert total(found.values()) == naive(entries)
        for by in By:
            parts = indicators.counts(session.connection, SINCE, UNTIL, NOW, by)
            assert total(parts.values()) == naive(entries), by


def test_nothing_is_counted_in_an_empty_ledger(database):
    with database.read() as connection:
        for by in (None, *By):
            assert total(indicators.counts(connection, SINCE, UNTIL, NOW, by).values()) == Counts()


@pytest.mark.parametrize("count", [1, 14])
def test_the_last_months(count):
    spans = indicators.months(date(2026, 3, 31), count)
    assert len(spans) == count
    assert spans[-1] == (date(2026, 3, 1), date(2026, 3, 31))
    for before, after in pairwise(spans):
        assert before[1] + timedelta(days=1) == after[0]
    assert datetime.combine(spans[0][0], time.min).day == 1
