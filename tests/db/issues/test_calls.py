from datetime import timedelta

import pytest

from db.issues import calls, issues, moving
from db.issues.calls import CallFilter, Waiting
from db.session import now, today
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.workflow import Move, Rating, State
from tests.conftest import USER

AGAIN = CallFilter(Waiting.AGAIN)


def resolved(database, title, days_ago=0):
    """An issue that was settled on the spot so many days ago."""
    with database.write(USER) as session:
        at = session.at - timedelta(days=days_ago)
        entry = IssueEntry(title, (EventEntry(Move.REGISTER, at),), person="邹秀英")
        id_ = issues.register(session, entry)
        session.at = at
        moving.move(session, id_, 1, MoveRequest(Move.SETTLE, "当场修好"))
    return id_


def call(database, id_, version, rating, then=None, **facts):
    with database.write(USER) as session:
        heard = MoveRequest(Move.FOLLOW_UP, rating=rating, **facts)
        calls.record(session, id_, version, heard, then)


def order(database, wanted=CallFilter()):  # noqa: B008 - frozen
    with database.read() as connection:
        return calls.order(connection, wanted)


def standing(database, id_):
    with database.read() as connection:
        return issues.page(connection, id_)


def progress(database):
    with database.read() as connection:
        return calls.progress(connection, today())


def test_the_longest_waiting_is_called_first(database):
    late, early, now_ = (resolved(database, f"事{n}", days) for n, days in enumerate((9, 20, 0)))
    assert order(database) == [early, late, now_]
    assert order(database, CallFilter(query="事2")) == [now_]
    done = progress(database)
    assert (done.done, done.first, done.again) == (0, 3, 0)
    assert done.late >= 1


def test_whoever_was_not_reached_is_called_again_the_longest_ago_first(database):
    first, second = resolved(database, "甲", 3), resolved(database, "乙", 9)
    call(database, first, 2, Rating.UNREACHED)
    call(database, second, 2, Rating.UNREACHED)
    assert order(database) == []
    assert set(order(database, AGAIN)) == {first, second}
    call(database, first, 3, Rating.UNREACHED)
    done = progress(database)
    assert (done.done, done.first, done.again) == (2, 0, 2)
    call(database, second, 3, Rating.FAIR)
    assert order(database, AGAIN) == [first]


def test_a_satisfied_call_strikes_the_issue_off_in_the_same_step(database):
    id_ = resolved(database, "电梯停运")
    call(database, id_, 2, Rating.SATISFIED, MoveRequest(Move.CLOSE), solved=True)
    page = standing(database, id_)
    assert page.row.state is State.CLOSED
    assert [e.move for e in page.events][-2:] == [Move.FOLLOW_UP, Move.CLOSE]
    assert page.events[-2].solved is True


def test_an_unsatisfied_one_goes_back_to_work_in_the_same_step(database):
    id_ = resolved(database, "电梯停运")
    rework = MoveRequest(Move.REWORK, "又停了")
    call(database, id_, 2, Rating.UNSATISFIED, rework, solved=False)
    assert standing(database, id_).row.state is State.HANDLING
    assert progress(database).done == 1


def test_what_cannot_follow_undoes_the_call_too(database):
    id_ = resolved(database, "电梯停运")
    with pytest.raises(KnownError, match="重办"):
        call(database, id_, 2, Rating.SATISFIED, MoveRequest(Move.REWORK))
    with pytest.raises(KnownError, match="刚被别人处理过"):
        call(database, id_, 1, Rating.SATISFIED)
    page = standing(database, id_)
    assert (page.row.state, page.version) == (State.RESOLVED, 2)
    assert page.row.resolved_at <= now()
