"""What was settled and how it was rated, at each place a sheet hangs; on both databases."""

from datetime import date, datetime

import pytest

from db import places
from db.figures import report
from db.households import household_import
from db.issues import issue_import
from db.notices import notices, result_notices
from domain.entries import EventEntry, HouseholdEntry, IssueEntry
from domain.indicators import Counts
from domain.places import Level, PlaceStep
from domain.workflow import Move, Rating
from tests.conftest import USER

COMPOUND = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.COMPOUND, "京公馆小区"))
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def stairwell(entrance):
    building = PlaceStep(Level.BUILDING, "3栋")
    return (*COMPOUND, building, PlaceStep(Level.ENTRANCE, f"{entrance}单元"))


def issue(title, place, *ratings, closed=True):
    """Settled on 2 March, called once a day from the 3rd on, closed on the 20th."""
    events = [
        EventEntry(Move.REGISTER, datetime(2026, 3, 2, 8)),
        EventEntry(Move.SETTLE, datetime(2026, 3, 2, 9), note="换了灯泡"),
    ]
    for day, rating in enumerate(ratings, 3):
        solved = None if rating is Rating.UNREACHED else rating is not Rating.UNSATISFIED
        at = datetime(2026, 3, day)
        events.append(EventEntry(Move.FOLLOW_UP, at, rating=rating, solved=solved))
    if closed:
        events.append(EventEntry(Move.CLOSE, datetime(2026, 3, 20), note="已了结"))
    return IssueEntry(title, tuple(events), place=place)


@pytest.fixture
def land(database):
    """Two stairwells with settled issues in, above and beside them, one of no known place."""
    homes = [stairwell(1), stairwell(2)]
    said = Rating
    with database.write(USER) as session:
        household_import.store(session, [HouseholdEntry(p, room="101", head="甲") for p in homes])
        issues = [
            issue("一单元的", stairwell(1), said.UNREACHED, said.FAIR),
            issue("小区的", COMPOUND, said.SATISFIED),
            issue("不满意的", stairwell(2), said.UNSATISFIED),
            issue("没销号的", stairwell(2), said.SATISFIED, closed=False),
            issue("没有地点的", (), said.SATISFIED),
        ]
        issue_import.store(session, issues)
    return database


def names(spot):
    return spot.path[-1].name


def test_each_stairwell_has_its_own_and_its_compounds_bill(land):
    with land.read() as connection:
        hung = notices.spots(connection, places.find(connection, "京公馆小区"))
        told = result_notices.settled_at(connection, hung, *MARCH)
        before = result_notices.settled_at(connection, hung, *(2 * (date(2026, 3, 19),)))
    bills = {names(spot): [one.summary for one in told[spot.place_id]] for spot in hung}
    assert bills == {"1单元": ["一单元的", "小区的"], "2单元": ["小区的"]}
    assert not any(before.values())


def test_the_whole_office_has_what_is_at_no_known_place(land):
    with land.read() as connection:
        root = places.root(connection)
        spots = [notices.spot(connection, root.id)]
        compound = [notices.spot(connection, places.find(connection, "京公馆小区").id)]
        all_settled = report.settled(connection, *MARCH)
        told = result_notices.settled_at(connection, spots, *MARCH)[root.id]
        (there,) = result_notices.settled_at(connection, compound, *MARCH).values()
        heard = result_notices.heard_at(connection, spots, *MARCH)[root.id]
    assert tuple(told) == all_settled
    assert {one.summary for one in told} - {one.summary for one in there} == {"没有地点的"}
    whole = Counts(heard=5, solved=4, satisfied=4, fair=1, unreached=1)
    assert sum(heard.values(), Counts()) == whole


def test_what_a_stairwell_said(land):
    with land.read() as connection:
        hung = notices.spots(connection, places.find(connection, "京公馆小区"))
        told = result_notices.heard_at(connection, hung, *MARCH)
        empty = result_notices.heard_at(connection, hung, date(2026, 4, 1), date(2026, 4, 30))
    first, second = (sum(told[spot.place_id].values(), Counts()) for spot in hung)
    assert first == Counts(heard=2, solved=2, satisfied=2, fair=1, unreached=1)
    assert second == Counts(heard=3, solved=2, satisfied=2)
    assert not any(empty.values())
