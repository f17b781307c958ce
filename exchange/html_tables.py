"""The tables of an HTML page: many government systems export them under the name ``.xls``."""

from html.parser import HTMLParser
from math import prod

from domain.cells import Cell
from exchange.extents import MAX_ALL, Waiting

Merged = tuple[int, int, int, int]
_MAX_SPAN = 2000
_TAGS = 2_000  # some milliseconds
_MAX_COVERED = 1_000_000


def read(
    text: str, waiting: Waiting = lambda: None
) -> list[tuple[list[list[Cell]], tuple[Merged, ...]]]:
    """The rows and merged ranges (top, left, bottom, right; 0-based) of each table of a page.

    A table inside a cell of another counts as that cell's text. ``waiting`` is called every so many
    tags.

    Raises:
        OverflowError: there are more cells than a file may have.
    """
    parser = _TableParser(waiting)
    # A last tag without an end would be looked for again from every tag before it.
    parser.feed(text[: text.rfind(">") + 1])
    parser.end()
    return [(table.rows, tuple(table.merged)) for table in parser.tables if table.rows]


class _Table:
    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.merged: list[Merged] = []
        self._covered: set[tuple[int, int]] = set()

    def start_row(self) -> None:
        self.rows.append([])

    def add(self, text: str, height: int, width: int) -> None:
        """Put a cell at the first free column of the current row."""
        if not self.rows:
            self.start_row()
        top, row = len(self.rows) - 1, self.rows[-1]
        while (top, len(row)) in self._covered:
            row.append("")
        left = len(row)
        row += [text, *[""] * (width - 1)]
        if len(self._covered) + height * width > _MAX_COVERED:
            raise OverflowError
        if height * width > 1:
            self.merged.append((top, left, top + height - 1, left + width - 1))
        for below in range(top + 1, top + height):
            self._covered.update((below, column) for column in range(left, left + width))


class _TableParser(HTMLParser):
    def __init__(self, waiting: Waiting) -> None:
        super().__init__(convert_charrefs=True)
        self._waiting, self._tags = waiting, 0
        self.tables: list[_Table] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._cells = 0

    def end(self) -> None:
        """No more comes."""
        self._end_cell()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1
        if not self._tags % _TAGS:
            self._waiting()
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.tables[-1].start_row()
        elif tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            self._cells += prod(self._span)
            if self._cells > MAX_ALL:
                raise OverflowError
            self.tables[-1].add("".join(self._cell).strip(), *self._span)
            self._cell = None


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isdecimal() else 1
