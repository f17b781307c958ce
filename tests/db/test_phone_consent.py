"""A cadre's mobile hangs in full only by a consent on record, which is for that number alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db import batches, exports, places
from db.households import household_import
from db.models import Team
from db.notices import notice_register, notices
from db.notices.notice_content import drafted
from db.session import today
from db.teams import team_changes, team_records, teams
from db.teams.teams import MemberRow
from domain.disclosure import Imprint
from domain.entries import CadreEntry, TeamEntry
from domain.errors import KnownError
from domain.team_notice import work_team_notice
from tests.conftest import USER
from tests.db.homes import block, home

MOBILE, OTHER, DESK = "19900000147", "19900000258", "0527-86280001"
WANG = CadreEntry("王大力", "县住建局", "副局长", MOBILE)
LI = CadreEntry("李小红", "县住建局", "科员", OTHER)
ROSTER = (
    TeamEntry("第1工作组", "王大力", members=(WANG, LI), areas=(block("1栋", "1单元"),)),
    TeamEntry("第2工作组", "王大力", members=(WANG,), areas=(block("2栋", "1单元"),)),
)


@pytest.fixture
def roster(database):
    with database.write(USER) as session:
        household_import.store(session, [home("1-1-101"), home("2-1-101")])
        team_records.store(session, ROSTER)
    return database


def page(database, name="第1工作组"):
    with database.read() as connection:
        id_ = connection.scalar(select(Team.id).where(Team.name == name))
        return teams.page(connection, id_, today())


def save(database, shown, *people):
    with database.write(USER) as session:
        version = shown.version
        return team_records.save(session, shown.id, version, shown.name, people, shown.members)


def agreed(member):
    """As the form has somebody whose consent is ticked."""
    return replace(member, consented_on=today(), consent_by="")


def posted(database):
    """Whose phone may be posted as it is."""
    with database.read() as connection:
        spot = notices.spot(connection, places.find(connection, "京公馆小区1栋1单元").id)
        (team,) = notices.teams_at(connection, [spot], today())[spot.place_id]
    return [m.name for m in team.members if m.mobile_consented]


def consents(database, name="第1工作组"):
    return {m.name: (m.consented_on, m.consent_by) for m in page(database, name).members}


def test_nobody_consents_unasked_and_who_does_is_recorded_with_day_and_user(roster):
    assert posted(roster) == []
    shown = page(roster)
    wang, li = shown.members
    change = save(roster, shown, agreed(wang), li)
    assert posted(roster) == ["王大力"]
    assert consents(roster) == {"王大力": (today(), USER), "李小红": (None, "")}
    with roster.write(USER) as session:
        team_changes.restore(session, change)
    assert posted(roster) == []


def test_another_number_has_no_consent_until_it_is_given_anew(roster):
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, agreed(wang), agreed(li))
    shown = page(roster)
    wang, li = shown.members
    # Whatever a form has kept of the consent: it goes with the number.
    change = save(roster, shown, replace(wang, phone="19900000369"), li)
    assert posted(roster) == ["李小红"]
    with roster.write(USER) as session:
        team_changes.restore(session, change)
    assert posted(roster) == ["王大力", "李小红"]
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, agreed(replace(wang, phone="19900000369")), replace(li, phone=DESK))
    assert consents(roster) == {"王大力": (today(), USER), "李小红": (None, "")}


def test_a_number_that_somebody_else_changed_is_not_the_one_consented_to(roster):
    first, second = page(roster, "第1工作组"), page(roster, "第2工作组")
    save(roster, second, replace(second.members[0], phone=OTHER))
    save(roster, first, agreed(first.members[0]), first.members[1])
    assert posted(roster) == []
    # Named anew by hand, with the number as it is or with another.
    first = page(roster)
    save(roster, first, agreed(first.members[0]), first.members[1])
    assert posted(roster) == ["王大力"]
    for number, left in ((OTHER, ["王大力"]), (MOBILE, [])):
        again = MemberRow(0, "王大力", "县住建局", "", number, False, False)
        save(roster, page(roster, "第2工作组"), again)
        assert posted(roster) == left


def test_a_desk_phone_needs_no_consent(roster):
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, agreed(replace(wang, phone=DESK)), li)
    assert consents(roster)["王大力"] == (None, "")


def imported(database, *entries):
    with database.write(USER) as session:
        batch = batches.begin(session, "cadres", "名册.xlsx")
        team_records.store(session, entries, batch)
        batches.finish(session, batch, {})
    return batch


def test_a_roster_brings_consents_and_its_undo_takes_them_back(roster):
    wang, li = (replace(one, consented=True) for one in (WANG, LI))
    new = CadreEntry("赵一山", "县水利局", phone=MOBILE, consented=True)
    first = replace(ROSTER[0], members=(wang, replace(li, phone="19900000369"), new))
    batch = imported(roster, first)
    assert posted(roster) == ["王大力", "赵一山"]
    with roster.read() as connection:
        told = {c.name: (c.phone, c.consented) for c in exports.cadre_sheets(connection)}
    assert told == {
        "王大力": (MOBILE, True), "李小红": (OTHER, False), "赵一山": (MOBILE, True),
    }  # fmt: skip
    with roster.write(USER) as session:
        batches.undo(session, batch)
    assert posted(roster) == []


def test_a_consent_that_was_there_outlives_an_import_that_is_undone(roster):
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, agreed(wang), li)
    batch = imported(roster, replace(ROSTER[0], members=(replace(WANG, consented=True), LI)))
    with roster.write(USER) as session:
        batches.undo(session, batch)
    assert posted(roster) == ["王大力"]


def test_what_was_withdrawn_before_the_approval_does_not_hang(roster):
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, agreed(wang), agreed(li))
    day = today()
    imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "0527-80000000")
    with roster.write(USER) as session:
        spot = notices.spot(session.connection, places.find(session.connection, "京公馆小区").id)
        told = notices.teams_at(session.connection, [spot], day)[spot.place_id]
        made = work_team_notice(spot.path, day, told, imprint)
        sheets = ((spot.place_id, made),)
        id_ = notice_register.draft(
            session, drafted("work_team", "公示", spot.place_id, day, day, sheets)
        )
        row = notice_register.rows(session.connection, [id_])[id_]
        notice_register.review(session, row, "李建国", day)
    shown = page(roster)
    wang, li = shown.members
    save(roster, shown, replace(wang, consented_on=None, consent_by=""), li)

    def approve(serial):
        with roster.write(USER) as session:
            row = notice_register.rows(session.connection, [id_])[id_]
            notice_register.approve(session, row, (2026, serial), b"%PDF", "")

    with pytest.raises(KnownError, match=f"不能张贴的号码，没有批准：手机号 {MOBILE}（1 张）"):
        approve(1)
    shown = page(roster)
    save(roster, shown, agreed(shown.members[0]), shown.members[1])
    approve(1)
