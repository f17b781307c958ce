"""The certificate says what the proof says: community by community, household by household."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from db import places
from db.households import household_import
from db.models import Place
from db.teams import assignments, coverage, coverage_proof, team_records, teams
from db.teams.assignments import Area
from domain.certificate import MOST_DOORS
from domain.entries import HouseholdEntry, TeamEntry
from domain.places import RANK, Level, PlaceStep
from tests.conftest import USER
from tests.db import histories

DAY = date(2026, 6, 1)
COMMUNITIES = ("康泰社区", "果园社区")


def homes():
    return [
        HouseholdEntry(
            (
                PlaceStep(Level.COMMUNITY, community),
                PlaceStep(Level.COMPOUND, "花园小区"),
                PlaceStep(Level.BUILDING, f"{building}栋"),
            ),
            room=room,
            head="张三",
        )
        for community in COMMUNITIES
        for building in (1, 2)
        for room in ("101", "102")
    ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 11), st.integers(-9, 9)),
        max_size=8,
    )
)
def test_its_sums_and_lists_are_those_of_the_proof(database, given_to):
    with histories.taken_back(database) as session:
        connection = session.connection
        household_import.store(session, homes())
        team_records.store(session, [TeamEntry(f"第{n}组") for n in range(3)])
        named = [team.id for team in teams.all_teams(connection, DAY)]
        there = [
            row.id
            for row in places.all_places(connection)
            if RANK[row.level] >= RANK[Level.COMMUNITY]
        ]
        for team, place, since in given_to:
            area = Area(place_ids=(there[place % len(there)],))
            first = DAY + timedelta(days=since)
            assignments.assign(session, named[team], area, first)
        parts = coverage_proof.proofs(connection, DAY, coverage.DEFAULT_LINE)
        whole = coverage.coverage(connection, DAY)
        assert [part.name for part in parts] == ["果园居委会", "康泰社区居委会"]
        sums = (whole.households, whole.covered, whole.gaps, whole.double)
        assert sums == tuple(
            sum(getattr(part, key) for part in parts)
            for key in ("households", "covered", "gaps", "double")
        )
        for part in parts:
            for count, listed in ((part.gaps, part.without), (part.double, part.several)):
                doors = sum(len(one.doors) for one in listed)
                assert doors == (0 if count == part.households else min(count, MOST_DOORS))


def test_one_community_and_another_day(database):
    with database.write(USER) as session:
        household_import.store(session, homes())
        team_records.store(session, [TeamEntry("第1组"), TeamEntry("第2组")])
        connection = session.connection
        first, second = (team.id for team in teams.all_teams(connection, DAY))
        community = places.find(connection, "果园居委会")
        building = places.find(connection, "果园居委会花园小区1栋")
        assignments.assign(session, first, Area(place_ids=(building.id,)), DAY)
        assignments.assign(session, second, Area(place_ids=(building.id,)), DAY)
    with database.read() as connection:
        (part,) = coverage_proof.proofs(connection, DAY, coverage.DEFAULT_LINE, community.id)
        assert (part.households, part.covered, part.gaps, part.double) == (4, 0, 2, 2)
        assert not part.whole
        (before,) = coverage_proof.proofs(
            connection, DAY - timedelta(days=1), coverage.DEFAULT_LINE, community.id
        )
        assert (before.gaps, before.without) == (4, ())
        (gap,), (double,) = part.without, part.several
    assert (gap.place, gap.doors) == ("花园小区2栋", ("101室", "102室"))
    assert (double.place, double.teams) == ("花园小区1栋", "第1组、第2组")


def test_a_community_without_any_household_is_there_in_words(database):
    with database.write(USER) as session:
        household_import.store(session, homes()[:4])  # of 康泰社区 alone
        orchard = places.find(session.connection, "果园居委会")
    with database.read() as connection:
        parts = coverage_proof.proofs(connection, DAY, coverage.DEFAULT_LINE)
        alone = coverage_proof.proofs(connection, DAY, coverage.DEFAULT_LINE, orchard.id)
    assert [(part.name, part.households) for part in parts] == [
        ("果园居委会", 0), ("康泰社区居委会", 4),
    ]  # fmt: skip
    assert alone == parts[:1]
    with database.write(USER) as session:
        revoked = update(Place).where(Place.id == orchard.id)
        session.execute(revoked.values(valid_to=DAY - timedelta(days=1)))
    with database.read() as connection:
        parts = coverage_proof.proofs(connection, DAY, coverage.DEFAULT_LINE)
    assert [part.name for part in parts] == ["康泰社区居委会"]
