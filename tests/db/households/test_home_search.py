"""Households found by the village that a typed text begins with (DOMAIN.md §1)."""

import pytest

from db.households import household_import, households
from db.households.households import HouseholdFilter
from db.session import today
from db.visits import visit_records, visits
from db.visits.visits import VisitFilter
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


def at_door(compound, building, entrance, room, name):
    place = (
        PlaceStep(Level.COMMUNITY, "康泰社区居委会"),
        PlaceStep(Level.COMPOUND, compound),
        PlaceStep(Level.BUILDING, building),
        PlaceStep(Level.ENTRANCE, entrance),
    )
    return HouseholdEntry(place, room=room, head=name, residents=(ResidentEntry(name),))


@pytest.mark.parametrize(
    "typed",
    [
        "京公馆3-2-502", "京公馆小区3栋2单元502", "京公馆 3幢2单元502室", "京公馆3#2-502",
        "京公馆３－２－５０２", "京公馆三栋2单元502", "京公馆3号楼2单元502室",
        "康泰社区京公馆3号楼2单元502室",
    ],
)  # fmt: skip
def test_a_door_is_found_however_it_is_typed(database, typed):
    with database.write(USER) as session:
        entries = [
            at_door("京公馆小区", "3号楼", "2单元", "502", "邹伟"),
            at_door("京公馆小区", "3号楼", "1单元", "502", "张堃"),
            at_door("翠湖花园", "3号楼", "2单元", "502", "欧阳建国"),
            in_group("康泰社区居委会", "8组", "1号", "丁志"),
        ]
        household_import.store(session, entries)
    with database.read() as connection:
        rows = households.rows(connection, households.order(connection, HouseholdFilter(typed)))
        assert {row.head for row in rows.values()} == {"邹伟"}
        rows = households.rows(connection, households.order(connection, HouseholdFilter("8-1")))
        assert {row.head for row in rows.values()} == {"丁志"}


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
