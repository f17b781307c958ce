"""Who is let in, who is kept out, and what stays meanwhile: in the program's own window."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db import engine
from db.session import now
from db.users import accounts
from domain import recovery_key
from domain.rights import Role
from tests.conftest import PASSWORD, USER
from ui import ledgers
from ui.window import Window

WAIT = 30_000
ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
CLERK, FIRST, OWN = "李会计", "初始密码", "自己的密码 2"
KEY = recovery_key.new()


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setattr(ledgers, "DEMO_HOUSEHOLDS", 60)


@pytest.fixture
def office(ledger):
    """A ledger with a clerk, whose password is still the first one, and a recovery key."""
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.write(USER) as session:
        accounts.add(session, CLERK, FIRST, Role.ENTRY)
        accounts.renew_recovery_key(session, KEY)
    database.close()
    return ledger


@pytest.fixture
def window(qtbot, office):
    made = Window()
    qtbot.addWidget(made)
    made.begin(str(office.file), USER)
    made.show()
    yield made
    made.close()


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.tasks.idle, timeout=WAIT)


def let_in(qtbot, window, user=USER, password=PASSWORD):
    window.unlock._user.setCurrentText(user)
    window.unlock._password.setText(password)
    qtbot.keyClick(window.unlock._password, ENTER)
    settle(qtbot, window)
    return window.desk


def test_ctrl_l_locks_over_the_work_and_the_password_brings_it_back(qtbot, window):
    desk = let_in(qtbot, window)
    desk.pages.go("households")
    box = desk.pages.households.filter
    box.setFocus()
    qtbot.keyClicks(box, "3-1")
    qtbot.keyClick(box, Qt.Key.Key_L, CONTROL)
    page = window.unlock
    assert window.stack.currentWidget() is page
    assert not page._user.isEnabled()
    assert page._user.currentText() == USER
    page._password.setText("猜的密码")
    qtbot.keyClick(page._password, ENTER)
    settle(qtbot, window)
    assert "不对" in page._problem.text()
    assert window.stack.currentWidget() is page
    let_in(qtbot, window, CLERK)  # the field is closed: it is still the same user's password
    assert window.stack.currentWidget() is desk
    assert box.text() == "3-1"
    assert desk.bench.user == USER
    qtbot.waitUntil(box.hasFocus)


def test_half_typed_sheets_stay_too(qtbot, window):
    desk = let_in(qtbot, window)
    desk._change_password()
    sheet = desk.own_password.sheet
    sheet.form.field("old").setText("打了一半")
    desk.lock_wanted.emit()
    assert not sheet.isVisible()
    let_in(qtbot, window)
    assert sheet.isVisible()
    assert sheet.form.field("old").text() == "打了一半"
    sheet.close()


def test_nobody_there_locks_and_a_key_puts_it_off(qtbot, window, monkeypatch):
    desk = let_in(qtbot, window)
    watch = window.guard.watch
    assert watch.seconds == 600
    clock = [1_000_000.0]
    monkeypatch.setattr("ui.opening.idle.time.time", lambda: clock[0])
    watch._follow(window.windowHandle())
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    clock[0] += 599
    watch.look()
    assert window.stack.currentWidget() is desk
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    clock[0] += 599
    watch.look()
    assert window.stack.currentWidget() is desk
    clock[0] += 1
    watch.look()
    assert window.stack.currentWidget() is window.unlock
    let_in(qtbot, window)
    # The machine slept: the key that wakes it finds the window locked.
    watch._follow(window.windowHandle())
    clock[0] += 3600
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.stack.currentWidget() is window.unlock


def test_somebody_else_closes_the_ledger_first_and_is_warned(qtbot, window):
    let_in(qtbot, window)
    window.desk.lock_wanted.emit()
    window.unlock._other.click()
    assert "没有保存的不会保留" in window.unlock._problem.text()
    assert window.desk is not None
    window.unlock._other.click()
    assert window.desk is None
    assert window.unlock._user.isEnabled()
    settle(qtbot, window)


def test_a_first_password_is_changed_before_anything_is_seen(qtbot, window, office):
    assert let_in(qtbot, window, CLERK, FIRST) is None
    page = window.own_password
    assert window.stack.currentWidget() is page
    qtbot.waitUntil(page.form.field("password").hasFocus)
    for key in ("password", "again"):
        page.form.field(key).setText(FIRST)
    page.going.click()
    settle(qtbot, window)
    assert "最近 5 个" in page.problem.text()
    for key in ("password", "again"):
        page.form.field(key).setText(OWN)
    qtbot.keyClick(page.form.field("again"), ENTER)
    settle(qtbot, window)
    assert window.desk.bench.user == CLERK
    assert page.form.values()["password"] is None
    engine.open_ledger(office, CLERK, OWN).close()


def test_the_recovery_key_when_all_is_forgotten(qtbot, window, office):
    window.unlock._forgotten.click()
    page = window.recover
    assert window.stack.currentWidget() is page
    assert page.form.field("user").value() == USER
    page.form.field("key").setText(KEY[:-1] + ("0" if KEY[-1] != "0" else "1"))
    assert "抄错" in page.form.problems()["key"]
    page.form.field("key").setText(recovery_key.new())
    for key in ("password", "again"):
        page.form.field(key).setText(OWN)
    page.going.click()
    settle(qtbot, window)
    assert "不是这个台账" in page.problem.text()
    page.form.field("key").setText(KEY.lower().replace("-", " "))
    page.going.click()
    settle(qtbot, window)
    assert window.desk.bench.user == USER
    engine.open_ledger(office, USER, OWN).close()


def test_the_last_login_and_what_was_tried_since_are_shown(qtbot, window, office):
    let_in(qtbot, window)
    assert window.desk.messages.message() is None
    window.desk.left.emit()
    settle(qtbot, window)
    let_in(qtbot, window, USER, "猜的密码")
    desk = let_in(qtbot, window)
    told = desk.messages.message()
    assert f"上次登录：{now() - timedelta(minutes=1):%Y-%m-%d}"[:12] in told.text
    assert "输错密码 1 次" in told.text
    assert told.kind == "warning"


def test_ones_own_password_is_changed_from_the_menu(qtbot, window, office):
    desk = let_in(qtbot, window)
    desk._change_password()
    form = desk.own_password.sheet.form
    form.field("old").setText("不是")
    for key in ("password", "again"):
        form.field(key).setText(OWN)
    desk.own_password.sheet.doing.click()
    settle(qtbot, window)
    assert desk.own_password.sheet.isVisible()
    assert "现在的密码不对" in form._entries["old"].message.text()
    form.field("old").setText(PASSWORD)
    desk.own_password.sheet.doing.click()
    settle(qtbot, window)
    assert not desk.own_password.sheet.isVisible()
    engine.open_ledger(office, USER, OWN).close()


def test_whoever_is_removed_elsewhere_is_put_out(qtbot, window, office):
    engine.open_ledger(office, CLERK, FIRST, OWN).close()
    desk = let_in(qtbot, window, CLERK, OWN)
    aside = engine.open_ledger(office, USER, PASSWORD)
    with aside.write(USER) as session:
        accounts.remove(session, CLERK)
    aside.close()
    desk.bench.bus.changed.emit(frozenset({"accounts"}))  # as the bus tells another's change
    qtbot.waitUntil(lambda: window.desk is None, timeout=WAIT)
    assert "已被移除" in window.unlock._problem.text()
    settle(qtbot, window)


def test_the_demo_has_no_lock(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.go_to_welcome()
    window.show()
    window.welcome.demo.click()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=WAIT)
    settle(qtbot, window)
    window.desk.lock_wanted.emit()
    assert window.stack.currentWidget() is window.desk
    window.close()
