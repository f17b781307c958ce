"""A ledger copied as it lies on the disk while another program writes in it: one moment, whole."""

import multiprocessing
import subprocess
import sys

import pytest

from db import drivers, engine
from db.backups import backup, backup_source, restoring
from db.backups.backup_file import ignore
from db.backups.backup_source import Source
from db.location import Location, locate
from db.users import audit
from db.vault import key_slots
from domain.backups import Why
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER

ROWS, SUM = 4_000, 4_000 * 1_000
ROUNDS = 6


@pytest.fixture
def opened(ledger):
    """A ledger of 16 MB with amounts in it, whose sum no transaction changes."""
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.write(USER) as session:
        run = session.connection.exec_driver_sql
        run("CREATE TABLE ballast (id INTEGER PRIMARY KEY, amount INTEGER, page BLOB)")
        run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)"
            " INSERT INTO ballast SELECT i, 1000, randomblob(3900) FROM n",
            (ROWS,),
        )
    yield database
    database.close()


def move_amounts(where, costs, going, stop):
    """Write as fast as one can: amounts go from some rows to others, everywhere in the file."""
    key_slots.PASSES, key_slots.MEMORY = costs
    database = engine.open_ledger(locate(where), USER, PASSWORD)
    count = 0
    while not stop.is_set():
        with database.write(USER) as session:
            run = session.connection.exec_driver_sql
            for sign, first in ((-1, count % 37), (1, (count * 7 + 5) % 41)):
                run(
                    "UPDATE ballast SET amount = amount + ?, page = randomblob(3900)"
                    " WHERE id IN (SELECT (? + n.id * 97) % ? + 1 FROM ballast n WHERE n.id <= 40)",
                    (sign, first, ROWS),
                )
            session.log("places", "移动", str(count))
        count += 1
        if count == 3:
            going.set()
    database.close()


@pytest.fixture
def writer(opened):
    context = multiprocessing.get_context("forkserver")
    going, stop = context.Event(), context.Event()
    costs = key_slots.PASSES, key_slots.MEMORY
    where = str(opened.location.file)
    process = context.Process(target=move_amounts, args=(where, costs, going, stop))
    process.start()
    assert going.wait(60)
    yield process
    stop.set()
    process.join(60)
    assert process.exitcode == 0


def look(file, data_key):
    """The sum of all amounts, and whether everything in a copy hangs together."""
    made = drivers.file_engine(file, data_key)
    try:
        with made.connect() as connection:
            assert backup_source.fault(connection) == ""
            assert audit.first_break(connection) is None
            return connection.exec_driver_sql("SELECT sum(amount) FROM ballast").scalar()
    finally:
        made.dispose()


def test_each_copy_is_one_moment_while_another_program_writes(opened, writer, tmp_path):
    source = Source(opened.location, USER, opened.data_key)
    outcomes = []
    for number in range(ROUNDS):
        copy = tmp_path / f"{number}.xcd"
        with source.read() as connection:
            if not backup_source.begin(source, connection, copy):
                continue  # the writer was in the way: such a moment is copied the other way
            state = backup_source.state(connection)
            assert backup_source.copy_as_it_lies(source, copy, ignore)
        assert not copy.with_name(f"{copy.name}-wal").exists()
        assert look(copy, opened.data_key) == SUM
        outcomes.append(backup._holds(copy, source, state))
    assert outcomes == [True] * len(outcomes)
    assert outcomes, "some moment between two writes was found"


def test_a_backup_made_meanwhile_restores(opened, writer, tmp_path):
    (tmp_path / "存").mkdir()
    source = Source(opened.location, USER, opened.data_key)
    for _ in range(2):
        made = backup.make(source, tmp_path / "存", Why.HAND)
        restoring.rehearse(source, made.file)


def test_the_window_keeps_its_hold_on_the_ledger(opened, tmp_path):
    """To close a file takes a process's locks on it away."""
    (tmp_path / "存").mkdir()
    with opened.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM ballast")
    backup.make(Source(opened.location, USER, opened.data_key), tmp_path / "存", Why.HAND)
    other = f"""
import sys
from pathlib import Path
from db.drivers import connect
connection = connect(Path(sys.argv[1]), bytes.fromhex("{opened.data_key.hex()}"))
connection.execute("PRAGMA busy_timeout = 100")
connection.execute("PRAGMA journal_mode = DELETE")
"""
    words = [sys.executable, "-c", other, str(opened.location.file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "locked" in done.stderr


@pytest.mark.parametrize("is_fast", [True, False])
def test_a_damaged_page_is_not_backed_up_as_an_empty_one(opened, tmp_path, is_fast):
    (tmp_path / "存").mkdir()
    source = Source(opened.location, USER, opened.data_key)
    with source.read() as connection:
        backup_source.begin(source, connection, tmp_path / "x")  # all is in the file now
    opened.engine.dispose()
    with opened.location.file.open("rb+") as file:
        file.seek(2_000 * 4096 + 7)
        file.write(b"\0\1\2\3")
    if is_fast:
        with pytest.raises(KnownError, match="有损坏的页，没有备份"):
            backup.make(source, tmp_path / "存", Why.HAND)
    else:
        with opened.write(USER), pytest.raises(KnownError, match="有损坏的页，没有备份"):
            backup.make(source, tmp_path / "存", Why.HAND)
    assert list((tmp_path / "存").iterdir()) == []


def test_somebody_who_writes_for_long_is_not_waited_for(opened, tmp_path):
    (tmp_path / "存").mkdir()
    source = Source(opened.location, USER, opened.data_key)
    with opened.write(USER) as session:
        session.log("places", "写很久", "甲")
        made = backup.make(source, tmp_path / "存", Why.HAND)
    fresh = Location(tmp_path / "新" / "新.xcd")
    restoring.restore(made.file, fresh, USER, PASSWORD)
    assert fresh.file.exists()
