"""双报到 as the office works in it: in the program's own window, over a real ledger, by keys."""

from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.check_ins import check_in_import, check_ins
from db.check_ins.check_ins import CheckInFilter, Stay
from db.households import household_import
from db.models import Audit
from db.session import today
from domain.check_in import CheckInEntry, ServiceEntry
from resources import tokens
from tests.conftest import PASSWORD, USER
from tests.db.homes import block, home
from ui import actions
from ui.teams.check_in_lists import HOMES, MEMBERS, UNITS
from ui.teams.service_line import Typed
from ui.window import Window
from widgets import theme

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WAIT = 20_000
ENTER, TAB, F2, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F2, Qt.Key.Key_Escape
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NEW_YEAR = today().replace(month=1, day=1)
LONG_AGO = NEW_YEAR - timedelta(days=100)
COMPOUND = block("3栋", "1单元")[:2]


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """The user's own data folder, empty."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


class Page:
    """The page in its window, and what it said."""

    def __init__(self, qtbot, desk):
        self.qtbot, self.desk = qtbot, desk
        self.said = []
        desk.bench.messages.said.connect(lambda *message: self.said.append(message))
        desk.pages.go("check_ins")
        self.view = desk.pages.check_ins
        self.table = self.view.tables[MEMBERS]
        self.rest()

    def rest(self):
        self.qtbot.waitUntil(lambda: self.desk.bench.tasks.idle, timeout=WAIT)

    def ask(self, query):
        """What the ledger says, asked as a view asks it."""
        told = []
        self.desk.bench.read(self.desk.bench.bus, query, told.append)
        self.qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
        return told[0]

    def audit(self):
        """What the audit says was done to whom."""
        noted = select(Audit.action, Audit.subject)
        return self.ask(lambda c: [tuple(row) for row in c.execute(noted)])

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        """Press a key wherever the keyboard is."""
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        self.rest()

    def type(self, words):
        """As an input method brings it: Chinese does not come by keys."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def go(self, widget):
        """Put the keyboard there; off screen, a list that dropped down stays the active window."""
        self.desk.window().activateWindow()
        widget.setFocus()
        self.at(widget)

    def names(self, key=MEMBERS):
        rows = self.view.tables[key].rows
        return [row[0] for id_ in rows.ids() if (row := rows.known_row(id_))]

    def at(self, field):
        self.qtbot.waitUntil(field.hasFocus, timeout=WAIT)

    def hears(self, words):
        self.qtbot.waitUntil(lambda: bool(self.said) and words in self.said[-1][1], timeout=WAIT)
        self.rest()

    def undo(self):
        self.said[-1][3]()
        self.rest()


@pytest.fixture
def open_page(qtbot, ledger):
    windows = []

    def start(entries=()):
        window = Window()
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(1440, 900)
        window.ask_password(str(ledger.file), USER)
        window.show()
        window.unlock.submitted.emit(USER, PASSWORD)
        qtbot.waitUntil(lambda: window.desk is not None, timeout=WAIT)
        bench = window.desk.bench

        def fill(database, user):
            with database.write(user) as session:
                household_import.store(session, [home("3-1-502"), home("5-1-101")])
                check_in_import.store(session, entries)

        bench.write(bench.bus, fill, lambda _: None)
        qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
        return Page(qtbot, window.desk)

    yield start
    for window in windows:
        window.close()


def entry(name, unit="县司法局", **facts):
    return CheckInEntry(name, COMPOUND, unit, "科员", since=LONG_AGO, **facts)


ZHANG = entry("张三", post="政策宣传岗", phone="13812345678")
LI = entry("李四", "县住建局", services=(ServiceEntry(NEW_YEAR, "夜间巡逻", 2.0),))


def stored(page, name):
    wanted = CheckInFilter(NEW_YEAR, today(), query=name, stay=Stay.ANY)

    def read(connection):
        (id_,) = check_ins.order(connection, wanted)
        return check_ins.page(connection, id_, NEW_YEAR, today())

    return page.ask(read)


def test_an_empty_page_says_what_to_do(open_page, qtbot):
    page = open_page()
    assert "还没有党员报到" in page.table._empty.accessibleName()
    with qtbot.waitSignal(page.view.import_wanted) as wanted:
        page.view.empty.acted.emit()
    assert wanted.args == ["check_ins", ()]


def test_one_is_added_and_three_services_by_enter_alone(open_page, qtbot):
    page = open_page()
    page.at(page.table)
    page.key(Qt.Key.Key_N, CONTROL)
    form = page.view.panel.form
    page.at(form.fields.field("name"))
    for key, words in (
        ("name", "孙八"),
        ("unit", "县水利局"),
        ("duty", "科员"),
        ("phone", "13812345678"),
        ("place", "京公馆3-1"),
    ):
        page.at(form.fields.field(key))
        page.type(words)
        page.key(ENTER)
    assert form.place.text() == "康泰社区居委会京公馆小区3栋1单元"
    page.at(form.post)
    page.type("夜间巡逻岗")
    page.key(ENTER)
    assert form.fields.field("since").value() == today()
    page.key(ENTER)
    for key in ("until", "promise", "photo", "consented_on"):
        page.at(form.fields.field(key))
        page.key(ENTER)
    qtbot.waitUntil(lambda: page.names() == ["孙八"], timeout=WAIT)
    assert page.said[-1][1] == "已保存"
    page.desk.window().activateWindow()  # off screen, the list that dropped down still is
    page.at(page.table)
    row = stored(page, "孙八").row
    assert (row.unit, row.home, row.door, row.post) == (
        "县水利局", "京公馆小区", "3栋1单元", "夜间巡逻岗",
    )  # fmt: skip
    # Now what was done: into the line by Enter, and on by Enter.
    page.key(ENTER)
    line = page.view.panel.card.line
    page.at(line.what)
    assert line.day.value() == today()
    for what in ("夜间巡逻", "看望老人", "张贴通知"):
        page.type(what)
        page.key(ENTER)
        page.at(line.hours)
        assert line.what.text() == what, "nothing is written down before the last field"
        page.key(ENTER)
        page.hears(what)
        page.at(line.what)
        assert line.typed() == Typed(today().isoformat())
    told = [(s.day, s.what) for s in stored(page, "孙八").services]
    assert told == [(today(), what) for what in ("张贴通知", "看望老人", "夜间巡逻")]
    assert page.view.panel.card.heading.text() == f"{today().year} 年服务 3 次"
    page.undo()
    assert [s.what for s in stored(page, "孙八").services] == ["看望老人", "夜间巡逻"]


def test_hours_and_what_is_wrong_is_said_at_the_line(open_page, qtbot):
    page = open_page([ZHANG])
    page.at(page.table)
    page.key(ENTER)
    line = page.view.panel.card.line
    page.at(line.what)
    page.key(ENTER)
    page.at(line.hours)
    page.key(ENTER)
    qtbot.waitUntil(lambda: "还没有写" in line.problem.text(), timeout=WAIT)
    page.at(line.what)
    page.type("入户宣传")
    page.key(TAB)
    page.at(line.hours)
    for wrong in ("很久", "25"):
        line.hours.selectAll()
        page.type(wrong)
        line.show_problem("")
        page.key(ENTER)
        qtbot.waitUntil(lambda: "时长" in line.problem.text(), timeout=WAIT)
        assert line.what.text() == "入户宣传"
    line.hours.selectAll()
    page.type("1.5")
    page.key(ENTER)
    page.hears("入户宣传 1.5 小时")
    assert not line.problem.isVisible()
    page.go(line.day)
    line.day.selectAll()
    page.type((LONG_AGO - timedelta(days=1)).isoformat())
    line.what.setText("太早")
    page.key(ENTER)
    page.at(line.what)
    page.key(ENTER)
    page.at(line.hours)
    page.key(ENTER)
    qtbot.waitUntil(lambda: "才报到" in line.problem.text(), timeout=WAIT)
    page.at(line.day)
    assert len(stored(page, "张三").services) == 1


def test_what_is_typed_in_the_line_waits_for_its_member(open_page):
    page = open_page([ZHANG, LI])
    page.at(page.table)
    first = page.names()[0]
    page.key(ENTER)
    line = page.view.panel.card.line
    page.type("写到一半")
    page.go(page.table)
    page.key(Qt.Key.Key_Down)
    assert line.typed().what == ""
    page.key(Qt.Key.Key_Up)
    assert page.view.panel.card.title.text() == first
    assert line.typed().what == "写到一半"


def test_who_moved_away_leaves_the_list_and_comes_back(open_page, qtbot):
    page = open_page([ZHANG, LI])
    page.table.go_to(stored(page, "张三").row.id)
    page.rest()
    card = page.view.panel.card
    page.go(card.ending)
    page.key(ENTER)
    day = card.moving.form.field("until")
    page.at(day)
    assert day.value() == today()
    page.key(ENTER)
    qtbot.waitUntil(lambda: page.names() == ["李四"], timeout=WAIT)
    assert stored(page, "张三").row.until == today()
    page.view.stays.setCurrentIndex(1)
    page.view.stays.activated.emit(1)
    qtbot.waitUntil(lambda: page.names() == ["张三"], timeout=WAIT)
    page.table.go_to(stored(page, "张三").row.id)
    qtbot.waitUntil(lambda: state(card) == "已迁出", timeout=WAIT)
    page.undo()
    assert stored(page, "张三").row.until is None
    page.view.stays.setCurrentIndex(0)
    page.view.stays.activated.emit(0)
    qtbot.waitUntil(lambda: set(page.names()) == {"张三", "李四"}, timeout=WAIT)


def test_the_day_of_moving_away_is_chosen_and_fits_the_services(open_page, qtbot):
    page = open_page([LI])
    page.at(page.table)
    card = page.view.panel.card
    page.go(card.ending)
    page.key(ENTER)
    day = card.moving.form.field("until")
    page.at(day)
    page.type((NEW_YEAR - timedelta(days=1)).isoformat())
    page.key(ENTER)
    assert "还有服务记录" in card.moving.form.problems()["until"]
    assert stored(page, "李四").row.until is None
    day.selectAll()
    page.type(NEW_YEAR.isoformat())
    page.key(ENTER)
    page.hears(f"李四 {NEW_YEAR} 迁出")
    assert stored(page, "李四").row.until == NEW_YEAR


def test_a_service_is_corrected_in_the_line(open_page, qtbot):
    page = open_page([LI])
    page.at(page.table)
    card = page.view.panel.card
    qtbot.waitUntil(lambda: bool(service_buttons(card)), timeout=WAIT)
    page.go(service_buttons(card)[0])
    page.key(ENTER)
    page.at(card.line.what)
    typed = card.line.typed()
    assert (typed.day, typed.what, typed.hours) == (NEW_YEAR.isoformat(), "夜间巡逻", "2")
    card.line.what.selectAll()
    page.type("看望老人")
    page.key(ENTER)
    page.at(card.line.hours)
    page.key(ENTER)
    page.hears(f"已改为 {NEW_YEAR} 看望老人")
    assert [(s.what, s.hours) for s in stored(page, "李四").services] == [("看望老人", 2.0)]
    page.undo()
    assert [s.what for s in stored(page, "李四").services] == ["夜间巡逻"]


def service_buttons(card):
    return [b for b in card.past.findChildren(QPushButton) if b.text() == "修改"]


def test_the_form_opens_for_the_one_who_is_highlighted(open_page, qtbot):
    page = open_page([ZHANG, LI])
    page.at(page.table)
    second = page.names()[1]
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    page.view.panel.edit()  # before the card of the second has been read
    page.rest()
    assert page.view.panel.form.values()["name"] == second


def state(card):
    return card.chips.itemAt(0).widget().accessibleName()


def test_who_is_deleted_comes_back_with_the_services(open_page, qtbot):
    page = open_page([LI])
    page.at(page.table)
    page.go(page.view.panel.card.removing)
    page.key(ENTER)
    qtbot.waitUntil(lambda: page.names() == [], timeout=WAIT)
    assert "1 次服务记录" in page.said[-1][1]
    page.undo()
    qtbot.waitUntil(lambda: page.names() == ["李四"], timeout=WAIT)
    qtbot.waitUntil(lambda: page.view.panel.card.title.text() == "李四", timeout=WAIT)
    assert [s.what for s in stored(page, "李四").services] == ["夜间巡逻"]


def test_a_form_that_is_left_keeps_what_was_typed(open_page, qtbot):
    page = open_page([ZHANG])
    page.at(page.table)
    page.key(F2)
    form = page.view.panel.form
    page.at(form.fields.field("name"))
    page.go(form.fields.field("duty"))
    form.fields.field("duty").selectAll()
    page.type("副局长")
    page.key(ESC)
    page.hears("先留着")
    assert stored(page, "张三").row.duty == "科员"
    page.go(page.table)
    page.key(F2)
    page.hears("接着上次没有保存的内容填写")
    assert form.values()["duty"] == "副局长"
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("已保存")
    assert stored(page, "张三").row.duty == "副局长"


def test_leaving_the_form_leads_back_to_the_list(open_page):
    page = open_page([ZHANG])
    page.at(page.table)
    page.key(F2)
    page.at(page.view.panel.form.fields.field("name"))
    page.key(ESC)
    page.at(page.table)


@pytest.fixture
def large_type(qapp):
    theme.set_look(theme.Mode.DARK, 20)
    yield
    theme.set_look(theme.Mode.LIGHT, tokens.BODY_PX)


def test_at_large_type_in_a_small_window_nothing_of_the_card_lies_on_another(
    large_type, open_page, qtbot
):
    page = open_page([ZHANG, LI])
    page.desk.window().resize(1180, 760)
    card = page.view.panel.card
    card.line.show_problem("时长请写小时数，如 2 或 1.5；不知道就空着")

    def in_order():
        line, grid = card.line, card.facts.layout()
        labels = [grid.itemAt(at).widget() for at in range(grid.count())]
        buttons = (card.editing, card.slip, card.ending, card.removing)
        return (
            line.problem.height() >= line.problem.heightForWidth(line.problem.width())
            and line.problem.geometry().top() > line.day.geometry().bottom()
            and all(label.height() >= label.fontMetrics().height() for label in labels)
            and all(button.width() >= button.sizeHint().width() for button in buttons)
            and all(card.rect().contains(button.geometry()) for button in buttons)
        )

    qtbot.waitUntil(in_order, timeout=WAIT)


def test_two_at_one_registration_see_both_versions(open_page, qtbot):
    page = open_page([ZHANG])
    page.at(page.table)
    page.key(F2)
    form, row = page.view.panel.form, stored(page, "张三").row
    page.at(form.fields.field("name"))
    for key in ("duty", "post"):
        form.fields.field(key).setText(f"我写的{key}")
    theirs = CheckInEntry(
        "张三", unit="县司法局", duty="对方写的", phone="13912345678", post=row.post
    )

    def overtake(database, user):
        return actions.save_check_in(database, USER, row.id, row.version, row.place_id, theirs)

    page.desk.bench.write(page.desk.bench.bus, overtake, lambda _: None)
    page.rest()
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("刚被别人改过")
    page.rest()
    values = form.values()
    assert (values["duty"], values["post"]) == ("我写的duty", "我写的post")
    assert values["phone"] == "13912345678"  # what only they changed
    assert "对方写的" in form.fields._entries["duty"].message.text()
    assert not form.fields._entries["post"].message.text()
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("已保存")
    assert stored(page, "张三").row.duty == "我写的duty"


def test_the_phone_is_hidden_until_it_is_asked_for(open_page):
    page = open_page([ZHANG])
    page.at(page.table)
    card = page.view.panel.card

    def shown():
        grid = card.facts.layout()
        return [grid.itemAt(n).widget().text() for n in range(grid.count())]

    assert "138****5678" in shown()
    page.go(card.uncovering)
    page.key(ENTER)
    assert "13812345678" in shown()
    assert ("查看证件和电话", "张三") in page.audit()


def test_what_is_typed_on_the_list_narrows_all_three(open_page, qtbot):
    page = open_page([ZHANG, LI, entry("王五", "")])
    page.at(page.table)
    qtbot.keyClicks(page.table, "ls")
    qtbot.waitUntil(lambda: page.names() == ["李四"], timeout=WAIT)
    told = "1 名党员 · 本年服务 1 次 2 小时"
    qtbot.waitUntil(lambda: page.view.told.text() == told, timeout=WAIT)
    page.view.show_list(UNITS)
    qtbot.waitUntil(lambda: page.names(UNITS) == ["县住建局"], timeout=WAIT)
    page.view.filter.clear()
    qtbot.waitUntil(
        lambda: page.names(UNITS) == ["县住建局", "县司法局", "没有填单位"], timeout=WAIT
    )
    page.view.show_list(HOMES)
    qtbot.waitUntil(lambda: page.names(HOMES) == ["京公馆小区"], timeout=WAIT)
    row = page.view.tables[HOMES].rows
    assert row.known_row(row.id_at(0))[1:] == ("康泰社区居委会", 3, 1, 1, 2)
    page.view.start()
    page.at(page.view.tables[HOMES])
    qtbot.waitUntil(lambda: page.view.card.title.text() == "京公馆小区", timeout=WAIT)
    page.key(ENTER)
    qtbot.waitUntil(lambda: len(page.names()) == 3, timeout=WAIT)
    assert page.view.switch.current() == MEMBERS
    assert page.view.place.text() == "康泰社区居委会京公馆小区"


def test_the_employer_without_a_name_leads_to_its_members(open_page, qtbot):
    page = open_page([ZHANG, entry("王五", "")])
    page.view.show_list(UNITS)
    page.rest()
    page.view.start()
    page.key(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.view.card.title.text() == "没有填单位", timeout=WAIT)
    assert not page.view.card.slip.isVisible()
    page.key(ENTER)
    qtbot.waitUntil(lambda: page.names() == ["王五"], timeout=WAIT)


def test_the_slip_of_one_goes_to_a_file_and_into_the_audit(open_page, qtbot, tmp_path):
    page = open_page([LI])
    page.at(page.table)
    page.key(Qt.Key.Key_W, ALT)
    qtbot.waitUntil(lambda: page.view.paper is not None, timeout=WAIT)
    paper = page.view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=WAIT)
    target = tmp_path / paper.file_name()
    paper.outlet.choose(target)
    page.hears("已保存为")
    text = "".join("".join(p.extract_text().split()) for p in PdfReader(target).pages)
    assert "贵单位党员李四同志（科员）" in text
    assert "夜间巡逻" in text
    period = f"{NEW_YEAR:%Y%m%d}-{today():%Y%m%d}"
    assert ("打印报到反馈单", f"李四 {period}") in page.audit()
    page.go(paper.leaving)
    page.key(ESC)
    qtbot.waitUntil(lambda: page.view.paper is None, timeout=WAIT)


def test_all_employers_at_once_but_those_nobody_knows(open_page, qtbot):
    page = open_page([ZHANG, LI, entry("王五", "")])
    page.view.slips.click()
    paper = page.view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=WAIT)
    assert paper.preview.document.pageCount() == 2
    assert "另有 1 名党员没有填工作单位" in paper.below.text()
    paper.form.field("until").setText((LONG_AGO - timedelta(days=9)).isoformat())
    assert not paper.outlet.printing.isEnabled()
    assert "早于" in paper.form.problems()["until"]
    paper.form.field("since").setText("2001-01-01")
    paper.form.field("until").setText("2001-12-31")
    qtbot.waitUntil(lambda: "没有在册的党员" in paper.waiting.accessibleName(), timeout=WAIT)


def test_a_slip_that_is_no_longer_wanted_is_not_drawn_as_if_it_could_be_sent(open_page, qtbot):
    page = open_page([ZHANG, LI])
    page.view.slips.click()
    paper = page.view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=WAIT)
    paper.form.field("since").setText("2001-01-01")  # asked for, and wrong before it is answered
    paper.form.field("since").setText("2001-01-")
    page.rest()
    assert not paper.outlet.printing.isEnabled()
    assert len(paper.form.field("unit").choices()) == 2, "what can be chosen was read all the same"


def test_what_is_shown_goes_to_excel_masked_unless_all_is_asked_for(open_page, qtbot, tmp_path):
    page = open_page([ZHANG, LI])
    header, phone = page.table.horizontalHeader(), 10
    header.setSectionHidden(phone, False)
    target = tmp_path / "名单.xlsx"
    page.view.exporting.save(page.view.shown_list(), target)
    page.hears("已导出 2 行")
    rows = list(openpyxl.load_workbook(target).active.values)
    assert rows[1][:4] == ("姓名", "工作单位", "职务", "报到小区")
    people = {row[0]: row for row in rows[2:]}
    assert people["张*"][rows[1].index("电话")] == "138****5678"
    assert people["李*"][rows[1].index("本年服务")] == 1
    page.view.exporting.save(replace(page.view.shown_list(), unmasked=True), target)
    page.hears("已导出 2 行")
    rows = list(openpyxl.load_workbook(target).active.values)
    assert {row[0] for row in rows[2:]} == {"张三", "李四"}
    assert ("不脱敏导出", "在职党员报到名单") in page.audit()
    offered = [a.text() for a in page.view.exporting.button.menu().actions()]
    assert len(offered) == 2
    assert "不脱敏（记入操作记录）" in offered[1]
    page.view.show_list(UNITS)
    page.rest()
    with qtbot.waitSignal(page.view.print_wanted) as printed:
        page.view.printing.click()
    shown = printed.args[0]
    ids = page.ask(lambda c: shown.source.order(c, shown.filter, shown.sort, False, None))
    told = page.ask(lambda c: shown.source.rows(c, ids))
    assert [told[id_][:2] for id_ in ids] == [("县住建局", 1), ("县司法局", 1)]


def test_a_file_dropped_on_the_page_is_imported_and_undone(open_page, qtbot, tmp_path):
    page = open_page([ZHANG])
    file = tmp_path / "名单.csv"
    file.write_text("姓名,工作单位,报到小区\n周九,县医院,京公馆小区\n吴十,县医院,某某苑\n", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    page.view.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    importing = page.desk.pages.importing
    qtbot.waitUntil(lambda: importing.storing.isVisible(), timeout=WAIT)
    page.rest()
    assert importing.kind.currentData() == "check_ins"
    importing.storing.click()
    page.hears("新增 1 名报到党员")
    page.rest()
    assert page.desk.pages.currentWidget() is page.view
    qtbot.waitUntil(lambda: set(page.names()) == {"张三", "周九"}, timeout=WAIT)
    page.undo()
    qtbot.waitUntil(lambda: page.names() == ["张三"], timeout=WAIT)


def test_another_day_of_the_year_counts_this_year_alone(open_page):
    before = entry("赵六", services=(ServiceEntry(LONG_AGO, "政策宣传", 1.0),))
    page = open_page([before])
    assert page.table.rows.known_row(page.table.rows.id_at(0))[6] == 0
    assert page.view.panel.card.heading.text() in ("", f"{date.today().year} 年还没有服务记录")
