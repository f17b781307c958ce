"""The invented work teams: who is in them, and which blocks of the land they answer for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from random import Random

from domain.entries import CadreEntry, TeamEntry
from domain.places import Level, PlaceStep
from exchange.demo.families import Families
from exchange.demo.land import Block, Land
from exchange.demo.words import words

HOUSEHOLDS_A_TEAM = 300_000 / 870  # the county's campaign: 870 teams, 3,800 cadres
CADRES_A_TEAM = 3_800 / 870
MEMBERS = (3, 4, 4, 4, 5, 5, 6)
FLAWS_PER_HOUSEHOLDS = 15_000  # for each so many: two gaps and two double covers
FEWEST_BLOCKS = 12  # a smaller land is covered without flaw
PARTY_MEMBERS = 0.7
WHOLE_COMPOUND = 1.4  # a compound of up to so many times a team's share is not divided

_Path = tuple[PlaceStep, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The teams, and for every block of the land the index of its first team (None: a gap)."""

    teams: tuple[TeamEntry, ...]
    team_of: tuple[int | None, ...]


def cover(land: Land, rng: Random, since: date) -> Coverage:
    """Teams for the whole land in walking order, but for a few deliberate flaws."""
    spans = list(_spans(land))
    owner = [team for team, span in enumerate(spans) for _ in span]
    gaps, doubles = _flaws(owner, land, rng)
    whole = Counter(block.path[:3] for block in land.blocks)
    staff = _Staff(rng, since)
    sizes = _sizes(len(spans), rng)
    teams = []
    for number, span in enumerate(spans):
        mine = [at for at in span if at not in gaps]
        shared = [at for at in doubles if owner[at] == number + 1]
        areas = _areas([land.blocks[at] for at in mine if at not in doubles], whole)
        extra = [land.blocks[at].path for at in mine if at in doubles]
        extra += [land.blocks[at].path for at in shared]
        members = staff.team(land.blocks[span[0]].path, sizes[number])
        teams.append(
            TeamEntry(
                name=f"第{number + 1}工作组",
                leader=members[0].name,
                members=members,
                areas=(*areas, *extra),
                since=since,
            )
        )
    team_of = tuple(None if at in gaps else team for at, team in enumerate(owner))
    return Coverage(tuple(teams), team_of)


def _spans(land: Land) -> Iterator[range]:
    """The blocks of each team: parts of one community, or small communities together."""
    carry, first, waiting = 0.0, 0, 0
    for at, block in enumerate(land.blocks):
        waiting += block.households
        end = at + 1
        last = end == len(land.blocks)
        if not last and land.blocks[end].path[:2] == block.path[:2]:
            continue
        wanted = waiting / HOUSEHOLDS_A_TEAM + carry
        if wanted < 0.5 and not last:
            continue
        count = min(max(1, round(wanted)), end - first)
        spans = list(_split(land.blocks, first, end, waiting / count))
        carry = wanted - len(spans)
        yield from spans
        first, waiting = end, 0


def _split(blocks: Sequence[Block], first: int, end: int, size: float) -> Iterator[range]:
    """Cut the blocks from ``first`` to ``end`` into spans of about ``size`` households.

    A compound that one team can take on stays whole.
    """
    base = blocks[first].start
    compounds = {c: list(g) for c, g in groupby(blocks[first:end], key=lambda b: b.path[:3])}

    def part(at: int) -> int:
        together = compounds[blocks[at].path[:3]]
        if sum(block.households for block in together) > WHOLE_COMPOUND * size:
            together = [blocks[at]]
        last = together[-1]
        return int(((together[0].start + last.start + last.households) / 2 - base) // size)

    for _, span in groupby(range(first, end), key=part):
        members = list(span)
        yield range(members[0], members[-1] + 1)


def _flaws(owner: Sequence[int], land: Land, rng: Random) -> tuple[set[int], set[int]]:
    """Blocks that nobody has, and blocks that the team before has as well."""
    if len(owner) < FEWEST_BLOCKS or owner[-1] == 0:
        return set(), set()
    count = 2 * max(1, round(land.households / FLAWS_PER_HOUSEHOLDS))
    sizes = Counter(owner)
    shared = [at for at, team in enumerate(owner) if sizes[team] > 1]
    gaps = set(rng.sample(shared, min(count, len(shared))))
    rest = [at for at, team in enumerate(owner) if team > 0 and at not in gaps]
    return gaps, set(rng.sample(rest, min(count, len(rest))))


def _areas(mine: Sequence[Block], whole: Counter[_Path]) -> tuple[_Path, ...]:
    """The blocks' paths, a compound standing for its buildings where all of them are there."""
    here = Counter(b.path[:3] for b in mine)
    areas: dict[_Path, None] = {}
    for block in mine:
        compound = block.path[:3]
        merged = compound[-1].level is Level.COMPOUND and here[compound] == whole[compound]
        areas[compound if merged else block.path] = None
    return tuple(areas)


def _sizes(teams: int, rng: Random) -> list[int]:
    """How many cadres each team has: three to six, and in all as many as the county's share."""
    sizes = [rng.choice(MEMBERS) for _ in range(teams)]
    while missing := round(teams * CADRES_A_TEAM) - sum(sizes):
        at, step = rng.randrange(teams), 1 if missing > 0 else -1
        if sizes[at] + step in MEMBERS:
            sizes[at] += step
    return sizes


class _Staff:
    """Finds cadres for the teams, none of them twice."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._families = Families(rng, today)
        self._names: set[str] = set()
        self._units = words("units")
        self._phones: dict[str, str] = {}

    def team(self, place: _Path, size: int) -> tuple[CadreEntry, ...]:
        """So many cadres, the leader first, one of them from the community itself."""
        rng = self._rng
        lead_unit = rng.choice(self._units["county"])
        members = [self._cadre(lead_unit, _kind(lead_unit) + "_leader")]
        for _ in range(size - 2):
            if rng.random() < 0.6:
                unit = lead_unit if rng.random() < 0.5 else rng.choice(self._units["county"])
                members.append(self._cadre(unit, _kind(unit)))
            else:
                unit = place[0].name + rng.choice(self._units["township"])
                members.append(self._cadre(unit, "township"))
        members.append(self._cadre(place[1].name, "community"))
        return tuple(members)

    def _cadre(self, unit: str, kind: str) -> CadreEntry:
        rng = self._rng
        duty = rng.choice(self._units["duties"][kind])
        phone = self._phones.setdefault(unit, f"0527-0000{len(self._phones) % 1000:03d}")
        return CadreEntry(self._name(), unit, duty, phone, rng.random() < PARTY_MEMBERS)

    def _name(self) -> str:
        while True:
            name = self._families.full_name(self._rng.choice("男男女"), self._rng.randint(26, 57))
            if name not in self._names:
                self._names.add(name)
                return name


def _kind(unit: str) -> str:
    if unit.endswith(("小学", "中学")):
        return "school"
    return "hospital" if unit.endswith("医院") else "county"
