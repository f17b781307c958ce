"""A wrong password stands in the audit, on both databases: on a server at once, of a ledger file as
soon as somebody opens it."""

import json
from datetime import datetime

import pytest

from db import engine
from db.location import Location
from db.users import accounts, audit, audit_search
from db.users.audit_search import AuditFilter
from db.vault import keys
from domain.audit_acts import FAILED_LOGIN
from domain.errors import KnownError
from domain.rights import PROGRAM, Role
from tests.conftest import PASSWORD, USER

CLERK, OWN = "李会计", "自己的密码 2"
START = datetime(2030, 1, 1, 9)
THERE = "电脑乙/路人 · 窗口"


@pytest.fixture
def clerk(database, monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: START)
    with database.write(USER) as session:
        accounts.add(session, CLERK, "初始密码", Role.ENTRY)
    engine.open_ledger(database.location, CLERK, "初始密码", OWN).close()
    return CLERK


def guess(database, user=CLERK, times=1, origin=THERE):
    for _ in range(times):
        with pytest.raises(KnownError):
            engine.open_ledger(database.location, user, "猜的密码", origin=origin)


def told(database, **wanted):
    with database.read() as connection:
        assert audit.first_break(connection) is None
        found = audit_search.order(connection, AuditFilter(action=FAILED_LOGIN, **wanted))
        rows = audit_search.rows(connection, found)
        return [rows[id_] for id_ in reversed(found)]


def test_whoever_opens_next_brings_them_into_the_audit_once(database, clerk):
    guess(database, times=3)
    for _ in range(2):
        engine.open_ledger(database.location, USER, PASSWORD, origin="电脑甲 · 窗口").close()
    rows = told(database)
    assert {(row.actor, row.subject) for row in rows} == {(PROGRAM, CLERK)}
    if database.keyring is None:
        assert [row.origin for row in rows] == [THERE] * 3
    else:
        (row,) = rows
        assert row.detail == f"此前 3 次密码错误，最近一次 2030-01-01 09:00，在 {THERE}"
        assert row.origin == "电脑甲 · 窗口"
    assert told(database, query="电脑乙") == rows
    assert told(database, letting_in=True) == rows
    assert told(database, leaving=True) == []


def test_the_lock_counts_on_when_the_audit_was_told(database, clerk):
    guess(database, times=4)
    engine.open_ledger(database.location, USER, PASSWORD).close()
    guess(database)
    with pytest.raises(KnownError, match="锁定到 09:15"):
        engine.open_ledger(database.location, CLERK, OWN)
    engine.open_ledger(database.location, USER, PASSWORD).close()
    assert "锁定 15 分钟" in told(database)[-1].detail
    assert not any("锁定" in row.detail for row in told(database)[:-1])


def test_a_window_that_was_locked_tells_what_was_tried_meanwhile(database, clerk):
    database.origin = THERE
    with pytest.raises(KnownError):
        database.confirm(CLERK, "猜的密码")
    database.confirm(CLERK, OWN)
    (row,) = told(database)
    assert (row.subject, row.origin) == (CLERK, THERE)


def test_a_new_password_does_not_forget_what_was_tried_before(database, clerk):
    guess(database, times=2)
    with database.write(USER) as session:
        accounts.remove(session, CLERK)
    engine.open_ledger(database.location, USER, PASSWORD).close()
    assert told(database)[-1].subject == CLERK


def test_what_is_tried_while_it_is_told_waits_for_the_next_time(ledger: Location):
    opened = engine.open_ledger(ledger, USER, PASSWORD)
    guess(opened, USER, 2)
    before = keys.waiting(ledger.keys)
    guess(opened, USER)
    keys.tell(ledger.keys, before)
    assert [one.count for one in keys.waiting(ledger.keys)] == [1]
    opened.close()


def test_a_wrong_recovery_key_is_told_too(ledger: Location):
    opened = engine.open_ledger(ledger, USER, PASSWORD)
    with opened.write(USER) as session:
        accounts.renew_recovery_key(session, "K7Q2")
    with pytest.raises(KnownError, match="核对是哪一张"):
        engine.recover(ledger, USER, "别的", OWN, THERE)
    engine.recover(ledger, USER, "K7Q2", OWN).close()
    (row,) = told(opened)
    assert row.subject == "恢复密钥"
    assert row.detail.startswith("此前 1 次恢复密钥错误")
    opened.close()


def test_no_secret_lies_in_the_key_file(ledger: Location):
    opened = engine.open_ledger(ledger, USER, PASSWORD)
    guess(opened, USER)
    guess(opened, "误把密码写在这里")
    content = ledger.keys.read_text(encoding="utf-8")
    assert [one["user"] for one in json.loads(content)["untold"]] == [USER]
    assert "猜的密码" not in content
    assert "误把密码" not in content
    opened.close()
