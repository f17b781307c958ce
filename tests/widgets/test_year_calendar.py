from datetime import date

import pytest
from PySide6.QtCore import Qt

from widgets.fields import NumberField
from widgets.year_calendar import DayLook, YearCalendar


@pytest.fixture
def year(qtbot):
    made = YearCalendar()
    qtbot.addWidget(made)
    made.resize(800, made.sizeHint().height())
    closed = {date(2026, 11, 25): DayLook("停", "orange", "停办")}
    made.show_year(2026, closed, frozenset({date(2026, 11, 22)}), date(2026, 11, 20))
    made.show()
    return made


@pytest.mark.parametrize("width", [480, 800, 1300])
def test_every_day_has_a_place_of_its_own_inside(year, width):
    year.resize(width, year.sizeHint().height())
    year.resize(width, year.sizeHint().height())
    days = year._days()
    assert len(days) == 365
    for day in days:
        box = year.day_box(day)
        assert year.rect().toRectF().adjusted(-1, -1, 1, 1).contains(box)
        assert year.day_at(box.center().toPoint()) == day


def test_a_press_tells_the_day(qtbot, year):
    centre = year.day_box(date(2026, 5, 1)).center().toPoint()
    with qtbot.waitSignal(year.pressed) as pressed:
        qtbot.mouseClick(year, Qt.MouseButton.LeftButton, pos=centre)
    assert pressed.args == [date(2026, 5, 1)]


def test_the_keyboard_stays_in_the_year_and_days_are_told_in_words(qtbot, year):
    assert year.current() == date(2026, 11, 20)
    qtbot.keyClick(year, Qt.Key.Key_Down)
    assert year.accessibleDescription() == "11月27日 周五，工作日"
    year.set_current(date(2026, 12, 31))
    qtbot.keyClick(year, Qt.Key.Key_Right)
    qtbot.keyClick(year, Qt.Key.Key_PageUp)
    assert year.current() == date(2026, 11, 30)
    assert year.words_of(date(2026, 11, 25)) == "11月25日 周三，停办"
    assert year.words_of(date(2026, 11, 22)) == "11月22日 周日，休息"


def test_a_number_outside_its_limits_is_kept_and_told(qtbot):
    field = NumberField(1, 365)
    qtbot.addWidget(field)
    for text, value, good in (("7", 7, True), ("0", 0, False), ("1000", 1000, False)):
        field.setText(text)
        assert (field.value(), field.problem() == "") == (value, good)
    field.setText("三")
    assert field.value() is None
    assert field.problem() == "请填 1 到 365 的整数"
    field.setText("365")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 365
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 364
