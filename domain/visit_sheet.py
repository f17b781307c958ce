"""走访单: the households a team is to visit, in walking order, with room for what is found.

It leaves the office, so names are masked, there is no phone, and of care tags only that there are
some: a star (DOMAIN.md §3). The rooms stand in full, or nobody would find them.
"""

from dataclasses import dataclass
from datetime import date

TITLE = "走访单"
STAR = "★"
NOBODYS = "没有工作组"
"""What stands for the team of households that none, or more than one, answers for."""


@dataclass(frozen=True, slots=True)
class SheetHome:
    """A household of a sheet; ``name`` is its head's, masked, ``starred`` says that somebody there
    needs care."""

    household_id: int
    community: str
    address: str
    door: str
    name: str
    people: int
    starred: bool
    met: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class SheetStop:
    """The households of one stairwell or group."""

    place: str
    homes: tuple[SheetHome, ...]


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """What one team takes along; ``told`` says which households they are."""

    office: str
    team: str
    leader: str
    members: tuple[str, ...]
    told: str
    made: date
    stops: tuple[SheetStop, ...]

    @property
    def households(self) -> int:
        """How many households stand on the sheet."""
        return sum(len(stop.homes) for stop in self.stops)
