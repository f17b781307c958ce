"""Lists of statistical divisions: code, name, and the code above where the list has it."""

import re
from dataclasses import dataclass

from domain.cells import close, is_blank, text
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
    width = len(layout.fields)
    for number, row in enumerate(sheet.rows[layout.header_row :], start=layout.header_row + 1):
        cells = (row + [""] * width)[:width]
        if not filled(cells):
            continue
        code, name = division_code(close(cells[at["code"]])), text(cells[at["name"]])
        if is_blank(cells[at["code"]]) and is_note(cells) or is_header_again(cells, layout):
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
            told = close(cells[at["parent"]]) if "parent" in at else ""
            parent = division_code(told) or told or parent_code(code)
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
