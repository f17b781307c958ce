"""The backup of every day beside a real desk, and what is said of it."""

from threading import Event

import pytest
from sqlalchemy import select

from db.backups import backup_rehearsal
from db.backups.backup_places import Places
from db.models import Audit
from ui import actions
from ui.backup_run import BackupRun
from ui.desk import Desk

WAIT = 20_000


@pytest.fixture
def said(bench):
    heard = []
    bench.messages.said.connect(lambda kind, text, *_: heard.append((kind, text)))
    return heard


@pytest.fixture
def run(qtbot, bench):
    """Back up as when a day begins."""
    made = BackupRun(bench)

    def go():
        made.run()
        qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)

    return go


def names(folder):
    return [file.name for file in folder.iterdir()] if folder.exists() else []


def test_an_opened_desk_backs_up_soon(qtbot, bench, ledger):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    qtbot.waitUntil(desk.backups._later.isActive, timeout=WAIT)
    desk.rest()
    assert not desk.backups._later.isActive()


def test_the_first_day_of_a_month_rehearses_a_restore(run, said, read, ledger):
    folder = ledger.file.parent / "备份"
    run()
    assert len(names(folder)) == 1
    ((kind, told),) = said
    assert kind == "info"
    assert "恢复演练通过" in told
    assert read(backup_rehearsal.last).good
    assert "恢复演练" in read(lambda c: list(c.scalars(select(Audit.action))))
    said.clear()
    run()  # the rehearsal itself was noted; the month has had its own
    assert said == []


def test_one_that_waits_while_the_key_is_changed_is_made_with_the_new_one(
    qtbot, bench, said, write, ledger
):
    made, free = BackupRun(bench), Event()
    for _ in range(2):  # the pool has no more workers
        bench.tasks.in_pool(made, lambda _: free.wait(60), lambda _: None)
    made.run()
    write(actions.change_data_key)
    free.set()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    ((kind, told),) = said
    assert (kind, "恢复演练通过" in told) == ("info", True)
    assert len(names(ledger.file.parent / "备份")) == 1


def test_nothing_new_makes_no_second_one(run, ledger):
    folder = ledger.file.parent / "备份"
    run()
    run()
    before = names(folder)
    run()
    assert names(folder) == before


def test_a_second_place_that_is_gone_is_told(qtbot, bench, run, said, write, tmp_path):
    usb = tmp_path / "usb"
    usb.mkdir()
    write(actions.change_backup_places, Places(), Places(second=str(usb)))
    run()
    assert len(names(usb)) == 1
    for file in usb.iterdir():
        file.unlink()
    usb.rmdir()
    said.clear()
    run()
    assert [kind for kind, _ in said] == ["warning"]
    assert "没有放到第二处" in said[0][1]
    assert names(tmp_path / "备份")


def test_a_folder_that_is_gone_is_told(run, said, write, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    write(actions.change_backup_places, Places(), Places(str(disk)))
    disk.rmdir()
    run()
    ((kind, told),) = said
    assert kind == "warning"
    assert told.startswith("今天的备份没有做成")
    assert "不存在" in told
