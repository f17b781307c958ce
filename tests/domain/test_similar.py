from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.similar import Candidate, likeness, nearness, pairs, ranked

TODAY = date(2026, 6, 1)
HERE, NEXT_DOOR, ELSEWHERE = "1/2/3/", "1/2/4/", "1/9/4/"


def on_file(id_, title, position=HERE, is_open=True, registered=TODAY):
    return Candidate(id_, title, position, is_open, registered)


def test_pairs_leave_marks_and_spaces_out():
    assert pairs("3栋，电梯 停运") == {"3栋", "电梯", "停运"}
    assert pairs("灯") == {"灯"}
    assert pairs("，。") == frozenset()


def test_the_same_place_comes_first_and_then_the_likest():
    found = ranked(
        "3栋电梯停运一周",
        HERE,
        [
            on_file(1, "3栋电梯停运一周", ELSEWHERE),
            on_file(2, "电梯停运好几天", NEXT_DOOR),
            on_file(3, "电梯停运", HERE),
            on_file(4, "3栋电梯停运", HERE),
            on_file(5, "垃圾没有人清运", HERE),
        ],
        TODAY,
    )
    assert found == [4, 3, 2, 1]


def test_what_is_closed_counts_only_while_it_is_recent():
    old, recent = date(2026, 1, 1), date(2026, 5, 1)
    kept = ranked(
        "电梯停运",
        "",
        [
            on_file(1, "电梯停运", is_open=True, registered=old),
            on_file(2, "电梯停运", is_open=False, registered=old),
            on_file(3, "电梯停运", is_open=False, registered=recent),
        ],
        TODAY,
    )
    assert kept == [1, 3]


def test_places_are_near_by_the_steps_they_share():
    assert nearness(HERE, HERE) == 3
    assert nearness(HERE, NEXT_DOOR) == 2
    assert nearness(HERE, "") == nearness("", "") == 0


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    if pairs(one):
        assert likeness(one, one) == 1


@given(st.lists(st.sampled_from(["电梯停运", "路灯不亮", "电梯坏了"]), max_size=12))
def test_never_more_than_asked_for_and_each_once(titles):
    found = ranked("电梯停运", HERE, [on_file(n, t) for n, t in enumerate(titles)], TODAY, 3)
    assert len(found) <= 3
    assert len(set(found)) == len(found)
