"""Two people edited one household: what both did is brought together, what clashes is named."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from domain.entries import HouseholdEntry, ResidentEntry

_HOUSEHOLD = ("room", "number", "tenure", "residence_status", "phone", "remark")
_RESIDENT = (
    "relation", "sex", "birth", "document", "id_number", "id_suspect", "ethnicity",
    "political_status", "phones", "employer", "registered_place", "care_tags", "remark",
    "residence_status",
)  # fmt: skip
MEMBERSHIP = "member"

_People = dict[tuple[str, int], ResidentEntry]


@dataclass(frozen=True, slots=True)
class Clash:
    """A fact that both changed, each otherwise.

    ``who`` is the resident's name, empty for the household's own facts; ``field`` is the entry's
    field, or `MEMBERSHIP` where one removed the person whom the other edited.
    """

    who: str
    field: str
    mine: str
    theirs: str


def merge(
    base: HouseholdEntry, mine: HouseholdEntry, theirs: HouseholdEntry
) -> tuple[HouseholdEntry, tuple[Clash, ...]]:
    """My version with everything of theirs that I left as it was; where both changed the same
    fact mine stays, and the clash is told. ``base`` is what both began with."""
    clashes: list[Clash] = []
    changed = _facts(base, mine, theirs, _HOUSEHOLD, "", clashes)
    residents = _residents(_people(base), _people(mine), _people(theirs), clashes)
    return replace(mine, **changed, residents=residents), tuple(clashes)


def _facts(
    base: object, mine: object, theirs: object, names: tuple[str, ...], who: str, out: list[Clash]
) -> dict[str, Any]:
    taken = {}
    for name in names:
        b, m, t = (getattr(entry, name) for entry in (base, mine, theirs))
        if m == b:
            taken[name] = t
        elif t not in (b, m):
            out.append(Clash(who, name, _words(m), _words(t)))
    return taken


def _words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _people(entry: HouseholdEntry) -> _People:
    """The members by name; namesakes are told apart by their order."""
    seen: Counter[str] = Counter()
    people: _People = {}
    for resident in entry.residents:
        people[resident.name, seen[resident.name]] = resident
        seen[resident.name] += 1
    return people


def _residents(
    base: _People, mine: _People, theirs: _People, out: list[Clash]
) -> tuple[ResidentEntry, ...]:
    kept = []
    for key, own in mine.items():
        before, other = base.get(key), theirs.get(key)
        if other is None:
            if before is not None and own == before:
                continue  # they removed whom I did not touch
            if before is not None:
                out.append(Clash(own.name, MEMBERSHIP, "有改动", "已移除"))
            kept.append(own)
        else:
            empty = ResidentEntry(own.name)
            taken = _facts(before or empty, own, other, _RESIDENT, own.name, out)
            kept.append(replace(own, **taken))
    for key, other in theirs.items():
        if key not in mine and other != base.get(key):
            if key in base:
                out.append(Clash(other.name, MEMBERSHIP, "已移除", "有改动"))
            kept.append(other)
    return tuple(kept)
