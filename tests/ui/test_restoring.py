"""Restoring in the real window: from the settings, before unlocking, on a new machine."""

import shutil

import pytest
from PySide6.QtCore import Qt

from db import engine, places
from db.backups import backup
from db.backups.backup_source import Source
from db.users import accounts
from domain.backups import Why
from domain.entries import DivisionEntry
from tests.conftest import PASSWORD, USER
from tests.ui.test_window import (  # noqa: F401 - fixtures of the window
    ENTER,
    WAIT,
    data_folder,
    open_window,
    opened,
    unlock,
)


@pytest.fixture
def made(ledger, tmp_path):
    """A backup of the ledger, and a ledger that went on."""
    (tmp_path / "usb").mkdir()
    database = engine.open_ledger(ledger, USER, PASSWORD)
    source = Source(ledger, USER, database.data_key)
    file = backup.make(source, tmp_path / "usb", Why.HAND).file
    with database.write(USER) as session:
        places.add_divisions(session, [DivisionEntry("329999003020", "新社区", "329999003")])
        session.log("places", "新增", "新社区")
    database.close()
    return file


def names(window):
    bench = window.desk.bench
    return bench.ask(lambda c: {row.name for row in places.all_places(c)})


def answer(qtbot, window, password=PASSWORD):
    page = window.restoring.page
    page.form.field("password").setText(password)
    qtbot.mouseClick(page.doing, Qt.MouseButton.LeftButton)


def test_from_the_settings(qtbot, open_window, ledger, made):  # noqa: F811
    window = open_window(str(ledger.file), USER)
    unlock(qtbot, window)
    desk = opened(qtbot, window)
    assert "新社区" in names(window)
    desk.pages.show_settings()
    desk.pages.settings.backup.restore_wanted.emit(made)
    assert window.desk is None
    page = window.restoring.page
    assert page.form.values()["user"] == USER

    answer(qtbot, window, "错的密码")
    qtbot.waitUntil(lambda: "密码不对" in page._problem.text(), timeout=WAIT)
    answer(qtbot, window)
    desk = opened(qtbot, window)
    assert "新社区" not in names(window)
    (saved,) = (ledger.file.parent / "备份").iterdir()
    qtbot.waitUntil(lambda: desk.messages.message() is not None, timeout=WAIT)
    assert saved.name in desk.messages.message().text
    assert window.restoring.page is None


def test_a_password_that_was_changed_since(qtbot, open_window, ledger, made):  # noqa: F811
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.read() as connection:
        chosen = accounts.chosen(accounts.worn(connection, USER), PASSWORD, "后来的密码 3")
    with database.write(USER) as session:
        accounts.change_password(session, chosen)
    database.close()
    window = open_window(str(ledger.file), USER)
    window.restoring.begin(made, ledger.file, USER)
    page = window.restoring.page
    answer(qtbot, window)
    qtbot.waitUntil(lambda: "请填上现在的" in page._problem.text(), timeout=WAIT)
    page.form.field("now_password").setText("后来的密码 3")
    answer(qtbot, window)
    desk = opened(qtbot, window)
    assert "新社区" not in names(window)
    qtbot.waitUntil(lambda: desk.messages.message() is not None, timeout=WAIT)
    assert "用户和密码照现在的，接上了" in desk.messages.message().text


def test_leaving_changes_nothing(qtbot, open_window, ledger, made):  # noqa: F811
    window = open_window(str(ledger.file), USER)
    unlock(qtbot, window)
    opened(qtbot, window)
    window._restore_this(made)
    qtbot.keyClick(window.restoring.page, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.unlock
    unlock(qtbot, window)
    opened(qtbot, window)
    assert "新社区" in names(window)


def test_a_ledger_that_no_longer_opens(qtbot, open_window, ledger, made):  # noqa: F811
    ledger.file.write_bytes(b"spilled coffee" * 100)
    window = open_window(str(ledger.file), USER)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: window.unlock._problem.isVisible(), timeout=WAIT)
    window.restoring.begin(made, ledger.file)
    answer(qtbot, window)
    opened(qtbot, window)
    assert "康泰社区居委会" in names(window)


def test_on_a_new_machine(qtbot, open_window, ledger, made, tmp_path, data_folder):  # noqa: F811
    window = open_window()
    shutil.rmtree(data_folder, ignore_errors=True)
    window.restoring.begin(tmp_path / "nothing.xcb")
    assert "找不到备份" in window.welcome._problem.text()
    window.restoring.begin(made)
    answer(qtbot, window)
    desk = opened(qtbot, window)
    assert desk.bench.database.location.file.parent == data_folder / "xiachen-desk"
    assert "新社区" not in names(window)
