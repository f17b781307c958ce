"""What queries read from, and their rows as plain values."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable

Reader = Connection
"""The connection of `Database.read`, or of a unit of work."""


def fetch(reader: Reader, statement: Executable) -> Sequence[Any]:
    """All rows of a query, each a sequence of its values."""
    return reader.execute(statement).all()
