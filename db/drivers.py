"""The engines of both kinds of ledger: a file as SQLCipher opens it, and a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool

from db.location import Location

PATIENT_S = 10  # how long a write waits for another program's
_STEPS_BETWEEN = 20_000  # of SQLite's virtual machine: about a millisecond
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # what was confirmed stays when the power goes
    "foreign_keys = ON",
    "cache_size = -32000",
    "temp_store = MEMORY",
)


def connect(file: Path, data_key: bytes) -> Any:
    """The driver's own connection to a file, which is made where there is none."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(
        str(file), isolation_level=None, timeout=PATIENT_S, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # stderr is for our own one line
    connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    return connection


def file_engine(file: Path, data_key: bytes) -> Engine:
    """One connection to a ledger file, opened when it is first needed."""
    from sqlcipher3 import dbapi2

    def opened() -> Any:
        connection = connect(file, data_key)
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()  # a disk that refused it can be taken out
            raise
        return connection

    engine = create_engine(
        "sqlite://", module=dbapi2, creator=opened, poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin_immediately_when_writing)
    return engine


def _begin_immediately_when_writing(connection: Connection) -> None:
    # The driver begins nothing by itself; a write takes its lock at once, so that it never has to
    # give up in the middle because a command line wrote beside the window.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def stopping(
    connection: Connection, stopped: Callable[[], object], every: int = 1
) -> Iterator[None]:
    """Let SQLite ask ``every`` so many milliseconds of a query whether it shall go on: it ends with
    an error where ``stopped`` says so, and with what ``stopped`` raises."""
    raised: list[Exception] = []

    def ask() -> bool:
        try:
            return bool(stopped())
        except Exception as error:
            raised.append(error)
            return True

    driver: Any = connection.connection.dbapi_connection
    driver.set_progress_handler(ask, every * _STEPS_BETWEEN)
    try:
        yield
    except DBAPIError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        driver.set_progress_handler(None, 0)


def server_engine(location: Location) -> Engine:
    """A new connection to the server each time one is needed."""
    return create_engine(
        location.address,
        poolclass=NullPool,
        connect_args={"connect_timeout": 8},
        hide_parameters=True,  # an error must not carry what was typed to wherever it is told
    )
