"""Opening a ledger, and the one unit of work through which everything is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from db import accounts, audit, backup, changes, keys, migrations
from db.backup_source import Source
from db.drivers import file_engine, server_engine
from db.location import Location
from db.sentences import known_errors
from db.session import WriteSession, now
from domain.backups import Why
from domain.errors import KnownError

_STEPS_BETWEEN = 20_000  # of SQLite's virtual machine


class Database:
    """An open ledger. All its methods belong to one thread, the database thread."""

    def __init__(self, location: Location, engine: Engine, data_key: bytes = b"") -> None:
        self.location = location
        self.engine = engine
        self.data_key = data_key
        self.on_commit: Callable[[frozenset[str]], None] | None = None
        self.last_change = 0

    @contextmanager
    def read(self, stopped: Callable[[], bool] | None = None) -> Iterator[Connection]:
        """A consistent view for queries; nothing can be written in it by mistake.

        ``stopped`` is asked during long queries of a file and ends them with an error.
        """
        with known_errors(self.location), self.engine.connect() as connection:
            with _stopping(connection, stopped):
                yield connection
            connection.rollback()

    @contextmanager
    def write(self, actor: str) -> Iterator[WriteSession]:
        """The only commit of the program. An exception inside rolls everything back."""
        with known_errors(self.location), self.engine.connect() as connection:
            writing = connection.execution_options(writing=True)
            with writing.begin():
                session = WriteSession(writing, actor, now())
                yield session
                audit.append(writing, session.at, actor, session.records)
                number = changes.append(writing, session.at, actor, session.topics)
        if number == self.last_change + 1:
            self.last_change = number  # else another workstation's changes lie in between
        if self.on_commit and session.topics:
            self.on_commit(frozenset(session.topics))

    def close(self) -> None:
        """Release the file or the server."""
        self.engine.dispose()


def create(
    location: Location,
    user: str,
    password: str,
    fill: Callable[[WriteSession], None] = lambda session: None,
) -> Database:
    """A new, encrypted ledger with its first administrator and what ``fill`` puts in.

    Refuses to overwrite one; when it fails nothing is left of it.
    """
    if not user or not password:
        raise KnownError("新建台账需要用户名和密码，没有建立；请补上后再试。")
    if location.file is None:
        database = Database(location, server_engine(location))
    else:
        database = _new_file(location, user, password)
    try:
        with known_errors(location):
            migrations.upgrade(database.engine)
        with database.write(user) as session:
            if accounts.count(session.connection):
                raise KnownError(f"“{location.name}”已经有台账，没有覆盖；请直接打开它。")
            accounts.add(session, user, password, role="管理员")
            fill(session)
    except BaseException:
        database.close()
        if location.file is not None:
            for file in (location.file, location.keys):
                file.unlink(missing_ok=True)
        raise
    return database


def _new_file(location: Location, user: str, password: str) -> Database:
    assert location.file is not None, "a server makes no files here"
    if location.file.exists():
        raise KnownError(
            f"“{location.file.name}”已经存在，没有覆盖；请换一个文件名，或直接打开它。"
        )
    data_key = keys.new_data_key()
    try:
        location.file.parent.mkdir(parents=True, exist_ok=True)
        keys.add_slot(location.keys, user, password, data_key)
    except OSError as error:
        raise KnownError(
            f"文件夹“{location.file.parent}”不能写入，台账没有建立；请换一个文件夹再试。"
        ) from error
    return Database(location, file_engine(location.file, data_key), data_key)


def open_ledger(location: Location, user: str, password: str) -> Database:
    """Open an existing ledger, bringing an older one up to date. Every refusal is a KnownError."""
    if location.file is None:
        database = Database(location, server_engine(location))
    elif not location.file.exists():
        raise KnownError(f"找不到台账“{location.file}”；请核对位置，或先新建台账。")
    else:
        data_key = keys.unlock(location.keys, user, password)
        database = Database(location, file_engine(location.file, data_key), data_key)
    try:
        with known_errors(location):
            migrations.upgrade(database.engine, partial(_save, database, user))
        with database.read() as connection:
            if location.file is None:
                accounts.check(connection, user, password)
            database.last_change = changes.last(connection)
    except BaseException:
        database.close()
        raise
    return database


def _save(database: Database, user: str) -> None:
    """The ledger as it is before its schema is changed; a server's is its administrator's care."""
    if database.location.file is None:
        return
    try:
        backup.keep(Source(database.location, user, database.data_key), Why.UPGRADE)
    except KnownError as error:
        raise KnownError(f"升级台账前的备份没有做成，没有打开、没有改动：{error}") from error


@contextmanager
def _stopping(connection: Connection, stopped: Callable[[], bool] | None) -> Iterator[None]:
    """Let SQLite ask, every millisecond or so of a query, whether anybody still waits for it."""
    if stopped is None or connection.dialect.name == "postgresql":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.set_progress_handler(stopped, _STEPS_BETWEEN)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
