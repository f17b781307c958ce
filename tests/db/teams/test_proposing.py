"""包联方案 over what is stored: adopted, it closes the gaps and changes nothing else."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from db import engine, places
from db.households import household_import
from db.models import Assignment, Household, Team
from db.session import now
from db.teams import assignments, coverage, loads, proposing, team_records
from db.teams.assignments import Area
from domain.entries import HouseholdEntry, TeamEntry
from domain.errors import KnownError
from domain.places import Level, PlaceStep
from domain.proposal import propose
from tests.conftest import PASSWORD, USER
from tests.db import histories
from tests.db.claims import build, by_hand, scenarios
from tests.db.homes import block, home

TODAY = now().date()
ROWS = select(Assignment.__table__).order_by(Assignment.id)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scenarios(TODAY))
def test_adopted_it_closes_every_gap_and_changes_no_other_answer(database, scenario):
    homes, claims = scenario
    with histories.taken_back(database) as session:
        ids, _ = build(session, homes, claims)
        connection, day = session.connection, session.at.date()
        answer = by_hand(homes, claims, day)
        rows = connection.execute(ROWS).all()
        basis = proposing.basis(connection, day)
        proposal = propose(basis.land, basis.crews)
        gaps = [id_ for id_, names in zip(ids, answer, strict=True) if not names]
        assert (proposal.gaps, proposal.left) == (len(gaps), 0)
        if gaps:
            adopted = proposing.adopt(session, "unit", proposal.handovers)
            assert (adopted.closed, adopted.left, adopted.outdated) == (len(gaps), 0, 0)
            after = coverage.responsible(connection, ids, day)
            for id_, names in zip(ids, answer, strict=True):
                assert set(after[id_]) == names if names else len(after[id_]) == 1
            double = sum(len(names) > 1 for names in answer)
            sums = coverage.Coverage(len(homes), len(homes) - double, 0, double)
            assert coverage.coverage(connection, day) == sums
            told = loads.by_team(loads.parts(connection, day))
            for gain in proposal.gains:
                assert gain.after == (told[gain.team_id].need if gain.team_id in told else 0)
            assert not whole_places_divided(connection, gaps, after)
            proposing.take_back(session, adopted)
        assert connection.execute(ROWS).all() == rows


def whole_places_divided(connection, gaps, after):
    """The entrances whose gaps went to several teams."""
    where = select(Household.id, Household.place_id).where(Household.id.in_(gaps))
    found = {}
    for id_, place_id in connection.execute(where):
        if places.place(connection, place_id).level is Level.ENTRANCE:
            found.setdefault(place_id, set()).add(after[id_])
    return [place_id for place_id, names in found.items() if len(names) > 1]


# A compound of four buildings; 第1组 has the first, nobody the others


@pytest.fixture
def compound(database):
    homes = [home(f"{b}-{e}-{r}01") for b in (1, 2, 3, 4) for e in (1, 2) for r in (1, 2)]
    with database.write(USER) as session:
        household_import.store(session, homes)
        areas = (block("1栋", "1单元")[:3],)
        team_records.store(
            session,
            [
                TeamEntry("第1组", areas=areas),
                TeamEntry("第2组"),
                TeamEntry("居住组", line="residence"),
            ],
        )
    return database


def made(database, line="unit"):
    with database.read() as connection:
        basis = proposing.basis(connection, now().date(), line)
    return basis, propose(basis.land, basis.crews)


def proof(database):
    with database.read() as connection:
        return coverage.coverage(connection, now().date())


def told(basis, proposal):
    return {
        basis.teams[gain.team_id].name: proposing.words(gain.handovers, basis.places)
        for gain in proposal.gains
    }


def test_a_proposal_in_words(compound):
    basis, proposal = made(compound)
    assert told(basis, proposal) == {
        "第1组": "康泰社区居委会京公馆小区2栋",
        "第2组": "康泰社区居委会京公馆小区3栋、4栋",
    }
    assert [(g.before, g.after) for g in proposal.gains] == [(4, 8), (0, 8)]
    assert [t.households for t in basis.teams.values()] == [4, 0]


def test_each_line_has_teams_of_its_own(compound):
    basis, proposal = made(compound, "residence")
    assert told(basis, proposal) == {"居住组": "康泰社区居委会"}
    with compound.write(USER) as session:
        proposing.adopt(session, "residence", proposal.handovers)
    assert proof(compound).gaps == 12
    with pytest.raises(KnownError, match="现在都有了工作组"), compound.write(USER) as session:
        proposing.adopt(session, "residence", proposal.handovers)


def test_a_line_without_teams_says_what_to_do(compound):
    with compound.write(USER) as session:
        session.execute(update(Team).values(line="residence"))
    with pytest.raises(KnownError, match="导入下沉干部名册"):
        made(compound)


def test_what_somebody_assigned_meanwhile_is_left_alone_and_told(compound):
    basis, proposal = made(compound)
    second = next(id_ for id_, team in basis.teams.items() if team.name == "第2组")
    with compound.write(USER) as session:
        place = places.find(session.connection, "京公馆小区2栋")
        assignments.assign(session, second, Area(place_ids=(place.id,)), now().date())
    with compound.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
    assert (adopted.closed, adopted.left, adopted.outdated) == (8, 0, 1)
    assert proof(compound) == coverage.Coverage(16, 16, 0, 0)


def test_what_somebody_assigned_as_a_whole_meanwhile_leaves_nothing_to_do(compound):
    basis, proposal = made(compound)
    with compound.write(USER) as session:
        place = places.find(session.connection, "京公馆小区")
        assignments.assign(session, next(iter(basis.teams)), Area(place_ids=(place.id,)), TODAY)
    before = proof(compound)
    with pytest.raises(KnownError, match="重新生成方案"), compound.write(USER) as session:
        proposing.adopt(session, "unit", proposal.handovers)
    assert proof(compound) == before


def test_a_part_assigned_meanwhile_stays_with_whoever_has_it(compound):
    """A building goes to its team but for the entrance that got another just now."""
    basis, proposal = made(compound)
    first = next(iter(basis.teams))
    with compound.write(USER) as session:
        place = places.find(session.connection, "京公馆小区3栋2单元")
        assignments.assign(session, first, Area(place_ids=(place.id,)), TODAY)
    with compound.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
    assert (adopted.closed, adopted.left, adopted.outdated) == (10, 0, 0)
    with compound.read() as connection:
        assert coverage.shares(connection, TODAY) == {first: 10, first + 1: 6}


def test_a_team_that_is_gone_leaves_its_gaps_and_that_is_told(compound):
    basis, proposal = made(compound)
    second = next(id_ for id_, team in basis.teams.items() if team.name == "第2组")
    with compound.write(USER) as session:
        session.execute(update(Team).where(Team.id == second).values(line="residence"))
    with compound.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
    assert (adopted.closed, adopted.left, adopted.outdated) == (4, 8, 2)


def test_undone_the_rows_are_as_they_were_and_both_stand_in_the_audit(compound):
    _, proposal = made(compound)
    with compound.read() as connection:
        before = connection.execute(ROWS).all()
    with compound.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
        told = [(r.action, r.subject, r.detail) for r in session.records]
        assert session.topics == {"teams"}
    assert told == [
        ("包联", "第1组", "康泰社区居委会京公馆小区2栋"),
        ("包联", "第2组", "康泰社区居委会京公馆小区3栋、4栋"),
        ("采用包联方案", "2 个工作组", "12 户"),
    ]
    assert proof(compound).gaps == 0
    with compound.write(USER) as session:
        proposing.take_back(session, adopted)
    with compound.read() as connection:
        assert connection.execute(ROWS).all() == before


def test_undone_late_what_was_changed_since_stays(compound):
    _, proposal = made(compound)
    with compound.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
    ids = [row["id"] for row in adopted.rows]
    later = TODAY + timedelta(days=9)
    with compound.write(USER) as session:
        assignments.change_period(session, ids[0], TODAY, later)
    with compound.write(USER) as session:
        proposing.take_back(session, adopted)
    with compound.read() as connection:
        kept = connection.execute(ROWS.where(Assignment.id.in_(ids))).all()
    assert [(row.id, row.until) for row in kept] == [(ids[0], later)]
    with pytest.raises(KnownError, match="后来都改过了"), compound.write(USER) as session:
        proposing.take_back(session, adopted)


def test_a_village_without_groups_is_handed_over_household_by_household(database):
    village = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
    homes = [HouseholdEntry(village, number=f"{n}") for n in range(1, 41)]
    with database.write(USER) as session:
        household_import.store(session, homes)
        team_records.store(session, [TeamEntry("第1组"), TeamEntry("第2组")])
    basis, proposal = made(database)
    assert told(basis, proposal) == {
        "第1组": "果园居委会零散 20 户",
        "第2组": "果园居委会零散 20 户",
    }
    single = proposal.handovers[0].household_ids[0]
    with database.write(USER) as session:
        assignments.assign(session, 2, Area(household_ids=(single,)), TODAY)
    with database.write(USER) as session:
        adopted = proposing.adopt(session, "unit", proposal.handovers)
    assert (adopted.closed, adopted.left) == (39, 0)
    assert proof(database) == coverage.Coverage(40, 40, 0, 0)


def test_of_two_who_adopt_at_once_one_is_told(compound):
    """The second waits for the first, and then finds nothing left to do."""
    _, proposal = made(compound)
    other = engine.open_ledger(compound.location, USER, PASSWORD)
    begun, outcome = Event(), []

    def second():
        begun.wait(10)
        try:
            with other.write(USER) as session:
                outcome.append(proposing.adopt(session, "unit", proposal.handovers))
        except KnownError as error:
            outcome.append(error)

    thread = Thread(target=second)
    thread.start()
    with compound.write(USER) as session:
        proposing.adopt(session, "unit", proposal.handovers)
        begun.set()
        thread.join(0.3)
        assert not outcome
    thread.join(10)
    other.close()
    (error,) = outcome
    assert "重新生成方案" in str(error)
    assert proof(compound) == coverage.Coverage(16, 16, 0, 0)
