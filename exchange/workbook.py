"""Reading a spreadsheet file into plain values, whatever its format and extension.

What a file is decides its content, never its extension: government systems export HTML tables
and text files named ``.xls``. Hidden rows and columns are data like the others; a sheet's rows
are numbered as Excel shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from domain.cells import Cell
from domain.errors import KnownError
from exchange import delimited, extents, html_tables

MAX_FILE = 400 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = {"xlsx": {".xlsx", ".xlsm"}, "xlsb": {".xlsb"}, "ods": {".ods"}, "xls": {".xls"}}
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


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets of a spreadsheet file, in its order, empty ones left out.

    Raises:
        KnownError: the file is missing, empty, damaged, encrypted, too big, or no spreadsheet.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise KnownError(f"找不到文件“{path.name}”，请检查路径；没有导入任何内容。") from None
    except IsADirectoryError:
        raise KnownError(f"“{path.name}”是文件夹，请选择其中的表格文件。") from None
    except OSError as error:
        reason = error.strerror or "系统拒绝读取"
        raise KnownError(
            f"无法打开“{path.name}”（{reason}），请关闭正在使用它的程序后再试。"
        ) from error
    if not start.strip(b"\0 \t\r\n"):
        raise KnownError(f"文件“{path.name}”是空的，没有可以导入的内容。")
    if size > MAX_FILE:
        raise KnownError(
            f"文件“{path.name}”超过 {MAX_FILE // 1024 // 1024} MB，请拆分成几个文件后分别导入。"
        )
    sheets = _reader(path, start)(path)
    kept = tuple(sheet for sheet in map(_trimmed, sheets) if sheet.rows)
    if not kept:
        raise KnownError(f"文件“{path.name}”里没有任何内容，没有可以导入的数据。")
    return kept


def _reader(path: Path, start: bytes) -> Callable[[Path], list[Sheet]]:
    """The way to read a file that begins with these bytes."""
    if start.startswith(b"PK"):
        return _read_package
    if start.startswith(_OLE):
        return _read_compound
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise _not_a_spreadsheet(path, what)
    return _read_text


def _not_a_spreadsheet(path: Path, what: str) -> KnownError:
    return KnownError(
        f"“{path.name}”是{what}，不是表格；请用 Excel 或 WPS 的 .xlsx、.xls、.ods 或 .csv 文件。"
    )


def _encrypted(path: Path) -> KnownError:
    return KnownError(f"文件“{path.name}”设有打开密码，请在 Excel 或 WPS 中取消密码后再导入。")


def _damaged(path: Path) -> KnownError:
    return KnownError(
        f"文件“{path.name}”已损坏或不完整，请在 Excel 或 WPS 中打开后另存一份再导入。"
    )


def _read_package(path: Path) -> list[Sheet]:
    """A workbook in a zip package: .xlsx, .xlsm, .xlsb or .ods."""
    try:
        with ZipFile(path) as package:
            names = set(package.namelist())
            kind = _package_kind(package, names)
            if kind == "encrypted":
                raise _encrypted(path)
            if kind not in _NAMED:
                raise _not_a_spreadsheet(path, kind)
            extents.check(package, path.name, kind)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged(path) from error
    return _read_calamine(path, kind)


def _package_kind(package: ZipFile, names: set[str]) -> str:
    """xlsx, xlsb, ods or encrypted, or in Chinese what the package is instead."""
    if any(info.flag_bits & 1 for info in package.infolist()):
        return "加密的压缩包"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(n.lower().endswith("xl/workbook.xml") for n in names):
        return "xlsx"
    if "mimetype" in names and b"spreadsheet" in package.read("mimetype")[:200]:
        manifest = "META-INF/manifest.xml"
        locked = manifest in names and b"encryption-data" in package.read(manifest)
        return "encrypted" if locked else "ods"
    if any(n.startswith("word/") for n in names):
        return "Word 文档"
    return "压缩包"


def _read_compound(path: Path) -> list[Sheet]:
    """A compound file: an .xls, or an encrypted .xlsx wrapped in one."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _encrypted(path)
    if "WordDocument".encode("utf-16-le") in content:
        raise _not_a_spreadsheet(path, "Word 文档")
    return _read_calamine(path, "xls")


def _read_calamine(path: Path, kind: str) -> list[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    named = path.suffix.lower() in _NAMED[kind]
    sheets = []
    try:
        with CalamineWorkbook.from_object(path if named else BytesIO(path.read_bytes())) as book:
            for meta in book.sheets_metadata:
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
                merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
                hidden = meta.visible is not SheetVisibleEnum.Visible
                sheets.append(Sheet(meta.name, rows, merged, hidden))
    except PasswordError:
        raise _encrypted(path) from None
    except (CalamineError, OSError, ValueError) as error:
        if "limit exceeded" in str(error):
            raise extents.too_large(path.name) from error
        raise _damaged(path) from error
    return sheets


def _read_text(path: Path) -> list[Sheet]:
    """A text file: delimited values, or an HTML page with tables."""
    text = delimited.decode(path.read_bytes())
    if text is None:
        raise _not_a_spreadsheet(path, "无法识别的文件")
    head = text[:65536].lstrip().lower()
    if head.startswith("<") and "<table" in text.lower():
        return [
            Sheet(f"表{i}", rows, merged)
            for i, (rows, merged) in enumerate(html_tables.read(text), start=1)
        ]
    if head.startswith(("<?xml", "<html", "<!doctype", "mime-version")):
        raise _not_a_spreadsheet(path, "网页或 XML 文件")
    return [Sheet(path.stem, delimited.rows(text))]


def _trimmed(sheet: Sheet) -> Sheet:
    """The sheet without the empty rows at its end, all rows of one length."""
    last = len(sheet.rows)
    while last and not any(cell != "" for cell in sheet.rows[last - 1]):
        last -= 1
    rows = sheet.rows if last == len(sheet.rows) else sheet.rows[:last]
    width = max(map(len, rows), default=0)
    if any(len(row) != width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(sheet.name, rows, sheet.merged, sheet.hidden)
