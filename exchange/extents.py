"""How far a packed workbook reaches, found out before it is opened.

The reader lays a sheet out as one rectangle from its first to its last cell, so that one stray
cell at XFD1048576, or a file made to harm, would ask for hundreds of gigabytes.
"""

import re
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

from domain.errors import KnownError

MAX_CELLS = 12_000_000
MAX_EXPANDED = 2 * 1024**3
_SUSPICIOUS = 200 * 1024**2
_MAX_RATIO = 200
_CHUNK = 1 << 23
_OVERLAP = 512

# As every program writes them; and any other way, for what these do not account for.
_PLAIN_ROW = re.compile(rb'<row r="(\d+)')
_PLAIN_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)")
_WIDE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{2,3})\d")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d+)[\"'](?:[^>]*[^/>])?>")


def check(package: ZipFile, name: str, kind: str) -> None:
    """See that the workbook neither expands beyond measure nor spans too many cells.

    Raises:
        KnownError: it does; the sentence names the file and what to do.
    """
    infos = package.infolist()
    expanded = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if expanded > MAX_EXPANDED or (expanded > _SUSPICIOUS and expanded / packed > _MAX_RATIO):
        raise KnownError(
            f"文件“{name}”解压后异常庞大（{expanded // 1024**2} MB），为安全起见没有打开；"
            "请在 Excel 或 WPS 中只保留需要的数据另存后再导入。"
        )
    measure = {"xlsx": _xml_extent, "xlsb": _binary_extent}.get(kind)
    if measure is None:  # the reader itself limits an .ods
        return
    for info in infos:
        if "worksheets/sheet" in info.filename.lower():
            height, width = measure(package, info)
            if height * width > MAX_CELLS:
                raise too_large(name, f"（远达第 {height} 行、第 {width} 列）")


def too_large(name: str, detail: str = "") -> KnownError:
    """What is said of a workbook with a sheet that spans too many cells."""
    return KnownError(
        f"文件“{name}”有一张表的内容范围过大{detail}，无法整张读取；"
        "请删除表格边缘之外的多余内容（或只复制有用部分到新表）后再导入。"
    )


def _chunks(package: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces that overlap, so that no tag falls between two."""
    tail = b""
    with package.open(info) as part:
        while piece := part.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _is_plain(chunk: bytes) -> bool:
    """Whether all rows and cells begin the usual way, with their address."""
    return (
        chunk.count(b"<row ") == chunk.count(b'<row r="')
        and chunk.count(b"<c ") == chunk.count(b'<c r="')
        and b":c " not in chunk
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _xml_extent(package: ZipFile, info: ZipInfo) -> tuple[int, int]:
    """The last row and column: a quick upper bound, and only if that is too large the exact
    place of the last cell that holds something."""
    height, letters = 1, {b"Z"}
    for chunk in _chunks(package, info):
        plain = _is_plain(chunk)
        rows = (_PLAIN_ROW if plain else _ROW).findall(chunk)
        height = max(height, max(map(int, rows), default=1))
        letters.update((_PLAIN_WIDE if plain else _WIDE).findall(chunk))
    width = max(map(_column, letters))
    if height * width <= MAX_CELLS:
        return height, width
    height, width = 1, 1
    for chunk in _chunks(package, info):
        for column, row in _FILLED.findall(chunk):
            height, width = max(height, int(row)), max(width, _column(column))
    return height, width


_ROW_HEADER, _CELLS = 0, range(2, 12)  # BrtRowHdr; BrtCellRk … BrtFmlaError ([MS-XLSB] 2.3.2)


def _binary_extent(package: ZipFile, info: ZipInfo) -> tuple[int, int]:
    """The last row and column of an .xlsb sheet, from its records."""
    content = package.read(info)
    position, row, height, width = 0, 0, 1, 1
    while position < len(content):
        record, position = _varint(content, position, 2)
        size, position = _varint(content, position, 4)
        if record == _ROW_HEADER:
            row = int.from_bytes(content[position : position + 4], "little") + 1
        elif record in _CELLS:
            column = int.from_bytes(content[position : position + 4], "little") + 1
            height, width = max(height, row), max(width, column)
        position += size
    return height, width


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
