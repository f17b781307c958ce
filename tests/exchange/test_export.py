from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import KnownError
from exchange.export import Column, safe_text, write_table
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
    import openpyxl

    path = tmp_path / "a.xlsx"
    write_table(path, "", COLUMNS, [["329999199410071894", "=1+1", None, 1]])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert sheet["B2"].value == "'=1+1"
    assert sheet.column_dimensions["A"].width > 19


@given(st.sampled_from("=+-@\t\r"), st.text(min_size=1))
def test_no_text_can_begin_a_formula(sign: str, rest: str) -> None:
    assert safe_text(sign + rest) == "'" + sign + rest


def test_ordinary_texts_stay_as_they_are() -> None:
    for word in ("张三", "-", "13812345678", "", "3-2-502"):
        assert safe_text(word) == word


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
