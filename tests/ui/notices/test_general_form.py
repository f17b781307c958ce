"""A general notice, from the first word to the register."""

import pytest

from db import engine
from db.notices import notice_drafts, notice_register
from db.notices.notice_register import NoticeFilter
from domain.disclosure import Affairs
from domain.general_notice import GeneralWords
from tests.conftest import PASSWORD, USER
from tests.ui.notices.test_notices_tab import (
    WAIT,
    draw,
    settle,
    tab,
    text_of,
    township,
    type_in,
    with_stairwells,
)
from ui.notices.notices_tab import NoticesTab
from ui.window import Window

__all__ = ("tab", "township")  # fixtures


@pytest.fixture
def general(tab):
    tab.template.card("general").click()
    return tab.general


def write_it(general, **words):
    for key, text in words.items():
        field = general.form.field(key)
        field.setFocus()
        field.selectAll()
        type_in(field, text)


def test_the_form_shows_what_is_asked_for(qtbot, bench, tab, read):
    assert not tab.general.isVisible()
    assert tab.form.field("since").isVisible()
    tab.template.card("general").click()
    assert tab.general.isVisible()
    assert not tab.form.field("since").isVisible()
    assert tab.form.values()["per"] == "whole"
    assert draw(qtbot, bench, tab, with_stairwells(read).id) is None
    assert "写好标题" in tab.empty.accessibleName()
    tab.template.card("work_team").click()
    assert not tab.general.isVisible()
    assert tab.form.field("since").isVisible()


def test_a_period_that_is_out_of_sight_stands_in_nobodys_way(qtbot, bench, tab, general, read):
    tab.form.field("since").set_value(None)
    write_it(general, title="通知", body="正文")
    assert draw(qtbot, bench, tab, with_stairwells(read).id).printed.notices == 1


def test_what_is_written_is_seen_and_put_into_the_register(
    qtbot, bench, tab, general, read, tmp_path
):
    write_it(general, title="关于停水的通知", body="一、停水时间\n本周六全天停水。")
    general.form.field("table").setPlainText("楼栋\t时间\n3栋\t8时至12时")
    shown = draw(qtbot, bench, tab, with_stairwells(read).id)
    assert shown.printed.notices == 1
    assert tab._file_name().startswith("关于停水的通知-")
    (tmp_path / "通知.pdf").write_bytes(shown.pdf)
    told = text_of(tmp_path / "通知.pdf")
    for words in ("关于停水的通知", "一、停水时间", "本周六全天停水。", "8时至12时"):
        assert words in told
    with qtbot.waitSignal(tab.filed):
        tab.file()
    (id_,) = read(notice_register.order, NoticeFilter())
    assert read(notice_register.rows, [id_])[id_].title == "关于停水的通知"


def test_what_is_written_survives_leaving_the_page_and_a_restart(qtbot, bench, tab, general, read):
    write_it(general, title="写到一半")
    tab.hide()
    settle(qtbot, bench)
    assert read(notice_drafts.words, bench.user).title == "写到一半"
    again = NoticesTab(bench)
    qtbot.addWidget(again)
    again.show()
    settle(qtbot, bench)
    assert again.general.words() == GeneralWords(Affairs.VILLAGE, "写到一半")


def test_what_was_written_is_cleared_and_taken_back(qtbot, bench, tab, general, said, read):
    write_it(general, title="旧的", body="旧的正文")
    general.clearing.click()
    assert general.words() == GeneralWords()
    said[-1][3]()
    assert (general.words().title, general.words().body) == ("旧的", "旧的正文")


def test_a_number_must_be_masked_before_a_draft_is_printed(qtbot, bench, tab, general, read):
    write_it(general, title="公示", body="联系人李某，13812345678。")
    draw(qtbot, bench, tab, with_stairwells(read).id)
    assert "手机号 13812345678 不能张贴" in general.found.text()
    assert not tab.outlet.printing.isEnabled()
    assert tab.filing.isEnabled()  # whoever may approves it, with a reason
    general.masking.click()
    draw(qtbot, bench, tab, with_stairwells(read).id)
    assert general.words().body == "联系人李某，138****5678。"
    assert not general.found.isVisible()
    assert tab.outlet.printing.isEnabled()


def test_a_title_beyond_measure_is_told_and_a_long_one_is_broken(qtbot, bench, tab, general, read):
    place = with_stairwells(read).id
    write_it(general, title="关于进一步做好小区环境整治工作" * 14, body="正文")
    assert draw(qtbot, bench, tab, place) is None
    assert general.form.problems() == {"title": "最多 200 个字，现在有 210 个"}
    general.form.field("title").setText("关于进一步做好小区环境整治工作" * 13)
    assert draw(qtbot, bench, tab, place).printed.notices == 1


def test_what_was_typed_a_moment_ago_survives_closing_the_window(qtbot, ledger):
    window = Window()
    qtbot.addWidget(window)
    window.ask_password(str(ledger.file), USER)
    window.show()
    window.unlock.submitted.emit(USER, PASSWORD)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=WAIT)
    pages = window.desk.pages
    pages.go("notices")
    qtbot.waitUntil(lambda: window.tasks.idle, timeout=WAIT)
    pages.notices.template.card("general").click()
    write_it(pages.notices.general, title="写到一半")
    window.close()
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.read() as connection:
        assert notice_drafts.words(connection, USER).title == "写到一半"
    database.close()
