"""Settings of the office and of its users, and counters of numbers without gaps."""

from typing import Any

from sqlalchemy import delete, insert, select, text, update

from db.models import Setting
from db.reading import Reader
from db.session import WriteSession

_BEGIN = text(
    """INSERT INTO setting (name, value) VALUES (:name, '{"last": 0}') ON CONFLICT DO NOTHING"""
)


def get(connection: Reader, name: str) -> dict[str, Any]:
    """A setting's value; an empty one when it was never set."""
    return connection.scalar(select(Setting.value).where(Setting.name == name)) or {}


def put(session: WriteSession, name: str, value: dict[str, Any]) -> None:
    """Set a setting."""
    session.execute(delete(Setting).where(Setting.name == name))
    session.execute(insert(Setting).values(name=name, value=value))
    session.topics.add("settings")


def next_number(session: WriteSession, counter: str, count: int = 1) -> range:
    """The next numbers of a counter, beginning with 1; rolled back with the unit of work."""
    # Whoever asks at the same moment waits here, even for the very first number.
    session.execute(_BEGIN, {"name": counter})
    statement = select(Setting.value).where(Setting.name == counter).with_for_update()
    last = int(session.execute(statement).scalar_one()["last"])
    new = {"last": last + count}
    session.execute(update(Setting).where(Setting.name == counter).values(value=new))
    return range(last + 1, last + 1 + count)


def put_back(session: WriteSession, counter: str, count: int) -> None:
    """The last numbers of a counter were not used after all; they are given again."""
    statement = select(Setting.value).where(Setting.name == counter).with_for_update()
    value = session.execute(statement).scalar()
    if value and count:
        kept = {"last": int(value["last"]) - count}
        session.execute(update(Setting).where(Setting.name == counter).values(value=kept))
