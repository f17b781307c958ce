from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.fields import LineField
from widgets.flow import FlowLayout
from widgets.forms import Form
from widgets.popover import Popover
from widgets.segments import SegmentField


def test_a_sheet_opens_within_its_window_and_esc_closes_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    button = QPushButton("更多", window)
    button.move(560, 10)
    sheet = Popover(button)
    sheet.body.addWidget(QLabel("一个很长很长的说明" * 3))
    window.show()
    sheet.open_under(button)
    assert sheet.isVisible()
    assert sheet.geometry().right() <= window.geometry().right()
    assert sheet.geometry().top() > button.mapToGlobal(button.rect().bottomLeft()).y()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    button.move(10, 390 - button.height())
    sheet.open_under(button)
    assert sheet.geometry().bottom() < button.mapToGlobal(button.rect().topLeft()).y()


def test_parts_flow_into_the_next_line(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    parts = [QPushButton(f"条件 {n}") for n in range(6)]
    for part in parts:
        flow.addWidget(part)
    wide = flow.heightForWidth(2000)
    assert flow.heightForWidth(250) > 2 * wide
    holder.resize(250, 300)
    holder.show()
    assert parts[0].y() < parts[-1].y()
    assert all(part.geometry().right() <= 250 for part in parts)
    flow.takeAt(0)
    assert flow.count() == 5
    assert flow.takeAt(9) is None
    assert flow.itemAt(9) is None


def test_segments_are_a_field_whose_empty_key_is_no_value(qtbot):
    field = SegmentField([("", "全部"), ("a", "甲"), ("b", "乙")])
    qtbot.addWidget(field)
    assert field.value() is None
    with qtbot.waitSignal(field.edited):
        field._segments["b"].click()
    assert field.value() == "b"
    field.set_value("不认识")
    assert field.value() is None
    assert field.problem() == ""


def test_a_part_stands_below_its_field(qtbot):
    form, below = Form(), QLabel("相像的")
    qtbot.addWidget(form)
    form.add("title", "问题", LineField())
    form.add("note", "备注", LineField())
    form.put_below("title", below)
    holder = QVBoxLayout()
    holder.addWidget(form)
    form.show()
    assert form.field("title").y() < below.y() < form.field("note").y()
