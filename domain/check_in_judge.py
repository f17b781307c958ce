"""Judging the rows of a list of party members who reported (DOMAIN.md §2, §4).

Where somebody lives is never guessed: a place that is not told for certain keeps the row out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.cells import Cell, half, says_nothing
from domain.check_in import CheckInEntry, stay_fault
from domain.dates import read_date
from domain.findings import Finding, SheetJudge, SheetReport
from domain.known_places import Path, PlaceIndex
from domain.ledger import place_path_key
from domain.phones import read_phones
from domain.places import RANK, Level, PlaceStep, compact

_HOME = RANK[Level.COMPOUND]


class CheckInRow(NamedTuple):
    """A row of the list, merged cells filled in. ``is_note`` rows are no data; ``place`` is what
    its words seem to say, ``place_text`` the words themselves."""

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


class CheckInJudge:
    """Judges the sheets of one file; a person on two of them is one person."""

    def __init__(self, known: PlaceIndex) -> None:
        self.known = known
        self.seen: dict[tuple[str, str, str], str] = {}

    def sheet(
        self, name: str, header_row: int, headers: Mapping[str, str], rows: Iterable[CheckInRow]
    ) -> JudgedCheckIns:
        """Judge one sheet; ``headers`` gives the header's text of each field it has."""
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
        phones = [read_phones(cell) for cell in row.phones]
        phone = "、".join(dict.fromkeys(n for found in phones for n in found.numbers))
        person = (row.name, row.unit, place_path_key(_home(place)))
        if person in self.file.seen:
            before = self.file.seen[person]
            other = f"电话不同：{before}" if before and phone and before != phone else ""
            self.skip(row.row, "duplicate_row", other)
            return
        self.file.seen[person] = phone
        for cell, found in zip(row.phones, phones, strict=True):
            if found.unread:
                self.find(row.row, "phone_invalid", "phone", half(cell)[:24])
        since, until = self.day(row, "since"), self.day(row, "until")
        if fault := stay_fault(since, until):
            self.find(row.row, "date_unparsed", "until", fault, "该党员已保留，迁出日期留空")
            until = None
        self.kept.append(
            CheckInEntry(
                row.name, place, row.unit, row.duty, phone, row.post, since, until, row=row.row
            )
        )

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
