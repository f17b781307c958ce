from dataclasses import replace
from datetime import datetime

import pytest

from domain.entries import EventEntry
from domain.history import Order, Standing, after
from domain.moves import MoveRequest, fault, needs_reason, outcome, possible, refusal
from domain.workflow import Move, Rating, State

AT = datetime(2026, 11, 23, 10)
S, M = State, Move
ENDS = (S.CLOSED, S.DECLINED, S.MERGED)
# DOMAIN.md §5, written out once more by hand: from each state, which move leads where.
TABLE = {
    S.REGISTERED: {
        M.TRIAGE: S.TRIAGED,
        M.SETTLE: S.RESOLVED,
        M.DECLINE: S.DECLINED,
        M.MERGE: S.MERGED,
    },
    S.TRIAGED: {
        M.SETTLE: S.RESOLVED,
        M.DECLINE: S.DECLINED,
        M.DISPATCH: S.DISPATCHED,
        M.ESCALATE: S.TRIAGED,
        M.MERGE: S.MERGED,
        M.RECOLOUR: S.TRIAGED,
        M.RAISE: S.TRIAGED,
        M.REDATE: S.TRIAGED,
    },
    S.DISPATCHED: {
        M.SIGN: S.HANDLING,
        M.RETURN: S.TRIAGED,
        M.ESCALATE: S.TRIAGED,
        M.MERGE: S.MERGED,
        M.RECOLOUR: S.DISPATCHED,
        M.RAISE: S.DISPATCHED,
        M.REDATE: S.DISPATCHED,
    },
    S.HANDLING: {
        M.CONTACT: S.HANDLING,
        M.MEASURE: S.HANDLING,
        M.REPORT: S.HANDLING,
        M.EXTEND: S.HANDLING,
        M.SUSPEND: S.SUSPENDED,
        M.RESOLVE: S.RESOLVED,
        M.ESCALATE: S.TRIAGED,
        M.MERGE: S.MERGED,
        M.RECOLOUR: S.HANDLING,
        M.RAISE: S.HANDLING,
        M.REDATE: S.HANDLING,
    },
    S.SUSPENDED: {
        M.RESUME: S.HANDLING,
        M.MERGE: S.MERGED,
        M.RECOLOUR: S.SUSPENDED,
        M.REDATE: S.SUSPENDED,
    },
    S.RESOLVED: {M.FOLLOW_UP: S.FOLLOWED_UP, M.MERGE: S.MERGED, M.RECOLOUR: S.RESOLVED},
}
HEARD = {M.CLOSE: S.CLOSED, M.MERGE: S.MERGED, M.RECOLOUR: S.FOLLOWED_UP}
# What follows a call depends on what it heard.
CALLED = {
    Rating.SATISFIED: HEARD,
    Rating.FAIR: HEARD,
    Rating.UNSATISFIED: HEARD | {M.REWORK: S.HANDLING},
    Rating.UNREACHED: HEARD | {M.FOLLOW_UP: S.FOLLOWED_UP},
}
STANDS = [
    *((state, None, row) for state, row in TABLE.items()),
    *((S.FOLLOWED_UP, rating, row) for rating, row in CALLED.items()),
    *((state, None, {}) for state in ENDS),
]


def standing(state, rating=None, **facts):
    return Standing(AT, AT.toordinal(), state=state, rating=rating, **facts)


def test_the_table_knows_every_state_and_move():
    assert {state for state, _, _ in STANDS} == set(State)
    assert set().union(*(row for _, _, row in STANDS)) == set(Move) - {Move.REGISTER}


@pytest.mark.parametrize(("state", "rating", "row"), STANDS)
@pytest.mark.parametrize("move", [m for m in Move if m is not Move.REGISTER])
def test_every_pair_of_state_and_move(state, rating, row, move):
    why = refusal(move, standing(state, rating), AT)
    assert bool(why) is (move not in row)
    if move in row:
        event = EventEntry(move, AT, colour="red" if move is Move.RAISE else None, rating=rating)
        assert after(standing(state, rating), event).state is row[move]
    else:
        assert why.endswith("。")


def test_a_refusal_says_where_the_issue_stands_and_from_where_the_move_goes():
    said = refusal(Move.SIGN, standing(State.REGISTERED), AT)
    assert said == "问题现为“已登记”，只有“已派单”的问题可以签收。"


def test_the_rating_decides_what_follows_a_call():
    calls = {r: possible(standing(State.FOLLOWED_UP, r), AT) for r in Rating}
    assert Move.REWORK in calls[Rating.UNSATISFIED]
    assert Move.FOLLOW_UP in calls[Rating.UNREACHED]
    for rating in (Rating.SATISFIED, Rating.FAIR):
        assert not {Move.REWORK, Move.FOLLOW_UP} & set(calls[rating])
    assert not needs_reason(Move.CLOSE, standing(State.FOLLOWED_UP, Rating.SATISFIED))
    unsatisfied = standing(State.FOLLOWED_UP, Rating.UNSATISFIED)
    assert "理由" in fault(MoveRequest(Move.CLOSE, "  "), unsatisfied, AT)
    assert not fault(MoveRequest(Move.CLOSE, "群众同意"), unsatisfied, AT)


def test_an_order_is_returned_within_two_workdays():
    friday = datetime(2026, 11, 20, 9)
    order = Order(friday, "住建办", datetime(2026, 11, 23, 23, 59, 59))
    dispatched = standing(State.DISPATCHED, order=order)
    assert not refusal(Move.RETURN, dispatched, datetime(2026, 11, 24, 18))
    assert "2 个工作日" in refusal(Move.RETURN, dispatched, datetime(2026, 11, 25, 8))


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (10, True), (11, False)])
def test_an_extension_is_of_ten_workdays_at_most_and_only_once(days, good):
    handling = standing(State.HANDLING, due_at=datetime(2026, 11, 30, 23, 59, 59))
    assert bool(fault(MoveRequest(Move.EXTEND, "待料", days=days), handling, AT)) is not good
    again = standing(State.HANDLING, due_at=handling.due_at, extended=True)
    assert "延期过一次" in refusal(Move.EXTEND, again, AT)


def test_an_extension_that_is_past_before_it_begins_is_refused():
    long_ago = standing(State.HANDLING, due_at=datetime(2026, 11, 2, 23, 59, 59))
    assert "赶不上" in refusal(Move.EXTEND, long_ago, AT)
    late = standing(State.HANDLING, due_at=datetime(2026, 11, 16, 23, 59, 59))
    assert not refusal(Move.EXTEND, late, AT)
    said = fault(MoveRequest(Move.EXTEND, "待料", days=3), late, AT)
    assert "2026-11-19 也已经过去" in said
    assert not fault(MoveRequest(Move.EXTEND, "待料", days=6), late, AT)
    by_date = MoveRequest(Move.EXTEND, "待料", deadline=datetime(2026, 11, 30, 23, 59, 59))
    assert not fault(by_date, late, AT)
    assert fault(replace(by_date, deadline=datetime(2026, 12, 1, 23, 59, 59)), late, AT)


def test_what_each_move_must_be_told():
    registered, triaged = standing(State.REGISTERED), standing(State.TRIAGED, colour="yellow")
    assert fault(MoveRequest(Move.TRIAGE), registered, AT)
    assert fault(MoveRequest(Move.TRIAGE, colour="orange"), registered, AT)
    assert not fault(MoveRequest(Move.TRIAGE, colour="green"), registered, AT)
    assert "已经过去" in fault(MoveRequest(Move.TRIAGE, colour="red", deadline=AT), registered, AT)
    assert fault(MoveRequest(Move.DECLINE), registered, AT)
    assert fault(MoveRequest(Move.DISPATCH), triaged, AT)
    twice = MoveRequest(Move.DISPATCH, unit="住建办", co_units=("城管中队", "住建办"))
    assert "不用再列为协办" in fault(twice, triaged, AT)
    assert fault(MoveRequest(Move.MERGE), triaged, AT)
    assert fault(MoveRequest(Move.FOLLOW_UP), standing(State.RESOLVED), AT)
    for colour, good in (("green", False), ("yellow", False), ("red", True)):
        asked = MoveRequest(Move.ESCALATE, "超出街道能力", colour=colour)
        assert bool(fault(asked, triaged, AT)) is not good
    for colour, good in (("green", True), ("yellow", False), ("", False)):
        asked = MoveRequest(Move.RECOLOUR, "经核实", colour=colour)
        assert bool(fault(asked, triaged, AT)) is not good
    gravest = standing(State.HANDLING, colour="red")
    assert not fault(MoveRequest(Move.ESCALATE, "再研究", colour="red"), gravest, AT)


@pytest.mark.parametrize(
    ("colour", "last", "plan", "good"),
    [
        ("green", 26, "", True),
        ("green", 27, "分两步", False),
        ("yellow", 27, "", True),
        ("red", 27, "", True),
    ],
)
def test_a_deadline_of_ones_own_keeps_to_its_colour(colour, last, plan, good):
    asked = MoveRequest(
        Move.TRIAGE, plan, colour=colour, deadline=datetime(2026, 11, last, 23, 59, 59)
    )
    assert bool(fault(asked, standing(State.REGISTERED), AT)) is not good


def test_the_gravest_may_take_longer_with_a_staged_plan():
    asked = MoveRequest(Move.TRIAGE, colour="red", deadline=datetime(2027, 3, 31, 23, 59, 59))
    registered = standing(State.REGISTERED)
    assert "分阶段计划" in fault(asked, registered, AT)
    planned = replace(asked, note="先修桥涵，明年三月前修路")
    assert not fault(planned, registered, AT)
    assert outcome(planned, registered, AT).due_at == asked.deadline


def test_what_a_move_will_set_is_known_before_it_is_made():
    handling = standing(State.HANDLING, colour="yellow", due_at=datetime(2026, 11, 30, 23, 59, 59))
    extended = outcome(MoveRequest(Move.EXTEND, "待料", days=5), handling, AT)
    assert extended.due_at == datetime(2026, 12, 7, 23, 59, 59)
    escalated = outcome(MoveRequest(Move.ESCALATE, "报县", colour="red"), handling, AT)
    assert (escalated.state, escalated.colour) == (State.TRIAGED, "red")
    assert escalated.due_at == datetime(2026, 12, 14, 23, 59, 59)
