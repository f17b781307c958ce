"""Small invented spreadsheets, written by code."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from domain.id_card import check_character

Rows = Sequence[Sequence[Any]]
Merge = tuple[int, int, int, int]  # top, left, bottom, right, 0-based


def invented_id(birth: str, order: int, sex: str = "男") -> str:
    """A valid id number of an invented region; ``birth`` is YYYYMMDD, ``order`` 0–49."""
    first17 = f"329999{birth}{order:02}{1 if sex == '男' else 2}"
    return first17 + check_character(first17)


@pytest.fixture
def make_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of rows (None is an empty cell) with merged ranges to an .xlsx."""

    def make(
        name: str,
        rows: Rows | dict[str, Rows],
        merges: Sequence[Merge] = (),
        hidden_sheets: Sequence[str] = (),
        hidden_rows: Sequence[int] = (),
    ) -> Path:
        path = tmp_path / name
        sheets = rows if isinstance(rows, dict) else {"Sheet1": rows}
        with xlsxwriter.Workbook(str(path)) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for title, lines in sheets.items():
                sheet = book.add_worksheet(title)
                for r, line in enumerate(lines):
                    for c, value in enumerate(line):
                        if isinstance(value, datetime):
                            sheet.write_datetime(r, c, value, moment)
                        elif isinstance(value, date):
                            sheet.write_datetime(r, c, value, day)
                        elif isinstance(value, str):
                            sheet.write_string(r, c, value)
                        elif value is not None:
                            sheet.write(r, c, value)
                for top, left, bottom, right in merges:
                    value = lines[top][left]
                    sheet.merge_range(top, left, bottom, right, "" if value is None else value)
                for row in hidden_rows:
                    sheet.set_row(row, None, None, {"hidden": True})
                if title in hidden_sheets:
                    sheet.hide()
        return path

    return make
