from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.coordination import common, meetings
from db.coordination.meetings import Draft, Item
from db.issues import issue_import, moving
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.workflow import Move
from tests.conftest import USER

HELD = datetime(2026, 6, 1, 9)
LATER = now().replace(microsecond=0) + timedelta(days=30)


@pytest.fixture
def ids(database):
    entries = [
        IssueEntry(f"第{n}件", (EventEntry(Move.REGISTER, HELD),), number=f"甲-{n}")
        for n in range(1, 4)
    ]
    with database.write(USER) as session:
        issue_import.store(session, entries)
    with database.read() as connection:
        known = common.ids_of(connection, [e.number for e in entries])
    return [known[e.number] for e in entries]


def draft(*items, title="第 7 次协调会", held_at=HELD):
    return Draft(title, held_at, "一、通报情况", items)


def save(database, plan, meeting_id=None, version=1):
    with database.write(USER) as session:
        return meetings.save(session, meeting_id, version, plan)


def read(database, query, *values):
    with database.read() as connection:
        return query(connection, *values)


def test_a_meeting_and_what_it_decided(database, ids):
    item = Item(ids[0], "县交通局", ("水务局", "乡镇"), "列入年度计划", LATER)
    made = save(database, draft(item, Item(ids[1])))
    (row,) = read(database, meetings.all_meetings)
    assert (row.title, row.held_at, row.items) == ("第 7 次协调会", HELD, 2)
    first, second = read(database, meetings.items, made)
    assert first == replace(item, number="甲-1", title="第1件", colour="green")
    assert second.lead_unit == ""
    ((held, decided),) = read(database, meetings.decisions, ids[0])
    assert (held.id, decided.decision, decided.due_at) == (made, "列入年度计划", LATER)
    assert read(database, meetings.decisions, ids[2]) == []


def test_the_second_to_save_sees_the_conflict_and_nothing_is_overwritten(database, ids):
    made = save(database, draft(Item(ids[0])))
    save(database, draft(Item(ids[1]), title="改过"), made, 1)
    with pytest.raises(KnownError, match="刚被别人改过"):
        save(database, draft(Item(ids[2]), title="也改过"), made, 1)
    assert read(database, meetings.meeting, made).title == "改过"
    assert [i.issue_id for i in read(database, meetings.items, made)] == [ids[1]]


def test_what_is_missing_or_over_is_refused(database, ids):
    past = now() - timedelta(days=1)
    for plan, words in (
        (draft(Item(ids[0]), title=" "), "还没有名称"),
        (draft(), "还没有研究的问题"),
        (draft(Item(ids[0], due_at=HELD - timedelta(days=1))), "早于开会时间"),
        (draft(Item(ids[0], due_at=past)), "已经过去"),
    ):
        with pytest.raises(KnownError, match=words):
            save(database, plan)
    assert read(database, meetings.all_meetings) == []


def test_a_unit_leads_by_the_latest_decision_while_the_issue_is_open(database, ids):
    first = save(database, draft(*(Item(i, "交通局") for i in ids)))
    second = save(
        database, draft(Item(ids[0], "水务局"), title="第 8 次", held_at=HELD + timedelta(days=7))
    )
    assert read(database, meetings.leading) == {"交通局": 2, "水务局": 1}
    assert read(database, meetings.leading, second) == {"交通局": 3, "水务局": 0}
    assert read(database, meetings.leading, first) == {"交通局": 0, "水务局": 1}
    with database.write(USER) as session:
        moving.move_many(session, ids[2:], MoveRequest(Move.DECLINE, "不属实"))
    assert read(database, meetings.leading) == {"交通局": 1, "水务局": 1}


def test_a_deleted_meeting_comes_back_whole(database, ids):
    made = save(database, draft(Item(ids[0], "交通局", ("水务局",), "修", LATER)))
    before = read(database, meetings.items, made)
    with database.write(USER) as session:
        removed = meetings.remove(session, made)
    assert read(database, meetings.all_meetings) == []
    with database.write(USER) as session:
        again = meetings.restore(session, removed)
    assert read(database, meetings.items, again) == before
    with database.write(USER) as session:
        assert meetings.remove(session, again + 1000) is None


def test_a_new_meeting_begins_with_the_issues_and_their_units(database, ids):
    with database.write(USER) as session:
        asked = MoveRequest(Move.TRIAGE, colour="red", unit="交通局")
        moving.move_many(session, ids[:1], asked)
    first, second = read(database, meetings.of_issues, [ids[0], ids[2]])
    assert (first.lead_unit, first.number, first.colour) == ("交通局", "甲-1", "red")
    assert (second.lead_unit, second.number) == ("", "甲-3")
