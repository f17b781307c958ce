from collections.abc import Callable
from pathlib import Path

import openpyxl

from exchange.judging import judge
from exchange.marked import save_marked
from exchange.reading import read

Make = Callable[..., Path]


def test_faults_are_marked_where_they_stand(make_xlsx: Make, tmp_path: Path) -> None:
    rows = [
        ["果园社区台账"],
        ["户号", "姓名", "关系", "身份证号", "电话"],
        ["1", "张三", "户主", "123", "456"],
        ["1", "", "配偶", "", ""],
        ["合计", "", "", "", ""],
    ]
    reading = read(make_xlsx("a.xlsx", rows), "households")
    judged = judge(reading)
    target = tmp_path / "核对.xlsx"
    save_marked(target, reading, judged.report)
    book = openpyxl.load_workbook(target)
    sheet, listed = book.worksheets
    assert sheet["F2"].value == "导入说明"
    assert "15位或18位" in sheet["F3"].value
    assert sheet["D3"].value == "123"
    plain = sheet["B3"].fill.fgColor.rgb
    assert sheet["D3"].fill.fgColor.rgb != plain
    assert sheet["E3"].fill.fgColor.rgb != plain
    assert "没有姓名" in sheet["F4"].value
    assert listed.title == "导入报告"
    assert [row[1].value for row in listed.iter_rows(min_row=2)] == [3, 3, 4, 5]
    assert listed["C2"].value == "身份证号"


def test_a_formula_of_the_file_is_no_formula_of_the_report(make_xlsx: Make, tmp_path: Path) -> None:
    rows = [["户号", "姓名", "=电话"], ["1", "=1+1", "+86123"], ["-2", "", "@x"]]
    reading = read(make_xlsx("=a.xlsx", {"=1+1": rows}), "households")
    target = tmp_path / "核对.xlsx"
    save_marked(target, reading, judge(reading).report)
    cells = [
        cell
        for sheet in openpyxl.load_workbook(target).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert {"=1+1", "+86123", "-2", "@x", "=电话"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")
