"""Settings of the office and of its users, and counters of numbers without gaps."""

import logging
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import select, text, update

from db.models import Setting
from db.reading import Reader, fetch
from db.session import WriteSession

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")

_BEGIN = text(
    """INSERT INTO setting (name, value) VALUES (:name, '{"last": 0}') ON CONFLICT DO NOTHING"""
)

_BEGIN_EMPTY = text("INSERT INTO setting (name, value) VALUES (:name, '{}') ON CONFLICT DO NOTHING")


def get(connection: Reader, name: str) -> dict[str, Any]:
    """A setting's value; an empty one when it was never set."""
    return _value(name, connection.scalar(select(Setting.value).where(Setting.name == name)))


def known(kind: type[Kept], value: Mapping[str, Any]) -> Kept:
    """A setting that is one dataclass: what a program of another version knew and this one does
    not is passed over, and what is missing is as it is by default."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: part for name, part in value.items() if name in names})


def put(session: WriteSession, name: str, value: dict[str, Any], topic: str = "settings") -> None:
    """Set a setting; views hear of it under the topic."""
    hold(session, name)
    session.execute(update(Setting).where(Setting.name == name).values(value=value))
    session.topics.add(topic)


def hold(session: WriteSession, name: str) -> dict[str, Any]:
    """A setting's value as it is now; nobody else changes it until the end of the unit of work."""
    session.execute(_BEGIN_EMPTY, {"name": name})
    statement = select(Setting.value).where(Setting.name == name).with_for_update()
    return _value(name, session.execute(statement).scalar_one())


def _value(name: str, stored: object) -> dict[str, Any]:
    if stored is not None and not isinstance(stored, dict):
        log.warning("a setting is none: %s", name)
    return stored if isinstance(stored, dict) else {}


def next_number(session: WriteSession, counter: str, count: int = 1) -> range:
    """The next numbers of a counter, beginning with 1; rolled back with the unit of work."""
    # Whoever asks at the same moment waits here, even for the very first number.
    session.execute(_BEGIN, {"name": counter})
    statement = select(Setting.value).where(Setting.name == counter).with_for_update()
    last = int(session.execute(statement).scalar_one()["last"])
    new = {"last": last + count}
    session.execute(update(Setting).where(Setting.name == counter).values(value=new))
    return range(last + 1, last + 1 + count)


def hold_counter(session: WriteSession, counter: str) -> int:
    """The last number given; nobody else draws any until the end of the unit of work."""
    statement = select(Setting.value).where(Setting.name == counter).with_for_update()
    return int((session.execute(statement).scalar() or {"last": 0})["last"])


def put_back(session: WriteSession, counter: str, last: int) -> None:
    """What a held counter gave after this number was not used after all; it is given again."""
    session.execute(update(Setting).where(Setting.name == counter).values(value={"last": last}))


def counters(connection: Reader) -> dict[str, int]:
    """Every counter of numbers by its name, with the last number it gave."""
    found = fetch(connection, select(Setting.name, Setting.value))
    return {
        name: value["last"]
        for name, value in found
        if isinstance(value, dict) and {*value} == {"last"}
    }
