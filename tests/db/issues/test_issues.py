from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import places
from db.issues import categories, issue_import, issues, moving
from db.issues.issue_filter import IssueFilter, Todo, to_do
from db.models import Audit, Issue
from db.session import now
from db.users import audit
from domain.deadlines import Lamp, due, lamp, workdays_between
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.workflow import Move, Rating, State
from tests.conftest import USER
from tests.db import histories

WORKING = (State.REGISTERED, State.TRIAGED, State.DISPATCHED, State.HANDLING)


def entry(title="电梯停运一周", at=None, **facts):
    return IssueEntry(title, (EventEntry(Move.REGISTER, at or now()),), **facts)


def register(database, *args, place_id=None, **facts):
    with database.write(USER) as session:
        return issues.register(session, entry(*args, **facts), place_id)


def move(database, issue_id, version, *args, **facts):
    with database.write(USER) as session:
        request = MoveRequest(*args, **facts)
        categories.ids_of(session, [request.category] if request.category else [])
        moving.move(session, issue_id, version, request)


def page(database, issue_id):
    with database.read() as connection:
        return issues.page(connection, issue_id)


def ids(database, **wanted):
    with database.read() as connection:
        return issues.order(connection, IssueFilter(**wanted))


def test_a_registered_issue_has_a_number_its_event_and_counts_as_green(database):
    year = now().year
    issue_id = register(
        database, category=("小区管理", "电梯"), person="邹秀英", phone="13800005678"
    )
    other = register(database, "路灯不亮")
    first, second = page(database, issue_id), page(database, other)
    assert (first.row.number, second.row.number) == (f"{year}-0001", f"{year}-0002")
    assert (first.row.state, first.row.colour) == (State.REGISTERED, "green")
    assert (first.row.category, first.person, first.version) == ("小区管理/电梯", "邹秀英", 1)
    (event,) = first.events
    assert (event.move, event.actor) == (Move.REGISTER, USER)
    assert event.recorded_at >= event.occurred_at


def test_the_whole_main_path(database):
    issue_id = register(database)
    with database.write(USER) as session:
        categories.ids_of(session, [("小区管理",)])
    steps = (
        (
            MoveRequest(Move.TRIAGE, "超出社区能力", "yellow", ("小区管理",), "物业科"),
            State.TRIAGED,
        ),
        (MoveRequest(Move.DISPATCH, unit="住建办"), State.DISPATCHED),
        (MoveRequest(Move.SIGN), State.HANDLING),
        (MoveRequest(Move.REPORT, "已约维保单位"), State.HANDLING),
        (MoveRequest(Move.RESOLVE, "已修好"), State.RESOLVED),
        (MoveRequest(Move.FOLLOW_UP, rating=Rating.UNSATISFIED), State.FOLLOWED_UP),
        (MoveRequest(Move.REWORK), State.HANDLING),
        (MoveRequest(Move.RESOLVE, "又修了一遍"), State.RESOLVED),
        (MoveRequest(Move.FOLLOW_UP, rating=Rating.SATISFIED), State.FOLLOWED_UP),
        (MoveRequest(Move.CLOSE), State.CLOSED),
    )
    for version, (request, state) in enumerate(steps, 1):
        with database.write(USER) as session:
            moving.move(session, issue_id, version, request)
        assert page(database, issue_id).row.state is state
    found = page(database, issue_id)
    assert (found.row.colour, found.row.unit, found.row.rating) == (
        "yellow",
        "住建办",
        Rating.SATISFIED,
    )
    triaged = found.events[1]
    assert found.row.due_at == due(triaged.occurred_at, 7)
    assert [e.move for e in found.events[1:]] == [request.move for request, _ in steps]
    with database.read() as connection:
        assert audit.first_break(connection) is None


def test_a_move_the_workflow_refuses_writes_nothing(database):
    issue_id = register(database)
    with pytest.raises(KnownError, match="必须写明理由"):
        move(database, issue_id, 1, Move.DECLINE)
    with pytest.raises(KnownError, match="已登记"):
        move(database, issue_id, 1, Move.RESOLVE)
    found = page(database, issue_id)
    assert (found.version, len(found.events)) == (1, 1)


def test_the_loser_of_a_race_is_told_and_writes_nothing(database):
    issue_id = register(database)
    move(database, issue_id, 1, Move.TRIAGE, colour="red")
    with pytest.raises(KnownError, match="刚被别人处理过"):
        move(database, issue_id, 1, Move.TRIAGE, colour="green")
    found = page(database, issue_id)
    assert (found.row.colour, found.version, len(found.events)) == ("red", 2, 2)


def test_an_issue_found_earlier_is_logged_as_recorded_late(database):
    register(database, at=now() - timedelta(days=3))
    with database.read() as connection:
        told = connection.scalars(select(Audit.detail).where(Audit.action == "登记问题")).one()
    assert told.startswith("补记 ")


def test_the_parts_of_the_filter(database):
    with database.read() as connection:
        orchard = places.find(connection, "果园居委会")
    lift = register(database, "电梯停运", category=("小区管理", "电梯"), person="欧阳建国")
    road = register(database, "生产路破损", place_id=orchard.id, place_text="果园居委会4组")
    move(database, road, 1, Move.TRIAGE, colour="red", category=("民生实事",))
    move(database, lift, 1, Move.DECLINE, "重复")
    assert ids(database) == [road, lift]
    assert ids(database, states=("declined",)) == [lift]
    assert ids(database, colours=("red", "yellow")) == [road]
    assert ids(database, category="小区管理") == [lift]
    assert ids(database, category="小区") == []
    assert ids(database, position=orchard.position) == [road]
    for query in ("电梯", "oyjg", "欧阳", f"{now().year}-0001"):
        assert ids(database, query=query) == [lift], query
    assert ids(database, query="果园 生产路") == [road]
    with database.read() as connection:
        assert issues.colour_counts(connection, IssueFilter(colours=("red",))) == {
            "green": 1,
            "red": 1,
        }


def test_every_column_sorts_both_ways_and_pages_from_the_top(database):
    with database.write(USER) as session:
        for n in range(7):
            at = datetime(2026, 5, 1 + n % 3, 9, n)
            issues.register(session, entry(f"事 {n % 4}", at))
    for n in (1, 2, 3):
        move(database, n, 1, Move.TRIAGE, colour=("red", "yellow", "green")[n - 1])
    with database.read() as connection:
        for sort in issues.SORTS:
            up = issues.order(connection, IssueFilter(), sort, False)
            assert sorted(up) == list(range(1, 8))
            assert issues.order(connection, IssueFilter(), sort, False, 3) == up[:3]
        by_colour = issues.order(connection, IssueFilter(), "colour", True)
        rows = issues.rows(connection, by_colour)
        assert [rows[i].colour for i in by_colour][:2] == ["red", "yellow"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_what_is_to_do_is_what_the_rules_say(database, data):
    start = datetime(2026, 9, 21)  # the National Day's adjusted days lie ahead
    entries = data.draw(histories.issues(start, 30))
    at = start + timedelta(minutes=data.draw(st.integers(0, 45 * 24 * 60)))
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        connection = session.connection
        rows = issues.rows(connection, issues.order(connection, IssueFilter())).values()
        for todo in Todo:
            found = connection.scalars(select(Issue.id).where(to_do(connection, todo, at)))
            assert set(found) == {row.id for row in rows if waits(row, todo, at)}


def waits(row, todo, at):
    if todo is Todo.FOLLOW_UP:
        return (
            row.state is State.RESOLVED and workdays_between(row.resolved_at.date(), at.date()) >= 5
        )
    if row.state not in WORKING or row.due_at is None:
        return False
    shown = lamp(row.clock_from, row.due_at, at)
    return shown is {Todo.OVERDUE: Lamp.OVERDUE, Todo.SOON: Lamp.SOON}[todo]


@pytest.mark.parametrize(
    ("query", "found"),
    [("3-1-502", ["康泰3-1-502漏水"]), ("泰3-1-502", ["康泰3-1-502漏水"]), ("1-502", [])],
)
def test_a_house_number_is_found_wherever_it_stands(database, query, found):
    for title in ("康泰3-1-502漏水", "幸福13-1-502停水"):
        register(database, title)
    with database.read() as connection:
        rows = issues.rows(connection, issues.order(connection, IssueFilter(query)))
    assert [row.title for row in rows.values()] == found
