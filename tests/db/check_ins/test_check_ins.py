"""双报到: who reported, what they did, their figures, and what their employers are told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import batches, places
from db.check_ins import check_in_counts, check_in_edits, check_in_import, check_in_slips, check_ins
from db.check_ins.check_in_import import StoredCheckIns
from db.check_ins.check_ins import CheckInFilter, Stay
from db.households import household_import
from db.models import CheckIn, CheckInService
from db.session import today
from domain.check_in import CheckInEntry, ServiceEntry
from domain.errors import KnownError
from domain.places import Level, PlaceStep
from tests.conftest import USER
from tests.db.homes import block, home

GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
COMPOUND = block("3栋", "1单元")[:2]
DAY = date(2024, 6, 15)
YEAR = CheckInFilter(date(2024, 1, 1), DAY)
MARCH, BEFORE = date(2024, 3, 5), date(2023, 11, 3)


def served(*days, what="政策宣传", hours=2.0):
    return tuple(ServiceEntry(day, what, hours) for day in days)


ZHANG = CheckInEntry(
    "张三", block("3栋", "1单元"), "县司法局", "副局长", "13812345678", "政策宣传岗", BEFORE, None,
    served(date(2024, 4, 1), date(2024, 5, 1), date(2023, 12, 1)),
)  # fmt: skip
LI = CheckInEntry(
    "李四", COMPOUND, "县住建局", "科员", "", "环境整治岗", MARCH, None, served(date(2024, 5, 3))
)
WANG = CheckInEntry("王五", (*GUOYUAN, PlaceStep(Level.GROUP, "4组")), "县司法局", since=MARCH)
GONE = CheckInEntry(
    "赵六", COMPOUND, "县司法局", "", "", "政策宣传岗", date(2023, 3, 1), date(2024, 4, 30),
    served(date(2024, 4, 2), what="夜间巡逻", hours=None),
)  # fmt: skip
LOST = CheckInEntry("钱七", GUOYUAN)
ALL = (ZHANG, LI, WANG, GONE, LOST)


@pytest.fixture
def reported(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502"), home("5-1-101")])
        assert check_in_import.store(session, ALL) == StoredCheckIns(5, 5, 0)
    return database


def ids_of(database):
    with database.read() as connection:
        return {name: id_ for id_, name in connection.execute(select(CheckIn.id, CheckIn.name))}


def listed(database, wanted=YEAR, sort="home", descending=False, limit=None):
    with database.read() as connection:
        ids = check_ins.order(connection, wanted, sort, descending, limit)
        rows = check_ins.rows(connection, ids, wanted.since, wanted.until)
    return [rows[id_].name for id_ in ids]


def page(database, name):
    with database.read() as connection:
        return check_ins.page(connection, ids_of(database)[name], YEAR.since, YEAR.until)


def place_id(database, text):
    with database.read() as connection:
        return places.find(connection, text).id


def everything(database):
    with database.read() as connection:
        tables = (CheckIn, CheckInService)
        return [sorted(map(repr, connection.execute(select(t.__table__)).all())) for t in tables]


# The list


def test_one_who_reported_as_the_card_shows_it(reported):
    row = page(reported, "张三").row
    assert (row.unit, row.duty, row.phone, row.post) == (
        "县司法局", "副局长", "13812345678", "政策宣传岗",
    )  # fmt: skip
    assert (row.community, row.home, row.door) == ("康泰社区居委会", "京公馆小区", "3栋1单元")
    assert (row.served, row.hours, row.since) == (2, 4.0, BEFORE)
    days = [(s.day, s.what, s.hours) for s in page(reported, "张三").services]
    assert days == [
        (d, "政策宣传", 2.0) for d in (date(2024, 5, 1), date(2024, 4, 1), date(2023, 12, 1))
    ]
    group = page(reported, "王五").row
    assert (group.community, group.home, group.door) == ("果园居委会", "果园居委会4组", "")
    assert (page(reported, "钱七").row.home, page(reported, "钱七").row.unit) == ("果园居委会", "")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, {"张三", "李四", "王五", "钱七"}),
        ({"stay": Stay.GONE}, {"赵六"}),
        ({"stay": Stay.ANY}, {"张三", "李四", "王五", "赵六", "钱七"}),
        ({"query": "司法"}, {"张三", "王五"}),
        ({"query": "司法 京公馆"}, {"张三"}),
        ({"query": "zs"}, {"张三"}),
        ({"query": "1381234"}, {"张三"}),
        ({"query": "果园"}, {"王五", "钱七"}),
        ({"query": "%"}, set()),
        ({"post": "环境整治岗"}, {"李四"}),
        ({"unit_id": 0}, {"钱七"}),
    ],
)
def test_the_list_is_narrowed(reported, change, names):
    assert set(listed(reported, replace(YEAR, **change))) == names


def test_a_place_is_all_that_lies_in_it(reported):
    with reported.read() as connection:
        tops = [places.find(connection, n).position for n in ("京公馆小区", "3栋", "果园居委会")]
    found = [set(listed(reported, replace(YEAR, position=top))) for top in tops]
    assert found == [{"张三", "李四"}, {"张三"}, {"王五", "钱七"}]


def test_the_list_is_sorted(reported):
    assert listed(reported, sort="name") == ["李四", "钱七", "王五", "张三"]
    assert listed(reported, sort="served")[2:] == ["李四", "张三"]
    assert listed(reported, sort="hours", descending=True)[:2] == ["张三", "李四"]
    assert listed(reported, sort="home")[2:] == ["李四", "张三"]
    assert listed(reported, sort="unit")[-1] == "钱七"
    since = listed(reported, sort="since")
    assert (since[0], since[-1]) == ("张三", "钱七")
    assert listed(reported, sort="since", limit=2) == since[:2]


def test_all_sorts_turn_round(reported):
    for sort in (*check_ins.SORTS, "name", "served", "hours"):
        assert sorted(listed(reported, sort=sort, descending=True)) == sorted(listed(reported))
    for sort in ("unit", "since"):  # nobody knows where 钱七 works, nor since when
        assert listed(reported, sort=sort, descending=True)[-1] == "钱七"


def test_what_was_done_lately_is_offered_first(reported):
    with reported.read() as connection:
        assert check_ins.recent_kinds(connection) == ["夜间巡逻", "政策宣传"]
        assert check_ins.posts(connection) == ["政策宣传岗", "环境整治岗"]


# Figures


def test_the_figures_of_compounds(reported):
    with reported.read() as connection:
        found = check_in_counts.by_home(connection, YEAR)
    told = {c.name: (c.beside, c.members, c.posts, c.served, c.hours) for c in found}
    assert told == {
        "果园居委会": ("果园居委会", 1, 0, 0, 0.0),
        "果园居委会4组": ("果园居委会", 1, 0, 0, 0.0),
        # Whoever moved away is no member any more; what was done stays done.
        "京公馆小区": ("康泰社区居委会", 2, 2, 4, 6.0),
    }
    assert [c.name for c in found] == ["果园居委会", "果园居委会4组", "京公馆小区"]


def test_compounds_nobody_reported_to_stand_there_too(reported):
    with reported.write(USER) as session:
        household_import.store(
            session,
            [replace(home("1-1-1"), place=(*COMPOUND[:1], PlaceStep(Level.COMPOUND, "翠湖花园")))],
        )
    with reported.read() as connection:
        empty = [c for c in check_in_counts.by_home(connection, YEAR) if not c.members]
        found = check_in_counts.by_home(connection, replace(YEAR, query="张三"))
    assert [(c.name, c.served) for c in empty] == [("翠湖花园", 0)]
    assert [c.name for c in found] == ["京公馆小区"]


def test_the_figures_of_employers_and_the_sum(reported):
    with reported.read() as connection:
        found = check_in_counts.by_unit(connection, YEAR)
        busy = check_in_counts.by_unit(connection, YEAR, "served", descending=True)
        total = check_in_counts.total(connection, YEAR)
        posts = check_in_counts.posts_of(connection, YEAR)
    told = {c.name: (c.members, c.posts, c.served) for c in found}
    assert told == {"县司法局": (2, 1, 3), "县住建局": (1, 1, 1), "": (1, 0, 0)}
    assert (found[-1].name, found[-1].id, busy[0].name) == ("", 0, "县司法局")
    assert (total.members, total.posts, total.served, total.hours) == (4, 2, 4, 6.0)
    assert {(p.post, p.members) for p in posts} == {("政策宣传岗", 1), ("环境整治岗", 1)}


def test_two_communities_of_one_name_are_told_apart(database):
    other = (PlaceStep(Level.TOWNSHIP, "孙园镇"), PlaceStep(Level.COMMUNITY, "果园居委会"))
    both = [
        CheckInEntry("甲", (PlaceStep(Level.TOWNSHIP, "重岗街道"), *GUOYUAN, COMPOUND[1])),
        CheckInEntry("乙", (*other, COMPOUND[1])),
    ]
    with database.write(USER) as session:
        check_in_import.store(session, both)
    with database.read() as connection:
        found = {c.beside for c in check_in_counts.by_home(connection, YEAR)}
    assert found == {"重岗街道果园居委会", "孙园镇果园居委会"}


def test_an_empty_ledger_has_no_figures(database):
    with database.read() as connection:
        assert check_in_counts.total(connection, YEAR).served == 0
        assert check_in_counts.by_unit(connection, YEAR) == []
        assert check_in_slips.of_units(connection, YEAR.since, DAY, DAY).slips == ()


# Writing


def test_a_form_brings_one_and_corrects_it(reported):
    at = place_id(reported, "5栋")
    with reported.write(USER) as session:
        new = check_in_edits.add(session, at, CheckInEntry("孙八", unit="县医院", since=MARCH))
        check_in_edits.save(
            session, new, 1, at, CheckInEntry("孙八", unit="县医院", post="扶老助幼岗")
        )
    row = page(reported, "孙八").row
    assert (row.door, row.post, row.since, row.version) == ("5栋", "扶老助幼岗", None, 2)


@pytest.mark.parametrize(
    ("entry", "place", "sentence"),
    [
        (CheckInEntry(" "), "京公馆小区", "还没有写姓名"),
        (CheckInEntry("张三", unit="县司法局"), "5栋", "已在京公馆小区报到"),
        (CheckInEntry("孙八"), "重岗街道", "写到社区或小区"),
        (CheckInEntry("孙八", since=DAY, until=MARCH), "京公馆小区", "早于报到日期"),
    ],
)
def test_what_cannot_be_stored_is_told_and_nothing_is(reported, entry, place, sentence):
    at, before = place_id(reported, place), everything(reported)
    with pytest.raises(KnownError, match=sentence), reported.write(USER) as session:
        check_in_edits.add(session, at, entry)
    assert everything(reported) == before


def test_the_loser_of_a_race_changes_nothing(reported):
    row = page(reported, "张三").row
    edited = CheckInEntry("张三", unit="县司法局", since=BEFORE)
    with reported.write(USER) as session:
        check_in_edits.save(session, row.id, row.version, row.place_id, edited)
    for lose in (
        lambda s: check_in_edits.save(s, row.id, row.version, row.place_id, ZHANG),
        lambda s: check_in_edits.set_until(s, row.id, row.version, today()),
        lambda s: check_in_edits.set_until(s, row.id, row.version, None),
    ):
        with pytest.raises(KnownError, match="刚被别人改过"), reported.write(USER) as session:
            lose(session)
    assert page(reported, "张三").row.duty == ""


def test_services_stay_inside_the_stay(reported):
    row = page(reported, "张三").row
    later = replace(ZHANG, since=date(2024, 4, 2))
    with pytest.raises(KnownError, match="已有服务记录"), reported.write(USER) as session:
        check_in_edits.save(session, row.id, row.version, row.place_id, later)
    for wrong in (
        ServiceEntry(BEFORE - timedelta(days=1), "巡逻"),
        ServiceEntry(today() + timedelta(days=1), "巡逻"),
        ServiceEntry(today(), ""),
        ServiceEntry(today(), "巡逻", 25.0),
    ):
        with pytest.raises(KnownError, match="没有记下"), reported.write(USER) as session:
            check_in_edits.add_service(session, row.id, wrong)
    assert len(page(reported, "张三").services) == 3


def test_a_service_and_its_way_back(reported):
    id_ = ids_of(reported)["王五"]
    with reported.write(USER) as session:
        new = check_in_edits.add_service(session, id_, ServiceEntry(MARCH, " 夜间巡逻 ", 1.5))
    assert [(s.id, s.what) for s in page(reported, "王五").services] == [(new, "夜间巡逻")]
    with reported.write(USER) as session:
        removed = check_in_edits.remove_service(session, new)
    assert page(reported, "王五").services == ()
    with pytest.raises(KnownError, match="已经删除过"), reported.write(USER) as session:
        check_in_edits.remove_service(session, new)
    with reported.write(USER) as session:
        check_in_edits.restore_service(session, removed)
    assert [(s.day, s.hours) for s in page(reported, "王五").services] == [(MARCH, 1.5)]


def test_who_moves_away_and_back(reported):
    row = page(reported, "李四").row
    with reported.write(USER) as session:
        ended = check_in_edits.set_until(session, row.id, row.version, today())
    assert not page(reported, "李四").row.is_here(today())
    assert page(reported, "李四").row.is_here(today() - timedelta(days=1))
    assert "李四" not in listed(reported, check_ins.this_year(today()))
    with reported.write(USER) as session:
        check_in_edits.set_until(session, row.id, ended.version, ended.before)
    assert page(reported, "李四").row.until is None


def test_whoever_moves_on_the_day_of_a_service_is_gone_that_day(reported):
    row = page(reported, "李四").row
    with reported.write(USER) as session:
        check_in_edits.add_service(session, row.id, ServiceEntry(today(), "巡逻"))
        check_in_edits.set_until(session, row.id, row.version, today())
    wanted = check_ins.this_year(today())
    assert "李四" not in listed(reported, wanted)
    assert "李四" in listed(reported, replace(wanted, stay=Stay.GONE))
    with pytest.raises(KnownError, match="还有服务记录"), reported.write(USER) as session:
        check_in_edits.set_until(session, row.id, row.version + 1, MARCH)


def test_who_has_not_reported_yet_is_not_there_yet(reported):
    day, after = BEFORE - timedelta(days=1), replace(YEAR, since=BEFORE, until=BEFORE)
    early = replace(YEAR, since=day, until=day)
    assert "张三" not in listed(reported, early)
    assert "张三" not in listed(reported, replace(early, stay=Stay.GONE))
    assert "张三" in listed(reported, replace(early, stay=Stay.ANY))
    assert "张三" in listed(reported, after)
    with reported.read() as connection:
        members = [check_in_counts.total(connection, w).members for w in (early, after)]
    assert members == [2, 3], "赵六 and 钱七, then 张三 as well"


def test_a_service_is_corrected_and_that_taken_back(reported):
    row = page(reported, "张三")
    old = row.services[0]
    before = ServiceEntry(old.day, old.what, old.hours)
    after = ServiceEntry(MARCH, "夜间巡逻", None)
    with reported.write(USER) as session:
        changed = check_in_edits.change_service(session, old.id, before, after)
    told = {(s.id, s.day, s.what, s.hours) for s in page(reported, "张三").services}
    assert (old.id, MARCH, "夜间巡逻", None) in told
    with pytest.raises(KnownError, match="刚被别人改过"), reported.write(USER) as session:
        check_in_edits.change_service(session, old.id, before, before)
    with pytest.raises(KnownError, match="才报到"), reported.write(USER) as session:
        wrong = replace(after, day=BEFORE - timedelta(days=1))
        check_in_edits.change_service(session, old.id, after, wrong)
    with reported.write(USER) as session:
        back = (changed.id, changed.after, changed.before, changed.batch_id)
        check_in_edits.change_service(session, *back)
    assert page(reported, "张三") == row


def test_who_is_taken_off_comes_back_whole(reported):
    row, before = page(reported, "张三"), everything(reported)
    with reported.write(USER) as session:
        removed = check_in_edits.remove(session, row.row.id)
    assert "张三" not in ids_of(reported)
    with pytest.raises(KnownError, match="已不在台账里"), reported.write(USER) as session:
        check_in_edits.remove(session, row.row.id)
    with reported.write(USER) as session:
        check_in_edits.restore(session, removed)
    again = page(reported, "张三")
    assert replace(again.row, id=row.row.id) == row.row
    assert [replace(s, id=0) for s in again.services] == [replace(s, id=0) for s in row.services]
    assert [len(table) for table in everything(reported)] == [len(table) for table in before]


# Imports


def imported(database, entries):
    with database.write(USER) as session:
        batch = batches.begin(session, "check_ins", "名单.xlsx")
        new = check_in_import.store(session, entries, batch)
        rows = batches.finish(session, batch, {})
    return batch, new, rows


def test_a_second_import_of_the_same_list_changes_nothing(reported):
    before = everything(reported)
    assert imported(reported, ALL)[1:] == (StoredCheckIns(0, 0, 0), 0)
    assert everything(reported) == before


def test_whoever_moved_away_reports_anew(reported):
    again = replace(GONE, since=date(2024, 5, 20), until=None, services=())
    assert imported(reported, [again, again])[1].people == 1
    assert listed(reported, replace(YEAR, query="赵六", stay=Stay.ANY)) == ["赵六", "赵六"]


def test_a_list_of_services_adds_to_those_who_are_there(reported):
    before = everything(reported)
    day = date(2024, 5, 2)
    one = replace(ZHANG, services=(ServiceEntry(day, "夜间巡逻", 1.5),))
    known = replace(ZHANG, services=(ServiceEntry(date(2024, 4, 1), "政策宣传", 3.0),))
    new = CheckInEntry("周九", COMPOUND, "县新设局", services=(ServiceEntry(day, "巡逻"),))
    more = replace(new, services=(ServiceEntry(day, "宣传"),))
    batch, stored, rows = imported(reported, [one, known, new, more, one])
    assert (stored, rows) == (StoredCheckIns(1, 3, 0), 4)
    assert [s.what for s in page(reported, "张三").services if s.day == day] == ["夜间巡逻"]
    assert {s.what for s in page(reported, "周九").services} == {"巡逻", "宣传"}
    assert imported(reported, [one, known, new, more])[1:] == (StoredCheckIns(0, 0, 0), 0)
    with reported.write(USER) as session:
        batches.undo(session, batch)
    assert everything(reported) == before


def test_a_service_belongs_to_the_stay_of_its_day(reported):
    again = replace(GONE, since=date(2024, 5, 20), until=None)
    days = [date(2023, 5, 1), date(2024, 5, 10), date(2024, 5, 21)]
    told = [replace(again, services=(ServiceEntry(day, "巡逻"),)) for day in days]
    assert imported(reported, [told[2], *told])[1] == StoredCheckIns(1, 2, 1)
    # What is on record of the stay before is known, too.
    assert imported(reported, [GONE, *told])[1] == StoredCheckIns(0, 0, 1)


def test_an_import_is_undone_as_a_whole(reported):
    with reported.read() as connection:
        places_before = len(places.all_places(connection))
    before = everything(reported)
    new_home = (*COMPOUND[:1], PlaceStep(Level.COMPOUND, "新景苑小区"))
    batch, new, rows = imported(reported, [CheckInEntry("周九", new_home, "县新设局"), ZHANG])
    assert (new.people, rows) == (1, 1)
    with reported.write(USER) as session:
        batches.undo(session, batch)
    assert everything(reported) == before
    with reported.read() as connection:
        assert len(places.all_places(connection)) == places_before


@pytest.mark.parametrize("later", ["service", "edit"])
def test_an_import_that_work_hangs_on_stays(reported, later):
    batch, _, _ = imported(reported, [CheckInEntry("周九", COMPOUND, "县新设局")])
    row = page(reported, "周九").row
    with reported.write(USER) as session:
        if later == "service":
            check_in_edits.add_service(session, row.id, ServiceEntry(MARCH, "巡逻"))
        else:
            check_in_edits.set_until(session, row.id, row.version, today())
    with pytest.raises(KnownError, match="不能整批撤销"), reported.write(USER) as session:
        batches.undo(session, batch)


def test_who_was_removed_and_put_back_goes_with_the_import(reported):
    before = everything(reported)
    batch, _, _ = imported(reported, [CheckInEntry("周九", COMPOUND, "县新设局")])
    id_ = ids_of(reported)["周九"]
    with reported.write(USER) as session:
        check_in_edits.restore(session, check_in_edits.remove(session, id_))
        batches.undo(session, batch)
    assert everything(reported) == before


# What the employers are told


def slips(database, since=YEAR.since, until=DAY, unit_id=None):
    with database.read() as connection:
        return check_in_slips.of_units(connection, since, until, DAY, unit_id)


def test_every_employer_gets_a_slip(reported):
    made = slips(reported)
    told = {s.unit: [(m.name, m.where, len(m.services)) for m in s.members] for s in made.slips}
    assert told == {
        "县司法局": [
            ("王五", "果园居委会4组", 0),
            ("赵六", "康泰社区居委会京公馆小区", 1),
            ("张三", "康泰社区居委会京公馆小区", 2),
        ],
        "县住建局": [("李四", "康泰社区居委会京公馆小区", 1)],
    }
    assert made.unknown == 1
    offices = {s.unit: s.office for s in made.slips}
    assert offices == {"县司法局": "重岗街道办事处", "县住建局": "康泰社区居委会"}


def test_a_slip_is_of_its_period(reported):
    (one,) = [s for s in slips(reported, date(2024, 5, 1), DAY).slips if s.unit == "县司法局"]
    assert [(m.name, len(m.services)) for m in one.members] == [("王五", 0), ("张三", 1)]
    assert slips(reported, date(2022, 1, 1), date(2022, 12, 31)).slips == ()


def test_the_slip_of_one(reported):
    ids = ids_of(reported)
    with reported.read() as connection:
        one = check_in_slips.of_member(connection, ids["张三"], YEAR.since, DAY, DAY)
        lost = check_in_slips.of_member(connection, ids["钱七"], YEAR.since, DAY, DAY)
        nobody = check_in_slips.of_member(connection, 4711, YEAR.since, DAY, DAY)
    (slip,) = one.slips
    assert (slip.single, slip.unit, slip.office) == (True, "县司法局", "康泰社区居委会")
    assert [s.day for s in slip.members[0].services] == [date(2024, 4, 1), date(2024, 5, 1)]
    assert (lost.slips, lost.unknown, nobody.unknown) == ((), 1, 0)
