"""Who is still to be visited, and 走访覆盖率, against a count done by hand (DOMAIN.md §4)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from db.households import household_import
from db.models import Household, Team, Visit
from db.session import now
from db.teams import team_records
from db.visits import visit_records, visit_rules, visit_targets
from db.visits.visit_targets import DueFilter
from domain import visits
from domain.entries import HouseholdEntry, ResidentEntry, TeamEntry
from domain.errors import KnownError
from domain.visits import MET, Due, Every, Outcome, Target, VisitKind, VisitRules
from tests.conftest import USER
from tests.db.homes import block

DAY = date(2026, 11, 25)
TAGS = ("低保", "独居老人", "残疾")
STAIRS = (block("3栋", "1单元"), block("3栋", "2单元"), block("10栋", "1单元"))


class TakenBackError(Exception):
    """Ends a unit of work so that nothing of it stays."""


@dataclass(frozen=True)
class Home:
    stairs: int
    tags: tuple[str, ...]
    people: int
    visits: tuple[tuple[date, Outcome], ...]


targets = st.lists(
    st.builds(Target, st.sampled_from(("", *TAGS)), st.sampled_from(Every), st.integers(1, 3)),
    max_size=3,
    unique_by=lambda t: t.tag,
)
visit_days = st.integers(0, 500).map(lambda n: DAY - timedelta(days=n))
homes = st.lists(
    st.builds(
        Home,
        st.integers(0, 2),
        st.lists(st.sampled_from(TAGS), unique=True, max_size=2).map(tuple),
        st.integers(0, 1),
        st.lists(st.tuples(visit_days, st.sampled_from(Outcome)), max_size=6).map(tuple),
    ),
    min_size=1,
    max_size=8,
)


def by_hand(home, asked, begun):
    """How a home stands, told as one would on paper."""

    def met(span):
        return sum(span.first <= d <= span.last and o in MET for d, o in home.visits)

    worst = Due.DONE
    for target in asked:
        concerned = target.tag in home.tags if target.tag else home.people > 0
        if not concerned or met(visits.span(target.every, DAY)) >= target.times:
            continue
        before = visits.span_before(target.every, DAY)
        late = begun is not None and begun <= before.last and met(before) < target.times
        worst = Due.OVERDUE if late or worst is Due.OVERDUE else Due.DUE
    return worst


def build(session, made):
    """Stores homes, two teams and the visits; returns the homes' ids in order."""
    entries = []
    for n, home in enumerate(made, 1):
        tagged = ResidentEntry(f"张{n}", care_tags=home.tags)
        people = (tagged,) if home.people or home.tags else ()
        entries.append(HouseholdEntry(STAIRS[home.stairs], room=f"{n}01", residents=people))
    household_import.store(session, entries)
    # One team has two stairwells, another one of them as well; the third stairwell is a gap.
    areas = {"第1组": STAIRS[:2], "第2组": STAIRS[1:2]}
    team_records.store(session, [TeamEntry(name, areas=tuple(a)) for name, a in areas.items()])
    rooms = dict(session.execute(select(Household.room, Household.id)).all())
    ids = [rooms[f"{n}01"] for n in range(1, len(made) + 1)]
    rows = [
        {
            "household_id": id_,
            "day": day,
            "kind": VisitKind.ROUTINE,
            "outcome": outcome,
            "note": "",
            "recorded_at": now(),
            "recorded_by": USER,
        }
        for id_, home in zip(ids, made, strict=True)
        for day, outcome in home.visits
    ]
    if rows:
        session.execute(insert(Visit), rows)
        visit_records.tell_households(session, ids)
    return ids


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(homes, targets, st.booleans(), st.sampled_from(Every), st.booleans())
def test_due_overdue_and_rate_are_what_a_count_by_hand_says(
    database, made, asked, on_demand, every, past
):
    rules = VisitRules(tuple(asked), on_demand)
    made = [Home(h.stairs, h.tags, 1 if h.tags else h.people, h.visits) for h in made]
    begun = min((d for h in made for d, _ in h.visits), default=None)
    expected = [by_hand(h, rules.asked(), begun) for h in made]
    period = visits.span_before(every, DAY) if past else visits.span(every, DAY)
    seen = [any(period.first <= d <= period.last and o in MET for d, o in h.visits) for h in made]
    with pytest.raises(TakenBackError), database.write(USER) as session:
        visit_rules.change(session, VisitRules(), rules)
        ids = build(session, made)
        connection = session.connection
        assert visit_targets.standing_of(connection, ids, DAY) == dict(
            zip(ids, expected, strict=True)
        )
        for due, wanted in ((Due.DUE, {Due.DUE, Due.OVERDUE}), (Due.OVERDUE, {Due.OVERDUE})):
            found = visit_targets.order(connection, DueFilter(DAY, due))
            assert set(found) == {i for i, e in zip(ids, expected, strict=True) if e in wanted}
            assert visit_targets.count(connection, DueFilter(DAY, due)) == len(found)
        team_ids = dict(session.execute(select(Team.name, Team.id)).all())
        whole, each = visit_targets.figures(connection, period, DAY)
        own = {"第1组": {0, 1}, "第2组": {1}}
        for team in each:
            mine = [n for n, h in enumerate(made) if h.stairs in own[team.name]]
            told = team.figures
            assert told.assigned == len(mine)
            assert told.met == sum(seen[n] for n in mine)
            assert told.empty == sum(not made[n].people for n in mine)
            assert told.due == sum(expected[n] is not Due.DONE for n in mine)
            assert told.overdue == sum(expected[n] is Due.OVERDUE for n in mine)
            late = DueFilter(DAY, Due.OVERDUE, team_id=team_ids[team.name])
            assert visit_targets.count(connection, late) == told.overdue
        covered = [n for n, h in enumerate(made) if h.stairs < 2]
        assert (whole.assigned, whole.met) == (len(covered), sum(seen[n] for n in covered))
        assert whole.due == sum(e is not Due.DONE for e in expected)
        assert whole.overdue == sum(e is Due.OVERDUE for e in expected)
        raise TakenBackError


def test_the_overdue_come_first_and_typed_text_narrows(database):
    long_ago = (DAY - timedelta(days=400), Outcome.PERSON)
    last_quarter = (date(2026, 9, 1), Outcome.FAMILY)
    made = [Home(0, (), 1, (last_quarter,)), Home(0, (), 1, (long_ago,)), Home(2, (), 1, ())]
    with database.write(USER) as session:
        ids = build(session, made)
    with database.read() as connection:
        order = visit_targets.order(connection, DueFilter(DAY))
        assert order == [ids[1], ids[2], ids[0]]
        walking = visit_targets.order(connection, DueFilter(DAY), "address")
        assert walking == [ids[0], ids[1], ids[2]]
        assert visit_targets.order(connection, DueFilter(DAY, query="10-1")) == [ids[2]]
        met = visit_targets.last_met(connection, ids)
        assert met == {ids[0]: last_quarter[0], ids[1]: long_ago[0], ids[2]: None}
        by_met = [ids[2], ids[1], ids[0]]  # never first, and last the other way round
        assert visit_targets.order(connection, DueFilter(DAY), "met") == by_met
        assert visit_targets.order(connection, DueFilter(DAY), "met", True) == by_met[::-1]


def test_whoever_saves_settings_that_somebody_changed_is_told(database):
    mine = VisitRules(on_demand=True)
    with database.write(USER) as session:
        visit_rules.change(session, VisitRules(), VisitRules(two_lines=True))
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        visit_rules.change(session, VisitRules(), mine)
    with database.read() as connection:
        assert visit_rules.current(connection) == VisitRules(two_lines=True)
