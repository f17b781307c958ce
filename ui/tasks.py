"""Threads: one for the database, a small pool for spreadsheets and PDFs. Only this module knows.

Work gets values and gives back a value; what it brings is handed to a bound method on the UI
thread, unless the widget that asked is gone by then or the task was cancelled.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from domain.errors import KnownError

log = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818 - what happened, not an error
    """Raised inside work whose task the user cancelled; rolls back what it was doing."""


class Work:
    """What a worker is given: whether to stop, and a way to tell how far it is.

    A Qt object that a worker frees takes the process with it. So a worker holds this alone, and
    what it leads to is let go on the UI thread.
    """

    def __init__(self, work: "Callable[[Work], Any]", tasks: "Tasks", number: int) -> None:
        self._work, self._tasks, self._number = work, tasks, number
        self._cancelled = Event()
        self._outcome: tuple[Any, Exception | None] = (None, Cancelled())

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int = 0) -> None:
        """Tell how far it is; total 0 means unknown. Raises `Cancelled` to stop the work."""
        if self.cancelled:
            raise Cancelled
        self._tasks.moved_on.emit(self._number, done, total)

    def run(self) -> None:
        """Do it, on the thread it was handed to."""
        if not self.cancelled:
            try:
                self._outcome = (self._work(self), None)
            except Exception as error:
                self._outcome = (None, error)
        self._tasks.over.emit(self._number)

    def stop(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()

    def take(self) -> tuple[Any, Exception | None]:
        """What came of it; called once, on the UI thread, when it is over."""
        outcome = self._outcome
        del self._outcome, self._work, self._tasks
        return outcome


class Task(QObject):
    """One piece of work under way, as the window sees it. ``progress`` tells (done, total)."""

    progress = Signal(int, int)
    stopped = Signal()
    """The work was cancelled and is over; nothing of it is delivered."""

    def __init__(
        self,
        owner: QObject,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        label: str = "",
    ) -> None:
        super().__init__()
        self.label = label
        self._owner, self._work, self._done, self._failed = owner, work, done, failed
        self._future: Future[None] | None = None

    reads = False
    """Whether it only reads, so that nothing is lost when it is given up."""

    def cancel(self) -> None:
        """Ask the work to stop; neither its result nor its failure is delivered."""
        self._work.stop()
        if self._future is not None and not self._future.cancelled() and self._future.cancel():
            self._work.run()  # it never begins, and so is over

    def belongs_to(self, owner: QObject) -> bool:
        """Whether its result is for this owner."""
        return self._owner is owner

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._work.cancelled

    def start(self, executor: Executor) -> None:
        """Hand the work to a thread."""
        self._future = executor.submit(self._work.run)

    def deliver(self) -> Exception | None:
        """Hand over what came of it; returns the failure of a write that nobody is left to hear."""
        value, error = self._work.take()
        given_up = self.cancelled and self.reads  # a query that is stopped ends with an error
        if error is not None and not isinstance(error, KnownError | Cancelled) and not given_up:
            log.error("a task failed", exc_info=error)  # whoever hears of it, and whether
        if not shiboken6.isValid(self._owner):
            return error if not self.cancelled and not self.reads else None
        if self.cancelled:
            self.stopped.emit()
        elif error is None:
            self._done(value)
        else:
            self._failed(error)
        return None


class Tasks(QObject):
    """Starts work and keeps it alive until its result was delivered.

    Work that may take long has a label: it is shown with its progress and can be cancelled.

    ``failed`` tells every failure nobody else handles; ``started`` and ``ended`` announce the
    labelled tasks, which the status bar shows with their progress.
    """

    failed = Signal(object)
    started = Signal(object)
    ended = Signal(object)
    moved_on = Signal(object, int, int)
    """Emitted by a worker: the number of its task, and how far it is."""
    over = Signal(object)
    """Emitted by a worker: the number of the task that is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="work")
        self._running: dict[int, Task] = {}
        self._numbers = count(1)
        self._closed = False
        self.moved_on.connect(self._move_on, Qt.ConnectionType.QueuedConnection)
        self.over.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def on_database(
        self,
        owner: QObject,
        work: Callable[[Work], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
    ) -> Task:
        """Run on the database thread, one after the other."""
        return self._start(self._database, owner, work, done, failed, label)

    def in_pool(
        self,
        owner: QObject,
        work: Callable[[Work], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
    ) -> Task:
        """Run beside the database, for spreadsheets and PDFs."""
        return self._start(self._pool, owner, work, done, failed, label)

    def ask_database(self, query: Callable[[], Any]) -> Any:
        """For work in the pool: run a query on the database thread and wait for its answer."""
        return self._database.submit(query).result()

    def _start(
        self,
        executor: Executor,
        owner: QObject,
        work: Callable[[Work], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        label: str,
    ) -> Task:
        number = next(self._numbers)
        task = Task(owner, Work(work, self, number), done, failed or self.failed.emit, label)
        if self._closed:  # a timer that fires while the window goes
            task.cancel()
            return task
        self._running[number] = task
        if label:
            self.started.emit(task)
        task.start(executor)
        return task

    def _move_on(self, number: int, done: int, total: int) -> None:
        if number in self._running:
            self._running[number].progress.emit(done, total)

    def _finish(self, number: int) -> None:
        task = self._running.pop(number)
        if task.label:
            self.ended.emit(task)
        unheard = task.deliver()
        if unheard is not None:
            self.failed.emit(unheard)

    def give_up_reading(self, owner: QObject) -> bool:
        """Cancel what is being read for an owner; returns whether there was anything."""
        given_up = [t for t in self._running.values() if t.reads and t.belongs_to(owner)]
        for task in given_up:
            task.cancel()
        return bool(given_up)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._running

    def close(self) -> None:
        """Cancel what only reads or shows its progress, and wait for the rest: what the user just
        saved is written, even when it still waits for its turn."""
        self._closed = True
        for task in tuple(self._running.values()):
            if task.reads or task.label:
                task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True)
