from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import places
from db.issues import categories, issue_import, issues, routing
from db.issues.issue_filter import IssueFilter
from db.issues.routing import RuleRow
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.places import Level, PlaceStep
from domain.routing import Route
from domain.workflow import OPEN, Move
from tests.conftest import USER
from tests.db import histories

ORCHARD = PlaceStep(Level.COMMUNITY, "果园居委会")
KANGTAI = PlaceStep(Level.COMMUNITY, "康泰社区居委会")
GROUP = PlaceStep(Level.GROUP, "4组")
PATHS = ((), ("小区管理",), ("小区管理", "电梯"), ("教育",))
PLACES = ((), (ORCHARD,), (ORCHARD, GROUP), (KANGTAI,))


def entry(number, category=(), place=(), move=None):
    at = datetime(2026, 11, 2, 9)
    events = [EventEntry(Move.REGISTER, at)]
    if move is not None:
        events.append(EventEntry(move, at, note="有"))
    title = f"问题 {number}"
    return IssueEntry(title, tuple(events), f"甲-{number}", category=category, place=place)


def known(session):
    """The ids of categories and places by what `entry` calls them."""
    paths = categories.ids_of(session, [path for path in PATHS if path])
    book = places.PlaceBook(session, None)
    found = {place: book.locate(place).id for place in PLACES if place}
    book.flush()
    return paths | {(): None}, found | {(): None}


def test_the_first_rule_an_issue_meets_names_its_units(database):
    with database.write(USER) as session:
        paths, where = known(session)
        issue_import.store(
            session,
            [
                entry(1, ("小区管理", "电梯"), (ORCHARD, GROUP)),
                entry(2, ("小区管理",), (KANGTAI,)),
                entry(3),
                entry(4, ("小区管理",), (KANGTAI,), Move.DECLINE),
            ],
        )
        rules = [
            RuleRow(paths["小区管理", "电梯"], None, "市监局", ("住建办", "物业科")),
            RuleRow(paths[("小区管理",)], where[(KANGTAI,)], "康泰社区"),
            RuleRow(None, where[(ORCHARD,)], "果园社区"),
        ]
        routing.put(session, [], rules)
    with database.read() as connection:
        assert routing.all_rules(connection) == rules
        ids = sorted(issues.order(connection, IssueFilter()))
        routes = [routing.suggestion(connection, id_) for id_ in ids]
        assert routes[:3] == [Route("市监局", ("住建办", "物业科")), Route("康泰社区"), None]
        assert routing.suggestion(connection, 999) is None
        assert routing.suggestion(connection, ids[0], ("教育",)) == Route("果园社区")
        assert routing.suggestion(connection, ids[2], ()) is None
        assert routing.met(connection, rules) == [1, 1, 0, 1]
        assert routing.met(connection, []) == [3]


def test_a_rule_without_a_unit_and_two_for_the_same_are_told(database):
    with database.write(USER) as session:
        paths, _ = known(session)
    only = RuleRow(paths[("教育",)], None, "教育办")
    for rules, said in (
        ([only, RuleRow(None, None, " ")], "第 2 条规则没有写主办单位"),
        ([only, RuleRow(None, None, "综合办"), only], "第 3 条和第 1 条"),
        ([RuleRow(None, None, "综合办", ("综合办",))], "又写成了协办"),
    ):
        with pytest.raises(KnownError, match=said), database.write(USER) as session:
            routing.put(session, [], rules)
    with database.write(USER) as session:
        routing.put(session, [], [only])
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        routing.put(session, [], [])


RULES = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(PLACES)), max_size=5, unique=True
)
ISSUES = st.lists(
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(PLACES),
        st.sampled_from([None, Move.DECLINE, Move.SETTLE]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(RULES, ISSUES)
def test_the_numbers_of_the_page_are_what_the_forms_will_suggest(database, wanted, entries):
    with histories.taken_back(database) as session:
        paths, where = known(session)
        issue_import.store(session, [entry(n, *facts) for n, facts in enumerate(entries)])
        rules = [RuleRow(paths[c], where[p], f"单位 {n}") for n, (c, p) in enumerate(wanted)]
        routing.put(session, [], rules)
        told = [0] * (len(rules) + 1)
        units = [rule.unit for rule in rules]
        for issue_id in issues.order(session.connection, IssueFilter(states=OPEN)):
            route = routing.suggestion(session.connection, issue_id)
            told[units.index(route.unit) if route else -1] += 1
        assert routing.met(session.connection, rules) == told
