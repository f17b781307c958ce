"""Storing a batch of party members who reported, as an import or the demo brings them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import insert

from db import units
from db.check_ins import HOME, joined
from db.models import CheckIn, CheckInService
from db.places import PlaceBook
from db.reading import fetch
from db.session import WriteSession
from domain.check_in import CheckInEntry
from domain.places import RANK, Level

CHUNK = 2_000
_HOME = RANK[Level.COMPOUND]
_Person = tuple[str, int | None, int]


def store(
    session: WriteSession,
    entries: Iterable[CheckInEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Add who has not reported yet; returns how many. Whoever is there already stays as they are.

    The same person has the same name, employer and compound; whoever moved away before reports
    anew. ``progress`` is told how many entries are done and may raise to cancel.
    """
    book = PlaceBook(session, batch_id)
    known = _known(session)
    remaining = iter(entries)
    done = new = 0
    while chunk := list(islice(remaining, CHUNK)):
        unit_ids = units.ids_of(session, (e.unit for e in chunk), batch_id)
        fresh = []
        for entry in chunk:
            place = book.locate(entry.place)
            home = next(p for p in reversed(book.path(place.id)) if RANK[p.level] <= _HOME)
            person = (entry.name, unit_ids.get(entry.unit), home.id)
            if _is_new(entry, person, known):
                known[person] = entry.until
                fresh.append((place.id, person[1], entry))
        book.flush()
        _insert(session, fresh, batch_id)
        new += len(fresh)
        done += len(chunk)
        progress(done)
    if new:
        session.log("check_ins", "导入报到名单", f"批次 {batch_id or '—'}", f"{new} 人")
    return new


def _known(session: WriteSession) -> dict[_Person, date | None]:
    """Until when everybody stays; whoever reported twice stays until the end of the last time."""
    columns = (CheckIn.name, CheckIn.unit_id, HOME.id, CheckIn.until)
    ordered = joined(*columns).order_by(CheckIn.until.is_(None), CheckIn.until)
    return {tuple(key): until for *key, until in fetch(session.connection, ordered)}


def _is_new(entry: CheckInEntry, person: _Person, known: dict[_Person, date | None]) -> bool:
    if person not in known:
        return True
    until = known[person]
    return until is not None and entry.since is not None and entry.since > until


def _insert(
    session: WriteSession,
    fresh: Sequence[tuple[int, int | None, CheckInEntry]],
    batch_id: int | None,
) -> None:
    if not fresh:
        return
    rows: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    ids = session.reserve(CheckIn, len(fresh))
    for id_, (place_id, unit_id, entry) in zip(ids, fresh, strict=True):
        rows.append(
            {
                "id": id_,
                "name": entry.name,
                "unit_id": unit_id,
                "duty": entry.duty,
                "phone": entry.phone,
                "place_id": place_id,
                "post": entry.post,
                "since": entry.since,
                "until": entry.until,
                "batch_id": batch_id,
            }
        )
        services += [
            {
                "check_in_id": id_,
                "day": service.day,
                "what": service.what,
                "hours": service.hours,
                "batch_id": batch_id,
            }
            for service in entry.services
        ]
    session.execute(insert(CheckIn), rows)
    if services:
        session.execute(insert(CheckInService), services)
