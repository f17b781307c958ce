"""Random pasts of issues, as the workflow allows them, for the tests of `db/`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from hypothesis import strategies as st

from db.engine import Database
from db.session import WriteSession
from domain import colours, history, moves
from domain.entries import EventEntry, IssueEntry
from domain.workflow import Move, Rating
from tests.conftest import USER

KEYS = [rule.key for rule in colours.DEFAULT]
COLOURING = (Move.TRIAGE, Move.ESCALATE, Move.RECOLOUR)


class _TakenBackError(Exception):
    pass


@contextmanager
def taken_back(database: Database) -> Iterator[WriteSession]:
    """A unit of work of which nothing stays: the next example finds the ledger as it was."""
    with suppress(_TakenBackError), database.write(USER) as session:
        yield session
        raise _TakenBackError


@st.composite
def pasts(draw: st.DrawFn, start: datetime, days: int) -> tuple[EventEntry, ...]:
    """A registration and up to eight allowed moves, within so many days from ``start``."""
    steps = st.integers(0, days * 24 * 60)
    count = draw(st.integers(1, 9))
    times = sorted(draw(st.lists(steps, min_size=count, max_size=count)))
    moments = [start + timedelta(minutes=m) for m in times]
    events = [EventEntry(Move.REGISTER, moments[0])]
    standing = history.after(None, events[0])
    for moment in moments[1:]:
        possible = moves.possible(standing, moment)
        if not possible:
            break
        move = draw(st.sampled_from(possible))
        colour = draw(st.sampled_from(KEYS)) if move in COLOURING else None
        heard = draw(st.sampled_from(Rating)) if move is Move.FOLLOW_UP else None
        events.append(EventEntry(move, moment, note="有", colour=colour, rating=heard))
        standing = history.after(standing, events[-1])
    return tuple(events)


def issues(start: datetime, days: int, most: int = 8) -> st.SearchStrategy[list[IssueEntry]]:
    """Several issues, each with a number and a past of its own."""
    made = st.lists(pasts(start, days), min_size=1, max_size=most)
    return made.map(
        lambda all_: [
            IssueEntry(f"问题 {n}", events, number=f"甲-{n}") for n, events in enumerate(all_)
        ]
    )
