"""What the library that reads workbooks makes of a file, here or in a process apart.

It reads what is damaged, or made to harm, until memory or patience end, and then takes the whole
program along. Only what `exchange.extents` has measured for certain is therefore read here; the
rest is rare, and is read by a process that may fail.
"""

import os
import sys
from contextlib import suppress
from enum import StrEnum
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from domain.cells import Cell
from exchange.extents import MAX_ALL, Waiting

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from python_calamine import CalamineWorkbook

MAX_SHEETS = 1000
PATIENT_S = 180  # the largest workbooks that fit take half of it on an office machine
_ASK_AGAIN_S = 0.05
_MEMORY = 3 * 1024**3
# The library goes by the extension, except where it sees the content only.
_NAMED = {"xlsx": {".xlsx", ".xlsm"}, "xlsb": {".xlsb"}, "ods": {".ods"}, "xls": {".xls"}}
KINDS = frozenset(_NAMED)

Merged = tuple[tuple[int, int, int, int], ...]


class RawSheet(NamedTuple):
    """A sheet as the library gives it; ``merged`` is (top, left, bottom, right), 0-based."""

    name: str
    rows: list[list[Cell]]
    merged: Merged
    hidden: bool


class Fault(StrEnum):
    """Why a workbook cannot be read."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    TOO_MANY = "too many sheets"
    ENDLESS = "endless"


Outcome: TypeAlias = list[RawSheet] | Fault


def read(path: Path, kind: str, waiting: Waiting = lambda: None) -> Outcome:
    """All worksheets of a workbook of one of `KINDS`; the library cannot be stopped in the middle
    of one, so that ``waiting`` is called between them. Errors of the disk pass through."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    named = path.suffix.lower() in _NAMED[kind]
    try:
        with CalamineWorkbook.from_object(path if named else BytesIO(path.read_bytes())) as book:
            return _sheets(book, waiting)
    except PasswordError:
        return Fault.ENCRYPTED
    except MemoryError:
        return Fault.TOO_LARGE
    except (CalamineError, ValueError, OverflowError) as error:
        return Fault.TOO_LARGE if "limit exceeded" in str(error) else Fault.DAMAGED
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the library tells its own bugs
            raise
        return Fault.DAMAGED


def _sheets(book: "CalamineWorkbook", waiting: Waiting) -> Outcome:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets, cells = [], 0
    worksheets = [m for m in book.sheets_metadata if m.typ is SheetTypeEnum.WorkSheet]
    if len(worksheets) > MAX_SHEETS:
        return Fault.TOO_MANY
    for meta in worksheets:
        waiting()
        sheet = book.get_sheet_by_name(meta.name)
        waiting()
        bottom, right = sheet.end or (0, 0)
        cells += (bottom + 1) * (right + 1)
        if cells > MAX_ALL:
            return Fault.TOO_LARGE
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
        merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
        hidden = meta.visible is not SheetVisibleEnum.Visible
        sheets.append(RawSheet(meta.name, _without_nul(rows), merged, hidden))
    return sheets


def _without_nul(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without the one character that no database can hold."""
    if not any("\0" in cell for row in rows for cell in row if isinstance(cell, str)):
        return rows
    return [[c.replace("\0", "") if isinstance(c, str) else c for c in row] for row in rows]


def read_apart(path: Path, kind: str, waiting: Waiting) -> Outcome:
    """`read` in a process of its own, whose memory and time are limited, and which is ended when
    ``waiting`` raises."""
    here, there = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_send, args=(there, path, kind), daemon=True)
    process.start()
    there.close()
    try:
        if not _came(here, waiting):
            return Fault.ENDLESS
        outcome = here.recv()
    except (EOFError, OSError):  # it is gone
        return Fault.ENDLESS
    finally:
        here.close()
        process.kill()
        process.join()
    if isinstance(outcome, Exception):
        raise outcome
    assert isinstance(outcome, list | Fault)
    return outcome


def _came(here: "Connection[Any, Any]", waiting: Waiting) -> bool:
    """Whether there is an answer, or the end of the process, before patience ends."""
    latest = monotonic() + PATIENT_S
    while not here.poll(_ASK_AGAIN_S):
        if monotonic() > latest:
            return False
        waiting()
    return True


def _send(there: "Connection[Any, Any]", path: Path, kind: str) -> None:
    """In the process of its own: what is read, or the disk's error."""
    _limit_memory()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # where the library tells its bugs
    try:
        there.send(read(path, kind))
    except MemoryError:
        there.send(Fault.TOO_LARGE)
    except OSError as error:
        there.send(error)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, most))
