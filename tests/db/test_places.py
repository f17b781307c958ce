"""The place tree: order, paths with levels left out, what counts as one place (DOMAIN.md §1)."""

from itertools import pairwise

import pytest

from db import places
from db.households import household_import, households
from db.places import PlaceBook
from domain.entries import DivisionEntry
from domain.errors import KnownError
from domain.places import Level, PlaceStep
from tests.conftest import USER
from tests.db.homes import block, home

COMMUNITY = PlaceStep(Level.COMMUNITY, "康泰社区")


def locate(session, *path):
    book = PlaceBook(session, None)
    row = book.locate(path)
    book.flush()
    return row


def test_the_same_building_however_it_is_written(database):
    with database.write(USER) as session:
        book = PlaceBook(session, None)
        written = ("3幢", "3号楼", "3#", "三栋", "03", "３ 栋")
        ids = {book.locate(block(name, "1单元")).id for name in written}
        assert len(ids) == 1
        assert book.path(ids.pop())[-2].name == "3幢", "the text as written first is kept"


def test_a_community_by_any_of_its_endings(database):
    with database.write(USER) as session:
        for name in ("康泰社区", "康泰居委会", "康泰村", "康泰社区居委会"):
            assert locate(session, PlaceStep(Level.COMMUNITY, name)).code == "329999003018"


def test_natural_order_and_one_range_of_positions(database):
    homes = [home(f"{b}-1-{r}") for b in (10, 3, 2) for r in ("1002", "202")]
    with database.write(USER) as session:
        household_import.store(session, homes)
    with database.read() as connection:
        counted = places.tree(connection)
        buildings = [c for c in counted if c.place.level is Level.BUILDING]
        assert [(c.place.name, c.households) for c in buildings] == [
            ("2栋", 2),
            ("3栋", 2),
            ("10栋", 2),
        ]
        by_name = {c.place.name: c.households for c in counted}
        assert (by_name["重岗街道"], by_name["康泰社区居委会"], by_name["果园居委会"]) == (6, 6, 0)
        path = places.path(connection, buildings[0].place.id)
        for above, below in pairwise(path):
            assert below.parent_id == above.id
            assert below.position.startswith(above.position)
            assert below.position.endswith("/")


def test_levels_left_out_find_what_is_there(database):
    compound = PlaceStep(Level.COMPOUND, "京公馆")
    with database.write(USER) as session:
        known = locate(session, COMMUNITY, PlaceStep(Level.COMPOUND, "京公馆小区"))
        assert locate(session, compound).id == known.id
        assert locate(session, PlaceStep(Level.TOWNSHIP, "重岗街道"), compound).id == known.id


def test_what_stands_in_two_places_is_not_guessed(database):
    compound = PlaceStep(Level.COMPOUND, "幸福小区")
    with database.write(USER) as session:
        one = locate(session, COMMUNITY, compound)
        other = locate(session, PlaceStep(Level.COMMUNITY, "果园居委会"), compound)
        assert one.id != other.id
        assert locate(session, compound).id not in (one.id, other.id)


def test_a_building_is_never_taken_from_another_compound(database):
    with database.write(USER) as session:
        there = locate(session, *block("3栋", "1单元"))
        alone = locate(session, COMMUNITY, PlaceStep(Level.BUILDING, "3栋"))
        assert alone.id not in [p.id for p in places.path(session.connection, there.id)]


def test_find_by_code_name_and_path(database):
    with database.write(USER) as session:
        entrance = locate(session, *block("3栋", "1单元"))
        locate(session, *block("13栋", "1单元"))
        locate(session, PlaceStep(Level.COMMUNITY, "果园居委会"), PlaceStep(Level.BUILDING, "3栋"))
        connection = session.connection
        assert places.find(connection, "329999003018").name == "康泰社区居委会"
        assert places.find(connection, "果园社区").name == "果园居委会"
        assert places.find(connection, "京公馆小区3栋1单元").id == entrance.id
        with pytest.raises(KnownError, match="不止一处"):
            places.find(connection, "3栋")
        with pytest.raises(KnownError, match="没有地点"):
            places.find(connection, "月球小区")


def test_communities_of_households(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502")])
        ids = households.order(session.connection, households.HouseholdFilter())
        assert places.communities(session.connection, ids) == {ids[0]: "康泰社区居委会"}


def test_two_communities_of_one_name_are_told_apart(database):
    other = (
        DivisionEntry("329999004", "青阳街道", "329999"),
        DivisionEntry("329999004014", "果园居委会", "329999004"),
    )
    with database.write(USER) as session:
        places.add_divisions(session, other)
        found = places.community_of(session.connection).values()
    assert {row.name for row in found} == {
        "重岗街道果园居委会",
        "青阳街道果园居委会",
        "康泰社区居委会",
    }


def test_a_place_is_created_once(database):
    created = []
    for _ in range(2):
        with database.write(USER) as session:
            book = PlaceBook(session, None)
            for building in ("1栋", "2栋"):
                for entrance in ("1单元", "2单元", "3单元"):
                    book.locate(block(building, entrance))
            created.append(len(book.created))
            book.flush()
    assert created == [1 + 2 + 6, 0]
