"""按列筛选 of the households: what a filter lets through is what its cells say, on both
databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.column_filter import ColumnFilter
from db.households import household_import, households
from db.households.households import COLUMNS, HouseholdFilter
from domain.entries import ResidentEntry
from tests.conftest import USER
from tests.db.homes import home

HOMES = (
    home("3-1-502", ResidentEntry("邹秀英", "户主", care_tags=("低保", "残疾")), tenure="自有"),
    home("3-1-601", ResidentEntry("张三", "户主", care_tags=("残疾",)), tenure="租住"),
    home("3-1-602", ResidentEntry("张%", "户主"), ResidentEntry("李_四"), tenure="租住"),
    home("3-2-101", remark="Abc 100%"),
)


@pytest.fixture
def stored(database):
    with database.write(USER) as session:
        household_import.store(session, HOMES)
    return database


def cells(connection, key):
    ids = households.order(connection, HouseholdFilter())
    return {id_: str(getattr(row, key)) for id_, row in households.rows(connection, ids).items()}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(COLUMNS)),
    st.sampled_from(("", "张", "租", "残疾", "低保", "残", "2", "1", "%", "_", "aBC", "3栋", "无")),
    st.booleans(),
)
def test_a_column_is_narrowed_to_what_its_cells_say(stored, key, text, whole):
    def fits(cell):
        words = cell.split("、") if key == "tags" else [cell]
        return text in words if whole else text.lower() in cell.lower()

    with stored.read() as connection:
        expected = {id_ for id_, cell in cells(connection, key).items() if fits(cell)}
        wanted = HouseholdFilter(columns=(ColumnFilter(key, text, whole),))
        assert set(households.order(connection, wanted)) == expected
        assert households.totals(connection, wanted)[0] == len(expected)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(COLUMNS)), st.sampled_from(("", "张", "残", "1", "a")))
def test_each_value_offered_finds_as_many_as_it_says(stored, key, text):
    with stored.read() as connection:
        offered = households.values(connection, HouseholdFilter(), ColumnFilter(key, text))
        for value, count in offered:
            assert text.lower() in value.lower()
            one = HouseholdFilter(columns=(ColumnFilter(key, value, True),))
            assert len(households.order(connection, one)) == count
        assert [count for _, count in offered] == sorted((c for _, c in offered), reverse=True)


def test_values_are_those_the_other_columns_leave(stored):
    with stored.read() as connection:
        rented = HouseholdFilter(columns=(ColumnFilter("tenure", "租住", True),))
        assert households.values(connection, rented, ColumnFilter("head", "")) == [
            ("张%", 1),
            ("张三", 1),
        ]
        # The own column's filter does not narrow what it offers instead.
        assert ("自有", 1) in households.values(connection, rented, ColumnFilter("tenure", ""))
        both = (*rented.columns, ColumnFilter("people", "2", True))
        assert len(households.order(connection, HouseholdFilter(columns=both))) == 1


def test_a_column_of_another_version_lets_nothing_through(stored):
    with stored.read() as connection:
        unknown = HouseholdFilter(columns=(ColumnFilter("shoe_size", "4"),))
        assert households.order(connection, unknown) == []
