from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from domain.indicators import ALL
from exchange.report import write_report
from tests.printing.reports import report


def test_a_sheet_a_breakdown_with_numbers_as_numbers(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    assert write_report(file, report(names=60, late=130, settled=90)) == 11 + 60 + 1 + 31 + 1 + 220
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == [
        "主要指标", "按工作组", "按类别", "存量（按颜色）", "共性问题", "超期问题", "幸福账单",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("主要指标").to_python()
    assert rows[1] == ["指标", "本期", "上期", "变化", "单位", "怎样算的"]
    by_word = {row[0]: row for row in rows[2:]}
    assert by_word["登记"][1:5] == [71.0, 80.0, -9.0, "件"]
    assert by_word["满意率"][1:4] == [93.33, 66.67, 26.67]
    assert [row[5] for row in rows[2:]] == [i.formula for i in ALL]
    teams = book.get_sheet_by_name("按工作组").to_python()
    assert len(teams) == 2 + 60  # every name has its line
    assert teams[2][1] == 71.0
    days = book.get_sheet_by_name("存量（按颜色）").to_python()
    assert days[2] == [date(2026, 10, 1), 10.0, 10.0, 10.0]


def test_what_is_passed_on_is_masked(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    write_report(file, report())
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("幸福账单").to_python()
    assert "199****0147" in rows[2][3]
    assert rows[2][2].startswith("京公馆3栋")
    assert "502" not in str(rows)
    assert "19900000147" not in str(rows)
