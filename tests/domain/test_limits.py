from datetime import datetime

from domain.deadlines import Lamp
from domain.entries import EventEntry
from domain.history import replay
from domain.limits import limits
from domain.workflow import Move


def day(number: int, hour: int = 9) -> datetime:
    """That hour of a day in November 2026, whose 2nd is a Monday."""
    return datetime(2026, 11, number, hour)


def told(*moves, urgency=None):
    events = [
        EventEntry(Move.REGISTER, day(2)),
        EventEntry(Move.TRIAGE, day(3), colour="yellow", urgency=urgency),
        EventEntry(Move.DISPATCH, day(3, 10), unit="住建办"),
        *(EventEntry(move, at) for move, at in moves),
    ]
    return {limit.move: limit for limit in limits(replay(events)[-1].after)}


def test_the_first_contact_begins_with_the_signing():
    before = told()
    assert list(before) == [Move.SIGN, Move.CONTACT]
    assert before[Move.CONTACT].by is None
    assert before[Move.CONTACT].lamp(day(30)) is Lamp.NORMAL
    signed = told((Move.SIGN, day(4)))
    assert signed[Move.CONTACT].by == datetime(2026, 11, 5, 23, 59, 59)


def test_lamps_of_what_is_due_done_and_late():
    assert told()[Move.SIGN].lamp(day(4)) is Lamp.SOON
    assert told()[Move.SIGN].lamp(day(5)) is Lamp.OVERDUE
    assert told((Move.SIGN, day(4)))[Move.SIGN].lamp(day(20)) is Lamp.NORMAL
    assert told((Move.SIGN, day(6)))[Move.SIGN].lamp(day(6)) is Lamp.OVERDUE


def test_urgent_ones_have_hours_and_a_measure():
    urgent = told(urgency="水电气")
    assert urgent[Move.CONTACT].by == day(3, 12)
    assert urgent[Move.MEASURE].by == day(4, 10)
    assert urgent[Move.CONTACT].lamp(day(3, 13)) is Lamp.OVERDUE


def test_no_limit_binds_without_an_order_that_stands():
    assert not told((Move.RETURN, day(4)))
    assert not told((Move.SIGN, day(4)), (Move.RESOLVE, day(5)))
    assert not limits(replay([EventEntry(Move.REGISTER, day(2))])[-1].after)
