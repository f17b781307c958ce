"""How far a packed workbook reaches, found out before it is opened.

The reader lays a sheet out as one rectangle from its first to its last cell, so that one stray
cell at XFD1048576, or a file made to harm, would ask for hundreds of gigabytes.
"""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import TypeAlias
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.errors import KnownError

Waiting: TypeAlias = Callable[[], object]
"""Called every moment while a file is read; raises to stop the reading."""

MAX_CELLS = 12_000_000  # of a sheet
MAX_ALL = 2 * MAX_CELLS  # of all the sheets of a file
MAX_EXPANDED = 800 * 1024**2
_SUSPICIOUS = 128 * 1024**2
_MAX_RATIO = 100
_CHUNK = 1 << 23
_OVERLAP = 512
_LOW = 99_999  # the highest row that is not looked for cell by cell

# As every program writes rows and cells; and the signs that it is done in any other way.
_PLAIN_ROW = re.compile(rb'<row r="(\d+)')
_PLAIN_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_PLAIN_DEEP = re.compile(rb'<c r="[A-Z]{1,3}(\d{6,7})"')
_ODD = re.compile(rb'<(?:c(?! r="[A-Z]{1,3}[1-9]\d{0,6}")|row(?! r="[1-9]\d{0,6}"))[\s/>]')
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_TAG = re.compile(
    rb"<(?:[^\s<>/:?!]+:)?(c|row)(?=[\s/>])"
    rb"([^<>\"']*(?:(?:\"[^<\"]*\"|'[^<']*')[^<>\"']*)*)>"
)
_ADDRESS = re.compile(rb"(?:^|\s)r\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")


def check_size(package: ZipFile, name: str) -> None:
    """See that the package does not say itself that it expands beyond measure.

    Raises:
        KnownError: it does; the sentence names the file and what to do.
        NotImplementedError: it is packed as no program for workbooks packs.
    """
    infos = package.infolist()
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise NotImplementedError
    expanded = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if expanded > MAX_EXPANDED or (expanded > _SUSPICIOUS and expanded / packed > _MAX_RATIO):
        raise KnownError(
            f"文件“{name}”解压后异常庞大（{expanded // 1024**2} MB），为安全起见没有打开；"
            "请在 Excel 或 WPS 中只保留需要的数据另存后再导入。"
        )


def check(package: ZipFile, name: str, kind: str, waiting: Waiting = lambda: None) -> bool:
    """See that no sheet spans too many cells; whether that is certain, because rows and cells
    are written as every program writes them. Sheets may lie under any name.

    Raises:
        KnownError: one does; the sentence names the file and what to do.
        BadZipFile: a part is longer than the package says, or ends in the middle of its XML.
    """
    is_certain = kind == "xlsx"
    measure = {"xlsx": _xml_extent, "xlsb": _binary_extent}.get(kind, _no_extent)
    for info in package.infolist():
        height, width, is_plain = measure(_Part(package, info, waiting))
        if height * width > MAX_CELLS:
            raise too_large(name, f"（远达第 {height} 行、第 {width} 列）")
        is_certain = is_certain and is_plain
    return is_certain


def too_large(name: str, detail: str = "") -> KnownError:
    """What is said of a workbook with a sheet that spans too many cells, or sheets that do."""
    whose = f"有一张表的内容范围过大{detail}" if detail else "的内容范围过大"
    return KnownError(
        f"文件“{name}”{whose}，无法整张读取，没有导入；"
        "请删除表格边缘之外的多余内容（或只复制有用部分到新表）后再导入。"
    )


Extent = tuple[int, int, bool]
"""The last row and column, and whether that is certain."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a package, read piece by piece."""

    package: ZipFile
    info: ZipInfo
    waiting: Waiting

    def pieces(self) -> Iterator[bytes]:
        """The content, which must end where the package says it does: whoever reads it after us
        may not care."""
        one_more = copy(self.info)
        one_more.file_size += 1
        read = 0
        with self.package.open(one_more) as part:
            while piece := part.read(_CHUNK):
                self.waiting()
                read += len(piece)
                if read > self.info.file_size:
                    raise BadZipFile
                yield piece

    def chunks(self) -> Iterator[bytes]:
        """The content in chunks that end before a tag, or overlap where there is none."""
        tail = b""
        for piece in self.pieces():
            chunk = tail + piece
            end = max(chunk.rfind(b"<"), len(chunk) - _OVERLAP)
            tail = chunk[end:]
            yield chunk[:end] if tail.startswith(b"<") else chunk
        yield tail


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _xml_extent(part: _Part) -> Extent:
    """A quick upper bound, and only if that is too large, or cannot be told, the exact place of
    the last cell that holds something."""
    height, letters, strings = _LOW, {b"Z"}, 0
    for chunk in part.chunks():
        if _ODD.search(chunk) or _PREFIXED.search(chunk):
            return (*_exact_extent(part), False)
        rows = _PLAIN_ROW.findall(chunk)
        deep = _PLAIN_DEEP.findall(chunk)
        height = max(height, max(map(int, rows), default=1), max(map(int, deep), default=1))
        letters.update(_PLAIN_WIDE.findall(chunk))
        strings += chunk.count(b"<si")
    if strings > MAX_CELLS:  # more texts than there can be cells
        return strings, 1, True
    width = max(map(_column, letters))
    if height * width > MAX_CELLS:
        height, width = _exact_extent(part)
    return height, width, True


def _exact_extent(part: _Part) -> tuple[int, int]:
    """The place of the last cell that holds something; one without an address comes after the
    one before it."""
    row, column, height, width = -1, 0, 1, 1
    for chunk in part.chunks():
        for name, told in _TAG.findall(chunk):
            address = _ADDRESS.search(told)
            if name == b"row":
                row, column = (int(address[2]) - 1 if address else row + 1), 0
                continue
            line = int(address[2]) - 1 if address else row
            column = _column(address[1]) if address else column + 1
            if not told.endswith(b"/"):
                height, width = max(height, line + 1), max(width, column)
    return height, width


def _no_extent(part: _Part) -> Extent:
    """Of an .ods, which the reader limits itself, only the length is known; and that its XML ends,
    after which the reader would look for ever."""
    parser = expat.ParserCreate() if part.info.filename == "content.xml" else None
    try:
        for piece in part.pieces():
            if parser is not None:
                parser.Parse(piece)
        if parser is not None:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadZipFile from error
    return 1, 1, False


_ROW_HEADER, _CELLS = 0, range(2, 12)  # BrtRowHdr; BrtCellRk … BrtFmlaError ([MS-XLSB] 2.3.2)


def _binary_extent(part: _Part) -> Extent:
    """The last row and column of an .xlsb sheet, from its records."""
    content = b"".join(part.pieces())
    if "worksheets/" not in part.info.filename.lower():
        return 1, 1, False
    position, row, height, width, records = 0, 0, 1, 1, 0
    while position < len(content) and records <= MAX_CELLS:
        record, position = _varint(content, position, 2)
        size, position = _varint(content, position, 4)
        if record == _ROW_HEADER:
            row = int.from_bytes(content[position : position + 4], "little") + 1
        elif record in _CELLS:
            column = int.from_bytes(content[position : position + 4], "little") + 1
            height, width = max(height, row), max(width, column)
        position += size
        records += 1
    return (records, 1, False) if records > MAX_CELLS else (height, width, False)


def _varint(content: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for shift in range(most):
        if position >= len(content):
            break
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            break
    return value, position
