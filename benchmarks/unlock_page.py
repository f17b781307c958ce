"""The program as its command line starts it, closed as soon as the unlock page is painted."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import command_line
from ui.opening.unlock import UnlockPage


def _painted(page: UnlockPage, event: QPaintEvent) -> None:
    QWidget.paintEvent(page, event)
    QTimer.singleShot(0, page.window().close)


UnlockPage.paintEvent = _painted  # type: ignore[method-assign]
raise SystemExit(command_line.run(["--db", sys.argv[1]]))
