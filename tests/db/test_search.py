"""Finding households by any part of what is known of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.households import household_import, households
from db.households.households import HouseholdFilter
from domain.entries import ResidentEntry
from tests.conftest import USER
from tests.db.homes import home

PEOPLE = {
    "3-1-502": ResidentEntry(
        "邹秀英", "户主", id_number="32999919500101042X", phones=("13812345678", "0527-86281234")
    ),
    "13-1-502": ResidentEntry("欧阳秀", "户主", id_number="329999198001011735"),
    "3-2-502": ResidentEntry("邹伟", "户主", phones=("19900000147",)),
    "3-1-1502": ResidentEntry("张㛃", "户主"),
    "10-2-101": ResidentEntry("曾小英", "户主", phones=("13800005678",)),
}


@pytest.fixture
def filled(database):
    with database.write(USER) as session:
        household_import.store(session, [home(where, who) for where, who in PEOPLE.items()])
    return database


def heads(database, query):
    with database.read() as connection:
        ids = households.order(connection, HouseholdFilter(query=query))
        rows = households.rows(connection, ids)
        return {rows[id_].head for id_ in ids}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("邹秀英", {"邹秀英"}),
        ("邹", {"邹秀英", "邹伟"}),
        ("秀", {"邹秀英", "欧阳秀"}),
        ("邹伟", {"邹伟"}),
        ("张㛃", {"张㛃"}),
        ("zxy", {"邹秀英", "曾小英"}),
        ("ZXY", {"邹秀英", "曾小英"}),
        ("5678", {"邹秀英", "曾小英"}),
        ("138123", {"邹秀英"}),
        ("8628", {"邹秀英"}),
        ("195001", {"邹秀英"}),
        ("042x", {"邹秀英"}),
        ("3-1-502", {"邹秀英"}),
        ("13-1-502", {"欧阳秀"}),
        ("3-1-", {"邹秀英", "张㛃"}),
        ("10栋", {"曾小英"}),
        ("邹 3-2", {"邹伟"}),
        ("zxy 5678 10栋", {"曾小英"}),
        ("邹 欧阳", set()),
        ("没有", set()),
        ("  ", {p.name for p in PEOPLE.values()}),
        ("100%", set()),
        ("_", set()),
        ('"', set()),
    ],
)
def test_by_part_of_anything(filled, query, found):
    assert heads(filled, query) == found


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_part_of_any_fact_finds_its_household(filled, data):
    who = data.draw(st.sampled_from(list(PEOPLE.values())))
    facts = [f for f in (who.name, who.id_number, *who.phones) if f and "-" not in f]
    words = []
    for fact in data.draw(st.lists(st.sampled_from(facts), min_size=1, max_size=3)):
        first = data.draw(st.integers(0, len(fact) - 1))
        words.append(fact[first : data.draw(st.integers(first + 1, len(fact)))])
    naive = {
        p.name
        for p in PEOPLE.values()
        if all(any(w.lower() in f.lower() for f in everything(p)) for w in words)
    }
    found = heads(filled, " ".join(words))
    assert who.name in found
    assert found == naive


def everything(person):
    """Every word a household of one person is found by, written out by hand."""
    initials = {"邹秀英": "zxy", "欧阳秀": "oyx", "邹伟": "zw", "张㛃": "zj", "曾小英": "zxy"}
    where = next(w for w, p in PEOPLE.items() if p is person)
    building, entrance, room = where.split("-")
    address = f"京公馆小区{building}栋{entrance}单元{room}室"
    return (person.name, initials[person.name], person.id_number, *person.phones, address, where)
