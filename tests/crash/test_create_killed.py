"""A ledger that is being made when the program is killed: it is there whole or not at all, and the
next try makes it."""

import multiprocessing
import os
import random
import signal
from multiprocessing.synchronize import Event
from typing import Any

from sqlalchemy import inspect

from db import engine, places
from db.drivers import server_engine
from db.location import Location, locate
from db.users import accounts
from db.vault import key_slots, swap
from resources import disk
from tests.conftest import DIVISIONS, PASSWORD, USER

_MOST_S = 1.0  # how long making one takes, or longer


def fill(session):
    places.add_divisions(session, DIVISIONS)


def create_until(moment: int, where: Location, costs: Any, begun: Event) -> None:
    """A process that is killed when the so-many-th file has got its name."""
    key_slots.PASSES, key_slots.MEMORY = costs
    count, see = [0], disk.see_names

    def counted(folder):
        count[0] += 1
        if count[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        see(folder)

    disk.see_names = counted
    begun.set()
    engine.create(where, USER, PASSWORD, fill).close()


def in_a_process(moment, where):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "db.migrations", "alembic.command"])
    costs, begun = (key_slots.PASSES, key_slots.MEMORY), context.Event()
    process = context.Process(target=create_until, args=(moment, where, costs, begun))
    process.start()
    assert begun.wait(60)
    return process


def is_there(where):
    """Whether there is a ledger, which is whole then; not a trace of one otherwise."""
    if where.file is not None:
        swap.settle(where)
        if not where.file.exists():
            assert not where.keys.exists()
            return False
    else:
        server = server_engine(where)
        names = inspect(server).get_table_names()
        server.dispose()
        if not names:
            return False
    database = engine.open_ledger(where, USER, PASSWORD)
    with database.read() as connection:
        assert {row.name for row in places.all_places(connection)} == {d.name for d in DIVISIONS}
        assert [row.name for row in accounts.rows(connection)] == [USER]
    database.close()
    return True


def take_away(where):
    for file in (where.file, where.keys):
        file.unlink()


def test_it_is_killed_after_each_of_its_renames(tmp_path):
    where, outcomes = locate(str(tmp_path / "new.xcd")), []
    for moment in range(1, 40):
        process = in_a_process(moment, where)
        process.join(60)
        outcomes.append(is_there(where))
        if outcomes[-1]:
            take_away(where)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert (outcomes[0], outcomes[-1]) == (False, True)
    assert outcomes == sorted(outcomes)
    assert [f.name for f in tmp_path.iterdir() if f.suffix != ".lock"] == []


def test_it_is_killed_at_any_moment(empty_location):
    chance = random.Random(20261130)
    outcomes = []
    for _ in range(6):
        process = in_a_process(0, empty_location)
        process.join(chance.random() * _MOST_S)
        process.kill()
        process.join()
        outcomes.append(is_there(empty_location))
        if outcomes[-1]:
            break
    if not outcomes[-1]:
        engine.create(empty_location, USER, PASSWORD, fill).close()
    engine.open_ledger(empty_location, USER, PASSWORD).close()
