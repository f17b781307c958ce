"""The card and the form of a team: photos, who left, and for how long an area is a team's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from db import places
from db.session import today
from db.teams import assignments
from tests.conftest import USER
from tests.ui.teams.teams_page import buttons, type_in
from ui import actions
from ui.teams.team_form import TeamWords

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def shown(page):
    page.choose_team("第2工作组")
    return page.tab.panel


def test_a_photo_is_read_shown_and_kept(page, tmp_path):
    panel = shown(page)
    panel.edit()
    file = tmp_path / "王大力.png"
    Image.new("RGB", (1200, 900), "#336699").save(file)
    person = panel.form.people[0]
    person.photo.file_chosen.emit(file)
    page.rest()
    assert person.photo.value() is not None
    panel.form.saving.click()
    page.rest()
    (member, *_) = panel._shown.members
    assert member.photo.startswith(b"\xff\xd8")
    panel.edit()
    assert panel.form.people[0].photo.value() == member.photo


def test_a_file_that_is_no_photo_is_told_and_nothing_changes(page, tmp_path):
    panel = shown(page)
    panel.edit()
    file = tmp_path / "名册.png"
    file.write_text("不是图片", "utf-8")
    panel.form.people[0].photo.file_chosen.emit(file)
    page.rest()
    kind, words, _ = page.said[-1]
    assert kind == "error"
    assert "照片“名册.png”不是 JPG" in words
    assert panel.form.people[0].photo.value() is None


def test_who_leaves_stays_in_the_card(page):
    panel = shown(page)
    assert panel.card.past.isHidden()
    panel.edit()
    panel.form.people[-1].removed.emit(panel.form.people[-1])
    panel.form.saving.click()
    page.rest()
    # Whoever joined today never was a member; an import that tells no day was one for ever.
    assert panel.card.past.text() == "以前的成员 1 人"
    panel.card.past.setChecked(True)
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert panel.card.former.text() == f"李小红 · 县住建局　… 至 {yesterday}"


def test_the_period_of_an_area_is_changed_and_taken_back(page):
    panel = shown(page)
    assert page.figures() == ("12", "4", "4", "4")
    page.press_button(panel.card, "期限")
    period = panel.card.period
    assert period.isVisible()
    later = today() + timedelta(days=7)
    type_in(period.form.field("since"), later.isoformat())
    page.press(period.saving)
    assert page.figures() == ("12", "0", "8", "4")
    assert period.isHidden()
    assert any(text.startswith(f"未开始 · 自 {later}") for text in _labels(panel.card))
    page.undo()
    assert page.figures() == ("12", "4", "4", "4")


def test_days_the_wrong_way_round_are_told_beside_the_field(page):
    panel = shown(page)
    page.press_button(panel.card, "期限")
    period = panel.card.period
    period.form.field("since").set_value(today())
    period.form.field("until").set_value(today() - timedelta(days=1))
    page.press(period.saving)
    assert "早于开始那天" in period.form.problems()["until"]
    assert page.figures() == ("12", "4", "4", "4")


def _labels(part):
    return [label.text() for label in part.findChildren(QLabel)]


def test_another_day_is_shown_as_it_was_and_cannot_be_changed(page):
    panel = shown(page)
    area = panel._shown.areas[0]
    panel.changes.change_period(area.assignment_id, today() - timedelta(days=3), None)
    page.rest()
    assert page.figures() == ("12", "4", "4", "4")
    before = today() - timedelta(days=9)
    type_in(page.tab.band.day, before.isoformat())
    page.rest()
    assert page.figures() == ("12", "0", "8", "4")
    assert page.tab.band.sentence.text().startswith(f"截至 {before.isoformat()}")
    assert not page.tab.adding.isEnabled()
    assert panel.card.editing.isHidden()
    assert buttons(panel.card, "期限") == []
    page.tab.show_gaps()
    page.rest()
    assert len(page.addresses()) == 8
    assert page.tab.proposing.isHidden()
    page.tab.band.day.clear()
    page.rest()
    assert page.figures() == ("12", "4", "4", "4")
    assert page.tab.adding.isEnabled()


def enter(page, field):
    page.qtbot.keyClick(field, Qt.Key.Key_Return)


def test_each_photo_goes_to_the_member_it_was_meant_for(page, tmp_path):
    panel = shown(page)
    panel.edit()
    files = [tmp_path / f"{n}.png" for n in (0, 1)]
    for n, file in enumerate(files):
        Image.new("RGB", (900, 1200), ("#336699", "#993333")[n]).save(file)
    first, second = panel.form.people
    first.photo.file_chosen.emit(files[0])
    second.photo.file_chosen.emit(files[1])
    page.rest()
    photos = [p.photo.value() for p in (first, second)]
    assert all(photos)
    assert photos[0] != photos[1]
    first.photo.file_chosen.emit(files[1])
    panel.form.edit(panel._edited)  # the field it was meant for is gone when it comes
    page.rest()
    assert [p.photo.value() for p in panel.form.people] == [None, None]


def test_a_period_being_typed_stays_through_a_refresh_and_goes_with_its_team(page):
    panel = shown(page)
    page.press_button(panel.card, "期限")
    period = panel.card.period
    type_in(period.form.field("until"), "2026-1")
    panel.refresh()
    page.rest()
    assert period.isVisible()
    assert period.form.field("until").text() == "2026-1"
    page.choose_team("第10工作组")
    assert period.isHidden()


def test_a_period_that_cannot_be_stays_to_be_corrected(page, aside):
    panel = shown(page)
    (first, _) = panel._shown.areas
    later = today() + timedelta(days=10)
    panel.changes.change_period(first.assignment_id, None, later)
    page.rest()
    with aside.write(USER) as session:
        place = places.find(session.connection, "京公馆小区1栋")
        reach = assignments.Area((place.id,))
        assignments.assign(session, panel._shown.id, reach, later + timedelta(days=1))
    page.rest()
    page.press_button(panel.card, "期限")
    period = panel.card.period
    period.form.field("until").set_value(None)
    page.press(period.saving)
    assert "两段时间重叠" in page.said[-1][1]
    assert period.isVisible()
    period.form.field("until").set_value(later)
    page.press(period.saving)
    assert period.isHidden()


def test_an_area_that_ended_by_a_slip_is_listed_and_corrected(page):
    panel = shown(page)
    page.press_button(panel.card, "期限")
    slip = today() - timedelta(days=1)
    type_in(panel.card.period.form.field("until"), slip.isoformat())
    page.press(panel.card.period.saving)
    assert page.figures() == ("12", "0", "8", "4"), "one of two buildings is nobody's now"
    assert panel.card.areas_heading.text() == "包联范围 1 处"
    assert f"已结束 · 到 {slip} 为止" in _labels(panel.card)
    page.qtbot.waitUntil(lambda: len(buttons(panel.card, "期限")) == 2)
    assert len(buttons(panel.card, "取消")) == 1
    page.press_button(panel.card, "期限", 1)
    panel.card.period.form.field("until").clear()
    page.press(panel.card.period.saving)
    assert panel.card.areas_heading.text() == "包联范围 2 处"
    assert page.figures() == ("12", "4", "4", "4")


def test_enter_twice_saves_once(page):
    panel = shown(page)
    panel.edit()
    panel.form.name.field("name").setText("第二组")
    last = panel.form.people[-1].form.field("home_id")
    last.setFocus()
    enter(page, last)
    assert not panel.form.saving.isEnabled()
    enter(page, last)
    page.rest()
    assert [said[1] for said in page.said] == ["已保存"]
    assert "第二组" in page.names()


def test_the_form_opens_for_the_row_that_is_highlighted(page):
    table = page.tab.table
    page.choose_team("第2工作组")
    table.setFocus()
    page.qtbot.keyClick(table, Qt.Key.Key_Down)
    enter(page, table)  # before the card of the second team has been read
    page.rest()
    assert page.tab.panel.form.title.text() == "修改第10工作组"
    assert page.tab.panel.is_editing()


def test_enter_goes_from_member_to_member_and_saves_behind_the_last(page):
    panel = shown(page)
    panel.edit()
    first, second = panel.form.people
    enter(page, panel.form.name.field("name"))
    assert first.form.field("name").hasFocus()
    enter(page, first.form.field("home_id"))
    assert second.form.field("name").hasFocus()
    assert panel.is_editing()
    assert page.said == []
    enter(page, second.form.field("home_id"))
    page.rest()
    assert page.said[-1][1] == "已保存"


def test_the_member_one_goes_to_comes_into_view_and_saving_always_is(page):
    page.tab.resize(1180, 560)
    panel = shown(page)
    panel.edit()
    form = panel.form
    for _ in range(3):
        form.adding.click()
    page.rest()
    last, bar = form.people[-1], form._area.verticalScrollBar()
    page.qtbot.waitUntil(lambda: bar.value() > 0)
    top = last.form.field("name").mapTo(form, last.form.field("name").rect().center())
    assert form._area.geometry().contains(top)
    assert not form.saving.visibleRegion().isEmpty()
    enter(page, form.name.field("name"))
    page.qtbot.waitUntil(lambda: not form.people[0].visibleRegion().isEmpty())


def test_behind_the_only_member_enter_goes_to_the_button_for_another(page):
    page.tab.adding.click()
    form = page.tab.panel.form
    type_in(form.name.field("name"), "第3工作组")
    type_in(form.people[0].form.field("name"), "赵一山")
    enter(page, form.people[0].form.field("home_id"))
    assert form.adding.hasFocus()
    enter(page, form.adding)
    assert len(form.people) == 2
    assert form.people[1].form.field("name").hasFocus()


def test_the_keyboard_is_back_in_the_list_after_leaving_and_saving(page_in_window):
    page = page_in_window
    table = page.tab.table
    page.choose_team("第2工作组")
    table.setFocus()
    enter(page, table)
    assert page.tab.panel.form.name.field("name").hasFocus()
    page.qtbot.keyClick(page.tab.panel.form.name.field("name"), Qt.Key.Key_Escape)
    page.qtbot.waitUntil(table.hasFocus)
    assert not page.tab.panel.is_editing()
    enter(page, table)
    page.rest()
    page.tab.panel.form.saving.setFocus()
    enter(page, page.tab.panel.form.saving)
    page.rest()
    assert table.hasFocus()


def test_what_was_typed_is_kept_when_another_team_is_opened_or_the_form_left(page):
    panel = shown(page)
    panel.edit()
    assert panel.form.title.text() == "修改第2工作组"
    type_in(panel.form.people[0].form.field("duty"), "调研员")
    typed = panel.form.typed()
    page.choose_team("第10工作组")
    assert panel.form.title.text() == "修改第2工作组", "the form stays with its team"
    panel.edit()
    page.rest()
    assert panel.form.title.text() == "修改第10工作组"
    assert page.said[-1][1] == "没有保存，填写的内容先留着"
    panel.form.leaving.click()
    page.choose_team("第2工作组")
    panel.edit()
    assert panel.form.typed() == typed
    kind, words, start_over = page.said[-1]
    assert (kind, words) == ("info", "接着上次没有保存的内容填写")
    start_over()
    assert not panel.form.is_dirty()


def test_two_who_change_a_team_at_once_both_keep_what_they_did(page, aside):
    panel = shown(page)
    panel.edit()
    page.rest()
    wang, _ = panel.form.people
    type_in(wang.form.field("duty"), "，调研员")
    team = panel._edited
    theirs = (replace(team.members[0], phone="0527-86280009"),)
    args = (team.id, team.version, "抢先组", theirs, team.members)
    actions.save_team(aside, USER, *args)
    panel.form.saving.click()
    page.rest()
    assert "刚被别人改过" in page.said[-1][1]
    (only,) = panel.form.typed().people
    assert (only.duty, only.phone) == ("副局长，调研员", "0527-86280009")
    assert panel.form.typed().name == "抢先组"
    panel.form.saving.click()
    page.rest()
    assert page.said[-1][1] == "已保存"
    assert panel.card.facts.text().startswith("组长 王大力 · 1 人")


def test_a_saved_change_is_taken_back(page):
    panel = shown(page)
    before = panel._shown
    panel.edit()
    panel.form.name.field("name").setText("第二组")
    panel.form.people[1].removed.emit(panel.form.people[1])
    panel.form.saving.click()
    page.rest()
    assert page.names() == ["第二组", "第10工作组"]
    page.undo()
    assert page.names() == ["第2工作组", "第10工作组"]
    after = panel._shown
    assert TeamWords(after.name, after.members) == TeamWords(before.name, before.members)
    assert after.former == before.former


def test_a_consent_is_ticked_for_a_mobile_and_falls_with_its_number(page):
    panel = shown(page)
    panel.edit()
    person = panel.form.people[0]
    phone = person.form.field("phone")
    assert person.consent.isHidden()  # a desk phone is public anyway
    phone.setText("19900000147")
    assert not person.consent.isHidden()
    person.consent.click()
    panel.form.saving.click()
    page.rest()
    (member, *_) = panel._shown.members
    assert (member.consented_on, member.consent_by) == (today(), USER)
    assert "同意公开" in _labels(panel.card)
    panel.edit()
    person = panel.form.people[0]
    assert person.consent.isChecked()
    assert person.consent_note.text() == f"{today()} 由 {USER} 登记"
    assert not panel.form.is_dirty()
    phone = person.form.field("phone")
    phone.setText("19900000148")
    assert not person.consent.isChecked()
    phone.setText("19900000147")  # it was a slip
    assert person.consent.isChecked()
    phone.setText("19900000148")
    panel.form.saving.click()
    page.rest()
    assert panel._shown.members[0].consented_on is None


def test_a_consent_is_not_carried_to_the_number_of_another_hand(page, aside):
    panel = shown(page)
    panel.edit()
    person = panel.form.people[0]
    person.form.field("phone").setText("19900000147")
    person.consent.click()
    team = panel._edited
    theirs = replace(team.members[0], phone="19900000148", consented_on=today())
    args = (team.id, team.version, team.name, (theirs, team.members[1]), team.members)
    actions.save_team(aside, USER, *args)
    panel.form.saving.click()
    page.rest()
    # My number stands there, with my tick.
    (mine, _) = panel.form.typed().people
    assert (mine.phone, mine.consented_on) == ("19900000147", today())
    panel.form.people[0].form.field("phone").setText("19900000148")
    (mine, _) = panel.form.typed().people
    assert mine.consented_on is None


def test_a_team_is_dissolved_and_comes_back(page):
    panel = shown(page)
    page.press(panel.card.dissolving)
    assert page.names() == ["第10工作组"]
    assert page.figures() == ("12", "4", "8", "0")
    assert page.said[-1][1].startswith("第2工作组已撤销")
    type_in(page.tab.band.day, (today() - timedelta(days=1)).isoformat())
    page.rest()
    assert page.names() == ["第2工作组", "第10工作组"]
    page.choose_team("第2工作组")
    assert panel.card.dissolving.isHidden()
    page.tab.band.day.clear()
    page.rest()
    page.undo()
    assert page.names() == ["第2工作组", "第10工作组"]
    assert page.figures() == ("12", "4", "4", "4")


def test_a_team_made_by_mistake_is_deleted(page):
    page.tab.adding.click()
    form = page.tab.panel.form
    type_in(form.name.field("name"), "错组")
    type_in(form.people[0].form.field("name"), "赵一山")
    form.saving.click()
    page.rest()
    page.press(page.tab.panel.card.dissolving)
    assert page.said[-1][1] == "错组还没有过任何记录，已经删除"
    assert "错组" not in page.names()
