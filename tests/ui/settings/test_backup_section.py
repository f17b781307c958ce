"""备份: the list of backups, making one, where they are kept, and asking for a restore."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from db.backups import backup, backup_places
from db.backups.backup_places import Places
from db.models import Audit
from db.users import accounts
from domain.backups import Why
from domain.rights import Role
from tests.conftest import USER
from ui import actions, keeping
from ui.settings.backup_section import BackupSection

WAIT = 20_000
_LAST = select(Audit.actor, Audit.action).order_by(Audit.id.desc()).limit(1)


@pytest.fixture
def section(qtbot, bench):
    made = BackupSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    return made


@pytest.fixture
def said(bench):
    heard = []
    bench.messages.said.connect(lambda kind, text, *_: heard.append((kind, text)))
    return heard


@pytest.fixture
def click(qtbot, bench):
    def go(button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)

    return go


def rows(section):
    model = section.table.rows
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_at_first_there_is_none(section):
    assert rows(section) == []
    assert not section.restoring.isEnabled()
    assert section.making.isEnabled()


def test_backing_up_now_and_again(section, said, click, ledger):
    click(section.making)
    (row,) = rows(section)
    (file,) = (ledger.file.parent / "备份").iterdir()
    assert row[1] == "手动"
    assert row[-1] == file.name
    told = f"已备份并核对：{file.name}（{file.stat().st_size / 1e6:.1f} MB）"
    assert said[0] == ("success", told)
    click(section.making)  # that the first was made has been recorded: the second holds more
    assert len(rows(section)) == 2


def test_a_backup_is_made_by_whom_the_audit_names(section, click, read, ledger):
    click(section.making)
    newest = read(lambda c: c.execute(_LAST).one())
    assert tuple(newest) == (USER, "备份")


def test_without_the_right_there_is_no_backup(section, bench, click, said, read, ledger, aside):
    with aside.write(USER) as session:
        accounts.add(session, "钱站长", "初始密码", Role.READ)
    bench.user = "钱站长"
    click(section.making)
    assert said[-1][0] == "error"
    assert "没有“备份和恢复”的权限" in said[-1][1]
    assert not (ledger.file.parent / "备份").exists()
    assert tuple(read(lambda c: c.execute(_LAST).one())) == (USER, "新建用户")
    assert section.making.isEnabled()


def test_what_cannot_be_read_is_shown_and_not_restored(section, click, ledger, qtbot):
    click(section.making)
    (file,) = (ledger.file.parent / "备份").iterdir()
    file.write_bytes(file.read_bytes()[:5000])
    section.refresh()
    qtbot.waitUntil(lambda: "读不出来" in rows(section)[0][2], timeout=WAIT)
    section.table.go_to(0)
    assert not section.restoring.isEnabled()


def test_the_chosen_one_is_to_be_restored(section, click, qtbot, ledger):
    click(section.making)
    section.table.go_to(0)
    (file,) = (ledger.file.parent / "备份").iterdir()
    with qtbot.waitSignal(section.restore_wanted) as asked:
        click(section.restoring)
    assert asked.args == [file]


def test_the_places_are_saved_and_taken_back(section, bench, click, read, tmp_path, qtbot, ledger):
    usb = tmp_path / "usb"
    usb.mkdir()
    section.form.field("second").set_value(str(usb))
    assert section.is_dirty()
    click(section.saving)
    assert read(backup_places.current, ledger) == Places(second=str(usb))
    click(section.making)
    assert len(list(usb.iterdir())) == 1
    bench.messages.undo()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert read(backup_places.current, ledger) == Places()
    assert section.form.field("second").value() is None


def test_a_folder_that_is_not_there_is_refused_beside_the_button(section, click, said):
    section.form.field("folder").set_value("/没有/这个文件夹")
    click(section.saving)
    assert "不存在" in section.notice.text()
    assert section.is_dirty()


def test_what_another_one_changed_meets_what_is_typed(section, write, tmp_path, qtbot, bench):
    section.form.field("second").set_value(str(tmp_path / "usb"))
    write(actions.change_backup_places, Places(), Places(str(tmp_path)))
    qtbot.waitUntil(lambda: bool(section.notice.text()), timeout=WAIT)
    assert section.form.field("second").value() == str(tmp_path / "usb")


def test_while_it_backs_up_it_can_be_stopped(section, bench, qtbot, ledger):
    started = []
    bench.tasks.started.connect(started.append)
    qtbot.mouseClick(section.making, Qt.MouseButton.LeftButton)
    assert not section.making.isEnabled()
    qtbot.waitUntil(lambda: bool(started), timeout=WAIT)
    (task,) = started
    task.cancel()
    qtbot.waitUntil(lambda: bench.tasks.idle and section.making.isEnabled(), timeout=WAIT)
    folder = ledger.file.parent / "备份"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_what_was_backed_up_meanwhile_is_there_when_one_comes_back(section, bench, qtbot, ledger):
    section.hide()
    backup.keep(keeping.source(bench.database, bench.user), Why.IMPORT)
    section.show()
    qtbot.waitUntil(lambda: len(rows(section)) == 1, timeout=WAIT)
    assert rows(section)[0][1] == "导入前"
