"""A program that is killed at any moment loses nothing it confirmed, and leaves nothing by halves.

SIGKILL takes the process, not the machine: what the system was given to write is written. That a
power cut loses nothing either is SQLite's own promise, as long as each commit is seen onto the
disk.
"""

import random

import pytest

from db import engine
from tests.conftest import PASSWORD, USER
from tests.crash.rounds import Rounds


@pytest.fixture
def killed(database, tmp_path):
    """Rounds on either kind of database; a failure names the seed that repeats them."""
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
