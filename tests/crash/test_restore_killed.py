"""A restore that is broken off at any moment: the ledger opens as it was or as it was restored, and
nothing of either is lost."""

import multiprocessing
import os
import random
import signal

import pytest

from db import engine, places
from db.backups import backup, restoring
from db.backups.backup_source import Source
from db.location import locate
from db.vault import key_slots, keys, swap
from domain.backups import Why
from domain.entries import DivisionEntry
from resources import disk
from tests.conftest import PASSWORD, USER

SINCE = "后来的社区"


@pytest.fixture
def made(ledger, tmp_path):
    """A backup, and a ledger that went on."""
    (tmp_path / "存").mkdir()
    database = engine.open_ledger(ledger, USER, PASSWORD)
    file = backup.make(Source(ledger, USER, database.data_key), tmp_path / "存", Why.HAND).file
    with database.write(USER) as session:
        places.add_divisions(session, [DivisionEntry("329999003020", SINCE, "329999003")])
        session.log("places", "新增", SINCE)
    database.close()
    return file


def is_restored(location):
    """Opens the ledger, and says which it is."""
    database = engine.open_ledger(location, USER, PASSWORD)
    with database.read() as connection:
        names = {row.name for row in places.all_places(connection)}
    database.close()
    assert keys.users(location.keys) == (USER,)
    return SINCE not in names


def left(location):
    """What lies about beside the ledger, its keys, backups and locks, and copies of these."""
    own = {location.file.name, location.keys.name, "备份", "存"}
    there = location.file.parent.iterdir()
    about = [f.name for f in there if f.name not in own and f.suffix != ".lock"]
    return [name for name in about if not name.startswith(".备份-")]


def restore_until(moment, where, file, costs):
    """A process that is killed when the so-many-th file has got its name."""
    key_slots.PASSES, key_slots.MEMORY = costs
    count, see = [0], disk.see_names

    def counted(folder):
        count[0] += 1
        if count[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        see(folder)

    disk.see_names = counted
    restoring.restore(file, locate(where), USER, PASSWORD)


def in_a_process(moment, location, file):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    costs = key_slots.PASSES, key_slots.MEMORY
    process = context.Process(target=restore_until, args=(moment, str(location.file), file, costs))
    process.start()
    return process


@pytest.mark.parametrize("can_be_opened", [True, False])
def test_it_is_killed_after_each_of_its_renames(made, ledger, can_be_opened):
    if not can_be_opened:  # another key: it cannot be backed up, and is kept as it is
        ledger.keys.write_bytes(b"{}")
    whole = {f: f.read_bytes() for f in (ledger.file, ledger.keys)}
    outcomes = []
    for moment in range(1, 30):
        process = in_a_process(moment, ledger, made)
        process.join(60)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        swap.settle(ledger)
        assert left(ledger) == []
        if not can_be_opened and ledger.keys.read_bytes() == whole[ledger.keys]:
            assert ledger.file.read_bytes() == whole[ledger.file]
            outcomes.append(False)
        else:
            outcomes.append(is_restored(ledger))
    assert (outcomes[0], outcomes[-1]) == (False, True)
    assert len(outcomes) > 5, outcomes
    assert is_restored(ledger)
    if not can_be_opened:
        kept = ledger.file.parent.glob(f"备份/恢复前-{ledger.name}-*")
        assert [f.read_bytes() for k in kept for f in [k / ledger.file.name]] == [
            whole[ledger.file]
        ]


def test_it_is_killed_at_any_moment(made, ledger):
    chance = random.Random(20261130)
    for _ in range(6):
        process = in_a_process(0, ledger, made)
        process.join(0.2 + chance.random() / 2)
        process.kill()
        process.join()
        engine.open_ledger(ledger, USER, PASSWORD).close()
        assert left(ledger) == []
