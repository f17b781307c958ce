"""A server's backup is made without anybody's password, and opened by those who may restore."""

import pytest
from sqlalchemy import select, update

from db import engine
from db.backups import backup, restoring
from db.backups.backup_source import Source
from db.location import Location, locate
from db.models import Account
from db.users import accounts
from db.vault import keys
from domain.backups import Why
from domain.errors import KnownError
from domain.rights import Role
from tests.conftest import PASSWORD, USER, _create_database

DEPUTY, CLERK, OWN, NEW = "副手", "李会计", "自己的密码 2", "后来的密码 3"


@pytest.fixture
def served(server, template_database, request, tmp_path, monkeypatch):
    """A ledger on a server with another administrator and a clerk."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    name = f"t_{abs(hash(request.node.nodeid))}"
    where = locate(_create_database(server, name, template_database))
    database = engine.open_ledger(where, USER, PASSWORD)
    for user, role in ((DEPUTY, Role.ADMIN), (CLERK, Role.ENTRY)):
        with database.write(USER) as session:
            accounts.add(session, user, "初始密码", role)
        engine.open_ledger(where, user, "初始密码", OWN).close()
    yield database
    database.close()


@pytest.fixture
def made(served, tmp_path):
    (tmp_path / "存").mkdir()
    return backed_up(served, tmp_path)


def backed_up(served, tmp_path):
    source = Source(served.location, USER, keys.new_data_key())
    return backup.make(source, tmp_path / "存", Why.DAILY).file


def without_slots(served):
    with served.engine.begin() as connection:
        connection.execute(update(Account).values(slot=None))


@pytest.mark.parametrize(("user", "password"), [(USER, PASSWORD), (DEPUTY, OWN)])
def test_whoever_may_restore_opens_it_with_their_own_password(
    served, made, tmp_path, user, password
):
    machine = Location(tmp_path / "机器" / "台账.xcd")
    restoring.restore(made, machine, user, password)
    assert set(keys.users(machine.keys)) == {USER, DEPUTY}
    engine.open_ledger(machine, user, password).close()


def test_whoever_may_not_does_not(served, made, tmp_path):
    with pytest.raises(KnownError, match="不对"):
        restoring.restore(made, Location(tmp_path / "机器" / "台账.xcd"), CLERK, OWN)


def test_it_comes_back_to_the_server(served, made):
    with served.write(USER) as session:
        accounts.remove(session, CLERK)
        session.log("places", "后来", "一")
    restoring.restore(made, served.location, DEPUTY, OWN)
    with pytest.raises(KnownError, match="不对"):
        engine.open_ledger(served.location, CLERK, OWN)
    engine.open_ledger(served.location, DEPUTY, OWN).close()


def test_another_password_opens_the_next_one(served, made, tmp_path):
    with served.read() as connection:
        chosen = accounts.chosen(accounts.worn(connection, USER), PASSWORD, NEW)
    with served.write(USER) as session:
        accounts.change_password(session, chosen)
    later = backed_up(served, tmp_path)
    machine = Location(tmp_path / "机器" / "台账.xcd")
    with pytest.raises(KnownError, match="不对"):
        restoring.restore(later, machine, USER, PASSWORD)
    restoring.restore(later, machine, USER, NEW)
    engine.open_ledger(machine, USER, NEW).close()


def test_two_backups_have_two_keys(served, tmp_path):
    (tmp_path / "存").mkdir()
    opened = []
    for n in range(2):
        machine = Location(tmp_path / f"机器{n}" / "台账.xcd")
        restoring.restore(backed_up(served, tmp_path), machine, USER, PASSWORD)
        database = engine.open_ledger(machine, USER, PASSWORD)
        opened.append(database.data_key)
        database.close()
    assert opened[0] != opened[1]


def test_an_account_from_before_gets_its_slot_when_it_is_opened(served, tmp_path):
    (tmp_path / "存").mkdir()
    without_slots(served)
    with pytest.raises(KnownError, match="先打开一次，再备份"):
        backed_up(served, tmp_path)
    engine.open_ledger(served.location, DEPUTY, OWN).close()
    with pytest.raises(KnownError, match="不对"):
        engine.open_ledger(served.location, USER, "猜的密码")
    with served.read() as connection:
        held = select(Account.name).where(Account.slot.is_not(None))
        assert list(connection.scalars(held)) == [DEPUTY]
    machine = Location(tmp_path / "机器" / "台账.xcd")
    restoring.restore(backed_up(served, tmp_path), machine, DEPUTY, OWN)


def test_on_another_server_everybody_gets_another_slot(served, made, server, request):
    name = f"u_{abs(hash(request.node.nodeid))}"
    fresh = locate(_create_database(server, name, None))
    restoring.restore(made, fresh, USER, PASSWORD)
    database = engine.open_ledger(fresh, USER, PASSWORD)
    with database.read() as connection:
        held = select(Account.name).where(Account.slot.is_not(None))
        assert list(connection.scalars(held)) == [USER]
    database.close()
