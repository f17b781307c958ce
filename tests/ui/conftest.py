"""A desk to work at: the real ledger, its threads, its bus."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import engine
from db.engine import Database
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
    bus = ChangeBus(database, tasks)
    yield Workbench(database, USER, tasks, bus, Messages())
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the widgets the test closed
    bus.stop()
    tasks.close()
    database.close()


@pytest.fixture
def aside(bench: Workbench, ledger: Location) -> Iterator[Database]:
    """The same ledger opened a second time, as a verb of the command line beside the window."""
    database = engine.open_ledger(ledger, USER, PASSWORD)
    yield database
    database.close()


@pytest.fixture
def write(qtbot: QtBot, bench: Workbench) -> Callable[..., Any]:
    """``write(verb, …)`` runs a verb of `ui.actions` as the user, and gives what it returns."""

    def run(verb: Callable[..., Any], *values: Any) -> Any:
        outcome: list[Any] = []

        def act(database: Database, user: str) -> Any:
            return verb(database, user, *values)

        bench.write(bench.bus, act, outcome.append)
        qtbot.waitUntil(lambda: bool(outcome), timeout=60_000)
        return outcome[0]

    return run


@pytest.fixture
def read(qtbot: QtBot, bench: Workbench) -> Callable[..., Any]:
    """``read(query, …)`` asks the ledger as a view does."""

    def run(query: Callable[..., Any], *values: Any) -> Any:
        outcome: list[Any] = []
        bench.read(bench.bus, lambda connection: query(connection, *values), outcome.append)
        qtbot.waitUntil(lambda: bool(outcome), timeout=60_000)
        return outcome[0]

    return run


@pytest.fixture
def said(bench: Workbench) -> list[tuple[Any, ...]]:
    """What was told: kind, sentence, word of the action, and what it calls."""
    heard: list[tuple[Any, ...]] = []
    bench.messages.said.connect(lambda *message: heard.append(message))
    return heard
