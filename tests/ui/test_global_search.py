"""Ctrl+K over the whole desk, and a list printed from it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import places
from db.households import household_edits
from db.issues import issues
from db.session import now
from db.teams import team_records, teams
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry
from domain.workflow import Move
from tests.ui.printers import to_pdf
from ui.desk import Desk

ENTER, DOWN, UP, ESCAPE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_Escape,
)
CONTROL = Qt.KeyboardModifier.ControlModifier
WAIT = 10_000


@pytest.fixture
def desk(qtbot, bench, write):
    def fill(database, user):
        with database.write(user) as session:
            community = places.find(session.connection, "康泰社区")
            people = (ResidentEntry("邹秀英", phones=("19900000147",)), ResidentEntry("邹伟"))
            entry = HouseholdEntry(place=(), number="12", head="邹秀英", residents=people)
            household_edits.add(session, community.id, entry)
            member = teams.MemberRow(0, "许文辉", "县司法局", "副科长", "", True, True)
            team_records.add(session, "第12工作组", "unit", [member])
            for title in ("电梯停运", "电梯异响"):
                registered = EventEntry(Move.REGISTER, now())
                issues.register(session, IssueEntry(title, (registered,)), community.id)

    write(fill)
    made = Desk(bench)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    made.header.search.setFocus()
    return made


def look_for(qtbot, desk, words):
    """Type words into the search; what it shows, in order."""
    search = desk.header.search
    search.clear()
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(search, event)
    qtbot.waitUntil(lambda: desk.search._task is None, timeout=WAIT)
    return [hit.main for hit in desk.search.results.hits()]


def test_nothing_typed_shows_what_the_program_can_do(qtbot, desk):
    qtbot.keyClick(desk, Qt.Key.Key_K, CONTROL)
    results = desk.search.results
    assert results.isVisible()
    shown = {hit.main: hit.hint for hit in results.hits()}
    assert shown["登记问题"] == "Ctrl+N"
    assert shown["问题"] == "Ctrl+4"
    assert "问题 · 回访" in shown
    assert "导入住户台账" in shown
    qtbot.keyClick(desk.header.search, ESCAPE)
    assert not results.isVisible()


def test_what_is_chosen_in_the_list_that_is_shown_is_copied(qtbot, bench, desk):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message[:2]))
    look_for(qtbot, desk, "带表头复制")
    qtbot.keyClick(desk.header.search, ENTER)
    assert said[-1] == ("info", "没有选中的行；请先在表里选好")
    desk.pages.go("households")
    table = desk.pages.households.table
    qtbot.waitUntil(lambda: table.rows.rowCount() > 0)
    table.go_to(table.rows.ids()[0])
    desk.header.search.setFocus()
    look_for(qtbot, desk, "带表头复制")
    with qtbot.waitSignal(table.noted):
        qtbot.keyClick(desk.header.search, ENTER)
    titles, row = QApplication.clipboard().text().splitlines()
    assert titles.startswith("社区\t住址\t户主")
    assert "199****" in row, "as it is shown: masked"


@pytest.mark.parametrize("typed", ["djwt", "登记问", "登记问题"])
def test_a_command_by_its_name_or_initials(qtbot, desk, typed):
    assert look_for(qtbot, desk, typed)[0] == "登记问题"
    qtbot.keyClick(desk.header.search, ENTER)
    assert desk.pages.currentWidget() is desk.pages.issues
    assert desk.pages.issues.panel.stack.currentWidget() is desk.pages.issues.panel.form
    assert not desk.search.results.isVisible()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("新建工作组", "新建工作组"),
        ("xjgzz", "新建工作组"),
        ("覆盖证明", "覆盖证明"),
        ("反馈单", "反馈单"),
        ("双线", "双线设置"),
        ("承诺", "公示文字"),
        ("通知", "写一般公示"),
        ("导入名册", "导入干部名册"),
    ],
)
def test_what_teams_can_do_is_found(qtbot, desk, typed, title):
    assert look_for(qtbot, desk, typed)[0] == title


def test_a_new_team_the_proof_the_slips_and_both_lines(qtbot, desk):
    def do(typed):
        desk.header.search.setFocus()
        look_for(qtbot, desk, typed)
        qtbot.keyClick(desk.header.search, ENTER)
        qtbot.waitUntil(lambda: desk.bench.tasks.idle, timeout=WAIT)

    pages = desk.pages
    do("新建工作组")
    assert pages.currentWidget() is pages.teams
    assert pages.teams.panel.is_editing()
    do("覆盖证明")
    assert pages.teams.certificate.isVisible()
    pages.teams.certificate.leave()
    do("反馈单")
    assert pages.check_ins.paper.isVisible()
    pages.check_ins.paper.leave()
    do("双线设置")
    assert pages.currentWidget() is pages.settings
    assert pages.settings.stack.currentWidget() is pages.settings.visits


@pytest.mark.parametrize("typed", ["邹伟", "zw", "19900000147"])
def test_a_person_leads_to_the_household(qtbot, desk, typed):
    look_for(qtbot, desk, typed)
    qtbot.keyClick(desk.header.search, ENTER)
    assert desk.pages.currentWidget() is desk.pages.households
    card = desk.pages.households.panel
    qtbot.waitUntil(lambda: card._shown is not None, timeout=WAIT)
    assert card._shown.page.row.head == "邹秀英"
    assert "12号" in desk.pages.households.special.text()
    desk.pages.households.special.click()
    assert not desk.pages.households.special.isVisible()


def test_arrows_choose_and_enter_goes_to_the_issue(qtbot, desk):
    assert look_for(qtbot, desk, "电梯") == ["电梯异响", "电梯停运"]
    search, results = desk.header.search, desk.search.results
    qtbot.keyClick(search, DOWN)
    assert results.current().main == "电梯停运"
    qtbot.keyClick(search, DOWN)
    assert results.current().main == "电梯异响"  # round to the first
    qtbot.keyClick(search, UP)
    qtbot.keyClick(search, ENTER)
    assert desk.pages.currentWidget() is desk.pages.issues
    qtbot.waitUntil(lambda: desk.pages.issues.panel._shown is not None, timeout=WAIT)
    assert desk.pages.issues.panel._shown.page.row.title == "电梯停运"
    assert search.text() == ""


def test_a_team_by_its_member_and_a_place(qtbot, desk):
    assert look_for(qtbot, desk, "许文辉") == ["许文辉"]
    qtbot.keyClick(desk.header.search, ENTER)
    assert desk.pages.currentWidget() is desk.pages.teams
    qtbot.waitUntil(lambda: desk.pages.teams.table.current_id() is not None, timeout=WAIT)
    desk.header.search.setFocus()
    found = look_for(qtbot, desk, "果园")
    assert found == ["果园居委会"]
    qtbot.keyClick(desk.header.search, ENTER)
    assert desk.pages.currentWidget() is desk.pages.households
    assert desk.pages.households.special.text() == "果园居委会"
    qtbot.waitUntil(lambda: desk.pages.households.table.rows.rowCount() == 0, timeout=WAIT)


def test_enter_faster_than_the_ledger_means_its_first_result(qtbot, desk):
    search = desk.header.search
    event = QInputMethodEvent()
    event.setCommitString("电梯停运")
    QApplication.sendEvent(search, event)
    qtbot.keyClick(search, ENTER)
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is desk.pages.issues, timeout=WAIT)


def test_nothing_found_says_what_to_try(qtbot, desk):
    assert look_for(qtbot, desk, "西游记") == []
    results = desk.search.results
    assert "没有找到" in results.list.model().index(0, 0).data()
    qtbot.keyClick(desk.header.search, ENTER)
    assert results.isVisible()


def test_a_list_is_previewed_saved_and_printed(qtbot, desk, tmp_path):
    desk.pages.go("issues")
    qtbot.waitUntil(lambda: desk.pages.issues.table.rows.rowCount() == 2, timeout=WAIT)
    qtbot.keyClick(desk.pages.issues, Qt.Key.Key_P, CONTROL)
    page = desk.pages.printing
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is page, timeout=WAIT)
    qtbot.waitUntil(lambda: page.made is not None, timeout=WAIT)
    assert page.preview.document.pageCount() == 1
    assert "2 件，1 页" in page.state.text()
    page.outlet.choose(tmp_path / "清单.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "清单.pdf").exists(), timeout=WAIT)
    assert (tmp_path / "清单.pdf").read_bytes() == page.made.pdf
    qtbot.waitUntil(lambda: not page.outlet.busy, timeout=WAIT)
    page.outlet.choose(to_pdf(tmp_path / "printed.pdf"))
    qtbot.waitUntil(lambda: not page.outlet.busy, timeout=WAIT)
    assert (tmp_path / "printed.pdf").stat().st_size > 0
    qtbot.keyClick(page.leave, ESCAPE)
    assert desk.pages.currentWidget() is desk.pages.issues
    desk.pages.households.print_wanted.emit(desk.pages.households.shown_list())
    qtbot.waitUntil(lambda: page.made is not None, timeout=WAIT)
    assert page.title.text() == "打印住户清单"
