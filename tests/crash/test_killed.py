"""A program that is killed at any moment loses nothing it confirmed, and leaves nothing by halves.

SIGKILL takes the process, not the machine: what the system was given to write is written. That a
power cut loses nothing either is SQLite's own promise, as long as each commit is seen onto the disk.
"""

import random

import pytest

from db import engine
from tests.conftest import PASSWORD, USER
from tests.crash.rounds import Rounds


@pytest.fixture
def seed() -> int:
    return random.SystemRandom().randrange(100_000)


def test_a_ledger_file(ledger, tmp_path, seed, rounds):
    (tmp_path / "表").mkdir()
    repeated = Rounds(ledger, str(ledger.file), tmp_path / "表", seed)
    for _ in range(rounds):
        repeated.run()
    repeated.all_is_there()
    assert repeated.kept
