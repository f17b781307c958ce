"""The 工作组 page as the office works in it, over a real ledger."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.teams.teams_page import Page, fill
from ui.workbench import Workbench


@pytest.fixture
def page(bench: Workbench, qtbot: QtBot) -> Iterator[Page]:
    fill(bench)
    return Page(bench, qtbot)
