"""The proposal of 包联: every gap gets one team, nobody else's team changes, loads are even."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dealing import MOST, Crew, level
from domain.errors import KnownError
from domain.loads import Load
from domain.pieces import SMALL, Ground, Home, Land
from domain.places import Level
from domain.proposal import Spread, propose
from exchange.demo import build
from tests.domain.lands import scene, scenes


def applied(scene, proposal):
    """All assignments once the proposal is adopted; none is made twice."""
    places, single = dict(scene.given), dict(scene.single)
    for one in proposal.handovers:
        assert one.place_id not in scene.given
        assert one.household_ids or one.place_id not in places, "handed over twice"
        if not one.household_ids:
            places[one.place_id] = one.team_id
        for home in one.household_ids:
            assert home not in single, "handed over twice"
            single[home] = one.team_id
    return places, single


@given(scenes())
def test_every_gap_gets_a_team_and_nobody_elses_changes(scene):
    proposal = propose(scene.land, scene.crews)
    before = scene.teams(scene.given, scene.single)
    after = scene.teams(*applied(scene, proposal))
    assert proposal.gaps == list(before.values()).count(None)
    assert proposal.left == list(after.values()).count(None) == 0
    assert {h: t for h, t in after.items() if before[h] is not None} == {
        h: t for h, t in before.items() if t is not None
    }


@given(scenes())
def test_it_says_what_each_team_will_have(scene):
    proposal = propose(scene.land, scene.crews)
    before = scene.teams(scene.given, scene.single)
    after = scene.teams(*applied(scene, proposal))
    for gain in proposal.gains:
        mine = {home for home, team in after.items() if team == gain.team_id}
        assert gain.after == sum(scene.homes[home][1] for home in mine)
        assert gain.households == len([home for home in mine if before[home] is None])


@given(scenes())
def test_entrances_and_groups_stay_whole_and_no_township_is_handed_over(scene):
    proposal = propose(scene.land, scene.crews)
    before = scene.teams(scene.given, scene.single)
    after = scene.teams(*applied(scene, proposal))
    for place in scene.land.places.values():
        gaps = [h for h, (p, _) in scene.homes.items() if p == place.id and before[h] is None]
        if place.level in (Level.ENTRANCE, Level.GROUP, Level.BUILDING):
            assert len({after[home] for home in gaps}) <= 1
    for one in proposal.handovers:
        place = scene.land.places[one.place_id]
        if place.level in (Level.COUNTY, Level.TOWNSHIP):
            assert one.household_ids


@given(scenes())
def test_no_team_gets_more_than_the_bound(scene):
    """A quarter above a fair share, and one piece that cannot be cut."""
    proposal = propose(scene.land, scene.crews)
    share = sum(gain.after for gain in proposal.gains) / len(proposal.gains)
    largest = max((piece.need for piece in scene.land.pieces(share)), default=0)
    # Townships differ; in a county of one the fair share is everybody's.
    if scene.land.places[1].level is Level.TOWNSHIP:
        for gain in proposal.gains:
            assert not gain.handovers or gain.after <= MOST * share + largest


@given(scenes(), st.randoms())
def test_the_same_for_the_same_and_one_community_gets_what_it_gets_in_all(scene, random):
    whole = propose(scene.land, scene.crews)
    assert propose(scene.land, scene.crews) == whole
    top = random.choice(sorted(set(scene.land.tops.values())))
    part = propose(scene.land, scene.crews, top)
    assert set(part.handovers) == {h for h in whole.handovers if scene.land.tops[h.place_id] == top}
    assert part.left == part.gaps - sum(h.households for h in part.handovers)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 2000))
def test_loads_rise_to_one_level(loads, need):
    height = level(loads, need)
    assert sum(max(0.0, height - load) for load in loads) == pytest.approx(need)


def test_without_teams_it_says_what_to_do():
    land = Land([Ground(1, None, Level.TOWNSHIP)], {})
    with pytest.raises(KnownError, match="导入下沉干部名册，或新建工作组"):
        propose(land, ())


def test_a_household_weighs_one_and_one_for_each_care_tag_and_open_issue():
    assert Load(households=10, cared=2, tags=3, issues=4).need == 17
    assert Load(1, 1, 2, 0) + Load(2, 0, 0, 5) == Load(3, 1, 2, 5)


# A township as there are many: compounds of buildings, villages of groups


def township(teams, covered=0):
    """Two town communities of three compounds with eight buildings of two entrances, and four
    villages of ten groups; the first ``covered`` of the teams have a building each."""
    tree = [(None, Level.TOWNSHIP)]
    homes = {}

    def add(parent, level):
        tree.append((parent, level))
        return len(tree)

    def settle(place, count):
        for n in range(count):
            homes[len(homes) + 1] = (place, 2 if n % 4 == 0 else 1)

    buildings = []
    for _ in range(2):
        community = add(1, Level.COMMUNITY)
        for _ in range(3):
            compound = add(community, Level.COMPOUND)
            for _ in range(8):
                building = add(compound, Level.BUILDING)
                buildings.append(building)
                for _ in range(2):
                    settle(add(building, Level.ENTRANCE), 22)
    for _ in range(4):
        village = add(1, Level.COMMUNITY)
        for _ in range(10):
            settle(add(village, Level.GROUP), 40)
    given = {place: n + 1 for n, place in enumerate(buildings[:covered])}
    return scene(tree, range(1, teams + 1), given, homes, {})


@pytest.mark.parametrize("teams", [5, 9, 10, 12, 17])
def test_a_township_without_any_assignment_is_dealt_evenly_in_whole_stretches(teams):
    proposal = propose(township(teams).land, township(teams).crews)
    assert proposal.left == 0
    share = sum(gain.after for gain in proposal.gains) / teams
    assert proposal.after.most <= 1.25 * share
    assert proposal.after.least >= 0.5 * share
    places = township(teams).land.places
    assert not [h for h in proposal.handovers if places[h.place_id].level is Level.ENTRANCE]
    owners = [h.team_id for h in sorted(proposal.handovers, key=lambda h: h.place_id)]
    stretches = 1 + sum(a != b for a, b in pairwise(owners))
    assert stretches <= teams + 2


def test_what_is_all_one_teams_is_said_in_one_place():
    alone = township(1)
    proposal = propose(alone.land, alone.crews)
    levels = [alone.land.places[h.place_id].level for h in proposal.handovers]
    assert levels == [Level.COMMUNITY] * 6


def test_a_gap_goes_to_the_neighbour_unless_it_has_much_already():
    tree = [(None, Level.TOWNSHIP), (1, Level.COMMUNITY), (2, Level.COMPOUND)]
    tree += [(3, Level.BUILDING)] * 4 + [(2, Level.COMPOUND)] + [(8, Level.BUILDING)] * 4
    homes = {}
    for place in (4, 5, 6, 7, 9, 10, 11, 12):
        homes |= {len(homes) + n: (place, 1) for n in range(1, 31)}
    near = scene(tree, (1, 2), {4: 1, 5: 1, 6: 1, 8: 2}, homes, {})
    (gain,) = [g for g in propose(near.land, near.crews).gains if g.handovers]
    assert (gain.team_id, gain.before, gain.after) == (1, 90, 120)
    heavy = scene(tree, (1, 2), {4: 1, 5: 1, 6: 1, 8: 1, 9: 2}, homes, {})
    (gain,) = [g for g in propose(heavy.land, heavy.crews).gains if g.handovers]
    assert (gain.team_id, gain.before, gain.after) == (2, 30, 60)


def test_an_overburdened_community_is_helped_by_its_neighbours():
    tree = [(None, Level.TOWNSHIP), (1, Level.COMMUNITY), (2, Level.GROUP)]
    tree += [
        (1, Level.COMMUNITY),
        *[(4, Level.GROUP)] * 10,
        (1, Level.COMMUNITY),
        (15, Level.GROUP),
    ]
    homes = {}
    for place in (3, *range(5, 15), 16):
        homes |= {len(homes) + n: (place, 1) for n in range(1, 31)}
    made = scene(tree, (1, 2, 3), {3: 1, 5: 2, 16: 3}, homes, {})
    proposal = propose(made.land, made.crews)
    assert proposal.before == Spread(30, 30, 30)
    assert proposal.after == Spread(120, 120, 120)


def test_a_village_without_groups_is_divided_by_households():
    tree = [(None, Level.TOWNSHIP), (1, Level.COMMUNITY)]
    homes = dict.fromkeys(range(1, 101), (2, 1))
    flat = scene(tree, (1, 2), {}, homes, {})
    proposal = propose(flat.land, flat.crews)
    first, second = (h.household_ids for h in proposal.handovers)
    assert (*first, *second) == tuple(range(1, 101))
    assert abs(len(first) - len(second)) <= SMALL * 50
    alone = scene(tree, (1,), {}, homes, {})
    (whole,) = propose(alone.land, alone.crews).handovers
    assert (whole.place_id, whole.household_ids, whole.households) == (2, (), 100)


def test_what_hangs_on_the_township_itself_goes_one_by_one():
    """A township handed over would hide every gap that comes later."""
    land = Land([Ground(1, None, Level.TOWNSHIP, 1, 2)], {1: [Home(7, 2)]})
    (one,) = propose(land, [Crew(1, {})]).handovers
    assert (one.place_id, one.household_ids, one.need) == (1, (7,), 2)


def test_a_building_is_cut_only_where_one_team_cannot_answer_for_it():
    tree = [(None, Level.TOWNSHIP), (1, Level.COMMUNITY), (2, Level.BUILDING)]
    tree += [(3, Level.ENTRANCE)] * 4
    homes = {n: (4 + n % 4, 1) for n in range(80)}
    tower = scene(tree, (1, 2), {}, homes, {})
    assert {h.place_id for h in propose(tower.land, tower.crews).handovers} == {4, 5, 6, 7}
    whole = scene(tree, (1,), {}, homes, {})
    assert len(whole.land.pieces(80)) == 1
    assert len(whole.land.pieces(80 / SMALL)) == 1


def test_progress_is_told_and_may_stop_it():
    made = township(9)
    told = []
    propose(made.land, made.crews, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0

    class StopError(Exception):
        pass

    def stop(done, total):
        raise StopError

    with pytest.raises(StopError):
        propose(made.land, made.crews, progress=stop)


def county():
    """The demo's 300,000 households by block, each block its own place, and the 870 teams."""
    demo = build(300_000, today=date(2026, 6, 1))
    land, owners = demo.issues.land, demo.issues.coverage.team_of
    ids, grounds = {(): 1}, [Ground(1, None, Level.COUNTY)]
    crews = {n: {} for n in range(len(demo.teams))}
    for block, owner in zip(land.blocks, owners, strict=True):
        for depth, step in enumerate(block.path, 1):
            path = block.path[:depth]
            if path not in ids:
                ids[path] = len(ids) + 1
                held = depth == len(block.path) and owner is not None
                gaps = block.households if depth == len(block.path) and not held else 0
                grounds.append(Ground(ids[path], ids[path[:-1]], step.level, gaps, gaps, held))
        if owner is not None:
            crews[owner][ids[block.path]] = block.households
    return Land(grounds, {}), tuple(Crew(n, held) for n, held in crews.items())


def test_the_demo_county_has_no_gap_left():
    land, crews = county()
    proposal = propose(land, crews)
    assert len(crews) == 870
    assert proposal.gaps > 1_000
    assert proposal.left == 0
    assert proposal.after.most == proposal.before.most, "the gaps go to those with least"
