import pytest
from sqlalchemy import select

from db.issues import categories, category_tree, issues, routing, saved_filters
from db.issues.category_tree import Use
from db.issues.issue_filter import IssueFilter
from db.issues.routing import RuleRow
from db.models import Issue
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.workflow import Move
from tests.conftest import USER


@pytest.fixture
def tree(database):
    """Three categories at the top, two below the first, one issue in 电梯 and one in 教育."""
    with database.write(USER) as session:
        paths = [("小区管理",), ("小区管理", "电梯"), ("教育",), ("其他",), ("小区管理", "绿化")]
        ids = categories.ids_of(session, paths)
        for path in (("小区管理", "电梯"), ("教育",)):
            event = EventEntry(Move.REGISTER, now())
            issues.register(session, IssueEntry("".join(path), (event,), category=path))
    return {"/".join(path): id_ for path, id_ in ids.items()}


def paths(database):
    with database.read() as connection:
        return [row.path for row in categories.all_categories(connection)]


def named(database):
    with database.read() as connection:
        rows = issues.rows(connection, issues.order(connection, IssueFilter()))
        return {row.title: row.category for row in rows.values()}


def run(database, verb, *values):
    with database.write(USER) as session:
        return verb(session, *values)


def test_children_stand_below_their_parents_however_late_they_came(database, tree):
    assert paths(database) == ["小区管理", "小区管理/电梯", "小区管理/绿化", "教育", "其他"]


def test_a_rename_takes_the_paths_of_all_below_it_and_of_the_issues_along(database, tree):
    run(database, category_tree.change, tree["小区管理"], "物业", None)
    assert paths(database) == ["物业", "物业/电梯", "物业/绿化", "教育", "其他"]
    assert named(database)["小区管理电梯"] == "物业/电梯"
    with database.read() as connection:
        assert len(issues.order(connection, IssueFilter(category="物业"))) == 1


def test_saved_lists_follow_a_category_that_is_renamed(database, tree):
    for path in ("小区管理", "小区管理/电梯", "教育", ""):
        wanted = IssueFilter(category=path)
        run(database, saved_filters.add, f"清单{path}", wanted, "registered_at", True)
    run(database, category_tree.change, tree["小区管理"], "物业", None)
    with database.read() as connection:
        lists = saved_filters.all_for(connection, USER)
    assert {one.filter.category for one in lists} == {"物业", "物业/电梯", "教育", ""}


def test_into_another_category_and_among_siblings(database, tree):
    run(database, category_tree.change, tree["小区管理"], "小区管理", tree["其他"])
    assert paths(database) == ["教育", "其他", "其他/小区管理"] + [
        f"其他/小区管理/{name}" for name in ("电梯", "绿化")
    ]
    assert run(database, category_tree.shift, tree["其他"], -1)
    assert not run(database, category_tree.shift, tree["其他"], -1)
    assert paths(database)[0] == "其他"
    assert run(database, category_tree.shift, tree["小区管理/绿化"], -1)
    assert paths(database)[2] == "其他/小区管理/绿化"


@pytest.mark.parametrize(
    ("verb", "values", "said"),
    [
        (category_tree.change, ("小区管理", "教育", None), "已经有“教育”"),
        (category_tree.change, ("小区管理", "小区管理", "小区管理/电梯"), "自己或自己的下级"),
        (category_tree.change, ("教育", "教/育", None), "不含“/”"),
        (category_tree.add, (" ", None), "1 到 30"),
        (category_tree.add, ("电梯", "小区管理"), "已经有“电梯”"),
        (category_tree.remove, ("小区管理",), "1 件问题在用"),
        (category_tree.remove, ("小区管理", "小区管理/电梯"), "它自己或它的下级"),
    ],
)
def test_what_cannot_be_is_told_and_leaves_the_tree_alone(database, tree, verb, values, said):
    before = paths(database)
    first, *rest = values
    if verb is not category_tree.add:
        first = tree[first]
    rest = [
        tree.get(value, value) if value in tree and "教" not in value else value for value in rest
    ]
    if verb is category_tree.change:
        name = values[1]
        rest = [name, tree.get(values[2]) if values[2] else None]
    with pytest.raises(KnownError, match=said):
        run(database, verb, first, *rest)
    assert paths(database) == before


def test_a_category_in_use_hands_its_issues_and_rules_over_and_gets_them_back(database, tree):
    rule = RuleRow(tree["小区管理/电梯"], None, "市监局")
    run(database, routing.put, [], [rule])
    with database.read() as connection:
        assert category_tree.usage(connection)[tree["小区管理/电梯"]] == Use(1, 1)
    with pytest.raises(KnownError, match="请先选一个类别"):
        run(database, category_tree.remove, tree["小区管理"])
    removed = run(database, category_tree.remove, tree["小区管理"], tree["其他"])
    assert paths(database) == ["教育", "其他"]
    assert named(database)["小区管理电梯"] == "其他"
    with database.read() as connection:
        assert [r.category_id for r in routing.all_rules(connection)] == [tree["其他"]]
    run(database, category_tree.restore, removed)
    assert paths(database) == ["小区管理", "小区管理/电梯", "小区管理/绿化", "教育", "其他"]
    assert named(database)["小区管理电梯"] == "小区管理/电梯"
    with database.read() as connection:
        assert routing.all_rules(connection) == [rule]


def test_a_removed_category_comes_back_beside_one_that_took_its_place(database, tree):
    newest = run(database, category_tree.add, "新设", tree["教育"])
    removed = run(database, category_tree.remove, newest)
    run(database, category_tree.add, "后来", None)
    run(database, category_tree.restore, removed)
    assert {"教育/新设", "后来"} <= set(paths(database))


def test_an_unused_category_goes_without_an_heir(database, tree):
    run(database, category_tree.remove, tree["小区管理/绿化"])
    assert "小区管理/绿化" not in paths(database)
    with database.read() as connection:
        assert connection.scalar(select(Issue.id).where(Issue.category_id.is_(None))) is None


def test_somebody_removed_it_meanwhile(database, tree):
    run(database, category_tree.remove, tree["其他"])
    with pytest.raises(KnownError, match="已被别人删除"):
        run(database, category_tree.change, tree["其他"], "杂项", None)
