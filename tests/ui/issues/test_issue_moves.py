"""Every move of DOMAIN.md §5, made in the real panel."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from db import engine
from db.issues import categories, issues, routing
from db.issues.routing import RuleRow
from db.session import now
from domain.deadlines import DAY_END, due
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.replies import FIRST
from domain.rights import DEFAULT, Role
from domain.routing import Route
from domain.rules import STANDARD
from domain.workflow import MOVE_WORDS, Move, Rating, State
from tests.conftest import PASSWORD, USER
from ui import actions
from ui.issues.issue_panel import IssuePanel
from widgets.chips import ChipLabel

ENTER, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def issue(write):
    """``issue(title)`` registers one; its moves so far are given as requests."""

    def run(title="电梯停运一周", *requests):
        entry = IssueEntry(title, (EventEntry(Move.REGISTER, now()),))
        issue_id = write(actions.register_issue, entry, None)
        for version, request in enumerate(requests, 1):
            write(actions.move_issue, issue_id, version, request)
        return issue_id

    return run


TRIAGED = MoveRequest(Move.TRIAGE, colour="yellow", unit="物业科", co_units=("供电所",))
HANDLING = (TRIAGED, MoveRequest(Move.DISPATCH, unit="住建办"), MoveRequest(Move.SIGN))


@pytest.fixture
def panel(qtbot, bench):
    """The panel, in front; ``panel.show_issue`` shows what the test stored."""
    view = IssuePanel(bench)
    qtbot.addWidget(view)
    view.resize(420, 860)
    view.show()
    return view


def show(qtbot, panel, issue_id):
    panel.show_issue(issue_id)
    qtbot.waitUntil(
        lambda: panel._shown is not None and panel._shown.page.row.id == issue_id, timeout=10_000
    )


def make(qtbot, panel, move, **values):
    """Choose a move where it is offered, fill its form and press Ctrl+S."""
    version = panel._shown.page.version
    if move in panel.moves:
        panel.moves[move].setFocus()
        qtbot.keyClick(panel.moves[move], Qt.Key.Key_Space)
    else:
        next(a for a in panel.bar.fill_menu().actions() if a.data() == move.value).trigger()
    form = panel.move_form
    assert form.move is move
    for key, value in values.items():
        form.form.field(key).set_value(value)
    qtbot.keyClick(form.note, Qt.Key.Key_S, CONTROL)
    assert not form.form.problems()
    assert form.notice.text() == ""
    qtbot.waitUntil(lambda: panel._shown.page.version == version + 1, timeout=10_000)
    assert panel.move_form is None
    return panel._shown.page


@pytest.mark.parametrize(
    ("before", "move", "values", "state"),
    [
        ((), Move.TRIAGE, {"colour": "red"}, State.TRIAGED),
        ((), Move.SETTLE, {"note": "当面说清"}, State.RESOLVED),
        ((), Move.DECLINE, {"note": "已进入诉讼"}, State.DECLINED),
        ((TRIAGED,), Move.DISPATCH, {}, State.DISPATCHED),
        ((TRIAGED,), Move.SETTLE, {"note": "换了灯泡"}, State.RESOLVED),
        ((TRIAGED,), Move.DECLINE, {"note": "重复"}, State.DECLINED),
        ((TRIAGED,), Move.ESCALATE, {"colour": "red", "note": "报县"}, State.TRIAGED),
        (HANDLING[:2], Move.SIGN, {}, State.HANDLING),
        (HANDLING[:2], Move.RETURN, {"note": "不属本单位"}, State.TRIAGED),
        (HANDLING, Move.CONTACT, {"note": "已通电话"}, State.HANDLING),
        (HANDLING, Move.MEASURE, {"note": "已围挡"}, State.HANDLING),
        (HANDLING, Move.REPORT, {"note": "在修"}, State.HANDLING),
        (HANDLING, Move.SUSPEND, {"note": "等批复"}, State.SUSPENDED),
        ((*HANDLING, MoveRequest(Move.SUSPEND, "等")), Move.RESUME, {}, State.HANDLING),
        (HANDLING, Move.RESOLVE, {"note": "修好"}, State.RESOLVED),
        (HANDLING, Move.ESCALATE, {"colour": "red", "note": "报县"}, State.TRIAGED),
        (HANDLING, Move.RECOLOUR, {"colour": "green", "note": "较轻"}, State.HANDLING),
        (
            (MoveRequest(Move.SETTLE, "换了灯泡"),),
            Move.FOLLOW_UP,
            {"rating": "fair"},
            State.FOLLOWED_UP,
        ),
    ],
)
def test_a_move_by_the_keyboard(qtbot, panel, issue, before, move, values, state):
    show(qtbot, panel, issue("电梯停运一周", *before))
    assert make(qtbot, panel, move, **values).row.state is state


def heard(rating):
    return (MoveRequest(Move.SETTLE, "换了灯泡"), MoveRequest(Move.FOLLOW_UP, rating=rating))


def test_what_follows_a_call(qtbot, panel, issue):
    show(qtbot, panel, issue("一", *heard(Rating.UNSATISFIED)))
    assert list(panel.moves) == [Move.REWORK, Move.CLOSE]
    assert make(qtbot, panel, Move.REWORK).row.state is State.HANDLING
    show(qtbot, panel, issue("二", *heard(Rating.UNREACHED)))
    page = make(qtbot, panel, Move.FOLLOW_UP, rating="unsatisfied")
    assert (page.row.rating, page.standing.solved) == (Rating.UNSATISFIED, False)
    page = make(qtbot, panel, Move.CLOSE, note="已尽力解释")
    assert page.row.state is State.CLOSED
    assert panel.moves == {}
    assert panel.bar.more.isHidden()


def test_content_and_settled_are_two_things(qtbot, panel, issue):
    show(qtbot, panel, issue("一", MoveRequest(Move.SETTLE, "换了灯泡")))
    panel.open_move(Move.FOLLOW_UP)
    form = panel.move_form.form
    form.field("rating").card("satisfied").click()
    assert form.values()["solved"] == "yes"
    form.field("rating").card("unreached").click()
    assert form.values()["solved"] is None
    assert not form.field("solved").isEnabled()
    form.field("rating").card("unsatisfied").click()
    assert form.values()["solved"] == "no"
    form.field("solved").card("yes").click()
    panel.move_form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.rating is Rating.UNSATISFIED, timeout=10_000)
    assert panel._shown.page.standing.solved is True


def test_triage_takes_everything_it_can_be_told(qtbot, panel, issue):
    show(qtbot, panel, issue())
    day = now().date() + timedelta(days=1)
    page = make(
        qtbot,
        panel,
        Move.TRIAGE,
        colour="yellow",
        unit="住建办",
        co_units=("供电所", "城管中队"),
        urgency="水电气",
        deadline=day,
    )
    assert (page.row.unit, page.row.urgency) == ("住建办", "水电气")
    assert page.co_units == ("供电所", "城管中队")
    assert (page.row.due_at.date(), page.row.due_at.time()) == (day, DAY_END)
    words = [chip.accessibleName() for chip in panel.card.findChildren(ChipLabel)]
    assert "紧急 · 水电气" in words
    facts = "".join(label.text() for label in panel.card.facts.findChildren(QLabel))
    assert "供电所、城管中队" in facts
    page = make(qtbot, panel, Move.ESCALATE, colour="red", note="报县", co_units=())
    assert page.co_units == ()
    assert page.row.urgency == "水电气"


def test_a_deadline_beyond_its_colour_is_refused_and_one_past_beside_its_field(qtbot, panel, issue):
    show(qtbot, panel, issue())
    panel.open_move(Move.TRIAGE)
    form = panel.move_form
    form.form.field("colour").set_value("green")
    form.form.field("deadline").set_value(now().date() - timedelta(days=1))
    form.save.click()
    assert form.form.problems() == {"deadline": "这一天已经过去"}
    form.form.field("deadline").set_value(now().date() + timedelta(days=90))
    form.save.click()
    assert "“绿”的问题最迟" in form.notice.text()
    form.form.field("colour").set_value("red")
    form.save.click()
    assert "分阶段计划" in form.notice.text()
    form.note.set_value("先排险，明年春天改造")
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.TRIAGED, timeout=10_000)
    assert panel._shown.page.row.due_at.date() == now().date() + timedelta(days=90)


def test_dispatching_tells_its_limits_and_the_card_shows_them(qtbot, panel, issue):
    urgent = MoveRequest(Move.TRIAGE, colour="yellow", unit="住建办", urgency="安全")
    show(qtbot, panel, issue("漏气", urgent))
    panel.open_move(Move.DISPATCH)
    told = panel.move_form.told.text()
    last = STANDARD.sign_by("yellow", now())
    assert f"签收 {last.month}月{last.day}日前" in told
    assert "首次联系" in told
    assert "采取措施" in told
    panel.move_form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.DISPATCHED, timeout=10_000)
    shown = [part.accessibleName() for part in panel.card.facts.findChildren(QWidget)]
    lines = [name for name in shown if name.startswith(("签收", "首次联系", "采取措施"))]
    assert len([line for line in lines if "前" in line]) == 3
    assert any("还剩" in line and "小时" in line for line in lines)


@pytest.mark.parametrize("typed", ["5", "5 个工作日", "date"])
def test_an_extension_tells_the_new_deadline_while_it_is_typed(qtbot, panel, issue, typed):
    show(qtbot, panel, issue("修路", *HANDLING))
    last = due(panel._shown.page.row.due_at, 5)
    panel.open_move(Move.EXTEND)
    form = panel.move_form
    field = form.form.field("until")
    qtbot.keyClicks(field, "11")
    assert form.form.problems()["until"] == "延期要在 1 到 10 个工作日之间。"
    assert form.told.isHidden()
    field.clear()
    field.insert(f"{last:%Y-%m-%d}" if typed == "date" else typed)
    assert f"{last.month}月{last.day}日前" in form.told.text()
    assert "延长 5 个工作日" in form.told.text()
    form.note.set_value("等材料")
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.standing.extended, timeout=10_000)
    assert panel._shown.page.row.due_at == last
    assert Move.EXTEND not in panel.moves
    assert not panel.bar.possible(Move.EXTEND)


def test_an_issue_is_merged_into_one_found_by_typing(qtbot, panel, issue, read):
    common = issue("小区电梯多次停运", TRIAGED)
    issue("路灯不亮")
    issue_id = issue("3栋电梯坏了")
    show(qtbot, panel, issue_id)
    panel.bar.chosen.emit(Move.MERGE)
    field = panel.move_form.form.field("into")
    assert field.hasFocus()
    field.insert("电梯")
    field.textEdited.emit("电梯")
    qtbot.waitUntil(lambda: len(field._found) == 1, timeout=10_000)  # not itself
    assert "请从找到的问题里选一件" in panel.move_form.form.problems()["into"]
    qtbot.keyClick(field, ENTER)
    assert field.value() == common
    panel.move_form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.MERGED, timeout=10_000)
    with qtbot.waitSignal(panel.issue_wanted) as wanted:
        link(panel, "小区电梯多次停运").click()
    assert wanted.args == [common]
    show(qtbot, panel, common)
    with qtbot.waitSignal(panel.issue_wanted) as wanted:
        link(panel, "3栋电梯坏了").click()
    assert wanted.args == [issue_id]
    assert read(issues.page, common).version == 3


def link(panel, words):
    links = panel.card.facts.findChildren(QPushButton)
    return next(link for link in links if words in link.accessibleName())


def test_the_menu_says_why_the_rest_cannot_be_done(qtbot, panel, issue):
    show(qtbot, panel, issue("修路", *HANDLING))
    entries = {a.data(): a for a in panel.bar.fill_menu().actions() if a.data()}
    offered = {m.value for m, b in panel.moves.items() if not b.isHidden()}
    assert offered | set(entries) == {m.value for m in Move} - {"register", "raise", "redate"}
    assert not offered & set(entries)
    for move in (Move.CONTACT, Move.MEASURE, Move.ESCALATE, Move.MERGE, Move.RECOLOUR):
        assert entries[move].isEnabled()
    sign = entries[Move.SIGN]
    assert not sign.isEnabled()
    assert sign.text() == "签收\t已派单时才能"
    assert sign.toolTip() == "问题现为“办理中”，只有“已派单”的问题可以签收。"


def test_what_one_has_no_right_to_is_among_what_cannot_be_done(qtbot, bench, panel, issue):
    bench.rights = DEFAULT[Role.ENTRY]
    show(qtbot, panel, issue("修路", *HANDLING))
    assert Move.RESOLVE in panel.moves
    assert Move.EXTEND not in panel.moves
    entries = {a.data(): a for a in panel.bar.fill_menu().actions() if a.data()}
    extend = entries[Move.EXTEND]
    assert not extend.isEnabled()
    assert extend.text() == "延期\t您没有“研判和派单”的权限"
    assert entries[Move.CONTACT].isEnabled()


def test_what_does_not_fit_beside_each_other_goes_into_the_menu(qtbot, panel, issue):
    panel.resize(250, 860)
    show(qtbot, panel, issue("修路", *HANDLING))
    qtbot.waitUntil(lambda: panel.moves[Move.SUSPEND].isHidden())
    assert panel.moves[Move.RESOLVE].isVisible()
    entries = {a.data(): a for a in panel.bar.fill_menu().actions()}
    entries[Move.SUSPEND.value].trigger()
    assert panel.move_form.move is Move.SUSPEND


def test_a_lead_unit_cannot_be_emptied_only_replaced(qtbot, panel, issue):
    show(qtbot, panel, issue("修路", *HANDLING))
    panel.open_move(Move.ESCALATE)
    form = panel.move_form
    form.form.set_draft({"colour": "red", "note": "报县", "unit": None})
    form.save.click()
    assert form.form.problems() == {"unit": "这一项必须填写"}
    form.form.field("unit").set_value("县住建局")
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.unit == "县住建局", timeout=10_000)


def test_esc_goes_back_to_where_the_move_was_chosen(qtbot, panel, issue):
    show(qtbot, panel, issue("修路", *HANDLING))
    panel.bar.chosen.emit(Move.ESCALATE)
    qtbot.keyClick(panel.move_form.note, ESCAPE)
    assert panel.move_form is None
    qtbot.waitUntil(panel.bar.more.hasFocus)


def test_the_loser_keeps_everything_typed_and_hears_what_happened(
    qtbot, panel, issue, ledger, write
):
    issue_id = issue("修路", *HANDLING)
    show(qtbot, panel, issue_id)
    panel.open_move(Move.EXTEND)
    form = panel.move_form
    form.form.field("until").insert("5")
    form.note.set_value("等材料")
    other = engine.open_ledger(ledger, USER, PASSWORD)
    try:
        actions.move_issue(other, USER, issue_id, 4, MoveRequest(Move.SUSPEND, "等批复"))
    finally:
        other.close()
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.SUSPENDED, timeout=10_000)
    assert f"{USER} 挂起，现为“已挂起”" in form.notice.text()
    assert form.form.values() == {"until": (5, None), "note": "等材料"}
    form.save.click()
    assert "只有“办理中”的问题可以延期" in form.notice.text()
    write(actions.move_issue, issue_id, 5, MoveRequest(Move.RESUME))
    panel.refresh()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.HANDLING, timeout=10_000)
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.standing.extended, timeout=10_000)


def test_nothing_is_resolved_without_a_word_of_how(qtbot, panel, issue):
    show(qtbot, panel, issue("修路", *HANDLING))
    panel.open_move(Move.RESOLVE)
    form = panel.move_form
    assert "公示上就写这段话" in form.note.placeholderText()
    form.save.click()
    assert form.form.problems() == {"note": "这一项必须填写"}
    assert form.note.property("wrong")
    assert panel._shown.page.row.state is State.HANDLING
    form.note.set_value("路面已补平，验收合格。")
    form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.state is State.RESOLVED, timeout=10_000)


def test_sentences_of_the_office(qtbot, bench, panel, issue):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    show(qtbot, panel, issue("修路", *HANDLING))
    panel.open_move(Move.RESOLVE)
    form = panel.move_form
    entries = open_replies(qtbot, form)
    entries[FIRST[Move.RESOLVE][0]].trigger()
    assert form.note.toPlainText() == FIRST[Move.RESOLVE][0]
    form.note.set_value("已换新灯，照明正常。")
    entries = open_replies(qtbot, form)
    keep = next(a for a in form.replies.menu_shown.actions() if "存为常用语" in a.text())
    keep.trigger()
    qtbot.waitUntil(lambda: any("已存为办结的常用语" in text for _, text, *_ in said))
    entries = open_replies(qtbot, form)
    assert "已换新灯，照明正常。" in entries
    removing = form.replies.menu_shown.actions()[-1].menu()
    next(a for a in removing.actions() if a.data() == FIRST[Move.RESOLVE][0]).trigger()
    qtbot.waitUntil(lambda: any("已移除" in text for _, text, *_ in said))
    assert FIRST[Move.RESOLVE][0] not in open_replies(qtbot, form)
    panel._leave_move()
    said[-1][3]()  # 撤销, after the form was left
    panel.open_move(Move.RESOLVE)
    qtbot.waitUntil(
        lambda: FIRST[Move.RESOLVE][0] in open_replies(qtbot, panel.move_form), timeout=10_000
    )


def open_replies(qtbot, form):
    menu = form.replies.menu_shown
    menu.close()
    form.replies.click()
    qtbot.waitUntil(menu.isVisible, timeout=10_000)
    menu.close()
    return {a.data(): a for a in menu.actions() if a.data()}


def test_the_form_of_every_move_fits_a_low_window(qtbot, panel, issue):
    panel.resize(350, 560)
    show(qtbot, panel, issue())
    panel.open_move(Move.TRIAGE)
    save = panel.move_form.save
    qtbot.waitUntil(lambda: 0 < save.mapTo(panel, QPoint(0, save.height())).y() <= panel.height())
    assert panel.card.height() >= 90
    assert MOVE_WORDS[Move.TRIAGE] in panel.move_form.save.text()


def test_the_unit_that_the_routing_rules_name_stands_in_the_form(qtbot, panel, issue, write):
    rule = RuleRow(None, None, "综合办", ("社区",))
    write(actions.save_routing, (), (rule,))
    show(qtbot, panel, issue("路灯不亮"))
    panel.open_move(Move.TRIAGE)
    values = panel.move_form.form.values()
    assert (values["unit"], tuple(values["co_units"])) == ("综合办", ("社区",))
    assert not panel.move_form.form.is_dirty()
    show(qtbot, panel, issue("修路", TRIAGED))
    panel.open_move(Move.DISPATCH)
    assert panel.move_form.form.values()["unit"] == "物业科"  # what triage said holds


def test_another_category_leads_to_other_units_until_one_is_typed(qtbot, panel, issue, write):
    def learn(database, user):
        with database.write(user) as session:
            ids = categories.ids_of(session, [("电梯",), ("供水",)])
            rules = [
                RuleRow(ids[("电梯",)], None, "市监局", ("物业科",)),
                RuleRow(ids[("供水",)], None, "水务局"),
            ]
            routing.put(session, [], rules)

    write(learn)
    show(qtbot, panel, issue())
    panel.open_move(Move.TRIAGE)
    form = panel.move_form.form
    assert not form.values()["unit"]
    form.field("category").set_value("电梯")
    qtbot.waitUntil(lambda: form.values()["unit"] == "市监局")
    assert form.values()["co_units"] == ("物业科",)
    form.field("category").set_value("供水")
    qtbot.waitUntil(lambda: form.values()["unit"] == "水务局")
    assert not form.values()["co_units"]
    form.field("unit").set_value("城管局")
    form.field("category").set_value("电梯")
    qtbot.waitUntil(lambda: panel.move_form._route == Route("市监局", ("物业科",)))
    assert form.values()["unit"] == "城管局"


def test_a_form_left_open_never_acts_on_another_issue(qtbot, panel, issue):
    first = issue("甲")
    show(qtbot, panel, first)
    panel.open_move(Move.TRIAGE)
    panel.move_form.note.set_value("只给甲的意见")
    panel.register()
    panel.form.form.field("title").insert("乙")
    panel.form.save.click()
    qtbot.waitUntil(lambda: panel._shown.page.row.title == "乙", timeout=10_000)
    assert panel.move_form is None
    show(qtbot, panel, first)
    panel.open_move(Move.TRIAGE)
    assert panel.move_form.form.values()["note"] == "只给甲的意见"


def test_long_lists_of_units_are_kept_whole(qtbot, panel, issue):
    units = tuple(f"重岗街道第{n}综合行政执法中队" for n in range(20))
    lead = "重岗街道" + "综合行政执法" * 12
    show(qtbot, panel, issue("占道", replace(TRIAGED, unit=lead, co_units=units)))
    panel.open_move(Move.ESCALATE)
    form = panel.move_form.form
    assert form.values()["co_units"] == units
    form.field("co_units").set_value((*units, "城管局"))
    assert form.values()["co_units"] == (*units, "城管局")
    assert form.values()["unit"] == lead


def test_a_category_deleted_meanwhile_does_not_come_back(qtbot, panel, issue, write):
    def learn(database, user):
        with database.write(user) as session:
            return categories.ids_of(session, [("电梯",)])[("电梯",)]

    category = write(learn)
    show(qtbot, panel, issue())
    panel.open_move(Move.TRIAGE)
    form = panel.move_form
    form.form.field("category").set_value("电梯")
    form.form.field("colour").set_value("yellow")
    write(actions.remove_category, category, None)
    form.save.click()
    qtbot.waitUntil(lambda: "请重新选择类别" in form.notice.text(), timeout=10_000)
    assert panel.move_form is form
    assert form.form.values()["category"] == "电梯"
