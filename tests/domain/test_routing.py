from hypothesis import given
from hypothesis import strategies as st

from domain.routing import Route, RoutingRule, suggest

ESTATE = ("小区管理",)
LIFT = ("小区管理", "电梯")
TOWN, VILLAGE, BUILDING = "32/", "32/014/", "32/014/A/"


def rule(unit, category=(), position=""):
    return RoutingRule(Route(unit), category, position)


def test_the_first_rule_that_fits_wins():
    rules = [rule("市监局", LIFT), rule("村委会", ESTATE, VILLAGE), rule("住建办", ESTATE)]
    assert suggest(rules, LIFT, BUILDING) == Route("市监局")
    assert suggest(rules, ESTATE, BUILDING) == Route("村委会")
    assert suggest(rules, (*ESTATE, "绿化"), TOWN) == Route("住建办")
    assert suggest(rules, ("教育",), BUILDING) is None
    assert suggest([*rules, rule("综合办")], ("教育",), "") == Route("综合办")


def test_a_rule_for_a_category_means_what_is_below_it_and_nothing_that_only_begins_alike():
    assert suggest([rule("甲", ("教育",))], ("教育培训",), "") is None
    assert suggest([rule("甲", LIFT)], ESTATE, "") is None
    assert suggest([rule("甲", (), "32/01/")], ESTATE, "32/014/") is None


NAMES = st.sampled_from(["甲", "乙", "丙"])
PATHS = st.lists(NAMES, max_size=3).map(tuple)
POSITIONS = st.lists(st.sampled_from(["1/", "2/", "12/"]), max_size=3).map("".join)
RULES = st.lists(st.builds(rule, NAMES, PATHS, POSITIONS), max_size=6)


@given(RULES, PATHS, POSITIONS)
def test_no_rule_before_the_one_that_is_taken_fits(rules, category, position):
    taken = suggest(rules, category, position)
    fitting = [r for r in rules if r.fits(category, position)]
    assert taken == (fitting[0].route if fitting else None)
    for fit in fitting:
        assert fit.category == category[: len(fit.category)]
        assert position.startswith(fit.position)
