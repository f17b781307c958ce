"""Another data key for a real ledger file: who still opens it, what no longer does, and that
whoever is killed in between has lost nothing."""

import json
import multiprocessing
import os
import random
import shutil
import time
from contextlib import contextmanager

import pytest
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from sqlalchemy import select

from db import drivers, engine
from db.backups import backup, restoring
from db.backups.backup_source import Source, fault
from db.location import Location, locate
from db.models import Audit
from db.session import now
from db.users import accounts, audit
from db.vault import key_slots, keys, rotation, unlocking
from db.vault.key_slots import DataKeys
from domain.backups import Why
from domain.errors import KnownError
from domain.rights import Role
from tests.conftest import PASSWORD, USER
from ui import actions

CLERK, FIRST, OWN, PAPER = "李会计", "初始密码", "自己的密码 2", "K7Q2-9XWM"
ROUNDS = 12


@pytest.fixture
def opened(ledger):
    """A ledger file of two users with a recovery key on paper."""
    database = engine.open_ledger(ledger, USER, PASSWORD)
    actions.add_user(database, USER, CLERK, FIRST, Role.ENTRY)
    actions.renew_recovery_key(database, USER, PAPER)
    engine.open_ledger(ledger, CLERK, FIRST, OWN).close()
    yield database
    database.close()


def fill(database, megabytes):
    """Make the ledger's file large, by what nobody reads."""
    with database.write(USER) as session:
        session.connection.exec_driver_sql("CREATE TABLE ballast (page BLOB)")
        session.connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)"
            " INSERT INTO ballast SELECT randomblob(3900) FROM n",
            (megabytes * 256,),
        )


def actions_told(database):
    with database.read() as connection:
        assert audit.first_break(connection) is None
        return list(connection.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)))


def first_form(password, data_key):
    """A slot as the first version of the program wrote it."""
    salt = os.urandom(16)
    key = argon2id.kdf(32, password.encode(), salt, 1, 8 * 1024 * 1024)
    return {
        "kdf": "argon2id",
        "passes": 1,
        "memory": 8 * 1024 * 1024,
        "salt": key_slots.text(salt),
        "wrapped": key_slots.text(SecretBox(key).encrypt(data_key)),
        "failures": 1,
        "locked_until": None,
    }


def rewrite(file, change):
    whole = json.loads(file.read_text(encoding="utf-8"))
    change(whole)
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


# After it


def test_everybody_opens_it_and_the_earlier_key_does_not(opened):
    location, before = opened.location, opened.data_key
    actions.change_data_key(opened, USER)
    assert actions_told(opened) == ["更换数据密钥", "开始更换数据密钥"]
    with opened.write(USER) as session:
        session.log("households", "修改住户", "3栋")
    opened.close()
    assert not unlocking.opens(location.file, before)
    for user, password in ((USER, PASSWORD), (CLERK, OWN)):
        again = engine.open_ledger(location, user, password)
        assert actions_told(again)[0] == "修改住户"
        with again.read() as connection:
            assert fault(connection) == ""
        again.close()
    engine.recover(location, USER, PAPER, "想起来的密码").close()
    engine.open_ledger(location, USER, "想起来的密码").close()


def test_nothing_of_the_change_stays_in_the_key_file(opened):
    actions.change_data_key(opened, USER)
    held = keys.unlock(opened.keyring.file, USER, PASSWORD, now())
    assert held == DataKeys(opened.data_key)
    assert b'"next"' not in opened.keyring.file.read_bytes()
    actions.change_data_key(opened, USER)
    assert opened.data_key != held.current


def test_a_slot_that_was_brought_back_gets_no_new_key(opened):
    old = json.loads(opened.keyring.file.read_text(encoding="utf-8"))["slots"][CLERK]
    actions.remove_user(opened, USER, CLERK)
    rewrite(opened.keyring.file, lambda whole: whole["slots"].update({CLERK: old}))
    actions.change_data_key(opened, USER)
    assert keys.users(opened.keyring.file) == (USER,)


def test_an_earlier_copy_of_the_key_file_opens_no_more(opened):
    copy = opened.keyring.file.read_bytes()
    actions.change_data_key(opened, USER)
    opened.close()
    opened.keyring.file.write_bytes(copy)
    with pytest.raises(KnownError, match="密钥文件与它不配套"):
        engine.open_ledger(opened.location, CLERK, OWN)


def test_a_backup_made_before_opens_with_the_key_it_carries(opened, tmp_path):
    source = Source(opened.location, USER, opened.data_key)
    made = backup.keep(source, Why.KEY).backup
    actions.change_data_key(opened, USER)
    opened.close()
    elsewhere = Location(tmp_path / "别处" / "旧.xcd")
    restoring.restore(made.file, elsewhere, USER, PASSWORD)
    old = engine.open_ledger(elsewhere, CLERK, OWN)
    assert old.data_key == source.data_key
    old.close()
    restoring.restore(made.file, opened.location, USER, PASSWORD)  # in the place of the changed one
    engine.open_ledger(opened.location, CLERK, OWN).close()


# Who may, and when not


def test_it_needs_the_right_to_users(opened):
    clerk = engine.open_ledger(opened.location, CLERK, OWN)
    before = opened.keyring.file.read_bytes()
    with pytest.raises(KnownError, match="用户和权限"):
        actions.change_data_key(clerk, CLERK)
    clerk.close()
    assert opened.keyring.file.read_bytes() == before


def test_a_server_has_none(database):
    if database.keyring is not None:
        actions.change_data_key(database, USER)
        return
    with pytest.raises(KnownError, match="服务器的管理员"):
        actions.change_data_key(database, USER)


def test_another_program_has_the_ledger(opened):
    aside = engine.open_ledger(opened.location, CLERK, OWN)
    files, key = opened.keyring.file.read_bytes(), opened.data_key
    with pytest.raises(KnownError, match="另一个程序打开着"):
        actions.change_data_key(opened, USER)
    assert (opened.keyring.file.read_bytes(), opened.data_key) == (files, key)
    for database in (aside, opened):
        assert actions_told(database)[0] == "开始更换数据密钥"
    aside.close()
    actions.change_data_key(opened, USER)


def test_the_ledger_is_not_opened_while_its_key_is_changed(opened):
    coming = keys.new_data_key()
    keys.prepare(opened.keyring.file, [USER], DataKeys(opened.data_key, coming))
    with unlocking.alone(opened.location), pytest.raises(KnownError, match="正在另一个窗口里更换"):
        engine.open_ledger(opened.location, USER, PASSWORD)
    engine.open_ledger(opened.location, USER, PASSWORD).close()
    assert keys.unlock(opened.keyring.file, USER, PASSWORD, now()) == DataKeys(opened.data_key)


def test_what_was_broken_off_is_not_settled_on_a_disk_that_takes_nothing(opened, small_disk):
    opened.close()
    small_disk.unmount()
    small_disk.mount(4 * 1024)
    location = locate(str(small_disk.folder / opened.location.file.name))
    for file in (opened.location.file, opened.location.keys):
        shutil.copy(file, small_disk.folder / file.name)
    keys.prepare(location.keys, [USER], DataKeys(opened.data_key, keys.new_data_key()))
    small_disk.make_read_only()
    with pytest.raises(KnownError, match="不能写入"):
        engine.open_ledger(location, USER, PASSWORD)


def test_a_ledger_that_neither_key_opens_keeps_both(opened):
    held = DataKeys(opened.data_key, keys.new_data_key())
    opened.close()
    keys.prepare(opened.keyring.file, [USER], held)
    shutil.copy(opened.location.file, opened.location.file.with_name("whole"))
    with opened.location.file.open("rb+") as file:
        file.write(bytes(4096))
    with pytest.raises(KnownError, match="用备份恢复"):
        engine.open_ledger(opened.location, USER, PASSWORD)
    shutil.move(opened.location.file.with_name("whole"), opened.location.file)
    engine.open_ledger(opened.location, USER, PASSWORD).close()


# Slots of the first form


def test_slots_of_the_first_form_open_and_get_a_pair(opened):
    file, data_key = opened.keyring.file, opened.data_key
    rewrite(file, lambda whole: whole["slots"].update({CLERK: first_form(OWN, data_key)}))
    with pytest.raises(KnownError, match=f"“{CLERK}”还没有用这一版"):
        actions.change_data_key(opened, USER)
    with pytest.raises(KnownError, match="不对"):
        engine.open_ledger(opened.location, CLERK, "猜的密码")
    assert keys.without_pair(file) == ((CLERK,), False)
    engine.open_ledger(opened.location, CLERK, OWN).close()
    assert keys.without_pair(file) == ((), False)
    assert keys.attempts(file)[CLERK].failures == 2
    actions.change_data_key(opened, USER)
    opened.close()
    engine.open_ledger(opened.location, CLERK, OWN).close()


def test_unlocking_derives_one_key_whatever_the_slot(opened, monkeypatch):
    key, file = opened.data_key, opened.keyring.file
    rewrite(file, lambda whole: whole["slots"].update({CLERK: first_form(OWN, key)}))
    derived, kdf = [], argon2id.kdf
    monkeypatch.setattr(argon2id, "kdf", lambda *given: derived.append(1) or kdf(*given))
    for user, password in ((CLERK, OWN), (CLERK, OWN), (USER, PASSWORD)):
        keys.unlock(file, user, password, now())
    assert len(derived) == 3


def test_a_reset_password_helps_who_never_came(opened):
    key = opened.data_key
    rewrite(opened.keyring.file, lambda whole: whole["slots"].update({CLERK: first_form(OWN, key)}))
    actions.reset_password(opened, USER, CLERK, "重设的密码")
    actions.change_data_key(opened, USER)


def test_a_recovery_key_of_the_first_form_is_renewed_first(opened):
    key = opened.data_key
    rewrite(opened.keyring.file, lambda whole: whole.update(recovery=first_form("旧的纸", key)))
    with pytest.raises(KnownError, match="先换一把恢复密钥"):
        actions.change_data_key(opened, USER)
    actions.renew_recovery_key(opened, USER, PAPER)
    actions.change_data_key(opened, USER)


def test_a_pair_that_cannot_be_written_keeps_nobody_out(ledger, small_disk):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    data_key = database.data_key
    database.close()
    file = small_disk.folder / "ledger.xcd.keys"
    content = {"version": 1, "slots": {USER: first_form(PASSWORD, data_key)}}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    small_disk.make_read_only()
    assert keys.unlock(file, USER, PASSWORD, now()) == DataKeys(data_key)
    assert keys.without_pair(file) == ((USER,), False)


# What a machine does in between


def test_what_cannot_be_recorded_at_the_end_is_done_all_the_same(opened):
    """Who changes the key may lose the right to it while it is changed."""
    with opened.write(USER) as session:
        accounts.change_role(session, CLERK, Role.ADMIN)
    database, data_key = engine.open_ledger(opened.location, CLERK, OWN), opened.data_key

    def demote(topics):
        database.on_commit = None
        with opened.write(USER) as session:
            accounts.change_role(session, CLERK, Role.ENTRY)
        opened.close()

    database.on_commit = demote
    actions.change_data_key(database, CLERK)
    assert database.data_key != data_key
    assert not unlocking.opens(database.location.file, data_key)
    assert actions_told(database) == ["修改角色", "开始更换数据密钥"]
    database.close()


def test_a_full_disk_leaves_all_as_it_was(opened, small_disk):
    fill(opened, 2)
    opened.close()
    small_disk.unmount()
    small_disk.mount(3 * 1024)
    for file in (opened.location.file, opened.location.keys):
        shutil.copy(file, small_disk.folder / file.name)
    location = locate(str(small_disk.folder / opened.location.file.name))
    database = engine.open_ledger(location, USER, PASSWORD)
    with pytest.raises(KnownError, match="磁盘要空出约 3 MB"):
        actions.change_data_key(database, USER)
    assert database.data_key == opened.data_key
    assert actions_told(database)[0] == "开始更换数据密钥"
    assert b'"next"' not in location.keys.read_bytes()
    database.close()
    engine.open_ledger(location, CLERK, OWN).close()


def change_in_a_process(where, passes, opened):
    key_slots.PASSES, key_slots.MEMORY = passes
    database = engine.open_ledger(locate(where), USER, PASSWORD)
    opened.set()
    actions.change_data_key(database, USER)
    database.close()


@contextmanager
def changing(location):
    """A real process that changes the key, from the moment it has the ledger open."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "ui.actions"])
    opened, costs = context.Event(), (key_slots.PASSES, key_slots.MEMORY)
    process = context.Process(target=change_in_a_process, args=(str(location.file), costs, opened))
    process.start()
    assert opened.wait(60)
    yield process
    process.join(60)
    process.close()


def wait_for_both_keys(process, file):
    while process.is_alive() and b'"next"' not in file.read_bytes():
        process.join(0.001)


def test_whoever_is_killed_in_between_has_lost_nothing(opened):
    fill(opened, 6)
    location, data_key = opened.location, opened.data_key
    opened.close()
    with changing(location) as whole:
        began = time.monotonic()
        whole.join(60)
        lasts = time.monotonic() - began
        assert whole.exitcode == 0
    chance = random.Random(20261130)
    for number in range(ROUNDS):
        with changing(location) as process:
            if number:
                process.join(lasts * (number + chance.random()) / ROUNDS)
            else:
                wait_for_both_keys(process, location.keys)
            process.kill()
        assert number or b'"next"' in location.keys.read_bytes(), "it was over too soon"
        database = engine.open_ledger(location, *((USER, PASSWORD), (CLERK, OWN))[number % 2])
        with database.read() as connection:
            assert fault(connection) == ""
            assert {row.name for row in accounts.rows(connection)} == {USER, CLERK}
            assert audit.first_break(connection) is None
        data_key = database.data_key
        database.close()
        assert keys.users(location.keys) == (USER, CLERK)
        assert b'"next"' not in location.keys.read_bytes()
        assert unlocking.unlock_recovery(location, PAPER, now()).data_key == data_key


@pytest.mark.parametrize("is_changed", [False, True])
def test_it_is_settled_when_the_ledger_is_next_opened(opened, is_changed):
    held = DataKeys(opened.data_key, keys.new_data_key())
    opened.close()
    keys.prepare(opened.keyring.file, [USER, CLERK], held)
    if is_changed:
        connection = drivers.connect(opened.location.file, held.current)
        rotation._encrypt(connection, held)
        connection.close()
    aside = opened.location.file.with_name("aside.keys")
    shutil.copy(opened.location.keys, aside)
    expected = held.coming if is_changed else held.current
    for user, password in ((CLERK, OWN), (USER, PASSWORD)):
        shutil.copy(aside, opened.location.keys)
        database = engine.open_ledger(opened.location, user, password)
        assert database.data_key == expected
        assert (actions_told(database)[0] == "更换数据密钥") is is_changed
        database.close()
    shutil.copy(aside, opened.location.keys)
    engine.recover(opened.location, USER, PAPER, "想起来的密码").close()


def test_what_a_change_left_half_written_is_not_played_into_a_restored_ledger(opened):
    made = backup.keep(Source(opened.location, USER, opened.data_key), Why.KEY).backup
    opened.close()
    journal = opened.location.file.with_name(f"{opened.location.file.name}-journal")
    journal.write_bytes(os.urandom(4096))
    opened.location.keys.write_text("{", encoding="utf-8")
    restored = restoring.restore(made.file, opened.location, USER, PASSWORD)
    assert (restored.saved / journal.name).exists()
    assert not journal.exists()
    engine.open_ledger(opened.location, CLERK, OWN).close()
