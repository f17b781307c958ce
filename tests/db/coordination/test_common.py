from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.coordination import common, meetings
from db.figures import statistics
from db.issues import issue_import, issues, moving, standing
from db.issues.issue_filter import IssueFilter
from db.models import Audit, Issue, IssueEvent
from db.session import today
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.messages import Proposal
from domain.moves import MoveRequest
from domain.places import Level, PlaceStep
from domain.workflow import OPEN, Move, Rating, State
from tests.conftest import USER

ESTATE = (PlaceStep(Level.COMMUNITY, "康泰社区居委会"), PlaceStep(Level.COMPOUND, "京公馆"))
START = datetime(2026, 6, 1, 9)


def entry(number, *moves, **facts):
    past = [EventEntry(Move.REGISTER, START)]
    past += [EventEntry(m, START + timedelta(hours=n)) for n, m in enumerate(moves, 1)]
    return IssueEntry(f"电梯停运 {number}", tuple(past), number=number, **facts)


def store(database, *entries):
    with database.write(USER) as session:
        issue_import.store(session, entries)
    with database.read() as connection:
        known = common.ids_of(connection, [e.number for e in entries])
    return [known[e.number] for e in entries]


def make(database, ids, title="京公馆电梯停运"):
    with database.write(USER) as session:
        return common.make(session, ids, title, "三人来信", "分析建议")


def state(database, *ids):
    with database.read() as connection:
        rows = issues.rows(connection, ids)
        return [rows[i].state for i in ids]


def backlog(database):
    with database.read() as connection:
        day = today()
        return sum(c[0] for c in statistics.backlog(connection, day, day).counts.values())


def moves_of(database, issue_id):
    with database.read() as connection:
        own = select(IssueEvent.move).where(IssueEvent.issue_id == issue_id)
        return list(connection.scalars(own.order_by(IssueEvent.seq)))


def test_members_leave_the_backlog_by_one_event_each_and_the_parent_is_open(database):
    buildings = [(*ESTATE, PlaceStep(Level.BUILDING, f"{n}栋")) for n in (1, 2, 3)]
    ids = store(
        database,
        *(entry(str(n), place=p, category=("小区管理", "电梯")) for n, p in enumerate(buildings)),
    )
    before = backlog(database)
    made = make(database, ids)
    assert set(made.merged) == set(ids)
    assert made.refused == ()
    assert backlog(database) == before - 3 + 1
    assert [moves_of(database, i) for i in ids] == [[Move.REGISTER, Move.MERGE]] * 3
    with database.read() as connection:
        parent = issues.page(connection, made.issue_id)
        (row,) = common.all_common(connection)
        assert common.members(connection, made.issue_id) == ids
    assert (parent.row.source, parent.row.state) == ("analysis", State.REGISTERED)
    assert (parent.row.category, parent.row.place) == ("小区管理/电梯", "康泰社区居委会京公馆")
    assert (row.members, row.number, row.meeting) == (3, made.number, "")
    assert parent.events[0].note == "分析建议"


def test_undo_leaves_everything_as_it_was(database):
    ids = store(database, entry("1"), entry("2", Move.TRIAGE, Move.DISPATCH, Move.SIGN))
    with database.write(USER) as session:
        moving.move_many(session, ids[1:], MoveRequest(Move.SUSPEND, "等材料"))
    with database.read() as connection:
        before = standing.read(connection, ids)
    kept, there = [moves_of(database, i) for i in ids], backlog(database)
    made = make(database, ids)
    with database.write(USER) as session:
        common.undo(session, made, whole=True)
    with database.read() as connection:
        assert standing.read(connection, ids) == before
        assert issues.page(connection, made.issue_id) is None
        assert issues.order(connection, IssueFilter(query=made.number)) == []
        told = list(connection.scalars(select(Audit.action)))
    assert [moves_of(database, i) for i in ids] == kept
    assert backlog(database) == there
    assert "撤销并案" in told


def test_one_is_taken_out_and_put_in_again(database):
    ids = store(database, entry("1"), entry("2"), entry("3"))
    made = make(database, ids)
    with database.write(USER) as session:
        common.take_out(session, ids[:1])
    assert state(database, ids[0], ids[1]) == [State.REGISTERED, State.MERGED]
    with database.write(USER) as session:
        again = common.add(session, made.issue_id, ids[:1])
    assert again.merged == (ids[0],)
    assert state(database, ids[0]) == [State.MERGED]
    with database.write(USER) as session:
        common.undo(session, again, whole=False)
    assert state(database, ids[0], made.issue_id) == [State.REGISTERED, State.REGISTERED]


def test_a_parent_that_was_worked_on_stays_when_its_making_is_undone(database):
    ids = store(database, entry("1"), entry("2"))
    made = make(database, ids)
    with database.write(USER) as session:
        moving.move_many(session, [made.issue_id], MoveRequest(Move.TRIAGE, colour="red"))
    with database.write(USER) as session:
        common.undo(session, made, whole=True)
    assert state(database, *ids, made.issue_id) == [
        State.REGISTERED,
        State.REGISTERED,
        State.TRIAGED,
    ]


def test_what_is_over_is_told_and_the_others_are_merged(database):
    ended = entry("9", Move.TRIAGE, Move.DECLINE)
    ids = store(database, entry("1"), entry("2"), ended)
    made = make(database, ids)
    assert made.merged == tuple(ids[:2])
    (refused,) = made.refused
    number, why = refused.number, refused.why
    assert number == "9"
    assert "不予受理" in why


def test_nothing_is_made_of_what_is_over(database):
    ids = store(database, entry("8", Move.DECLINE), entry("9", Move.DECLINE))
    with pytest.raises(KnownError, match="没有可以并案的问题"):
        make(database, ids)
    with pytest.raises(KnownError, match="还没有名称"):
        make(database, ids, " ")
    with database.read() as connection:
        assert common.all_common(connection) == []
        assert len(issues.order(connection, IssueFilter())) == 2


def test_no_cycle(database):
    ids = store(database, entry("1"), entry("2"), entry("3"))
    inner = make(database, ids[:2], "内")
    outer = make(database, [inner.issue_id, ids[2]], "外")
    assert set(outer.merged) == {inner.issue_id, ids[2]}
    with database.write(USER) as session, pytest.raises(KnownError, match="不能并进自己"):
        common.add(session, inner.issue_id, [outer.issue_id])
    with database.write(USER) as session, pytest.raises(KnownError, match="不能并进自己"):
        common.add(session, outer.issue_id, [outer.issue_id])
    assert state(database, outer.issue_id)[0] in OPEN


def proposal(*numbers):
    return Proposal("cluster", "翠岭新城搅拌站", "4 人来信。", numbers)


def test_what_was_dismissed_does_not_come_back_until_it_is_another_matter(database):
    with database.write(USER) as session:
        gone = common.dismiss(session, proposal("1", "2", "3"))
    asked = [
        proposal("1", "2", "3"),
        proposal("2", "3"),
        proposal("1", "2", "3", "4", "5", "6"),
        proposal("3", "4", "5"),
    ]
    with database.read() as connection:
        assert common.remaining(connection, asked) == asked[3:]
    with database.write(USER) as session:
        common.bring_back(session, gone)
    with database.read() as connection:
        assert common.remaining(connection, asked) == asked


def test_the_meeting_that_studied_it_is_told_and_keeps_it(database):
    ids = store(database, entry("1"), entry("2"))
    made = make(database, ids)
    item = meetings.Item(made.issue_id, "住建局")
    with database.write(USER) as session:
        meetings.save(session, None, 1, meetings.Draft("第 7 次协调会", START, "", (item,)))
    with database.read() as connection:
        assert common.all_common(connection)[0].meeting == "第 7 次协调会"
    with database.write(USER) as session:
        common.undo(session, made, whole=True)
    with database.read() as connection:
        assert issues.page(connection, made.issue_id) is not None


def test_a_past_that_went_on_can_be_merged_and_taken_back(database):
    """Resolved and called, it is merged; taken out, its rating and solving stand."""
    (one, two) = store(database, entry("1", Move.SETTLE), entry("2"))
    with database.write(USER) as session:
        request = MoveRequest(Move.FOLLOW_UP, rating=Rating.FAIR)
        moving.move_many(session, [one], request)
    make(database, [one, two])
    with database.write(USER) as session:
        common.take_out(session, [one])
    with database.read() as connection:
        now = standing.read(connection, [one])[one]
        columns = select(Issue.common_id, Issue.ended_day).where(Issue.id == one)
        assert tuple(connection.execute(columns).one()) == (None, None)
    assert (now.state, now.rating, now.solved) == (State.FOLLOWED_UP, Rating.FAIR, True)


def events_of(database):
    with database.read() as connection:
        table = IssueEvent.__table__
        return sorted(map(repr, connection.execute(select(table)).all()))


def test_what_was_taken_out_goes_back_as_it_was(database):
    ids = store(database, entry("1"), entry("2"))
    made = make(database, ids)
    before = events_of(database)
    with database.write(USER) as session:
        taken = common.take_out(session, ids[:1])
    assert events_of(database) != before
    with database.write(USER) as session:
        common.put_back(session, taken)
    assert events_of(database) == before
    with database.read() as connection:
        assert common.members(connection, made.issue_id) == ids
    with database.write(USER) as session:
        taken = common.take_out(session, ids[:1])
        moving.move_many(session, ids[:1], MoveRequest(Move.DECLINE, "重复"))
    with pytest.raises(KnownError, match="不能恢复并案"), database.write(USER) as session:
        common.put_back(session, taken)


def test_undoing_one_common_issue_leaves_another_alone(database):
    first, second, third = store(database, entry("1"), entry("2"), entry("3"))
    made = make(database, [first, second], "甲")
    other = make(database, [third], "乙")
    with database.write(USER) as session:
        common.take_out(session, [first])
        common.add(session, other.issue_id, [first])
        common.undo(session, made, True)
    with database.read() as connection:
        assert set(common.members(connection, other.issue_id)) == {first, third}


def test_a_common_issue_is_not_declined_over_the_heads_of_its_members(database):
    ids = store(database, entry("1"), entry("2"))
    made = make(database, ids)
    with database.write(USER) as session:
        (why,) = moving.move_many(
            session, [made.issue_id], MoveRequest(Move.DECLINE, "重复")
        ).refused
        assert "有 2 件问题并在它里面" in why.why
        common.take_out(session, ids)
        assert (
            moving.move_many(session, [made.issue_id], MoveRequest(Move.DECLINE, "重复")).moved == 1
        )
