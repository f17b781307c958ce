"""Household ledgers: their rows, and what a household on file is matched by (DOMAIN.md §1, §2)."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from domain.cells import Cell
from domain.entries import HouseholdEntry, ResidentEntry
from domain.places import PlaceStep, place_key


class RowKind(IntEnum):
    """What a row of the sheet is."""

    PERSON = 0
    VACANT = 1
    NOTE = 2


PERSON, VACANT, NOTE = RowKind


class LedgerRow(NamedTuple):
    """A row of a household ledger, its cells told apart, merged and "as above" cells filled in.

    ``placed`` is False when no place can be made out. ``cells`` are what a repeated row repeats:
    all cells but the serial number, the place and the head. ``place_key`` is what
    :func:`place_path_key` makes of the place, in its turn ``relation`` and ``tags`` are read
    already, ``remark`` free text; the other parts of a person are the cells as they are.
    """

    row: int
    kind: RowKind
    place: tuple[PlaceStep, ...] = ()
    place_key: str = ""
    placed: bool = True
    room: str = ""
    number: str = ""
    head: str = ""
    tenure: str = ""
    residence_status: str = ""
    household_phone: Cell = ""
    name: str = ""
    relation: str = ""
    sex: Cell = ""
    birth: Cell = ""
    document: str = ""
    id_number: Cell = ""
    ethnicity: str = ""
    political_status: Cell = ""
    phones: tuple[Cell, ...] = ()
    employer: str = ""
    registered_place: str = ""
    tags: tuple[str, ...] = ()
    remark: str = ""
    cells: tuple[Cell, ...] = ()


class KnownPerson(NamedTuple):
    """Someone on file: the name, and the key of the household (:func:`household_key`)."""

    name: str
    household: str


def missing_from(members: Iterable[tuple[str, str]], entry: HouseholdEntry) -> list[ResidentEntry]:
    """The people of an entry who are not in the household on file, whose ``members`` are names and
    id numbers. A namesake is the same person unless both have a number, and not the same."""
    numbers: dict[str, set[str]] = {}
    for name, number in members:
        numbers.setdefault(name, set()).add(number)
    known = set().union(*numbers.values()) - {""}

    def is_there(person: ResidentEntry) -> bool:
        namesakes = numbers.get(person.name, set())
        no_contradiction = not person.id_number or "" in namesakes
        return person.id_number in known or bool(namesakes and no_contradiction)

    return [person for person in entry.residents if not is_there(person)]


def place_path_key(place: tuple[PlaceStep, ...]) -> str:
    """What a place is matched by: the keys of its steps, from the top."""
    return "/".join(f"{step.level}:{place_key(step.level, step.name)}" for step in place)


def dwelling_key(entry: HouseholdEntry) -> str:
    """What a household is matched by within its place: room and number, or else its head."""
    room, number = entry.room.upper(), entry.number.upper()
    who = entry.twin
    if not (room or number or who):
        first = entry.residents[0].name if entry.residents else ""
        who = entry.head or first
    return f"{room}|{number}|{who}"


def household_key(entry: HouseholdEntry) -> str:
    """What a household is matched by: its place, spelt one way, and room, number or head."""
    return f"{place_path_key(entry.place)}|{dwelling_key(entry)}"
