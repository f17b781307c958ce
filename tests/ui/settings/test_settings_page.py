from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db import engine
from db.issues import categories, issue_import, issues, routing, rules
from db.issues.issue_filter import IssueFilter
from db.issues.routing import RuleRow
from db.models import Audit, IssueEvent
from db.session import now
from domain.deadlines import add_workdays
from domain.entries import EventEntry, IssueEntry
from domain.rules import STANDARD
from domain.workflow import Move
from tests.conftest import PASSWORD, USER
from ui import actions
from ui.desk import Desk
from ui.issues.issues_tab import IssuesTab
from ui.overview.overview_tab import OverviewTab
from ui.settings.settings_page import SettingsPage

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier
WAIT = 10_000


@pytest.fixture
def page(qtbot, bench):
    """The settings over whatever the test stored before it asks for them."""
    made = SettingsPage(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    return made


def show(qtbot, page, section):
    page.show()
    page.show_section(section)
    qtbot.waitUntil(lambda: page.limits.bench.tasks.idle, timeout=WAIT)


def settled(qtbot, page):
    """Wait until what was typed has been tried out."""
    waiting = page.limits._waiting, page.calendar._waiting, page.routing._trying
    idle = page.limits.bench.tasks
    qtbot.waitUntil(lambda: idle.idle and not any(t.isActive() for t in waiting), timeout=WAIT)


def retype(field, words):
    """Replace what stands in a field, as an input method commits it."""
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def retype_text(field, words):
    """Commit words into a field of several lines."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def press_save(qtbot, section):
    assert section.saving.isEnabled()
    qtbot.mouseClick(section.saving, Qt.MouseButton.LeftButton)


def undo(said):
    """Press the button of the last message."""
    *_, act = said[-1]
    act()


def store(write, *entries):
    def act(database, user):
        with database.write(user) as session:
            return issue_import.store(session, entries)

    return write(act)


def under_way(number, colour, days_ago, **facts):
    at = datetime.combine(now().date() - timedelta(days=days_ago), datetime.min.time())
    steps = (EventEntry(Move.REGISTER, at), EventEntry(Move.TRIAGE, at, colour=colour, **facts))
    return IssueEntry(f"电梯停运 {number}", steps, number=f"甲-{number}")


def colour(page, key):
    return next(row for row in page.limits.colours.rows if row.key == key)


def pages_of(read):
    def all_pages(connection):
        ids = issues.order(connection, IssueFilter())
        return [issues.page(connection, id_) for id_ in ids]

    return {page.row.number: page for page in read(all_pages)}


# Colours and limits


def test_the_preview_counts_as_somebody_who_looks_at_every_issue(qtbot, write, read, page):
    store(write, *(under_way(n, c, n) for n in range(1, 25) for c in ("yellow",)))
    store(
        write,
        under_way(90, "red", 3),
        under_way(91, "yellow", 2, deadline=now().replace(microsecond=0) + timedelta(days=60)),
    )
    show(qtbot, page, page.limits)
    assert page.limits.preview.summary.text() == "26 件在办，时限都不变"
    retype(colour(page, "yellow").finish, "4")
    settled(qtbot, page)
    at, yellow = now(), [p.standing for p in pages_of(read).values() if p.row.colour == "yellow"]
    changed = overdue = 0
    for standing in yellow:
        if standing.due_at.date() != add_workdays(standing.clock_from.date(), 7):
            continue  # set by hand
        changed += 1
        new = datetime.combine(add_workdays(standing.clock_from.date(), 4), datetime.max.time())
        overdue += new < at <= standing.due_at
    preview = page.limits.preview
    assert preview.summary.text() == f"26 件在办，如果重算 {changed} 件改时限"
    assert changed == 24
    assert overdue >= 1
    told = [
        preview._table.itemAt(i).widget().accessibleName() for i in range(preview._table.count())
    ]
    assert f"黄：在办 25，改时限 24，变超期 {overdue}，不再超期 0" in told
    assert "另有 1 件" in preview.kept.text()


def test_a_saved_rule_holds_from_now_on_and_leaves_what_was_promised(
    qtbot, write, read, page, said
):
    store(write, under_way(1, "yellow", 1))
    before = pages_of(read)["甲-1"].row.due_at
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").finish, "20")
    assert "未存" in page.sections.item(0).text()
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0][:3] == ("success", "规则已保存，即时生效", "撤销")
    qtbot.waitUntil(lambda: page.limits.bench.rules.colours[1].finish_days == 20, timeout=WAIT)
    assert pages_of(read)["甲-1"].row.due_at == before
    assert "未存" not in page.sections.item(0).text()
    assert not page.limits.saving.isEnabled()
    undo(said)
    qtbot.waitUntil(lambda: page.limits.bench.rules == STANDARD, timeout=WAIT)
    qtbot.waitUntil(lambda: colour(page, "yellow").finish.value() == 7, timeout=WAIT)


def test_running_deadlines_are_computed_anew_only_when_asked_and_come_back(
    qtbot, write, read, page, said
):
    store(write, under_way(1, "yellow", 1), under_way(2, "red", 1))
    before = pages_of(read)
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").finish, "20")
    page.limits.preview.redate.click()
    settled(qtbot, page)
    assert page.limits.preview.summary.text() == "2 件在办，保存后 1 件改时限"
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0][1] == "规则已保存，1 件在办问题的时限已重算"
    after = pages_of(read)
    start = after["甲-1"].standing.clock_from.date()
    assert after["甲-1"].row.due_at.date() == add_workdays(start, 20)
    assert "办理规则修改" in after["甲-1"].events[-1].note
    assert after["甲-2"].events == before["甲-2"].events
    undo(said)
    qtbot.waitUntil(
        lambda: pages_of(read)["甲-1"].row.due_at == before["甲-1"].row.due_at, timeout=WAIT
    )
    assert len(pages_of(read)["甲-1"].events) == len(before["甲-1"].events) + 2


@pytest.mark.parametrize("days", ["0", "1000", ""])
def test_a_limit_of_nothing_or_of_years_is_told_beside_its_row(qtbot, page, read, days):
    show(qtbot, page, page.limits)
    row = colour(page, "yellow")
    retype(row.finish, days or "1")
    if not days:
        row.finish.clear()
    settled(qtbot, page)
    assert row.message.isVisible()
    assert row.message.text() == "请填 1 到 365 的整数"
    assert "标红" in page.limits.preview.summary.text()
    page.limits.save()
    assert row.finish.text() == days
    assert read(rules.current) == STANDARD


def test_two_colours_of_one_name_and_limits_of_all_colours(qtbot, page, read):
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").word, "红")
    assert colour(page, "yellow").message.text() == "两种颜色不能同名"
    retype(colour(page, "yellow").word, "黄")
    retype(page.limits.form.field("urgent_contact_hours"), "48")
    press_save(qtbot, page.limits)
    assert "先联系、后采取措施" in page.limits.notice.text()
    retype(page.limits.form.field("urgencies"), "安全 安全")
    page.limits.save()
    assert page.limits.form.problems() == {"urgencies": "有重复的情形"}
    assert read(rules.current) == STANDARD


def test_a_colour_is_added_removed_and_the_ends_stay(qtbot, page, read, said):
    show(qtbot, page, page.limits)
    colours = page.limits.colours
    offered = [action for action in colours._menu.actions() if action.isVisible()]
    assert [action.data() for action in offered] == ["orange", "blue"]
    offered[0].trigger()
    assert [row.key for row in colours.rows] == ["red", "orange", "yellow", "green"]
    assert not colour(page, "red").removing.isEnabled()
    retype(colour(page, "orange").level, "分管领导")
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: len(said) == 1, timeout=WAIT)
    assert [r.key for r in read(rules.current).colours] == ["green", "yellow", "orange", "red"]
    qtbot.mouseClick(colour(page, "yellow").removing, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(colour(page, "orange").removing, Qt.MouseButton.LeftButton)
    page.limits.save()
    assert "3 到 5 种" in page.limits.notice.text()
    colours.add("orange")
    assert colour(page, "orange").level.value() == "分管领导"  # as it was


def test_what_somebody_else_saved_meanwhile_is_met_and_nothing_typed_is_lost(
    qtbot, page, write, read, said
):
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").finish, "9")
    theirs = replace(STANDARD, follow_up_days=8)
    write(actions.change_rules, STANDARD, theirs)
    qtbot.waitUntil(lambda: page.limits.base == theirs, timeout=WAIT)
    assert "刚被别人改过" in page.limits.notice.text()
    assert colour(page, "yellow").finish.value() == 9
    page.limits.form.field("follow_up_days").set_value(8)
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    now_held = read(rules.current)
    assert (now_held.follow_up_days, now_held.colours[1].finish_days) == (8, 9)


# The whole window follows


def test_chips_cards_filters_and_charts_follow_a_change_made_anywhere(qtbot, bench, write):
    store(write, under_way(1, "yellow", 1))
    listed, overview = IssuesTab(bench), OverviewTab(bench)
    for tab in (listed, overview):
        qtbot.addWidget(tab)
        tab.resize(1180, 700)
        tab.show()
    qtbot.waitUntil(lambda: bench.tasks.idle and overview.chart is not None, timeout=WAIT)
    green, yellow, red = STANDARD.colours
    changed = replace(STANDARD, colours=(green, replace(yellow, word="琥珀"), red))
    write(actions.change_rules, STANDARD, changed)

    def shown():
        words = [chip.word for _, chip in listed.bar.colours._shown]
        titles = [card.accessibleName() for card in overview.colours.values()]
        layers = [layer.word for layer in overview.chart._layers]
        return "琥珀" in words and "琥珀" in layers and any("琥珀" in title for title in titles)

    qtbot.waitUntil(shown, timeout=WAIT)
    orange = replace(yellow, key="orange", word="橙")
    write(actions.change_rules, changed, replace(changed, colours=(green, orange, red)))
    # An issue still has the colour that was given up: it is not lost from any list.
    qtbot.waitUntil(lambda: "orange" in overview.colours and "yellow" in overview.colours)
    assert "不再使用" in overview.colours["yellow"].accessibleName()
    qtbot.waitUntil(
        lambda: [k for k, _ in listed.bar.colours._shown] == ["red", "orange", "yellow", "green"]
    )


def test_another_workstations_rules_arrive_by_themselves(qtbot, bench):
    other = engine.open_ledger(bench.database.location, USER, PASSWORD)
    theirs = replace(STANDARD, extend_days=4)
    actions.change_rules(other, USER, STANDARD, theirs)
    other.close()
    qtbot.waitUntil(lambda: bench.rules == theirs, timeout=WAIT)


def test_an_open_form_shows_the_new_limits_and_keeps_what_was_typed(qtbot, bench, write):
    event = EventEntry(Move.REGISTER, now())
    issue_id = write(actions.register_issue, IssueEntry("电梯停运", (event,)), None)
    tab = IssuesTab(bench)
    qtbot.addWidget(tab)
    tab.resize(1180, 700)
    tab.show()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    tab.table.go_to(issue_id)
    qtbot.waitUntil(lambda: Move.TRIAGE in tab.panel.moves, timeout=WAIT)
    tab.panel.open_move(Move.TRIAGE)
    retype_text(tab.panel.move_form.form.field("note"), "超出社区能力")
    green, yellow, red = STANDARD.colours
    slower = replace(STANDARD, colours=(green, replace(yellow, finish_days=9), red))
    write(actions.change_rules, STANDARD, slower)

    def told():
        form = tab.panel.move_form
        return (
            form is not None
            and "9 个工作日" in form.form.field("colour").card("yellow").accessibleName()
        )

    qtbot.waitUntil(told, timeout=WAIT)
    assert tab.panel.move_form.form.values()["note"] == "超出社区能力"


# The calendar


def test_a_day_is_closed_with_a_reason_and_deadlines_count_it(qtbot, page, read, said):
    show(qtbot, page, page.calendar)
    section, day = page.calendar, date(2026, 11, 25)
    section.show_year(2026)
    centre = section.calendar.day_box(day).center().toPoint()
    qtbot.mouseClick(section.calendar, Qt.MouseButton.LeftButton, pos=centre)
    assert "本单位停办" in section.calendar.words_of(day)
    section.save()
    assert section.own_days.problem.text() == "写一个原因，如：停电检修"
    retype(section.own_days.fields[day], "停电检修")
    press_save(qtbot, section)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    held = read(rules.current)
    assert held.office.closed == {day}
    assert dict(held.day_words) == {day: "停电检修"}
    assert held.finish_by("green", datetime(2026, 11, 24, 9)).date() == date(2026, 11, 30)
    assert "停电检修" in section.calendar.words_of(day)


def test_by_keyboard_and_back_again(qtbot, page):
    show(qtbot, page, page.calendar)
    section = page.calendar
    section.show_year(2026)
    section.calendar.set_current(date(2026, 11, 27))
    section.calendar.setFocus()
    qtbot.keyClick(section.calendar, Qt.Key.Key_Right)  # a Saturday
    qtbot.keyClick(section.calendar, ENTER)
    saturday = date(2026, 11, 28)
    assert section.own()["office"].worked == {saturday}
    assert section.own_days.fields[saturday].hasFocus()
    section.calendar.setFocus()
    qtbot.keyClick(section.calendar, Qt.Key.Key_Space)
    assert not section.is_dirty()
    qtbot.keyClick(section.calendar, Qt.Key.Key_PageUp)
    assert section.calendar.current() == date(2026, 10, 28)


def test_published_days_have_their_names_and_a_year_without_data_says_so(qtbot, page):
    show(qtbot, page, page.calendar)
    section = page.calendar
    section.show_year(2026)
    assert section.calendar.words_of(date(2026, 2, 17)) == "2月17日 周二，春节放假"
    assert section.calendar.words_of(date(2026, 2, 14)) == "2月14日 周六，春节调休上班"
    assert section.calendar.words_of(date(2026, 11, 21)) == "11月21日 周六，休息"
    assert not section.unpublished.isVisible()
    section.show_year(2028)
    assert section.unpublished.isVisible()
    assert "周一至周五" in section._unpublished_words.text()


def test_a_closure_does_not_overwrite_the_limits_typed_next_door(qtbot, page, read, said):
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").finish, "9")
    page.show_section(page.calendar)
    page.calendar.show_year(2026)
    page.calendar.toggle(date(2026, 12, 1))
    retype(page.calendar.own_days.fields[date(2026, 12, 1)], "搬家")
    press_save(qtbot, page.calendar)
    qtbot.waitUntil(lambda: len(said) == 1, timeout=WAIT)
    page.show_section(page.limits)
    qtbot.waitUntil(lambda: bool(page.limits.base.office.closed), timeout=WAIT)
    assert colour(page, "yellow").finish.value() == 9
    assert page.limits.notice.text() == ""
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=WAIT)
    held = read(rules.current)
    assert (held.office.closed, held.colours[1].finish_days) == ({date(2026, 12, 1)}, 9)


# Categories


@pytest.fixture
def tree(write):
    def fill(database, user):
        with database.write(user) as session:
            paths = [("小区管理",), ("小区管理", "电梯"), ("教育",), ("其他",)]
            return {"/".join(p): id_ for p, id_ in categories.ids_of(session, paths).items()}

    made = write(fill)
    event = EventEntry(Move.REGISTER, now())
    write(
        actions.register_issue,
        IssueEntry("电梯停运", (event,), category=("小区管理", "电梯")),
        None,
    )
    return made


def paths(read):
    return [row.path for row in read(categories.all_categories)]


def test_categories_are_renamed_added_and_moved_with_what_is_below(qtbot, tree, page, read, said):
    show(qtbot, page, page.categories)
    section = page.categories
    section.tree.set_current(tree["小区管理"])
    assert "未销号 1 件，共 1 件" in section.card.use.text()
    retype(section.card.form.field("name"), "物业")
    qtbot.keyClick(section.card.form.field("name"), ENTER, CONTROL)
    qtbot.waitUntil(lambda: "物业/电梯" in paths(read), timeout=WAIT)
    undo(said)
    qtbot.waitUntil(lambda: "小区管理/电梯" in paths(read), timeout=WAIT)
    section.adding.click()
    retype(section.card.form.field("name"), "信访")
    qtbot.mouseClick(section.card.saving, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: paths(read)[-1] == "信访", timeout=WAIT)
    qtbot.waitUntil(lambda: section.bench.tasks.idle and section._current().name == "信访")
    section.up.click()
    qtbot.waitUntil(lambda: paths(read)[-2:] == ["信访", "其他"], timeout=WAIT)
    qtbot.waitUntil(lambda: section.bench.tasks.idle)
    section.card.form.field("parent").set_value(tree["教育"])
    section.card.form.field("parent").edited.emit()
    qtbot.mouseClick(section.card.saving, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "教育/信访" in paths(read), timeout=WAIT)


def test_a_name_that_is_taken_is_told_and_kept(qtbot, tree, page, read):
    show(qtbot, page, page.categories)
    section = page.categories
    section.tree.set_current(tree["教育"])
    retype(section.card.form.field("name"), "其他")
    qtbot.mouseClick(section.card.saving, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已经有“其他”" in section.card.problem.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: section.bench.tasks.idle)
    assert section.card.form.values()["name"] == "其他"
    assert "未存" in page.sections.item(2).text()
    qtbot.keyClick(section.card.form.field("name"), ESCAPE)
    assert section.card.form.values()["name"] == "教育"
    assert "教育" in paths(read)


def test_a_category_in_use_asks_who_takes_over_and_comes_back(qtbot, tree, page, read, said):
    show(qtbot, page, page.categories)
    section = page.categories
    section.tree.set_current(tree["小区管理"])
    section.tree.setFocus()
    qtbot.keyClick(section.tree, Qt.Key.Key_Delete)
    assert "有 1 件问题" in section.card.asked.text()
    assert not section.card.handing.isEnabled()
    offered = [key for key, _ in section.card.heir._choices]
    assert offered == [tree["教育"], tree["其他"]]
    section.card.heir._pick(tree["其他"])
    qtbot.mouseClick(section.card.handing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0][1] == "已删除“小区管理”，1 件问题已移交"
    assert [p.row.category for p in pages_of(read).values()] == ["其他"]
    undo(said)
    qtbot.waitUntil(lambda: paths(read)[:2] == ["小区管理", "小区管理/电梯"], timeout=WAIT)
    assert [p.row.category for p in pages_of(read).values()] == ["小区管理/电梯"]


def test_an_unused_one_goes_at_once(qtbot, tree, page, read, said):
    show(qtbot, page, page.categories)
    page.categories.tree.set_current(tree["教育"])
    page.categories.removing.click()
    qtbot.waitUntil(lambda: "教育" not in paths(read), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    undo(said)
    qtbot.waitUntil(lambda: "教育" in paths(read), timeout=WAIT)


# Routing


def test_rules_are_tried_out_while_they_are_typed_and_saved_in_order(qtbot, tree, page, read, said):
    show(qtbot, page, page.routing)
    section = page.routing
    assert section.empty.isVisible()
    section.empty.acted.emit()
    section.rows[0].unit.set_value("综合办")
    section.add()
    section.rows[1].category._pick(tree["小区管理"])
    retype(section.rows[1].unit, "住建办")
    retype(section.rows[1].co_units, "市监局、物业科")
    settled(qtbot, page)
    assert [row.count.text() for row in section.rows] == ["1 件", "0 件"]
    qtbot.mouseClick(section.rows[1].up, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert [row.count.text() for row in section.rows] == ["1 件", "0 件"]
    assert section.rows[0].unit.value() == "住建办"
    press_save(qtbot, section)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert read(routing.all_rules) == [
        RuleRow(tree["小区管理"], None, "住建办", ("市监局", "物业科")),
        RuleRow(None, None, "综合办"),
    ]
    (issue_id,) = (p.row.id for p in pages_of(read).values())
    assert read(routing.suggestion, issue_id).unit == "住建办"
    undo(said)
    qtbot.waitUntil(lambda: read(routing.all_rules) == [], timeout=WAIT)


def test_a_rule_without_a_unit_is_told_and_stays_typed(qtbot, tree, page, read):
    show(qtbot, page, page.routing)
    section = page.routing
    section.add()
    section.rows[0].category._pick(tree["教育"])
    section.save()
    assert "没有写主办单位" in section.notice.text()
    assert section.rows[0].unit.property("wrong")
    assert section.rows[0].category.value() == tree["教育"]
    assert read(routing.all_rules) == []


# From the desk


def test_by_shortcut_and_menu_from_anywhere_and_back(qtbot, bench, write):
    store(write, under_way(1, "yellow", 1))
    desk = Desk(bench)
    qtbot.addWidget(desk)
    desk.resize(1180, 760)
    desk.show()
    desk.pages.go("issues")
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    qtbot.keyClick(desk, Qt.Key.Key_Comma, CONTROL)
    assert desk.pages.settings.isVisible()
    retype(colour(desk.pages.settings, "yellow").finish, "9")
    qtbot.keyClick(desk.pages.settings, ESCAPE)
    assert desk.pages.issues.isVisible()
    desk.pages.show_settings()
    assert colour(desk.pages.settings, "yellow").finish.value() == 9
    words = [action.text() for action in desk.header.user.menu().actions()]
    assert words[0].startswith("设置")
    with qtbot.waitSignal(desk.pages.settings.import_wanted):
        desk.pages.settings.categories.importing.click()
    assert desk.pages.importing.isVisible()
    assert desk.pages.importing.kind.currentData() == "categories"
    desk.pages.importing.left.emit()
    assert desk.pages.settings.isVisible()


def test_the_whole_page_by_keyboard(qtbot, page):
    show(qtbot, page, page.limits)
    page.start()
    for section, first in (
        (page.limits, lambda: page.limits.colours.rows[0].word),
        (page.calendar, lambda: page.calendar.calendar),
        (page.categories, lambda: page.categories.tree),
        (page.routing, lambda: page.routing.adding),
    ):
        assert page.stack.currentWidget() is section
        qtbot.keyClick(page.sections, ENTER)
        qtbot.waitUntil(first().hasFocus)
        page.start()
        qtbot.keyClick(page.sections, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page.sections, ESCAPE)


def test_the_audit_says_who_changed_the_rules(qtbot, page, read, said):
    show(qtbot, page, page.limits)
    retype(colour(page, "yellow").finish, "9")
    press_save(qtbot, page.limits)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    done = read(lambda c: list(c.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(1))))
    assert done == ["修改办理规则"]
    assert not read(lambda c: list(c.scalars(select(IssueEvent.id))))
