"""Reading a file: its sheets, headers and columns, so that they can be shown and corrected.

`exchange/judging.py` then makes of every row an entry or a finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.addresses import places_in_title
from domain.cells import is_blank, text
from domain.dates import years_in
from domain.employers import employer_in_title
from domain.errors import KnownError
from domain.id_card import number_in
from domain.people import read_name
from domain.places import Level, PlaceStep
from exchange.columns import LAST_HEADER_ROW, Layout, find_layout, only_missing
from exchange.extents import Waiting
from exchange.field_words import field_word
from exchange.notes import filled, is_header_again, is_note
from exchange.place_columns import place_fields
from exchange.synonyms import IGNORED, KIND_WORDS
from exchange.workbook import Sheet, read_sheets

KINDS = tuple(KIND_WORDS)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet with the layout found. ``assumed`` are the places told by the user, the title,
    the sheet's or the file's name, for levels that no column names, and ``year`` the one they tell
    for visits whose days name none, ``employer`` that of party members where no column
    names any: to be confirmed."""

    sheet: Sheet
    layout: Layout
    assumed: tuple[PlaceStep, ...] = ()
    year: int | None = None
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read but not yet judged. ``notes`` are sentences about sheets left out."""

    path: Path
    kind: str
    sheets: tuple[SheetReading, ...]
    notes: tuple[str, ...] = ()

    def corrected(self, index: int, sheet: SheetReading) -> "Reading":
        """The reading with one sheet's layout or places corrected by the user."""
        return replace(self, sheets=(*self.sheets[:index], sheet, *self.sheets[index + 1 :]))


def read(
    path: Path,
    kind: str,
    place: Sequence[PlaceStep] = (),
    layouts: Mapping[str, Sequence[str]] | None = None,
    waiting: Waiting = lambda: None,
) -> Reading:
    """Read a file's sheets and find their columns.

    ``kind`` is one of :data:`KINDS`. ``place`` tells levels that the file does not; ``layouts``
    are remembered corrections: the fields by :meth:`Layout.fingerprint`. Hidden sheets are read
    only where no visible one is a ledger of the kind. ``waiting`` is as in :func:`read_sheets`.

    Raises:
        KnownError: the file is no spreadsheet, has no recognisable header, or no data.
    """
    sheets = read_sheets(path, waiting)
    found, notes = _found(path, sheets, kind, place, layouts or {})
    if not found:
        names = "、".join(f"“{' '.join(sheet.name.split())}”" for sheet in sheets[:5])
        lacking = next(filter(None, (only_missing(sheet, kind) for sheet in sheets)), "")
        why = f"缺“{field_word(kind, lacking)}”一列，" if lacking else ""
        raise KnownError(
            f"在“{path.name}”的工作表{names}的前{LAST_HEADER_ROW}行里没有认出"
            f"{KIND_WORDS[kind]}的表头，{why}没有导入；请核对文件种类和表头文字。"
        )
    filled_in = [sheet for sheet in found if has_data(sheet)]
    if not filled_in:
        raise KnownError(f"“{path.name}”只有表头，下面没有数据行，没有可以导入的内容。")
    notes += [
        f"工作表“{s.sheet.name}”只有表头、没有数据，未导入。" for s in found if s not in filled_in
    ]
    if kind == "check_ins":
        notes += filter(None, map(_not_imported, filled_in))
    return Reading(path, kind, tuple(filled_in), tuple(notes))


def _found(
    path: Path,
    sheets: Sequence[Sheet],
    kind: str,
    place: Sequence[PlaceStep],
    layouts: Mapping[str, Sequence[str]],
) -> tuple[list[SheetReading], list[str]]:
    """The sheets whose header is recognised, and what is to be said of the others."""
    for hidden in (False, True):
        found, notes = [], []
        for sheet in sheets:
            layout = find_layout(sheet, kind) if sheet.hidden is hidden else None
            if layout is not None:
                layout = layout.remembered(layouts.get(layout.fingerprint()))
                assumed = _assumed(path, sheet, layout, place)
                year = _year(path, sheet, layout) if kind == "visits" else None
                employer = _employer(path, sheet, layout) if kind == "check_ins" else ""
                found.append(SheetReading(sheet, layout, assumed, year, employer))
            elif sheet.hidden is hidden:
                notes.append(f"工作表“{sheet.name}”没有认出表头，未导入。")
            elif sheet.hidden:
                notes.append(f"工作表“{sheet.name}”是隐藏的，未导入；如需导入请先取消隐藏。")
        if found:
            return found, notes
    return [], []


def _assumed(
    path: Path, sheet: Sheet, layout: Layout, place: Sequence[PlaceStep]
) -> tuple[PlaceStep, ...]:
    """The places for levels that no column names: from the user, the title above the header,
    the sheet's name, the file's name, in this order."""
    told: dict[Level, PlaceStep] = {step.level: step for step in place}
    for words in (" ".join(_title(sheet, layout)), sheet.name, path.stem):
        for step in places_in_title(words):
            told.setdefault(step.level, step)
    named = place_fields(layout, sheet.rows[layout.header_row :])
    return tuple(told[level] for level in Level if level in told and level.value not in named)


def _title(sheet: Sheet, layout: Layout) -> list[str]:
    """The texts above the header: the title, the 填报单位 line."""
    above = sheet.rows[: max(layout.header_row - 1, 0)]
    return [text(cell) for row in above for cell in row if not is_blank(cell)]


def _year(path: Path, sheet: Sheet, layout: Layout) -> int | None:
    """The one year that the title, else the sheet's, else the file's name tells."""
    for words in (_title(sheet, layout), [sheet.name], [path.stem]):
        years = {year for word in words for year in years_in(word)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _employer(path: Path, sheet: Sheet, layout: Layout) -> str:
    """The employer that the 填报单位 line or the title names, or the sheet's or the file's name,
    where no column names any."""
    if layout.header("unit", "unit_duty") is not None:
        return ""
    title = _title(sheet, layout)
    sources = (" ".join(title), *title, sheet.name, path.stem)
    return next(filter(None, map(employer_in_title, sources)), "")


def _not_imported(reading: SheetReading) -> str:
    """The columns of a sheet that hold something and are left out, in one sentence."""
    rows = reading.sheet.rows[reading.layout.header_row :]
    left_out = [
        f"“{' '.join(header.split())}”"
        for column, header in enumerate(reading.layout.headers)
        if reading.layout.fields[column] in (IGNORED, "remark")
        and not is_blank(header)
        and any(not is_blank(row[column]) for row in rows)
    ]
    if not left_out:
        return ""
    return f"工作表“{reading.sheet.name}”的{''.join(left_out)}列在报到名单里没有对应的栏，未导入。"


def has_data(reading: SheetReading) -> bool:
    """Whether anything but notes stands below the header."""
    layout = reading.layout
    serial = layout.column("serial")
    least = 1 if layout.kind == "categories" else 2
    for row in reading.sheet.rows[layout.header_row :]:
        held = [c for c in filled(row) if c != serial]
        if len(held) >= least and not is_note(row) and not is_header_again(row, layout):
            return True
    return False


def id_numbers(reading: Reading) -> set[str]:
    """The id numbers a ledger holds, so that just those can be looked up in the register."""
    numbers: set[str] = set()
    for source in reading.sheets:
        column = source.layout.column("id_number")
        if column is None:
            continue
        cells = {row[column] for row in source.sheet.rows[source.layout.header_row :]}
        numbers.update(map(number_in, cells))
    numbers.discard("")
    return numbers


def people_named(reading: Reading) -> set[str]:
    """The people after whom a sheet of visits tells its households, so that just those can be
    looked up in the register."""
    names: set[str] = set()
    for source in reading.sheets:
        column = source.layout.column("head")
        if column is not None:
            rows = source.sheet.rows[source.layout.header_row :]
            names.update(read_name(row[column]) for row in rows)
    return {name for name in names if name and "*" not in name}
