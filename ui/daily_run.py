"""What the program does by itself: once the ledger is open, and on every new day in China."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from db.session import now
from domain.errors import KnownError
from ui import actions
from ui.workbench import Workbench

# A timer stands still while the machine sleeps, and knows nothing of a clock that is set: the day
# is looked at again this often.
LONGEST_WAIT = timedelta(minutes=5)


class DailyRun(QObject):
    """Raises what is overdue. Several workstations may do so at once: each issue is raised once."""

    begun = Signal()
    """A day has begun, and the clock can be believed."""
    raised = Signal(int)
    """How many issues this run raised; nothing is told of none."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._done_for: date | None = None
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Run when it has not yet run today, and look again when the day is over."""
        at = now()
        if at.date() != self._done_for:
            self._done_for = at.date()
            self.bench.write(self, actions.raise_overdue, self._tell, self._failed)
        self._timer.start(milliseconds_to_look(at))

    def stop(self) -> None:
        """The ledger is closed."""
        self._timer.stop()

    def _tell(self, count: int) -> None:
        self._told = ""
        self.begun.emit()
        if count:
            self.raised.emit(count)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self._done_for = None  # once the clock is right, or the server there, it is made good
        if str(error) != self._told:
            self._told = str(error)
            self.bench.messages.error(error)


def milliseconds_to_look(at: datetime) -> int:
    """How long to wait from a moment on: until just after midnight, but no longer than a while."""
    midnight = datetime.combine(at.date() + timedelta(days=1), time(0, 0, 1))
    return int(min(midnight - at, LONGEST_WAIT) / timedelta(milliseconds=1))
