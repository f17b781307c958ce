"""A part of the window that shows what is stored, and follows its changes."""

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.workbench import Workbench


class View(QWidget):
    """Refreshes when a write touches its ``topics``, at once if visible, else when next shown.

    Left while it is still reading, it lets the next page read first.
    """

    topics: frozenset[str] = frozenset()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._stale = True
        bench.bus.changed.connect(self._hear)

    def start(self) -> None:
        """Put the keyboard where one begins on this page."""
        self.setFocus()

    def refresh(self) -> None:
        """Show the present state; the place in lists and what is selected stay."""
        raise NotImplementedError

    def _hear(self, topics: frozenset[str]) -> None:
        if not self.topics & topics:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.bench.tasks.give_up_reading(self):
            self._stale = True
