"""实事项目 as the office works in it: in the program's own window, over a real ledger, by keys."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import places
from db.households import household_import
from db.issues import issues
from db.projects import project_import, projects
from db.projects.projects import ProjectFilter
from db.session import today
from domain.entries import EventEntry, IssueEntry
from domain.places import Level, PlaceStep
from domain.projects import Ballot, ProjectEntry, ProjectLevel, State, StepRequest
from domain.workflow import Move
from tests.conftest import PASSWORD, USER
from tests.db.homes import home
from ui import actions
from ui.window import Window

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WAIT = 20_000
ENTER, TAB, F2, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F2, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier
YEAR = today().year
BEFORE = today() - timedelta(days=30)
GUOYUAN = (PlaceStep(Level.TOWNSHIP, "重岗街道"), PlaceStep(Level.COMMUNITY, "果园居委会"))
ROAD = ProjectEntry(
    YEAR, ProjectLevel.VILLAGE, "新修水泥路", "新修水泥路 140 余米", "住有所居", "果园居委会",
    "周维民", "0527-80000001", 12_500_000, "村集体经济", date(YEAR, 12, 31), place=GUOYUAN,
    steps=(StepRequest(State.COLLECTED, BEFORE),),
)  # fmt: skip
WORKING = replace(
    ROAD,
    name="维修桥涵",
    steps=(
        *ROAD.steps,
        StepRequest(State.DRAFTED, BEFORE),
        StepRequest(State.REVIEWED, BEFORE),
        StepRequest(State.VOTED, BEFORE, ballot=Ballot(31, 4, 1, 2)),
        StepRequest(State.CARRIED_OUT, BEFORE),
        StepRequest(State.CARRIED_OUT, BEFORE, "路基压实", 40, 5_000_000),
    ),
)


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
        desk.pages.go("projects")
        self.view = desk.pages.projects
        self.table, self.panel = self.view.table, self.view.panel
        self.rest()

    def rest(self):
        self.qtbot.waitUntil(lambda: self.desk.bench.tasks.idle, timeout=WAIT)

    def ask(self, query):
        """What the ledger says, asked as a view asks it."""
        told = []
        self.desk.bench.read(self.desk.bench.bus, query, told.append)
        self.qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
        return told[0]

    def write(self, verb, *values):
        told = []
        self.desk.bench.write(
            self.desk.bench.bus, lambda database, user: verb(database, user, *values), told.append
        )
        self.rest()
        return told[0]

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

    def names(self):
        rows = self.table.rows
        return [rows.known_row(id_)[1] for id_ in rows.ids()]

    def at(self, field):
        self.qtbot.waitUntil(field.hasFocus, timeout=WAIT)

    def hears(self, words):
        self.qtbot.waitUntil(lambda: bool(self.said) and words in self.said[-1][1], timeout=WAIT)
        self.rest()

    def undo(self):
        self.said[-1][3]()
        self.rest()

    def show(self, name):
        """Go to a project of the list."""
        self.table.go_to(self.stored(name).row.id)
        self.qtbot.waitUntil(lambda: self.panel.card.title.text() == name, timeout=WAIT)
        self.go(self.table)

    def stored(self, name):
        def read(connection):
            ids = projects.order(connection, ProjectFilter(query=name))
            rows = projects.rows(connection, ids)
            found = [id_ for id_ in ids if rows[id_].name == name]
            return projects.page(connection, found[0]) if found else None

        return self.ask(read)


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
                household_import.store(session, [home("3-1-502")])
                project_import.store(session, entries)

        bench.write(bench.bus, fill, lambda _: None)
        qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
        return Page(qtbot, window.desk)

    yield start
    for window in windows:
        window.close()


def field(page, key):
    return page.panel.form.fields.field(key)


def shown(page):
    """The standing of the project that is shown, as it is stored."""
    return page.stored(page.panel.card.title.text()).row.standing


def figures(page):
    return [card._figure.text() for card in (*page.view.cards.values(), page.view.working)]


def test_an_empty_register_says_what_to_do(open_page):
    page = open_page()
    assert "还没有实事项目" in page.table._empty.accessibleName()
    page.view.empty.acted.emit()
    page.at(field(page, "name"))
    assert field(page, "year").value() == YEAR


def test_one_is_added_by_enter_alone(open_page, qtbot):
    page = open_page()
    page.at(page.table)
    page.key(Qt.Key.Key_N, CONTROL)
    for key, words in (
        ("name", "装太阳能路灯"),
        ("level", None),
        ("place", "京公馆"),
        ("content", "装灯 20 盏"),
        ("kind", "住有所居"),
        ("invested", "6.3万"),
        ("funding", "村集体经济"),
        ("unit", "康泰社区居委会"),
        ("person", "周维民"),
        ("phone", "0527-80000001"),
        ("planned_by", f"{YEAR}-12-31"),
        ("year", None),
        ("issues", None),
    ):
        if key != "level":  # there the keyboard is on the segment that is chosen
            page.at(field(page, key))
        if words is not None:
            page.type(words)
        page.key(ENTER)
    page.hears("已保存")
    qtbot.waitUntil(lambda: page.names() == ["装太阳能路灯"], timeout=WAIT)
    row = page.stored("装太阳能路灯").row
    assert (row.place, row.unit, row.kind) == (
        "康泰社区居委会京公馆小区", "康泰社区居委会", "住有所居",
    )  # fmt: skip
    assert (row.invested, row.planned_by) == (6_300_000, date(YEAR, 12, 31))
    assert row.standing.state is State.COLLECTED
    page.at(page.table)


def test_what_cannot_be_is_said_at_its_field(open_page):
    page = open_page()
    page.view.add()
    page.type("修路")
    page.go(field(page, "invested"))
    page.type("1,2万")
    page.key(TAB)
    assert "看不准" in page.panel.form.fields._entries["invested"].message.text()
    page.key(Qt.Key.Key_S, CONTROL)
    page.at(field(page, "place"))
    assert "必须填写" in page.panel.form.fields._entries["place"].message.text()
    page.type("重岗街道")
    page.key(ENTER)
    field(page, "invested").setText("")
    page.key(Qt.Key.Key_S, CONTROL)
    assert "写到村（社区）" in page.panel.form.fields._entries["place"].message.text()
    assert page.stored("修路") is None


def test_a_whole_life_by_enter_and_each_step_taken_back(open_page, qtbot):
    page = open_page([ROAD])
    page.show("新修水泥路")
    for to in (State.DRAFTED, State.REVIEWED):
        page.key(ENTER)
        form = page.panel.bar.form
        assert form.to is to
        page.at(form.note)
        page.key(ENTER)
        page.hears("新修水泥路")
        assert shown(page).state is to
        page.at(next(iter(page.panel.bar.buttons.values())))
    page.key(ENTER)  # on the button of the next step
    form = page.panel.bar.form
    votes = form.form.field("ballot")
    page.at(votes.counts[0])
    for count, number in zip(votes.counts, ("31", "4", "1", "0"), strict=True):
        page.at(count)
        page.type(number)
        page.key(ENTER)
    page.at(form.note)
    page.type("村民代表会议")
    page.key(ENTER)
    page.hears("记票决结果")
    assert shown(page).ballot == Ballot(31, 4, 1, 0)
    page.undo()
    assert (shown(page).state, shown(page).ballot) == (State.REVIEWED, None)
    page.hears("已撤销")


def test_milestones_are_written_down_and_what_is_over_is_told(open_page, qtbot):
    page = open_page([WORKING])
    page.show("维修桥涵")
    page.key(ENTER)
    form = page.panel.bar.form
    page.at(form.form.field("percent"))
    page.type("30")
    page.key(ENTER)
    page.at(form.form.field("spent"))
    form.form.field("spent").selectAll()
    page.type("13万")
    assert "超过总投资 5,000元" in form.problem.text()
    page.key(ENTER)
    page.at(form.note)
    page.key(ENTER)
    qtbot.waitUntil(lambda: "比上次的 40% 低" in form.problem.text(), timeout=WAIT)
    page.type("桥面返工")
    page.key(ENTER)
    page.hears("记到 30%；累计支出超过总投资 5,000元")
    assert (shown(page).percent, shown(page).spent) == (30, 13_000_000)
    page.undo()
    assert (shown(page).percent, shown(page).spent) == (40, 5_000_000)


def test_a_step_that_is_left_keeps_what_was_typed(open_page):
    page = open_page([WORKING, ROAD])
    page.show("维修桥涵")
    page.key(ENTER)
    page.at(page.panel.bar.form.form.field("percent"))
    page.type("55")
    page.key(ESC)
    page.at(page.panel.bar.buttons[State.CARRIED_OUT])
    page.show("新修水泥路")
    page.show("维修桥涵")
    page.key(ENTER)
    assert page.panel.bar.form.form.field("percent").value() == 55
    assert shown(page).percent == 40


def test_back_with_a_reason_and_the_end_before_its_time(open_page, qtbot):
    page = open_page([WORKING])
    page.show("维修桥涵")
    words = [action.text() for action in page.panel.bar.fill_menu().actions()]
    assert words == ["退回票决…", "终止项目…", "", "删除"]
    page.panel.bar.menu.actions()[1].trigger()
    form = page.panel.bar.form
    page.at(form.note)
    page.key(ENTER)
    assert "必须填写" in form.form._entries["note"].message.text()
    page.type("资金不到位")
    page.key(ENTER)
    page.hears("终止项目")
    assert shown(page).state is State.ENDED
    assert page.panel.bar.buttons == {}
    qtbot.waitUntil(lambda: figures(page)[2] == "0 / 20", timeout=WAIT)
    assert page.panel.card.life.accessibleName() == "第 5 步，共 7 步：实施，已终止"
    page.undo()
    qtbot.waitUntil(lambda: figures(page) == ["0 / 8", "0 / 3", "1 / 20", "1"], timeout=WAIT)


def test_a_step_somebody_else_was_faster_with_keeps_its_text(open_page, qtbot):
    page = open_page([WORKING])
    page.show("维修桥涵")
    row = page.stored("维修桥涵").row
    page.key(ENTER)
    page.type("60")
    theirs = StepRequest(State.CARRIED_OUT, today(), "他们记的", 50, 6_000_000)
    page.write(actions.step_project, row.id, row.version, theirs)
    form = page.panel.bar.form
    assert form.row.standing.percent == 50
    assert form.form.field("percent").value() == 60
    page.go(form.note)
    page.key(ENTER)
    page.hears("记到 60%")
    assert [s.percent for s in page.stored("维修桥涵").steps[-2:]] == [50, 60]


def test_two_at_one_project_see_both_versions(open_page):
    page = open_page([ROAD])
    page.show("新修水泥路")
    page.key(F2)
    row = page.stored("新修水泥路").row
    page.at(field(page, "name"))
    field(page, "person").setText("我写的")
    field(page, "invested").setText("13万")
    other = replace(ROAD, person="对方写的", funding="上级专项资金", invested=14_000_000)
    page.write(actions.save_project, row.id, row.version, row.place_id, other)
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("刚被别人改过")
    values = page.panel.form.values()
    assert (values["person"], values["funding"]) == ("我写的", "上级专项资金")
    told = page.panel.form.fields._entries
    assert "对方写的" in told["person"].message.text()
    assert "14万元" in told["invested"].message.text()
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("已保存")
    assert page.stored("新修水泥路").row.person == "我写的"


def test_a_form_that_is_left_keeps_what_was_typed(open_page):
    page = open_page([ROAD])
    page.show("新修水泥路")
    page.key(F2)
    page.at(field(page, "name"))
    page.go(field(page, "person"))
    field(page, "person").selectAll()
    page.type("高山")
    page.key(ESC)
    page.hears("先留着")
    page.go(page.table)
    page.key(F2)
    page.hears("接着上次")
    assert field(page, "person").value() == "高山"
    page.said[-1][3]()
    assert field(page, "person").value() == "周维民"


def test_what_is_deleted_comes_back(open_page, qtbot):
    page = open_page([ROAD, WORKING])
    page.show("维修桥涵")
    page.panel.bar.fill_menu().actions()[-1].trigger()
    qtbot.waitUntil(lambda: page.names() == ["新修水泥路"], timeout=WAIT)
    page.hears("已删除“维修桥涵”")
    page.undo()
    qtbot.waitUntil(lambda: set(page.names()) == {"新修水泥路", "维修桥涵"}, timeout=WAIT)
    qtbot.waitUntil(lambda: page.panel.card.title.text() == "维修桥涵", timeout=WAIT)
    assert len(page.stored("维修桥涵").steps) == 6


def test_photos_dropped_on_the_card_and_taken_off(open_page, qtbot, tmp_path):
    page = open_page([ROAD])
    page.show("新修水泥路")
    strip = page.panel.card.photos
    data = QMimeData()
    urls = []
    for name in ("前.jpg", "后.png"):
        Image.new("RGB", (400, 300), "green").save(tmp_path / name)
        urls.append(QUrl.fromLocalFile(str(tmp_path / name)))
    data.setUrls(urls)
    drop = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    strip.dropEvent(QDropEvent(QPointF(5, 5), *drop, Qt.KeyboardModifier.NoModifier))
    page.hears("加了 2 张照片")
    qtbot.waitUntil(lambda: len(strip.thumbs) == 2, timeout=WAIT)
    page.go(strip.thumbs[0])
    page.key(Qt.Key.Key_Delete)
    page.hears("已删除照片")
    qtbot.waitUntil(lambda: len(strip.thumbs) == 1, timeout=WAIT)
    page.undo()
    qtbot.waitUntil(lambda: len(strip.thumbs) == 2, timeout=WAIT)
    (tmp_path / "假.jpg").write_bytes(b"no picture")
    strip.files_chosen.emit([tmp_path / "假.jpg"])
    page.hears("不是 JPG")
    assert len(page.stored("新修水泥路").photos) == 2


def test_an_issue_becomes_a_project_and_the_project_leads_back(open_page, qtbot):
    page = open_page()
    entry = IssueEntry(
        "生产路坑洼不平", (EventEntry(Move.REGISTER, datetime(YEAR, 1, 2, 9), USER),)
    )

    def register(database, user):
        with database.write(user) as session:
            where = places.find(session.connection, "3栋1单元").id
            return issues.register(session, entry, where)

    issue_id = page.write(register)
    desk = page.desk.pages
    desk.go_to_issue(issue_id, "")
    page.rest()
    panel = desk.issues.panel
    born = [a for a in panel.bar.fill_menu().actions() if "实事项目" in a.text()]
    born[0].trigger()
    page.at(field(page, "name"))
    page.rest()
    assert field(page, "name").value() == "生产路坑洼不平"
    assert field(page, "place").text() == "康泰社区居委会京公馆小区"
    page.key(Qt.Key.Key_S, CONTROL)
    page.hears("已保存")
    assert [i.id for i in page.stored("生产路坑洼不平").issues] == [issue_id]
    desk.add_project_of(issue_id)
    page.hears("已经立为“生产路坑洼不平”")
    page.panel.form.left.emit()
    page.rest()
    page.panel.card.issue_wanted.emit(issue_id)
    qtbot.waitUntil(lambda: desk.currentWidget() is desk.issues, timeout=WAIT)
    qtbot.waitUntil(lambda: panel.card.title.text() == "生产路坑洼不平", timeout=WAIT)


def test_the_list_is_narrowed_by_typing_and_by_the_figures(open_page, qtbot):
    canteen = replace(
        ROAD, name="建助餐点", level=ProjectLevel.TOWNSHIP, kind="老有所养", place=GUOYUAN[:1]
    )
    old = replace(ROAD, name="去年的路", year=YEAR - 1)
    page = open_page([ROAD, WORKING, canteen, old])
    assert page.names() == ["建助餐点", "新修水泥路", "维修桥涵"]
    assert figures(page) == ["0 / 8", "1 / 3", "2 / 20", "1"]
    page.at(page.table)
    qtbot.keyClicks(page.table, "140")
    qtbot.waitUntil(lambda: len(page.names()) == 3, timeout=WAIT)
    page.view.filter.clear()
    page.view.filter.setText("桥")
    qtbot.waitUntil(lambda: page.names() == ["维修桥涵"], timeout=WAIT)
    page.view.filter.clear()
    page.view.cards[ProjectLevel.TOWNSHIP].pressed.emit()
    qtbot.waitUntil(lambda: page.names() == ["建助餐点"], timeout=WAIT)
    page.view.cards[ProjectLevel.TOWNSHIP].pressed.emit()
    page.view.working.pressed.emit()
    qtbot.waitUntil(lambda: page.names() == ["维修桥涵"], timeout=WAIT)
    page.view.working.pressed.emit()
    page.view.years.setCurrentIndex(0)
    page.view.years.activated.emit(0)
    qtbot.waitUntil(lambda: "去年的路" in page.names(), timeout=WAIT)
    page.go(page.view.place)
    page.type("果园")
    page.key(ENTER)
    qtbot.waitUntil(lambda: "建助餐点" not in page.names(), timeout=WAIT)
    qtbot.waitUntil(lambda: figures(page)[2] == "3 / 10", timeout=WAIT)
    assert figures(page)[0] == "0"


def test_what_is_shown_goes_to_excel_and_paper(open_page, qtbot, tmp_path):
    secret = replace(ROAD, name="帮扶 13812345678")
    page = open_page([WORKING, secret])
    target = tmp_path / "项目.xlsx"
    page.view.exporting.save(page.view.shown_list(), target)
    page.hears("已导出 2 行")
    rows = list(openpyxl.load_workbook(target).active.values)
    people = {row[1]: row for row in rows[2:]}
    assert set(people) == {"维修桥涵", "帮扶 138****5678"}
    money = [rows[1].index(title) for title in ("投资（万元）", "支出（万元）")]
    assert [people["维修桥涵"][n] for n in money] == [12.5, 5]
    with qtbot.waitSignal(page.view.print_wanted) as printed:
        page.view.printing.click()
    shown_list = printed.args[0]
    assert page.ask(shown_list.told) == f"{YEAR} 年"


def test_a_quota_that_changes_is_seen_at_once(open_page, qtbot):
    page = open_page([ROAD])
    section = page.desk.pages.settings.projects
    page.desk.pages.show_settings()
    page.desk.pages.settings.show_section(section)
    page.rest()
    assert [section.form.values()[level.value] for level in ProjectLevel] == [8, 3, 10]
    section.focus()
    page.at(section.form.field("county"))
    page.key(ENTER)
    page.key(ENTER)
    page.at(section.form.field("village"))
    section.form.field("village").setText("1000")
    assert section.is_dirty()
    section.saving.click()
    assert "0 到 999" in section.form._entries["village"].message.text()
    section.form.field("village").setText("5")
    page.key(ENTER)
    page.hears("每年件数已保存")
    assert not section.is_dirty()
    page.desk.pages.go("projects")
    qtbot.waitUntil(lambda: figures(page)[2] == "1 / 10", timeout=WAIT)
    page.undo()
    qtbot.waitUntil(lambda: figures(page)[2] == "1 / 20", timeout=WAIT)
