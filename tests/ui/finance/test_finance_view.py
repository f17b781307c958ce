"""财务 as the office works in it: in the program's own window, over a real ledger, by keys."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.finance import finance, finance_import
from db.models import Audit
from domain.finance import Entry, PeriodEntry
from domain.places import Level, PlaceStep
from tests.conftest import PASSWORD, USER
from ui import actions
from ui.window import Window

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WAIT = 20_000
ENTER, TAB, F2, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F2, Qt.Key.Key_Escape
DEL = Qt.Key.Key_Delete
CONTROL = Qt.KeyboardModifier.ControlModifier
GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
PEOPLE = ("张三", "李四", "王五")
APRIL = date(2026, 4, 1), date(2026, 4, 30)
MAY = date(2026, 5, 1), date(2026, 5, 31)
RENT = Entry(date(2026, 5, 3), "记001", "收土地租金", 500_000, 0, *PEOPLE)
PAPER = Entry(date(2026, 5, 6), "记002", "购打印纸", 0, 12_050, *PEOPLE)
LAMPS = Entry(date(2026, 4, 9), "记001", "付路灯电费", 0, 30_000, *PEOPLE)
CLOSED_APRIL = PeriodEntry(GUOYUAN, *APRIL, 1_230_000, 1_200_000, (LAMPS,), closed=True)
OPEN_MAY = PeriodEntry(GUOYUAN, *MAY, 1_200_000, None, (RENT, PAPER))


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
        desk.pages.go("finance")
        self.view = desk.pages.finance
        self.table, self.line = self.view.table, self.view.line
        self.equation = self.view.equation
        self.rest()

    def rest(self):
        self.qtbot.waitUntil(lambda: self.desk.bench.tasks.idle, timeout=WAIT)

    def ask(self, query):
        """What the ledger says, asked as a view asks it."""
        told = []
        self.desk.bench.read(self.desk.bench.bus, query, told.append)
        self.qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
        return told[0]

    def periods(self):
        return self.ask(finance.periods)

    def entries(self, place=-1):
        id_ = self.periods()[place].id
        return [row.entry for row in self.ask(lambda c: finance.entries(c, id_))]

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

    def summaries(self):
        rows = self.table.rows
        return [rows.known_row(id_)[2] for id_ in rows.ids()]

    def at(self, field):
        self.qtbot.waitUntil(field.hasFocus, timeout=WAIT)

    def hears(self, words):
        self.qtbot.waitUntil(lambda: bool(self.said) and words in self.said[-1][1], timeout=WAIT)
        self.rest()

    def undo(self):
        self.said[-1][3]()
        self.rest()

    def figures(self):
        return [figure.text() for figure in self.equation.figures]

    def write(self, act):
        self.desk.bench.write(self.desk.bench.bus, act, lambda _: None)
        self.rest()


@pytest.fixture
def open_page(qtbot, ledger):
    windows = []

    def start(*accounts):
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
                finance_import.store(session, accounts)

        bench.write(bench.bus, fill, lambda _: None)
        qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
        return Page(qtbot, window.desk)

    yield start
    for window in windows:
        window.close()


def test_an_empty_page_says_what_to_do(open_page, qtbot):
    page = open_page()
    assert "还没有一个社区、村开账" in page.view.empty.accessibleName()
    with qtbot.waitSignal(page.view.import_wanted) as wanted:
        page.view.empty.acted.emit()
    assert wanted.args == ["finance", ()]


def test_a_period_is_opened_and_three_entries_written_by_keys_alone(open_page, qtbot):
    page = open_page()
    page.go(page.view.accounts.filter)
    page.type("果园")
    page.key(ENTER)
    assert "果园居委会还没有账期" in page.view.empty.accessibleName()
    page.go(page.view.opening)
    page.key(ENTER)
    form = page.view.questions.span.form
    for key, words in (("since", "2026-05-01"), ("until", "2026-05-31"), ("opening", "1.2万")):
        page.at(form.field(key))
        form.field(key).selectAll()
        page.type(words)
        page.key(ENTER)
    page.hears("已开账：2026年5月")
    assert page.figures() == ["12,000.00", "0.00", "0.00", "12,000.00"]
    page.go(page.table)
    page.key(Qt.Key.Key_N, CONTROL)
    line = page.line
    page.at(line.summary)
    # The first one whole: the day and the voucher, who signed.
    page.go(line.day)
    line.day.selectAll()
    page.type("2026-05-03")
    page.key(ENTER)
    page.at(line.voucher)
    page.type("记001")
    page.key(ENTER)
    page.at(line.summary)
    page.type("收土地租金")
    page.key(ENTER)
    page.at(line.income)
    page.type("5000")
    page.key(ENTER)
    for field, name in zip(line.people, PEOPLE, strict=True):
        page.at(field)
        page.type(name)
        page.key(ENTER)
    page.hears("已记 记001 收土地租金 收入 5,000.00")
    # The others: what, and how much.
    for summary, amount in (("购打印纸", "120.5"), ("付路灯电费", "¥300")):
        page.at(line.summary)
        assert [field.text() for field in line.people] == list(PEOPLE)
        page.type(summary)
        page.key(ENTER)
        page.at(line.income)
        page.key(ENTER)
        page.at(line.expense)
        page.type(amount)
        page.key(ENTER)
        page.hears(f"{summary} 支出")
    assert page.entries() == [
        RENT,
        replace(PAPER, day=RENT.day),
        Entry(RENT.day, "记003", "付路灯电费", 0, 30_000, *PEOPLE),
    ]
    assert line.voucher.text() == "记004"
    assert page.figures() == ["12,000.00", "5,000.00", "420.50", "16,579.50"]
    qtbot.waitUntil(lambda: page.summaries()[-1] == "付路灯电费", timeout=WAIT)
    page.undo()
    assert len(page.entries()) == 2


def test_what_is_wrong_is_said_at_the_line_and_nothing_is_lost(open_page, qtbot):
    page = open_page(OPEN_MAY)
    line = page.line
    page.go(line.summary)
    page.type("修路")
    page.go(line.expense)
    page.type("1,2万")
    page.key(ENTER)
    qtbot.waitUntil(lambda: "看不准“1,2万”" in line.problem.text(), timeout=WAIT)
    page.at(line.expense)
    line.expense.selectAll()
    page.type("1.2万")
    page.go(line.day)
    line.day.selectAll()
    page.type("2026-06-01")
    page.key(ENTER)
    qtbot.waitUntil(lambda: "不在本期" in line.problem.text(), timeout=WAIT)
    page.at(line.day)
    assert (line.summary.text(), line.expense.text()) == ("修路", "1.2万")
    assert len(page.entries()) == 2


def test_what_is_typed_waits_for_its_period(open_page, qtbot):
    other = replace(OPEN_MAY, place=(PlaceStep(Level.COMMUNITY, "康泰社区居委会"),))
    page = open_page(OPEN_MAY, other)
    here, there = page.periods()
    page.view.show_period(here.place_id, here.id)
    page.rest()
    page.go(page.line.summary)
    page.type("写到一半")
    page.view.show_period(there.place_id, there.id)
    page.rest()
    assert page.line.summary.text() == ""
    page.view.show_period(here.place_id, here.id)
    page.rest()
    assert page.line.summary.text() == "写到一半"
    assert page.line.voucher.text() == "记003"


def test_an_entry_is_changed_and_deleted_and_comes_back(open_page, qtbot):
    page = open_page(OPEN_MAY)
    page.go(page.table)
    page.key(F2)
    page.at(page.line.summary)
    assert page.line.title.text() == "修改 记001"
    page.line.summary.selectAll()
    page.type("收鱼塘租金")
    page.key(ENTER)
    page.hears("已改为 记001 收鱼塘租金")
    assert page.entries()[0] == replace(RENT, summary="收鱼塘租金")
    page.undo()
    assert page.entries()[0] == RENT
    page.go(page.table)
    page.key(DEL)
    page.hears("已删除 记001")
    qtbot.waitUntil(lambda: page.summaries() == ["购打印纸"], timeout=WAIT)
    page.undo()
    assert page.entries() == [RENT, PAPER]


def test_who_is_overtaken_sees_it_and_keeps_what_was_typed(open_page, qtbot):
    page = open_page(OPEN_MAY)
    page.go(page.table)
    page.key(F2)
    page.at(page.line.summary)
    id_ = page.table.current_id()
    theirs = replace(RENT, summary="对方写的")
    page.write(lambda d, _: actions.save_finance_entry(d, USER, id_, RENT, theirs))
    page.line.summary.selectAll()
    page.type("我写的")
    page.key(ENTER)
    page.hears("刚被别人改过")
    assert page.entries()[0] == theirs
    qtbot.waitUntil(lambda: page.line.summary.text() == "我写的", timeout=WAIT)
    assert "对方刚改成“记001 对方写的" in page.line.problem.text()
    page.go(page.line.summary)
    page.key(ENTER)
    page.hears("已改为 记001 我写的")


def test_a_period_is_declared_closed_and_reopened(open_page, qtbot):
    page = open_page(OPEN_MAY)
    equation = page.equation
    assert page.figures() == ["12,000.00", "5,000.00", "120.50", "16,879.50"]
    page.go(equation.ending)
    page.key(ENTER)
    page.hears("还没有填期末结余，按分录算是 16,879.50")
    page.at(equation.closing)
    page.type("17000")
    page.key(ENTER)
    page.hears("期末结余填为 17,000.00")
    assert "填报的期末结余是 17,000.00，相差 120.50" in equation.problem.text()
    page.at(equation.ending)
    page.key(ENTER)
    page.hears("不能关账")
    assert not page.periods()[0].is_closed
    equation.closing.selectAll()
    page.type("16,879.50")
    page.key(ENTER)
    page.hears("期末结余填为 16,879.50")
    assert not equation.problem.isVisible()
    page.key(ENTER)
    page.hears("2026年5月已关账")
    assert page.periods()[0].is_closed
    assert not page.line.isVisible()
    page.undo()
    assert not page.periods()[0].is_closed
    page.go(equation.ending)
    page.key(ENTER)
    page.hears("已关账")
    page.go(equation.reopening)
    page.key(ENTER)
    page.at(page.view.questions.reason.form.field("reason"))
    page.type("漏记一笔")
    page.key(ENTER)
    page.hears("已重新打开")
    noted = select(Audit.detail).where(Audit.action == "重开账期").order_by(Audit.id)
    assert page.ask(lambda c: list(c.scalars(noted))) == ["撤销关账", "漏记一笔"]


def test_a_closed_entry_is_corrected_in_the_open_period(open_page, qtbot):
    page = open_page(CLOSED_APRIL, OPEN_MAY)
    april = page.periods()[0]
    page.view.show_period(april.place_id, april.id)
    qtbot.waitUntil(lambda: page.summaries() == ["付路灯电费"], timeout=WAIT)
    page.go(page.table)
    page.key(F2)
    line = page.line
    page.at(line.expense)
    assert "更正 2026-04-09 记001" in line.title.text()
    assert line.voucher.text() == "记003"
    page.type("280")
    page.key(ENTER)
    page.hears("已更正 记001 付路灯电费")
    (fixed,) = [e for e in page.entries() if e.summary.startswith("更正")]
    assert (fixed.summary, fixed.income, fixed.voucher) == (
        "更正2026年4月9日记001号凭证：付路灯电费", 2_000, "记003",
    )  # fmt: skip
    assert page.entries(0) == [LAMPS]
    page.undo()
    assert page.entries() == [RENT, PAPER]


def test_a_correction_wants_an_open_period(open_page, qtbot):
    page = open_page(CLOSED_APRIL)
    page.go(page.table)
    page.key(F2)
    page.hears("先开新一期")
    page.undo()
    page.at(page.view.questions.span.form.field("since"))
    assert page.view.questions.span.form.field("opening").value() == 1_200_000
    assert not page.view.questions.span.form.field("opening").isEnabled()
    page.view.questions.span.close()


def test_a_period_may_not_overlap(open_page):
    page = open_page(OPEN_MAY)
    page.go(page.view.opening)
    page.key(ENTER)
    form = page.view.questions.span.form
    page.at(form.field("since"))
    form.field("since").selectAll()
    page.type("2026-05-15")
    form.field("until").set_value(date(2026, 6, 14))
    assert not form.validate()
    assert "与已有的2026年5月重叠" in form.problems()["until"]
    page.view.questions.span.close()


def test_what_does_not_follow_is_carried_over_by_one_click(open_page):
    page = open_page(replace(CLOSED_APRIL, closing=1_200_000), replace(OPEN_MAY, opening=5))
    assert "与上一期的期末结余 12,000.00 不符" in page.equation.problem.text()
    page.go(page.equation.carrying)
    page.key(ENTER)
    page.hears("上期结余 12,000.00")
    assert page.figures()[0] == "12,000.00"
    assert not page.equation.carrying.isVisible()


def test_what_is_typed_narrows_the_list(open_page, qtbot):
    page = open_page(OPEN_MAY)
    page.go(page.table)
    page.key(Qt.Key.Key_F, CONTROL)
    page.at(page.view.filter)
    page.type("打印")
    qtbot.waitUntil(lambda: page.summaries() == ["购打印纸"], timeout=WAIT)
    page.key(ESC)
    qtbot.waitUntil(lambda: len(page.summaries()) == 2, timeout=WAIT)


def test_the_list_leaves_as_it_is_shown_with_accounts_masked(open_page, tmp_path):
    account = "6200000000000001234"
    page = open_page(replace(OPEN_MAY, entries=(replace(PAPER, summary=f"转账 {account}"),)))
    out = tmp_path / "收支.xlsx"
    page.view.exporting.save(page.view.shown_list(), out)
    page.rest()
    rows = list(openpyxl.load_workbook(out).active.values)
    assert rows[0][0] == "果园居委会2026年5月财务收支"
    assert rows[1][:6] == ("日期", "凭证号", "摘要", "收入", "支出", "结余")
    assert rows[2][2:6] == ("转账 ****1234", None, 120.5, 11_879.5)
    page.go(page.table)
    page.key(Qt.Key.Key_P, CONTROL)
    printing = page.desk.pages.printing
    page.qtbot.waitUntil(lambda: printing.made is not None, timeout=WAIT)
    file = tmp_path / "收支.pdf"
    file.write_bytes(printing.made.pdf)
    told = PdfReader(file).pages[0].extract_text()
    assert "120.50" in told
    assert "11,879.50" in told
    assert account not in told


def test_a_file_is_dragged_onto_the_page(open_page, qtbot):
    page = open_page(OPEN_MAY)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/某处/收支.xlsx")])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(page.view.import_wanted) as wanted:
        page.view.dropEvent(event)
    assert wanted.args == ["finance", ("/某处/收支.xlsx",)]
    page.desk.pages.importing.left.emit()


def test_a_period_goes_to_its_notice(open_page, qtbot):
    page = open_page(CLOSED_APRIL)
    page.go(page.view.posting)
    page.key(ENTER)
    notices = page.desk.pages.notices
    qtbot.waitUntil(lambda: notices._shown is not None, timeout=WAIT)
    wish = notices._shown.wish
    assert (wish.template, wish.since, wish.until) == ("finance", *APRIL)
    assert "果园居委会2026年4月财务收支情况" in notices._shown.notices[0].blocks[0].text
