"""Storing a batch of households, as an import or the demo brings them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import delete, select, update

from db import places, search
from db.households import household_edits, households
from db.models import Household, Resident
from db.places import PlaceBook
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import HouseholdEntry, ResidentEntry
from domain.ledger import KnownPerson, missing_from, place_path_key

CHUNK = 2_000


@dataclass(slots=True)
class Stored:
    """What a batch brought that was not there yet."""

    households: int = 0
    residents: int = 0
    places: int = 0


def known_people(connection: Reader, id_numbers: Iterable[str]) -> dict[str, KnownPerson]:
    """Of these id numbers, the ones in the register, with the name and the household's key."""
    by_id = {p.id: p for p in places.all_places(connection)}
    found: dict[str, KnownPerson] = {}
    numbers = iter(id_numbers)
    while chunk := list(islice(numbers, CHUNK)):
        rows = fetch(
            connection,
            select(Resident.id_number, Resident.name, Household.place_id, Household.key)
            .join(Household, Household.id == Resident.household_id)
            .where(Resident.id_number.in_(chunk)),
        )
        for id_number, name, place_id, key in rows:
            path = place_path_key(places.steps(by_id[place_id], by_id))
            found[id_number] = KnownPerson(name, f"{path}|{key}")
    return found


def store(
    session: WriteSession,
    entries: Iterable[HouseholdEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Stored:
    """Add what is not there yet: places, households, and residents of households known.

    Facts already stored stay as they are. ``progress`` is told how many entries are done and may
    raise to cancel; the unit of work then rolls all back.
    """
    book = PlaceBook(session, batch_id)
    stored = Stored()
    remaining = iter(entries)
    done = 0
    while chunk := list(islice(remaining, CHUNK)):
        _store_chunk(session, book, chunk, batch_id, stored)
        done += len(chunk)
        progress(done)
    if stored.households or stored.residents:
        counts = f"{stored.households} 户 {stored.residents} 人"
        session.log("households", "导入住户", f"批次 {batch_id or '—'}", counts)
    return stored


def _store_chunk(
    session: WriteSession,
    book: PlaceBook,
    chunk: Sequence[HouseholdEntry],
    batch_id: int | None,
    stored: Stored,
) -> None:
    _move_out(session, (r for e in chunk for r in e.residents if r.moved))
    sites = [household_edits.site(book.path(book.locate(e.place).id), e) for e in chunk]
    stored.places += len(book.created)
    book.flush()
    there = _already_there(session.connection, sites)
    fresh: dict[tuple[int, str], tuple[household_edits.Site, HouseholdEntry]] = {}
    for at, entry in zip(sites, chunk, strict=True):
        if household_id := there.get((at.place_id, at.key)):
            stored.residents += _complete(session, household_id, entry, batch_id)
        elif (before := fresh.get((at.place_id, at.key))) is not None:
            # One household in two places of the file: its people come together.
            joined = replace(before[1], residents=before[1].residents + entry.residents)
            fresh[at.place_id, at.key] = (at, joined)
        else:
            fresh[at.place_id, at.key] = (at, entry)
    _insert(session, list(fresh.values()), batch_id)
    stored.households += len(fresh)
    stored.residents += sum(len(entry.residents) for _, entry in fresh.values())


def _move_out(session: WriteSession, moved: Iterable[ResidentEntry]) -> None:
    """Take people whose move the user confirmed out of the household they are on file in.

    The audit keeps where they were.
    """
    for resident in moved:
        found = fetch(
            session.connection,
            select(Resident.id, Household.id, Household.address)
            .join(Household, Household.id == Resident.household_id)
            .where(Resident.id_number == resident.id_number, Resident.name == resident.name),
        )
        for resident_id, household_id, address in found:
            session.execute(delete(Resident).where(Resident.id == resident_id))
            edited = update(Household).where(Household.id == household_id)
            session.execute(edited.values(batch_id=None, version=Household.version + 1))
            household_edits.refresh(session, [household_id])
            session.log("households", "迁出", address, resident.name)


def _already_there(
    connection: Reader, sites: Sequence[household_edits.Site]
) -> dict[tuple[int, str], int]:
    pairs = {(at.place_id, at.key) for at in sites}
    rows = connection.execute(
        select(Household.place_id, Household.key, Household.id).where(
            Household.place_id.in_({place_id for place_id, _ in pairs})
        )
    )
    return {(place, key): id_ for place, key, id_ in rows if (place, key) in pairs}


def _insert(
    session: WriteSession,
    fresh: Sequence[tuple[household_edits.Site, HouseholdEntry]],
    batch_id: int | None,
) -> None:
    if not fresh:
        return
    ids = session.reserve(Household, len(fresh))
    facts = [household_edits.facts(at, entry) for at, entry in fresh]
    rows = [(id_, batch_id, 1, *told.values()) for id_, told in zip(ids, facts, strict=True)]
    residents: list[tuple[Any, ...]] = []
    texts: list[tuple[int, str]] = []
    for household_id, (at, entry) in zip(ids, fresh, strict=True):
        texts.append((household_id, household_edits.search_text(at, entry, entry.residents)))
        residents += _rows(entry.residents, household_id, 1, batch_id)
    session.insert_rows("household", ("id", "batch_id", "version", *facts[0]), rows)
    session.insert_rows("resident", household_edits.RESIDENT_COLUMNS, residents)
    search.put(session, "household", texts, fresh=True)


def _rows(
    residents: Iterable[ResidentEntry], household_id: int, first: int, batch_id: int | None
) -> Iterator[tuple[Any, ...]]:
    for seq, resident in enumerate(residents, first):
        # Who moved here was on file before the import, and is not undone with it.
        brought_by = None if resident.moved else batch_id
        yield household_edits.resident_row(resident, household_id, seq, brought_by)


def _complete(
    session: WriteSession,
    household_id: int,
    entry: HouseholdEntry,
    batch_id: int | None,
) -> int:
    """Add the residents a known household does not have yet; returns how many."""
    page = households.page(session.connection, household_id)
    assert page is not None, "it was found a moment ago"
    missing = missing_from(((there.name, there.id_number) for there in page.residents), entry)
    if not missing:
        return 0
    rows = list(_rows(missing, household_id, len(page.residents) + 1, batch_id))
    session.insert_rows("resident", household_edits.RESIDENT_COLUMNS, rows)
    household_edits.refresh(session, [household_id])
    return len(missing)
