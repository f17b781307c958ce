"""The households already on file, found by what a sheet says of them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from domain.places import RANK, Level, compact

_HOUSED = (Level.BUILDING, Level.ENTRANCE)


@dataclass(frozen=True, slots=True)
class KnownHome:
    """A household on file: ``place_key`` is its place spelt one way (`domain.ledger`), ``team_id``
    the team that alone answers for it, ``people`` those of its residents that were asked for."""

    id: int
    address: str
    place_key: str
    room: str
    number: str
    head: str
    team_id: int | None = None
    people: tuple[str, ...] = ()

    def has_head(self, name: str) -> bool:
        """Whether the head is so called, maybe masked."""
        return same_name(self.head, name)

    def has(self, name: str) -> bool:
        """Whether the head or a resident is so called, maybe masked."""
        return any(same_name(one, name) for one in (self.head, *self.people))


def same_name(name: str, written: str) -> bool:
    """Whether a name is the one written, maybe masked: 邹** is 邹大伟 (DOMAIN.md §3)."""
    if "*" not in written:
        return name == written
    return len(name) == len(written) and all(
        w in ("*", n) for n, w in zip(name, written, strict=True)
    )


class HomeIndex:
    """Known households by their number on file, door, address, and the people in them."""

    def __init__(self, homes: Iterable[KnownHome] = ()) -> None:
        self._by_id: dict[str, KnownHome] = {}
        self._by_door: dict[tuple[str, str, str], list[KnownHome]] = defaultdict(list)
        for home in homes:
            self._by_id[str(home.id)] = home
            door = (home.place_key, home.room.upper(), home.number.upper())
            self._by_door[door].append(home)

    def get(self, number: str) -> KnownHome | None:
        """The household of this number on file."""
        return self._by_id.get(number)

    def at(self, place_key: str, room: str, number: str) -> Sequence[KnownHome]:
        """The households of a room or a household number at a place. Outside buildings a 门牌号
        is both: one ledger keeps it as a room, the other as a number."""
        room, number = room.upper(), number.upper()
        found = self._by_door.get((place_key, room, number), ())
        if not found and _level(place_key) not in _HOUSED:
            found = self._by_door.get((place_key, number, room), ())
        return found

    def of(self, place_key: str, name: str, heads_only: bool = False) -> Sequence[KnownHome]:
        """The households at or below a community, or a place in one, whose head is so called; the
        residents are asked, too, unless a head was found and ``heads_only``. A masked name alone
        tells nobody for certain."""
        if not _in_community(place_key):
            return ()
        here = [home for home in self._of_people.get(name, ()) if _inside(home, place_key)]
        heads = [home for home in here if home.has_head(name)]
        return heads if heads and heads_only else here

    def like(self, place_key: str, address: str) -> Sequence[KnownHome]:
        """The households so written at or below a place, where stars stand for what was masked.
        Without a place only an address that begins with its compound tells a household: every
        village has a 4组."""
        plain = compact(address)
        pattern, placed = _pattern(plain), _in_community(place_key)
        return [
            home
            for written, home in self._written_from(plain.partition("*")[0])
            if pattern.fullmatch(written)
            and (_inside(home, place_key) if placed else _in_compound(home))
        ]

    @cached_property
    def _of_people(self) -> dict[str, list[KnownHome]]:
        found: dict[str, list[KnownHome]] = defaultdict(list)
        for home in self._by_id.values():
            for name in {home.head, *home.people} - {""}:
                found[name].append(home)
        return found

    @cached_property
    def _addresses(self) -> list[tuple[str, int, KnownHome]]:
        homes = self._by_id.values()
        return sorted(((compact(h.address), h.id, h) for h in homes), key=lambda a: a[:2])

    def _written_from(self, start: str) -> Iterator[tuple[str, KnownHome]]:
        """The addresses that begin so, with their households."""
        first = bisect_left(self._addresses, start, key=lambda a: a[0])
        for written, _, home in islice(self._addresses, first, None):
            if not written.startswith(start):
                return
            yield written, home


NO_HOMES = HomeIndex()


def same_address(known: str, written: str) -> bool:
    """Whether an address on file is the one written, in which names may be masked."""
    return _pattern(compact(written)).fullmatch(compact(known)) is not None


def _pattern(address: str) -> re.Pattern[str]:
    """Each run of stars stands for what was masked, however long the stars are."""
    return re.compile(re.sub(r"(?:\\\*)+", ".+", re.escape(address)))


def _inside(home: KnownHome, place_key: str) -> bool:
    return home.place_key == place_key or home.place_key.startswith(f"{place_key}/")


def _in_compound(home: KnownHome) -> bool:
    return f"/{Level.COMPOUND}:" in f"/{home.place_key}"


def _level(place_key: str) -> Level | None:
    name = place_key.rpartition("/")[2].partition(":")[0]
    return Level(name) if name else None


def _in_community(place_key: str) -> bool:
    level = _level(place_key)
    return level is not None and RANK[level] >= RANK[Level.COMMUNITY]
