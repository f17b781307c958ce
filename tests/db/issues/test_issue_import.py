"""Storing issues with the past they bring; each test runs on both databases."""

from datetime import date, datetime

import pytest

from db import batches, search
from db.figures import statistics
from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from domain.entries import EventEntry, IssueEntry
from domain.places import Level, PlaceStep
from domain.workflow import Move, Rating, State
from tests.conftest import USER

KANGTAI = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.COMPOUND, "京公馆小区"))


def at(day, hour=9):
    return datetime(2026, 3, day, hour)


def issue(title="电梯停运", day=2, number="", **facts):
    events = facts.pop("events", ())
    registered = EventEntry(Move.REGISTER, at(day), actor="李四")
    return IssueEntry(title, (registered, *events), number=number, **facts)


SETTLED = (
    EventEntry(Move.TRIAGE, at(2, 10), colour="yellow", unit="城建办"),
    EventEntry(Move.DISPATCH, at(2, 11), unit="城建办"),
    EventEntry(Move.SIGN, at(3)),
    EventEntry(Move.RESOLVE, at(5), note="已修好"),
    EventEntry(Move.FOLLOW_UP, at(6), rating=Rating.SATISFIED),
    EventEntry(Move.CLOSE, at(9)),
)


@pytest.fixture
def store(database):
    def run(*entries, batch=False):
        with database.write(USER) as session:
            batch_id = batches.begin(session, "issues", "问题.xlsx") if batch else None
            count = issue_import.store(session, entries, batch_id)
            if batch_id is not None:
                batches.finish(session, batch_id, {})
        return (count, batch_id) if batch else count

    return run


def listed(database, **wanted):
    with database.read() as connection:
        ids = issues.order(connection, IssueFilter(**wanted), "number", False)
        rows = issues.rows(connection, ids)
        return [rows[id_] for id_ in ids]


def backlog(database, since, until):
    with database.read() as connection:
        counts = statistics.backlog(connection, date(2026, 3, since), date(2026, 3, until)).counts
    return {colour: counts[colour] for colour in ("green", "yellow")}


def test_an_issue_with_its_past(database, store):
    assert store(issue(events=SETTLED, category=("小区管理", "电梯"), place=KANGTAI)) == 1
    (row,) = listed(database)
    assert (row.number, row.colour, row.state) == ("2026-0001", "yellow", State.CLOSED)
    assert (row.category, row.unit, row.rating) == ("小区管理/电梯", "城建办", Rating.SATISFIED)
    assert (row.registered_at, row.clock_from, row.resolved_at) == (at(2), at(2, 10), at(5))
    with database.read() as connection:
        page = issues.page(connection, row.id)
    assert [event.move for event in page.events] == [
        Move.REGISTER, Move.TRIAGE, Move.DISPATCH, Move.SIGN, Move.RESOLVE, Move.FOLLOW_UP,
        Move.CLOSE,
    ]  # fmt: skip
    assert page.events[0].actor == "李四"
    assert all(event.recorded_at >= event.occurred_at for event in page.events)


def test_every_past_day_knows_its_colours(database, store):
    store(issue(events=SETTLED), issue("路灯不亮", 4))
    assert backlog(database, 1, 10) == {
        "green": (0, 0, 0, 1, 1, 1, 1, 1, 1, 1),
        "yellow": (0, 1, 1, 1, 1, 1, 1, 1, 0, 0),
    }


def test_the_same_file_again_changes_nothing(database, store):
    entries = (issue(number="A-1"), issue("路灯不亮", 4, person="张堃"), issue("噪声", 5))
    assert store(*entries) == 3
    before = listed(database)
    assert store(*entries) == 0
    assert listed(database) == before


def test_what_makes_two_of_them_the_same(store):
    assert store(issue(number="A-1"), issue("别的标题", number="A-1")) == 1
    assert store(issue(number="A-2"), issue(number="A-3")) == 2
    assert store(issue("积水"), issue("积水")) == 1
    assert store(issue("积水", 3), issue("积水", person="李四"), issue("水管")) == 3


def test_numbers_of_each_year_go_on(database, store):
    store(issue(), issue("路灯不亮", 3))
    registered = EventEntry(Move.REGISTER, datetime(2025, 12, 31))
    store(IssueEntry("去年的事", (registered,)), issue("噪声", 5))
    assert [row.number for row in listed(database)] == [
        "2025-0001", "2026-0001", "2026-0002", "2026-0003",
    ]  # fmt: skip


def test_places_are_found_or_created(database, store):
    building = (*KANGTAI, PlaceStep(Level.BUILDING, "3号楼"))
    store(issue(place=KANGTAI), issue("路灯不亮", 4, place=building), issue("噪声", 5))
    with database.read() as connection:
        everything = connection.exec_driver_sql("SELECT name FROM place").scalars().all()
    assert everything.count("京公馆小区") == 1
    assert "3号楼" in everything
    assert [row.place for row in listed(database)] == [
        "康泰社区京公馆小区", "康泰社区京公馆小区3号楼", "",
    ]  # fmt: skip


def test_imported_issues_are_found(database, store):
    store(issue(person="欧阳建国", phone="19900000148"), issue("路灯不亮", 4))
    for query in ("电梯", "oyjg", "0148", "2026-0001"):
        assert [row.title for row in listed(database, query=query)] == ["电梯停运"]
    with database.read() as connection:
        assert search.coverage_of(connection, "issue") == (2, 2)


def test_an_import_taken_back(database, store):
    store(issue("原有的", 1))
    count, batch_id = store(
        issue(events=SETTLED, category=("小区管理",), place=KANGTAI), batch=True
    )
    assert (count, len(listed(database))) == (1, 2)
    with database.write(USER) as session:
        batches.undo(session, batch_id)
    assert [row.title for row in listed(database)] == ["原有的"]
    assert backlog(database, 1, 10)["yellow"] == (0,) * 10
    for table in ("category", "unit"):
        with database.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        assert rows == 0


def test_cancelled_leaves_nothing(database):
    class Stop(Exception):  # noqa: N818
        pass

    def stop(done):
        raise Stop

    with pytest.raises(Stop), database.write(USER) as session:
        issue_import.store(session, [issue()], progress=stop)
    assert listed(database) == []
