"""Invented trees of places with gaps, for the tests of the proposal of 包联."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from domain.dealing import Crew
from domain.pieces import Ground, Home, Land
from domain.places import Level

BELOW = {
    Level.COUNTY: (Level.TOWNSHIP,),
    Level.TOWNSHIP: (Level.COMMUNITY, Level.COMPOUND),
    Level.COMMUNITY: (Level.COMPOUND, Level.GROUP, Level.BUILDING),
    Level.COMPOUND: (Level.BUILDING,),
    Level.GROUP: (Level.BUILDING,),
    Level.BUILDING: (Level.ENTRANCE,),
    Level.ENTRANCE: (),
}


@dataclass(frozen=True)
class Scene:
    """A land and what was there before: which team answers for which place, all homes with their
    place and need, and the homes that have a team of their own."""

    land: Land
    crews: tuple[Crew, ...]
    given: dict[int, int]
    homes: dict[int, tuple[int, int]]
    single: dict[int, int]

    def teams(self, given, single):
        """The team of every home by the nearest assignment, counted by hand."""
        found = {}
        for home, (place_id, _) in self.homes.items():
            here = place_id
            while here is not None and here not in given:
                here = self.land.places[here].parent_id
            found[home] = single.get(home, given.get(here))
        return found


@st.composite
def trees(draw, most=40):
    """Places in walking order as (parent, level), the first the ledger's own."""
    top = draw(st.sampled_from([Level.COUNTY, Level.TOWNSHIP]))
    places = [(None, top)]
    children = {0: []}
    for number in range(1, draw(st.integers(1, most))):
        can = [n for n, (_, level) in enumerate(places) if BELOW[level]]
        parent = draw(st.sampled_from(can))
        places.append((parent, draw(st.sampled_from(BELOW[places[parent][1]]))))
        children[number] = []
        children[parent].append(number)
    walk, waiting = [], [0]
    while waiting:
        here = waiting.pop()
        walk.append(here)
        waiting += reversed(children[here])
    at = {old: new for new, old in enumerate(walk, 1)}
    return [(at.get(places[old][0]), places[old][1]) for old in walk]


@st.composite
def scenes(draw, most=40):
    """A tree with homes, teams, and assignments of places and single homes."""
    tree = draw(trees(most))
    ids = range(1, len(tree) + 1)
    team_ids = list(range(1, draw(st.integers(1, 6)) + 1))
    one, some = st.sampled_from(team_ids), st.integers(0, 12)
    given = draw(st.dictionaries(st.sampled_from(ids), one, max_size=6))
    homes, single = {}, {}
    for place_id in ids:
        for _ in range(draw(some) if draw(st.booleans()) else 0):
            home = len(homes) + 1
            homes[home] = (place_id, draw(st.integers(1, 4)))
            if draw(st.integers(0, 9)) == 0:
                single[home] = draw(one)
    return scene(tree, team_ids, given, homes, single)


def scene(tree, team_ids, given, homes, single):
    """The scene as a proposal is given it."""
    grounds = [
        Ground(n, parent, level, held=n in given) for n, (parent, level) in enumerate(tree, 1)
    ]
    bare = Scene(Land(grounds, {}), (), given, homes, single)
    own, gaps, holds = {}, {}, {id_: {} for id_ in team_ids}
    for home, team in bare.teams(given, single).items():
        place_id, need = homes[home]
        if team is None:
            count, weight = own.get(place_id, (0, 0))
            own[place_id] = (count + 1, weight + need)
            gaps.setdefault(place_id, []).append(Home(home, need))
        else:
            holds[team][place_id] = holds[team].get(place_id, 0) + need
    filled = [
        replace(g, households=own.get(g.id, (0, 0))[0], need=own.get(g.id, (0, 0))[1])
        for g in grounds
    ]
    crews = tuple(Crew(id_, held) for id_, held in holds.items())
    return Scene(Land(filled, gaps), crews, given, homes, single)
