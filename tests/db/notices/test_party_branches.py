"""Branches, and who hangs at which stairwell; on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from db import places
from db.check_ins import check_in_edits, check_ins
from db.households import household_import
from db.models import Photo
from db.notices import notices, party_branches
from db.session import today
from domain.check_in import CheckInEntry
from domain.errors import KnownError
from domain.party_notice import Branch
from tests.conftest import USER
from tests.db.homes import home

DAY = date(2024, 6, 15)
SINCE = date(2024, 3, 5)
SHOWN = CheckInEntry(
    "邹大伟", unit="县司法局", duty="科长", since=SINCE, promise="随叫随到", consented_on=SINCE,
    photo=b"one",
)  # fmt: skip


@pytest.fixture
def land(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502"), home("3-2-101"), home("5-1-101")])
    return database


def place_of(database, *names):
    with database.read() as connection:
        here = places.find(connection, "京公馆小区")
        for name in names:
            rows = places.all_places(connection)
            here = next(r for r in rows if r.parent_id == here.id and r.name == name)
    return here.id


def report(database, place_id, entry):
    with database.write(USER) as session:
        return check_in_edits.add(session, place_id, entry)


def page(database, id_):
    with database.read() as connection:
        return check_ins.page(connection, id_, SINCE, DAY)


def photo_count(database):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(Photo))


def test_who_lives_in_a_stairwell_hangs_there_and_photos_need_consent(land):
    compound, stairwell = place_of(land), place_of(land, "3栋", "1单元")
    report(land, stairwell, SHOWN)
    report(land, stairwell, replace(SHOWN, name="李四", consented_on=None, photo=b"two"))
    report(land, stairwell, replace(SHOWN, name="赵六", until=date(2024, 4, 1)))
    report(land, place_of(land, "3栋"), replace(SHOWN, name="王五", photo=None))
    with land.read() as connection:
        hung = notices.spots(connection, places.find(connection, "京公馆小区"))
        whole = [notices.spot(connection, compound)]
        told = party_branches.members_at(connection, hung, DAY)
        all_told = party_branches.members_at(connection, whole, DAY)[compound]
        early = party_branches.members_at(connection, hung, date(2024, 3, 4))
    here = told.pop(stairwell)
    assert [(m.name, m.consented, m.photo) for m in here] == [
        ("邹大伟", True, b"one"),
        ("李四", False, None),
    ]
    assert (here[0].unit, here[0].duty, here[0].promise) == ("县司法局", "科长", "随叫随到")
    assert not any(told.values())
    assert [m.name for m in all_told] == ["王五", "邹大伟", "李四"]
    assert not any(early.values())


def test_a_stairwell_has_the_branch_nearest_to_it(land):
    compound, building = place_of(land), place_of(land, "3栋")
    with land.write(USER) as session:
        party_branches.save(session, compound, None, Branch("小区支部", "张正义", "0527-80000001"))
        party_branches.save(session, building, None, Branch("楼栋支部"))
    with land.read() as connection:
        hung = notices.spots(connection, places.find(connection, "京公馆小区"))
        told = party_branches.branches_at(connection, hung)
    named = {"".join(s.name for s in spot.path[2:]): told[spot.place_id].name for spot in hung}
    assert named == {"3栋1单元": "楼栋支部", "3栋2单元": "楼栋支部", "5栋1单元": "小区支部"}


def test_a_branch_is_changed_taken_away_and_never_overwritten(land):
    compound, first, second = place_of(land), Branch("一支部"), Branch("二支部", "张正义")
    for before, after in ((None, first), (first, second)):
        with land.write(USER) as session:
            party_branches.save(session, compound, before, after)
    with land.read() as connection:
        assert party_branches.of_place(connection, compound) == second
    with pytest.raises(KnownError, match="刚被别人改过"), land.write(USER) as session:
        party_branches.save(session, compound, first, None)
    for wrong in (Branch(""), Branch("甲", phone="123")):
        with pytest.raises(KnownError, match="没有保存"), land.write(USER) as session:
            party_branches.save(session, compound, second, wrong)
    with land.write(USER) as session:
        party_branches.save(session, compound, second, None)
    with land.read() as connection:
        assert party_branches.of_place(connection, compound) is None


def test_a_photo_comes_changes_and_goes_with_its_owner(land):
    place_id = place_of(land, "3栋")
    id_ = report(land, place_id, SHOWN)
    kept = page(land, id_)
    assert (kept.photo, kept.row.promise, kept.row.consented_on) == (b"one", "随叫随到", SINCE)
    with land.write(USER) as session:
        check_in_edits.save(session, id_, 1, place_id, replace(SHOWN, promise="好"))
    assert page(land, id_).row.photo_id == kept.row.photo_id
    with land.write(USER) as session:
        check_in_edits.save(session, id_, 2, place_id, replace(SHOWN, photo=b"new"))
    assert (page(land, id_).photo, photo_count(land)) == (b"new", 1)
    with land.write(USER) as session:
        removed = check_in_edits.remove(session, id_)
    assert photo_count(land) == 0
    with land.write(USER) as session:
        back = check_in_edits.restore(session, removed)
    again = page(land, back)
    assert (again.photo, again.row.consented_on, again.row.promise) == (b"new", SINCE, "随叫随到")
    with land.write(USER) as session:
        check_in_edits.save(session, back, 1, place_id, replace(SHOWN, photo=None))
    assert (page(land, back).photo, photo_count(land)) == (None, 0)


def test_the_loser_of_a_race_leaves_the_photo_alone(land):
    place_id = place_of(land, "3栋")
    id_ = report(land, place_id, SHOWN)
    with pytest.raises(KnownError), land.write(USER) as session:
        check_in_edits.save(session, id_, 7, place_id, replace(SHOWN, photo=b"mine"))
    assert (page(land, id_).photo, photo_count(land)) == (b"one", 1)


def test_nobody_consents_in_the_future(land):
    tomorrow = date.fromordinal(today().toordinal() + 1)
    with pytest.raises(KnownError, match="还没有到"):
        report(land, place_of(land), replace(SHOWN, consented_on=tomorrow))
