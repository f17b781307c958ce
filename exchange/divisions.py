"""Lists of statistical divisions: code, name, and the code above where the list has it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import resources
from domain.cells import close, text
from domain.entries import DivisionEntry
from domain.findings import Finding, SheetReport, finding
from exchange.columns import Layout
from exchange.notes import filled, is_header_again, is_note
from exchange.workbook import Sheet

_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}")


@dataclass(frozen=True, slots=True)
class ReadDivisions:
    """The divisions of a sheet, and the report on its rows."""

    divisions: tuple[DivisionEntry, ...]
    report: SheetReport


def division_code(written: str) -> str:
    """The code of 6, 9 or 12 digits without the zeros that fill it up; empty if it is none."""
    if not _CODE.fullmatch(written):
        return ""
    code = written
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return code


def parent_code(code: str) -> str:
    """The code of the division above: 9 digits of 12, 6 of 9; a county has none here."""
    return code[:-3] if len(code) > 6 else ""


def read_divisions(sheet: Sheet, layout: Layout) -> ReadDivisions:
    """The divisions of a sheet; a code given twice counts once."""
    at = layout.positions()
    found: dict[str, DivisionEntry] = {}
    findings: list[Finding] = []
    rejected: list[int] = []
    skipped: list[int] = []
    for number, row in enumerate(sheet.rows[layout.header_row :], start=layout.header_row + 1):
        if not filled(row):
            continue
        code, name = division_code(close(row[at["code"]])), text(row[at["name"]])
        if (not code and is_note(row)) or is_header_again(row, layout):
            skipped.append(number)
            findings.append(finding(number, None, "note_row"))
        elif not code or not name:
            rejected.append(number)
            if not code:
                detail = "区划代码不是6、9或12位数字"
                findings.append(finding(number, None, "address_missing", detail))
            if not name:
                findings.append(finding(number, layout.headers[at["name"]], "name_missing"))
        elif code in found:
            skipped.append(number)
            findings.append(finding(number, None, "duplicate_row"))
        else:
            told = close(row[at["parent"]]) if "parent" in at else ""
            parent = division_code(told) or (told if told.isdecimal() else parent_code(code))
            found[code] = DivisionEntry(code, name, parent, number)
    report = SheetReport(
        sheet.name,
        layout.header_row,
        accepted=len(found),
        rows_rejected=tuple(rejected),
        rows_skipped=tuple(skipped),
        findings=tuple(findings),
    )
    return ReadDivisions(tuple(found.values()), report)


def shipped() -> tuple[DivisionEntry, ...]:
    """The division lists that come with the program."""
    found = []
    for file in sorted(resources.path("divisions").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            found += [DivisionEntry(r["code"], r["name"], r["parent"]) for r in rows]
    return tuple(found)


def with_roots(divisions: Sequence[DivisionEntry], named: str) -> tuple[DivisionEntry, ...]:
    """The divisions together with the parents that a list only refers to.

    Such a parent has the name it has in a list that is shipped, else ``named`` where it is the
    only one, else its code.
    """
    known = {d.code for d in divisions}
    # Above the county (a city's 4 digits, a province's 2) the program knows no places.
    absent = sorted({d.parent for d in divisions if len(d.parent) in (6, 9)} - known)
    names = {d.code: d.name for d in shipped()}
    only = named if len(absent) == 1 else ""
    roots = [DivisionEntry(code, names.get(code) or only or code, "") for code in absent]
    return (*roots, *divisions)
