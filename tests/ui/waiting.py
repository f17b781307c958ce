"""Waiting for the threads, never for the clock."""

from pytestqt.qtbot import QtBot

from ui.workbench import Workbench


def settle(qtbot: QtBot, bench: Workbench) -> None:
    """Until nothing is read or written any more."""
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=30_000)
