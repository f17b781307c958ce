"""Whether places lie in a scope, held to a naive walk up the tree."""

from hypothesis import given
from hypothesis import strategies as st

from domain.scopes import Act, Scope, nowhere


@st.composite
def forests(draw):
    """Parents of places by number, each with the segment its position ends in."""
    size = draw(st.integers(1, 25))
    parents = [
        draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None for n in range(size)
    ]
    return parents, [f"{draw(st.integers(0, 3))}-{n}" for n in range(size)]


def positions(parents, segments):
    found = []
    for parent, segment in zip(parents, segments, strict=True):
        found.append((found[parent] if parent is not None else "") + f"{segment}/")
    return found


def above(parents, place):
    while place is not None:
        yield place
        place = parents[place]


@given(forests(), st.data())
def test_a_place_lies_in_a_scope_when_one_above_it_is_of_it(forest, data):
    parents, segments = forest
    paths = positions(parents, segments)
    tops = data.draw(st.sets(st.integers(0, len(parents) - 1)))
    scope = Scope(tuple(tops), tuple(paths[n] for n in tops), tuple(map(str, tops)))
    for place, path in enumerate(paths):
        assert scope.holds(path) == bool(tops & set(above(parents, place)))
        assert scope.holds(path + "0101") == scope.holds(path)  # a household that hangs there


def test_a_scope_whose_places_are_gone_holds_nothing():
    assert not Scope().holds("329999/003/")


def test_what_does_not_say_where_is_of_the_whole_ledger():
    placed = Act("households", "修改住户", frozenset({1}))
    assert nowhere([placed]) is None
    assert nowhere([Act("columns", "")]) is None
    assert nowhere([Act("accounts", "修改密码")]) is None
    for act in (
        Act("settings", "修改办理规则"),
        Act("households", ""),
        Act("没人知道的", "新的一步"),
    ):
        assert nowhere([placed, act]) == act


def test_a_scope_of_many_places_is_told_by_the_first():
    many = Scope((1, 2, 3, 4), ("1/", "2/", "3/", "4/"), ("甲村", "乙村", "丙村", "丁村"))
    assert many.words() == "甲村、乙村、丙村等 4 处"
    assert many.words(1) == "甲村等 4 处"
