"""Writing tables of plain values to .xlsx, safe to open and to pass on."""

import errno
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from domain.cells import Cell
from domain.errors import KnownError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MAX_ROWS = 1_048_576
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767  # characters that a cell can hold
_CUT_OFF = "……（一格装不下，后面的没有导出）"
BOLD = {"bold": True, "font_size": 14}
HEADER = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
_PROGRESS_ROWS = 2000
_FIRST_YEAR = 1900  # of a spreadsheet's days
MAX_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its width in characters, by default the title's, and what
    may be chosen in its cells where that is not anything."""

    title: str
    width: int = 0
    choices: tuple[str, ...] = ()


def text_width(value: str) -> int:
    """How many narrow characters wide a text is."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in value)


def write_table(
    path: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one table with a frozen header; the number of rows written.

    Texts stay texts, so ids and phones keep every digit. An empty ``title`` leaves out the line
    above the header. The file appears under its name only when it is complete. ``progress`` is
    told the rows done and may raise to stop, which leaves nothing behind.

    Raises:
        KnownError: the file cannot be written, or a sheet cannot hold that many rows.
    """
    with Workbook(path) as book:
        return write_sheet(book, title[:31] or "导出", title, columns, rows, progress)


def write_sheet(
    book: "Workbook",
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    progress: Callable[[int], None] | None = None,
) -> int:
    """One more sheet of a workbook, as `write_table` writes its only one."""
    sheet = book.add_sheet(name)
    header_row = 1 if title else 0
    if title:
        book.write_text(sheet, 0, 0, title, BOLD)
    for index, column in enumerate(columns):
        width = column.width or text_width(column.title) + 4
        sheet.set_column(index, index, min(width, MAX_WIDTH))
        book.write_text(sheet, header_row, index, column.title, HEADER)
    sheet.freeze_panes(header_row + 1, 0)
    written = 0
    for written, row in enumerate(rows, start=1):
        if header_row + written >= _MAX_ROWS:
            raise KnownError("结果超过一张表能容纳的一百多万行，没有导出；请先缩小筛选范围。")
        for index, value in enumerate(row):
            book.write(sheet, header_row + written, index, value)
        if progress is not None and written % _PROGRESS_ROWS == 0:
            progress(written)
    for index, column in enumerate(columns):
        if column.choices and written:
            rows_of = (header_row + 1, index, header_row + written, index)
            sheet.data_validation(*rows_of, {"validate": "list", "source": list(column.choices)})
    if columns:
        sheet.autofilter(header_row, 0, header_row + max(written, 1), len(columns) - 1)
    return written


class Workbook:
    """An .xlsx being written beside its name, and renamed when complete.

    Rows must be written from the top down (constant memory). What they lie in meanwhile is beside
    it too, where the user wants them, and never among the temporary files of all programs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._scratch = path.with_name(f".{path.name}.part")
        self._unfinished = self._scratch / "whole"

    def __enter__(self) -> "Workbook":
        import xlsxwriter

        shutil.rmtree(self._scratch, ignore_errors=True)  # of a program that was killed
        try:
            self._scratch.mkdir()
        except OSError as error:
            raise self._unwritable(error) from error
        options = {
            "constant_memory": True,
            "strings_to_numbers": False,
            "tmpdir": str(self._scratch),
        }
        self._book: Any = xlsxwriter.Workbook(str(self._unfinished), options)
        self._formats: dict[frozenset[tuple[str, Any]], Any] = {}
        self._names: set[str] = set()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            self._book.close()
            if kind is None:
                self._unfinished.replace(self.path)
        except (OSError, XlsxWriterException) as failure:
            raise self._unwritable(failure) from failure
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
        if isinstance(error, OSError):
            raise self._unwritable(error) from error

    def _unwritable(self, error: BaseException) -> KnownError:
        said = f"“{self.path.name}”没有导出，没有留下不完整的文件"
        causes = (error, error.__context__, *error.args)  # the library wraps what the disk says
        if any(isinstance(one, OSError) and one.errno in _FULL for one in causes):
            return KnownError(f"磁盘空间不足，{said}；请清理磁盘或换一个位置再试。")
        return KnownError(f"无法写入，{said}；请确认文件没有被打开、文件夹可以写入。")

    def add_sheet(self, name: str) -> Any:
        """A new sheet, its name made fit and distinct."""
        plain = "".join(c for c in name if c not in "[]:*?/\\").strip("'")[:28] or "表"
        distinct, number = plain, 2
        while distinct.lower() in self._names:
            distinct, number = f"{plain}{number}", number + 1
        self._names.add(distinct.lower())
        return self._book.add_worksheet(distinct)

    def write(self, sheet: Any, row: int, column: int, value: Cell, colour: str = "") -> None:
        """Write a value as what it is, texts as texts, dates as dates, on a ground of this colour
        (``#RRGGBB``), empty for none."""
        if isinstance(value, bool):
            value = "是" if value else "否"
        look = _look(colour)
        if value is None or value == "":
            if colour:
                sheet.write_blank(row, column, None, self._format(look))
        elif isinstance(value, int | float) and isfinite(value):
            sheet.write_number(row, column, value, self._format(look))
        elif isinstance(value, datetime) and value.year >= _FIRST_YEAR:
            look = look | {"num_format": "yyyy-mm-dd hh:mm"}
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self._format(look))
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            look = look | {"num_format": "yyyy-mm-dd"}
            sheet.write_datetime(row, column, value, self._format(look))
        else:
            self.write_text(sheet, row, column, str(value), look | {"num_format": "@"})

    def write_text(
        self, sheet: Any, row: int, column: int, value: str, look: dict[str, Any]
    ) -> None:
        """Write a text that stays one: no spreadsheet makes a formula of it, not even when somebody
        edits it, and it comes back as it was. What a cell cannot hold is cut off, and says so."""
        if value.startswith(_LIKE_FORMULAS):
            look = look | {"quote_prefix": True}
        if len(value) > _LONGEST:
            value = value[: _LONGEST - len(_CUT_OFF)] + _CUT_OFF
        whole = value.encode("utf-8", "replace").decode()  # half a character is none
        sheet.write_string(row, column, whole, self._format(look))

    def _format(self, look: dict[str, Any]) -> Any:
        key = frozenset(look.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def _look(colour: str) -> dict[str, Any]:
    return {"valign": "top"} | ({"bg_color": colour} if colour else {})
