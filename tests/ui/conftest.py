"""A desk to work at: the real ledger, its threads, its bus."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from db import engine
from db.location import Location
from tests.conftest import PASSWORD, USER
from ui import application
from ui.change_bus import ChangeBus
from ui.tasks import Tasks
from ui.workbench import Messages, Workbench


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application, dressed as the office sees it."""
    return application.create()


@pytest.fixture
def bench(qapp: QApplication, ledger: Location) -> Iterator[Workbench]:
    """A workbench over an encrypted ledger that holds its divisions and nothing else."""
    database = engine.open_ledger(ledger, USER, PASSWORD)
    tasks = Tasks()
    yield Workbench(database, USER, tasks, ChangeBus(database, tasks), Messages())
    tasks.close()
    database.close()
