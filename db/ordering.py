"""What a list is ordered by, either way round."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement


def turned(keys: Iterable[Any], descending: bool) -> list[ColumnElement[Any]]:
    """Keys in either direction. A condition among them tells of what is blank there, which comes
    after all that is not, both ways: as in a spreadsheet."""
    return [
        key.desc() if descending and not isinstance(key.type, Boolean) else key.asc()
        for key in keys
    ]
