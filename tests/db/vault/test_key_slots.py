"""Slots and accounts lie in two files: whoever finds them as a power cut leaves them in between has
all of a change or nothing of it."""

import json
import shutil
import threading

import pytest
from sqlalchemy import event

from db import engine
from db.backups import backup, restoring
from db.backups.backup_source import Source
from db.location import Location
from db.session import now
from db.users import accounts
from db.vault import keys
from domain.backups import Why
from domain.errors import KnownError
from domain.rights import Role
from tests.conftest import PASSWORD, USER
from ui import actions

CLERK, FIRST, OWN, RESET, PAPER = "李会计", "初始密码", "自己的密码 2", "重设的密码", "K7Q2-9XWM"


@pytest.fixture
def opened(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    actions.add_user(database, USER, CLERK, FIRST, Role.ENTRY)
    engine.open_ledger(ledger, CLERK, FIRST, OWN).close()
    yield database
    database.close()


class Cut:
    """The files as they lie on the disk when the power goes: the slots are written, and the commit
    is about to be made; with ``is_made`` it has just been made."""

    def __init__(self, database, folder, is_made):
        self.database, self.is_made = database, is_made
        self.location = Location(folder / "剪断" / "ledger.xcd")
        self.location.file.parent.mkdir()

    def during(self, act):
        event.listen(self.database.engine, "commit", self._copy)
        act()
        event.remove(self.database.engine, "commit", self._copy)
        if self.is_made:
            self._copy(None, but=self.database.location.keys)
        return self.location

    def _copy(self, _, but=None):
        for file in self.database.location.file.parent.glob("ledger.xcd*"):
            if file != but and file.suffix != ".lock":
                shutil.copy(file, self.location.file.parent / file.name)


@pytest.fixture(params=[False, True], ids=["before", "after"])
def cut(request, opened, tmp_path):
    return Cut(opened, tmp_path, request.param)


def choose(database, old, new):
    with database.read() as connection:
        before = accounts.worn(connection, USER)
    actions.change_own_password(database, USER, accounts.chosen(before, old, new))


def enters(location, user, password):
    """Whether the password opens the ledger, and the account has it too."""
    try:
        database = engine.open_ledger(location, user, password)
    except engine.MustChangeError:
        return True
    except KnownError:
        return False
    with database.read() as connection:
        accounts.check(connection, user, password, now())
    database.close()
    return True


def agree(location):
    """The slots are those of the accounts, and nothing is left to settle."""
    database = engine.open_ledger(location, USER, PASSWORD)
    with database.read() as connection:
        names = {row.name for row in accounts.rows(connection)}
    database.close()
    return set(keys.users(location.keys)) == names and keys.unsettled(location.keys) is None


@pytest.mark.parametrize("first", [OWN, RESET])
def test_a_password(cut, opened, first):
    where = cut.during(lambda: actions.reset_password(opened, USER, CLERK, RESET))
    assert keys.unsettled(where.keys)
    enters(where, CLERK, first)  # whichever is typed first settles it
    assert (enters(where, CLERK, OWN), enters(where, CLERK, RESET)) == (
        not cut.is_made,
        cut.is_made,
    )
    assert agree(where)


def test_ones_own_password(cut, opened):
    where = cut.during(lambda: choose(opened, PASSWORD, OWN))
    holds, gone = (OWN, PASSWORD) if cut.is_made else (PASSWORD, OWN)
    assert (enters(where, USER, gone), enters(where, USER, holds)) == (False, True)
    database = engine.open_ledger(where, USER, holds)
    choose(database, holds, "第三个密码")
    database.close()
    assert enters(where, USER, "第三个密码")


def test_a_user_who_comes(cut, opened):
    where = cut.during(lambda: actions.add_user(opened, USER, "新同事", FIRST, Role.ENTRY))
    assert enters(where, "新同事", FIRST) is cut.is_made
    assert agree(where)


@pytest.mark.parametrize("comes", [USER, CLERK])
def test_a_user_who_leaves(cut, opened, comes):
    where = cut.during(lambda: actions.remove_user(opened, USER, CLERK))
    assert CLERK in keys.users(where.keys)  # the unlock page offers the name until it is known
    enters(where, comes, PASSWORD if comes == USER else OWN)
    assert enters(where, CLERK, OWN) is not cut.is_made
    assert agree(where)


def test_a_recovery_key(cut, opened):
    actions.renew_recovery_key(opened, USER, "旧的纸")
    where = cut.during(lambda: actions.renew_recovery_key(opened, USER, PAPER))
    holds, gone = (PAPER, "旧的纸") if cut.is_made else ("旧的纸", PAPER)
    with pytest.raises(KnownError, match="不是这个台账现在用的"):
        engine.recover(where, USER, gone, OWN)
    engine.recover(where, USER, holds, OWN).close()
    assert enters(where, USER, OWN)


def test_the_next_change_settles_what_another_program_left(cut, opened):
    where = cut.during(lambda: actions.reset_password(opened, USER, CLERK, RESET))
    window = engine.open_ledger(opened.location, USER, PASSWORD)
    shutil.copy(where.keys, window.location.keys)  # which a verb that was killed had written
    if not cut.is_made:
        with window.write(USER) as session:  # so was the ledger before its commit
            session.connection.exec_driver_sql("DELETE FROM audit WHERE action = '重设密码'")
    actions.add_user(window, USER, "新同事", FIRST, Role.ENTRY)
    window.close()
    slots = json.loads(opened.location.keys.read_text(encoding="utf-8"))
    assert "before" not in slots
    assert keys.unlock(opened.location.keys, CLERK, RESET if cut.is_made else OWN, now())


def test_a_writer_who_is_only_slow_is_waited_for(opened):
    came = threading.Event()
    outcome = []

    def come():
        came.set()
        outcome.append(enters(opened.location, CLERK, RESET))

    other = threading.Thread(target=come)

    def while_it_commits(_):
        other.start()
        came.wait(10)
        other.join(0.5)  # it cannot come in yet

    event.listen(opened.engine, "commit", while_it_commits, once=True)
    actions.reset_password(opened, USER, CLERK, RESET)
    other.join(20)
    assert outcome == [True]
    assert agree(opened.location)


def test_a_data_key_waits_until_it_is_known_who_has_a_slot(opened):
    with pytest.raises(ZeroDivisionError), opened.keyring.changes(bool) as put:
        put({CLERK: RESET}, "", "记录")
        with pytest.raises(KnownError, match="数据密钥没有换"):
            actions.change_data_key(opened, USER)
        raise ZeroDivisionError


def test_a_backup_of_that_moment_knows_it_too(cut, opened, tmp_path):
    where = cut.during(lambda: actions.reset_password(opened, USER, CLERK, RESET))
    made = backup.make(Source(where, USER, opened.data_key), tmp_path, Why.HAND)
    fresh = Location(tmp_path / "新" / "新.xcd")
    restoring.restore(made.file, fresh, USER, PASSWORD)
    assert (enters(fresh, CLERK, OWN), enters(fresh, CLERK, RESET)) == (
        not cut.is_made,
        cut.is_made,
    )
