from datetime import date

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from ui.overview.chart_desk import ChartDesk
from widgets.chart_tools import ChartTools
from widgets.chart_values import Layer
from widgets.stacked_chart import StackedChart


@pytest.fixture
def chart(qtbot, bench):
    made = StackedChart("问题存量", (Layer("red", "红"), Layer("green", "绿")))
    qtbot.addWidget(made)
    made.set_series([date(2026, 6, 1), date(2026, 6, 2)], {"red": [1, 2], "green": [3, 4]})
    ChartDesk(bench, made)
    made.show()
    return made


def export_to(chart, file):
    *_, export = chart.findChild(ChartTools).menu().actions()
    export.trigger()
    dialog = chart.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()


def test_the_numbers_become_an_excel_file(qtbot, bench, chart, tmp_path):
    with qtbot.waitSignal(bench.messages.said, timeout=10_000) as said:
        export_to(chart, tmp_path / "存量.xlsx")
    assert said.args[:2] == ["success", "已导出 2 行到“存量.xlsx”"]
    title, header, *rows = openpyxl.load_workbook(tmp_path / "存量.xlsx").active.values
    assert title[0] == "问题存量 2026年6月1日—2026年6月2日"
    assert header == ("日期", "红", "绿", "合计")
    assert [row[1:] for row in rows] == [(1, 3, 4), (2, 4, 6)]


def test_what_was_copied_or_cannot_be_saved_is_said(qtbot, bench, chart, tmp_path):
    with qtbot.waitSignal(bench.messages.said) as said:
        chart.copy_picture()
    assert said.args[0] == "success"
    failures = []
    bench.tasks.failed.connect(failures.append)
    export_to(chart, tmp_path / "无" / "存量.xlsx")
    qtbot.waitUntil(lambda: len(failures) == 1, timeout=10_000)
    assert "没有导出" in str(failures[0])
    with qtbot.waitSignal(bench.messages.said) as said:
        chart.failed.emit("没有保存")
    assert said.args[:2] == ["error", "没有保存"]
