from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import colours
from domain.colours import ColourRule
from domain.front_shades import (
    DOUBLE,
    GAP,
    NO_ISSUE,
    By,
    issues_told,
    letters,
    shading,
    teams_told,
    visit_shade,
    visit_told,
)
from domain.fronts import Home

DAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("met", "word"),
    [
        (date(2026, 5, 1), "本月"),
        (date(2026, 4, 30), "本季"),
        (date(2026, 4, 1), "本季"),
        (date(2026, 3, 31), "今年"),
        (date(2026, 1, 1), "今年"),
        (date(2025, 12, 31), "更早"),
        (None, "从未走访"),
    ],
)
def test_how_long_ago_somebody_was_met(met, word):
    assert visit_shade(met, DAY).word == word
    assert word in visit_told(Home(1, 1, "", met=met), DAY)


def test_teams_have_letters_in_natural_order_gaps_and_doubles_their_colours():
    teams = [("第10组",), ("第2组",), (), ("第2组", "第10组"), ("第2组",)]
    homes = [Home(n, 1, "", teams=names) for n, names in enumerate(teams)]
    made = shading(homes, By.TEAM, DAY, colours.DEFAULT)
    assert [(s.word, s.sign, s.colour, n) for s, n in made.legend] == [
        ("第2组", "A", "", 2),
        ("第10组", "B", "", 1),
        (DOUBLE.word, "", "yellow", 1),
        (GAP.word, "", "red", 1),
    ]
    assert [made.of[n].sign for n in range(5)] == ["B", "A", "", "", "A"]
    assert teams_told(homes[3]) == "第2组、第10组"
    assert teams_told(homes[2]) == "没有工作组"


def test_the_gravest_open_issue_in_the_words_of_the_office():
    own = (
        ColourRule("green", "一级", "", 1, 1, 1),
        ColourRule("yellow", "二级", "", 1, 1, 1),
        ColourRule("red", "三级", "", 1, 1, 1),
    )
    homes = [
        Home(1, 1, "", issues=(("red", 1), ("green", 2))),
        Home(2, 1, "", issues=(("orange", 1),)),  # a colour the office has given up
        Home(3, 1, ""),
    ]
    made = shading(homes, By.ISSUE, DAY, own)
    assert [made.of[n].word for n in (1, 2, 3)] == ["三级", "橙", NO_ISSUE.word]
    assert [(s.word, n) for s, n in made.legend] == [
        ("三级", 1),
        ("二级", 0),
        ("一级", 0),
        ("橙", 1),
        (NO_ISSUE.word, 1),
    ]
    assert issues_told(homes[0].issues, own) == "三级 1 件、一级 2 件"
    assert issues_told((), own) == "没有"


homes = st.lists(
    st.builds(
        Home,
        id=st.integers(1, 10_000),
        place_id=st.just(1),
        address=st.just(""),
        teams=st.lists(st.sampled_from(["甲", "乙", "丙"]), unique=True, max_size=2).map(tuple),
        met=st.none() | st.dates(date(2024, 1, 1), DAY),
        issues=st.sampled_from([(), (("red", 1),), (("yellow", 2), ("green", 1))]),
    ),
    unique_by=lambda home: home.id,
    max_size=40,
)


@given(homes, st.sampled_from(By))
def test_the_legend_counts_every_household_once_and_no_colour_is_alone(found, by):
    made = shading(found, by, DAY, colours.DEFAULT)
    assert set(made.of) == {home.id for home in found}
    assert sum(count for _, count in made.legend) == len(found)
    assert {made.of[home.id] for home in found} <= {shade for shade, _ in made.legend}
    assert all(shade.word for shade, _ in made.legend)
    told = [shade.word for shade, _ in made.legend]
    assert len(set(told)) == len(told)


def test_letters_go_on_after_z():
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
