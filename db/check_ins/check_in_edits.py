"""Writing 双报到: who reported, moved away, and what they did; each step can be taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from db import photos
from db.check_ins.check_ins import HOME, joined, not_gone_by
from db.models import CheckIn, CheckInService, Photo, Place, Unit
from db.reading import fetch
from db.session import WriteSession
from db.teams import units
from db.users import whereabouts
from domain.check_in import CheckInEntry, ServiceEntry, consent_fault, service_fault, stay_fault
from domain.errors import KnownError
from domain.places import RANK, Level

_HELD = select(CheckIn.photo_id, Photo.content).outerjoin(Photo, Photo.id == CheckIn.photo_id)
_GONE = "这名党员的登记已不在台账里，没有保存；请刷新后再看。"
_OVERTAKEN = (
    "这名党员的登记刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A stay that was ended or resumed: with ``before`` put back it is as it was."""

    id: int
    name: str
    before: date | None
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class RemovedService:
    """A service as it was stored."""

    check_in_id: int
    service: ServiceEntry
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedService:
    """A service that was corrected: with ``before`` and the ``batch_id`` put back it is as it
    was."""

    id: int
    before: ServiceEntry
    after: ServiceEntry
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class Removed:
    """A party member who was taken off the list, as they stood there."""

    entry: CheckInEntry
    place_id: int
    batch_id: int | None
    services: tuple[RemovedService, ...]


def add(session: WriteSession, place_id: int, entry: CheckInEntry) -> int:
    """Store a party member whom a form brings; returns the id. KnownError tells what is wrong."""
    home = _check(session, place_id, entry)
    unit_id = units.ids_of(session, [entry.unit]).get(entry.unit)
    same = joined(CheckIn.id).where(
        CheckIn.name == entry.name,
        CheckIn.unit_id.is_not_distinct_from(unit_id),
        HOME.id == home.id,
        not_gone_by(session.at.date()),
    )
    if fetch(session.connection, same):
        raise KnownError(f"{entry.name}已在{home.name}报到，没有再登记一次；请在清单里找到后修改。")
    values = _values(entry, place_id, unit_id) | {"photo_id": _photo(session, entry)}
    id_ = session.execute(insert(CheckIn).values(values).returning(CheckIn.id)).scalar_one()
    session.log("check_ins", "登记报到", entry.name, f"{entry.unit} {home.name}".strip(), place_id)
    return int(id_)


def save(
    session: WriteSession, check_in_id: int, version: int, place_id: int, entry: CheckInEntry
) -> int:
    """Store the facts as a form has them; returns the id. The loser of a race writes nothing."""
    _check(session, place_id, entry, check_in_id)
    session.touch("check_ins", whereabouts.check_in(check_in_id))
    unit_id = units.ids_of(session, [entry.unit]).get(entry.unit)
    held = fetch(session.connection, _HELD.where(CheckIn.id == check_in_id))
    old_id, old = held[0] if held else (None, None)
    photo_id = old_id if entry.photo == old else _photo(session, entry)
    values = _values(entry, place_id, unit_id) | {"photo_id": photo_id}
    _change(session, check_in_id, version, values)
    if old_id is not None and old_id != photo_id:
        photos.remove(session, old_id)
    told = f"同意公开 {entry.consented_on}" if entry.consented_on is not None else ""
    session.log("check_ins", "修改报到", entry.name, told, place_id)
    return check_in_id


def set_until(session: WriteSession, check_in_id: int, version: int, until: date | None) -> Ended:
    """The day on which somebody moves away, or none: they stay. KnownError when it cannot be so."""
    name, since, before = _stay(session, check_in_id)
    if until is not None and (fault := stay_fault(since, until, _days(session, check_in_id))):
        raise KnownError(f"{fault}，没有改动；请改正后再试。")
    _change(session, check_in_id, version, {"until": until})
    told = "" if until is None else until.isoformat()
    what = "恢复在册" if until is None else "迁出"
    session.log("check_ins", what, name, told, whereabouts.check_in(check_in_id))
    return Ended(check_in_id, name, before, until, version + 1)


def remove(session: WriteSession, check_in_id: int) -> Removed:
    """Take somebody off the list with all services; returns what `restore` puts back."""
    columns = (
        CheckIn.name, Unit.name, CheckIn.duty, CheckIn.phone, CheckIn.post, CheckIn.since,
        CheckIn.until, CheckIn.place_id, CheckIn.batch_id, CheckIn.promise, CheckIn.consented_on,
        CheckIn.photo_id, Photo.content,
    )  # fmt: skip
    told = joined(*columns).outerjoin(Photo, Photo.id == CheckIn.photo_id)
    found = fetch(session.connection, told.where(CheckIn.id == check_in_id))
    if not found:
        raise KnownError("这名党员的登记已不在台账里，没有改动。")
    name, unit, duty, phone, post, since, until, place_id, batch_id, *shown = found[0]
    promise, consented_on, photo_id, photo = shown
    entry = CheckInEntry(
        name, (), unit or "", duty, phone, post, since, until,
        promise=promise, consented_on=consented_on, photo=photo,
    )  # fmt: skip
    kept = _services(session, CheckInService.check_in_id == check_in_id)
    session.execute(delete(CheckIn).where(CheckIn.id == check_in_id))
    if photo_id is not None:
        photos.remove(session, photo_id)
    session.log("check_ins", "删除报到", name, f"{len(kept)} 次服务", place_id)
    return Removed(entry, place_id, batch_id, tuple(kept))


def restore(session: WriteSession, removed: Removed) -> int:
    """Put somebody back as they were; returns the new id."""
    entry = removed.entry
    _check(session, removed.place_id, entry)
    unit_id = units.ids_of(session, [entry.unit]).get(entry.unit)
    kept = {"batch_id": removed.batch_id, "photo_id": _photo(session, entry)}
    values = _values(entry, removed.place_id, unit_id) | kept
    id_ = session.execute(insert(CheckIn).values(values).returning(CheckIn.id)).scalar_one()
    rows = [_service_values(id_, one.service, one.batch_id) for one in removed.services]
    if rows:
        session.execute(insert(CheckInService), rows)
    session.log("check_ins", "恢复报到", entry.name, f"{len(rows)} 次服务", removed.place_id)
    return int(id_)


def add_service(session: WriteSession, check_in_id: int, service: ServiceEntry) -> int:
    """Write down what was done; returns the service's id. KnownError when it cannot be so."""
    name, since, until = _stay(session, check_in_id)
    if fault := service_fault(service, since, until, session.at.date()):
        raise KnownError(f"{fault}，没有记下；请改正后再按回车。")
    new = insert(CheckInService).values(_service_values(check_in_id, service, None))
    id_ = session.execute(new.returning(CheckInService.id)).scalar_one()
    where = whereabouts.check_in(check_in_id)
    session.log("check_ins", "记服务", name, f"{service.day} {service.what}", where)
    return int(id_)


def remove_service(session: WriteSession, service_id: int) -> RemovedService:
    """Take a service back; returns what `restore_service` puts back."""
    removed = service(session, service_id)
    session.execute(delete(CheckInService).where(CheckInService.id == service_id))
    told = f"{removed.service.day} {removed.service.what}"
    name, _, _ = _stay(session, removed.check_in_id)
    session.log("check_ins", "删除服务", name, told, whereabouts.check_in(removed.check_in_id))
    return removed


def change_service(
    session: WriteSession,
    service_id: int,
    before: ServiceEntry,
    after: ServiceEntry,
    batch_id: int | None = None,
) -> ChangedService:
    """Correct a service that was known as ``before``; returns what takes it back. Whoever corrects
    it takes it off its import, ``batch_id`` puts it back; the loser of a race writes nothing."""
    found = service(session, service_id)
    name, since, until = _stay(session, found.check_in_id)
    if fault := service_fault(after, since, until, session.at.date()):
        raise KnownError(f"{fault}，没有改；请改正后再按回车。")
    as_it_was = and_(
        CheckInService.id == service_id,
        CheckInService.day == before.day,
        CheckInService.what == before.what,
        CheckInService.hours.is_not_distinct_from(before.hours),
    )
    values = _service_values(found.check_in_id, after, batch_id)
    changed = update(CheckInService).where(as_it_was).values(values)
    if session.execute(changed.returning(CheckInService.id)).scalar() is None:
        raise KnownError("这条服务记录刚被别人改过，没有改；请看最新内容再改。")
    where = whereabouts.check_in(found.check_in_id)
    session.log("check_ins", "改服务", name, f"{after.day} {after.what}", where)
    return ChangedService(service_id, before, after, found.batch_id)


def restore_service(session: WriteSession, removed: RemovedService) -> None:
    """Put a service back, unless the party member is gone meanwhile."""
    name, _, _ = _stay(session, removed.check_in_id)
    values = _service_values(removed.check_in_id, removed.service, removed.batch_id)
    session.execute(insert(CheckInService).values(values))
    told = f"{removed.service.day} {removed.service.what}"
    session.log("check_ins", "恢复服务", name, told, whereabouts.check_in(removed.check_in_id))


# What holds for every write


def _check(session: WriteSession, place_id: int, entry: CheckInEntry, check_in_id: int = 0) -> Any:
    """The compound of a place where somebody may report; KnownError for what cannot be stored."""
    if not entry.name.strip():
        raise KnownError("还没有写姓名，没有保存；请补上后再保存。")
    here = fetch(session.connection, select(Place).where(Place.id == place_id))
    if not here:
        raise KnownError("报到的小区已不在台账里，没有保存；请另选一个。")
    if RANK[Level(here[0].level)] < RANK[Level.COMMUNITY]:
        raise KnownError("报到地点要写到社区或小区，没有保存；请从列表里选。")
    if fault := stay_fault(entry.since, entry.until, _days(session, check_in_id)):
        raise KnownError(f"{fault}，没有保存；请改正后再保存。")
    if fault := consent_fault(entry.consented_on, session.at.date()):
        raise KnownError(f"{fault}，没有保存；请改正后再保存。")
    while here[0].level in (Level.BUILDING, Level.ENTRANCE):
        here = fetch(session.connection, select(Place).where(Place.id == here[0].parent_id))
    return here[0]


def _change(session: WriteSession, check_in_id: int, version: int, values: dict[str, Any]) -> None:
    """Change what is stored in this version; whoever edits it takes it off its import."""
    told = values | {"version": version + 1, "batch_id": None}
    mine = update(CheckIn).where(CheckIn.id == check_in_id, CheckIn.version == version)
    if session.execute(mine.values(told).returning(CheckIn.id)).scalar() is None:
        there = fetch(session.connection, select(CheckIn.id).where(CheckIn.id == check_in_id))
        raise KnownError(_OVERTAKEN if there else _GONE)


def _stay(session: WriteSession, check_in_id: int) -> tuple[str, date | None, date | None]:
    stay = select(CheckIn.name, CheckIn.since, CheckIn.until).where(CheckIn.id == check_in_id)
    found = fetch(session.connection, stay)
    if not found:
        raise KnownError(_GONE)
    name, since, until = found[0]
    return name, since, until


def _days(session: WriteSession, check_in_id: int) -> list[date]:
    own = select(CheckInService.day).where(CheckInService.check_in_id == check_in_id)
    return list(session.execute(own).scalars())


def _values(entry: CheckInEntry, place_id: int, unit_id: int | None) -> dict[str, Any]:
    return {
        "name": entry.name.strip(),
        "unit_id": unit_id,
        "duty": entry.duty,
        "phone": entry.phone,
        "place_id": place_id,
        "post": entry.post,
        "since": entry.since,
        "until": entry.until,
        "promise": entry.promise.strip(),
        "consented_on": entry.consented_on,
    }


def _photo(session: WriteSession, entry: CheckInEntry) -> int | None:
    """The id of the entry's photo, stored anew; None where it has none."""
    return photos.add(session, entry.photo) if entry.photo is not None else None


def _service_values(
    check_in_id: int, service: ServiceEntry, batch_id: int | None
) -> dict[str, Any]:
    return {
        "check_in_id": check_in_id,
        "day": service.day,
        "what": service.what.strip(),
        "hours": service.hours,
        "batch_id": batch_id,
    }


def service(session: WriteSession, service_id: int) -> RemovedService:
    """A service as it is stored; KnownError when it is not there any more."""
    found = _services(session, CheckInService.id == service_id)
    if not found:
        raise KnownError("这条服务记录已经删除过，没有再改动。")
    return found[0]


def _services(session: WriteSession, which: Any) -> list[RemovedService]:
    columns = (
        CheckInService.check_in_id, CheckInService.day, CheckInService.what, CheckInService.hours,
        CheckInService.batch_id,
    )  # fmt: skip
    found = fetch(session.connection, select(*columns).where(which).order_by(CheckInService.id))
    return [
        RemovedService(owner, ServiceEntry(day, what, hours), batch_id)
        for owner, day, what, hours, batch_id in found
    ]
