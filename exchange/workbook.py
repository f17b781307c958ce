"""Reading a spreadsheet file into plain values, whatever its format and extension.

What a file is decides its content, never its extension: government systems export HTML tables
and text files named ``.xls``. Hidden rows and columns are data like the others; a sheet's rows
are numbered as Excel shows them.
"""

import csv
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from zipfile import BadZipFile, ZipFile

from domain.cells import Cell
from domain.errors import KnownError
from exchange import calamine, delimited, extents, html_tables
from exchange.calamine import Fault
from exchange.extents import Waiting

MAX_FILE = 400 * 1024 * 1024
MAX_TEXT = 200 * 1024 * 1024  # which unfolds to five times that in memory

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error)
_FOREIGN = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows[r][c]`` is the cell in row r + 1, column c + 1 of the sheet.

    An empty cell is ``""``. ``merged`` holds (top, left, bottom, right), 0-based and inclusive;
    formats that do not tell their merged cells have none. The rows are all of one length and
    must not be changed.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


def read_sheets(path: Path, waiting: Waiting = lambda: None) -> tuple[Sheet, ...]:
    """All sheets of a spreadsheet file, in its order, empty ones left out. ``waiting`` is called
    every moment, of a plain workbook at least before and after each sheet, and may raise to stop.

    Raises:
        KnownError: the file is missing, empty, damaged, encrypted, too big, or no spreadsheet.
    """
    try:
        told = path.stat()
        if not S_ISREG(told.st_mode):
            raise _no_file(path, S_ISDIR(told.st_mode))
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise KnownError(f"找不到文件“{path.name}”，请检查路径；没有导入任何内容。") from None
    except OSError as error:
        reason = error.strerror or "系统拒绝读取"
        raise KnownError(
            f"无法打开“{path.name}”（{reason}），没有导入；请关闭正在使用它的程序后再试。"
        ) from error
    if not start.strip(b"\0 \t\r\n"):
        raise KnownError(f"文件“{path.name}”是空的，没有可以导入的内容。")
    reader = _reader(path, start, waiting)
    most = MAX_FILE if start.startswith((b"PK", _OLE)) else MAX_TEXT
    if told.st_size > most:
        raise KnownError(
            f"文件“{path.name}”超过 {most // 1024 // 1024} MB，没有导入；"
            "请拆分成几个文件后分别导入。"
        )
    trimmed = (_trimmed(sheet, path) for sheet in reader(path))
    kept = tuple(sheet for sheet in trimmed if sheet.rows)
    if not kept:
        raise KnownError(f"文件“{path.name}”里没有任何内容，没有可以导入的数据。")
    return kept


def _no_file(path: Path, is_folder: bool) -> KnownError:
    if is_folder:
        return KnownError(f"“{path.name}”是文件夹，请选择其中的表格文件。")
    return KnownError(f"“{path.name}”不是普通文件，没有打开；请选择磁盘上的表格文件。")


def _reader(path: Path, start: bytes, waiting: Waiting) -> Callable[[Path], list[Sheet]]:
    """The way to read a file that begins with these bytes."""
    if start.startswith(b"PK"):
        return partial(_read_package, waiting=waiting)
    if start.startswith(_OLE):
        return partial(_read_compound, waiting=waiting)
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise _not_a_spreadsheet(path, what)
    return partial(_read_text, waiting=waiting)


def _not_a_spreadsheet(path: Path, what: str) -> KnownError:
    return KnownError(
        f"“{path.name}”是{what}，不是表格；请用 Excel 或 WPS 的 .xlsx、.xls、.ods 或 .csv 文件。"
    )


def _damaged(path: Path) -> KnownError:
    return _refused(path, Fault.DAMAGED)


_WHY = {
    Fault.ENCRYPTED: "设有打开密码，请在 Excel 或 WPS 中取消密码后再导入。",
    Fault.DAMAGED: "已损坏或不完整，请在 Excel 或 WPS 中打开后另存一份再导入。",
    Fault.TOO_MANY: f"的工作表超过 {calamine.MAX_SHEETS} 张，没有导入；"
    "请只保留需要的工作表，另存后再导入。",
    Fault.ENDLESS: "异常庞大或已损坏，读到一半只好停下，没有导入任何内容；"
    "请在 Excel 或 WPS 中打开后，把有用的部分另存为 .xlsx 再导入。",
}


def _refused(path: Path, fault: Fault) -> KnownError:
    if fault is Fault.TOO_LARGE:
        return extents.too_large(path.name)
    return KnownError(f"文件“{path.name}”{_WHY[fault]}")


def _read_package(path: Path, waiting: Waiting) -> list[Sheet]:
    """A workbook in a zip package: .xlsx, .xlsm, .xlsb or .ods."""
    try:
        with ZipFile(path) as package:
            extents.check_size(package, path.name)
            kind = _package_kind(package, set(package.namelist()))
            if kind == "encrypted":
                raise _refused(path, Fault.ENCRYPTED)
            if kind not in calamine.KINDS:
                raise _not_a_spreadsheet(path, kind)
            is_plain = extents.check(package, path.name, kind, waiting)
    except _BROKEN as error:
        raise _damaged(path) from error
    return _read_calamine(path, kind, waiting, is_plain)


def _package_kind(package: ZipFile, names: set[str]) -> str:
    """xlsx, xlsb, ods or encrypted, or in Chinese what the package is instead."""
    if any(info.flag_bits & 1 for info in package.infolist()):
        return "加密的压缩包"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(n.lower().endswith("xl/workbook.xml") for n in names):
        return "xlsx"
    if "mimetype" in names and b"spreadsheet" in _beginning(package, "mimetype"):
        manifest = "META-INF/manifest.xml"
        locked = manifest in names and b"encryption-data" in _beginning(package, manifest)
        return "encrypted" if locked else "ods"
    if any(n.startswith("word/") for n in names):
        return "Word 文档"
    return "压缩包"


def _beginning(package: ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(1 << 20)


def _read_compound(path: Path, waiting: Waiting) -> list[Sheet]:
    """A compound file: an .xls, or an encrypted .xlsx wrapped in one."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _refused(path, Fault.ENCRYPTED)
    if "WordDocument".encode("utf-16-le") in content:
        raise _not_a_spreadsheet(path, "Word 文档")
    return _read_calamine(path, "xls", waiting, is_plain=False)


def _read_calamine(path: Path, kind: str, waiting: Waiting, is_plain: bool) -> list[Sheet]:
    """Read here what is plain: apart takes four times as long."""
    read = calamine.read if is_plain else calamine.read_apart
    try:
        found = read(path, kind, waiting)
    except OSError as error:
        raise _damaged(path) from error
    if isinstance(found, list):
        return [Sheet(*sheet) for sheet in found]
    raise _refused(path, found)


def _read_text(path: Path, waiting: Waiting) -> list[Sheet]:
    """A text file: delimited values, or an HTML page with tables."""
    text = delimited.decode(path.read_bytes())
    if text is None:
        raise _not_a_spreadsheet(path, "无法识别的文件")
    head = text[:65536].lstrip().lower()
    try:
        if head.startswith("<") and "<table" in text.lower():
            tables = enumerate(html_tables.read(text, waiting), start=1)
            return [Sheet(f"表{i}", rows, merged) for i, (rows, merged) in tables]
        if head.startswith(("<?xml", "<html", "<!doctype", "mime-version")):
            raise _not_a_spreadsheet(path, "网页或 XML 文件")
        return [Sheet(path.stem, delimited.rows(text, waiting))]
    except OverflowError as error:
        raise extents.too_large(path.name) from error
    except csv.Error as error:
        raise KnownError(
            f"“{path.name}”里有一格长得读不下（可能引号不成对），没有导入；"
            "请在 Excel 或 WPS 中打开，核对后另存为 .xlsx 再导入。"
        ) from error


def _trimmed(sheet: Sheet, path: Path) -> Sheet:
    """The sheet without the empty rows at its end, all rows of one length."""
    last = len(sheet.rows)
    while last and not any(cell != "" for cell in sheet.rows[last - 1]):
        last -= 1
    rows = sheet.rows if last == len(sheet.rows) else sheet.rows[:last]
    width = max(map(len, rows), default=0)
    if last * width > extents.MAX_ALL:
        raise extents.too_large(path.name)
    if any(len(row) != width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(sheet.name, rows, sheet.merged, sheet.hidden)
