"""Households: adding, completing, editing against each other."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from db import engine
from db.households import household_edits, household_import, households
from db.households.households import HouseholdFilter
from db.models import Audit
from domain.entries import ResidentEntry
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER
from tests.db.homes import home

ZOU = ResidentEntry("邹秀英", "户主", "女", id_number="329999195001010428", phones=("13812345678",))
SON = ResidentEntry("邹伟", "儿子", "男", id_number="329999198001011735", care_tags=("残疾",))


def all_ids(connection):
    return households.order(connection, HouseholdFilter())


def stored(database, *entries):
    with database.write(USER) as session:
        return household_import.store(session, entries)


@pytest.fixture
def one(database):
    stored(database, home("3-1-502", ZOU))
    with database.read() as connection:
        (id_,) = all_ids(connection)
    return id_


def test_the_same_file_twice_changes_nothing(database):
    entries = [home("3-1-502", ZOU, SON), home("3-1-601"), home("3-1-602", ResidentEntry("张三"))]
    first = stored(database, *entries)
    assert (first.households, first.residents) == (3, 3)
    with database.read() as connection:
        before = [households.page(connection, id_) for id_ in all_ids(connection)]
        number = database.last_change
    again = stored(database, *entries)
    assert (again.households, again.residents, again.places) == (0, 0, 0)
    with database.read() as connection:
        assert [households.page(connection, id_) for id_ in all_ids(connection)] == before
    assert database.last_change == number, "nothing is told to the other workstations"


def test_a_known_household_gets_who_is_missing_and_tells_of_them(database, one):
    brought = stored(database, home("3-1-502", replace(ZOU, sex="男"), SON))
    assert (brought.households, brought.residents) == (0, 1)
    with database.read() as connection:
        page = households.page(connection, one)
        assert [(r.name, r.sex) for r in page.residents] == [("邹秀英", "女"), ("邹伟", "男")]
        assert (page.row.people, page.row.tags, page.row.head) == (2, "残疾", "邹秀英")
        assert households.order(connection, HouseholdFilter(query="329999198001011735")) == [one]


def test_a_namesake_with_another_id_is_another_person(database, one):
    namesake = replace(ZOU, id_number="329999197001010021", phones=())
    assert stored(database, home("3-1-502", ZOU, namesake)).residents == 1
    assert stored(database, home("3-1-502", ZOU, namesake)).residents == 0


def test_a_household_in_two_places_of_a_file_is_one(database):
    stored(database, home("3-1-502", ZOU), home("3-1-601"), home("3-1-502", SON, head="邹秀英"))
    with database.read() as connection:
        rows = households.rows(connection, all_ids(connection)).values()
    assert {r.address: r.people for r in rows} == {
        "京公馆小区3栋1单元502室": 2,
        "京公馆小区3栋1单元601室": 0,
    }


def test_vacant_homes_count(database):
    stored(database, home("3-1-101"), home("3-1-102", tenure="空置"))
    with database.read() as connection:
        assert households.totals(connection, HouseholdFilter()) == (2, 0)


def test_add_edit_and_find_again(database, one):
    with database.write(USER) as session:
        page = households.page(session.connection, one)
        entry = replace(households.entry_of(page), residents=(SON,), head="邹伟", room="503")
        assert household_edits.save(session, one, page.version, entry) == 2
    with database.read() as connection:
        page = households.page(connection, one)
        assert (page.row.head, page.row.people, page.row.address[-4:]) == ("邹伟", 1, "503室")
        assert households.order(connection, HouseholdFilter(query="3-1-503")) == [one]
        for gone in ("邹秀英", "3-1-502", "13812345678"):
            assert households.order(connection, HouseholdFilter(query=gone)) == []


def test_the_loser_of_a_race_changes_nothing(database, one):
    with database.read() as connection:
        page = households.page(connection, one)
    entry = households.entry_of(page)
    with database.write(USER) as session:
        household_edits.save(session, one, page.version, replace(entry, remark="甲写的"))
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        household_edits.save(session, one, page.version, replace(entry, remark="乙写的"))
    with database.read() as connection:
        assert households.page(connection, one).row.remark == "甲写的"


def test_a_change_is_taken_back_unless_somebody_changed_it_since(database):
    stored(database, home("3-1-502", ZOU, SON, tenure="自有"))

    def page():
        with database.read() as connection:
            (id_,) = all_ids(connection)
            return households.page(connection, id_)

    before = page()
    entry = households.entry_of(before)
    changed = replace(entry, room="503", residents=(SON,), tenure="空置", head="邹伟")
    with database.write(USER) as session:
        version = household_edits.save(session, before.row.id, before.version, changed)
    assert page().row != before.row
    with database.write(USER) as session:
        household_edits.change_back(session, before.row.id, version, entry)
    after = page()
    assert (after.row, households.entry_of(after)) == (before.row, entry)
    assert after.version == version + 1, "whoever saw what is taken back loses the race"
    with database.read() as connection:
        for told, found in (("邹秀英", 1), ("3-1-502", 1), ("3-1-503", 0)):
            assert len(households.order(connection, HouseholdFilter(query=told))) == found
        acts = connection.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert acts[-2:] == ["修改住户", "撤销修改住户"]
    with pytest.raises(KnownError, match="后来又改过，没有撤销"), database.write(USER) as session:
        household_edits.change_back(session, before.row.id, version, changed)
    assert page() == after
    with pytest.raises(KnownError, match="已被删除"), database.write(USER) as session:
        household_edits.change_back(session, 4711, 2, entry)


def test_a_change_is_not_taken_back_where_another_home_is_by_now(database, one):
    with database.read() as connection:
        page = households.page(connection, one)
    entry = households.entry_of(page)
    with database.write(USER) as session:
        version = household_edits.save(session, one, page.version, replace(entry, room="503"))
        household_edits.add(session, page.row.place_id, home("3-1-502", SON))
    with pytest.raises(KnownError, match="已经有一户"), database.write(USER) as session:
        household_edits.change_back(session, one, version, entry)


def test_a_room_is_taken_once(database, one):
    with database.read() as connection:
        place = households.page(connection, one).row.place_id
    with pytest.raises(KnownError, match="已经有一户"), database.write(USER) as session:
        household_edits.add(session, place, home("3-1-502", head="别人"))
    with database.write(USER) as session:
        other = household_edits.add(session, place, home("3-1-601", SON))
    with pytest.raises(KnownError, match="已经有一户"), database.write(USER) as session:
        page = households.page(session.connection, other)
        household_edits.save(session, other, 1, replace(households.entry_of(page), room="502室"))


def test_a_household_deleted_meanwhile(database):
    with pytest.raises(KnownError, match="已被删除"), database.write(USER) as session:
        household_edits.save(session, 4711, 1, home("3-1-502"))


def test_order_by_every_column_is_total_and_reversible(database):
    stored(
        database,
        *(home(f"{b}-1-{r}", *[ZOU, SON][:n]) for b, r, n in [(10, 2, 1), (3, 10, 2), (3, 2, 0)]),
    )
    with database.read() as connection:
        rows = households.rows(connection, all_ids(connection))
        walking = [rows[id_].address for id_ in all_ids(connection)]
        assert walking == [
            "京公馆小区3栋1单元2室",
            "京公馆小区3栋1单元10室",
            "京公馆小区10栋1单元2室",
        ]
        for key in households.SORTS:
            up = households.order(connection, HouseholdFilter(), key)
            down = households.order(connection, HouseholdFilter(), key, descending=True)
            filled = [id_ for id_ in up if getattr(rows[id_], key) != ""]
            assert up[: len(filled)] == filled
            assert down == filled[::-1] + up[len(filled) :][::-1]
            for limit in (1, 2, 3):
                first = households.order(connection, HouseholdFilter(), key, limit=limit)
                assert first == up[:limit]


def test_blanks_come_last_both_ways(database):
    tagged = replace(SON, id_number="", name="安宁", care_tags=("低保",))
    told = {"3-1-1": (), "3-1-2": (SON,), "3-1-3": (ZOU,), "3-1-4": (tagged,)}
    stored(database, *(home(address, *people) for address, people in told.items()))

    def doors(key, descending=False, limit=None, query=""):
        wanted = HouseholdFilter(query)
        with database.read() as connection:
            ids = households.order(connection, wanted, key, descending, limit)
            rows = households.rows(connection, ids)
        return [rows[id_].address[-2] for id_ in ids]

    assert doors("tags") == ["4", "2", "1", "3"]
    assert doors("tags", descending=True) == ["2", "4", "3", "1"]
    assert doors("head") == ["4", "2", "3", "1"]
    assert doors("head", descending=True) == ["3", "2", "4", "1"]
    assert doors("phone") == ["3", "1", "2", "4"]
    assert [doors("phone", limit=n) for n in (1, 2)] == [["3"], ["3", "1"]]
    assert doors("phone", query="邹") == ["3", "2"]
    assert doors("tenure") == doors("address") == ["1", "2", "3", "4"]


def test_the_whole_table_is_walked_by_an_index_and_never_sorted(ledger):
    asked = []
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        for key in households.SORTS:
            for descending in (False, True):
                households.order(connection, HouseholdFilter(), key, descending)
        for statement, values in asked.copy():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert [line[-1] for line in plan if "INDEX" not in line[-1]] == [], statement
    assert len(asked) > 2 * len(households.SORTS)
    database.close()
