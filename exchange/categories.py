"""The tree of issue categories, a column a level or a path in one column."""

import re
from dataclasses import dataclass

from domain.cells import Cell, says_nothing, text
from domain.entries import CategoryEntry
from domain.findings import Finding, SheetReport, finding
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.workbook import Sheet

_LEVELS = ("category1", "category2", "category3")
_PATH = re.compile(r"\s*(?:[/>＞→\\|]|--+|—+)\s*")


@dataclass(frozen=True, slots=True)
class ReadCategories:
    """The paths of a sheet, and the report on its rows."""

    categories: tuple[CategoryEntry, ...]
    report: SheetReport


def read_categories(sheet: Sheet, layout: Layout) -> ReadCategories:
    """The paths of categories in a sheet, each once; upper levels may be written only once."""
    at = layout.positions()
    levels = [at[f] for f in (*_LEVELS, "category") if f in at]
    rows = sheet.rows[layout.header_row :]
    filler = Filler(
        sheet,
        layout.header_row,
        [True] * len(rows),
        filled=levels,
        carried=levels[:-1],
        per_household=(),
        never=(),
    )
    paths: dict[tuple[str, ...], CategoryEntry] = {}
    skipped: list[int] = []
    findings: list[Finding] = []
    for index in range(layout.header_row, len(sheet.rows)):
        own = sheet.rows[index]
        if not filled(own):
            continue
        note = is_note(own) or is_header_again(own, layout)
        path = () if note else _path(filler.carry(filler.merge(index, own), False), levels)
        if path and path not in paths:
            paths[path] = CategoryEntry(path, index + 1)
            continue
        skipped.append(index + 1)
        findings.append(finding(index + 1, None, "duplicate_row" if path else "note_row"))
    report = SheetReport(
        sheet.name,
        layout.header_row,
        accepted=len(paths),
        rows_skipped=tuple(skipped),
        findings=tuple(findings),
    )
    return ReadCategories(tuple(paths.values()), report)


def _path(row: list[Cell], levels: list[int]) -> tuple[str, ...]:
    words = [text(row[c]) for c in levels]
    if len(levels) == 1:
        words = _PATH.split(words[0])
    return tuple(word for word in words if not says_nothing(word))
