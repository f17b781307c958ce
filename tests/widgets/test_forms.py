from datetime import date

import pytest
from PySide6.QtCore import Qt

from widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    LineField,
    TextField,
    day_in,
    near_day_in,
)
from widgets.find_field import FindField
from widgets.forms import Form


@pytest.fixture
def form(qtbot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.add("name", "姓名", LineField(), required=True)
    made.add("phone", "电话", LineField(), check=lambda v: "" if v.isdigit() else "只能是数字")
    made.add("birth", "出生日期", DateField())
    made.add("team", "工作组", ChoiceField([(1, "第 12 工作组"), (2, "第 13 工作组")]))
    made.add("vacant", "空置", CheckField())
    made.add("remark", "备注", TextField())
    made.show()
    qtbot.waitExposed(made)
    return made


def test_values_come_back_as_they_went_in(form):
    stored = {
        "name": "邹秀英",
        "phone": "13800000000",
        "birth": date(1950, 1, 1),
        "team": 2,
        "vacant": True,
        "remark": "两行\n文字",
    }
    form.set_values(stored)
    assert form.values() == stored
    assert not form.is_dirty()
    assert form.problems() == {}


def test_a_blank_date_stays_blank(form):
    form.set_values({"name": "邹秀英"})
    assert form.values()["birth"] is None
    assert form.problems() == {}


def test_problems_show_as_they_are_typed_and_go_when_mended(form, qtbot):
    phone = form.field("phone")
    qtbot.keyClicks(phone, "138x")
    assert phone.property("wrong") is True
    assert phone.accessibleDescription() == "只能是数字"
    qtbot.keyClick(phone, Qt.Key.Key_Backspace)
    assert not phone.property("wrong")


def test_what_is_required_is_not_claimed_before_it_was_tried(form, qtbot):
    name = form.field("name")
    assert not name.property("wrong")
    assert not form.validate()
    assert name.property("wrong") is True
    assert form.problems() == {"name": "这一项必须填写"}


def test_dirty_is_told_once_each_way(form, qtbot):
    form.set_values({"name": "邹"})
    heard = []
    form.dirty_changed.connect(heard.append)
    form.field("name").insert("秀英")
    form.field("name").setText("邹")
    assert heard == [True, False]


def test_a_draft_makes_the_form_dirty(form):
    form.set_values({"name": "邹"})
    form.set_draft({"name": "邹秀英", "lost": 1})
    assert form.is_dirty()
    form.mark_clean()
    assert not form.is_dirty()


def test_enter_goes_on_and_control_enter_submits(form, qtbot):
    form.activateWindow()
    form.field("name").setFocus()
    qtbot.waitUntil(lambda: form.field("name").hasFocus())
    qtbot.keyClick(form.field("name"), Qt.Key.Key_Return)
    assert form.field("phone").hasFocus()
    remark = form.field("remark")
    qtbot.keyClick(remark, Qt.Key.Key_Return)
    assert remark.toPlainText() == "\n"
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(remark, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_choice_is_found_by_its_words_and_nothing_else_is_taken(form, qtbot):
    team = form.field("team")
    team.setEditText("第 13 工作组")
    assert team.value() == 2
    team.setEditText("第 99 工作组")
    assert team.value() is None
    assert "team" in form.problems()


def test_new_choices_keep_what_was_chosen(qtbot):
    choice = ChoiceField([(1, "甲"), (2, "乙")])
    qtbot.addWidget(choice)
    choice.set_value(2)
    choice.set_choices([(2, "乙"), (3, "丙")])
    assert choice.value() == 2
    choice.set_choices([(3, "丙")])
    assert choice.value() is None


def test_somebody_elses_objection_is_shown(form):
    form.show_problem("name", "已有同名住户")
    assert form.field("name").accessibleDescription() == "已有同名住户"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        ("2026.6.1", date(2026, 6, 1)),
        ("2026/06/01", date(2026, 6, 1)),
        ("2026年6月1日", date(2026, 6, 1)),
        (" 20260601 ", date(2026, 6, 1)),
        ("2026-02-30", None),
        ("2026", None),
        ("", None),
    ],
)
def test_days_are_read_in_every_usual_form(text, day):
    assert day_in(text) == day


def test_a_day_is_tidied_when_the_field_is_left(qtbot):
    field = DateField()
    qtbot.addWidget(field)
    field.setText("2026年6月1日")
    field.editingFinished.emit()
    assert field.text() == "2026-06-01"
    field.setText("下个月")
    assert field.problem()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11-20", date(2026, 11, 20)),
        ("1月3日", date(2027, 1, 3)),
        ("12.30", date(2026, 12, 30)),
        ("5/27", date(2026, 5, 27)),
        ("昨天", date(2026, 11, 24)),
        ("2-30", None),
        ("2-29", None),
        ("2026-1", None),
    ],
)
def test_a_day_without_its_year_is_the_nearest(typed, day):
    assert near_day_in(typed, date(2026, 11, 25)) == day


def test_a_field_out_of_sight_takes_its_label_and_what_is_below_along(form):
    hint = LineField()
    form.put_below("phone", hint)
    form.set_draft({"phone": "abc"})
    form.set_shown("phone", False)
    assert not form.field("phone").isVisible()
    assert not hint.isVisible()
    assert form.values()["phone"] == "abc"
    form.set_shown("phone", True)
    assert form.field("phone").isVisible()
    assert hint.isVisible()
    assert form.problems()["phone"] == "只能是数字"


def test_a_field_out_of_sight_need_not_be_filled_in(form):
    assert "name" in form.problems()
    form.set_shown("name", False)
    assert "name" not in form.problems()


def test_down_on_words_that_are_no_choice_lists_them_and_takes_none(qtbot):
    field = ChoiceField([(1, "泗洪县"), (2, "重岗街道")])
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    field.setEditText("没有的镇")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value() is None
    assert field.view().isVisible()
    field.hidePopup()
    field.setEditText("")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 1


@pytest.fixture
def found(qtbot) -> FindField:
    field = FindField()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    return field


def test_enter_takes_the_only_one_that_is_found(qtbot, found):
    qtbot.keyClicks(found, "3-1-502")
    qtbot.keyClick(found, Qt.Key.Key_Return)
    found.offer("3-1-502", [(7, "3栋1单元502室")])
    assert found.value() == 7


@pytest.mark.parametrize("early", [True, False])
def test_of_several_enter_takes_none_and_arrows_choose(qtbot, found, early):
    several = [(7, "甲小区3栋1单元502室"), (8, "乙小区3栋1单元502室")]
    qtbot.keyClicks(found, "3-1-502")
    if early:
        qtbot.keyClick(found, Qt.Key.Key_Return)
    found.offer("3-1-502", several)
    if not early:
        qtbot.keyClick(found, Qt.Key.Key_Return)
    assert found.value() is None
    assert found.problem() == "找到好几个，请按 ↓ 选一个"
    popup = found.completer().popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert found.value() == 8
    assert found.problem() == ""
