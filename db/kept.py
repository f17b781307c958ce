"""A setting that cannot be understood, because a program or a hand wrote what is none: the office
works on by what the program ships with, and the log says so."""

import logging
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar, cast

from db.reading import Reader

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
Reading = TypeVar("Reading", bound=Callable[..., Any])
_WRONG = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError)


def or_default(default: Callable[..., object]) -> Callable[[Reading], Reading]:
    """Makes a function that reads a setting give the default where what is stored is no such
    setting; ``default`` takes the same arguments but the connection."""

    def wrapped(read: Reading) -> Reading:
        @wraps(read)
        def reading(connection: Reader, *args: object) -> object:
            try:
                return read(connection, *args)
            except _WRONG:
                log.warning("a setting cannot be read: %s", read.__module__, exc_info=True)
                return default(*args)

        return cast(Reading, reading)

    return wrapped


def same_kind(read: Kept, like: Kept) -> Kept:
    """What was read, if its type is that of another value; else a TypeError."""
    if type(read) is not type(like):
        raise TypeError(f"{type(read)} is no {type(like)}")
    return read


def same_fields(read: Kept, like: Kept) -> Kept:
    """What was read, if each field of it is of the type it has in another one; else a TypeError."""
    for field in fields(like):  # type: ignore[arg-type]
        same_kind(getattr(read, field.name), getattr(like, field.name))
    return read
