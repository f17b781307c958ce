"""The card and the form of a team: photos, who left, and for how long an area is a team's."""

from datetime import timedelta

from PIL import Image

from db.session import today
from tests.ui.teams.teams_page import buttons, type_in


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
    page.press(buttons(panel.card, "期限")[0])
    period = panel.card.period
    assert period.isVisible()
    later = today() + timedelta(days=7)
    type_in(period.form.field("since"), later.isoformat())
    page.press(period.saving)
    assert page.figures() == ("12", "0", "8", "4")
    assert any("（还没到）" in text for text in _labels(panel.card))
    page.undo()
    assert page.figures() == ("12", "4", "4", "4")


def test_days_the_wrong_way_round_are_told_beside_the_field(page):
    panel = shown(page)
    page.press(buttons(panel.card, "期限")[0])
    period = panel.card.period
    period.form.field("since").set_value(today())
    period.form.field("until").set_value(today() - timedelta(days=1))
    page.press(period.saving)
    assert "早于开始那天" in period.form.problems()["until"]
    assert page.figures() == ("12", "4", "4", "4")


def _labels(part):
    from PySide6.QtWidgets import QLabel

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
