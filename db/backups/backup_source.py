"""What is backed up: a ledger read on a connection of its own, and how it stands."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, inspect, select

from db import changes, migrations
from db.backups import backup_server, byte_copy
from db.backups.backup_file import Progress
from db.drivers import connect, file_engine, server_engine
from db.location import Location
from db.models import Audit, Base
from db.reading import Reader
from db.sentences import known_errors
from db.vault import key_slots, keys, server_slots
from domain.backups import State
from domain.errors import KnownError

_PAGES = 4_000  # 16 MB between two reports of progress


@dataclass(frozen=True, slots=True)
class Source:
    """An open ledger, by whom, and the data key that the copy is encrypted with.

    A server has no key file: the data key is a new one for each copy, sealed to those who may
    restore, and wrapped by the user's ``password`` where that is given.
    """

    location: Location
    user: str
    data_key: bytes
    password: str = ""

    def opened_by(self, file: Path) -> bool:
        """Whether the keys written are those that open the ledger still."""
        if self.location.file is None:
            return True
        return file.read_bytes() == self.location.keys.read_bytes()

    def write_keys(self, file: Path, connection: Reader) -> None:
        """Write the wrapped keys that open the copy of the moment that the connection reads, which
        has not begun yet for a file."""
        if self.location.file is not None:
            shutil.copyfile(self.location.keys, file)
            return
        slots = server_slots.sealed(connection, self.data_key)
        if self.password and self.user not in slots:
            slots[self.user] = key_slots.make(self.password, self.data_key)
        if not slots:
            raise KnownError(
                "还没有能恢复的人用这一版程序打开过台账，备份没有做；"
                "请有“备份和恢复”权限的人先打开一次，再备份。"
            )
        keys.write(file, slots)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """One moment of the ledger, on a connection that is nobody else's."""
        engine = self._engine()
        try:
            with known_errors(self.location), engine.connect() as connection:
                yield connection
                connection.rollback()
        finally:
            engine.dispose()

    def _engine(self) -> Engine:
        if self.location.file is not None:
            return file_engine(self.location.file, self.data_key)
        # All tables as they are at one moment.
        return server_engine(self.location).execution_options(isolation_level="REPEATABLE READ")


def begin(source: Source, connection: Reader, target: Path) -> bool:
    """Begin the moment that the connection reads from now on; whether `copy_as_it_lies` can copy
    it."""
    if source.location.file is None:
        return False
    read = partial(ledger_of, connection)
    return byte_copy.begin(source.location.file, source.data_key, target, read)


def copy_as_it_lies(source: Source, target: Path, progress: Progress) -> bool:
    """Copy the moment that was begun; False when that did not work, and nothing is there."""
    assert source.location.file is not None, "a server has no file"
    return byte_copy.copy(source.location.file, target, source.data_key, progress)


def mark(connection: Reader) -> tuple[str, int, str, int]:
    """How a ledger stands as `State.mark` tells it, without counting."""
    schema = migrations.version(connection) or ""
    last = select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)
    row = connection.execute(last).first()
    audit_id, audit_hash = (row.id, row.hash) if row else (0, "")
    return schema, audit_id, audit_hash, changes.last(connection)


def ledger_of(connection: Reader) -> str:
    """What a ledger is known by for all its life: the hash of its first audit record."""
    return connection.scalar(select(Audit.hash).order_by(Audit.id).limit(1)) or ""


def state(connection: Reader) -> State:
    """How a ledger of any schema stands."""
    there = set(inspect(connection).get_table_names())
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    counts = {
        table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for table in tables
    }
    schema, audit_id, audit_hash, change = mark(connection)
    return State(ledger_of(connection), schema, counts, audit_id, audit_hash, change)


def copy(source: Source, connection: Reader, target: Path, progress: Progress) -> None:
    """Copy the moment that the connection already reads into a new encrypted file."""
    if source.location.file is None:
        backup_server.copy_out(connection, target, source.data_key, progress)
        return
    driver: Any = connection.connection.dbapi_connection
    into = connect(target, source.data_key)
    try:
        into.execute("PRAGMA journal_mode = OFF")
        into.execute("PRAGMA synchronous = OFF")  # the finished backup is seen onto the disk
        driver.backup(
            into, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total)
        )
        _refuse_damage(driver)
    finally:
        into.close()


def _refuse_damage(driver: Any) -> None:
    """What a checkpoint is just writing may look damaged once, never twice."""
    asked = "PRAGMA cipher_integrity_check"
    found = set(driver.execute(asked).fetchall())
    if found and found & set(driver.execute(asked).fetchall()):
        raise KnownError(byte_copy.DAMAGED)


def fault(connection: Reader) -> str:
    """What SQLCipher finds wrong with a file, empty when nothing: every page must be as it was
    encrypted, all must hang together, and no row point at one that is not there."""
    for asked in ("cipher_integrity_check", "integrity_check"):
        if any(row[0] != "ok" for row in connection.exec_driver_sql(f"PRAGMA {asked}").all()):
            return "有损坏的页"
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        return "有的记录指向不存在的内容"
    return ""
