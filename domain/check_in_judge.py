"""Judging the rows of a list of party members who reported (DOMAIN.md §2, §4).

Where somebody lives is never guessed: a place that is not told for certain keeps the row out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.cells import Cell, half, says_nothing
from domain.check_in import (
    CheckInEntry,
    ServiceEntry,
    hours_fault,
    read_hours,
    service_fault,
    stay_fault,
)
from domain.dates import read_date, read_day
from domain.findings import Finding, SheetJudge, SheetReport
from domain.known_places import Path, PlaceIndex
from domain.ledger import place_path_key
from domain.phones import read_phones
from domain.places import RANK, Level, PlaceStep, compact

_HOME = RANK[Level.COMPOUND]


class CheckInRow(NamedTuple):
    """A row of the list, merged cells filled in. ``is_note`` rows are no data; ``place`` is what
    its words seem to say, ``place_text`` the words themselves; ``service`` is what was rendered
    on the day ``served_on``."""

    row: int
    is_note: bool = False
    name: str = ""
    unit: str = ""
    duty: str = ""
    phones: tuple[Cell, ...] = ()
    place: tuple[PlaceStep, ...] = ()
    place_text: str = ""
    post: str = ""
    since: Cell = ""
    until: Cell = ""
    served_on: Cell = ""
    service: str = ""
    hours: Cell = ""


@dataclass(frozen=True, slots=True)
class JudgedCheckIns:
    """The party members of a sheet that may be stored, and the report on its rows."""

    check_ins: tuple[CheckInEntry, ...]
    report: SheetReport


def certain_place(path: Path, known: PlaceIndex) -> Path | None:
    """The one place a path means, from the top down; None when it is not certain.

    A compound or group must be on file, or lie in a community that is; a compound on file under
    another community than the one told is a contradiction, not a new compound.
    """
    home = [n for n, s in enumerate(path) if RANK[Level.COMMUNITY] <= RANK[s.level] <= _HOME]
    if not home:
        return None
    area, door = path[: home[-1] + 1], path[home[-1] + 1 :]
    here = _the_one(area, known)
    if here is not None:
        return (*here, *door)
    last = area[-1]
    if known.find(last, area[:-1]) or (last.level is Level.COMPOUND and known.find(last)):
        return None
    above = _the_one(area[:-1], known) if len(home) > 1 else None
    return (*above, last, *door) if above is not None else None


def _the_one(area: Path, known: PlaceIndex) -> Path | None:
    """The one place on file that these steps lead to; of 城南社区 and 城南村 the one so written."""
    last = area[-1]
    found = known.find(last, area[:-1])
    if len(found) > 1:
        found = [path for path in found if compact(path[-1].name) == compact(last.name)]
    return found[0] if len(found) == 1 else None


class _Person(NamedTuple):
    """Who a row is about."""

    name: str
    unit: str
    home: str


class CheckInJudge:
    """Judges the sheets of one file; a person on two of them is one person, who may have rendered
    another service in each row."""

    def __init__(self, known: PlaceIndex, today: date = date.max) -> None:
        self.known, self.today = known, today
        self.seen: dict[_Person, CheckInEntry] = {}
        self.served: set[tuple[_Person, date, str]] = set()

    def sheet(
        self, name: str, header_row: int, headers: Mapping[str, str], rows: Iterable[CheckInRow]
    ) -> JudgedCheckIns:
        """Judge one sheet; ``headers`` gives the header's text of each field it has. Each row kept
        is an entry: those of one person bring one service each."""
        work = _Sheet(self, headers)
        for row in rows:
            work.judge(row)
        report = work.report(name, header_row, len(work.kept))
        return JudgedCheckIns(tuple(work.kept), report)


class _Sheet(SheetJudge):
    def __init__(self, file: CheckInJudge, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self.file = file
        self.kept: list[CheckInEntry] = []

    def judge(self, row: CheckInRow) -> None:
        if row.is_note:
            self.skip(row.row, "note_row")
            return
        place = self.place(row)
        if place is None:
            self.rejected.append(row.row)
            return
        person = _Person(row.name, row.unit, place_path_key(_home(place)))
        before = self.file.seen.get(person)
        day = read_day(row.served_on)
        if before is not None and (
            not _tells_service(row) or (day and (person, day, row.service) in self.file.served)
        ):
            self.skip(row.row, "duplicate_row", _other_phone(before, row))
            return
        entry = before or self.entry(row, place)
        service = self.service(row, entry)
        if before is not None and service is None:
            self.rejected.append(row.row)
            return
        self.file.seen.setdefault(person, entry)
        if service is not None:
            self.file.served.add((person, service.day, service.what))
        self.kept.append(replace(entry, services=(service,) if service else (), row=row.row))

    def entry(self, row: CheckInRow, place: Path) -> CheckInEntry:
        """Who reported where and since when."""
        phones = [read_phones(cell) for cell in row.phones]
        phone = "、".join(dict.fromkeys(n for found in phones for n in found.numbers))
        for cell, found in zip(row.phones, phones, strict=True):
            if found.unread:
                self.find(row.row, "phone_invalid", "phone", half(cell)[:24])
        since, until = self.day(row, "since"), self.day(row, "until")
        if fault := stay_fault(since, until):
            self.find(row.row, "date_unparsed", "until", fault, "该党员已保留，迁出日期留空")
            until = None
        return CheckInEntry(row.name, place, row.unit, row.duty, phone, row.post, since, until)

    def service(self, row: CheckInRow, entry: CheckInEntry) -> ServiceEntry | None:
        """What the row says was done; None, with the finding, when it does not say all of it."""
        if not _tells_service(row):
            return None
        told, day = half(row.served_on), read_day(row.served_on)
        if day is None and not says_nothing(told):
            self.find(row.row, "date_unparsed", "served_on", told[:24], "这次服务没有记")
            return None
        if day is None or not row.service:
            missing = "没有写服务日期" if day is None else "没有写服务内容"
            self.find(row.row, "service_unread", "service", missing)
            return None
        service = ServiceEntry(day, row.service, self.hours(row))
        if fault := service_fault(service, entry.since, entry.until, self.file.today):
            self.find(row.row, "service_unread", "served_on", fault)
            return None
        return service

    def hours(self, row: CheckInRow) -> float | None:
        told = half(row.hours)
        hours = read_hours(told)
        if says_nothing(told) or (hours is not None and not hours_fault(hours)):
            return hours
        self.find(row.row, "service_unread", "hours", f"时长{told[:12]}", "服务已记，时长留空")
        return None

    def place(self, row: CheckInRow) -> Path | None:
        """Where the row's person reported; None, with the finding, when the row cannot be kept."""
        if not row.name:
            self.find(row.row, "name_missing", "name")
            return None
        if not row.place and not row.place_text:
            self.find(row.row, "address_missing")
            return None
        place = certain_place(row.place, self.file.known)
        if place is None:
            told = row.place_text or "".join(step.name for step in row.place)
            text = f"看不准报到的是哪个小区（{told[:24]}），该行未导入，请写明社区和小区后再导入。"
            self.findings.append(Finding(row.row, self.headers.get("place"), "area_unread", text))
        return place

    def day(self, row: CheckInRow, field: str) -> date | None:
        """The day in a cell; one known only to the month is not made up."""
        cell: Cell = getattr(row, field)
        told = half(cell)
        if not told or (says_nothing(told) and field == "until"):
            return None
        read = read_date(cell)
        if len(read) == 10:
            return date.fromisoformat(read)
        detail = f"{told[:24]}，只写到月" if read else told[:24]
        self.find(row.row, "date_unparsed", field, detail, "该党员已保留，这个日期留空")
        return None


def _home(place: Path) -> Path:
    return tuple(step for step in place if RANK[step.level] <= _HOME)


def _tells_service(row: CheckInRow) -> bool:
    """Whether a row says anything of a service."""
    told = (row.service, half(row.served_on), half(row.hours))
    return not all(says_nothing(one) for one in told)


def _other_phone(before: CheckInEntry, row: CheckInRow) -> str:
    """What a row that says nothing else says of the phone."""
    phone = "、".join(dict.fromkeys(n for cell in row.phones for n in read_phones(cell).numbers))
    differs = before.phone and phone and before.phone != phone
    return f"电话不同：{before.phone}" if differs else ""
