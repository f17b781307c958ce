"""Tells every view what was written, here or on another workstation: they cannot tell which."""

from PySide6.QtCore import QObject, QTimer, Signal

from db import changes
from db.engine import Database
from ui.tasks import Tasks, Work

POLL_MS = 2_000


class ChangeBus(QObject):
    """Emits ``changed`` with the topics of each write, on the UI thread."""

    changed = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self._asking = False
        database.on_commit = self.changed.emit
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def stop(self) -> None:
        """Nobody listens any more."""
        self._timer.stop()
        self._database.on_commit = None

    def _ask(self) -> None:
        if not self._asking:
            self._asking = True
            self._tasks.on_database(self, self._poll, self._tell, self._give_up)

    def _poll(self, _: Work) -> frozenset[str]:
        with self._database.read() as connection:
            number, topics = changes.since(connection, self._database.last_change)
        self._database.last_change = number
        return topics

    def _tell(self, topics: frozenset[str]) -> None:
        self._asking = False
        if topics:
            self.changed.emit(topics)

    def _give_up(self, _: Exception) -> None:
        # The next write or read tells the user; asking again in two seconds is all there is to do.
        self._asking = False
