"""What the fronts of a place show, against the proof of coverage and a count by hand."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from db import places
from db.households import fronts, household_import
from db.issues import issues
from db.models import Household, Issue
from db.session import WriteSession
from db.teams import coverage
from db.visits import visit_records
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, VisitEntry
from domain.places import Level, PlaceStep
from domain.visits import Outcome
from domain.workflow import Move
from tests.conftest import USER
from tests.db import histories
from tests.db.homes import home
from tests.db.teams.test_coverage import TODAY, build, scenarios

CITY = ("1-1-101", "1-1-102", "1-2-101", "2-1-101", "2-1-车库3")


@pytest.fixture
def compound(database):
    """Two buildings, and a group of another community."""
    village = (PlaceStep(Level.COMMUNITY, "果园居委会"), PlaceStep(Level.GROUP, "1组"))
    entries = [home(address, head=f"户{address}") for address in CITY]
    entries.append(HouseholdEntry(village, number="1", head="村户"))
    with database.write(USER) as session:
        household_import.store(session, entries)
    return database


def place_id(connection, text):
    return places.find(connection, text).id


def draw(database, text, day=TODAY):
    with database.read() as connection:
        ground = fronts.ground(connection, place_id(connection, text), day)
    assert ground is not None
    return ground


def ids(session: WriteSession) -> dict[str, int]:
    return dict(session.execute(select(Household.head, Household.id)).all())


def visit(session, household_id, day, outcome):
    visit_records.put(session, [VisitEntry(household_id, day, outcome)], None)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scenarios())
def test_the_teams_are_those_of_the_proof(database, scenario):
    homes, claims = scenario
    with histories.taken_back(database) as session:
        own, _ = build(session, homes, claims)
        connection = session.connection
        proven = coverage.responsible(connection, own, TODAY)
        seen = {}
        for row in places.all_places(connection):
            if row.level is Level.COMMUNITY:
                ground = fronts.ground(connection, row.id, TODAY)
                seen |= {home.id: tuple(sorted(home.teams)) for home in ground.homes}
        assert seen == proven


def test_a_place_has_its_own_households_in_walking_order(compound):
    whole = draw(compound, "京公馆小区")
    assert [home.address for home in whole.homes] == [
        "京公馆小区1栋1单元101室",
        "京公馆小区1栋1单元102室",
        "京公馆小区1栋2单元101室",
        "京公馆小区2栋1单元101室",
        "京公馆小区2栋1单元车库3室",
    ]
    assert whole.name == "康泰社区居委会京公馆小区"
    assert {home.head for home in whole.homes} == {f"户{address}" for address in CITY}
    assert len(draw(compound, "京公馆小区2栋").homes) == 2
    assert [home.number for home in draw(compound, "果园居委会").homes] == ["1"]
    assert draw(compound, "京公馆小区2栋1单元").name == "康泰社区居委会京公馆小区2栋1单元"


def test_only_a_visit_that_met_somebody_counts(compound):
    with compound.write(USER) as session:
        own = ids(session)
        for n, outcome in enumerate((Outcome.PERSON, Outcome.NOBODY, Outcome.REFUSED)):
            visit(session, own["户1-1-101"], TODAY - timedelta(days=9 - n), outcome)
        visit(session, own["户1-1-102"], TODAY - timedelta(days=80), Outcome.FAMILY)
        visit(session, own["户1-1-102"], TODAY - timedelta(days=40), Outcome.FAMILY)
        visit(session, own["户2-1-101"], TODAY, Outcome.NOBODY)
    met = {home.head: home.met for home in draw(compound, "京公馆小区").homes}
    assert met == {
        "户1-1-101": TODAY - timedelta(days=9),
        "户1-1-102": TODAY - timedelta(days=40),
        "户1-2-101": None,
        "户2-1-101": None,
        "户2-1-车库3": None,
    }


def register(session, title, place, who=None, **facts):
    event = EventEntry(Move.REGISTER, datetime(2026, 6, 1, 9))
    number = issues.register(
        session, IssueEntry(title, (event,)), place_id(session.connection, place)
    )
    session.execute(update(Issue).where(Issue.id == number).values(household_id=who, **facts))


def test_open_issues_of_households_and_of_places_alone(compound):
    with compound.write(USER) as session:
        one = ids(session)["户1-1-101"]
        register(session, "一", "京公馆小区1栋1单元", one, colour="green")
        register(session, "二", "京公馆小区1栋1单元", one, colour="red")
        register(session, "三", "京公馆小区1栋1单元", one, colour="red", state="closed")
        register(session, "四", "京公馆小区1栋1单元", colour="yellow")
        register(session, "五", "京公馆小区", colour="green")
        register(session, "六", "京公馆小区", colour="red", state="merged")
        register(session, "七", "果园居委会", colour="red")
    ground = draw(compound, "京公馆小区1栋")
    own = {home.head: home.issues for home in ground.homes}
    assert own == {"户1-1-101": (("red", 1), ("green", 1)), "户1-1-102": (), "户1-2-101": ()}
    names = {spot.id: spot.name for spot in ground.spots}
    told = {names[id_]: counts for id_, counts in ground.issues}
    assert told == {"1单元": (("yellow", 1),), "京公馆小区": (("green", 1),)}


def test_a_place_too_large_is_only_counted(compound, monkeypatch):
    monkeypatch.setattr(fronts, "MOST", 3)
    ground = draw(compound, "康泰社区居委会")
    assert (ground.homes, ground.spots, ground.households) == ((), (), 5)
    assert len(draw(compound, "京公馆小区2栋").homes) == 2


def test_a_place_that_is_gone_or_empty(database):
    with database.read() as connection:
        assert fronts.ground(connection, 4711, date(2026, 1, 1)) is None
        empty = fronts.ground(connection, place_id(connection, "果园居委会"), TODAY)
    assert (empty.homes, empty.households) == ((), 0)
