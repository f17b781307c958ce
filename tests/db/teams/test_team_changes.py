"""Changing a team: nobody's words undo another's, and every change can be taken back."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from db import engine, finding, places
from db.households import household_import
from db.models import Assignment, Cadre, Photo, Team, TeamMember
from db.session import today
from db.teams import assignments, coverage, proposing, team_changes, team_records, teams
from db.teams.assignments import Area
from db.teams.teams import MemberRow
from db.visits import visit_records
from domain.entries import CadreEntry, TeamEntry, VisitEntry
from domain.errors import KnownError
from domain.places import Level
from domain.visits import Outcome
from tests.conftest import PASSWORD, USER
from tests.db.homes import block, home

SINCE = date(2026, 1, 1)
YESTERDAY = today() - timedelta(days=1)
WANG = CadreEntry("王大力", "县住建局", "副局长", "0527-86280001", True)
LI = CadreEntry("李小红", "县住建局", "科员")
FIRST = TeamEntry(
    "第1工作组", "王大力", members=(WANG, LI), areas=(block("1栋", "1单元")[:3],), since=SINCE
)
SECOND = TeamEntry("第2工作组", "李小红", members=(LI,), since=SINCE)


@pytest.fixture
def roster(database):
    with database.write(USER) as session:
        household_import.store(session, [home("1-1-101"), home("1-1-102"), home("2-1-101")])
        team_records.store(session, (FIRST, SECOND))
    return database


def page(database, name, day=None):
    with database.read() as connection:
        id_ = connection.scalar(select(Team.id).where(Team.name == name))
        return teams.page(connection, id_, day or today()) if id_ is not None else None


def save(database, shown, people, name=None):
    with database.write(USER) as session:
        return team_records.save(
            session, shown.id, shown.version, name or shown.name, people, shown.members
        )


def stored(database):
    """All that a change of a team may touch, but for the numbers of its rows."""
    tables = (Team, TeamMember, Assignment, Cadre)
    hidden = {"version", "batch_id"}
    with database.read() as connection:
        return [
            sorted(
                str({k: v for k, v in row.items() if k not in hidden | own(table)})
                for row in connection.execute(select(table.__table__)).mappings()
            )
            for table in tables
        ]


def own(table):
    return {"id"} if table in (TeamMember, Assignment) else set()


# People: what a form did not touch stays


def test_two_forms_that_began_together_keep_each_others_facts(roster):
    first, second = page(roster, "第1工作组"), page(roster, "第2工作组")
    photographed = [replace(m, photo=b"jpeg") if m.name == "李小红" else m for m in first.members]
    save(roster, first, photographed)
    save(roster, second, [replace(second.members[0], phone="0527-86280009")])
    (li,) = page(roster, "第2工作组").members
    assert (li.photo, li.phone, li.duty) == (b"jpeg", "0527-86280009", "科员")


def test_who_is_named_anew_loses_nothing_that_is_known(roster):
    with roster.read() as connection:
        compound = next(p for p in places.all_places(connection) if p.level is Level.COMPOUND)
    first, second = page(roster, "第1工作组"), page(roster, "第2工作组")
    wang = replace(first.members[0], photo=b"jpeg", home_id=compound.id)
    save(roster, first, [wang, first.members[1]])
    again = MemberRow(0, "王大力", "县住建局", "", "0527-86280002", False, False)
    save(roster, second, [*second.members, again])
    known = page(roster, "第2工作组").members[1]
    assert (known.cadre_id, known.photo, known.home_id) == (wang.cadre_id, b"jpeg", compound.id)
    assert (known.duty, known.phone, known.party_member) == ("副局长", "0527-86280002", True)


def test_of_two_sessions_that_save_at_once_one_is_told(roster):
    shown = page(roster, "第1工作组")
    other = engine.open_ledger(roster.location, USER, PASSWORD)
    begun, outcome = Event(), []

    def second():
        begun.wait(10)
        try:
            save(other, shown, shown.members, "乙起的名")
        except KnownError as error:
            outcome.append(str(error))

    thread = Thread(target=second)
    thread.start()
    with roster.write(USER) as session:
        args = (shown.id, shown.version, "甲起的名", shown.members, shown.members)
        team_records.save(session, *args)
        begun.set()
        thread.join(0.3)
        assert not outcome, "the second waits for the first"
    thread.join(10)
    other.close()
    assert len(outcome) == 1
    assert "刚被别人改过" in outcome[0]
    assert page(roster, "甲起的名") is not None
    assert page(roster, "乙起的名") is None


def test_a_saved_change_is_taken_back_as_if_it_had_not_been(roster):
    before, shown = stored(roster), page(roster, "第1工作组")
    newcomer = MemberRow(0, "赵一山", "县水利局", "主任", "", False, True, photo=b"jpeg")
    wang = replace(shown.members[0], phone="0527-86280009", leads=False, photo=b"old")
    change = save(roster, shown, [wang, newcomer], "第一组")
    assert [m.name for m in page(roster, "第一组").members] == ["赵一山", "王大力"]
    with roster.write(USER) as session:
        team_changes.restore(session, change)
    assert stored(roster) == before
    with roster.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Photo)) == 0
    with pytest.raises(KnownError, match="后来又改过"), roster.write(USER) as session:
        team_changes.restore(session, change)


# A team that is no more


def dissolve(database, shown):
    with database.write(USER) as session:
        return team_changes.dissolve(session, shown.id, shown.version)


def test_a_dissolved_team_is_gone_today_and_true_yesterday(roster):
    shown = page(roster, "第1工作组")
    with roster.read() as connection:
        past = coverage.coverage(connection, YESTERDAY), teams.all_teams(connection, YESTERDAY)
    dissolve(roster, shown)
    assert page(roster, "第1工作组") is None
    with roster.read() as connection:
        assert [t.name for t in teams.all_teams(connection, today())] == ["第2工作组"]
        assert teams.names(connection) == ["第2工作组"]
        assert teams.count_teams(connection) == 1
        assert coverage.coverage(connection, today()).gaps == 3
        assert finding.find(connection, "第1工作组").teams == ()
        assert [t.name for t in proposing.basis(connection, today()).teams.values()] == [
            "第2工作组"
        ]
        assert coverage.coverage(connection, YESTERDAY) == past[0]
        then = teams.all_teams(connection, YESTERDAY)
    assert [replace(t, version=0) for t in then] == [replace(t, version=0) for t in past[1]]
    assert {m.name for m in page(roster, "第1工作组", YESTERDAY).members} == {"王大力", "李小红"}
    assert len(page(roster, "第2工作组").members) == 1, "who is in another team stays there"


def test_a_dissolved_team_gets_nothing_and_its_name_is_not_used_again(roster):
    shown = page(roster, "第1工作组")
    dissolve(roster, shown)
    with roster.read() as connection:
        place = places.find(connection, "京公馆小区2栋")
    with pytest.raises(KnownError, match="不在台账里"), roster.write(USER) as session:
        assignments.assign(session, shown.id, Area((place.id,)), today())
    with pytest.raises(KnownError, match="不在台账里"):
        save(roster, shown, shown.members)
    with pytest.raises(KnownError, match="撤销的工作组用过"), roster.write(USER) as session:
        team_records.add(session, "第1工作组", "unit", ())


def test_dissolving_is_taken_back(roster):
    before = stored(roster)
    change = dissolve(roster, page(roster, "第1工作组"))
    with roster.write(USER) as session:
        team_changes.restore(session, change)
    assert stored(roster) == before


def test_a_roster_that_names_it_brings_it_back(roster):
    change = dissolve(roster, page(roster, "第1工作组"))
    with roster.write(USER) as session:
        assert team_records.store(session, [FIRST]) == 0
    assert [m.name for m in page(roster, "第1工作组").members] == ["王大力", "李小红"]
    with pytest.raises(KnownError, match="后来又改过"), roster.write(USER) as session:
        team_changes.restore(session, change)


def test_what_was_made_by_mistake_leaves_nothing_and_comes_back_by_undo(roster):
    with roster.write(USER) as session:
        place = places.find(session.connection, "京公馆小区2栋")
        person = MemberRow(0, "赵一山", "县水利局", "", "", False, True)
        id_ = team_records.add(session, "错组", "unit", (person,))
        assignments.assign(session, id_, Area((place.id,)), today())
    before = stored(roster)
    change = dissolve(roster, page(roster, "错组"))
    assert change.deleted
    with roster.read() as connection:
        assert connection.scalar(select(Team.id).where(Team.name == "错组")) is None
    with roster.write(USER) as session:
        team_changes.restore(session, change)
    assert stored(roster) == before


def test_a_team_of_today_that_visited_stays_in_the_past(roster):
    with roster.write(USER) as session:
        id_ = team_records.add(session, "新组", "unit", ())
        (gap,) = coverage.unproven(session.connection, "gap", today())
        visit_records.add(session, VisitEntry(gap, today(), Outcome.PERSON, team_id=id_))
    assert not dissolve(roster, page(roster, "新组")).deleted
