"""The engines of both kinds of ledger: a file as SQLCipher opens it, and a server."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, StaticPool

from db.location import Location

PATIENT_S = 10  # how long a write waits for another program's


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
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=opened, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediately_when_writing)
    return engine


def _begin_immediately_when_writing(connection: Connection) -> None:
    # The driver begins nothing by itself; a write takes its lock at once, so that it never has to
    # give up in the middle because a command line wrote beside the window.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def server_engine(location: Location) -> Engine:
    """A new connection to the server each time one is needed."""
    return create_engine(location.address, poolclass=NullPool, connect_args={"connect_timeout": 8})
