"""The import report as a workbook: the file's own rows with what is wrong marked in place."""

from pathlib import Path
from typing import Any

from domain.findings import FileReport, Finding, SheetReport
from exchange.export import HEADER, Column, Workbook, text_width
from exchange.reading import Reading, SheetReading
from resources.tokens import LIGHT

_REMARK_WIDTH = 50
_FINDINGS = (
    Column("工作表", 16),
    Column("行号", 8),
    Column("列", 16),
    Column("说明", 70),
)


def save_marked(path: Path, reading: Reading, report: FileReport) -> None:
    """Save the sheets that were read with a last column that says what was found in each row.

    Faulty cells stand on yellow, rejected rows on red, skipped ones on grey; the last sheet
    lists all findings.

    Raises:
        KnownError: the file cannot be written.
    """
    with Workbook(path) as book:
        for source, judged in zip(reading.sheets, report.sheets, strict=True):
            _write_sheet(book, source, judged)
        sheet = book.add_sheet("导入报告")
        for index, column in enumerate(_FINDINGS):
            sheet.set_column(index, index, column.width)
            book.write_text(sheet, 0, index, column.title, HEADER)
        sheet.freeze_panes(1, 0)
        listed = ((judged.sheet, f) for judged in report.sheets for f in judged.findings)
        for row, (name, found) in enumerate(listed, start=1):
            for index, value in enumerate((name, found.row, found.column, found.text)):
                book.write(sheet, row, index, value)


def _write_sheet(book: Workbook, source: SheetReading, judged: SheetReport) -> None:
    sheet = book.add_sheet(judged.sheet)
    headers = source.layout.headers
    for index, header in enumerate(headers):
        sheet.set_column(index, index, max(10, min(24, text_width(header) + 4)))
    last = len(headers)
    sheet.set_column(last, last, _REMARK_WIDTH)
    sheet.freeze_panes(source.layout.header_row, 0)
    found: dict[int, list[Finding]] = {}
    for finding in judged.findings:
        found.setdefault(finding.row, []).append(finding)
    rejected, skipped = set(judged.rows_rejected), set(judged.rows_skipped)
    for number, row in enumerate(source.sheet.rows, start=1):
        ground = LIGHT.red.soft if number in rejected else ""
        ground = LIGHT.line if number in skipped else ground
        here = found.get(number, [])
        faulty = {finding.column for finding in here if finding.column is not None}
        for index, value in enumerate(row):
            marked = index < last and headers[index] in faulty and number > source.layout.header_row
            book.write(sheet, number - 1, index, value, LIGHT.yellow.soft if marked else ground)
        _write_remark(book, sheet, source, number, here, max(last, len(row)), ground)


def _write_remark(
    book: Workbook,
    sheet: Any,
    source: SheetReading,
    number: int,
    found: list[Finding],
    column: int,
    ground: str,
) -> None:
    if number == source.layout.header_row:
        book.write(sheet, number - 1, column, "导入说明")
    elif found:
        book.write(sheet, number - 1, column, " ".join(f.text for f in found), ground)
