"""What teams have to do against a count done by hand (DOMAIN.md §4)."""

from collections import defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from db import places
from db.issues import issues
from db.models import Issue
from db.session import now
from db.teams import loads, team_records, teams
from domain.entries import EventEntry, IssueEntry, ResidentEntry, TeamEntry
from domain.loads import Load
from domain.workflow import Move
from tests.conftest import USER
from tests.db import histories
from tests.db.claims import TODAY, build, by_hand, scenarios
from tests.db.homes import block, home

TAGS = st.sampled_from([(), ("低保",), ("残疾", "大病"), ("低保", "独居老人", "空巢")])


@st.composite
def troubles(draw, homes):
    """Open issues: of a home itself (None), or on the place so many steps down its path."""
    found = []
    for _ in range(draw(st.integers(0, 6))):
        number = draw(st.integers(0, len(homes) - 1))
        found.append((number, draw(st.none() | st.integers(1, len(homes[number])))))
    return found


def register(session, place_id, household_id=None, ended=False):
    entry = IssueEntry("路灯不亮", (EventEntry(Move.REGISTER, now()),))
    issue_id = issues.register(session, entry, place_id)
    facts = {"household_id": household_id, **({"state": "closed"} if ended else {})}
    session.execute(update(Issue).where(Issue.id == issue_id).values(**facts))


def trouble_by_hand(homes, claims, answer, troubles):
    """The teams of each issue: its home's, else those of the nearest place above its own."""
    for number, depth in troubles:
        if depth is None:
            yield answer[number]
        else:
            place_claims = [c for c in claims if c.level is not None]
            # The place is a home by itself, at its end.
            moved = [*homes, homes[number][:depth]]
            yield by_hand(moved, place_claims, TODAY)[-1]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_every_household_tag_and_issue_counts_for_its_teams(database, data):
    homes, claims = data.draw(scenarios())
    tags = data.draw(st.lists(TAGS, min_size=len(homes), max_size=len(homes)))
    open_ones = data.draw(troubles(homes))
    with histories.taken_back(database) as session:
        ids, team_ids = build(session, homes, claims, tags)
        book = places.PlaceBook(session, None)
        for number, depth in open_ones:
            place = book.locate(homes[number][:depth]).id
            register(session, place, None if depth else ids[number])
        register(session, book.locate(homes[0]).id, ended=True)
        register(session, None)
        found = loads.parts(session.connection, TODAY)
        assert sum((p.load for p in found), Load()) == Load(
            len(homes), sum(map(bool, tags)), sum(map(len, tags)), len(open_ones)
        )
        answer = by_hand(homes, claims, TODAY)
        expected = defaultdict(Load)
        for own, team_names in zip(tags, answer, strict=True):
            for name in team_names:
                expected[team_ids[name]] += Load(1, bool(own), len(own))
        for team_names in trouble_by_hand(homes, claims, answer, open_ones):
            for name in team_names:
                expected[team_ids[name]] += Load(issues=1)
        assert loads.by_team(found) == expected


def test_the_list_of_teams_says_who_has_no_leader_no_household_and_how_much_to_do(database):
    people = ResidentEntry("王小二", care_tags=("残疾", "低保"))
    with database.write(USER) as session:
        session_homes = [home("3-1-101", people), home("3-1-102"), home("4-1-101")]
        from db.households import household_import

        household_import.store(session, session_homes)
        team_records.store(
            session, [TeamEntry("第1组", areas=(block("3栋", "1单元"),)), TeamEntry("第2组")]
        )
        register(session, places.find(session.connection, "京公馆小区3栋").id)
        register(session, places.find(session.connection, "京公馆小区3栋1单元").id)
    with database.read() as connection:
        told = [
            (t.name, t.leader, t.households, t.cared, t.issues)
            for t in teams.all_teams(connection, now().date())
        ]
    assert told == [("第1组", "", 2, 1, 1), ("第2组", "", 0, 0, 0)]
