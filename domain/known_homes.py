"""The households already on file, found by what a sheet says of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownHome:
    """A household on file: ``place_key`` is its place spelt one way (`domain.ledger`), ``team_id``
    the team that alone answers for it."""

    id: int
    address: str
    place_key: str
    room: str
    number: str
    head: str
    team_id: int | None = None


class HomeIndex:
    """Known households by their number on file, by their door, and by their head."""

    def __init__(self, homes: Iterable[KnownHome] = ()) -> None:
        self._by_id: dict[str, KnownHome] = {}
        self._by_door: dict[tuple[str, str, str], list[KnownHome]] = defaultdict(list)
        self._by_head: dict[tuple[str, str], list[KnownHome]] = defaultdict(list)
        for home in homes:
            self._by_id[str(home.id)] = home
            door = (home.place_key, home.room.upper(), home.number.upper())
            self._by_door[door].append(home)
            self._by_head[home.place_key, home.head].append(home)

    def get(self, number: str) -> KnownHome | None:
        """The household of this number on file."""
        return self._by_id.get(number)

    def at(self, place_key: str, room: str, number: str) -> Sequence[KnownHome]:
        """The households of a room or a household number at a place."""
        return self._by_door.get((place_key, room.upper(), number.upper()), ())

    def of(self, place_key: str, head: str) -> Sequence[KnownHome]:
        """The households at a place whose head is so called."""
        return self._by_head.get((place_key, head), ()) if head else ()


NO_HOMES = HomeIndex()
