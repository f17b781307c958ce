"""Storing a batch of party members who reported, as an import or the demo brings them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from db.check_ins.check_ins import HOME, joined
from db.models import CheckIn, CheckInService
from db.places import PlaceBook
from db.reading import fetch
from db.session import WriteSession
from db.teams import units
from domain.check_in import CheckInEntry, ServiceEntry
from domain.places import RANK, Level

CHUNK = 2_000
_HOME = RANK[Level.COMPOUND]
_Person = tuple[str, int | None, int]


class StoredCheckIns(NamedTuple):
    """How many party members and services an import added; ``outside`` are services of days on
    which nobody so called was there, which are not stored."""

    people: int
    services: int
    outside: int


@dataclass(slots=True)
class _Stay:
    id: int
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in the stay."""
        return not (self.since and day < self.since) and not (self.until and day > self.until)


def store(
    session: WriteSession,
    entries: Iterable[CheckInEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> StoredCheckIns:
    """Add who has not reported yet, and the services not on record yet. Whoever is there already
    stays as they are.

    The same person has the same name, employer and compound; whoever moved away before reports
    anew. The same service is of the same person, day and words. ``progress`` is told how many
    entries are done and may raise to cancel.
    """
    book = PlaceBook(session, batch_id)
    known = _known(session)
    remaining = iter(entries)
    done = people = services = outside = 0
    while chunk := list(islice(remaining, CHUNK)):
        stays, fresh = _stays(session, chunk, book, known, batch_id)
        book.flush()
        if fresh:
            session.execute(insert(CheckIn), fresh)
        told, lost = _services(session, chunk, stays, batch_id)
        if told:
            session.execute(insert(CheckInService), told)
        people += len(fresh)
        services += len(told)
        outside += lost
        done += len(chunk)
        progress(done)
    if people or services:
        told_words = f"{people} 人、{services} 次服务" if services else f"{people} 人"
        session.log("check_ins", "导入报到名单", f"批次 {batch_id or '—'}", told_words)
    return StoredCheckIns(people, services, outside)


def _known(session: WriteSession) -> dict[_Person, list[_Stay]]:
    """Everybody's stays, the last one last."""
    columns = (CheckIn.name, CheckIn.unit_id, HOME.id, CheckIn.id, CheckIn.since, CheckIn.until)
    ordered = joined(*columns).order_by(CheckIn.until.is_(None), CheckIn.until)
    found: dict[_Person, list[_Stay]] = defaultdict(list)
    for name, unit_id, home_id, *stay in fetch(session.connection, ordered):
        found[name, unit_id, home_id].append(_Stay(*stay))
    return found


def _stays(
    session: WriteSession,
    chunk: Sequence[CheckInEntry],
    book: PlaceBook,
    known: dict[_Person, list[_Stay]],
    batch_id: int | None,
) -> tuple[list[list[_Stay]], list[dict[str, Any]]]:
    """The stays of each entry's person, and the rows of those who report only now."""
    unit_ids = units.ids_of(session, (e.unit for e in chunk), batch_id)
    ids = iter(session.reserve(CheckIn, len(chunk)))
    stays, fresh = [], []
    for entry in chunk:
        place = book.locate(entry.place)
        home = next(p for p in reversed(book.path(place.id)) if RANK[p.level] <= _HOME)
        unit_id = unit_ids.get(entry.unit)
        own = known[entry.name, unit_id, home.id]
        if not own or _is_anew(entry, own[-1]):
            own.append(_Stay(next(ids), entry.since, entry.until))
            fresh.append(_values(own[-1].id, place.id, unit_id, entry, batch_id))
        stays.append(own)
    return stays, fresh


def _is_anew(entry: CheckInEntry, last: _Stay) -> bool:
    return last.until is not None and entry.since is not None and entry.since > last.until


def _values(
    id_: int, place_id: int, unit_id: int | None, entry: CheckInEntry, batch_id: int | None
) -> dict[str, Any]:
    return {
        "id": id_,
        "name": entry.name,
        "unit_id": unit_id,
        "duty": entry.duty,
        "phone": entry.phone,
        "place_id": place_id,
        "post": entry.post,
        "since": entry.since,
        "until": entry.until,
        "promise": entry.promise,
        "consented_on": entry.consented_on,
        "batch_id": batch_id,
    }


def _services(
    session: WriteSession,
    chunk: Sequence[CheckInEntry],
    stays: Sequence[Sequence[_Stay]],
    batch_id: int | None,
) -> tuple[list[dict[str, Any]], int]:
    """The services that are not on record yet, and how many lie in nobody's stay."""
    ids = {
        stay.id for own, entry in zip(stays, chunk, strict=True) if entry.services for stay in own
    }
    columns = (CheckInService.check_in_id, CheckInService.day, CheckInService.what)
    of_them = select(*columns).where(CheckInService.check_in_id.in_(ids))
    known = {tuple(row) for row in fetch(session.connection, of_them)} if ids else set()
    rows, outside = [], 0
    for own, entry in zip(stays, chunk, strict=True):
        for service in entry.services:
            owner = next((stay for stay in reversed(own) if stay.holds(service.day)), None)
            if owner is None:
                outside += 1
                continue
            told = (owner.id, service.day, service.what)
            if told not in known:
                known.add(told)
                rows.append(_service_values(owner.id, service, batch_id))
    return rows, outside


def _service_values(
    check_in_id: int, service: ServiceEntry, batch_id: int | None
) -> dict[str, Any]:
    return {
        "check_in_id": check_in_id,
        "day": service.day,
        "what": service.what,
        "hours": service.hours,
        "batch_id": batch_id,
    }
