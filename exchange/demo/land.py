"""Where the invented households live: compounds in the town, groups in the villages.

The county, its townships and communities are real; everything below them is invented.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from domain.entries import DivisionEntry
from domain.places import Level, PlaceStep
from exchange.demo.words import words

ROOMS_A_FLOOR = 2
COMPOUND_HOUSEHOLDS = 450
GROUP_HOUSEHOLDS = 55
TOWER_HOUSEHOLDS = 200

_Path = tuple[PlaceStep, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A building or a villagers' group; its households follow one another from ``start`` on.

    ``floors`` is 0 for a group. ``path`` leads from the township to the block itself.
    """

    path: tuple[PlaceStep, ...]
    start: int
    households: int
    floors: int

    @property
    def rural(self) -> bool:
        """Whether this is a villagers' group."""
        return not self.floors


@dataclass(frozen=True, slots=True)
class Land:
    """All blocks in walking order, and the first household's index of each."""

    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    households: int

    def block_index(self, household: int) -> int:
        """The index of the block in which a household lives."""
        return bisect_right(self.starts, household) - 1

    def dwelling(self, household: int) -> tuple[_Path, str, str]:
        """The path down to the entrance or group, the room, and the household number."""
        block = self.blocks[self.block_index(household)]
        offset = household - block.start
        if block.rural:
            return block.path, "", str(offset + 1)
        entrance, rest = divmod(offset, block.floors * ROOMS_A_FLOOR)
        floor, side = divmod(rest, ROOMS_A_FLOOR)
        room = str((floor + 1) * 100 + side + 1)
        return (*block.path, _entrance(entrance + 1)), room, ""


@cache
def _entrance(number: int) -> PlaceStep:
    return PlaceStep(Level.ENTRANCE, f"{number}单元")


def share(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts by weight; they add up to it exactly."""
    whole = sum(weights)
    edges = [round(total * edge / whole) for edge in accumulate(weights)]
    return [b - a for a, b in pairwise([0, *edges])]


def lay_out(divisions: Sequence[DivisionEntry], households: int, rng: Random) -> Land:
    """Spread the households over all communities of the divisions, in the order of their codes."""
    names = {d.code: d.name for d in divisions}
    communities = [d for d in divisions if len(d.code) == 12]
    shares = share(households, [_weight(d, rng) for d in communities])
    builder = _Builder(rng)
    for community, count in zip(communities, shares, strict=True):
        path = (
            PlaceStep(Level.TOWNSHIP, names[community.parent]),
            PlaceStep(Level.COMMUNITY, community.name),
        )
        if _is_urban(community):
            builder.add_compounds(path, count)
        else:
            builder.add_groups(path, count)
    blocks = tuple(builder.blocks)
    return Land(blocks, tuple(b.start for b in blocks), households)


def _is_urban(community: DivisionEntry) -> bool:
    return "社区" in community.name or community.code.startswith(tuple(words("places")["urban"]))


def _weight(community: DivisionEntry, rng: Random) -> float:
    spread = rng.uniform(0.7, 1.3)
    if "虚拟" in community.name:
        return 0.0
    if community.name.endswith("生活区"):
        return 0.15 * spread
    if not _is_urban(community):
        return spread
    subdistrict = community.code[6] == "0"  # 001–099 are 街道 (GB/T 10114)
    return (4.5 if subdistrict else 2.2) * spread


class _Builder:
    """Puts block after block, keeping count of the households so far."""

    def __init__(self, rng: Random) -> None:
        self.blocks: list[Block] = []
        self._rng = rng
        self._start = 0
        self._tower_stands = False
        self._names = self._compound_names()

    def _compound_names(self) -> Iterator[str]:
        lists = words("places")
        names = [a + b for a in lists["compound_first"] for b in lists["compound_last"]]
        self._rng.shuffle(names)
        rounds = ("", "二期", "东区", "西区", "南区", "北区")
        return (name + suffix for suffix in rounds for name in names)

    def add_groups(self, path: _Path, households: int) -> None:
        weights = self._uneven(households, GROUP_HOUSEHOLDS)
        for number, count in enumerate(share(households, weights), start=1):
            self._add((*path, PlaceStep(Level.GROUP, f"{number}组")), count, floors=0)

    def add_compounds(self, path: _Path, households: int) -> None:
        for count in share(households, self._uneven(households, COMPOUND_HOUSEHOLDS)):
            if count:
                self._add_compound((*path, PlaceStep(Level.COMPOUND, next(self._names))), count)

    def _add_compound(self, path: _Path, households: int) -> None:
        lists = words("places")
        style = self._style(households)
        word = self._rng.choice(lists["building_words"])
        number = 0
        while households:
            number += 1
            entrances = self._rng.choice(style["entrances"])
            count = min(households, entrances * style["floors"] * ROOMS_A_FLOOR)
            step = PlaceStep(Level.BUILDING, f"{number}{word}")
            self._add((*path, step), count, style["floors"])
            households -= count

    def _style(self, households: int) -> dict[str, Any]:
        lists = words("places")
        if not self._tower_stands and households >= TOWER_HOUSEHOLDS:
            self._tower_stands = True
            tower: dict[str, Any] = lists["tower"]
            return tower
        styles: list[dict[str, Any]] = lists["building"]
        return self._rng.choices(styles, [s["share"] for s in styles])[0]

    def _uneven(self, households: int, size: int) -> list[float]:
        parts = max(1, round(households / size))
        return [self._rng.uniform(0.6, 1.4) for _ in range(parts)]

    def _add(self, path: _Path, households: int, floors: int) -> None:
        if households:
            self.blocks.append(Block(path, self._start, households, floors))
            self._start += households
