"""Work teams: rosters stored, people edited, what they answer for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db import places
from db.households import household_import
from db.models import Assignment, Cadre, Household, Photo, Team, TeamMember
from db.session import now
from db.teams import assignments, coverage, team_records, teams, units
from db.teams.assignments import Area
from db.teams.teams import MemberRow
from domain.entries import CadreEntry, TeamEntry
from domain.errors import KnownError
from domain.places import Level
from tests.conftest import USER
from tests.db.homes import block, home

SINCE = date(2026, 1, 1)
WANG = CadreEntry("王大力", "县住建局", "副局长", "0527-86280001", True)
LI = CadreEntry("李小红", "县住建局", "科员")
ROSTER = (
    TeamEntry(
        "第10工作组",
        "王大力",
        members=(LI, WANG),
        areas=(block("11栋", "1单元")[:3], block("2栋", "1单元")[:3]),
        since=SINCE,
    ),
    TeamEntry("第2工作组", "李小红", members=(LI,), areas=(block("3栋", "2单元"),), since=SINCE),
)


@pytest.fixture
def roster(database):
    homes = [home(f"{b}-{e}-101") for b in (2, 3, 11) for e in (1, 2)]
    with database.write(USER) as session:
        household_import.store(session, homes)
        assert team_records.store(session, ROSTER) == 2
    return database


def today():
    return now().date()


def team_id(connection, name):
    return connection.scalar(select(Team.id).where(Team.name == name))


def page(database, name):
    with database.read() as connection:
        return teams.page(connection, team_id(connection, name), today())


def test_the_list_in_natural_order(roster):
    with roster.read() as connection:
        told = [
            (t.name, t.leader, t.members, t.areas, t.households)
            for t in teams.all_teams(connection, today())
        ]
    assert told == [
        ("第2工作组", "李小红", 1, "康泰社区居委会京公馆小区3栋2单元", 1),
        ("第10工作组", "王大力", 2, "康泰社区居委会京公馆小区2栋、11栋", 4),
    ]


def test_a_team_with_its_people_and_areas(roster):
    shown = page(roster, "第10工作组")
    assert [(m.name, m.unit, m.duty, m.phone, m.party_member, m.leads) for m in shown.members] == [
        ("王大力", "县住建局", "副局长", "0527-86280001", True, True),
        ("李小红", "县住建局", "科员", "", False, False),
    ]
    assert [(a.name[-3:], a.households, a.since) for a in shown.areas] == [
        ("区2栋", 2, SINCE),
        ("11栋", 2, SINCE),
    ]


def test_a_roster_twice_and_the_same_person_once(roster):
    with roster.write(USER) as session:
        assert team_records.store(session, ROSTER) == 0
    with roster.read() as connection:
        assert teams.count_cadres(connection) == 2
        assert len(connection.execute(select(TeamMember.id)).all()) == 3
        assert [u.name for u in units.all_units(connection)] == ["县住建局"]
    assert len(page(roster, "第10工作组").areas) == 2


def test_before_it_began_a_team_had_nobody(roster):
    with roster.read() as connection:
        told = teams.all_teams(connection, SINCE - timedelta(days=1))
    assert [(t.members, t.areas, t.households) for t in told] == [(0, "", 0), (0, "", 0)]


def test_who_leaves_stays_in_the_past(roster):
    shown = page(roster, "第10工作组")
    newcomer = MemberRow(0, "赵一山", "县水利局", "主任", "", False, True)
    with roster.write(USER) as session:
        team_records.save(
            session,
            shown.id,
            shown.version,
            "第10工作组",
            [newcomer, shown.members[1]],
            shown.members,
        )
    assert [m.name for m in page(roster, "第10工作组").members] == ["赵一山", "李小红"]
    with roster.read() as connection:
        past = teams.members(connection, shown.id, today() - timedelta(days=1))
    assert {m.name for m in past} == {"王大力", "李小红"}


def test_a_person_is_corrected_everywhere(roster):
    shown = page(roster, "第2工作组")
    corrected = replace(shown.members[0], phone="0527-86280009", unit="县水利局")
    with roster.write(USER) as session:
        team_records.save(session, shown.id, shown.version, "第2工作组", [corrected], shown.members)
    other = page(roster, "第10工作组").members[1]
    assert (other.name, other.unit, other.phone) == ("李小红", "县水利局", "0527-86280009")


def test_the_loser_of_a_race_changes_nothing(roster):
    shown = page(roster, "第2工作组")
    with roster.write(USER) as session:
        team_records.save(
            session, shown.id, shown.version, "甲起的名", shown.members, shown.members
        )
    with pytest.raises(KnownError, match="刚被别人改过"), roster.write(USER) as session:
        team_records.save(
            session, shown.id, shown.version, "乙起的名", shown.members, shown.members
        )
    assert page(roster, "甲起的名") is not None


@pytest.mark.parametrize(
    ("name", "people", "sentence"),
    [
        ("", (), "都要有名称"),
        ("新组", (MemberRow(0, "", "县住建局", "", "", False, False),), "都要有名称"),
        ("新组", (MemberRow(0, "甲", "", "", "", False, False),) * 2, "写了两次"),
        ("第2工作组", (), "已经有一个"),
    ],
)
def test_what_cannot_be_stored_is_told_and_nothing_is(roster, name, people, sentence):
    with pytest.raises(KnownError, match=sentence), roster.write(USER) as session:
        team_records.add(session, name, "unit", people)
    with roster.read() as connection:
        assert teams.count_teams(connection) == 2
        assert len(connection.execute(select(Cadre.id)).all()) == 2


def test_the_same_name_on_the_other_line_is_another_team(roster):
    with roster.write(USER) as session:
        team_records.add(session, "第2工作组", "residence", ())
    with roster.read() as connection:
        assert teams.count_teams(connection) == 3


def test_a_household_of_its_own_is_an_area_too(roster):
    with roster.write(USER) as session:
        (gap,) = coverage.unproven(session.connection, "gap", today())
        team = team_id(session.connection, "第2工作组")
        assignments.assign(session, team, Area(household_ids=(gap,)), today())
    shown = page(roster, "第2工作组")
    assert [(a.name, a.households) for a in shown.areas] == [
        ("康泰社区居委会京公馆小区3栋2单元", 1),
        ("京公馆小区3栋1单元101室", 1),
    ]
    assert shown.households == 2


def test_a_released_area_comes_back_with_the_roster_or_by_undo(roster):
    shown = page(roster, "第2工作组")
    with roster.write(USER) as session:
        released = assignments.release(session, [shown.areas[0].assignment_id], today())
    assert page(roster, "第2工作组").areas == ()
    with pytest.raises(KnownError, match="已经取消过"), roster.write(USER) as session:
        assignments.release(session, [shown.areas[0].assignment_id], today())
    with roster.write(USER) as session:
        assignments.restore(session, released)
    assert page(roster, "第2工作组") == shown


def test_a_team_that_is_gone(roster):
    with roster.read() as connection:
        assert teams.page(connection, 4711, today()) is None
        place = places.find(connection, "京公馆小区3栋")
    with pytest.raises(KnownError, match="不在台账里"), roster.write(USER) as session:
        assignments.assign(session, 4711, Area(place_ids=(place.id,)), today())
    with pytest.raises(KnownError, match="不在台账里"), roster.write(USER) as session:
        team_records.save(session, 4711, 1, "某组", (), ())


def test_a_photo_and_a_home_compound_are_kept_replaced_and_taken_away(roster):
    with roster.read() as connection:
        compound = next(p for p in places.all_places(connection) if p.level is Level.COMPOUND)
    shown = page(roster, "第2工作组")
    (stored,) = shown.members
    for version, photo in ((1, b"one"), (2, b"two"), (3, None)):
        changed = replace(stored, photo=photo, home_id=compound.id)
        with roster.write(USER) as session:
            team_records.save(session, shown.id, version, "第2工作组", (changed,), (stored,))
        (stored,) = page(roster, "第2工作组").members
        assert (stored.photo, stored.home_id) == (photo, compound.id)
    with roster.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Photo)) == 0


def test_who_left_stays_in_the_past(roster):
    shown = page(roster, "第10工作组")
    with roster.write(USER) as session:
        stays = tuple(m for m in shown.members if m.leads)
        team_records.save(session, shown.id, shown.version, shown.name, stays, shown.members)
    after = page(roster, "第10工作组")
    assert [m.name for m in after.members] == ["王大力"]
    yesterday = today() - timedelta(days=1)
    assert [(f.name, f.unit, f.since, f.until) for f in after.former] == [
        ("李小红", "县住建局", SINCE, yesterday)
    ]
    with roster.read() as connection:
        before = teams.page(connection, shown.id, yesterday)
    assert {m.name for m in before.members} == {"王大力", "李小红"}
    assert before.former == ()


def test_an_area_holds_from_one_day_to_another(roster):
    shown = page(roster, "第2工作组")
    (area,) = shown.areas
    later = today() + timedelta(days=10)
    with roster.write(USER) as session:
        before = assignments.change_period(session, area.assignment_id, later, None)
    moved = page(roster, "第2工作组")
    assert [(a.since, a.until) for a in moved.areas] == [(later, None)]
    assert (shown.households, moved.households) == (1, 0)
    with roster.read() as connection:
        assert coverage.shares(connection, later)[shown.id] == 1
    with roster.write(USER) as session:
        assignments.restore(session, before)
    assert page(roster, "第2工作组").areas == shown.areas


def test_periods_that_cannot_be_are_told(roster):
    shown = page(roster, "第2工作组")
    (area,) = shown.areas
    early, late = today(), today() + timedelta(days=5)
    with pytest.raises(KnownError, match="早于开始日期"), roster.write(USER) as session:
        assignments.change_period(session, area.assignment_id, late, early)
    with roster.write(USER) as session:
        assignments.change_period(session, area.assignment_id, early, late)
        place = session.connection.scalar(
            select(Assignment.place_id).where(Assignment.id == area.assignment_id)
        )
        (second,) = assignments.assign(session, shown.id, Area((place,)), late + timedelta(days=1))
    with pytest.raises(KnownError, match="两段时间重叠"), roster.write(USER) as session:
        assignments.change_period(session, second, late, None)
    with pytest.raises(KnownError, match="已经取消过"), roster.write(USER) as session:
        assignments.change_period(session, 9999, early, late)
    assert len(page(roster, "第2工作组").areas) == 2


def test_a_roster_may_name_single_households(roster):
    with roster.write(USER) as session:
        (home_id, *_) = session.execute(select(Household.id).order_by(Household.id)).scalars()
        entry = TeamEntry("第3工作组", homes=(home_id,), since=SINCE)
        for new in (1, 0):
            assert team_records.store(session, [entry]) == new
    told = page(roster, "第3工作组")
    assert [(a.households, a.since) for a in told.areas] == [(1, SINCE)]
    assert told.households == 1
