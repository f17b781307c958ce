"""Storing households with their residents, and what the tables keep of them for search."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    delete,
    insert,
    select,
    update,
)

from db import places, search
from db.households.households import SAME, entry_of, page
from db.models import Household, Resident
from db.places import PlaceRow
from db.reading import fetch
from db.session import WriteSession
from domain.entries import HouseholdEntry, ResidentEntry
from domain.errors import KnownError
from domain.ledger import dwelling_key
from domain.people import initials, pinyin
from domain.places import RANK, Level, compact, natural_key

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


_same: Callable[[ResidentEntry], tuple[Any, ...]] = attrgetter(*SAME)
RESIDENT_COLUMNS = ("household_id", "seq", "batch_id", "phones", "tags", *SAME)


def resident_row(
    resident: ResidentEntry, household_id: int, seq: int, batch_id: int | None = None
) -> tuple[Any, ...]:
    """A resident as the table stores it, in the order of `RESIDENT_COLUMNS`."""
    phones, tags = "、".join(resident.phones), "、".join(resident.care_tags)
    return (household_id, seq, batch_id, phones, tags, *_same(resident))


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
    found = _version_and_place(session, household_id)
    if found is None:
        raise KnownError("这一户已被删除，没有保存；请刷新后再看。")
    if found[0] != version:
        raise KnownError(
            "这一户刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
        )
    at = rewrite(session, household_id, found[1], version + 1, entry)
    session.log("households", "修改住户", at.address, where=found[1])
    return version + 1


def change_back(
    session: WriteSession, household_id: int, version: int, before: HouseholdEntry
) -> None:
    """Give a household back what it was before the change that left this version.

    A KnownError tells that it was changed since; nothing is written then.
    """
    found = _version_and_place(session, household_id)
    if found is None:
        raise KnownError("这一户已被删除，没有撤销修改；其他内容都没有动。")
    if found[0] != version:
        raise KnownError("这一户后来又改过，没有撤销，现在的内容都在；请打开这一户直接修改。")
    at = rewrite(session, household_id, found[1], version + 1, before)
    session.log("households", "撤销修改住户", at.address, where=found[1])


def _version_and_place(session: WriteSession, household_id: int) -> tuple[int, int] | None:
    columns = select(Household.version, Household.place_id).where(Household.id == household_id)
    found = fetch(session.connection, columns)
    return tuple(found[0]) if found else None


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
