"""A ledger file belongs to one window at a time; verbs of the command line may run beside it.

The lock is the operating system's: it goes with the process, however that ends, so that no stale
lock ever keeps an office out.
"""

from pathlib import Path

from filelock import FileLock, Timeout

from db.location import Location
from domain.errors import KnownError


class WindowLock:
    """Held from before a ledger is opened until after it is closed; a server needs none."""

    def __init__(self, location: Location) -> None:
        self._lock: FileLock | None = None
        if location.file is not None:
            self._lock = self._taken(location.file)

    def _taken(self, file: Path) -> FileLock:
        lock = FileLock(file.with_name(file.name + ".lock"))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise KnownError(
                f"“{file.name}”已在另一个窗口打开，没有再开一次；请到那个窗口里继续。"
            ) from error
        except OSError as error:
            raise KnownError(
                f"文件夹“{file.parent}”不能写入，没有打开、没有改动；请换一个可以写入的文件夹。"
            ) from error
        return lock

    def release(self) -> None:
        """Let another window have the ledger."""
        if self._lock is not None:
            self._lock.release()
