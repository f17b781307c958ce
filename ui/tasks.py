"""Threads: one for the database, a small pool for spreadsheets and PDFs. Only this module knows.

Work gets values and gives back a value; what it brings is handed to a bound method on the UI
thread, unless the widget that asked is gone by then or the task was cancelled.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from domain.errors import KnownError

log = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818 - what happened, not an error
    """Raised inside work whose task the user cancelled; rolls back what it was doing."""


class Task(QObject):
    """One piece of work under way. ``progress`` tells (done, total); total 0 means unknown."""

    progress = Signal(int, int)
    stopped = Signal()
    """The work was cancelled and is over; nothing of it is delivered."""
    _ended = Signal(object)

    def __init__(
        self,
        owner: QObject,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        label: str = "",
    ) -> None:
        super().__init__()
        self.label = label
        self._owner, self._done, self._failed = owner, done, failed
        self._cancelled = Event()
        self._future: Future[None] | None = None
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    reads = False
    """Whether it only reads, so that nothing is lost when it is given up."""

    def cancel(self) -> None:
        """Ask the work to stop; neither its result nor its failure is delivered."""
        self._cancelled.set()
        if self._future is not None and not self._future.cancelled() and self._future.cancel():
            self._ended.emit((None, Cancelled()))  # the work never begins, and so never ends

    def belongs_to(self, owner: QObject) -> bool:
        """Whether its result is for this owner."""
        return self._owner is owner

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int = 0) -> None:
        """Called by the work: tell how far it is. Raises `Cancelled` to stop it."""
        if self.cancelled:
            raise Cancelled
        self.progress.emit(done, total)

    def start(self, executor: Executor, work: Callable[["Task"], Any]) -> None:
        """Hand the work to a thread."""
        self._future = executor.submit(self._work, work)

    def _work(self, work: Callable[["Task"], Any]) -> None:
        if self.cancelled:
            self._ended.emit((None, Cancelled()))
            return
        try:
            outcome: tuple[Any, Exception | None] = (work(self), None)
        except Exception as error:
            outcome = (None, error)
        self._ended.emit(outcome)

    def _deliver(self, outcome: tuple[Any, Exception | None]) -> None:
        value, error = outcome
        self.finished(self)
        if not shiboken6.isValid(self._owner):
            if error is not None and not self.cancelled and not self.reads:
                self.unheard(error)  # a write that failed is told, whoever asked for it is gone
            return
        if self.cancelled:
            self.stopped.emit()
            return
        if error is None:
            self._done(value)
        else:
            self._failed(error)

    finished: Callable[["Task"], None] = staticmethod(lambda task: None)
    unheard: Callable[[Exception], None] = staticmethod(lambda error: None)


class Tasks(QObject):
    """Starts work and keeps it alive until its result was delivered.

    Work that may take long has a label: it is shown with its progress and can be cancelled.

    ``failed`` tells every failure nobody else handles; ``started`` and ``ended`` announce the
    labelled tasks, which the status bar shows with their progress.
    """

    failed = Signal(object)
    started = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="work")
        self._running: set[Task] = set()
        self._closed = False

    def on_database(
        self,
        owner: QObject,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
    ) -> Task:
        """Run on the database thread, one after the other."""
        return self._start(self._database, owner, work, done, failed, label)

    def in_pool(
        self,
        owner: QObject,
        work: Callable[[Task], Any],
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
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        label: str,
    ) -> Task:
        task = Task(owner, done, failed or self._fail, label)
        task.finished, task.unheard = self._finish, self._fail
        if self._closed:  # a timer that fires while the window goes
            task.cancel()
            return task
        self._running.add(task)
        if label:
            self.started.emit(task)
        task.start(executor, work)
        return task

    def _finish(self, task: Task) -> None:
        self._running.discard(task)
        if task.label:
            self.ended.emit(task)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log.error("a task failed", exc_info=error)
        self.failed.emit(error)

    def give_up_reading(self, owner: QObject) -> bool:
        """Cancel what is being read for an owner; returns whether there was anything."""
        given_up = [t for t in self._running if t.reads and t.belongs_to(owner)]
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
        for task in tuple(self._running):
            if task.reads or task.label:
                task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True)
