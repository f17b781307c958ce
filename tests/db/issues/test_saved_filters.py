from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from db.issues import issues, saved_filters
from db.issues.issue_filter import IssueFilter, Todo
from db.models import Category, Issue, SavedFilter
from db.users import accounts
from domain.deadlines import Lamp
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.periods import Period
from domain.rights import Role
from domain.workflow import Move, Rating
from tests.conftest import USER

RED = IssueFilter(colours=("red",), lamp=Lamp.OVERDUE, since=date(2026, 1, 1))
OTHER = "李干部"


def lists(database, user=USER):
    with database.read() as connection:
        return saved_filters.all_for(connection, user)


def add(database, name, wanted=RED, shared=False, user=USER):
    with database.write(user) as session:
        return saved_filters.add(session, name, wanted, "due_at", False, shared)


def test_own_lists_come_before_the_offices_and_nobody_sees_anothers(database):
    with database.write(USER) as session:
        accounts.add(session, OTHER, "先用这个密码", Role.ENTRY)
    add(database, "共用的", shared=True)
    add(database, "我的")
    add(database, "别人的", user=OTHER)
    assert [one.name for one in lists(database)] == ["我的", "共用的"]
    assert [one.name for one in lists(database, OTHER)] == ["别人的", "共用的"]
    mine = lists(database)[0]
    assert (mine.filter, mine.sort, mine.descending) == (RED, "due_at", False)


def test_rename_update_remove_and_bring_back(database):
    id_ = add(database, "红色")
    with database.write(USER) as session:
        saved_filters.rename(session, id_, " 红色超期 ")
        saved_filters.put(session, id_, IssueFilter(query="电梯"), "unit", True)
    (one,) = lists(database)
    assert (one.name, one.filter.query, one.sort, one.descending) == (
        "红色超期",
        "电梯",
        "unit",
        True,
    )
    with database.write(USER) as session:
        removed = saved_filters.remove(session, id_)
    assert lists(database) == []
    with pytest.raises(KnownError, match="另存为清单"), database.write(USER) as session:
        saved_filters.put(session, id_, RED, "due_at", False)
    with database.write(USER) as session:
        saved_filters.restore(session, removed)
    assert lists(database) == [one]


def test_a_name_is_needed_and_is_nobody_elses(database):
    first = add(database, "红色")
    add(database, "红色", shared=True)  # the office's names are its own
    with pytest.raises(KnownError, match="已经有一个叫“红色”"):
        add(database, "红色")
    for name in ("  ", "长" * 41):
        with pytest.raises(KnownError, match="最多 40 个字"):
            add(database, name)
    with database.write(USER) as session:
        saved_filters.rename(session, first, "红色")  # its own name is free
    assert len(lists(database)) == 2


def test_counts_and_a_category_that_was_removed_meanwhile(database):
    lift = IssueEntry(
        "电梯停运",
        (EventEntry(Move.REGISTER, datetime(2026, 5, 1)),),
        category=("小区管理", "电梯"),
    )
    with database.write(USER) as session:
        issues.register(session, lift)
    id_ = add(database, "电梯", IssueFilter(category="小区管理/电梯"))
    (one,) = lists(database)
    with database.read() as connection:
        assert saved_filters.counts(connection, [one]) == {id_: 1}
    with database.write(USER) as session:
        session.execute(update(Issue).values(category_id=None))
        session.execute(delete(Category).where(Category.path == "小区管理/电梯"))
    with database.read() as connection:
        assert saved_filters.counts(connection, [one]) == {id_: 0}
        assert issues.order(connection, one.filter, "category") == []


def test_what_a_later_version_wrote_is_read_as_far_as_it_is_known(database):
    id_ = add(database, "红色")
    value = {"filter": {"colours": ["red"], "moon": "full"}, "sort": "tide", "descending": False}
    with database.write(USER) as session:
        session.execute(update(SavedFilter).where(SavedFilter.id == id_).values(value=value))
    (one,) = lists(database)
    assert (one.filter, one.sort) == (IssueFilter(colours=("red",)), "registered_at")


words = st.text("问题电梯红", max_size=4)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
filters = st.builds(
    IssueFilter,
    query=words,
    colours=st.lists(st.sampled_from(["red", "green"]), unique=True).map(tuple),
    states=st.lists(st.sampled_from(["closed", "handling"]), unique=True).map(tuple),
    category=words,
    position=words,
    open_on=days,
    todo=st.none() | st.sampled_from(Todo),
    source=st.sampled_from(["", "appeal"]),
    urgencies=st.lists(st.sampled_from(["安全", "稳定"]), unique=True).map(tuple),
    lamp=st.none() | st.sampled_from(Lamp),
    since=days,
    until=days,
    registered=st.none() | st.sampled_from(Period),
    unit=words,
    team=words,
    rating=st.none() | st.sampled_from(Rating),
)


@given(filters)
def test_every_filter_comes_back_as_it_was(wanted):
    assert saved_filters._filter(saved_filters.plain(wanted, "", True)["filter"]) == wanted
