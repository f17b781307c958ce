"""What users typed and have not stored: it outlives a window that was killed, and stays theirs."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, bindparam, delete, select, text

from db.models import Draft
from db.reading import Reader
from db.session import WriteSession

# Whoever works in two windows at once has what was typed last.
_PUT = text(
    "INSERT INTO draft (actor, about, words, typed, at)"
    " VALUES (:actor, :about, :words, :typed, :at)"
    " ON CONFLICT (actor, about) DO UPDATE"
    " SET words = excluded.words, typed = excluded.typed, at = excluded.at"
).bindparams(bindparam("typed", type_=JSON))


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed into one form, and what the form is called.

    ``values`` hold texts, numbers, booleans, days, times and bytes, in tuples and mappings of them.
    """

    words: str
    values: Mapping[str, Any]


def of_user(connection: Reader, user: str) -> dict[str, Typed]:
    """All that a user typed and has not stored, by what it is about, the oldest first."""
    columns = select(Draft.about, Draft.words, Draft.typed)
    rows = connection.execute(columns.where(Draft.actor == user).order_by(Draft.id)).all()
    return {about: Typed(words, _unpacked(typed)) for about, words, typed in rows}


def keep(session: WriteSession, changed: Mapping[str, Typed | None]) -> None:
    """What the user typed since, by what it is about; None for what is stored or thrown away."""
    session.own("drafts")
    gone = [about for about, typed in changed.items() if typed is None]
    session.execute(delete(Draft).where(Draft.actor == session.actor, Draft.about.in_(gone)))
    for about, typed in changed.items():
        if typed is not None:
            told = {"about": about, "words": typed.words, "typed": _packed(typed.values)}
            session.execute(_PUT, {"actor": session.actor, "at": session.at, **told})


def _packed(value: Any) -> Any:
    """A value as JSON can hold it: what it cannot is marked with its kind."""
    match value:
        case datetime():
            return {"$time": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case tuple():
            return {"$tuple": [_packed(one) for one in value]}
        case Mapping():
            return {str(key): _packed(one) for key, one in value.items()}
        case _:
            return value


def _unpacked(value: Any) -> Any:
    match value:
        case {"$time": str(text)}:
            return datetime.fromisoformat(text)
        case {"$day": str(text)}:
            return date.fromisoformat(text)
        case {"$bytes": str(text)}:
            return base64.b64decode(text)
        case {"$tuple": list(parts)}:
            return tuple(_unpacked(one) for one in parts)
        case dict():
            return {key: _unpacked(one) for key, one in value.items()}
        case _:
            return value
