"""The proof of coverage against a count done by hand (DOMAIN.md §4)."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import places
from db.households import household_import, households
from db.models import Assignment, Team
from db.teams import assignments, coverage, team_records, teams
from db.teams.assignments import Area
from db.teams.coverage import Unproven
from domain.entries import HouseholdEntry, TeamEntry
from domain.places import Level, PlaceStep
from tests.conftest import USER
from tests.db.claims import TEAMS, TODAY, build, by_hand, scenarios


class TakenBackError(Exception):
    """Ends a unit of work so that nothing of it stays."""


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scenarios(), st.integers(-3, 3))
def test_every_household_is_where_a_count_by_hand_puts_it(database, scenario, offset):
    homes, claims = scenario
    day = TODAY + timedelta(days=offset)
    answer = by_hand(homes, claims, day)
    with pytest.raises(TakenBackError), database.write(USER) as session:
        ids, team_ids = build(session, homes, claims)
        connection = session.connection
        sums = Counter(min(len(t), 2) for t in answer)
        assert coverage.coverage(connection, day) == coverage.Coverage(
            len(homes), sums[1], sums[0], sums[2]
        )
        gaps = {id_ for id_, t in zip(ids, answer, strict=True) if not t}
        doubles = {id_ for id_, t in zip(ids, answer, strict=True) if len(t) > 1}
        assert set(coverage.unproven(connection, "gap", day)) == gaps
        assert set(coverage.unproven(connection, "double", day)) == doubles
        names = coverage.responsible(connection, ids, day)
        assert [set(names[id_]) for id_ in ids] == answer
        assert sum(coverage.gaps_by_place(connection, day).values()) == len(gaps)
        share = Counter(team_ids[name] for t in answer for name in t)
        assert coverage.shares(connection, day) == dict(share)
        for name in TEAMS[:3]:
            mine = {id_ for id_, t in zip(ids, answer, strict=True) if name in t}
            assert set(coverage.households_of(connection, team_ids[name], day)) == mine
        for id_, expected in zip(ids, answer, strict=True):
            claimed = assignments.claims(connection, id_, day)
            assert {c.team for c in claimed if c.nearest} == expected
        raise TakenBackError


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scenarios(), st.data())
def test_a_reach_closes_as_many_gaps_as_it_says(database, scenario, data):
    homes, claims = scenario
    with pytest.raises(TakenBackError), database.write(USER) as session:
        _, team_ids = build(session, homes, claims)
        gaps = coverage.unproven(session.connection, "gap", TODAY)
        if gaps:
            chosen = data.draw(st.lists(st.sampled_from(gaps), min_size=1, unique=True))
            reaches = assignments.reaches(session.connection, chosen, TODAY)
            reach = data.draw(st.sampled_from(reaches))
            assignments.assign(session, team_ids["第10组"], reach.area, TODAY)
            left = coverage.unproven(session.connection, "gap", TODAY)
            assert len(gaps) - len(left) == reach.closes
            assert not set(left) & set(chosen)
            assert coverage.unproven(session.connection, "gap", TODAY - timedelta(days=1)) or claims
        raise TakenBackError


def homes_in_one_building():
    steps = (
        PlaceStep(Level.COMMUNITY, "康泰社区"),
        PlaceStep(Level.COMPOUND, "京公馆小区"),
        PlaceStep(Level.BUILDING, "3栋"),
        PlaceStep(Level.ENTRANCE, "1单元"),
    )
    return [HouseholdEntry(steps, room=str(room), head=f"户{room}") for room in (1002, 202, 101)]


@pytest.fixture
def building(database):
    with database.write(USER) as session:
        household_import.store(session, homes_in_one_building())
        team_records.store(session, [TeamEntry("第1组"), TeamEntry("第2组")])
    return database


def test_gaps_stand_in_walking_order_and_follow_sort_text_and_limit(building):
    with building.read() as connection:

        def addresses(**wish):
            wanted = Unproven("gap", TODAY, query=wish.pop("query", ""))
            ids = coverage.order(connection, wanted, **wish)
            rows = households.rows(connection, ids)
            return [rows[id_].address.removeprefix("京公馆小区3栋1单元") for id_ in ids]

        assert addresses() == ["101室", "202室", "1002室"]
        assert addresses(descending=True) == ["1002室", "202室", "101室"]
        assert addresses(limit=1) == ["101室"]
        assert addresses(query="3-1-202") == ["202室"]
        assert addresses(query="没有这个人") == []


def test_released_today_means_held_until_yesterday(building):
    with building.write(USER) as session:
        team = session.execute(select(Team.id).where(Team.name == "第1组")).scalar_one()
        place = places.find(session.connection, "京公馆小区3栋")
        assignments.assign(session, team, Area(place_ids=(place.id,)), TODAY - timedelta(days=9))
        (held,) = [a.assignment_id for a in teams.areas(session.connection, team, TODAY)]
        released = assignments.release(session, [held], TODAY)
    with building.read() as connection:
        assert coverage.coverage(connection, TODAY).gaps == 3
        assert coverage.coverage(connection, TODAY - timedelta(days=1)).covered == 3
    with building.write(USER) as session:
        assignments.restore(session, released)
    with building.read() as connection:
        assert coverage.coverage(connection, TODAY).covered == 3
        rows = connection.execute(select(Assignment.since, Assignment.until)).all()
        assert rows == [(TODAY - timedelta(days=9), None)]


def test_what_was_assigned_by_mistake_today_leaves_no_trace(building):
    with building.write(USER) as session:
        team = session.execute(select(Team.id).where(Team.name == "第1组")).scalar_one()
        gaps = coverage.unproven(session.connection, "gap", TODAY)
        ids = assignments.assign(session, team, Area(household_ids=tuple(gaps)), TODAY)
        assert len(ids) == 3
        assert assignments.assign(session, team, Area(household_ids=tuple(gaps)), TODAY) == ()
        assignments.release(session, ids, TODAY)
    with building.read() as connection:
        assert connection.execute(select(Assignment.id)).all() == []


def test_no_household_and_no_place_is_no_error(database):
    with database.read() as connection:
        assert coverage.coverage(connection, TODAY) == coverage.Coverage(0, 0, 0, 0)
        assert coverage.unproven(connection, "gap", TODAY) == []
        assert coverage.responsible(connection, [], TODAY) == {}
        assert assignments.claims(connection, 4711, TODAY) == []
