"""The schema's history: append-only, each step in one transaction with all the others due."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from domain.errors import KnownError

# The newest step. A ledger that is already there is opened without loading Alembic.
HEAD = "0015"


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
        found = version(connection)
        connection.rollback()
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise KnownError(
            "这个台账由更新版本的程序写成，没有打开、没有改动；请先把程序升级到最新版本。"
        )
    if found is not None:
        before()
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    with engine.connect() as connection:
        writing = connection.execution_options(writing=True)
        with writing.begin():
            config.attributes["connection"] = writing
            command.upgrade(config, HEAD)
