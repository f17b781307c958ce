"""A server's ledger: the same kind of backup, restored to a server or a machine."""

import pytest
from sqlalchemy import select

from db import changes, check, engine, migrations, places
from db.backups import backup, backup_source, restoring
from db.backups.backup_source import Source
from db.households import households
from db.households.households import HouseholdFilter
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.location import Location, locate
from db.models import Audit
from db.session import today
from db.users import audit
from db.vault import keys
from domain.backups import Why
from domain.entries import DivisionEntry
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER, _create_database, _drop_database
from ui import ledgers


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    """The user's own data folder, where a server's ledger is saved before a restore."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "xiachen-desk"


@pytest.fixture(scope="module")
def demo(server):
    """The name of a database with a small demo ledger, made once and cloned for each test."""
    where = locate(_create_database(server, "demo_to_back_up", None))
    ledgers.create_demo(where, USER, PASSWORD, 120).close()
    return "demo_to_back_up"


@pytest.fixture
def served(server, demo, data_folder):
    """A small demo ledger on a server."""
    where = locate(_create_database(server, "backed_up", demo))
    database = engine.open_ledger(where, USER, PASSWORD)
    yield database
    database.close()
    _drop_database(server, "backed_up")


@pytest.fixture
def made(served, tmp_path):
    (tmp_path / "存").mkdir()
    source = Source(served.location, USER, keys.new_data_key(), PASSWORD)
    return backup.make(source, tmp_path / "存", Why.HAND).file


def counts(location):
    """All counts of a ledger, its whole check, and what searches find."""
    database = engine.open_ledger(location, USER, PASSWORD)
    with database.read() as connection:
        state = backup_source.state(connection)
        faults = [r.what for r in check.run(connection, today()) if not r.good]
        found = (
            len(households.order(connection, HouseholdFilter("1栋"))),
            len(issues.order(connection, IssueFilter("电梯"))),
        )
        action = connection.scalar(select(Audit.action).order_by(Audit.id.desc()).limit(1))
    database.close()
    rows = {name: n for name, n in state.counts.items() if name not in ("audit", "change")}
    return rows, faults, found, action


def test_it_comes_back_on_the_same_server(served, made, data_folder):
    before = counts(served.location)
    with served.write(USER) as session:
        places.add_divisions(session, [DivisionEntry("321324003099", "新社区", "321324003")])
        session.log("places", "新增", "新社区")
    with served.read() as connection:
        last = changes.last(connection)
    restored = restoring.restore(made, served.location, USER, PASSWORD)
    after = counts(served.location)
    assert after[:3] == (before[0], [], before[2])
    assert after[3] == "恢复备份"
    assert [restored.saved] == list((data_folder / "备份").iterdir())

    # Every other workstation hears of it, and new rows find free numbers.
    with served.read() as connection:
        number, topics = changes.since(connection, last)
    assert number > last
    assert {"backup", "places", "issues"} <= topics
    with served.write(USER) as session:
        places.add_divisions(session, [DivisionEntry("321324003098", "又一社区", "321324003")])
        session.log("places", "新增", "又一社区")
    with served.read() as connection:
        assert audit.first_break(connection) is None


def test_it_opens_on_a_machine(served, made, tmp_path):
    before = counts(served.location)
    fresh = Location(tmp_path / "机器" / "台账.xcd")
    restoring.restore(made, fresh, USER, PASSWORD)
    assert counts(fresh)[:3] == (before[0], [], before[2])


def test_a_ledger_of_a_machine_moves_to_a_new_server(served, made, tmp_path, server, data_folder):
    machine = Location(tmp_path / "台账.xcd")
    restoring.restore(made, machine, USER, PASSWORD)
    database = engine.open_ledger(machine, USER, PASSWORD)
    (tmp_path / "再存").mkdir()
    source = Source(machine, USER, database.data_key)
    again = backup.make(source, tmp_path / "再存", Why.HAND).file
    database.close()
    where = locate(_create_database(server, "moved_to", None))
    assert restoring.restore(again, where, USER, PASSWORD).saved is None
    assert counts(where)[:3] == (counts(machine)[0], [], counts(machine)[2])
    _drop_database(server, "moved_to")


def test_a_wrong_password_changes_nothing(served, made):
    before = counts(served.location)
    with pytest.raises(KnownError, match="用户名或密码不对"):
        restoring.restore(made, served.location, USER, "错的")
    assert counts(served.location) == before


def test_whoever_writes_after_the_state_was_saved_waits(served, made):
    import psycopg

    told = []

    def write(done, total):
        if done == 95:
            with psycopg.connect(served.location.address.replace("+psycopg", "")) as beside:
                beside.execute("SET lock_timeout = '200ms'")
                assert beside.execute("SELECT count(*) FROM household").fetchone()[0] > 0
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    beside.execute("UPDATE household SET remark = '正在恢复时'")
                told.append(done)

    restoring.restore(made, served.location, USER, PASSWORD, write)
    assert told == [95]


def test_a_wrong_password_does_not_even_bring_an_old_schema_up_to_date(served, made):
    newer = (
        "last_login_at", "failures", "locked_until", "must_change", "past_hashes", "scoped", "slot",
    )  # fmt: skip
    with served.engine.begin() as connection:
        for column in newer:
            connection.exec_driver_sql(f"ALTER TABLE account DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE notice DROP COLUMN void_reason")
        connection.exec_driver_sql("ALTER TABLE posting DROP COLUMN down_reason")
        for column in ("consented_on", "consent_by", "consent_batch_id"):
            connection.exec_driver_sql(f"ALTER TABLE cadre DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE draft, data_request, account_place")
        for columns in ("at_id", "actor_at_id", "action_at_id"):
            connection.exec_driver_sql(f"DROP INDEX ix_audit_{columns}")
        connection.exec_driver_sql("ALTER TABLE audit DROP COLUMN origin")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    with pytest.raises(KnownError, match="用户名或密码不对"):
        restoring.restore(made, served.location, USER, "错的")
    with served.read() as connection:
        assert migrations.version(connection) == "0009"
    restoring.restore(made, served.location, USER, PASSWORD)
    assert counts(served.location)[3] == "恢复备份"


def test_nothing_readable_is_in_it(served, made):
    with served.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM resident LIMIT 50").scalars().all()
    raw = made.read_bytes()
    assert b"SQLite format 3" not in raw
    assert [name for name in names if len(name) > 1 and name.encode() in raw] == []
