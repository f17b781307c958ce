"""Which projects are told of on which sheet."""

import pytest

from db import places
from db.households import household_import
from db.notices import notices
from db.projects import project_import, project_notices
from domain.places import Level
from tests.conftest import USER
from tests.db.homes import home
from tests.db.projects.test_projects import ALL, CANTEEN, ROAD, STOPPED


@pytest.fixture
def held(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502"), home("3-2-101")])
        project_import.store(session, ALL)
    return database


def told(database, name, year=2024, level=None):
    with database.read() as connection:
        top = places.find(connection, name)
        hung = notices.spots(connection, top, level) if level else []
        hung = hung or [notices.spot(connection, top.id)]
        found = project_notices.projects_at(connection, hung, year)
    return [[p.name for p in found[spot.place_id]] for spot in hung]


def test_a_place_tells_of_all_that_lies_in_it(held):
    assert told(held, "重岗街道") == [["建助餐点", "维修桥涵", "新修水泥路"]]
    assert told(held, "果园居委会") == [["维修桥涵", "新修水泥路"]]
    assert told(held, "果园居委会", 2025) == [["装路灯"]]
    assert told(held, "果园居委会", 2023) == [[]]


def test_a_sheet_below_a_community_tells_of_the_community(held):
    assert told(held, "4组") == [["维修桥涵", "新修水泥路"]]
    assert told(held, "京公馆小区", level=Level.ENTRANCE) == [[], []]


def test_what_was_dropped_before_the_vote_is_not_told(held):
    assert STOPPED.name not in told(held, "果园居委会")[0]


def test_the_facts_and_where_it_lies(held):
    with held.read() as connection:
        top = places.find(connection, "重岗街道")
        spot = notices.spot(connection, top.id)
        canteen, _, road = project_notices.projects_at(connection, [spot], 2024)[top.id]
    assert (canteen.place, canteen.level, canteen.invested) == ("", CANTEEN.level, 30_000_000)
    assert (road.place, road.unit, road.person, road.phone) == (
        "果园居委会4组", "果园居委会", ROAD.person, ROAD.phone,
    )  # fmt: skip
    assert road.standing.percent == 40
