from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.entries import EventEntry
from domain.history import Standing, after, orders, replay
from domain.moves import MoveRequest, event_of, possible
from domain.rules import Rules
from domain.workflow import ENDED, Move, Rating, State

MONDAY = datetime(2026, 11, 2, 9)


def day(number: int, hour: int = 9) -> datetime:
    """That hour of a day in November 2026, whose 1st is a Sunday."""
    return datetime(2026, 11, number, hour)


def end(number: int) -> datetime:
    return datetime(2026, 11, number, 23, 59, 59)


def past(*moves) -> tuple[EventEntry, ...]:
    """Events of (move, time) or (move, time, facts) after a registration on Monday the 2nd."""
    events = [EventEntry(Move.REGISTER, MONDAY)]
    for move, at, *facts in moves:
        events.append(EventEntry(move, at, **(facts[0] if facts else {})))
    return tuple(events)


def standing(*moves, rules=None) -> Standing:
    return replay(past(*moves), rules or Rules())[-1].after


TRIAGE = (Move.TRIAGE, day(3), {"colour": "yellow"})
DISPATCH = (Move.DISPATCH, day(3, 10), {"unit": "住建办"})
SIGN = (Move.SIGN, day(4))


def test_the_limits_run_from_dispatch_signing_and_triage():
    now = standing(TRIAGE, DISPATCH, SIGN)
    assert now.due_at == end(12)  # seven workdays after the 3rd
    assert now.order.sign_by == end(4)
    assert now.order.contact_by == end(5)
    assert now.order.measure_by is None
    done = standing(TRIAGE, DISPATCH, SIGN, (Move.CONTACT, day(5)), (Move.CONTACT, day(9)))
    assert done.order.contacted_at == day(5)


def test_urgent_means_hours_by_day_and_night():
    triage = (Move.TRIAGE, day(7, 21), {"colour": "yellow", "urgency": "水电气"})  # a Saturday
    now = standing(triage, (Move.DISPATCH, day(7, 22)), (Move.SIGN, day(7, 23)))
    assert now.order.contact_by == day(8, 0)
    assert now.order.measure_by == day(8, 22)
    assert now.due_at == end(17)


def test_a_suspended_clock_stands_still():
    now = standing(TRIAGE, DISPATCH, SIGN, (Move.SUSPEND, day(5)))
    assert (now.state, now.suspended_at, now.due_at) == (State.SUSPENDED, day(5), end(12))
    now = standing(TRIAGE, DISPATCH, SIGN, (Move.SUSPEND, day(5)), (Move.RESUME, day(10)))
    assert (now.suspended_at, now.due_at) == (None, end(17))  # three workdays later


def test_raising_keeps_state_and_deadline_and_a_new_deadline_may_be_raised_again():
    late = (Move.RAISE, day(13), {"colour": "red"})
    now = standing(TRIAGE, DISPATCH, SIGN, late)
    assert (now.state, now.colour, now.due_at, now.raised) == (
        State.HANDLING,
        "red",
        end(12),
        True,
    )
    now = standing(TRIAGE, DISPATCH, SIGN, late, (Move.ESCALATE, day(16), {"colour": "red"}))
    assert (now.state, now.raised, now.due_at.month) == (State.TRIAGED, False, 12)


def test_who_says_nothing_of_it_goes_by_the_rating():
    resolved = (Move.RESOLVE, day(6))

    def call(rating, **facts):
        return (Move.FOLLOW_UP, day(9), {"rating": rating, **facts})

    assert standing(TRIAGE, resolved, call(Rating.FAIR)).solved is True
    assert standing(TRIAGE, resolved, call(Rating.UNSATISFIED)).solved is False
    assert standing(TRIAGE, resolved, call(Rating.UNSATISFIED, solved=True)).solved is True
    assert standing(TRIAGE, resolved, call(Rating.UNREACHED)).solved is None


def test_rework_begins_a_new_clock():
    unsatisfied = (Move.FOLLOW_UP, day(9), {"rating": Rating.UNSATISFIED})
    now = standing(TRIAGE, (Move.RESOLVE, day(6)), unsatisfied, (Move.REWORK, day(10)))
    assert (now.state, now.resolved_at, now.due_at) == (State.HANDLING, None, end(19))


def test_what_was_heard_of_the_first_try_is_no_word_on_the_second():
    unsatisfied = (Move.FOLLOW_UP, day(9), {"rating": Rating.UNSATISFIED})
    again = (TRIAGE, (Move.RESOLVE, day(6)), unsatisfied, (Move.REWORK, day(10)))
    now = standing(*again)
    assert (now.rating, now.solved) == (None, None)
    unreached = (Move.FOLLOW_UP, day(13), {"rating": Rating.UNREACHED})
    now = standing(*again, (Move.RESOLVE, day(12)), unreached)
    assert (now.rating, now.solved) == (Rating.UNREACHED, None)


def test_every_order_is_kept_as_it_was_left():
    steps = replay(past(TRIAGE, DISPATCH, (Move.RETURN, day(4)), (Move.DISPATCH, day(5)), SIGN))
    first, second = orders(steps)
    assert (first.returned_at, first.signed_at) == (day(4), None)
    assert second.returned_at is None
    assert second.signed_at is not None


@st.composite
def pasts(draw):
    """An issue's past by allowed moves, sometimes with clocks set back."""
    at = datetime(2026, 1, 1, 8)
    events = [EventEntry(Move.REGISTER, at)]
    now = after(None, events[0])
    for _ in range(draw(st.integers(0, 15))):
        moves = possible(now, at)
        if not moves:
            break
        move = draw(st.sampled_from(moves))
        at += timedelta(hours=draw(st.integers(-30, 90)))
        request = MoveRequest(
            move,
            colour=draw(st.sampled_from(["green", "yellow", "red", ""])),
            days=draw(st.integers(1, 10)),
            rating=draw(st.sampled_from(list(Rating))) if move is Move.FOLLOW_UP else None,
        )
        events.append(event_of(request, now, at, "某人"))
        now = after(now, events[-1])
    return events


@given(pasts())
def test_an_open_issue_stands_in_exactly_one_colour_of_the_backlog(events):
    steps = replay(events)
    balance = {"green": 0, "yellow": 0, "red": 0}
    for step in steps:
        if step.left:
            balance[step.left] -= 1
        if step.entered:
            balance[step.entered] += 1
        open_now = step.after.state not in ENDED
        assert sum(balance.values()) == int(open_now)
        assert balance[step.after.colour] == int(open_now)
        assert (step.after.ended_day is None) is open_now
    days = [s.after.day for s in steps]
    assert days == sorted(days)


@given(pasts())
def test_whatever_is_triaged_and_open_has_a_deadline(events):
    for step in replay(events):
        now = step.after
        if now.state in (State.TRIAGED, State.DISPATCHED, State.HANDLING, State.SUSPENDED):
            assert now.due_at is not None
        assert (now.suspended_at is not None) is (now.state is State.SUSPENDED)
