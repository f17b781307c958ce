"""An import is taken back as a whole, or not at all."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db import batches, places
from db.coordination import meetings
from db.households import household_edits, household_import, households
from db.households.households import HouseholdFilter
from db.issues import categories, issue_import, issues
from db.issues.issue_filter import IssueFilter
from db.models import Base
from db.session import now
from db.teams import assignments, team_records, teams, units
from db.teams.assignments import Area
from domain.entries import CadreEntry, EventEntry, IssueEntry, ResidentEntry, TeamEntry
from domain.errors import KnownError
from domain.workflow import Move
from tests.conftest import USER
from tests.db.homes import block, home

ZOU = ResidentEntry("邹秀英", "户主", phones=("13812345678",))
SON = ResidentEntry("邹伟", "儿子", id_number="329999198001011735")
RECORDS = {"audit", "change", "batch", "account", "setting"}


def everything(database):
    """All rows of all tables but those that record what was done."""
    with database.read() as connection:
        tables = [t for t in Base.metadata.sorted_tables if t.name not in RECORDS]
        return {t.name: sorted(map(repr, connection.execute(select(t)).all())) for t in tables}


def imported(database, store, entries):
    with database.write(USER) as session:
        batch = batches.begin(session, "households", "台账.xlsx")
        store(session, entries, batch)
        batches.finish(session, batch, {"rows": 1})
    return batch


def undo(database, batch):
    with database.write(USER) as session:
        batches.undo(session, batch)


def found(database, query):
    with database.read() as connection:
        return len(households.order(connection, HouseholdFilter(query=query)))


def test_undo_restores_exactly_what_was_there(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502", ZOU)])
    before = everything(database)
    brought = [home("3-1-502", ZOU, SON), home("3-1-601", SON), home("9-1-101")]
    batch = imported(database, household_import.store, brought)
    assert (found(database, "邹伟"), found(database, "9栋")) == (2, 1)
    assert everything(database) != before
    undo(database, batch)
    assert everything(database) == before
    assert (found(database, "邹伟"), found(database, "9栋"), found(database, "邹秀英")) == (0, 0, 1)


def test_undo_of_a_roster(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502", ZOU)])
    before = everything(database)
    cadres = (CadreEntry("王大力", "县住建局"), CadreEntry("李小红", "县住建局"))
    roster = [
        TeamEntry("第1组", "王大力", members=cadres, areas=(block("3栋", "1单元"),)),
        TeamEntry("第2组", "李小红", members=cadres[1:], areas=(block("8栋", "1单元"),)),
    ]
    batch = imported(database, team_records.store, roster)
    with database.read() as connection:
        assert (teams.count_teams(connection), teams.count_cadres(connection)) == (2, 2)
    undo(database, batch)
    assert everything(database) == before


def test_places_another_import_needs_are_kept(database):
    first = imported(database, household_import.store, [home("3-1-502", ZOU)])
    imported(database, household_import.store, [home("3-1-601", SON)])
    undo(database, first)
    with database.read() as connection:
        assert places.find(connection, "京公馆小区3栋1单元")
    assert (found(database, "邹秀英"), found(database, "邹伟")) == (0, 1)


def test_after_an_edit_the_whole_stays(database):
    batch = imported(database, household_import.store, [home("3-1-502", ZOU), home("3-1-601")])
    with database.write(USER) as session:
        (id_,) = households.order(session.connection, HouseholdFilter(query="邹秀英"))
        page = households.page(session.connection, id_)
        edited = replace(households.entry_of(page), remark="核对过")
        household_edits.save(session, id_, page.version, edited)
    before = everything(database)
    with pytest.raises(KnownError, match="不能整批撤销"):
        undo(database, batch)
    assert everything(database) == before


def test_undo_once(database):
    batch = imported(database, household_import.store, [home("3-1-502", ZOU)])
    undo(database, batch)
    with pytest.raises(KnownError, match="已经撤销过"):
        undo(database, batch)
    again = imported(database, household_import.store, [home("3-1-502", ZOU)])
    with database.read() as connection:
        told = [(b.id, b.undone_at is None) for b in batches.recent(connection)]
    assert told == [(again, True), (batch, False)]
    assert found(database, "邹秀英") == 1


def refused(database, batch, sentence="接上了别的登记"):
    before = everything(database)
    with pytest.raises(KnownError, match=sentence):
        undo(database, batch)
    assert everything(database) == before


def test_what_a_later_import_added_is_not_lost_with_an_earlier_one(database):
    first = imported(database, household_import.store, [home("3-1-502", ZOU)])
    second = imported(database, household_import.store, [home("3-1-502", ZOU, SON)])
    refused(database, first)
    undo(database, second)
    undo(database, first)
    assert found(database, "邹") == 0


def test_who_moved_is_not_lost_with_the_import_that_told_of_it(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502", ZOU, SON)])
    moved = replace(SON, moved=True)
    batch = imported(database, household_import.store, [home("3-1-601", moved)])
    refused(database, batch)
    with database.read() as connection:
        ids = households.order(connection, HouseholdFilter(query="邹伟"))
        (row,) = households.rows(connection, ids).values()
    assert row.address == "京公馆小区3栋1单元601室"


def test_what_was_assigned_by_hand_keeps_the_team(database):
    batch = imported(database, team_records.store, [TeamEntry("第1组")])
    with database.write(USER) as session:
        (team,) = teams.all_teams(session.connection, now().date())
        place = places.find(session.connection, "果园居委会")
        assignments.assign(session, team.id, Area(place_ids=(place.id,)), now().date())
    refused(database, batch)


def test_an_issue_on_an_agenda_is_not_lost_and_its_units_are_kept(database):
    at = now()
    events = (EventEntry(Move.REGISTER, at), EventEntry(Move.DISPATCH, at, unit="住建局"))
    entry = IssueEntry("电梯停运", events, "甲-1")
    batch = imported(database, issue_import.store, [entry])
    with database.write(USER) as session:
        (id_,) = issues.order(session.connection, IssueFilter())
        meeting = meetings.save(
            session, None, 0, meetings.Draft("协调会", at, "", (meetings.Item(id_),))
        )
    refused(database, batch)
    with database.write(USER) as session:
        other = issues.register(session, IssueEntry("漏水", events[:1]))
        decided = meetings.Item(other, "住建局", decision="修")
        meetings.save(session, meeting, 1, meetings.Draft("协调会", at, "", (decided,)))
    undo(database, batch)
    with database.read() as connection:
        assert [row.name for row in units.all_units(connection)] == ["住建局"]


@pytest.mark.parametrize("used", [False, True])
def test_undo_of_categories_while_nothing_uses_them(database, used):
    paths = [("小区管理",), ("小区管理", "电梯")]
    with database.write(USER) as session:
        batch = batches.begin(session, "categories", "分类.xlsx")
        categories.ids_of(session, paths, batch)
        assert batches.finish(session, batch, {}) == 2
        if used:
            entry = IssueEntry("停运", (EventEntry(Move.REGISTER, now()),), category=paths[1])
            issues.register(session, entry)
    if used:
        refused(database, batch)
        return
    undo(database, batch)
    with database.read() as connection:
        assert categories.all_categories(connection) == []


def test_a_cadre_two_rosters_name_is_kept(database):
    wang = CadreEntry("王大力", "县住建局")
    first = imported(database, team_records.store, [TeamEntry("第1组", "王大力", members=(wang,))])
    second = imported(database, team_records.store, [TeamEntry("第2组", "王大力", members=(wang,))])
    refused(database, first)
    undo(database, second)
    undo(database, first)
    with database.read() as connection:
        assert (teams.count_teams(connection), teams.count_cadres(connection)) == (0, 0)
