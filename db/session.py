"""The unit of work that every command of `db/` is given."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, Union

from sqlalchemy import (
    Connection,
    Executable,
    Result,
    Select,
    func,
    literal_column,
    select,
    text,
)

from db.models import Base
from db.users.audit import Record
from domain.scopes import Act

Where = Union[int, None, Select[Any], Iterable["Where"]]  # noqa: UP007 - it names itself
"""Where an act happens: a place's id (None where it is not known), a query that gives such ids, or
several of these. `db.users.whereabouts` has the queries."""

CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """China Standard Time, naive, whatever zone the machine is in, to the second."""
    return datetime.now(CHINA).replace(tzinfo=None, microsecond=0)


def today() -> date:
    """The day it is in China."""
    return now().date()


def places_of(connection: Connection, where: Where) -> Iterator[int | None]:
    """The ids of the places that something names, as they are now."""
    if where is None or isinstance(where, int):
        yield where
    elif isinstance(where, Select):
        yield from connection.scalars(where)
    else:
        for each in where:
            yield from places_of(connection, each)


class WriteSession:
    """One unit of work: commands execute in it, say which topics they touched, never commit."""

    def __init__(
        self, connection: Connection, actor: str, at: datetime, scoped: bool = False
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.at = at
        self.scoped = scoped
        self.topics: set[str] = set()
        self.records: list[Record] = []
        self.acts: dict[Act, None] = {}
        self.touched: dict[Act, None] = {}
        self.slots: dict[str, str | None] = {}
        self.recovery_key = ""

    def execute(self, statement: Executable, rows: Any = None) -> Result[Any]:
        """Run a statement of `db/` with its parameters, or with many rows of them."""
        return self.connection.execute(statement, rows)

    def insert_rows(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Insert many rows, each the values of all these columns, of types the driver knows.

        It does without SQLAlchemy's look at every single value, a fifth of an import's time.
        """
        if rows:
            mark = "%s" if self.connection.dialect.name == "postgresql" else "?"
            marks = ", ".join([mark] * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            self.connection.exec_driver_sql(statement, list(rows))

    def log(
        self, topic: str, action: str, subject: str, detail: str = "", where: Where = ()
    ) -> None:
        """Note what was done: the topic for the views, the record for the audit, and where it was
        done for whoever works for some places only (`domain.scopes`)."""
        self.topics.add(topic)
        self.acts[Act(topic, action, self.places(where))] = None
        self.records.append(Record(action, subject, detail))

    def touch(self, topic: str, where: Where) -> None:
        """Something of these places changes with what is logged: to be told while it is there."""
        if places := self.places(where):
            self.touched[Act(topic, "", places)] = None

    def places(self, where: Where) -> frozenset[int | None]:
        """The places as they are now; nobody asks for those of whoever has no scope."""
        return frozenset(places_of(self.connection, where)) if self.scoped else frozenset()

    def own(self, topic: str) -> None:
        """Something of the user's own changes that no view shows and the audit does not ask for."""
        self.acts[Act(topic, "")] = None

    def note(self, action: str, subject: str, detail: str = "") -> None:
        """A record for the audit of what no view shows and no right is needed for."""
        self.records.append(Record(action, subject, detail))

    def set_slot(self, user: str, password: str | None) -> None:
        """The user's password opens the ledger's file, or none does, once this is committed."""
        self.slots[user] = password

    def reserve(self, model: type[Base], count: int) -> Sequence[int]:
        """Ids for ``count`` new rows, so that rows which point at each other go in in bulk."""
        if self.connection.dialect.name == "postgresql":
            sequence = f"pg_get_serial_sequence('{model.__tablename__}', 'id')"
            drawn = text(f"SELECT nextval({sequence}) FROM generate_series(1, {count})")
            return self.connection.scalars(drawn).all()
        # SQLite has one writer at a time, and this is it.
        newest = (
            self.connection.scalar(select(func.max(literal_column("id"))).select_from(model)) or 0
        )
        return range(newest + 1, newest + 1 + count)
