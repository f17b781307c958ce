"""Households and their residents: the big table's order and pages, one household, editing."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    delete,
    func,
    insert,
    select,
    update,
)

from db import home_search, places, search
from db.models import Household, Resident
from db.places import PlaceRow, within
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import HouseholdEntry, ResidentEntry
from domain.errors import KnownError
from domain.ledger import dwelling_key
from domain.people import initials, pinyin
from domain.places import RANK, Level, compact, natural_key

Query = Any  # a SELECT of any columns


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households: the typed text, the place's position, a tag, ids (of a coverage list)."""

    query: str = ""
    position: str = ""
    tag: str = ""
    ids: tuple[int, ...] | None = None


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


def order(
    connection: Reader,
    wanted: HouseholdFilter,
    sort: str = "address",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order; with ``limit`` only the first."""
    statement = _filtered(connection, select(Household.id), wanted)
    ordered = statement.order_by(*sorting(sort, descending))
    return list(connection.scalars(ordered.limit(limit)))


def sorting(sort: str, descending: bool) -> list[ColumnElement[Any]]:
    """What a list of households is ordered by: a column, and within it the walking order."""
    columns = (SORTS[sort], Household.position)
    return [column.desc() if descending else column.asc() for column in columns]


def totals(connection: Reader, wanted: HouseholdFilter) -> tuple[int, int]:
    """How many households and how many people the filter lets through."""
    counted = select(func.count(), func.coalesce(func.sum(Household.people), 0))
    households, people = fetch(connection, _filtered(connection, counted, wanted))[0]
    return int(households), int(people)


def _filtered(connection: Reader, statement: Query, wanted: HouseholdFilter) -> Query:
    conditions: list[ColumnElement[bool]] = []
    if wanted.position:
        conditions.append(within(Household.position, wanted.position))
    if wanted.tag:
        conditions.append(Household.tags.contains(wanted.tag, autoescape=True))
    if wanted.ids is not None:
        conditions.append(Household.id.in_(wanted.ids))
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


_WORDS = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a household stands: the columns its place and its room or number decide.

    ``short`` is the address as it is typed in a hurry, 3-1-502, where there is one.
    """

    place_id: int
    key: str
    position: str
    address: str
    short: str


def site(path: Sequence[PlaceRow], entry: HouseholdEntry) -> Site:
    """The site of an entry at the end of a path of places from the root down."""
    room, number = entry.room.removesuffix("室"), entry.number.removesuffix("号").removesuffix("户")
    if room:
        tail = f"{room}室"
    elif number:
        tail = f"{number}号"
    else:
        tail = f"{entry.head}户" if entry.head else ""
    if entry.twin:
        tail += f"（{entry.twin}）"
    below = [p for p in path if RANK[p.level] > RANK[Level.COMMUNITY]] or [path[-1]]
    blocks = [p.key for p in below if p.level in (Level.BUILDING, Level.ENTRANCE)]
    digits = [_WORDS.sub("", block) for block in blocks]
    return Site(
        place_id=path[-1].id,
        key=dwelling_key(entry),
        position=path[-1].position + natural_key(dwelling_key(entry)),
        address="".join(p.name for p in below) + tail,
        short="-".join([*digits, room]) if blocks and room else "",
    )


def summary(entry: HouseholdEntry, residents: Sequence[ResidentEntry]) -> dict[str, object]:
    """The columns of a household that repeat what its residents say."""
    head = entry.head or (residents[0].name if residents else "")
    phones = [p for r in residents for p in r.phones]
    tags = dict.fromkeys(tag for r in residents for tag in r.care_tags)
    return {
        "head": head,
        "head_pinyin": pinyin(head),
        "people": len(residents),
        "phone": entry.phone or (phones[0] if phones else ""),
        "tags": "、".join(tags),
    }


def search_text(at: Site, entry: HouseholdEntry, residents: Sequence[ResidentEntry]) -> str:
    """Everything the household is found by, words apart."""
    words = [at.address, at.short, entry.head, initials(entry.head), entry.phone]
    for resident in residents:
        words += (resident.name, initials(resident.name), resident.id_number)
        words += resident.phones
    return " ".join(dict.fromkeys(w for w in words if w))


_SAME = (
    "name", "relation", "sex", "birth", "document", "id_number", "id_suspect", "ethnicity",
    "political_status", "employer", "registered_place", "residence_status", "remark",
)  # fmt: skip
_same: Callable[[ResidentEntry], tuple[Any, ...]] = attrgetter(*_SAME)
RESIDENT_COLUMNS = ("household_id", "seq", "batch_id", "phones", "tags", *_SAME)


def resident_row(
    resident: ResidentEntry, household_id: int, seq: int, batch_id: int | None = None
) -> tuple[Any, ...]:
    """A resident as the table stores it, in the order of `RESIDENT_COLUMNS`."""
    phones, tags = "、".join(resident.phones), "、".join(resident.care_tags)
    return (household_id, seq, batch_id, phones, tags, *_same(resident))


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
        **{name: getattr(row, name) for name in _SAME},
    )


def add(session: WriteSession, place_id: int, entry: HouseholdEntry) -> int:
    """Store a household that a form brings, at a place of the tree; returns its id."""
    entry = _as_matched(entry)
    at = _free_site(session, place_id, entry, household_id=0)
    (household_id,) = session.reserve(Household, 1)
    session.execute(insert(Household).values(id=household_id, **facts(at, entry)))
    _put_residents(session, household_id, at, entry)
    session.log("households", "新增住户", at.address, where=place_id)
    return household_id


def save(session: WriteSession, household_id: int, version: int, entry: HouseholdEntry) -> int:
    """Replace a household's facts and residents; returns the new version.

    A KnownError tells the loser of a race; nothing is written then.
    """
    found = session.execute(
        select(Household.version, Household.place_id).where(Household.id == household_id)
    ).one_or_none()
    if found is None:
        raise KnownError("这一户已被删除，没有保存；请刷新后再看。")
    if found.version != version:
        raise KnownError(
            "这一户刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
        )
    at = rewrite(session, household_id, found.place_id, version + 1, entry)
    session.log("households", "修改住户", at.address, where=found.place_id)
    return version + 1


def rewrite(
    session: WriteSession, household_id: int, place_id: int, version: int, entry: HouseholdEntry
) -> Site:
    """Store a household's facts and residents in the place of all that is there of it."""
    entry = _as_matched(entry)
    at = _free_site(session, place_id, entry, household_id)
    session.execute(
        update(Household)
        .where(Household.id == household_id)
        .values(version=version, batch_id=None, **facts(at, entry))
    )
    session.execute(delete(Resident).where(Resident.household_id == household_id))
    _put_residents(session, household_id, at, entry)
    return at


def _as_matched(entry: HouseholdEntry) -> HouseholdEntry:
    """Room and number as a ledger's reader leaves them, so that 502室 typed is the 502 on file."""
    room = compact(entry.room).removesuffix("室")
    number = compact(entry.number).removesuffix("号").removesuffix("户")
    return replace(entry, room=room, number=number)


def _free_site(
    session: WriteSession, place_id: int, entry: HouseholdEntry, household_id: int
) -> Site:
    at = site(places.path(session.connection, place_id), entry)
    taken = session.execute(
        select(Household.id).where(
            Household.place_id == place_id, Household.key == at.key, Household.id != household_id
        )
    ).first()
    if taken is not None:
        raise KnownError(f"{at.address}已经有一户，没有保存；请核对室号或户号，或直接修改那一户。")
    return at


def facts(at: Site, entry: HouseholdEntry) -> dict[str, object]:
    """A household as the table stores it."""
    return {
        "place_id": at.place_id,
        "key": at.key,
        "position": at.position,
        "address": at.address,
        "room": entry.room,
        "number": entry.number,
        "twin": entry.twin,
        "tenure": entry.tenure,
        "residence_status": entry.residence_status,
        "remark": entry.remark,
        "own_phone": entry.phone,
    } | summary(entry, entry.residents)


def _put_residents(
    session: WriteSession, household_id: int, at: Site, entry: HouseholdEntry
) -> None:
    rows = [resident_row(r, household_id, n) for n, r in enumerate(entry.residents, 1)]
    session.insert_rows("resident", RESIDENT_COLUMNS, rows)
    search.put(session, "household", [(household_id, search_text(at, entry, entry.residents))])


def refresh(session: WriteSession, household_ids: Iterable[int]) -> None:
    """Tell the households again what their residents say, after those changed beneath them."""
    for household_id in household_ids:
        found = page(session.connection, household_id)
        assert found is not None, "only households that are there are refreshed"
        entry = entry_of(found)
        at = site(places.path(session.connection, found.row.place_id), entry)
        session.execute(
            update(Household)
            .where(Household.id == household_id)
            .values(**summary(entry, entry.residents))
        )
        search.put(session, "household", [(household_id, search_text(at, entry, entry.residents))])
