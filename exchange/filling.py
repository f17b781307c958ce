"""Filling in what a ledger leaves out: merged cells, 同上, and values given only once.

Many offices write a community, a building or a room only on the first row it holds for. Whether
a column is of that kind is told by the column itself: its values are followed by empty cells
more often than by themselves.
"""

from collections.abc import Iterable, Sequence
from itertools import compress, pairwise
from operator import eq

from domain.cells import DITTO_CELLS, Cell, is_ditto
from exchange.workbook import Sheet


class Filler:
    """Gives each row of a sheet with its omitted cells filled in.

    ``first`` is the first row (0-based) below the header, ``named`` the cells below it that
    name somebody. ``filled`` are the columns that a merged cell fills downwards; ``carried``
    those of places, from the top level down, that may be written only once; ``per_household``
    those of the carried ones that a new household never takes over from the one above; ``never``
    those in which 同上 means nothing.
    """

    def __init__(
        self,
        sheet: Sheet,
        first: int,
        named: Sequence[Cell],
        filled: Iterable[int],
        carried: Sequence[int],
        per_household: Iterable[int],
        never: Iterable[int],
    ) -> None:
        columns = list(zip(*sheet.rows[first:], strict=True))
        self.merged = _merged_values(sheet, first, frozenset(filled))
        merged_columns = {c for values in self.merged.values() for c in values}
        self.carried = [
            c
            for c in carried
            if columns and c not in merged_columns and _is_sparse(columns[c], named)
        ]
        self.order = list(carried)
        self.per_household = frozenset(per_household)
        kept = frozenset(never)
        self.ditto = [
            c
            for c, column in enumerate(columns)
            if c not in kept and not DITTO_CELLS.isdisjoint(column)
        ]
        self.above: list[Cell] = []

    def merge(self, index: int, row: list[Cell]) -> list[Cell]:
        """The row with what merged cells above and 同上 stand for; a copy if anything changes."""
        merged = self.merged.get(index)
        if merged:
            row = list(row)
            for column, value in merged.items():
                row[column] = value
        if self.ditto and self.above:
            dittos = [c for c in self.ditto if is_ditto(row[c])]
            if dittos:
                row = list(row)
                for column in dittos:
                    row[column] = self.above[column]
        return row

    def carry(self, row: list[Cell], starts_household: bool) -> list[Cell]:
        """The row with the places that were written on a row above; it becomes "above" itself.

        Below a level that changes nothing is carried over; what is carried over brings the
        levels above it along.
        """
        above = self.above
        if self.carried and above:
            row = list(row)
            blank = []
            for column in self.order:
                if row[column] != "":
                    if row[column] != above[column]:
                        break
                    continue
                blank.append(column)
                starts_here = starts_household and column in self.per_household
                if column in self.carried and not starts_here:
                    for empty in blank:
                        row[empty] = above[empty]
        self.above = row
        return row


def _merged_values(sheet: Sheet, first: int, columns: frozenset[int]) -> dict[int, dict[int, Cell]]:
    """For each row (0-based), the values its cells take from a merged cell above."""
    values: dict[int, dict[int, Cell]] = {}
    reached: dict[int, int] = {}  # no program lets merged cells overlap; a file made to harm may
    for top, left, bottom, _right in sorted(sheet.merged):
        if bottom == top or top < first or left not in columns or top >= len(sheet.rows):
            continue
        value = sheet.rows[top][left] if left < len(sheet.rows[top]) else ""
        if value != "":
            end = min(bottom + 1, len(sheet.rows))
            for below in range(max(top + 1, reached.get(left, 0)), end):
                values.setdefault(below, {})[left] = value
            reached[left] = max(end, reached.get(left, 0))
    return values


def _is_sparse(column: Sequence[Cell], named: Sequence[Cell]) -> bool:
    """Whether a column writes its value once and then leaves it out, in the rows where
    ``named`` has anything."""
    values = list(compress(column, named))
    blanks = values.count("")
    if not blanks or blanks == len(values):
        return False
    repeats = sum(map(eq, values, values[1:]))
    blank_pairs = sum(a == "" and a == b for a, b in pairwise(values))
    return bool(blanks > repeats - blank_pairs)
