"""Accounts, passwords, locks and recovery, on both databases."""

import os
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from db import engine
from db.location import Location
from db.models import Audit
from db.session import today
from db.users import access, accounts, audit
from db.users.accounts import Login
from db.vault import keys
from domain.errors import KnownError
from domain.rights import PROGRAM, Matrix, Right, Role
from exchange import demo
from tests.conftest import PASSWORD, USER
from ui import ledgers

CLERK, FIRST, OWN = "李会计", "初始密码", "自己的密码 2"


@pytest.fixture
def clerk(database):
    """Somebody who enters, with a password of their own."""
    add(database)
    engine.open_ledger(database.location, CLERK, FIRST, OWN).close()
    return CLERK


def add(database, name=CLERK, role=Role.ENTRY, password=FIRST):
    with database.write(USER) as session:
        accounts.add(session, name, password, role)


def change(database, old, new, name=USER):
    with database.read() as connection:
        before = accounts.worn(connection, name)
    chosen = accounts.chosen(before, old, new)
    with database.write(name) as session:
        accounts.change_password(session, chosen)


def rows(database):
    tried = keys.attempts(database.keyring.file) if database.keyring else None
    with database.read() as connection:
        return {row.name: row for row in accounts.rows(connection, tried)}


def audited(database):
    with database.read() as connection:
        columns = select(Audit.actor, Audit.action, Audit.subject).order_by(Audit.id)
        assert audit.first_break(connection) is None
        return [tuple(row) for row in connection.execute(columns)]


def refused(database, name, password, told):
    with pytest.raises(KnownError, match=told):
        engine.open_ledger(database.location, name, password)


def test_a_new_user_first_chooses_a_password_of_their_own(database):
    add(database)
    with pytest.raises(engine.MustChangeError, match="改成自己的"):
        engine.open_ledger(database.location, CLERK, FIRST)
    with pytest.raises(KnownError, match="最近 5 个"):
        engine.open_ledger(database.location, CLERK, FIRST, FIRST)
    engine.open_ledger(database.location, CLERK, FIRST, OWN).close()
    refused(database, CLERK, FIRST, "不对")
    opened = engine.open_ledger(database.location, CLERK, OWN)
    assert opened.log_in(CLERK) == Login(None, 1)
    assert opened.log_in(CLERK).last_at is not None
    opened.close()
    assert rows(database)[CLERK].must_change is False


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        (USER, FIRST, "已经有用户"),
        (PROGRAM, FIRST, "程序自己"),
        (" 空格", FIRST, "空格"),
        ("李\u200b会计", FIRST, "看不见的字符"),
        ("李\t会计", FIRST, "看不见的字符"),
        ("", FIRST, "空"),
        ("李会计", "短", "至少 8 位"),
        ("李会计李会计", "李会计李会计", "用户名一样"),
    ],
)
def test_what_no_account_may_be(database, name, password, told):
    before = rows(database)
    with pytest.raises(KnownError, match=told):
        add(database, name, password=password)
    assert rows(database) == before


def test_the_last_five_passwords_are_not_used_again(database):
    worn = [PASSWORD, *(f"第 {n} 个密码" for n in range(1, 6))]
    for old, new in pairwise(worn):
        change(database, old, new)
    for used in worn[1:]:
        with pytest.raises(KnownError, match="最近 5 个"):
            change(database, worn[-1], used)
    change(database, worn[-1], PASSWORD)
    engine.open_ledger(database.location, USER, PASSWORD).close()


def test_the_old_password_is_asked_for(database):
    with pytest.raises(KnownError, match="现在的密码不对"):
        change(database, "猜的密码", OWN)
    engine.open_ledger(database.location, USER, PASSWORD).close()


def test_a_password_that_was_set_meanwhile_is_not_overwritten(database, clerk):
    with database.read() as connection:
        before = accounts.worn(connection, CLERK)
    chosen = accounts.chosen(before, OWN, "又一个密码 3")
    with database.write(USER) as session:
        accounts.reset_password(session, CLERK, "重设的密码")
    with pytest.raises(KnownError, match="刚在别处改过"), database.write(CLERK) as session:
        accounts.change_password(session, chosen)
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(database.location, CLERK, "重设的密码")


def test_five_wrong_ones_lock_even_the_right_one_and_a_restart_does_not_help(
    database, clerk, monkeypatch
):
    start = datetime(2030, 1, 1, 9)
    monkeypatch.setattr(engine, "now", lambda: start)
    for _ in range(4):
        refused(database, CLERK, "猜的密码", "不对")
    refused(database, CLERK, "猜的密码", "锁定到 09:15")
    refused(database, CLERK, OWN, "锁定到 09:15")
    assert rows(database)[CLERK].locked_until == start + timedelta(minutes=15)
    engine.open_ledger(database.location, USER, PASSWORD).close()
    monkeypatch.setattr(engine, "now", lambda: start + timedelta(minutes=15))
    opened = engine.open_ledger(database.location, CLERK, OWN)
    assert opened.log_in(CLERK).failures == 5
    opened.close()
    assert rows(database)[CLERK].locked_until is None


def test_an_administrator_resets_a_password_and_that_unlocks(database, clerk):
    for _ in range(5):
        with pytest.raises(KnownError):
            engine.open_ledger(database.location, CLERK, "猜的密码")
    with database.write(USER) as session:
        accounts.reset_password(session, CLERK, "重设的密码")
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(database.location, CLERK, "重设的密码")
    engine.open_ledger(database.location, CLERK, "重设的密码", "又一个密码").close()


def test_whoever_is_removed_is_out_at_once_and_stays_in_the_audit(database, clerk):
    theirs = engine.open_ledger(database.location, CLERK, OWN)
    theirs.log_in(CLERK)
    with database.write(USER) as session:
        accounts.remove(session, CLERK)
    with pytest.raises(KnownError, match="已被移除"), theirs.write(CLERK) as session:
        session.log("households", "修改住户", "3栋")
    theirs.close()
    refused(database, CLERK, OWN, "不对")
    assert (USER, "移除用户", CLERK) in audited(database)
    assert (CLERK, "登录", CLERK) in audited(database)


def test_a_slot_that_was_brought_back_opens_nothing(database, clerk):
    if database.keyring is None:
        pytest.skip("a server has no key file")
    old = database.keyring.file.read_bytes()
    with database.write(USER) as session:
        accounts.remove(session, CLERK)
    database.keyring.file.write_bytes(old)
    refused(database, CLERK, OWN, "已被移除")


def test_there_is_always_an_administrator(database, clerk):
    with pytest.raises(KnownError, match="最后一个管理员"), database.write(USER) as session:
        accounts.change_role(session, USER, Role.READ)
    with pytest.raises(KnownError, match="不能移除自己"), database.write(USER) as session:
        accounts.remove(session, USER)
    with database.write(USER) as session:
        accounts.change_role(session, CLERK, Role.ADMIN)
    with database.write(CLERK) as session:
        accounts.change_role(session, USER, Role.READ)
    with pytest.raises(KnownError, match=r"没有“用户和权限”的权限.*李会计"):  # noqa: SIM117
        with database.write(USER) as session:
            accounts.change_role(session, USER, Role.ADMIN)
    assert rows(database)[USER].role == Role.READ


def test_a_write_that_fails_leaves_the_keys_as_they_were(database):
    with pytest.raises(ZeroDivisionError), database.write(USER) as session:
        accounts.add(session, CLERK, FIRST, Role.ENTRY)
        _ = 1 / 0
    if database.keyring is not None:
        assert keys.users(database.keyring.file) == (USER,)
    assert set(rows(database)) == {USER}


def test_keys_go_back_when_the_commit_fails(database):
    if database.keyring is None:
        pytest.skip("a server has no key file")
    before = database.keyring.file.read_bytes()
    with pytest.raises(ZeroDivisionError), database.keyring.changes(bool) as put:
        put({CLERK: FIRST, USER: None}, "", "记录")
        assert keys.unlock(database.keyring.file, CLERK, FIRST, datetime(2030, 1, 1, 9))
        _ = 1 / 0
    assert database.keyring.file.read_bytes() == before


@pytest.fixture
def keyring(small_disk):
    """A key file on a disk of its own, with one wrong password counted."""
    keyring = keys.Keyring(small_disk.folder / "ledger.xcd.keys", keys.new_data_key())
    keys.add_slot(keyring.file, USER, PASSWORD, keyring.data_key)
    with pytest.raises(KnownError, match="不对"):
        keys.unlock(keyring.file, USER, "猜的密码", datetime(2030, 1, 1, 9))
    return keyring


def test_the_right_password_opens_where_nothing_can_be_written(small_disk, keyring):
    small_disk.make_read_only()
    at = datetime(2030, 1, 1, 9)
    assert keys.unlock(keyring.file, USER, PASSWORD, at).current == keyring.data_key
    assert keys.forgive(keyring.file, USER) == 1
    assert keys.attempts(keyring.file)[USER].failures == 1


def test_a_password_that_cannot_be_written_is_told(small_disk, keyring):
    small_disk.make_read_only()
    before = keyring.file.read_bytes()
    with pytest.raises(KnownError, match="写不进去，这一步没有保存"), keyring.changes(bool) as put:
        put({USER: OWN}, "", "记录")
    assert keyring.file.read_bytes() == before


def test_a_key_file_that_another_program_reads_is_waited_for(tmp_path, monkeypatch):
    file, refused = tmp_path / "ledger.xcd.keys", []
    replace = os.replace

    def held_twice(part, target):
        if len(refused) < 2:
            refused.append(target)
            raise PermissionError(13, "in use")
        return replace(part, target)

    monkeypatch.setattr(os, "replace", held_twice)
    keys.add_slot(file, USER, PASSWORD, keys.new_data_key())
    assert keys.users(file) == (USER,)


def test_an_act_without_its_right_is_not_written(database, clerk):
    with pytest.raises(KnownError) as told, database.write(CLERK) as session:
        session.log("households", "修改住户", "3栋")
        session.log("notices", "批准公示", "幸福账单")
    assert str(told.value) == (f"“录入”没有“批准公示”的权限，这一步没有保存；请{USER}来办。")
    assert (CLERK, "修改住户", "3栋") not in audited(database)
    with database.write(CLERK) as session:
        session.log("households", "修改住户", "3栋")


def test_a_write_that_logs_nothing_needs_the_right_to_its_topics(database, clerk):
    with pytest.raises(KnownError, match="设置"), database.write(CLERK) as session:
        session.topics.add("settings")
    with database.write(CLERK) as session:
        session.topics.add("columns")


def test_the_matrix_is_the_offices_own(database, clerk):
    given = Matrix().put(Role.ENTRY, Right.APPROVE, True).put(Role.ENTRY, Right.ENTER, False)
    with database.write(USER) as session:
        access.change(session, Matrix(), given)
    with database.read() as connection:
        assert access.matrix(connection) == given
        assert Right.APPROVE in access.rights_of(connection, CLERK)
    with database.write(CLERK) as session:
        session.log("notices", "批准公示", "幸福账单")
    with pytest.raises(KnownError, match="登记和办理"), database.write(CLERK) as session:
        session.log("households", "修改住户", "3栋")
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        access.change(session, Matrix(), given)


def test_whoever_enters_may_import_whatever_there_is(database, clerk):
    made = demo.build(40, 1, today())
    with database.write(USER) as session:
        accounts.change_role(session, CLERK, Role.REVIEW)
    with pytest.raises(KnownError, match="“审核”没有"):
        ledgers.fill_demo(database, CLERK, made)
    with database.write(USER) as session:
        accounts.change_role(session, CLERK, Role.ENTRY)
    ledgers.fill_demo(database, CLERK, made)


def test_the_program_itself_may_and_nobody_else_without_an_account(database):
    with database.write(PROGRAM) as session:
        session.log("issues", "超期升色", "1 件")
    with pytest.raises(KnownError, match="已被移除"), database.write("路人") as session:
        session.log("issues", "登记", "1 件")


def test_coming_back_to_a_locked_window(database, clerk):
    database.confirm(CLERK, OWN)
    with pytest.raises(KnownError, match="不对"):
        database.confirm(CLERK, PASSWORD)
    for _ in range(4):
        with pytest.raises(KnownError):
            database.confirm(CLERK, "猜的密码")
    with pytest.raises(KnownError, match="锁定"):
        database.confirm(CLERK, OWN)


def test_the_recovery_key_opens_what_all_forgot(ledger: Location):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with pytest.raises(KnownError, match="没有恢复密钥"):
        engine.recover(ledger, USER, "不是", OWN)
    with database.write(USER) as session:
        accounts.renew_recovery_key(session, "K7Q2")
    database.close()
    with pytest.raises(KnownError, match="核对是哪一张"):
        engine.recover(ledger, USER, "别的", OWN)
    with pytest.raises(KnownError, match="至少 8 位"):
        engine.recover(ledger, USER, "K7Q2", "短")
    database = engine.recover(ledger, USER, "K7Q2", OWN)
    assert (USER, "用恢复密钥设密码", USER) in audited(database)
    refused(database, USER, PASSWORD, "不对")
    engine.open_ledger(ledger, USER, OWN).close()
    database.close()
