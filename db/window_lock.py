"""A ledger file belongs to one window at a time; verbs of the command line may run beside it."""

from filelock import FileLock

from db import locks
from db.location import Location


class WindowLock:
    """Held from before a ledger is opened until after it is closed; a server needs none."""

    def __init__(self, location: Location) -> None:
        self._lock: FileLock | None = None
        if location.file is not None:
            file = location.file
            busy = f"“{file.name}”已在另一个窗口打开，没有再开一次；请到那个窗口里继续。"
            self._lock = locks.take(file.with_name(file.name + ".lock"), busy)

    def release(self) -> None:
        """Let another window have the ledger."""
        if self._lock is not None:
            self._lock.release()
