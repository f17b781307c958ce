"""The 工作组 page as the office works in it, over a real ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.location import Location
from tests.conftest import PASSWORD, USER
from tests.ui.teams.teams_page import Page, fill
from ui.window import Window
from ui.workbench import Workbench


@pytest.fixture
def page(bench: Workbench, qtbot: QtBot) -> Iterator[Page]:
    fill(bench.database, USER)
    return Page(bench, qtbot)


@pytest.fixture
def page_in_window(
    qtbot: QtBot, ledger: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The same in the whole window, where keys go their ways."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    window = Window()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.ask_password(str(ledger.file), USER)
    window.show()
    window.unlock.submitted.emit(USER, PASSWORD)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    bench = window.desk.bench
    bench.write(bench.bus, fill, lambda _: None)
    window.desk.pages.go("teams")
    yield Page(bench, qtbot, window.desk.pages.teams)
    window.close()
