"""What of a ledger's gaps goes to one team undivided, and how what a team got is put together.

Where a place has a gap below it, no team answers for that place or for one above it: the nearest
assignment wins (DOMAIN.md §4), so the gap would have that team. A place that goes to a team hence
takes along exactly the gaps below it, and nobody else's team changes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.places import RANK, Level

SMALL = 0.25
"""A compound or community up to this part of a team's fair share stays whole; a building does up
to a fair share, an entrance or group always."""

_WHOLE = (Level.ENTRANCE, Level.GROUP)
AS_PLACES = (Level.BUILDING, *_WHOLE)
"""Levels whose own households always go to a team with their place, never one by one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, and what nobody answers for on it, without what lies below: households, and their
    need with that of the place's own open issues. ``held``: a team answers for just this place."""

    id: int
    parent_id: int | None
    level: Level
    households: int = 0
    need: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A single household that nobody answers for."""

    id: int
    need: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A place with all gaps below it, or with those that hang on it by themselves (``rest``), or
    some of these as single ``homes``. ``at`` is how far along the walking order it lies."""

    place_id: int
    at: float
    need: int
    rest: bool = False
    homes: tuple[Home, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """What a team is to get: a place, or single homes on it; and what comes with it."""

    team_id: int
    place_id: int
    household_ids: tuple[int, ...]
    households: int
    need: int


class Land:
    """The tree of places, in walking order, parents first.

    ``homes`` are the single gaps, in walking order, of the places above buildings and groups that
    have some by themselves.
    """

    def __init__(self, places: Sequence[Ground], homes: Mapping[int, Sequence[Home]]) -> None:
        self.places = {place.id: place for place in places}
        self.at = {place.id: at for at, place in enumerate(places)}
        self.tops: dict[int, int] = {}
        """The community of each place, or what stands for it: the highest place below a township;
        a township or county itself."""
        self._homes = homes
        self._children: dict[int, list[int]] = defaultdict(list)
        self._sums = {place.id: [place.households, place.need] for place in places}
        self._shared: set[int] = set()
        """Places with a team's place somewhere below."""
        for place in places:
            self.tops[place.id] = place.id
            if place.parent_id is not None:
                self._children[place.parent_id].append(place.id)
                if self.is_handed(place.parent_id):
                    self.tops[place.id] = self.tops[place.parent_id]
        for place in reversed(places):
            if place.parent_id is not None:
                for at, number in enumerate(self._sums[place.id]):
                    self._sums[place.parent_id][at] += number
                if place.held or place.id in self._shared:
                    self._shared.add(place.parent_id)

    def is_handed(self, place_id: int) -> bool:
        """Whether such a place can go to a team; a township or county cannot: whatever is new in
        it would have that team, and no gap would ever show."""
        return RANK[self.places[place_id].level] >= RANK[Level.COMMUNITY]

    def pool(self, top: int) -> int:
        """The township of a community, or what stands for it."""
        parent = self.places[top].parent_id
        return parent if parent is not None and self.is_handed(top) else top

    def gaps(self) -> dict[int, int]:
        """How many households each community, or what stands for it, has without a team, where it
        has any; in walking order."""
        found: dict[int, int] = {}
        for place in self.places.values():
            if place.households:
                top = self.tops[place.id]
                found[top] = found.get(top, 0) + place.households
        return found

    # Taking apart

    def pieces(self, share: float) -> list[Piece]:
        """All gaps in pieces for teams whose fair share is so much, in walking order."""
        cut = (
            piece for top in dict.fromkeys(self.tops.values()) for piece in self._cut(top, share)
        )
        return sorted(cut, key=lambda piece: piece.at)

    def _cut(self, place_id: int, share: float) -> Iterator[Piece]:
        households, need = self._sums[place_id]
        place, at = self.places[place_id], self.at[place_id]
        if not households:
            return
        small = place.level in _WHOLE or need <= self._most(place.level, share)
        if small and self.is_handed(place_id) and place_id not in self._shared:
            yield Piece(place_id, at, need)
            return
        if place.level in AS_PLACES and place.households:
            yield Piece(place_id, at, place.need, rest=True)
        else:
            yield from self._stretches(place_id, SMALL * share)
        if self.is_handed(place_id):
            for child in self._children[place_id]:
                yield from self._cut(child, share)

    def _most(self, level: Level, share: float) -> float:
        return share if level is Level.BUILDING else SMALL * share

    def _stretches(self, place_id: int, most: float) -> Iterator[Piece]:
        """Its own single gaps, neighbours together."""
        homes = self._homes.get(place_id, ())
        first, need = 0, 0
        for number, home in enumerate(homes):
            if number > first and need + home.need > most:
                yield self._stretch(place_id, homes, first, number)
                first, need = number, 0
            need += home.need
        if homes:
            yield self._stretch(place_id, homes, first, len(homes))

    def _stretch(self, place_id: int, homes: Sequence[Home], first: int, end: int) -> Piece:
        mine = tuple(homes[first:end])
        at = self.at[place_id] + first / len(homes)
        return Piece(place_id, at, sum(home.need for home in mine), homes=mine)

    # Putting together

    def handovers(self, dealt: Sequence[tuple[Piece, int]]) -> list[Handover]:
        """What the teams get, in walking order: of each place that is all one team's only the
        place itself. All pieces of a community are dealt together."""
        return _Together(self, dealt).handovers()

    def sum_up(self, handed: Mapping[int, int]) -> dict[int, list[int]]:
        """Households and need that come with each of these places that are handed to teams."""
        sums = {place_id: [0, 0] for place_id in handed}
        comes_with: dict[int, int] = {}
        for place in self.places.values():
            above = comes_with.get(place.parent_id or 0)
            mine = place.id if place.id in handed else above
            if mine is not None and not place.held:
                comes_with[place.id] = mine
                sums[mine][0] += place.households
                sums[mine][1] += place.need
        return sums

    def children(self, place_id: int) -> Sequence[int]:
        """The places right below this one."""
        return self._children[place_id]

    def is_shared(self, place_id: int) -> bool:
        """Whether some team's place lies below this one."""
        return place_id in self._shared


class _Together:
    """Puts the pieces of each team together to places."""

    def __init__(self, land: Land, dealt: Sequence[tuple[Piece, int]]) -> None:
        self._land = land
        self._rests: dict[int, int] = {}
        self._homes: dict[int, dict[int, list[Home]]] = defaultdict(lambda: defaultdict(list))
        self._teams: dict[int, set[int]] = defaultdict(set)  # of all pieces at or below a place
        for piece, team_id in dealt:
            if piece.rest:
                self._rests[piece.place_id] = team_id
            for home in piece.homes:
                self._homes[piece.place_id][team_id].append(home)
            here: int | None = piece.place_id
            while here is not None and here in land.places:
                self._teams[here].add(team_id)
                here = land.places[here].parent_id if here != land.tops[here] else None

    def handovers(self) -> list[Handover]:
        tops = dict.fromkeys(self._land.tops[place_id] for place_id in self._teams)
        ordered = sorted(tops, key=self._land.at.__getitem__)
        found = [one for top in ordered for one in self._below(top, None)]
        sums = self._land.sum_up({place: team for place, team, homes in found if not homes})
        return [
            Handover(
                team,
                place,
                tuple(home.id for home in homes),
                len(homes) or sums[place][0],
                sum(home.need for home in homes) or sums[place][1],
            )
            for place, team, homes in found
        ]

    def _below(self, place_id: int, above: int | None) -> Iterator[tuple[int, int, Sequence[Home]]]:
        """The places and homes to hand over at and below a place; ``above`` is the team that gets
        a place above."""
        land, teams = self._land, self._teams.get(place_id)
        if not teams or teams == {above}:
            return
        if len(teams) == 1 and land.is_handed(place_id) and not land.is_shared(place_id):
            yield place_id, next(iter(teams)), ()
            return
        if place_id in self._rests:
            above = self._rests[place_id]
            yield place_id, above, ()
        for team_id, homes in self._homes.get(place_id, {}).items():
            yield place_id, team_id, homes
        for child in land.children(place_id) if land.is_handed(place_id) else ():
            yield from self._below(child, above)
