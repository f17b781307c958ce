"""Households found by the village that a typed text begins with (DOMAIN.md §1)."""

import pytest

from db import household_import, households, visit_records, visits
from db.households import HouseholdFilter
from db.session import today
from db.visits import VisitFilter
from domain.entries import HouseholdEntry, ResidentEntry, VisitEntry
from domain.places import Level, PlaceStep, begins_with_community
from domain.visits import Outcome
from tests.conftest import USER


def in_group(community, group, number, name):
    place = (PlaceStep(Level.COMMUNITY, community), PlaceStep(Level.GROUP, group))
    return HouseholdEntry(place, number=number, head=name, residents=(ResidentEntry(name),))


@pytest.fixture
def villages(database):
    """The same door in two villages, and somebody who is called as one of them."""
    with database.write(USER) as session:
        entries = [
            in_group("果园居委会", "3组", "9号", "周平"),
            in_group("果园居委会", "4组", "9号", "丁志"),
            in_group("康泰社区居委会", "3组", "9号", "林小燕"),
            in_group("康泰社区居委会", "5组", "1号", "果园"),
        ]
        household_import.store(session, entries)
        found = households.order(session.connection, HouseholdFilter())
        ids = {row.head: row.id for row in households.rows(session.connection, found).values()}
    return database, ids


@pytest.mark.parametrize(
    ("typed", "heads"),
    [
        ("3组9号", {"周平", "林小燕"}),
        ("果园3组9号", {"周平"}),
        ("果园村3组", {"周平"}),
        ("果园居委会 9号", {"周平", "丁志"}),
        ("3组 康泰", {"林小燕"}),
        ("果园", {"周平", "丁志", "果园"}),
        ("果园7组", set()),
    ],
)
def test_the_village_narrows(villages, typed, heads):
    database, ids = villages
    with database.read() as connection:
        found = households.order(connection, HouseholdFilter(query=typed))
        assert set(found) == {ids[head] for head in heads}


def test_visits_are_found_in_the_same_words(villages):
    database, ids = villages
    with database.write(USER) as session:
        for id_ in ids.values():
            visit_records.add(session, VisitEntry(id_, today(), Outcome.PERSON))
    with database.read() as connection:
        found = visits.rows(connection, visits.order(connection, VisitFilter("果园3组")))
        assert [visit.head for visit in found.values()] == ["周平"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [("朱圩村3组", "3组"), ("朱圩", ""), ("朱圩居委会", ""), ("小朱圩", None), ("朱", None)],
)
def test_a_village_is_named_in_any_of_its_spellings(text, rest):
    assert begins_with_community(text, "朱圩居委会") == rest
