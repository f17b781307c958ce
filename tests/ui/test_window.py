import json
import shutil
import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import engine, places
from db.location import locate
from domain import recovery_key
from domain.entries import DivisionEntry
from tests.conftest import PASSWORD, USER, _create_database
from ui import ledgers
from ui.opening import recent
from ui.window import Window

ENTER, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab
WAIT = 20_000


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """The user's own data folder, empty."""
    folder = tmp_path / "home"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(ledgers, "DEMO_HOUSEHOLDS", 60)
    return folder


@pytest.fixture
def open_window(qtbot):
    """Starts the program's window as often as a test likes."""
    windows = []

    def start(location=None, user=None):
        window = Window()
        qtbot.addWidget(window)
        windows.append(window)
        window.begin(location, user)
        window.show()
        return window

    yield start
    for window in windows:
        window.close()


def unlock(qtbot, window, password=PASSWORD):
    window.unlock._password.clear()
    type_in(window.unlock._password, password)
    qtbot.keyClick(window.unlock._password, ENTER)


def opened(qtbot, window):
    qtbot.waitUntil(lambda: window.desk is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: window.tasks.idle, timeout=WAIT)
    return window.desk


def refusal(qtbot, window):
    """What the unlock page says against it, in one sentence."""
    qtbot.waitUntil(lambda: window.unlock._problem.isVisible(), timeout=WAIT)
    said = window.unlock._problem.text()
    assert window.desk is None
    assert "Traceback" not in said
    assert "\n" not in said
    assert window.unlock._open.isEnabled()
    return said


def type_in(field, words):
    """Commit words as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def test_the_first_start_and_one_click_on_the_demo(qtbot, open_window):
    window = open_window()
    assert window.stack.currentWidget() is window.welcome
    qtbot.waitUntil(window.welcome.demo.hasFocus)
    qtbot.mouseClick(window.welcome.demo, Qt.MouseButton.LeftButton)
    assert not window.welcome.demo.isEnabled()
    desk = opened(qtbot, window)
    desk.pages.go("households")
    qtbot.waitUntil(lambda: desk.pages.households.table.rows.rowCount() == 60, timeout=WAIT)
    assert desk.header._office._words.endswith("重岗街道")
    # Whoever closes it was never told a password: no page asks for one, now or next time.
    desk.left.emit()
    assert window.stack.currentWidget() is window.welcome
    window.close()
    again = open_window()
    assert again.stack.currentWidget() is again.welcome
    qtbot.mouseClick(again.welcome.demo, Qt.MouseButton.LeftButton)
    desk = opened(qtbot, again)
    with desk.bench.database.read() as connection:
        assert ledgers.statistics.count_households(connection) == 60


def test_a_demo_broken_off_is_filled_the_next_time(qtbot, open_window):
    window = open_window()
    qtbot.mouseClick(window.welcome.demo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(ledgers.demo_file().exists, timeout=WAIT)
    window.close()
    again = open_window()
    qtbot.mouseClick(again.welcome.demo, Qt.MouseButton.LeftButton)
    desk = opened(qtbot, again)
    with desk.bench.database.read() as connection:
        assert ledgers.statistics.count_households(connection) == 60


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_new_ledger_by_the_keyboard(qtbot, open_window, data_folder):
    window = open_window()
    window.welcome.new.setFocus()
    qtbot.keyClick(window.welcome.new, Qt.Key.Key_Space)
    page = window.new_ledger
    form = page.form
    division = form.field("division")
    qtbot.waitUntil(division.hasFocus)
    type_in(division.lineEdit(), "重岗")
    offered = division.completer().popup()
    qtbot.waitUntil(offered.isVisible)
    assert division.completer().completionCount() == 1
    qtbot.keyClick(offered, DOWN)
    qtbot.keyClick(offered, ENTER)
    assert division.value() == "321324003"
    type_in(form.field("user"), "王建国")
    for key, text in (("password", "短"), ("again", "不同")):
        type_in(form.field(key), text)
    page.save.click()
    problems = form.problems()
    assert "8" in problems["password"]
    assert problems["again"]
    assert form._entries["password"].message.isVisible()
    assert form.field("password").hasFocus()
    for key in ("password", "again"):
        form.field(key).clear()
        type_in(form.field(key), "一二三四五六七八")
    file = data_folder / "xiachen-desk" / "重岗街道.xcd"
    assert form.field("file").text() == str(file)
    qtbot.keyClick(form.field("file"), ENTER)
    desk = opened(qtbot, window)
    assert file.exists()
    assert recent.last() == str(file)
    page = window.recovery
    assert window.stack.currentWidget() is page
    assert not page.going.isEnabled()
    key = page.shown.text()
    window.guard.lock()
    unlock(qtbot, window, "一二三四五六七八")
    qtbot.waitUntil(lambda: window.stack.currentWidget() is page, timeout=WAIT)
    page.kept.setFocus()
    qtbot.keyClick(page.kept, Qt.Key.Key_Space)
    page.outlet.choose(data_folder / "密钥.pdf")
    qtbot.waitUntil((data_folder / "密钥.pdf").exists, timeout=WAIT)
    qtbot.keyClick(page.going, ENTER)
    assert window.stack.currentWidget() is desk
    engine.recover(locate(str(file)), "王建国", recovery_key.read(key), "又一个密码").close()
    assert desk.pages.currentWidget() is desk.pages.households
    qtbot.waitUntil(desk.pages.households.empty.isVisible, timeout=WAIT)
    desk.pages.households.empty.acted.emit()
    assert desk.pages.currentWidget() is desk.pages.importing
    assert desk.pages.importing.drop.isVisible()


def test_a_new_ledger_does_not_overwrite_one(qtbot, open_window, ledger):
    window = open_window()
    window.begin_new()
    form = window.new_ledger.form
    form.set_draft(
        {
            "division": "321324003",
            "user": USER,
            "password": PASSWORD * 2,
            "again": PASSWORD * 2,
            "file": str(ledger.file),
        }
    )
    before = ledger.file.read_bytes()
    window.new_ledger.save.click()
    qtbot.waitUntil(window.new_ledger._problem.isVisible, timeout=WAIT)
    assert "已经存在" in window.new_ledger._problem.text()
    assert form.values()["user"] == USER
    assert ledger.file.read_bytes() == before


def test_the_wrong_password_and_then_the_right_one(qtbot, open_window, ledger):
    window = open_window(str(ledger.file))
    assert window.unlock._user.currentText() == USER
    qtbot.waitUntil(window.unlock._password.hasFocus)
    unlock(qtbot, window, "不对")
    assert "用户名或密码不对" in refusal(qtbot, window)
    assert window.unlock._user.currentText() == USER
    assert window.unlock._password.selectedText() == "不对"
    unlock(qtbot, window)
    opened(qtbot, window)
    window.close()
    again = open_window()
    assert again.stack.currentWidget() is again.unlock
    assert again.unlock._title.text() == "ledger"


def test_a_ledger_belongs_to_one_window(qtbot, open_window, ledger):
    first, second = open_window(str(ledger.file)), open_window(str(ledger.file))
    unlock(qtbot, first)
    desk = opened(qtbot, first)
    unlock(qtbot, second)
    assert "已在另一个窗口打开" in refusal(qtbot, second)
    desk.left.emit()
    assert first.stack.currentWidget() is first.unlock
    assert first.unlock._user.currentText() == USER
    assert first.unlock._password.text() == ""
    qtbot.waitUntil(lambda: first.tasks.idle, timeout=WAIT)  # it lets go once it is closed
    unlock(qtbot, second)
    opened(qtbot, second)
    unlock(qtbot, first)
    assert "已在另一个窗口打开" in refusal(qtbot, first)


def test_closing_while_work_is_under_way(qtbot, open_window, ledger):
    window = open_window(str(ledger.file))
    unlock(qtbot, window)
    desk = opened(qtbot, window)
    begun = threading.Event()

    def long_write(task):
        with desk.bench.database.write(USER) as session:
            session.log("places", "写到一半", "")
            begun.set()
            while True:
                task.report(1, 2)

    window.tasks.on_database(window, long_write, lambda _: None, label="导入")
    qtbot.waitUntil(desk.progress.isVisible)
    assert begun.wait(10)
    window.close()
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT action FROM audit").scalars().all()
    database.close()
    assert "写到一半" not in rows


def test_closing_the_ledger_and_opening_it_again(qtbot, open_window, ledger):
    window = open_window(str(ledger.file))
    for _ in range(3):
        unlock(qtbot, window)
        desk = opened(qtbot, window)
        for name in ("households", "teams", "issues", "notices", "overview"):
            desk.pages.go(name)
        with qtbot.waitSignal(desk.destroyed):
            desk.left.emit()
        assert window.stack.currentWidget() is window.unlock
        assert window.unlock._password.text() == ""
        qtbot.waitUntil(lambda: window.tasks.idle)


def test_ctrl_z_takes_back_the_newest_thing_that_was_done(qtbot, open_window, ledger):
    window = open_window(str(ledger.file))
    unlock(qtbot, window)
    desk = opened(qtbot, window)
    desk.pages.go("households")
    box = desk.pages.households.filter
    box.setFocus()
    taken = []
    for name in ("先做的", "后做的"):
        desk.bench.messages.undoable(name, partial(taken.append, name))
    assert desk.messages.message().action == "撤销（Ctrl+Z）"
    qtbot.keyClicks(box, "3-1")
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (box.text(), taken) == ("", [])  # what was typed goes first
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert taken == ["后做的"]
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert taken == ["后做的"]
    assert desk.messages.message().text == "没有可以撤销的操作"


def without_keys(ledger):
    ledger.keys.rename(ledger.keys.with_suffix(".bak"))


def with_other_keys(ledger):
    ledger.keys.write_text("{}", encoding="utf-8")


def of_something_else(ledger):
    ledger.file.write_bytes(b"PK\x03\x04 something else" * 400)


def gone(ledger):
    ledger.file.unlink()


def cut_off(ledger):
    ledger.file.write_bytes(ledger.file.read_bytes()[:6000])


def of_a_newer_program(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.write(USER) as session:
        session.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without_keys, "密钥文件"), (with_other_keys, "密钥文件"), (of_something_else, "台账"),
        (gone, "找不到台账"), (cut_off, "台账"), (of_a_newer_program, "新"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_in_a_sentence(qtbot, open_window, ledger, spoil, words):
    spoil(ledger)
    window = open_window(str(ledger.file), USER)
    unlock(qtbot, window)
    assert words in refusal(qtbot, window)
    # The way out is there.
    window.unlock._other.click()
    assert window.stack.currentWidget() is window.welcome


def test_keys_of_another_ledger(qtbot, open_window, ledger, tmp_path):
    other = engine.create(locate(str(tmp_path / "other.xcd")), USER, PASSWORD)
    other.close()
    shutil.copy(other.location.keys, ledger.keys)
    window = open_window(str(ledger.file))
    unlock(qtbot, window)
    assert "密钥文件" in refusal(qtbot, window)


def test_what_was_opened_last_is_gone(open_window, data_folder, tmp_path):
    folder = data_folder / "xiachen-desk"
    folder.mkdir(parents=True)
    for text in ('{"location": "/nowhere/x.xcd"}', "{", json.dumps([1])):
        (folder / "recent.json").write_text(text, encoding="utf-8")
        window = open_window()
        assert window.stack.currentWidget() is window.welcome


def test_a_bug_while_opening_is_logged_and_the_page_lives_on(
    qtbot, open_window, ledger, monkeypatch, caplog
):
    caplog.expected = ("a task failed",)

    def fail(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(engine, "open_ledger", fail)
    window = open_window(str(ledger.file))
    unlock(qtbot, window)
    assert "程序出了错" in refusal(qtbot, window)
    assert [r.message for r in caplog.records] == ["a task failed"]


def test_the_ledger_on_the_offices_server(qtbot, open_window, server):
    address = _create_database(server, "in_the_window", None)
    engine.create(locate(address), USER, PASSWORD, office).close()
    window = open_window()
    window.welcome.server.click()
    qtbot.waitUntil(window.unlock._address.hasFocus)
    type_in(window.unlock._address, address.replace("in_the_window", "not_there"))
    window.unlock._user.setCurrentText(USER)
    unlock(qtbot, window)
    assert "连不上" in refusal(qtbot, window)
    window.unlock._address.setText(address)
    unlock(qtbot, window)
    desk = opened(qtbot, window)
    assert desk.header._office._words == "重岗街道"


def office(session):
    places.add_divisions(session, [DivisionEntry("329999003", "重岗街道", "")])
