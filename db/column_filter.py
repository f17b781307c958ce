"""A filter on one column of a list, as a spreadsheet has it: what the column holds, and the rows
that hold a text there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, func, true

from db.reading import Reader, fetch

MOST = 200
"""How many of a column's values are offered; of more, the frequent ones."""
_BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Held:
    """What a column shows, never NULL; ``several`` words may stand in a cell with 、 between."""

    shown: Any
    several: bool = False


Columns = Mapping[str, Held]
"""The columns of a list that can be filtered, by their keys."""


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """The rows that hold a text in the column of that key, or as the ``whole`` of its cell, or of
    one of several words in it; nothing as the whole finds what is blank."""

    key: str
    text: str
    whole: bool = False


def condition(columns: Columns, wanted: Sequence[ColumnFilter]) -> ColumnElement[bool]:
    """What all of them let through; a column that is not known lets nothing through."""
    return and_(true(), *(_holds(columns, one) for one in wanted))


def _holds(columns: Columns, wanted: ColumnFilter) -> ColumnElement[bool]:
    if wanted.key not in columns:
        return false()
    held = columns[wanted.key]
    words = cast(held.shown, Text)
    if not wanted.whole:
        return words.icontains(wanted.text, autoescape=True)
    if not held.several or not wanted.text:
        return words == wanted.text
    among = _BETWEEN + words + _BETWEEN
    return among.contains(f"{_BETWEEN}{wanted.text}{_BETWEEN}", autoescape=True)


def values(
    connection: Reader, rows: Select[Any], columns: Columns, asked: ColumnFilter
) -> list[tuple[str, int]]:
    """What a column holds in the rows of a SELECT where it holds a text, and in how many of them;
    the most first."""
    held = columns[asked.key]
    counted = rows.with_only_columns(held.shown, func.count()).group_by(held.shown)
    if asked.text:
        counted = counted.where(_holds(columns, asked))
    if not held.several:
        # A column may hold as many values as there are rows: they stay in the database.
        most = counted.order_by(func.count().desc(), held.shown).limit(MOST)
        return [(str(cell), count) for cell, count in fetch(connection, most)]
    found: Counter[str] = Counter()
    for cell, count in fetch(connection, counted):
        for word in cell.split(_BETWEEN):
            if asked.text.lower() in word.lower():
                found[word] += count
    return found.most_common(MOST)
