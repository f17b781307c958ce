"""Visits of sheets: what is on record already, and what the ledger knows of people and teams."""

from dataclasses import replace
from datetime import date

import pytest

from db.households import household_import
from db.households.households import HouseholdFilter, order, rows
from db.session import today
from db.teams import team_records
from db.visits import visit_import, visit_records, visits
from db.visits.visit_import import StoredVisits
from db.visits.visits import VisitFilter
from domain.entries import CadreEntry, ResidentEntry, TeamEntry, VisitEntry
from domain.visits import Outcome, VisitKind
from tests.conftest import USER
from tests.db.homes import block, home

FIRST = TeamEntry(
    "第1工作组",
    leader="高磊",
    members=(CadreEntry("高磊", "住建局"), CadreEntry("孙静", "康泰社区")),
    areas=(block("3栋", "1单元"),),
)
SECOND = TeamEntry(
    "第 2 工作组", members=(CadreEntry("孙静", "民政局"), CadreEntry("李强", "县医院"))
)
RESIDENCE = TeamEntry("居住一组", line="residence", members=(CadreEntry("马明", "县一小"),))


@pytest.fixture
def office(database):
    """A home in a stairwell of the first team's; the ids of homes by their heads, of teams."""
    with database.write(USER) as session:
        people = ResidentEntry("邹大伟"), ResidentEntry("林小燕", relation="妻")
        household_import.store(session, [home("3-1-502", *people), home("9-1-101", people[1])])
        team_records.store(session, [FIRST, SECOND, RESIDENCE])
        connection = session.connection
        ids = {
            r.head: r.id for r in rows(connection, order(connection, HouseholdFilter())).values()
        }
        ids |= {team.name: team.id for team in visits.teams_of(connection, today())}
    return database, ids


def entry(ids, **facts):
    start = {"household_id": ids["邹大伟"], "day": date(2026, 6, 3), "outcome": Outcome.PERSON}
    return VisitEntry(**(start | {"team_id": ids["第1工作组"]} | facts))


def store(database, *entries):
    with database.write(USER) as session:
        return visit_import.store(session, entries)


def on_record(database):
    with database.read() as connection:
        return visits.order(connection, VisitFilter())


def test_a_visit_is_the_same_only_with_its_team_and_need(office):
    database, ids = office
    one = entry(ids, need="修路灯", note="身体好")
    told = (
        one,
        replace(one, need="办老年证"),
        replace(one, need=""),
        replace(one, team_id=ids["第 2 工作组"]),
    )
    assert store(database, *told) == StoredVisits(4, 0)
    before = on_record(database)
    assert store(database, *told) == StoredVisits(0, 4)
    assert store(database, one, replace(one, note="")) == StoredVisits(1, 1)
    assert on_record(database)[-4:] == before


def test_what_a_form_recorded_is_not_imported_again(office):
    database, ids = office
    one = entry(ids, need="修路灯", settled=True)
    with database.write(USER) as session:
        visit_records.add(session, one)
    assert store(database, replace(one, kind=VisitKind.RETURN)) == StoredVisits(0, 1)


def test_a_file_brings_nothing_new_after_the_home_came_to_another_team(office):
    database, ids = office
    one = entry(ids, by_coverage=True)
    assert store(database, one) == StoredVisits(1, 0)
    later = replace(one, team_id=ids["第 2 工作组"])
    assert store(database, later) == StoredVisits(0, 1)
    assert store(database, replace(later, by_coverage=False)) == StoredVisits(1, 0)


def test_the_ledger_knows_teams_of_both_lines_and_who_is_in_them(office):
    database, ids = office
    with database.read() as connection:
        known = visit_import.knowledge(connection, visit_import.known_homes(connection, today()))
    assert known.teams == {
        "第1工作组": ids["第1工作组"],
        "第2工作组": ids["第 2 工作组"],
        "居住一组": ids["居住一组"],
    }
    assert known.knows_cadre("孙静", ids["第1工作组"])
    assert known.knows_cadre("李强", None)
    assert not known.knows_cadre("孙静", None)
    assert not known.knows_cadre("孙静", ids["居住一组"])
    assert not known.knows_cadre("查无此人", ids["第1工作组"])
    # Whoever the judge knows can be stored.
    assert store(database, entry(ids, cadres=("高磊", "孙静"))) == StoredVisits(1, 0)


def test_two_teams_that_differ_by_a_space_are_not_told_apart(office):
    database, _ = office
    with database.write(USER) as session:
        team_records.store(
            session, [TeamEntry("第 1 工作组"), TeamEntry("第1工作组", line="residence")]
        )
    with database.read() as connection:
        known = visit_import.knowledge(connection, visit_import.known_homes(connection, today()))
    assert known.teams["第1工作组"] is None


def test_homes_are_known_by_the_residents_that_a_file_names(office):
    database, ids = office
    with database.read() as connection:
        homes = visit_import.known_homes(connection, today(), people={"林小燕", "无此人"})
        town = "/".join(homes.get(str(ids["邹大伟"])).place_key.split("/")[:3])
    assert {h.id for h in homes.of(town, "林小燕")} == {ids["邹大伟"], ids["林小燕"]}
    assert [h.id for h in homes.of(town, "林小燕", heads_only=True)] == [ids["林小燕"]]
    assert homes.get(str(ids["邹大伟"])).people == ("林小燕",)
