"""Recording visits: the needs they bring, corrections, taking back, the list (DOMAIN.md §4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from db import batches
from db.households import household_import, households
from db.households.households import HouseholdFilter
from db.issues import issues, moving
from db.issues.issue_filter import IssueFilter
from db.models import Household
from db.session import today
from db.teams import coverage, team_records, teams
from db.visits import visit_records, visit_removal, visit_targets, visits
from db.visits.visits import VisitFilter
from domain.entries import CadreEntry, ResidentEntry, TeamEntry, VisitEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.visits import Outcome, VisitKind
from domain.workflow import Move, State
from tests.conftest import USER
from tests.db.homes import block, home

TEAM = TeamEntry(
    "第1工作组",
    leader="高磊",
    members=(CadreEntry("高磊", "住建局"), CadreEntry("孙静", "康泰社区")),
    areas=(block("3栋", "1单元"),),
)
OTHER = TeamEntry("第2工作组", members=(CadreEntry("孙静", "民政局"),))


@pytest.fixture
def office(database):
    """A stairwell with two homes and the team that answers for it; ids by name."""
    with database.write(USER) as session:
        people = ResidentEntry("邹大伟", phones=("13800000000",)), ResidentEntry("林小燕")
        homes = [home("3-1-502", people[0]), home("3-1-601", people[1])]
        household_import.store(session, homes)
        team_records.store(session, [TEAM, OTHER])
        connection = session.connection
        found = households.order(connection, HouseholdFilter())
        rows = households.rows(connection, found)
        ids = {rows[id_].head: id_ for id_ in found}
        ids |= {row.name: row.id for row in teams.all_teams(connection, today())}
    return database, ids


def entry(ids, head="邹大伟", **facts):
    start = {"household_id": ids[head], "day": today(), "outcome": Outcome.PERSON}
    return VisitEntry(**(start | {"team_id": ids["第1工作组"]} | facts))


def record(database, visit):
    with database.write(USER) as session:
        return visit_records.add(session, visit)


def test_a_visit_is_found_with_its_people(office):
    database, ids = office
    visit_id = record(database, entry(ids, cadres=("孙静", "高磊"), note="身体都好"))
    with database.read() as connection:
        (row,) = visits.of_household(connection, ids["邹大伟"], 5)
        assert row.id == visit_id
        assert (row.team, set(row.cadres), row.outcome, row.kind, row.note) == (
            "第1工作组", {"高磊", "孙静"}, Outcome.PERSON, VisitKind.ROUTINE, "身体都好",
        )  # fmt: skip
        assert row.address == "京公馆小区3栋1单元502室"
        assert row.needs == ()
        assert visits.order(connection, VisitFilter(query="邹大伟")) == [visit_id]
        assert visits.order(connection, VisitFilter(query="林小燕")) == []
        assert visits.order(connection, VisitFilter(team_id=ids["第2工作组"])) == []
        yesterday = today() - timedelta(days=1)
        assert visits.order(connection, VisitFilter(until=yesterday)) == []
        first, _ = visits.teams_of(connection, today())
        assert (first.name, first.leader, first.members) == ("第1工作组", "高磊", ("高磊", "孙静"))


def test_a_need_becomes_an_issue_of_that_household(office):
    database, ids = office
    visit_id = record(database, entry(ids, need="楼道灯不亮，晚上怕摔"))
    with database.read() as connection:
        (need,) = visits.rows(connection, [visit_id])[visit_id].needs
        assert (need.title, need.state) == ("楼道灯不亮，晚上怕摔", State.REGISTERED)
        page = issues.page(connection, need.issue_id)
        assert (page.row.place, page.person, page.phone) == (
            "京公馆小区3栋1单元502室", "邹大伟", "13800000000",
        )  # fmt: skip
        assert page.row.source == "inspection"
        assert [e.move for e in page.events] == [Move.REGISTER]
        assert issues.order(connection, IssueFilter("楼道灯")) == [need.issue_id]


def test_what_was_settled_on_the_spot_is_an_issue_resolved_on_that_day(office):
    database, ids = office
    day = today() - timedelta(days=9)
    visit_id = record(
        database, entry(ids, day=day, need="水龙头漏水", note="换了垫圈", settled=True)
    )
    with database.read() as connection:
        (need,) = visits.rows(connection, [visit_id])[visit_id].needs
        page = issues.page(connection, need.issue_id)
        assert page.row.state is State.RESOLVED
        assert [(e.move, e.note) for e in page.events][-1] == (Move.SETTLE, "换了垫圈")
        assert page.row.registered_at == datetime.combine(day, datetime.min.time())


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"day": date(2999, 1, 1)}, "还没有到"),
        ({"household_id": 999}, "不在台账里"),
        ({"cadres": ("查无此人",)}, "没有叫“查无此人”的干部"),
        ({"cadres": ("孙静",), "team_id": None}, "有几名干部都叫“孙静”"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_stored(office, facts, told):
    database, ids = office
    with pytest.raises(KnownError, match=told):
        record(database, entry(ids, **facts))
    with database.read() as connection:
        assert visits.order(connection, VisitFilter()) == []


def test_a_name_means_whoever_is_of_the_team(office):
    database, ids = office
    record(database, entry(ids, cadres=("孙静",), team_id=ids["第2工作组"]))
    with database.read() as connection:
        (row,) = visits.of_household(connection, ids["邹大伟"], 5)
        assert (row.team, row.cadres) == ("第2工作组", ("孙静",))


def test_a_correction_changes_the_visit_and_a_race_has_a_loser(office):
    database, ids = office
    first = entry(ids, cadres=("高磊",), outcome=Outcome.NOBODY)
    visit_id = record(database, first)
    better = replace(first, outcome=Outcome.FAMILY, cadres=("孙静",), note="见到老伴")
    with database.write(USER) as session:
        visit_records.save(session, visit_id, 1, better)
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        visit_records.save(session, visit_id, 1, first)
    with database.read() as connection:
        row = visits.rows(connection, [visit_id])[visit_id]
        assert (row.outcome, row.cadres, row.note, row.version) == (
            Outcome.FAMILY, ("孙静",), "见到老伴", 2,
        )  # fmt: skip


def test_a_visit_taken_back_takes_its_issue_along_and_comes_back_with_it(office):
    database, ids = office
    visit_id = record(database, entry(ids, cadres=("高磊",), need="想办老年证"))
    with database.read() as connection:
        before = visits.rows(connection, [visit_id])
    with database.write(USER) as session:
        removed = visit_removal.remove(session, visit_id)
    with database.read() as connection:
        assert visits.rows(connection, [visit_id]) == {}
        assert issues.order(connection, IssueFilter("老年证")) == []
    record(database, entry(ids, head="林小燕"))  # takes the id that is free now
    with database.write(USER) as session:
        visit_removal.restore(session, removed)
    with database.read() as connection:
        (back,) = visits.of_household(connection, ids["邹大伟"], 5)
        (was,) = before.values()
        (need,) = back.needs
        assert need.issue_id == issues.order(connection, IssueFilter("老年证"))[0]
        assert (need.number, need.title, need.state) == (
            was.needs[0].number, was.needs[0].title, was.needs[0].state,
        )  # fmt: skip
        assert replace(back, id=was.id, needs=was.needs) == was
        assert [e.move for e in issues.page(connection, need.issue_id).events] == [Move.REGISTER]


def test_a_visit_does_not_come_back_to_a_household_that_has_gone(office):
    database, ids = office
    visit_id = record(database, entry(ids))
    with database.write(USER) as session:
        removed = visit_removal.remove(session, visit_id)
        session.execute(delete(Household).where(Household.id == ids["邹大伟"]))
    with pytest.raises(KnownError, match="走访没有恢复"), database.write(USER) as session:
        visit_removal.restore(session, removed)


def test_a_correction_can_name_another_household_and_add_a_forgotten_need(office):
    database, ids = office
    visit_id = record(database, entry(ids))
    with database.write(USER) as session:
        better = entry(ids, head="林小燕", need="想办老年证")
        visit_records.save(session, visit_id, 1, better)
    with database.read() as connection:
        assert visits.of_household(connection, ids["邹大伟"], 5) == ()
        (row,) = visits.of_household(connection, ids["林小燕"], 5)
        assert [need.title for need in row.needs] == ["想办老年证"]
        met = visit_targets.last_met(connection, [ids["邹大伟"], ids["林小燕"]])
        assert met == {ids["邹大伟"]: None, ids["林小燕"]: today()}
    for wrong in (entry(ids), entry(ids, head="林小燕", need="又一件")):
        with pytest.raises(KnownError, match="已经登记了问题"), database.write(USER) as session:
            visit_records.save(session, visit_id, 2, wrong)


def test_a_visit_whose_issue_is_worked_on_stays(office):
    database, ids = office
    visit_id = record(database, entry(ids, need="想办老年证"))
    with database.read() as connection:
        (need,) = visits.rows(connection, [visit_id])[visit_id].needs
    with database.write(USER) as session:
        moving.move(session, need.issue_id, 1, MoveRequest(Move.SETTLE, "已经办好"))
    with pytest.raises(KnownError, match=need.number), database.write(USER) as session:
        visit_removal.remove(session, visit_id)
    with database.read() as connection:
        assert visits.order(connection, VisitFilter()) == [visit_id]


def test_an_import_of_households_that_were_visited_is_not_undone(database):
    with database.write(USER) as session:
        batch_id = batches.begin(session, "households", "入户.xlsx")
        household_import.store(session, [home("3-1-502", ResidentEntry("邹大伟"))], batch_id)
        batches.finish(session, batch_id, {})
    with database.write(USER) as session:
        (household_id,) = households.order(session.connection, HouseholdFilter())
        visit_records.add(session, VisitEntry(household_id, today(), Outcome.PERSON))
    with pytest.raises(KnownError, match="接上了别的登记"), database.write(USER) as session:
        batches.undo(session, batch_id)


def test_the_list_sorts_by_day_place_and_time_of_entry(office):
    database, ids = office
    early, late = today() - timedelta(days=3), today()
    one = record(database, entry(ids, day=late))
    two = record(database, entry(ids, "林小燕", day=early, team_id=ids["第2工作组"]))
    with database.read() as connection:
        assert visits.order(connection, VisitFilter()) == [one, two]
        assert visits.order(connection, VisitFilter(), "day", descending=False) == [two, one]
        assert visits.order(connection, VisitFilter(), "address", descending=True) == [two, one]
        recorded = visits.order(connection, VisitFilter(), "recorded_at", descending=True)
        assert recorded == [two, one]
        there = coverage.responsible(connection, [ids["邹大伟"]], today())
        assert there == {ids["邹大伟"]: ("第1工作组",)}
