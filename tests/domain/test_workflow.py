from datetime import datetime

import pytest

from domain.history import Order, Standing
from domain.moves import MoveRequest, fault, needs_reason, possible, refusal
from domain.workflow import ENDED, RULES, Move, Rating, State

AT = datetime(2026, 11, 23, 10)
# DOMAIN.md §5, written out once more by hand: from, move, to.
TABLE = {
    (State.REGISTERED, Move.TRIAGE, State.TRIAGED),
    (State.REGISTERED, Move.SETTLE, State.RESOLVED),
    (State.TRIAGED, Move.SETTLE, State.RESOLVED),
    (State.REGISTERED, Move.DECLINE, State.DECLINED),
    (State.TRIAGED, Move.DECLINE, State.DECLINED),
    (State.TRIAGED, Move.DISPATCH, State.DISPATCHED),
    (State.DISPATCHED, Move.SIGN, State.HANDLING),
    (State.DISPATCHED, Move.RETURN, State.TRIAGED),
    (State.HANDLING, Move.CONTACT, State.HANDLING),
    (State.HANDLING, Move.MEASURE, State.HANDLING),
    (State.HANDLING, Move.REPORT, State.HANDLING),
    (State.HANDLING, Move.EXTEND, State.HANDLING),
    (State.HANDLING, Move.SUSPEND, State.SUSPENDED),
    (State.SUSPENDED, Move.RESUME, State.HANDLING),
    (State.HANDLING, Move.RESOLVE, State.RESOLVED),
    (State.TRIAGED, Move.ESCALATE, State.TRIAGED),
    (State.DISPATCHED, Move.ESCALATE, State.TRIAGED),
    (State.HANDLING, Move.ESCALATE, State.TRIAGED),
    (State.RESOLVED, Move.FOLLOW_UP, State.FOLLOWED_UP),
    (State.FOLLOWED_UP, Move.FOLLOW_UP, State.FOLLOWED_UP),
    (State.FOLLOWED_UP, Move.REWORK, State.HANDLING),
    (State.FOLLOWED_UP, Move.CLOSE, State.CLOSED),
}


def standing(state, rating=None, **facts):
    return Standing(AT, AT.toordinal(), state=state, rating=rating, **facts)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", [m for m in Move if m is not Move.REGISTER])
def test_every_pair_of_state_and_move(state, move):
    open_to = any(not refusal(move, standing(state, r), AT) for r in (None, *Rating))
    if move is Move.MERGE:
        assert open_to is (state not in ENDED)
    elif move is Move.RECOLOUR:  # until triage an issue counts as green
        assert open_to is (state not in (*ENDED, State.REGISTERED))
    elif move in (Move.RAISE, Move.REDATE):
        running = (State.TRIAGED, State.DISPATCHED, State.HANDLING)
        stopped = (State.SUSPENDED,) if move is Move.REDATE else ()
        assert open_to is (state in running + stopped)
    else:
        rows = [to for s, m, to in TABLE if (s, m) == (state, move)]
        assert open_to is bool(rows)
        assert all((RULES[move].target or state) is to for to in rows)


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


def test_what_each_move_must_be_told():
    registered, triaged = standing(State.REGISTERED), standing(State.TRIAGED, colour="yellow")
    assert fault(MoveRequest(Move.TRIAGE), registered, AT)
    assert not fault(MoveRequest(Move.TRIAGE, colour="green"), registered, AT)
    assert "已经过去" in fault(MoveRequest(Move.TRIAGE, colour="red", deadline=AT), registered, AT)
    assert fault(MoveRequest(Move.DECLINE), registered, AT)
    assert fault(MoveRequest(Move.DISPATCH), triaged, AT)
    assert fault(MoveRequest(Move.MERGE), triaged, AT)
    assert fault(MoveRequest(Move.FOLLOW_UP), standing(State.RESOLVED), AT)
    for colour, good in (("green", False), ("yellow", False), ("red", True)):
        asked = MoveRequest(Move.ESCALATE, "超出街道能力", colour=colour)
        assert bool(fault(asked, triaged, AT)) is not good
