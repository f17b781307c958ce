"""Backups of real ledgers: what is in them, what is never in them, what cannot be used."""

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from db import check, drivers, engine
from db.backups import backup, backup_file, backup_places, restoring
from db.backups.backup_places import Places
from db.backups.backup_source import Source
from db.figures import statistics
from db.location import Location, locate
from db.models import Audit
from db.session import today
from db.users import accounts, audit
from domain.backups import Why
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER
from ui import ledgers
from ui.tasks import Cancelled

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder of a small demo ledger, made once."""
    folder = tmp_path_factory.mktemp("demo")
    ledgers.create_demo(locate(str(folder / "台账.xcd")), USER, PASSWORD, 300).close()
    return folder


@pytest.fixture
def opened(demo, tmp_path):
    """The demo ledger, open."""
    for file in demo.iterdir():
        shutil.copy(file, tmp_path / file.name)
    database = engine.open_ledger(locate(str(tmp_path / "台账.xcd")), USER, PASSWORD)
    yield database
    database.close()


@pytest.fixture
def source(opened):
    return Source(opened.location, USER, opened.data_key)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "存").mkdir()
    return tmp_path / "存"


def log(database, what):
    with database.write(USER) as session:
        session.log("places", what, "甲")


def facts(location):
    """The figures of a ledger, its whole check, and its last audit records."""
    database = engine.open_ledger(location, USER, PASSWORD)
    with database.read() as connection:
        figures = (
            statistics.count_households(connection),
            statistics.count_residents(connection),
            statistics.count_issues(connection, today()),
        )
        results = check.run(connection, today())
        actions = connection.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)).all()
    database.close()
    return figures, [r.what for r in results if not r.good], list(actions)


def contents(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".lock"
    }


# Making one


def test_a_backup_brings_back_all_of_the_ledger(opened, source, folder):
    log(opened, "之前")
    made = backup.make(source, folder, Why.HAND)
    assert [file.name for file in folder.iterdir()] == [made.file.name]
    opened.close()
    before = facts(opened.location)
    assert before[1] == []

    fresh = Location(folder / "新机器" / "新.xcd")
    restored = restoring.restore(made.file, fresh, USER, PASSWORD)
    assert restored.saved is None
    figures, faults, actions = facts(fresh)
    assert (figures, faults) == (before[0], [])
    assert actions == ["恢复备份", "之前"]


def test_nothing_readable_is_in_it(opened, source, folder):
    with opened.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, id_number, employer FROM resident WHERE id_number != '' LIMIT 50"
        ).all()
    made = backup.make(source, folder, Why.HAND)
    raw = made.file.read_bytes()
    assert b"SQLite format 3" not in raw
    words = {word for row in rows for word in row if word and len(word.encode()) > 5}
    assert len(words) > 50
    assert [word for word in words if word.encode() in raw] == []


def test_it_holds_one_moment_while_another_connection_writes(opened, source, folder):
    aside = engine.open_ledger(opened.location, USER, PASSWORD)
    written = []

    def progress(done, total):
        log(aside, f"第 {len(written)} 次")
        written.append(done)

    made = backup.make(source, folder, Why.DAILY, progress)
    aside.close()
    assert len(written) > 3
    state = made.manifest.state
    with opened.read() as connection:
        assert connection.scalar(select(Audit.id).order_by(Audit.id.desc())) == (
            state.audit_id + len(written)
        )


def test_nobody_who_works_waits_for_it(opened, source, folder):
    """The pool makes a backup while the database thread goes on writing."""
    making = threading.Thread(target=backup.make, args=(source, folder, Why.DAILY))
    making.start()
    for number in range(20):
        log(opened, f"第 {number} 次")
    making.join()
    (made,) = folder.glob("*.xcb")
    assert restoring.rehearse(source, made).state.counts["household"] == 300


def test_one_that_is_stopped_leaves_nothing(source, folder):
    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        backup.make(source, folder, Why.DAILY, stop)
    assert list(folder.iterdir()) == []


def test_no_folder_and_one_that_cannot_be_written(source, folder, small_disk):
    with pytest.raises(KnownError, match="不存在，没有写成"):
        backup.make(source, folder / "无", Why.HAND)
    small_disk.make_read_only()
    with pytest.raises(KnownError, match="不能写入，没有写成"):
        backup.make(source, small_disk.folder, Why.HAND)


def test_a_full_disk(source, small_disk):
    with pytest.raises(KnownError, match="磁盘已满"):
        backup.make(source, small_disk.folder, Why.HAND)
    assert small_disk.names() == []


@pytest.mark.parametrize("room", [0.4, 1])
def test_a_file_that_may_not_grow(opened, folder, tmp_path, room):
    """There is room for a part of the copy; and for the copy, but not for the file around it."""
    opened.close()
    size = int(opened.location.file.stat().st_size * room)
    told = (
        "import resource, sys; from ui import command_line;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "sys.exit(command_line.run(sys.argv[1:]))"
    )
    (tmp_path / "pw").write_text(PASSWORD, encoding="utf-8")
    words = ("--db", opened.location.file, "--user", USER, "--password-file", tmp_path / "pw")
    ran = subprocess.run(
        [sys.executable, "-c", told, *map(str, words), "backup", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "磁盘" in ran.stderr
    assert list(folder.iterdir()) == []


# Keeping them


def test_the_next_one_is_made_only_when_something_changed(opened, source, tmp_path):
    first = backup.keep(source, Why.DAILY)
    assert first.is_new
    assert first.backup.file.parent == tmp_path / "备份"
    again = backup.keep(source, Why.IMPORT)
    assert not again.is_new
    assert again.backup.file == first.backup.file
    log(opened, "改动")
    assert backup.keep(source, Why.IMPORT).is_new


def test_both_places_have_it_and_a_second_one_that_is_gone_is_told(opened, source, folder):
    with opened.write(USER) as session:
        after = Places(second=str(folder))
        backup_places.change(session, opened.location, Places(), after)
    kept = backup.keep(source, Why.DAILY)
    (second,) = folder.iterdir()
    assert second.read_bytes() == kept.backup.file.read_bytes()
    folder.rename(folder.with_name("拔掉"))
    log(opened, "改动")
    kept = backup.keep(source, Why.DAILY)
    assert kept.backup.file.exists()
    assert "没有放到第二处" in kept.trouble
    assert "不存在" in kept.trouble
    assert not folder.exists()  # never made where a disk should be


def test_places_that_cannot_be(opened, folder):
    for after, told in (
        (Places(str(folder / "无")), "不存在"),
        (Places(str(folder), str(folder)), "同一个文件夹"),
    ):
        with pytest.raises(KnownError, match=told), opened.write(USER) as session:
            backup_places.change(session, opened.location, Places(), after)
    with pytest.raises(KnownError, match="刚被别人改过"), opened.write(USER) as session:
        backup_places.change(session, opened.location, Places(str(folder)), Places())


SECOND_OF_THAT_DAY = 1200 + 1 / 86_400


def older(made, days):
    """The same backup as it would have been made so many days before."""
    file = made.file.with_name(f"{days} 天前.xcb")
    with backup_file.scratch(file.parent) as inside:
        manifest = backup_file.look_through(made.file, into=inside)
        before = replace(manifest, made_at=manifest.made_at - timedelta(days), why=Why.DAILY)
        parts = (inside / backup_file.LEDGER, inside / backup_file.KEYS)
        backup_file.pack(*parts, before, file, backup_file.ignore)
    return file


def test_thinning_takes_only_this_ledgers_own(opened, source, folder, tmp_path):
    """What is another's or cannot be read stays, however old."""
    newest = backup.make(source, folder, Why.DAILY)
    past = {days: older(newest, days).name for days in (*range(1, 9), 1200, SECOND_OF_THAT_DAY)}
    strange = folder / "别的.xcb"
    strange.write_bytes(b"nothing")
    other = engine.create(locate(str(tmp_path / "other.xcd")), USER, PASSWORD)
    others = backup.make(Source(other.location, USER, other.data_key), folder, Why.DAILY)
    other.close()
    aged = older(others, 1300)
    backup.thin(folder, newest.manifest.state.ledger)
    there = {file.name for file in folder.iterdir()}
    assert {newest.file.name, strange.name, others.file.name, aged.name} <= there
    assert {past[days] for days in range(1, 7)} <= there  # a week with today
    assert past[1200] in there  # there is no other of its month
    assert past[SECOND_OF_THAT_DAY] not in there
    own = {b.file.name for b in backup.listed(folder, newest.manifest.state.ledger)}
    assert own == there - {others.file.name, aged.name}


# Restoring


@pytest.fixture
def made(source, folder):
    return backup.make(source, folder, Why.HAND).file


def test_the_state_before_a_restore_is_kept_as_a_backup(opened, made, folder):
    log(opened, "之后")
    opened.close()
    restored = restoring.restore(made, opened.location, USER, PASSWORD)
    assert facts(opened.location)[2][0] == "恢复备份"
    assert restored.saved.parent == opened.location.file.parent / "备份"
    fresh = Location(folder / "f.xcd")
    restoring.restore(restored.saved, fresh, USER, PASSWORD)
    assert facts(fresh)[2] == ["恢复备份", "之后"]
    assert not [f for f in opened.location.file.parent.iterdir() if f.name.startswith(".备份-")]


def test_the_audit_says_where_it_was_restored(opened, made):
    opened.close()
    restoring.restore(made, opened.location, USER, PASSWORD, origin="电脑甲 · 窗口")
    database = engine.open_ledger(opened.location, USER, PASSWORD)
    with database.read() as connection:
        last = select(Audit.action, Audit.origin).order_by(Audit.id.desc()).limit(1)
        assert tuple(connection.execute(last).one()) == ("恢复备份", "电脑甲 · 窗口")
        assert audit.first_break(connection) is None
    database.close()


def test_a_ledger_that_no_longer_opens_is_kept_as_it_is(opened, made):
    opened.close()
    where = opened.location
    where.file.write_bytes(b"spilled coffee" * 1000)
    where.keys.write_text("{", encoding="utf-8")
    restored = restoring.restore(made, where, USER, PASSWORD)
    assert (restored.saved / where.file.name).read_bytes() == b"spilled coffee" * 1000
    assert (restored.saved / where.keys.name).read_text(encoding="utf-8") == "{"
    assert facts(where)[1] == []


def while_saved(do):
    """A restore's progress that does something between what is saved and what is put in place."""

    def progress(done, total):
        if done == 95:
            do()

    return progress


def test_what_is_written_after_the_state_was_saved_is_not_lost(opened, made):
    opened.close()
    where = opened.location

    def write():
        beside = engine.open_ledger(where, USER, PASSWORD)
        log(beside, "正在恢复时")
        beside.close()

    with pytest.raises(KnownError, match="刚在这个台账里写了内容，没有恢复"):
        restoring.restore(made, where, USER, PASSWORD, while_saved(write))
    assert facts(where)[2][0] == "正在恢复时"
    assert restoring.restore(made, where, USER, PASSWORD).saved is not None


def test_a_ledger_without_its_keys_is_kept_whole_with_what_is_written_meanwhile(opened, made):
    where, beside = opened.location, opened
    where.keys.write_text("{", encoding="utf-8")
    restored = restoring.restore(
        made, where, USER, PASSWORD, while_saved(lambda: log(beside, "正在恢复时"))
    )
    log(beside, "刚刚恢复完")
    beside.close()
    kept = engine._with_key(Location(restored.saved / where.file.name), opened.data_key)
    with kept.read() as connection:
        told = connection.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)).all()
    kept.close()
    assert told == ["刚刚恢复完", "正在恢复时"]
    assert facts(where)[1] == []


def test_the_keys_in_a_backup_are_those_of_its_moment(opened, source, folder):
    asked = []

    def change_password(done, total):
        if not asked:
            asked.append(done)
            with opened.write(USER) as session:
                accounts.reset_password(session, USER, "备份时改的密码")

    made = backup.make(source, folder, Why.DAILY, change_password)
    fresh = Location(folder / "f.xcd")
    restoring.restore(made.file, fresh, USER, "备份时改的密码")
    database = engine.open_ledger(fresh, USER, "备份时改的密码", "自己的密码 5")
    database.close()


def test_a_row_that_points_nowhere_is_no_damaged_page(opened, source, folder):
    careless = drivers.connect(opened.location.file, opened.data_key)
    careless.execute("UPDATE household SET place_id = 999999 WHERE id = 1")
    careless.close()
    made = backup.make(source, folder, Why.HAND)
    with pytest.raises(KnownError, match="有的记录指向不存在的内容"):
        restoring.restore(made.file, Location(folder / "f.xcd"), USER, PASSWORD)


def spoil(made, folder, kind):
    raw = bytearray(made.read_bytes())
    target = folder / "坏.xcb"
    if kind == "truncated":
        raw = raw[: len(raw) // 2]
    elif kind == "flipped":
        raw[len(raw) // 3] ^= 4
    elif kind == "flipped manifest":
        raw[raw.rindex(b'"household"')] ^= 1
    elif kind == "no backup":
        raw = bytearray(b"PK" + os.urandom(4000))
    elif kind == "another zip":
        with ZipFile(target, "w") as packed:
            packed.writestr("readme.txt", "甲")
        return target
    elif kind == "folder":
        target.mkdir()
        return target
    target.write_bytes(raw)
    return target


@pytest.mark.parametrize(
    "kind", ["truncated", "flipped", "flipped manifest", "no backup", "another zip", "folder"]
)
def test_what_is_no_whole_backup_changes_nothing(opened, made, folder, kind):
    opened.close()
    spoiled = spoil(made, folder, kind)
    before = contents(opened.location.file.parent)
    with pytest.raises(KnownError, match="台账没有改动"):
        restoring.restore(spoiled, opened.location, USER, PASSWORD)
    assert contents(opened.location.file.parent) == before


def test_a_copy_that_was_changed_by_whoever_made_a_whole_file_of_it(opened, made, folder):
    """The ZIP and its sum are right, and still it is not what the ledger held."""
    opened.close()
    with ZipFile(made) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    manifest = backup_file.manifest_of(made)
    copy, keys = folder / "copy", folder / "keys"
    raw = bytearray(parts[backup_file.LEDGER])
    raw[50_000] ^= 1
    copy.write_bytes(raw)
    keys.write_bytes(parts[backup_file.KEYS])
    backup_file.pack(copy, keys, manifest, folder / "made.xcb", backup_file.ignore)
    before = contents(opened.location.file.parent)
    with pytest.raises(KnownError, match="台账没有改动"):
        restoring.restore(folder / "made.xcb", opened.location, USER, PASSWORD)
    assert contents(opened.location.file.parent) == before


def test_a_wrong_password_and_a_newer_schema(opened, made, monkeypatch):
    opened.close()
    before = contents(opened.location.file.parent)
    with pytest.raises(KnownError, match="用户名或密码不对"):
        restoring.restore(made, opened.location, USER, "错的")
    monkeypatch.setattr("db.migrations.HEAD", "0000")
    with pytest.raises(KnownError, match="更新版本"):
        restoring.restore(made, opened.location, USER, PASSWORD)
    assert contents(opened.location.file.parent) == before


def test_a_ledger_that_somebody_has_open_is_not_restored(opened, made):
    log(opened, "之后")
    with pytest.raises(KnownError, match="正被另一个程序"):
        restoring.restore(made, opened.location, USER, PASSWORD)
    opened.close()
    assert facts(opened.location)[2][0] == "之后"


def test_a_rehearsal_leaves_nothing_and_finds_what_is_wrong(source, made, folder):
    assert restoring.rehearse(source, made).state.counts["household"] == 300
    assert [file.name for file in folder.iterdir()] == [made.name]
    spoiled = spoil(made, folder, "flipped")
    with pytest.raises(KnownError, match="已损坏"):
        restoring.rehearse(source, spoiled)


def test_a_rehearsal_can_be_stopped_while_it_checks(source, made, folder):
    told = []

    def stop(done, total):
        told.append(done)
        if told.count(40) > 1:  # the first time all is unpacked, then it is checked
            raise Cancelled

    with pytest.raises(Cancelled):
        restoring.rehearse(source, made, stop)
    assert [file.name for file in folder.iterdir()] == [made.name]
