"""A power cut in the middle of typing: the next window goes on where this one was."""

import shutil
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from db import drafts, engine
from db.drafts import Typed
from db.households import households
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.location import locate
from db.session import today
from domain.workflow import OPEN
from tests.conftest import PASSWORD, USER
from ui import actions, ledgers
from ui.window import Window

WAIT = 20_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A small township's ledger, filled once."""
    folder = tmp_path_factory.mktemp("filled")
    ledgers.create_demo(locate(str(folder / "ledger.xcd")), USER, PASSWORD, 300).close()
    return folder


@pytest.fixture
def open_window(qtbot, tmp_path, monkeypatch):
    """Opens a ledger in the program's window, as often as a test likes."""
    windows = []
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def start(folder):
        window = Window()
        qtbot.addWidget(window)
        windows.append(window)
        window.begin(str(folder / "ledger.xcd"), USER)
        window.show()
        window.unlock.submitted.emit(USER, PASSWORD)
        qtbot.waitUntil(lambda: window.desk is not None, timeout=WAIT)
        settle(qtbot, window)
        return window

    yield start
    for window in windows:
        window.close()


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.tasks.idle, timeout=WAIT)


def copied(ledger, target):
    target.mkdir()
    for file in ledger.iterdir():
        if file.is_file() and not file.name.endswith(".lock"):
            shutil.copy(file, target / file.name)
    return target


def household(desk, wait):
    view = desk.pages.households
    view.table.go_to(view.table.rows.ids()[0])
    wait()
    view.panel.edit()
    wait()
    return view.panel.form.household


def new_household(desk, wait):
    panel = desk.pages.households.panel
    panel.add(panel._shown.page.row.place_id)
    wait()
    return panel.form.household


def new_issue(desk, wait):
    panel = desk.pages.issues.panel
    panel.register()
    wait()
    return panel.form.form


def move(desk, wait):
    view = desk.pages.issues
    view.table.go_to(view.table.rows.ids()[0])
    wait()
    view.panel.open_move(next(iter(view.panel.moves)))
    return view.panel.move_form.form


def new_team(desk, wait):
    desk.pages.teams.add()
    wait()
    return desk.pages.teams.panel.form.name


def party_member(desk, wait):
    desk.pages.check_ins.add()
    wait()
    return desk.pages.check_ins.panel.form.fields


def visit(desk, wait):
    wait()
    return desk.pages.visits.panel.card.words


def meeting(desk, wait):
    desk.pages.meetings.panel.begin()
    wait()
    return desk.pages.meetings.panel.form.head


def project(desk, wait):
    desk.pages.projects.add()
    wait()
    return desk.pages.projects.panel.form.fields


FORMS = {
    "household": ("households", household, {"remark": "独居，腿脚不便"}),
    "new_household": ("households", new_household, {"room": "909", "phone": "62223333"}),
    "issue": ("issues", new_issue, {"title": "路灯不亮", "description": "三栋\n西侧"}),
    "move": ("issues", move, {"note": "已联系物业"}),
    "team": ("teams", new_team, {"name": "第九十九组"}),
    "check_in": ("check_ins", party_member, {"name": "许有志", "since": today()}),
    "visit": ("visits", visit, {"note": "老人在家", "need": "楼道灯坏了"}),
    "meeting": ("meetings", meeting, {"title": "第 9 次协调会", "agenda": "供水"}),
    "project": (
        "projects",
        project,
        {"name": "修水渠", "planned_by": today() + timedelta(days=9)},
    ),
}


@pytest.mark.parametrize("kind", FORMS)
def test_what_was_typed_is_there_after_a_power_cut(qtbot, open_window, filled, tmp_path, kind):
    page, begin, typed = FORMS[kind]
    first = open_window(copied(filled, tmp_path / "first"))
    desk = first.desk
    desk.pages.go(page)
    settle(qtbot, first)
    if kind == "new_household":
        household(desk, lambda: settle(qtbot, first))
    form = begin(desk, lambda: settle(qtbot, first))
    form.set_draft(typed)
    assert form.is_dirty()
    desk.bench.drafts.look()
    settle(qtbot, first)

    second = open_window(copied(tmp_path / "first", tmp_path / "second"))
    desk = second.desk
    told = desk.messages.message().text
    assert told.startswith("上次没有保存的还在：“")
    qtbot.mouseClick(desk.messages._action, Qt.MouseButton.LeftButton)
    settle(qtbot, second)
    assert desk.pages.currentWidget() is getattr(desk.pages, page)
    if kind == "new_household":
        view = desk.pages.households
        view.table.go_to(view.table.rows.ids()[0])
        settle(qtbot, second)
    found = begin(desk, lambda: settle(qtbot, second)).values()
    assert {key: found[key] for key in typed} == typed


SAVED = {
    "household": lambda pages: pages.households.panel.form.save,
    "issue": lambda pages: pages.issues.panel.form.save,
    "check_in": lambda pages: pages.check_ins.panel.form.saving,
    "team": lambda pages: pages.teams.panel.form.saving,
    "meeting": lambda pages: pages.meetings.panel.form.save,
}


@pytest.mark.parametrize("kind", SAVED)
def test_what_is_stored_is_no_draft_any_more(qtbot, open_window, filled, tmp_path, kind):
    page, begin, typed = FORMS[kind]
    window = open_window(copied(filled, tmp_path / "first"))
    desk = window.desk
    desk.pages.go(page)
    settle(qtbot, window)
    form = begin(desk, lambda: settle(qtbot, window))
    form.set_draft(typed)
    if kind == "meeting":
        panel = desk.pages.meetings.panel
        panel.begin(open_issue(desk))
        settle(qtbot, window)
    if kind == "team":
        desk.pages.teams.panel.form.people[0].form.set_draft({"name": "孙一", "unit": "住建办"})
    if kind == "check_in":
        form.set_draft({"unit": "住建办", "place": form.field("place").choices()[0][0]})
    desk.bench.drafts.look()
    settle(qtbot, window)
    qtbot.mouseClick(SAVED[kind](desk.pages), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    again = begin(desk, lambda: settle(qtbot, window)).values()
    if kind != "household":  # that one is stored, and stands in its form
        assert [key for key, value in typed.items() if again[key] == value and key != "since"] == []
    desk.bench.drafts.look()
    settle(qtbot, window)
    later = open_window(copied(tmp_path / "first", tmp_path / "second"))
    message = later.desk.messages.message()
    assert message is None or "没有保存" not in message.text


def open_issue(desk):
    with desk.bench.database.read() as connection:
        return issues.order(connection, IssueFilter(states=OPEN))[:1]


def test_what_is_thrown_away_is_gone_at_once(qtbot, open_window, filled, tmp_path):
    window = open_window(copied(filled, tmp_path / "first"))
    window.desk.pages.go("issues")
    settle(qtbot, window)
    form = new_issue(window.desk, lambda: settle(qtbot, window))
    form.set_draft({"title": "路灯不亮"})
    window.desk.bench.drafts.look()
    panel = window.desk.pages.issues.panel
    panel.form.reset.click()
    panel.form.left.emit()
    form = new_issue(window.desk, lambda: settle(qtbot, window))
    assert form.values()["title"] is None


def test_what_another_version_left_is_told_and_kept_until_something_new_is_typed(
    qtbot, open_window, filled, tmp_path
):
    folder = copied(filled, tmp_path / "first")
    database = engine.open_ledger(locate(str(folder / "ledger.xcd")), USER, PASSWORD)
    with database.read() as connection:
        (home, *_) = households.order(connection, households.HouseholdFilter())
    left = Typed("修改 3栋502室", {"typed": "另一种样子"})
    actions.keep_drafts(database, USER, {f"household:{home}": left})
    database.close()
    window = open_window(folder)
    desk = window.desk
    desk.pages.go("households")
    settle(qtbot, window)
    form = household(desk, lambda: settle(qtbot, window))
    assert desk.messages.message().kind == "warning"
    assert "“修改 3栋502室”是另一个版本的程序留下的" in desk.messages.message().text
    desk.bench.drafts.look()
    settle(qtbot, window)
    assert kept(desk)[f"household:{home}"] == left
    form.set_draft({"remark": "独居"})
    desk.bench.drafts.look()
    settle(qtbot, window)
    assert kept(desk)[f"household:{home}"] != left


def kept(desk):
    return desk.bench.ask(lambda connection: drafts.of_user(connection, USER))
