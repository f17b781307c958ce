"""What an import of households would do, told before it, is what it does."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.households import household_import, households
from db.households.household_preview import Preview, preview
from db.households.households import HouseholdFilter
from domain.entries import ResidentEntry
from tests.conftest import USER
from tests.db import histories
from tests.db.homes import home

ZOU = ResidentEntry("邹秀英", "户主", "女", id_number="329999195001010428")
SON = ResidentEntry("邹伟", "儿子", "男", id_number="329999198001011735")


def told(database, *entries):
    with database.read() as connection:
        return preview(connection, entries)


def test_of_an_empty_ledger_everything_is_new(database):
    assert told(database, home("3-1-502", ZOU, SON), home("3-1-601")) == Preview(2, people_new=2)
    assert told(database) == Preview()


def test_what_is_on_file_stays_and_who_is_missing_comes(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502", ZOU), home("3-1-601"), home("4-1-1")])
    entries = (
        home("3-1-502", replace(ZOU, sex="", phones=("19900000147",))),  # other facts are not taken
        home("3-1-601", SON),
        home("3-1-602", ResidentEntry("张三"), ResidentEntry("李四")),
    )
    assert told(database, *entries) == Preview(1, 1, 1, people_new=3, people_same=1)
    assert told(database, *entries, home("3-1-602", ResidentEntry("王五"))).new == 1


def test_somebody_who_moves_changes_both_homes(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502", ZOU, SON), home("3-1-601"), home("9-1-1")])
    moved = home("3-1-601", replace(SON, moved=True))
    assert told(database, moved) == Preview(changed=2, people_moved=1)
    assert told(database, moved, home("3-1-502", ZOU)) == Preview(
        changed=2, people_moved=1, people_same=1
    )


PEOPLE = st.lists(
    st.sampled_from((ZOU, SON, replace(ZOU, id_number=""), ResidentEntry("张三"))), max_size=3
)
HOMES = st.lists(
    st.builds(
        lambda door, people: home(door, *people),
        st.sampled_from(("3-1-502", "3-1-503", "4-1-502")),
        PEOPLE,
    ),
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOMES, HOMES)
def test_what_is_told_is_what_happens(database, before, entries):
    with histories.taken_back(database) as session:
        household_import.store(session, before)
        connection = session.connection

        def stand():
            ids = households.order(connection, HouseholdFilter())
            return {id_: households.page(connection, id_).residents for id_ in ids}

        there = stand()
        expected = preview(connection, entries)
        household_import.store(session, entries)
        after = stand()
        changed = sum(after[id_] != people for id_, people in there.items())
        assert (expected.new, expected.changed) == (len(after) - len(there), changed)
        people = sum(map(len, after.values())) - sum(map(len, there.values()))
        assert expected.people_new == people
