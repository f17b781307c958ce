"""党员亮身份 in the window: photo, promise and consent of a party member, and the branch."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from db import places
from db.check_ins import check_ins
from db.notices import notices, party_branches
from db.session import today
from domain.disclosure import portraits
from domain.party_notice import Branch
from domain.places import Level
from tests.ui.teams.test_check_ins_view import HOMES, WAIT, entry, open_page
from ui.notices import publishing
from ui.notices.wish import Wish

__all__ = ("open_page",)  # a fixture


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "照片.png"
    Image.new("RGB", (900, 900), (70, 110, 160)).save(file)
    return file


def stored(page):
    (id_,) = page.ask(lambda c: check_ins.order(c, check_ins.this_year(today())))
    year = check_ins.this_year(today())
    return page.ask(lambda c: check_ins.page(c, id_, year.since, year.until))


def posted(page):
    """The card on the compound's notice, and the warning about photos."""

    def read(connection):
        place = places.find(connection, "京公馆小区")
        wish = Wish("party_identity", place.id, None, today(), today(), today())
        made = publishing.build(connection, wish)
        return made, publishing.without_stairs(connection, wish)

    made, elsewhere = page.ask(read)
    assert elsewhere == ""
    (card,) = portraits(made[0])
    return card, publishing.without_photo(made)


def open_form(page, qtbot):
    page.view.tables["members"].setCurrentIndex(page.view.tables["members"].rows.index(0, 0))
    page.rest()
    page.view.panel.edit()
    qtbot.waitUntil(page.view.panel.is_editing, timeout=WAIT)
    return page.view.panel.form


def test_photo_promise_and_consent_are_written_and_hang(open_page, qtbot, photo):
    page = open_page([entry("张三")])
    assert posted(page)[0].name == "张*"
    form = open_form(page, qtbot)
    form.photo.file_chosen.emit(photo)
    qtbot.waitUntil(lambda: form.photo.value() is not None, timeout=WAIT)
    form.fields.field("promise").set_value("随叫随到")
    form.fields.field("consented_on").set_value(today())
    form.saving.click()
    page.hears("已保存")
    kept = stored(page)
    assert (kept.row.promise, kept.row.consented_on) == ("随叫随到", today())
    card, warning = posted(page)
    assert (card.name, card.photo, card.promise) == ("张三", kept.photo, "随叫随到")
    assert warning == ""


def test_a_missing_or_broken_photo_is_told_and_leaves_a_blank(open_page):
    page = open_page([entry("张三", consented_on=today() - timedelta(days=1))])
    card, warning = posted(page)
    assert card.photo is None
    assert warning.startswith("张三没有照片，或照片已损坏")


def test_a_photo_that_paper_cannot_show_is_told_as_none(open_page, qtbot):
    inks = BytesIO()
    Image.new("CMYK", (48, 64)).save(inks, "JPEG")
    page = open_page([entry("张三", consented_on=today())])
    form = open_form(page, qtbot)
    form.photo.set_value(inks.getvalue())
    form.saving.click()
    page.hears("已保存")
    _, warning = posted(page)
    assert warning.startswith("张三没有照片，或照片已损坏")


def test_who_is_known_to_the_compound_alone_is_told_where_stairwells_hang(open_page):
    page = open_page([entry("张三"), entry("李四")])

    def read(connection):
        place = places.find(connection, "京公馆小区")
        wish = Wish("party_identity", place.id, Level.ENTRANCE, today(), today(), today())
        made = publishing.build(connection, wish)
        return [len(portraits(one)) for one in made], publishing.without_stairs(connection, wish)

    hung, warning = page.ask(read)
    assert hung == [0, 0]
    assert warning.startswith("另有 2 名党员只登记到小区、楼栋")


def test_a_consent_that_is_yet_to_come_is_told(open_page, qtbot):
    page = open_page([entry("张三")])
    form = open_form(page, qtbot)
    form.fields.field("consented_on").set_value(today() + timedelta(days=1))
    assert form.fields.problems() == {"consented_on": "同意公开的日期还没有到"}


def test_what_is_no_picture_is_told(open_page, qtbot, tmp_path):
    page = open_page([entry("张三")])
    form = open_form(page, qtbot)
    (tmp_path / "照片.png").write_text("文字", encoding="utf-8")
    form.photo.file_chosen.emit(tmp_path / "照片.png")
    page.hears("不是 JPG、PNG、BMP 或 WEBP 图片")
    assert form.photo.value() is None


def branch_of(page):
    def read(connection):
        spot = notices.spot(connection, places.find(connection, "京公馆小区").id)
        return party_branches.branches_at(connection, [spot])[spot.place_id]

    return page.ask(read)


def test_the_branch_of_a_compound_is_written_where_one_looks_for_it(open_page, qtbot):
    page = open_page([entry("张三")])
    page.view.show_list(HOMES)
    page.rest()
    page.view.tables[HOMES].setCurrentIndex(page.view.tables[HOMES].rows.index(0, 0))
    page.rest()
    part = page.view.card.branch
    assert part.isVisible()
    part.changing.click()
    part.form.field("secretary").set_value("张正义")
    part.save()
    assert part.is_editing()  # a branch has a name
    part.leaving.click()
    assert not part.is_editing()
    part.changing.click()
    assert part.form.values()["secretary"] == "张正义"
    part.form.field("name").set_value("京公馆小区党支部")
    part.form.field("phone").set_value("123")
    assert "座机" in part.form.problems()["phone"]
    part.form.field("phone").set_value("0527-80000001")
    part.save()
    page.hears("党支部已保存")
    written = Branch("京公馆小区党支部", "张正义", "0527-80000001")
    assert branch_of(page) == written
    page.undo()
    page.hears("取消")
    assert branch_of(page) is None
    assert ("登记党支部", "康泰社区居委会京公馆小区") in page.audit()
