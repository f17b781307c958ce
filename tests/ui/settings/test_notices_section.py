"""The texts of notices in the settings, and what notices make of them at once."""

from dataclasses import replace

import pytest

from db.session import today
from domain.disclosure import TEMPLATES, Paragraph
from domain.notice_texts import Every, faults
from tests.ui.waiting import settle
from ui import actions
from ui.notices import publishing, texts
from ui.notices.wish import Wish
from ui.settings.notices_section import NoticesSection


@pytest.fixture
def section(qtbot, bench):
    made = NoticesSection(bench)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    settle(qtbot, bench)
    return made


def retype(section, **typed):
    for key, value in typed.items():
        section.form.field(key).set_value(value)


def issues_notice(reader):
    wish = Wish("issue_progress", None, None, *publishing.this_month(today()), today())
    (made,) = publishing.build(reader, wish)
    return made


def test_every_template_ships_with_texts_that_may_hang():
    shipped = texts.shipped()
    assert list(shipped) == list(TEMPLATES)
    assert {key: faults(own) for key, own in shipped.items() if faults(own)} == {}
    assert shipped["finance"].every is Every.MONTH
    assert shipped["general"].every is Every.NEVER


def test_what_is_saved_is_on_the_next_notice_and_can_be_taken_back(
    qtbot, bench, section, read, said
):
    before = read(issues_notice)
    section.template.card("issue_progress").click()
    retype(
        section,
        title="问题清单",
        legal_basis=None,
        opening="经【依据】同意，请看【内容】。",
        promise="件件有回音,事事有着落.",
        objection="一楼窗口",
        posted_days=10,
    )
    section.saving.click()
    settle(qtbot, bench)
    made = read(issues_notice)
    first, *_, last = made.blocks
    assert made.title == "问题清单"
    assert isinstance(first, Paragraph)
    assert first.text.startswith("请看重岗街道") or first.text.startswith("请看虚构县")
    assert last == Paragraph("件件有回音，事事有着落。")
    assert made.imprint.objection == "一楼窗口"
    assert (made.imprint.posted_to - made.imprint.posted_from).days == 10
    assert not section.is_dirty()
    said[-1][3]()
    settle(qtbot, bench)
    assert read(issues_notice) == before


def test_what_is_typed_stays_while_another_template_is_looked_at(qtbot, bench, section, read):
    section.template.card("finance").click()
    retype(section, promise="公开透明")
    section.template.card("projects").click()
    assert section.form.values()["promise"] is None
    assert section.is_dirty()
    retype(section, title="")
    section.template.card("finance").click()
    assert section.form.values()["promise"] == "公开透明"
    section.save()
    assert section.template.value() == "projects"  # what is wrong is shown
    assert section.form.problems() == {"title": "这一项必须填写"}
    retype(section, title="项目")
    section.save()
    settle(qtbot, bench)
    held = read(texts.current)
    assert (held["finance"].promise, held["projects"].title) == ("公开透明", "项目")


def test_a_text_that_must_not_hang_is_told_beside_its_field(section, qtbot):
    retype(section, objection="找李某 13812345678")
    problems = section.form.problems()
    assert list(problems) == ["objection"]
    assert "13812345678" in problems["objection"]


def test_the_shipped_text_comes_back(qtbot, bench, section, read, write):
    shipped = texts.shipped()
    own = shipped | {"finance": replace(shipped["finance"], title="财务", promise="公开")}
    write(actions.change_notice_texts, shipped, shipped, own)
    settle(qtbot, bench)
    section.template.card("finance").click()
    qtbot.waitUntil(lambda: section.form.values()["title"] == "财务")
    section.restoring.click()
    assert section.form.values()["title"] == "财务收支公示"
    assert not section.restoring.isEnabled()
    section.saving.click()
    settle(qtbot, bench)
    assert read(texts.current) == shipped


def test_a_general_notice_has_its_title_in_the_window(section):
    section.template.card("general").click()
    assert not section.form.field("title").isVisible()
    assert section.form.field("objection").isVisible()
    section.template.card("finance").click()
    assert section.form.field("title").isVisible()


def test_somebody_else_changes_them_meanwhile(qtbot, bench, section, write, said):
    section.template.card("finance").click()
    retype(section, title="我的")
    shipped = texts.shipped()
    theirs = shipped | {"finance": replace(shipped["finance"], title="别人的")}
    write(actions.change_notice_texts, shipped, shipped, theirs)
    settle(qtbot, bench)
    assert "别人改过" in section.notice.text()
    assert section.form.values()["title"] == "我的"
    section.resetting.click()
    assert section.form.values()["title"] == "别人的"
