"""The size of the type and the scheme: chosen anywhere, shown everywhere at once, kept per user."""

import json

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel

from resources import tokens
from tests.conftest import PASSWORD, USER
from ui import looks
from ui.desk import Desk
from ui.look_fields import LookFields
from ui.looks import Look
from ui.settings.settings_page import SettingsPage
from ui.window import Window
from widgets import theme

CONTROL = Qt.KeyboardModifier.ControlModifier
PLUS, EQUAL, MINUS, ZERO = Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0
SYSTEM, LIGHT, DARK = theme.Mode
WAIT = 20_000


@pytest.fixture(autouse=True)
def own_folder(qapp, tmp_path, monkeypatch):
    """The user's own data folder, empty; afterwards the look is the usual one again."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    theme.set_look(SYSTEM, tokens.BODY_PX)
    yield tmp_path / "home" / "xiachen-desk"
    theme.set_look(SYSTEM, tokens.BODY_PX)


@pytest.fixture
def open_window(qtbot, ledger):
    """Starts the program's window over a ledger as often as a test likes."""
    windows = []

    def start():
        looks.begin()
        window = Window()
        qtbot.addWidget(window)
        windows.append(window)
        window.begin(str(ledger.file), USER)
        window.show()
        qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
        return window

    yield start
    for window in windows:
        window.close()


def come_in(qtbot, window):
    window.unlock.submitted.emit(USER, PASSWORD)
    qtbot.waitUntil(lambda: window.desk is not None and window.tasks.idle, timeout=WAIT)
    return window.desk


def size_of(widget):
    return widget.fontInfo().pixelSize()


def test_what_is_kept_is_each_users_own_and_the_last_one_is_for_whoever_opens_the_program():
    looks.choose(Look(DARK, 18), "王建国")
    looks.choose(Look(LIGHT, 12), "李梅")
    assert looks.kept("王建国") == Look(DARK, 18)
    assert looks.kept("李梅") == looks.kept() == Look(LIGHT, 12)
    assert looks.kept("新来的") is None
    looks.take_up("王建国")
    assert looks.shown() == looks.kept() == Look(DARK, 18)
    looks.take_up("新来的")
    assert looks.shown() == Look(DARK, 18)


@pytest.mark.parametrize("spoilt", ["", "{", "[1]", '{"": 7}', '{"": {"mode": "pink"}}'])
def test_a_spoilt_file_is_the_usual_look_and_is_mended_by_the_next_choice(own_folder, spoilt):
    own_folder.mkdir(parents=True)
    (own_folder / "looks.json").write_text(spoilt, encoding="utf-8")
    looks.begin()
    assert looks.shown() == Look()
    looks.choose(Look(DARK, 16), USER)
    assert looks.kept(USER) == Look(DARK, 16)


def test_a_size_beyond_the_bounds_is_brought_within(own_folder):
    own_folder.mkdir(parents=True)
    held = {"": {"mode": "light", "body_px": 90}}
    (own_folder / "looks.json").write_text(json.dumps(held), encoding="utf-8")
    looks.begin()
    assert looks.shown() == Look(LIGHT, 20)


def test_a_folder_that_cannot_be_written_is_no_obstacle(own_folder):
    own_folder.parent.mkdir()
    own_folder.write_text("in the way", encoding="utf-8")
    looks.choose(Look(DARK, 16), USER)
    assert looks.shown() == Look(DARK, 16)


def test_the_keys_work_before_and_after_coming_in_and_last_until_the_next_time(qtbot, open_window):
    window = open_window()
    title = window.unlock._title
    qtbot.keyClick(window, PLUS, CONTROL)
    qtbot.keyClick(window, EQUAL, CONTROL)
    assert size_of(window.unlock._open) == theme.px(14) == 16
    assert size_of(title) == theme.px(tokens.TITLE_PX)
    desk = come_in(qtbot, window)  # it was chosen for whoever comes in
    assert looks.kept(USER) == Look(SYSTEM, 16)
    row = desk.pages.tabs.sizeHint().height()
    qtbot.keyClick(window, PLUS, CONTROL)
    assert looks.kept(USER) == Look(SYSTEM, 17)
    assert desk.pages.tabs.sizeHint().height() > row
    desk.left.emit()
    qtbot.waitUntil(lambda: window.tasks.idle, timeout=WAIT)  # the ledger is free once it is closed
    window.close()
    theme.set_look(SYSTEM, tokens.BODY_PX)
    again = open_window()
    assert size_of(again.unlock._open) == 17
    come_in(qtbot, again)
    qtbot.keyClick(again, MINUS, CONTROL)
    assert looks.kept(USER) == Look(SYSTEM, 16)
    qtbot.keyClick(again, ZERO, CONTROL)
    assert looks.kept(USER) == Look(SYSTEM, 14)


def test_a_user_comes_in_to_their_own_look(qtbot, open_window):
    looks.choose(Look(DARK, 19), USER)
    looks.choose(Look(LIGHT, 12), "李梅")
    window = open_window()
    assert looks.shown() == Look(LIGHT, 12)
    come_in(qtbot, window)
    assert looks.shown() == Look(DARK, 19)


def test_pictures_of_the_window_are_in_the_look_they_are_taken_in(qtbot, open_window):
    looks.choose(Look(DARK, 19), USER)
    window = open_window()
    theme.set_look(LIGHT, 14)
    window.look.follows_users = False
    come_in(qtbot, window)
    assert looks.shown() == Look(LIGHT, 14)


def test_the_window_fits_on_a_small_screen_in_the_largest_type(qtbot, open_window):
    window = open_window()
    assert window.minimumSize() == QSize(1000, 640)
    theme.set_look(LIGHT, 20)
    assert window.minimumSize().boundedTo(QSize(1366, 700)) == window.minimumSize()


def test_the_button_before_coming_in(qtbot, open_window):
    window = open_window()
    window.unlock.look.click()
    fields = window.unlock.look.findChild(LookFields)
    assert fields.isVisible()
    fields.mode._segments[DARK].click()
    assert looks.shown() == looks.kept() == Look(DARK, 14)
    assert QApplication.palette().window().color().name().upper() == tokens.DARK.canvas
    fields.window().close()


def test_the_section_of_the_settings_needs_no_right_and_follows_the_keys(qtbot, bench):
    bench.rights = frozenset()
    page = SettingsPage(bench)
    qtbot.addWidget(page)
    page.show()
    page.show_section(page.look)
    assert page.look.isEnabled()
    assert page.told.text() == ""
    page.look.fields.size._segments["18"].click()
    assert looks.kept(bench.user) == Look(SYSTEM, 18)
    assert size_of(page.back) == 18
    looks.choose(Look(DARK, 13), bench.user)
    assert page.look.fields.form.values() == {"size": "13", "mode": "dark"}
    assert not page.look.is_dirty()


def test_ctrl_k_finds_sizes_and_schemes(qtbot, bench):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    found = {one.title: one for one in desk.commands.matching("字号")}
    assert {one: found[one].shortcut for one in ("放大字号", "缩小字号", "恢复字号")} == {
        "放大字号": "Ctrl++",
        "缩小字号": "Ctrl+-",
        "恢复字号": "Ctrl+0",
    }
    found["放大字号"].act()
    assert looks.kept(bench.user) == Look(SYSTEM, 15)
    (dark,) = desk.commands.matching("深色配色")
    dark.act()
    assert looks.kept(bench.user) == Look(DARK, 15)
    found["恢复字号"].act()
    assert looks.shown() == Look(DARK, 14)
    (section,) = desk.commands.matching("外观 夜间 字号")
    section.act()
    assert desk.pages.settings.stack.currentWidget() is desk.pages.settings.look


def test_open_pages_are_as_if_made_in_the_new_size(qtbot, bench):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    desk.resize(1440, 900)
    desk.show()
    desk.pages.go("issues")
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    theme.set_look(DARK, 20)
    assert {size_of(label) for label in desk.findChildren(QLabel)} >= {20}
    assert 14 not in {size_of(label) for label in desk.findChildren(QLabel)}
    table = desk.pages.issues.table
    assert table.verticalHeader().defaultSectionSize() == theme.px(tokens.ROW_PX) == 54
    fresh = Desk(bench)
    qtbot.addWidget(fresh)
    fresh.resize(1440, 900)
    fresh.show()
    fresh.pages.go("issues")
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert desk.header.sizeHint() == fresh.header.sizeHint()
    left, right = desk.pages.issues.layout(), fresh.pages.issues.layout()
    assert left.contentsMargins() == right.contentsMargins()
    assert left.spacing() == right.spacing()
