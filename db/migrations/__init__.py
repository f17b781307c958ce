"""The schema's history: append-only, each step in one transaction with all the others due."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from domain.errors import KnownError

# The newest step. A ledger that is already there is opened without loading Alembic.
HEAD = "0016"


def version(connection: Connection) -> str | None:
    """The step the ledger is at, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def upgrade(engine: Engine, before: Callable[[], None] = lambda: None) -> None:
    """Bring the ledger to `HEAD`; all steps or none. A newer ledger is a KnownError.

    ``before`` is called when there is something to bring up, and stops it by an error.
    """
    with engine.connect() as connection:
        found = _found(connection)
        connection.rollback()
    if found == HEAD:
        return
    if found is not None:
        before()
    with engine.connect() as connection:
        writing = connection.execution_options(writing=True)
        with writing.begin():
            upgrade_in(writing)


def upgrade_in(connection: Connection) -> None:
    """The same in a transaction that writes already."""
    if _found(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _found(connection: Connection) -> str | None:
    found = version(connection)
    if found is not None and found > HEAD:
        raise KnownError(
            "这个台账由更新版本的程序写成，没有打开、没有改动；请先把程序升级到最新版本。"
        )
    return found
