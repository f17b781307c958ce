"""Files made to harm, each small on the disk, and what is said of them when they are read."""

import json
import os
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RLIMIT_AS, RUSAGE_CHILDREN, RUSAGE_SELF, getrusage, setrlimit
from typing import NamedTuple

import xlsxwriter

from domain.errors import KnownError
from exchange.workbook import read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_MEBI = bytes(1 << 20)


def plain(path: Path) -> Path:
    """A small honest workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for column, word in enumerate(("姓名", "住址", "电话", "备注")):
            sheet.write_string(0, column, word)
        for column, word in enumerate(("张三", "3栋101", "19900000147", "")):
            sheet.write_string(1, column, word)
    return path


def repacked(path: Path, parts: dict[str, bytes | Iterator[bytes]]) -> Path:
    """The small workbook with other parts in the place of its own."""
    honest = plain(path.with_name(f"honest-{path.name}"))
    with (
        zipfile.ZipFile(honest) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for info in source.infolist():
            if info.filename not in parts:
                target.writestr(info.filename, source.read(info))
        for name, content in parts.items():
            with target.open(name, "w", force_zip64=True) as part:
                for piece in (content,) if isinstance(content, bytes) else content:
                    part.write(piece)
    honest.unlink()
    return path


def sheet(body: bytes | str, before: str = "") -> bytes:
    told = body.encode() if isinstance(body, str) else body
    start = f'{before}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return start + told + b"</sheetData></worksheet>"


def cell(address: str, value: str = "1") -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def _expanding(path: Path) -> Path:
    """A hundred and fifty megabytes of a sheet in one and a half."""
    row = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 40_000 + b"</row>"
    return repacked(path, {SHEET: (row for _ in range(180))})


def _lying(path: Path) -> Path:
    """Ninety megabytes of a sheet whose package says that it is a few bytes, with their CRC."""
    row = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 40_000 + b"</row>"
    made = repacked(path, {SHEET: (row for _ in range(100))})
    content = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as package:
        end = package.start_dir
    at = content.rindex(SHEET.encode(), end) - 46
    told = zipfile.crc32(b"")  # type: ignore[attr-defined]
    struct.pack_into("<I", content, at + 16, told)
    struct.pack_into("<I", content, at + 24, 0)
    made.write_bytes(content)
    return made


def _sheets(path: Path, count: int, targets: int, body: bytes) -> Path:
    """A workbook that names ``count`` sheets, which lie in so many parts."""
    names = "".join(
        f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r{n % targets}"/>' for n in range(count)
    )
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="elsewhere/{n}.bin"/>'
        for n in range(targets)
    )
    wrapped = f'<Relationships xmlns="{RELATIONS_OF_PACKAGES}">{relations}</Relationships>'
    parts: dict[str, bytes | Iterator[bytes]] = {
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": wrapped.encode(),
    }
    return repacked(path, parts | {f"xl/elsewhere/{n}.bin": body for n in range(targets)})


RELATIONS_OF_PACKAGES = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORNERS = sheet(f'<row r="1">{cell("A1")}</row><row r="1000000">{cell("J1000000")}</row>')


def _laughs(path: Path) -> Path:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "哈哈哈哈哈哈">'
        for n in range(10)
    )
    body = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c>{cell("B1")}</row>'
    return repacked(path, {SHEET: sheet(body, f"<!DOCTYPE w [{entities}]>")})


def _outside(path: Path) -> Path:
    """Asks for a file of the machine."""
    secret = path.with_name("secret")
    secret.write_text("机密", encoding="utf-8")
    told = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>'
    body = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c>{cell("B1")}</row>'
    return repacked(path, {SHEET: sheet(body, told)})


def _linked(path: Path) -> Path:
    """Formulas that fetch from other files and start programs, with what they last gave."""
    with xlsxwriter.Workbook(str(path)) as book:
        made = book.add_worksheet()
        made.write_row(0, 0, ["姓名", "电话"])
        made.write_formula(1, 0, "='[http://example.invalid/a.xlsx]S'!A1", None, "张三")
        made.write_formula(1, 1, "=cmd|' /C calc'!A0", None, "19900000147")
    return path


def _ods(path: Path, body: str) -> Path:
    head = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        "<office:spreadsheet>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m/>")
        tail = "</office:spreadsheet></office:body></office:document-content>"
        package.writestr("content.xml", head + body + tail)
    return path


def _repeated(path: Path) -> Path:
    full = (
        '<table:table-row table:number-rows-repeated="{}"><table:table-cell'
        ' table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )
    body = full.format(6000)
    return _ods(path, f'<table:table table:name="t">{body}</table:table>' * 50)


def _wide_rows(path: Path) -> Path:
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="16384"'
        ' office:value-type="float" office:value="1"/></table:table-row>'
    )
    return _ods(path, f'<table:table table:name="t">{row * 100_000}</table:table>')


def compound(stream: bytes, fat: dict[int, int] | None = None, header: bytes = b"") -> bytes:
    """A compound file with one stream ``Workbook``; ``fat`` changes where sectors lead, and
    ``header`` is laid over the first bytes behind the signature."""
    free, end, is_fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fats = -(-(sectors + 2) // 127)
    leads = [is_fat] * fats + [end] + [fats + 2 + n for n in range(sectors)]
    leads[-1] = end
    for sector, to in (fat or {}).items():
        leads[sector] = to
    leads += [free] * (fats * 128 - len(leads))
    names = (("Root Entry", 5, end, 0), ("Workbook", 2, fats + 1, len(stream)))
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, free, free, 1 if kind == 5 else free)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, start, size in names
    ).ljust(512, b"\0")
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    start += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    start += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, end, 0, end, 0)
    start += struct.pack("<109I", *range(fats), *[free] * (109 - fats))
    start = start[:8] + header + start[8 + len(header) :]
    return start + struct.pack(f"<{len(leads)}I", *leads) + entries + stream


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff(cells: bytes, sheets: int = 1) -> bytes:
    """A workbook stream of sheets that all are the same one."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    named = [f"s{n}".encode() for n in range(sheets)]
    length = len(begin) + sum(4 + 8 + len(name) for name in named) + 4
    bounds = b"".join(
        record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name), 0) + name) for name in named
    )
    page = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + record(10, b"")
    return begin + bounds + record(10, b"") + page


def number(row: int, column: int) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.0))


_AFAR = number(0, 0) + number(65_535, 65_535)
_BIG = number(0, 0) + number(65_535, 150)


def _bytes(make: Callable[[], bytes]) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(make())
        return path

    return write


def _text(make: Callable[[], str]) -> Callable[[Path], Path]:
    return _bytes(lambda: make().encode())


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def _half_written(path: Path) -> Path:
    whole = plain(path).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


def _one_line(path: Path) -> Path:
    with path.open("wb") as file:
        for _ in range(500):
            file.write(b"a" * (1 << 20))
    return path


def _rows(body: str | bytes) -> Callable[[Path], Path]:
    return lambda path: repacked(path, {SHEET: sheet(body)})


# What takes its time to refuse.
HEAVY = ("同表.xlsx", "多表.xlsx", "宽行.ods", "同表.xls", "逗号.csv", "重复.ods")
# By the file's name: how it is made, and a word of what is said of it, empty where it is read.
ZOO: dict[str, tuple[Callable[[Path], Path], str]] = {
    "膨胀.xlsx": (_expanding, "异常庞大"),
    "谎报.xlsx": (_lying, "损坏"),
    "千表.xlsx": (
        lambda p: _sheets(p, 5000, 1, sheet(f'<row r="1">{cell("A1")}</row>')),
        "1000 张",
    ),
    "同表.xlsx": (lambda p: _sheets(p, 900, 1, _CORNERS), "范围过大"),
    "多表.xlsx": (lambda p: _sheets(p, 300, 300, _CORNERS), "范围过大"),
    "别处.xlsx": (lambda p: _sheets(p, 1, 1, sheet(cell("XFD1048576"))), "范围过大"),
    "行高.xlsx": (_rows(f'<row r="1">{cell("A1")}{cell("XFD1048576")}</row>'), "范围过大"),
    "无址.xlsx": (_rows(b"<row/>" * 1_000_000 + b"<row>" + b"<c><v>1</v></c>" * 99), "范围过大"),
    "小写.xlsx": (_rows(f'<row r="1">{cell("A1")}{cell("xfd1048576")}</row>'), "范围过大"),
    "大于.xlsx": (_rows('<row><c x=">" r="XFD1048576"><v>1</v></c></row>'), "范围过大"),
    "笑话.xlsx": (_laughs, "损坏"),
    "外部.xlsx": (_outside, "损坏"),
    "链接.xlsx": (_linked, ""),
    "加密.xlsx": (
        _bytes(lambda: compound("EncryptedPackage".encode("utf-16-le"))),
        "密码",
    ),
    "重复.ods": (_repeated, "庞大"),
    "宽行.ods": (_wide_rows, "庞大"),
    "断.ods": (
        lambda p: _ods(p, '<table:table table:name="t"><table:table-row><table:tab'),
        "不完整",
    ),
    "坏.xls": (_bytes(lambda: compound(b"\xff" * 9000)), "损坏"),
    "圈.xls": (_bytes(lambda: compound(biff(number(0, 0)), {1: 1})), "庞大"),
    "谎.xls": (_bytes(lambda: compound(biff(number(0, 0)), header=b"\xff" * 70)), "损坏"),
    "远.xls": (_bytes(lambda: compound(biff(_AFAR))), "庞大"),
    "维.xls": (
        _bytes(
            lambda: compound(biff(record(0x200, b"\0" * 4 + b"\xff" * 4 + b"\0\0\xff\xff\0\0")))
        ),
        "庞大",
    ),
    "同表.xls": (_bytes(lambda: compound(biff(_BIG, 900))), "庞大"),
    "空字.csv": (_text(lambda: "姓名,电话\n" + "张三,1\n" * 9000 + "李\0四,2\n"), ""),
    "一行.csv": (_one_line, "超过 200 MB"),
    "长格.csv": (_text(lambda: "姓名,电话\n" + "长" * 5_000_000), "引号"),
    "引号.csv": (_text(lambda: '姓名,电话\n"' + "张三,1\n" * 900_000), "引号"),
    "逗号.csv": (_text(lambda: "," * 40_000_000), "范围过大"),
    "一宽.csv": (_text(lambda: "姓名" + "," * 90_000 + "\n" + "张三\n" * 90_000), "范围过大"),
    "跨.xls": (
        _text(lambda: "<table>" + "<td rowspan=2000 colspan=2000>甲" * 900 + "</table>"),
        "范围过大",
    ),
    "无尾.xls": (_text(lambda: "<table><tr><td>甲<td>乙</table>" + "<a " * 1_000_000), ""),
    "空.xlsx": (_bytes(lambda: b""), "空的"),
    "半.xlsx": (_half_written, "不完整"),
    "夹.xlsx": (lambda p: (p.mkdir(), p)[1], "文件夹"),
    "管道.xlsx": (_pipe, "不是普通文件"),
    "绕圈.xlsx": (_loop, "无法打开"),
}


class Visit(NamedTuple):
    """What was said of a file, empty where it was read; how long it took; and the MiB that the
    reading process and those it started had taken at most by then."""

    said: str
    seconds: float
    memory: int


def _visit(folder: Path, names: list[str]) -> dict[str, Visit]:
    found = {}
    for name in names:
        made = ZOO[name][0](folder / name)
        since = time.monotonic()
        try:
            read_sheets(made)
            said = ""
        except KnownError as error:
            said = str(error)
        peaks = (getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
        found[name] = Visit(said, time.monotonic() - since, max(peaks) // 1024)
    return found


if __name__ == "__main__":
    setrlimit(RLIMIT_AS, (4 * 1024**3,) * 2)
    sys.stdout.write(json.dumps(_visit(Path(sys.argv[1]), sys.argv[2:])))
