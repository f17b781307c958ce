import gc
import threading

import pytest
from PySide6.QtCore import QObject, QThread

from domain.errors import KnownError
from ui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def gate(tasks):
    """Keeps the database thread busy until it is set."""
    opened = threading.Event()
    tasks.on_database(QObject(tasks), lambda task: opened.wait(10), lambda _: None)
    yield opened
    opened.set()


class Owner(QObject):
    def __init__(self):
        super().__init__()
        self.got, self.errors, self.threads = [], [], []

    def done(self, value):
        self.got.append(value)
        self.threads.append(QThread.currentThread())

    def failed(self, error):
        self.errors.append(error)


def test_results_arrive_on_the_thread_of_the_window(qtbot, tasks):
    owner, worked_on = Owner(), []

    def work(task):
        worked_on.append(threading.current_thread().name)
        return 42

    tasks.on_database(owner, work, owner.done)
    tasks.in_pool(owner, work, owner.done)
    qtbot.waitUntil(lambda: owner.got == [42, 42])
    assert set(owner.threads) == {owner.thread()}
    assert sorted(name.split("_")[0] for name in worked_on) == ["database", "work"]
    assert tasks.idle


def test_the_database_does_one_thing_after_the_other(qtbot, tasks):
    owner, order = Owner(), []
    for n in range(20):
        tasks.on_database(owner, lambda task, n=n: order.append(n), owner.done)
    qtbot.waitUntil(lambda: len(owner.got) == 20)
    assert order == list(range(20))


def test_cancelled_before_it_begins(qtbot, tasks, gate):
    owner, begun = Owner(), []
    task = tasks.on_database(owner, lambda task: begun.append(1), owner.done, label="读取")
    with qtbot.waitSignals([task.stopped, tasks.ended]):
        task.cancel()
        task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (begun, owner.got, owner.errors) == ([], [], [])


def test_cancelled_while_it_runs(qtbot, tasks):
    owner, begun, going_on = Owner(), threading.Event(), threading.Event()

    def work(task):
        begun.set()
        going_on.wait(10)
        task.report(1, 2)
        return "finished"

    task = tasks.in_pool(owner, work, owner.done, owner.failed)
    assert begun.wait(10)
    with qtbot.waitSignal(task.stopped):
        task.cancel()
        going_on.set()
    assert (owner.got, owner.errors) == ([], [])
    assert tasks.idle


def test_what_ended_before_it_was_cancelled_is_not_delivered(qtbot, tasks):
    owner, ended = Owner(), threading.Event()
    task = tasks.in_pool(owner, lambda task: ended.set(), owner.done)
    assert ended.wait(10)
    with qtbot.waitSignal(task.stopped):
        task.cancel()
    assert owner.got == []


def test_progress_is_told_in_its_order(qtbot, tasks):
    owner, seen, listening = Owner(), [], threading.Event()

    def work(task):
        listening.wait(10)
        for n in range(5):
            task.report(n, 5)

    task = tasks.in_pool(owner, work, owner.done)
    task.progress.connect(lambda done, total: seen.append((done, total)))
    listening.set()
    qtbot.waitUntil(lambda: owner.got == [None])
    assert seen == [(n, 5) for n in range(5)]


def test_a_failure_is_told_once(qtbot, tasks):
    owner, heard = Owner(), []
    tasks.failed.connect(heard.append)

    def work(task):
        raise KnownError("磁盘已满，没有保存；请腾出空间。")

    tasks.on_database(owner, work, owner.done)
    qtbot.waitUntil(lambda: len(heard) == 1)
    tasks.on_database(owner, work, owner.done, owner.failed)
    qtbot.waitUntil(lambda: len(owner.errors) == 1)
    assert (len(heard), owner.got) == (1, [])


def test_a_bug_of_ours_is_logged(qtbot, tasks, caplog):
    owner, heard = Owner(), []
    caplog.expected = ("a task failed",)
    tasks.failed.connect(heard.append)
    tasks.on_database(owner, lambda task: 1 // 0, owner.done)
    qtbot.waitUntil(lambda: len(heard) == 1)
    tasks.on_database(owner, lambda task: 1 // 0, owner.done, owner.failed)
    qtbot.waitUntil(lambda: len(owner.errors) == 1)
    assert [record.message for record in caplog.records] == ["a task failed"] * 2


def test_whoever_asked_is_gone_by_then(qtbot, tasks, gate):
    owner, got = Owner(), []
    tasks.on_database(owner, lambda task: 1, got.append, got.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert got == []


def test_the_pool_asks_the_database(qtbot, tasks):
    owner = Owner()

    def work(task):
        return tasks.ask_database(lambda: threading.current_thread().name)

    tasks.in_pool(owner, work, owner.done)
    qtbot.waitUntil(lambda: len(owner.got) == 1)
    assert owner.got[0].startswith("database")


def test_closing_ends_what_shows_its_progress_and_drops_what_only_reads(qapp):
    tasks, owner = Tasks(), Owner()
    begun, ended, never = threading.Event(), [], []

    def long_work(task):
        begun.set()
        while not task.cancelled:
            pass
        ended.append(1)

    tasks.on_database(owner, long_work, owner.done, label="导入")
    tasks.on_database(owner, lambda task: never.append(1), owner.done).reads = True
    assert begun.wait(10)
    tasks.close()
    assert (ended, never) == ([1], [])


def test_what_was_saved_is_written_though_the_window_closes(tasks, gate):
    owner, written = Owner(), []
    read = tasks.on_database(owner, lambda task: written.append("read"), owner.done)
    read.reads = True
    tasks.on_database(owner, lambda task: written.append("saved"), owner.done)
    gate.set()
    tasks.close()
    assert "saved" in written


def test_nothing_begins_once_the_window_is_closed(tasks):
    tasks.close()
    late = tasks.on_database(Owner(), lambda task: pytest.fail("it ran"), lambda _: None)
    assert late.cancelled
    assert tasks.idle


def test_a_failed_write_is_told_when_nobody_is_left_to_hear_it(qtbot, tasks, gate):
    owner, told = Owner(), Owner()
    tasks.failed.connect(told.failed)

    def work(task):
        raise KnownError("没有保存。")

    tasks.on_database(owner, work, owner.done, owner.failed)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: bool(told.errors))
    assert owner.errors == []


class Dropped(QObject):
    """Part of a cycle, so that only the collector can find it."""

    def __init__(self, found_on):
        super().__init__()
        self._itself, self._found_on = self, found_on

    def __del__(self):
        self._found_on.append(threading.current_thread().name)


def test_no_worker_collects_what_belongs_to_the_window(qtbot, tasks):
    owner, found_on = Owner(), []
    for _ in range(100):
        Dropped(found_on)

    def work(task):
        return len([[n] for n in range(300_000)])  # enough for a collection of its own

    tasks.on_database(owner, work, owner.done)
    tasks.in_pool(owner, work, owner.done)
    qtbot.waitUntil(lambda: len(owner.got) == 2)
    gc.collect()
    assert len(found_on) == 100
    assert set(found_on) == {threading.current_thread().name}
