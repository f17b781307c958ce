"""What storing the households of a file would do, told before anything is written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Household, Resident
from db.places import KnownPlaces
from db.reading import Reader, fetch
from domain.entries import HouseholdEntry
from domain.ledger import dwelling_key, missing_from
from domain.places import PlaceStep

CHUNK = 500
_Site = tuple[int, str]
"""A place and the key of a household in it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The homes of a file that are new, that would be changed (they get people, or somebody moves
    out of them), and that are on file and stay as they are; and likewise its people."""

    new: int = 0
    changed: int = 0
    same: int = 0
    people_new: int = 0
    people_moved: int = 0
    people_same: int = 0


@dataclass(slots=True)
class _OnFile:
    id: int
    members: list[tuple[str, str]]


def preview(connection: Reader, entries: Sequence[HouseholdEntry]) -> Preview:
    """What `household_import.store` would do with these entries."""
    book = KnownPlaces(connection)
    paths = {entry.place: book.find(entry.place) for entry in entries}
    there = _on_file(connection, {place.id for place in paths.values() if place is not None})
    fresh: set[tuple[tuple[PlaceStep, ...] | int, str]] = set()
    seen, changed = set(), _left(connection, entries)
    people: Counter[str] = Counter()
    for entry in entries:
        place, key = paths[entry.place], dwelling_key(entry)
        home = there.get((place.id, key)) if place is not None else None
        if home is None:
            missing = list(entry.residents)
            # One household in two places of the file is one.
            fresh.add((place.id if place is not None else entry.place, key))
        else:
            seen.add(home.id)
            missing = missing_from(home.members, entry)
            home.members += [(person.name, person.id_number) for person in missing]
            changed |= {home.id} if missing else set()
        people["same"] += len(entry.residents) - len(missing)
        people.update("moved" if person.moved else "new" for person in missing)
    homes = (len(fresh), len(changed), len(seen - changed))
    return Preview(*homes, people["new"], people["moved"], people["same"])


def _on_file(connection: Reader, place_ids: Iterable[int]) -> dict[_Site, _OnFile]:
    """The households of these places with the names and id numbers of their members."""
    columns = (Household.place_id, Household.key, Household.id, Resident.name, Resident.id_number)
    joined = select(*columns).outerjoin(Resident, Resident.household_id == Household.id)
    wanted = sorted(place_ids)
    found: dict[_Site, _OnFile] = {}
    for start in range(0, len(wanted), CHUNK):
        here = joined.where(Household.place_id.in_(wanted[start : start + CHUNK]))
        for place_id, key, id_, name, number in fetch(connection, here):
            home = found.setdefault((place_id, key), _OnFile(id_, []))
            if name is not None:
                home.members.append((name, number))
    return found


def _left(connection: Reader, entries: Iterable[HouseholdEntry]) -> set[int]:
    """The households on file that people move out of whose move was confirmed."""
    moved = {(p.id_number, p.name) for entry in entries for p in entry.residents if p.moved}
    numbers = sorted(number for number, _ in moved)
    found: set[int] = set()
    columns = select(Resident.id_number, Resident.name, Resident.household_id)
    for start in range(0, len(numbers), CHUNK):
        here = columns.where(Resident.id_number.in_(numbers[start : start + CHUNK]))
        found |= {id_ for number, name, id_ in fetch(connection, here) if (number, name) in moved}
    return found
