from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import engine
from db.figures import statistics
from db.issues import automatic, issue_import, issues, moving, replies, standing
from db.issues.issue_filter import IssueFilter
from db.models import Audit, DispatchOrder, Issue, IssueEvent, Unit
from db.session import now
from db.users import audit
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.history import replay
from domain.moves import MoveRequest
from domain.replies import FIRST
from domain.workflow import ENDED, OPEN, Move, Rating, State
from tests.conftest import PASSWORD, USER
from tests.db import histories

SEVERAL = 1_203  # more than two chunks


def register(database, count=1):
    entries = [IssueEntry(f"问题 {n}", (EventEntry(Move.REGISTER, now()),)) for n in range(count)]
    with database.write(USER) as session:
        issue_import.store(session, entries)
    return list(choose(database, IssueFilter()).ids)


def move_all(database, ids, *args, versions=(), **facts):
    with database.write(USER) as session:
        request = MoveRequest(*args, **facts)
        return moving.move_many(session, ids, request, versions=versions)


def page(database, issue_id):
    with database.read() as connection:
        return issues.page(connection, issue_id)


def choose(database, wanted):
    with database.read() as connection:
        return moving.choose(connection, wanted)


def test_many_move_together_and_each_order_has_the_next_number(database):
    ids = register(database, SEVERAL)
    assert move_all(database, ids, Move.TRIAGE, colour="yellow", unit="住建办").moved == SEVERAL
    outcome = move_all(database, ids, Move.DISPATCH, "请按时签收", co_units=("城管中队",))
    assert (outcome.moved, outcome.refused) == (SEVERAL, ())
    year = now().year
    with database.read() as connection:
        numbers = connection.scalars(select(DispatchOrder.number).order_by(DispatchOrder.id)).all()
        told = connection.scalars(select(Audit.subject).where(Audit.action == "派单")).all()
        assert audit.first_break(connection) is None
    assert numbers == [f"〔{year}〕{n}号" for n in range(1, SEVERAL + 1)]
    assert told == [f"{year}-0001、{year}-0002、{year}-0003 等 {SEVERAL} 件"]
    last = page(database, ids[-1])
    assert (last.row.state, last.row.unit) == (State.DISPATCHED, "住建办")
    assert last.co_units == ("城管中队",)
    assert last.events[-1].unit == "住建办"


def test_those_that_cannot_are_told_and_stay(database):
    ids = register(database, 4)
    move_all(database, ids[:3], Move.TRIAGE, colour="green")
    move_all(database, ids[:1], Move.DISPATCH, unit="第1工作组")
    outcome = move_all(database, [*ids, 9_999], Move.DISPATCH, unit="住建办")
    assert outcome.moved == 2
    why = {one.id: one.why for one in outcome.refused}
    assert set(why) == {ids[0], ids[3], 0}
    assert "已派单" in why[ids[0]]
    assert "已登记" in why[ids[3]]
    assert outcome.refused[0].title == "问题 0"
    assert page(database, ids[0]).row.unit == "第1工作组"


def test_without_a_unit_each_goes_to_its_own(database):
    ids = register(database, 3)
    for issue_id, unit in zip(ids, ("住建办", "城管中队", ""), strict=True):
        move_all(database, [issue_id], Move.TRIAGE, colour="green", unit=unit)
    outcome = move_all(database, ids[:2], Move.DISPATCH, co_units=("城管中队",))
    assert (outcome.moved, outcome.refused[0].id) == (1, ids[1])  # who leads is no help to himself
    outcome = move_all(database, ids[1:], Move.DISPATCH)
    assert outcome.moved == 1
    assert "派给哪个单位" in outcome.refused[0].why
    with database.read() as connection:
        orders = [standing.read(connection, [i])[i].order for i in ids[:2]]
    assert [order.unit for order in orders] == ["住建办", "城管中队"]


def test_none_of_many_is_resolved_without_a_result(database):
    ids = register(database, 2)
    for move, values in (
        (Move.TRIAGE, {"colour": "green", "unit": "住建办"}), (Move.DISPATCH, {}), (Move.SIGN, {}),
    ):  # fmt: skip
        move_all(database, ids, move, **values)
    outcome = move_all(database, ids, Move.RESOLVE, note="  ")
    assert (outcome.moved, len(outcome.refused)) == (0, 2)
    assert "办结必须写明办理结果" in outcome.refused[0].why
    assert move_all(database, ids, Move.RESOLVE, note="灯已换新").moved == 2


def test_what_somebody_moved_meanwhile_is_left_and_told(database):
    ids = register(database, 3)
    chosen = choose(database, IssueFilter())
    assert list(chosen.ids) == ids
    assert chosen.states == {State.REGISTERED: 3}
    assert (chosen.movable(Move.TRIAGE), chosen.movable(Move.SIGN)) == (3, 0)
    move_all(database, ids[:1], Move.TRIAGE, colour="red")
    outcome = move_all(database, chosen.ids, Move.TRIAGE, colour="green", versions=chosen.versions)
    assert outcome.moved == 2
    assert "刚被别人处理过，现为“已研判”" in outcome.refused[0].why
    assert page(database, ids[0]).row.colour == "red"
    assert list(choose(database, [ids[2], ids[0]]).ids) == [ids[0], ids[2]]


def test_cancelled_half_way_nothing_has_moved(database):
    class Stop(Exception):  # noqa: N818
        pass

    def stop(done, total):
        if done > moving.CHUNK:
            raise Stop

    ids = register(database, SEVERAL)
    with suppress(Stop), database.write(USER) as session:
        moving.move_many(session, ids, MoveRequest(Move.TRIAGE, colour="red"), stop)
    assert choose(database, IssueFilter()).states == {State.REGISTERED: SEVERAL}


def test_many_are_merged_into_one_and_none_into_itself(database):
    common, *others = register(database, 4)
    outcome = move_all(database, [common, *others], Move.MERGE, into=common)
    assert outcome.moved == 3
    assert [one.id for one in outcome.refused] == [common]
    found = page(database, common)
    assert [name.id for name in found.merged] == others
    assert page(database, others[0]).common.id == common
    outcome = move_all(database, [common], Move.MERGE, into=others[0])
    assert "不能并进自己" in outcome.refused[0].why


def test_units_and_urgency_stay_until_they_are_taken_away(database):
    (issue_id,) = register(database)
    helping = ("城管中队", "供电所")
    move_all(database, [issue_id], Move.TRIAGE, colour="green", urgency="安全", co_units=helping)
    move_all(database, [issue_id], Move.ESCALATE, "报街道", colour="yellow")
    found = page(database, issue_id)
    assert (found.co_units, found.row.urgency) == (helping, "安全")
    move_all(database, [issue_id], Move.ESCALATE, "报县", colour="red", co_units=(), urgency="")
    found = page(database, issue_id)
    assert (found.co_units, found.row.urgency) == ((), "")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_of_two_who_move_it_at_once_one_is_told(database):
    (issue_id,) = register(database)
    held, told = Event(), []
    other = engine.open_ledger(database.location, USER, PASSWORD)

    def second():
        held.wait(10)
        with other.write(USER) as session:
            try:
                moving.move(session, issue_id, 1, MoveRequest(Move.DECLINE, "重复"))
            except KnownError as error:
                told.append(str(error))

    thread = Thread(target=second)
    thread.start()
    with database.write(USER) as session:
        moving.move(session, issue_id, 1, MoveRequest(Move.TRIAGE, colour="red"))
        held.set()
        thread.join(0.5)  # it waits for the row, as long as this unit of work lasts
        assert thread.is_alive()
    thread.join(10)
    other.close()
    assert len(told) == 1
    assert "刚被别人处理过" in told[0]
    assert page(database, issue_id).row.state is State.TRIAGED


def test_the_offices_own_sentences(database):
    first = FIRST[Move.RESOLVE]
    with database.write(USER) as session:
        replies.remove(session, Move.RESOLVE, first[0])
        replies.add(session, Move.RESOLVE, " 已更换灯具。 ")
        with pytest.raises(KnownError, match="已经有这一句"):
            replies.add(session, Move.RESOLVE, "已更换灯具。")
        with pytest.raises(KnownError, match="还没有写内容"):
            replies.add(session, Move.RESOLVE, "  ")
    with database.read() as connection:
        assert replies.of_move(connection, Move.RESOLVE) == (*first[1:], "已更换灯具。")
        assert replies.of_move(connection, Move.CLOSE) == FIRST[Move.CLOSE]


# Random work of an office, and what must hold whatever it does


@st.composite
def work(draw):
    """Up to fifteen steps: minutes that pass, which issues, and what is asked of them."""
    steps = []
    for _ in range(draw(st.integers(1, 15))):
        request = MoveRequest(
            draw(st.sampled_from([m for m in Move if m not in (Move.REGISTER, Move.RAISE)])),
            note=draw(st.sampled_from(["", "有"])),
            colour=draw(st.sampled_from(["", *histories.KEYS])),
            unit=draw(st.sampled_from(["", "住建办", "城管中队"])),
            co_units=draw(st.sampled_from([None, (), ("供电所",), ("供电所", "住建办")])),
            urgency=draw(st.sampled_from([None, "", "安全"])),
            days=draw(st.integers(0, 11)),
            rating=draw(st.sampled_from([None, *Rating])),
            solved=draw(st.sampled_from([None, True, False])),
            into=draw(st.integers(1, 4)),
        )
        if request.move is not Move.MERGE:
            request = MoveRequest(
                **{f: getattr(request, f) for f in request.__dataclass_fields__ if f != "into"}
            )
        minutes = draw(st.sampled_from([0, 30, 600, 1440, 5 * 1440, 20 * 1440]))
        wanted = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True))
        steps.append((minutes, wanted, request))
    return steps


# The moves that set a deadline; with every other one it only goes on or stands still.
_SETTING = frozenset({Move.TRIAGE, Move.ESCALATE, Move.REWORK, Move.EXTEND, Move.REDATE})


def pasts(connection):
    """Every issue's events in order, for whoever folds them once more.

    A move that set a deadline names it, so that it does not matter whether it was the user's or
    the colour's.
    """
    columns = (
        IssueEvent.issue_id,
        IssueEvent.move,
        IssueEvent.occurred_at,
        IssueEvent.actor,
        IssueEvent.note,
        IssueEvent.colour,
        func.coalesce(Unit.name, ""),
        IssueEvent.rating,
        IssueEvent.solved,
        IssueEvent.urgency,
        IssueEvent.due_at,
    )
    told = select(*columns).outerjoin(Unit, Unit.id == IssueEvent.unit_id)
    # Of this statement alone: a connection keeps what it is once told.
    in_parts = told.order_by(IssueEvent.issue_id, IssueEvent.seq).execution_options(
        yield_per=10_000
    )
    rows = connection.execute(in_parts)
    for issue_id, events in groupby(rows, key=lambda row: int(row[0])):
        yield issue_id, tuple(_entry(row) for row in events)


def _entry(row):
    _, move, at, actor, note, colour, unit, rating, solved, urgency, due_at = row
    return EventEntry(
        Move(move),
        at,
        actor,
        note,
        colour,
        unit,
        Rating(rating) if rating else None,
        solved,
        urgency,
        due_at if move in _SETTING else None,
    )


def check_whole(connection):
    """The sum of the events is what is stored, and every issue is in one list of its state."""
    stored = standing.read(connection, list(connection.scalars(select(Issue.id))))
    for issue_id, events in pasts(connection):
        assert replay(events)[-1].after == stored[issue_id]
    listed = [
        issue_id
        for state in State
        for issue_id in issues.order(connection, IssueFilter(states=(state,)))
    ]
    assert sorted(listed) == sorted(stored)
    still_open = set(issues.order(connection, IssueFilter(states=OPEN)))
    ended = set(issues.order(connection, IssueFilter(states=tuple(ENDED))))
    assert still_open | ended == set(stored)
    assert not still_open & ended


def check_numbers(connection):
    per_year = {}
    for number in connection.scalars(select(DispatchOrder.number).order_by(DispatchOrder.id)):
        year, _, serial = number.removeprefix("〔").removesuffix("号").partition("〕")
        per_year.setdefault(year, []).append(int(serial))
    for drawn in per_year.values():
        assert drawn == list(range(1, len(drawn) + 1))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(work())
def test_whatever_the_office_does_the_ledger_is_whole(database, steps):
    with histories.taken_back(database) as session:
        start = session.at
        first = start.date() - timedelta(days=1)
        ids = [
            issues.register(session, IssueEntry(f"问题 {n}", (EventEntry(Move.REGISTER, start),)))
            for n in range(4)
        ]
        connection = session.connection
        for minutes, wanted, request in steps:
            before = statistics.backlog(connection, first, session.at.date()).counts
            session.at += timedelta(minutes=minutes)
            yesterday = session.at.date() - timedelta(days=1)
            asked = request
            if request.into is not None:
                asked = MoveRequest(Move.MERGE, request.note, into=ids[request.into - 1])
            automatic.raise_overdue(session)
            moving.move_many(session, [ids[n] for n in wanted], asked)
            if minutes >= 1440:  # every day told before is past now
                told = statistics.backlog(connection, first, yesterday).counts
                for key, counts in before.items():
                    assert told[key][: len(counts)] == counts
            check_whole(connection)
        check_numbers(connection)
        assert connection.scalar(select(func.count()).select_from(Issue)) == len(ids)
