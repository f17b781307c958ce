from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entries import EventEntry
from domain.history import replay
from domain.workflow import ENDED, Move, Rating, State, moves_from, refusal

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
FREE = {Move.MERGE, Move.RECOLOUR}  # from any open state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", [m for m in Move if m is not Move.REGISTER])
def test_every_pair_of_state_and_move(state, move):
    ratings = (None, *Rating)
    possible = any(not refusal(move, state, r, "理由") for r in ratings)
    if move in FREE:
        assert possible is (state not in ENDED)
    else:
        assert possible is any(s is state and m is move for s, m, _ in TABLE)


def test_reasons_and_ratings():
    assert "理由" in refusal(Move.DECLINE, State.REGISTERED, reason="  ")
    assert refusal(Move.CLOSE, State.FOLLOWED_UP, Rating.UNSATISFIED)
    assert not refusal(Move.CLOSE, State.FOLLOWED_UP, Rating.UNSATISFIED, "群众同意")
    assert not refusal(Move.CLOSE, State.FOLLOWED_UP, Rating.SATISFIED)
    assert refusal(Move.REWORK, State.FOLLOWED_UP, Rating.SATISFIED)
    assert refusal(Move.FOLLOW_UP, State.FOLLOWED_UP, Rating.SATISFIED)
    assert not refusal(Move.FOLLOW_UP, State.FOLLOWED_UP, Rating.UNREACHED)


@st.composite
def pasts(draw):
    """An issue's past by allowed moves, sometimes with clocks set back."""
    at = datetime(2026, 1, 1, 8)
    events = [EventEntry(Move.REGISTER, at)]
    state, rating = State.REGISTERED, None
    for _ in range(draw(st.integers(0, 15))):
        moves = moves_from(state, rating)
        if not moves:
            break
        move = draw(st.sampled_from(moves))
        at += timedelta(hours=draw(st.integers(-30, 90)))
        colour = draw(st.sampled_from(["green", "yellow", "red", None]))
        if move is Move.FOLLOW_UP:
            rating = draw(st.sampled_from(list(Rating)))
        events.append(EventEntry(move, at, colour=colour))
        state = replay(events)[-1].state
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
        open_now = step.state not in ENDED
        assert sum(balance.values()) == int(open_now)
        assert balance[step.colour] == int(open_now)
    assert [s.day for s in steps] == sorted(s.day for s in steps)
