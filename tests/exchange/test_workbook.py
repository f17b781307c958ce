import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from domain.errors import KnownError
from exchange.workbook import read_sheets

Make = Callable[..., Path]


def test_values_keep_their_kind_and_rows_their_numbers(make_xlsx: Make) -> None:
    path = make_xlsx(
        "a.xlsx",
        [[], [], [None, "姓名", 7, 1.5, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]],
    )
    (sheet,) = read_sheets(path)
    assert len(sheet.rows) == 3
    assert sheet.rows[2] == ["", "姓名", 7, 1.5, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]


def test_hidden_rows_are_data_and_hidden_sheets_are_told(make_xlsx: Make) -> None:
    path = make_xlsx(
        "a.xlsx", {"甲": [["a"], ["b"]], "乙": [["c"]]}, hidden_sheets=["乙"], hidden_rows=[1]
    )
    first, second = read_sheets(path)
    assert first.rows == [["a"], ["b"]]
    assert not first.hidden
    assert second.hidden


def test_merged_ranges(make_xlsx: Make) -> None:
    path = make_xlsx("a.xlsx", [["x", "y"], [None, "z"]], merges=[(0, 0, 1, 0)])
    (sheet,) = read_sheets(path)
    assert sheet.merged == ((0, 0, 1, 0),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        ["姓名", "身份证号", "备注"],
        ["张㛃", "329999199410071894", "一、二"],
        ["李四", "", ""],
    ]
    path = tmp_path / "名单.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    (sheet,) = read_sheets(path)
    assert sheet.rows == lines


def test_text_protected_by_a_formula_and_line_breaks_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('号,文\n="007","一\n二"\n', encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert sheet.rows == [["号", "文"], ["007", "一\n二"]]


def test_content_decides_not_the_extension(make_xlsx: Make, tmp_path: Path) -> None:
    real = make_xlsx("a.xlsx", [["姓名", "电话"], ["张三", "1"]])
    as_xls = real.rename(tmp_path / "真的是新格式.xls")
    assert read_sheets(as_xls)[0].rows[1] == ["张三", "1"]
    text = tmp_path / "其实是文本.xls"
    text.write_bytes("姓名\t电话\n张三\t1\n".encode("gb18030"))
    assert read_sheets(text)[0].rows[1] == ["张三", "1"]


def test_html_table_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        "<html><head><meta charset='utf-8'></head><body><table>"
        "<tr><th rowspan=2>室号</th><th colspan='2'>成员</th></tr>"
        "<tr><td>姓名</td><td>电话&nbsp;</td></tr>"
        "<tr><td>101<td>张三<td>甲&amp;乙</tr></table></body></html>",
        encoding="utf-8",
    )
    (sheet,) = read_sheets(path)
    assert sheet.rows[0] == ["室号", "成员", ""]
    assert [str(cell).strip() for cell in sheet.rows[1]] == ["", "姓名", "电话"]
    assert sheet.rows[2] == ["101", "张三", "甲&乙"]
    assert (0, 0, 1, 0) in sheet.merged


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("extension", ["xls", "ods"])
def test_older_and_open_formats(make_xlsx: Make, tmp_path: Path, extension: str) -> None:
    path = make_xlsx(
        "a.xlsx", [["标题"], [], ["姓名", "日期", "号"], ["张三", date(2020, 1, 2), 5]]
    )
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", extension, "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    (sheet,) = read_sheets(path.with_suffix(f".{extension}"))
    assert sheet.rows[2][:3] == ["姓名", "日期", "号"]
    assert sheet.rows[3][:3] == ["张三", date(2020, 1, 2), 5]


def _refused(path: Path, word: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_sheets(path)
    told = str(caught.value)
    assert word in told
    assert "\n" not in told


def test_what_is_no_spreadsheet_is_told_in_one_sentence(tmp_path: Path) -> None:
    _refused(tmp_path / "没有.xlsx", "找不到")
    _refused(tmp_path, "文件夹")
    for name, content, word in (
        ("空.xlsx", b"", "空的"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
        ("文.pdf", b"%PDF-1.7 ...", "PDF"),
        ("乱.xls", bytes(range(256)) * 20, "不是表格"),
        ("坏.xlsx", b"PK\x03\x04" + b"x" * 100, "损坏"),
        ("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "损坏"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        _refused(path, word)


def test_a_workbook_cut_short_is_damaged(make_xlsx: Make, tmp_path: Path) -> None:
    whole = make_xlsx("a.xlsx", [["x"] * 5] * 200).read_bytes()
    cut = tmp_path / "半.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    _refused(cut, "损坏")


def test_encrypted_files_ask_for_the_password_to_be_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "密.xlsx"
    wrapped = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + wrapped + bytes(600))
    _refused(path, "密码")
    locked = tmp_path / "密.ods"
    with zipfile.ZipFile(locked, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    _refused(locked, "密码")


def test_a_workbook_without_any_content(make_xlsx: Make) -> None:
    _refused(make_xlsx("a.xlsx", {"一": [], "二": []}), "没有任何内容")


def test_a_word_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "文.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    _refused(path, "Word")


def test_one_stray_cell_at_the_far_corner_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "远.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "姓名")
        sheet.write("XFD1048576", "x")
    _refused(path, "范围过大")


def test_formatted_cells_far_away_hold_nothing_and_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "远.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "姓名")
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))
    (only,) = read_sheets(path)
    assert only.rows == [["姓名"]]


def test_a_far_cell_with_a_lying_dimension_and_odd_markup(make_xlsx: Make, tmp_path: Path) -> None:
    honest = make_xlsx("a.xlsx", [["姓名"]])
    path = tmp_path / "谎.xlsx"
    body = (
        "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        "<dimension ref='A1:B2'/><sheetData>"
        "<row spans='1:2' r='1'><c t='inlineStr' r='A1'><is><t>姓名</t></is></c></row>"
        "<row ht='5' r='1048576'><c s='0' r='XFD1048576'><v>1</v></c></row>"
        "</sheetData></worksheet>"
    )
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            is_sheet = info.filename == "xl/worksheets/sheet1.xml"
            target.writestr(info.filename, body if is_sheet else source.read(info))
    _refused(path, "范围过大")


def test_a_zip_bomb_is_not_opened(make_xlsx: Make, tmp_path: Path) -> None:
    honest = make_xlsx("a.xlsx", [["姓名"]])
    path = tmp_path / "弹.xlsx"
    with (
        zipfile.ZipFile(honest) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
        with target.open("xl/media/big.bin", "w") as part:
            for _ in range(250):
                part.write(bytes(1 << 20))
    _refused(path, "异常庞大")


def test_a_far_cell_in_a_binary_workbook_is_found_before_it_is_opened(tmp_path: Path) -> None:
    def record(kind: int, body: bytes) -> bytes:
        return bytes([kind, len(body)]) + body

    far_row = record(0, (1_048_575).to_bytes(4, "little") + bytes(13))
    far_cell = record(5, (16_383).to_bytes(4, "little") + bytes(12))
    path = tmp_path / "远.xlsb"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", b"")
        package.writestr("xl/worksheets/sheet1.bin", far_row + far_cell)
    _refused(path, "范围过大")


class StoppedError(Exception):
    """Whoever waits would rather not."""


@pytest.mark.parametrize("kind", ["csv", "html", "xlsx"])
def test_reading_is_stopped_wherever_it_is(make_xlsx: Make, tmp_path: Path, kind: str) -> None:
    lines = [[f"张{n}", "一、二"] for n in range(5_000)]
    if kind == "xlsx":
        path = make_xlsx("a.xlsx", {"甲": lines, "乙": lines, "丙": lines})
    elif kind == "csv":
        path = tmp_path / "a.csv"
        path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    else:
        path = tmp_path / "a.xls"
        cells = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in lines)
        path.write_text(f"<html><table>{cells}</table></html>", encoding="utf-8")
    asked: list[int] = []
    (first, *_) = read_sheets(path, lambda: asked.append(1))
    assert len(first.rows) == len(lines)
    assert len(asked) > 2
    for most in range(len(asked)):
        left = [None] * most

        def waiting(left: list[None] = left) -> None:
            if not left:
                raise StoppedError
            left.pop()

        with pytest.raises(StoppedError):
            read_sheets(path, waiting)
