"""Households and their residents: the big table's order and pages, one household."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    func,
    select,
)

from db import column_filter, search
from db.column_filter import ColumnFilter, Held
from db.households import home_search
from db.models import Household, Resident
from db.ordering import turned
from db.places import within
from db.reading import Reader, fetch
from domain.entries import HouseholdEntry, ResidentEntry

Query = Any  # a SELECT of any columns
SAME = (
    "name", "relation", "sex", "birth", "document", "id_number", "id_suspect", "ethnicity",
    "political_status", "employer", "registered_place", "residence_status", "remark",
)  # fmt: skip
"""What a resident's row and entry have in common."""


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households: the typed text, the place's position, a tag, ids (of a coverage list), and
    what single columns hold (those of `COLUMNS`)."""

    query: str = ""
    position: str = ""
    tag: str = ""
    ids: tuple[int, ...] | None = None
    columns: tuple[ColumnFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as the big table shows it."""

    id: int
    place_id: int
    address: str
    head: str
    people: int
    phone: str
    tags: str
    residence_status: str
    tenure: str
    remark: str


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident of a household; ``birth`` is known to the day or to the month."""

    id: int
    name: str
    relation: str
    sex: str
    birth: str
    document: str
    id_number: str
    id_suspect: bool
    ethnicity: str
    political_status: str
    phones: str
    employer: str
    registered_place: str
    residence_status: str
    tags: str
    remark: str


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """One household with its members, and the version an edit must name."""

    row: HouseholdRow
    room: str
    number: str
    twin: str
    own_phone: str
    version: int
    residents: tuple[ResidentRow, ...]


_ROW = (
    Household.id,
    Household.place_id,
    Household.address,
    Household.head,
    Household.people,
    Household.phone,
    Household.tags,
    Household.residence_status,
    Household.tenure,
    Household.remark,
)
_RESIDENT = (
    Resident.id,
    Resident.name,
    Resident.relation,
    Resident.sex,
    Resident.birth,
    Resident.document,
    Resident.id_number,
    Resident.id_suspect,
    Resident.ethnicity,
    Resident.political_status,
    Resident.phones,
    Resident.employer,
    Resident.registered_place,
    Resident.residence_status,
    Resident.tags,
    Resident.remark,
)
SORTS = {
    "address": Household.position,
    "head": Household.head_pinyin,
    "people": Household.people,
    "phone": Household.phone,
    "tags": Household.tags,
    "residence_status": Household.residence_status,
    "tenure": Household.tenure,
}
COLUMNS = {
    "address": Held(Household.address),
    "head": Held(Household.head),
    "people": Held(Household.people),
    "tags": Held(Household.tags, several=True),
    "residence_status": Held(Household.residence_status),
    "tenure": Held(Household.tenure),
    "remark": Held(Household.remark),
}
"""What can be filtered column by column; a phone is found by the typed text only."""
_MAY_BE_BLANK = ("head", "phone", "tags", "residence_status", "tenure")


def order(
    connection: Reader,
    wanted: HouseholdFilter,
    sort: str = "address",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order; with ``limit`` only the first."""
    statement = _filtered(connection, select(Household.id), wanted)
    column = SORTS[sort]
    ordered = statement.order_by(*turned((column, Household.position), descending)).limit(limit)
    if sort not in _MAY_BE_BLANK or descending:  # what is blank is least: it is last already
        return list(connection.scalars(ordered))
    # One range of the column's index after the other: nothing is sorted.
    found = list(connection.scalars(ordered.where(column > "")))
    left = None if limit is None else limit - len(found)
    if left != 0:
        found += connection.scalars(ordered.where(column == "").limit(left))
    return found


def sorting(sort: str, descending: bool) -> list[ColumnElement[Any]]:
    """What a list of households is ordered by: a column, blanks last, and within it the walking
    order."""
    column = SORTS[sort]
    blank = (column == "",) if sort in _MAY_BE_BLANK else ()
    return turned((*blank, column, Household.position), descending)


def totals(connection: Reader, wanted: HouseholdFilter) -> tuple[int, int]:
    """How many households and how many people the filter lets through."""
    counted = select(func.count(), func.coalesce(func.sum(Household.people), 0))
    households, people = fetch(connection, _filtered(connection, counted, wanted))[0]
    return int(households), int(people)


def values(
    connection: Reader, wanted: HouseholdFilter, asked: ColumnFilter
) -> list[tuple[str, int]]:
    """What a column holds in the households that the rest of the filter lets through."""
    rest = tuple(one for one in wanted.columns if one.key != asked.key)
    statement = _filtered(connection, select(Household.id), replace(wanted, columns=rest))
    return column_filter.values(connection, statement, COLUMNS, asked)


def _filtered(connection: Reader, statement: Query, wanted: HouseholdFilter) -> Query:
    conditions: list[ColumnElement[bool]] = []
    if wanted.position:
        conditions.append(within(Household.position, wanted.position))
    if wanted.tag:
        conditions.append(Household.tags.contains(wanted.tag, autoescape=True))
    if wanted.ids is not None:
        conditions.append(Household.id.in_(wanted.ids))
    if wanted.columns:
        conditions.append(column_filter.condition(COLUMNS, wanted.columns))
    if search.terms(wanted.query):
        conditions.append(home_search.condition(connection, Household.id, wanted.query))
    return statement.where(*conditions)


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, HouseholdRow]:
    """The rows of these ids, for a page of the table."""
    found = fetch(connection, select(*_ROW).where(Household.id.in_(ids)))
    return {row[0]: HouseholdRow(*row) for row in found}


def door(row: HouseholdRow, place: str) -> str:
    """What of a household's address is its own at a place of that full name: 502室."""
    return row.address.removeprefix(place) or row.head or "—"


def page(connection: Reader, household_id: int) -> HouseholdPage | None:
    """One household with its members in order; None when it is no longer there."""
    own = (Household.room, Household.number, Household.twin, Household.own_phone, Household.version)
    found = fetch(connection, select(*own, *_ROW).where(Household.id == household_id))
    if not found:
        return None
    room, number, twin, own_phone, version, *row = found[0]
    of_household = Resident.household_id == household_id
    residents = fetch(connection, select(*_RESIDENT).where(of_household).order_by(Resident.seq))
    return HouseholdPage(
        row=HouseholdRow(*row),
        room=room,
        number=number,
        twin=twin,
        own_phone=own_phone,
        version=version,
        residents=tuple(ResidentRow(*r) for r in residents),
    )


def entry_of(household: HouseholdPage) -> HouseholdEntry:
    """A stored household as the entry a form edits; its place is not part of it."""
    return HouseholdEntry(
        place=(),
        room=household.room,
        number=household.number,
        twin=household.twin,
        head=household.row.head,
        tenure=household.row.tenure,
        residence_status=household.row.residence_status,
        phone=household.own_phone,
        remark=household.row.remark,
        residents=tuple(_resident_entry(r) for r in household.residents),
    )


def _resident_entry(row: ResidentRow) -> ResidentEntry:
    return ResidentEntry(
        phones=tuple(filter(None, row.phones.split("、"))),
        care_tags=tuple(filter(None, row.tags.split("、"))),
        **{name: getattr(row, name) for name in SAME},
    )
