"""A server's ledger as the same kind of backup: its tables copied into a ledger file and back.

The file is a whole ledger of its own, so that it can be restored to a server or to a machine.
"""

from pathlib import Path

from sqlalchemy import LargeBinary, Table, func, insert, select, text

from db import changes, migrations, search
from db.backups.backup_file import Progress
from db.drivers import file_engine
from db.models import Audit, Base, Change
from db.reading import Reader
from db.session import WriteSession

_CHUNK, _FEW = 5_000, 20  # rows at once; of those with pictures or papers in them
_TABLES = Base.metadata.sorted_tables

# Rows that point at each other go in in any order: the constraints come back after them.
_FOREIGN_KEYS = text(
    "SELECT conrelid::regclass::text AS owner, conname AS name, pg_get_constraintdef(oid) AS rule"
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def copy_out(connection: Reader, target: Path, data_key: bytes, progress: Progress) -> None:
    """Copy what the connection reads of a server, at the newest schema, into a new ledger file."""
    engine = file_engine(target, data_key)
    try:
        migrations.upgrade(engine)
        with engine.connect() as into:
            into.exec_driver_sql("PRAGMA foreign_keys = OFF")
            into.rollback()
            with into.begin():
                _pour(connection, into, progress)
                for subject in search.SUBJECTS:
                    search.rebuild(into, subject)
    finally:
        engine.dispose()


def hold(session: WriteSession) -> None:
    """Whoever else writes waits until the unit of work is over; reading goes on. Those that have
    begun are waited for: each comes to the audit and the changes last."""
    last = (Audit.__tablename__, Change.__tablename__)
    first = (table.name for table in _TABLES if table.name not in last)
    names = ", ".join(f'"{name}"' for name in (*first, *last))
    session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def copy_in(session: WriteSession, copy: Path, data_key: bytes, progress: Progress) -> None:
    """Put a ledger file of the newest schema in the place of all that the server holds. Whoever
    else is connected waits until the unit of work is over, and then sees everything anew."""
    into = session.connection
    known = changes.last(into)
    session.topics.update(_topics(into))
    rules = into.execute(_FOREIGN_KEYS).all()
    for owner, name, _ in rules:
        into.execute(text(f'ALTER TABLE {owner} DROP CONSTRAINT "{name}"'))
    names = ", ".join(f'"{table.name}"' for table in _TABLES)
    into.execute(text(f"TRUNCATE {names}"))
    engine = file_engine(copy, data_key)
    try:
        with engine.connect() as connection:
            _pour(connection, into, progress)
    finally:
        engine.dispose()
    for owner, name, rule in rules:
        into.execute(text(f'ALTER TABLE {owner} ADD CONSTRAINT "{name}" {rule}'))
    for subject in search.SUBJECTS:
        search.rebuild(into, subject)
    session.topics.update(_topics(into))
    _count_on(into, known)


def _pour(connection: Reader, into: Reader, progress: Progress) -> None:
    total = sum(_count(connection, table) for table in _TABLES)
    done = 0
    for table in _TABLES:
        heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
        wanted = select(table).execution_options(yield_per=_FEW if heavy else _CHUNK)
        for rows in connection.execute(wanted).mappings().partitions():
            into.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            progress(done, total)


def _count(connection: Reader, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _topics(connection: Reader) -> set[str]:
    """All topics that views hear of."""
    found = connection.scalars(select(Change.topics).distinct())
    return {topic for topics in found for topic in topics.split()}


def _count_on(into: Reader, known: int) -> None:
    """New rows get numbers after those that are there; the next change one that every workstation
    takes for new, even when the restored ledger had fewer."""
    for table in _TABLES:
        key = table.autoincrement_column
        if key is None:
            continue
        sequence = into.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
        if sequence is not None:
            least = known if table.name == Change.__tablename__ else 0
            newest = max(least, into.scalar(select(func.max(key))) or 0)
            into.execute(select(func.setval(sequence, max(newest, 1), newest > 0)))
