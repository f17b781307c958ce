"""What concerns each stairwell; each test runs on both databases."""

from datetime import date, datetime

import pytest

from db import places
from db.households import household_import
from db.issues import issue_import
from db.notices import notices
from db.teams import team_records
from domain.entries import CadreEntry, EventEntry, HouseholdEntry, IssueEntry, TeamEntry
from domain.places import Level, PlaceStep
from domain.workflow import Move
from tests.conftest import USER

COMMUNITY = PlaceStep(Level.COMMUNITY, "康泰社区")
COMPOUND = (COMMUNITY, PlaceStep(Level.COMPOUND, "京公馆小区"))
GROUP = (PlaceStep(Level.COMMUNITY, "果园社区"), PlaceStep(Level.GROUP, "2组"))
DAY = date(2026, 3, 15)


def stairwell(building, entrance):
    return (
        *COMPOUND,
        PlaceStep(Level.BUILDING, f"{building}栋"),
        PlaceStep(Level.ENTRANCE, f"{entrance}单元"),
    )


@pytest.fixture
def land(database):
    """Two buildings: 3栋 with two stairwells, 10栋 with one; and a village group."""
    homes = [stairwell(10, 1), stairwell(3, 2), stairwell(3, 1), GROUP]
    with database.write(USER) as session:
        household_import.store(session, [HouseholdEntry(p, room="101", head="甲") for p in homes])
    return database


def issue(title, place, registered=2, closed=None):
    events = [EventEntry(Move.REGISTER, datetime(2026, 3, registered))]
    if closed:
        events.append(EventEntry(Move.DECLINE, datetime(2026, 3, closed), note="重复"))
    return IssueEntry(title, tuple(events), place=place)


@pytest.fixture
def told(land):
    """``told()`` gives the titles on each stairwell's notice of a period of March."""

    def of(since=1, until=31):
        with land.read() as connection:
            hung = notices.spots(connection, places.find(connection, "京公馆小区"))
            period = date(2026, 3, since), date(2026, 3, until)
            by_id = notices.issues_at(connection, hung, *period)
            return {_name(spot): [i.summary for i in by_id[spot.place_id]] for spot in hung}

    return of


def _name(spot):
    return "".join(step.name for step in spot.path[2:])


def test_stairwells_in_walking_order(land):
    with land.read() as connection:
        top = places.find(connection, "京公馆小区")
        hung = notices.spots(connection, top)
        groups = notices.spots(connection, places.find(connection, "果园居委会"), Level.GROUP)
    assert [_name(spot) for spot in hung] == ["3栋1单元", "3栋2单元", "10栋1单元"]
    assert {spot.community for spot in hung} == {"康泰社区居委会"}
    assert [[step.name for step in spot.path] for spot in groups] == [["果园居委会", "2组"]]


def test_each_building_has_just_its_own_stairwells(land):
    with land.read() as connection:
        top = places.find(connection, "康泰社区")
        rows = places.all_places(connection)
        hung = notices.spots(connection, top, Level.BUILDING)
        every = [notices.spot(connection, row.id) for row in rows]
    named = {row.id: row.position for row in rows}
    assert len(hung) > 1
    for spot in (*hung, *every):
        own = named[spot.place_id]
        inside = [row.id for row in rows if row.position.startswith(own) and row.position != own]
        assert list(spot.below) == inside


def test_a_stairwell_is_told_what_concerns_it(land, told):
    with land.write(USER) as session:
        issue_import.store(
            session,
            [
                issue("小区的", COMPOUND, 5),
                issue("三栋的", stairwell(3, 1)[:3], 4),
                issue("一单元的", stairwell(3, 1), 3),
                issue("社区的", (COMMUNITY,), 2),
                issue("别处的", GROUP, 2),
            ],
        )
    assert told() == {
        "3栋1单元": ["一单元的", "三栋的", "小区的"],
        "3栋2单元": ["三栋的", "小区的"],
        "10栋1单元": ["小区的"],
    }


def test_the_whole_compound_has_what_lies_in_it(land):
    with land.write(USER) as session:
        issue_import.store(session, [issue("一单元的", stairwell(3, 1)), issue("别处的", GROUP)])
    with land.read() as connection:
        spot = notices.spot(connection, places.find(connection, "京公馆小区").id)
        found = notices.issues_at(connection, [spot], date(2026, 3, 1), date(2026, 3, 31))
    assert [i.summary for i in found[spot.place_id]] == ["一单元的"]


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [(1, 9, False), (1, 10, True), (12, 13, True), (20, 25, True), (21, 25, False)],
)
def test_the_periods_an_issue_belongs_to(land, told, since, until, there):
    with land.write(USER) as session:
        issue_import.store(session, [issue("十日到二十日", COMPOUND, 10, closed=20)])
    assert bool(told(since, until)["10栋1单元"]) is there


def test_the_last_measure_in_the_handlers_words(land):
    moves = ((Move.TRIAGE, "定为绿色"), (Move.DISPATCH, ""), (Move.SIGN, ""))
    measures = ((Move.MEASURE, "先断电"), (Move.REPORT, "已换零件"), (Move.REPORT, ""))
    events = [
        EventEntry(move, datetime(2026, 3, 2, hour), note=note, colour="green", unit="物业")
        for hour, (move, note) in enumerate(((Move.REGISTER, ""), *moves, *measures), 8)
    ]
    with land.write(USER) as session:
        entry = IssueEntry(
            "电梯", tuple(events), person="张三", phone="19900000147", place=COMPOUND
        )
        issue_import.store(session, [entry])
    with land.read() as connection:
        spot = notices.spot(connection, places.find(connection, "京公馆小区").id)
        ((found,),) = notices.issues_at(
            connection, [spot], date(2026, 3, 1), date(2026, 3, 31)
        ).values()
    assert (found.measure, found.unit, found.colour) == ("已换零件", "物业", "green")
    assert "张三" not in repr(found)
    assert "19900000147" not in repr(found)


def team(name, *areas, since=date(2026, 1, 1), line="unit"):
    member = CadreEntry(f"{name}组长", unit="城建办", duty="科员", phone="0527-80000001")
    return TeamEntry(name, member.name, line, (member,), areas, since=since)


def teams_told(land, day=DAY):
    with land.read() as connection:
        hung = notices.spots(connection, places.find(connection, "京公馆小区"))
        found = notices.teams_at(connection, hung, day)
        return {_name(spot): [t.name for t in found[spot.place_id]] for spot in hung}


def test_the_team_nearest_to_the_stairwell_stands_on_it(land):
    with land.write(USER) as session:
        team_records.store(
            session,
            [
                team("社区组", (COMMUNITY,)),
                team("三栋组", stairwell(3, 1)[:3]),
                team("单元组", stairwell(3, 2)),
                team("双线组", stairwell(3, 2), line="residence"),
                team("明年组", stairwell(10, 1), since=date(2027, 1, 1)),
            ],
        )
    assert teams_told(land) == {
        "3栋1单元": ["三栋组"], "3栋2单元": ["单元组"], "10栋1单元": ["社区组"],
    }  # fmt: skip
    assert teams_told(land, date(2025, 12, 31)) == {
        "3栋1单元": [], "3栋2单元": [], "10栋1单元": [],
    }  # fmt: skip


def test_a_team_tells_its_people_and_what_it_covers(land):
    with land.write(USER) as session:
        team_records.store(session, [team("三栋组", stairwell(3, 1)[:3], stairwell(10, 1))])
    with land.read() as connection:
        spot = notices.spot(connection, places.find(connection, "京公馆小区").id)
        (told,) = notices.teams_at(connection, [spot], DAY)[spot.place_id]
    assert (told.name, told.leader) == ("三栋组", "三栋组组长")
    assert [(m.name, m.unit, m.duty, m.duty_phone) for m in told.members] == [
        ("三栋组组长", "城建办", "科员", "0527-80000001")
    ]
    assert told.covers == "京公馆小区3栋、10栋1单元"


def test_what_a_team_covers_in_several_villages_says_in_which(land):
    with land.write(USER) as session:
        team_records.store(session, [team("两村组", stairwell(3, 1)[:3], GROUP)])
    with land.read() as connection:
        spot = notices.spot(connection, places.find(connection, "京公馆小区").id)
        (told,) = notices.teams_at(connection, [spot], DAY)[spot.place_id]
    assert told.covers == "果园居委会2组、康泰社区居委会京公馆小区3栋"
