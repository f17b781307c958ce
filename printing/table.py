"""Tables: column widths from what stands in them, cells wrapped, rows as strips of a page.

The text is 四号 and shrinks in three steps to 五号 (DOMAIN.md §8); which step is taken is the
page's decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from domain.disclosure import Cell, Colour, Column, Table
from printing.document import Sheet
from printing.fonts import Fonts
from printing.marks import draw_mark
from printing.page import Paper
from printing.seams import with_edge_at
from printing.strip import Strip
from printing.text import Style, break_by_sense, wrap

SIZES = (14.0, 12.0, 10.5)
_NARROW = (7.5, 6.2, 5.2)  # how wide a column that is not `wide` may be, in the text's size
_BROAD = 48  # from so many characters on a table has room for one more step
_PIECE = 9  # lines that stay together in a row that is divided
AIR = 0.5  # above and below a cell's text, in its size
_NOTE_SIZES = {14.0: 10.5, 12.0: 9.5, 10.5: 9.0, 9.0: 8.0}
GRID = "#7B858F"
HEADER_FILL = "#ECEFF2"
_INK = "#000000"
_NOTE_INK = "#3A434C"


@dataclass(frozen=True, slots=True)
class _Styles:
    """How a table of one size is set; lengths in points."""

    head: Style
    main: Style
    note: Style
    word: Style
    padding: float
    gap: float  # blank above and below a cell's text


@lru_cache(maxsize=16)
def _styles(fonts: Fonts, size: float, air: float = AIR) -> _Styles:
    note = _NOTE_SIZES[size]
    return _Styles(
        head=Style(fonts.heading, size, size * 1.3, _INK),
        main=Style(fonts.table, size, size * 1.3, _INK),
        note=Style(fonts.table, note, note * 1.35, _NOTE_INK),
        word=Style(fonts.heading, size, size * 1.3, _INK),
        padding=size * 0.4,
        gap=size * air,
    )


def table_strips(
    table: Table, fonts: Fonts, size: float, paper: Paper, air: float = AIR
) -> list[Strip]:
    """The rows of a table at a text size as strips, each carrying the header to repeat.

    No strip is higher than the paper has room for: a row that would be is divided between its
    lines. At a seam of the paper there is a rule if it can be had.
    """
    styles = _styles(fonts, size, air)
    widths = _widths(table, styles, paper)
    edges = list(accumulate(widths, initial=paper.left))
    header = _header_strip(table.columns, styles, widths, edges)
    if not any(column.title for column in table.columns):
        header = _top_strip(edges)
    if not table.rows:
        empty = _empty_strip(table.empty, styles, paper.left, paper.measure, header)
        return [_bound(header), empty]
    tallest = paper.room - 1 - header.height
    rows = [
        part
        for row in table.rows
        for part in _parts(_row_lines(row, table.columns, styles, widths), styles, tallest)
    ]
    ends = [0.5] * (len(rows) - 1) + [1.2]
    drawn = [
        _row_strip(row, table.columns, styles, edges, header, end)
        for row, end in zip(rows, ends, strict=True)
    ]
    return [_bound(header), *drawn]


def _widths(table: Table, styles: _Styles, paper: Paper) -> list[float]:
    widths = column_widths(table, styles, paper.measure)
    if paper.seam is None:
        return widths
    least = [_least(table, i, styles) for i in range(len(widths))]
    return with_edge_at(widths, least, paper.seam - paper.left)


class Grid:
    """A table whose widths (in points) are given, so that its rows may come one by one."""

    def __init__(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        fonts: Fonts,
        size: float,
        left: float,
    ) -> None:
        self._columns, self._widths = tuple(columns), tuple(widths)
        self._styles = _styles(fonts, size)
        self._edges = list(accumulate(widths, initial=left))
        self.header = _header_strip(self._columns, self._styles, self._widths, self._edges)

    def row(self, cells: Sequence[Cell], tallest: float) -> list[Strip]:
        """A row as a strip; as several where it is higher than ``tallest``."""
        lines = _row_lines(cells, self._columns, self._styles, self._widths)
        return [
            _row_strip(part, self._columns, self._styles, self._edges, self.header, 0.5)
            for part in _parts(lines, self._styles, tallest)
        ]

    def empty(self, text: str) -> Strip:
        """What stands there without rows."""
        left, right = self._edges[0], self._edges[-1]
        return _empty_strip(text, self._styles, left, right - left, self.header)


def _bound(strip: Strip) -> Strip:
    return Strip(strip.height, strip.draw, bound=True)


# --- widths -----------------------------------------------------------------------------------


def column_widths(table: Table, styles: _Styles, width: float) -> list[float]:
    """The columns' widths in points, together the table's: narrow ones first, wide ones share."""
    size = styles.main.size
    for narrow_limit in _NARROW if width < _BROAD * size else (_BROAD / 4, *_NARROW):
        widths = [
            _least(table, i, styles) if c.wide else _narrow(table, i, styles, narrow_limit * size)
            for i, c in enumerate(table.columns)
        ]
        if sum(widths) <= width * (0.75 if any(c.wide for c in table.columns) else 1.0):
            break
    spare = width - sum(widths)
    if spare < 0:
        return [w * width / sum(widths) for w in widths]
    growing = [i for i, c in enumerate(table.columns) if c.wide] or range(len(widths))
    wishes = {i: max(_widest(table, i, styles) - widths[i], 0.0) for i in growing}
    if sum(wishes.values()) <= spare:
        rest = spare - sum(wishes.values())
        airy = min(rest / len(widths), size * 1.2)
        grown = (rest - airy * (len(widths) - len(wishes))) / len(wishes)
        shares = {i: wishes[i] + grown if i in wishes else airy for i in range(len(widths))}
    else:
        volumes = {i: _volume(table, i, styles) for i in growing}
        room = spare + sum(widths[i] for i in growing)
        fair = {i: room * v / sum(volumes.values()) - widths[i] for i, v in volumes.items()}
        wanting = {i: max(share, 0.0) for i, share in fair.items()}
        shares = {i: spare * share / sum(wanting.values()) for i, share in wanting.items()}
    return [w + shares.get(i, 0.0) for i, w in enumerate(widths)]


def _entries(table: Table, index: int) -> list[tuple[str, str]]:
    """The main and the small text of every cell of a column, its header not included."""
    cells = (row[index] for row in table.rows)
    return [("■" + c.word, "") if isinstance(c, Colour) else (c.main, c.note) for c in cells]


def _widest(table: Table, index: int, styles: _Styles) -> float:
    column = table.columns[index]
    texts = [max(styles.main.width(m), styles.note.width(n)) for m, n in _entries(table, index)]
    heads = styles.head.width(column.title), styles.note.width(column.note)
    return max(*heads, *texts) + 2 * styles.padding


def _least(table: Table, index: int, styles: _Styles) -> float:
    """The width below which a word or number of the column would be cut; an amount is one, commas
    and all."""
    column = table.columns[index]
    whole = styles.main.width if column.right else styles.main.widest_word
    room = [styles.head.width(column.title), styles.note.width(column.note)]
    for main, note in _entries(table, index):
        room += [whole(main), styles.note.widest_word(note)]
    return min(max(room), 12 * styles.main.size) + 2 * styles.padding


def _narrow(table: Table, index: int, styles: _Styles, limit: float) -> float:
    return max(_least(table, index, styles), min(_widest(table, index, styles), limit))


def _volume(table: Table, index: int, styles: _Styles) -> float:
    """How much text a column holds, as the weight of its share; long texts count less and less."""
    lengths = [styles.main.width(m) + styles.note.width(n) for m, n in _entries(table, index)]
    return float((sum(lengths) / max(len(lengths), 1) + styles.main.size * 6) ** 0.7)


# --- cells and rows ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lines:
    """A cell broken into lines; ``colour`` is set where it is a colour's word."""

    main: tuple[str, ...]
    note: tuple[str, ...] = ()
    colour: Colour | None = None

    def height(self, styles: _Styles) -> float:
        """The height of the text in points."""
        between = 0.15 * styles.note.size if self.main and self.note else 0.0
        leads = len(self.main) * styles.main.leading + len(self.note) * styles.note.leading
        return leads + between


def _row_lines(
    row: Sequence[Cell], columns: Sequence[Column], styles: _Styles, widths: Sequence[float]
) -> list[_Lines]:
    cells = zip(row, columns, widths, strict=True)
    return [_wrapped(cell, styles, column, width) for cell, column, width in cells]


def _wrapped(cell: Cell, styles: _Styles, column: Column, width: float) -> _Lines:
    if isinstance(cell, Colour):
        return _Lines((cell.word,), colour=cell)
    room = width - 2 * styles.padding
    note = wrap(cell.note, styles.note, room) if cell.note else ()
    main = wrap(cell.main, styles.main, room)
    lonely = len(main[-1]) == 1 and len(main) <= 3
    if lonely or (len(main) == 2 and not column.wide):
        main = break_by_sense(cell.main, styles.main, room)
    return _Lines(main, note)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells; or a piece of a row, whose texts begin at its top and which is open towards
    the pieces before and after it."""

    cells: Sequence[_Lines]
    first: bool = True
    last: bool = True

    def height(self, styles: _Styles) -> float:
        """The height in points."""
        blank = styles.gap * (self.first + self.last)
        return max(cell.height(styles) for cell in self.cells) + blank

    def middle(self, cell: _Lines, styles: _Styles, top: float) -> float:
        """Where the middle of a cell's text stands in a row that begins at a height."""
        if self.first and self.last:
            return top - self.height(styles) / 2
        return top - styles.gap * self.first - cell.height(styles) / 2


def _parts(cells: Sequence[_Lines], styles: _Styles, tallest: float) -> list[_Row]:
    """One row, or pieces of a few lines where it is higher than a page has room for."""
    if _Row(cells).height(styles) <= tallest:
        return [_Row(cells)]
    pieces: list[_Row] = []
    rest = list(cells)
    while any(cell.main or cell.note for cell in rest):
        taken = [_taken(cell, styles) for cell in rest]
        rest = [left for _, left in taken]
        pieces.append(_Row([piece for piece, _ in taken], first=not pieces, last=False))
    return [*pieces[:-1], replace(pieces[-1], last=True)]


def _taken(cell: _Lines, styles: _Styles) -> tuple[_Lines, _Lines]:
    """The lines of a cell for a piece of its row, and those that are left."""
    mains = min(len(cell.main), _PIECE)
    room = (_PIECE - mains) * styles.main.leading
    notes = int(room // styles.note.leading) if mains == len(cell.main) else 0
    taken = _Lines(cell.main[:mains], cell.note[:notes], cell.colour)
    return taken, _Lines(cell.main[mains:], cell.note[notes:])


def _row_strip(
    row: _Row,
    columns: Sequence[Column],
    styles: _Styles,
    edges: Sequence[float],
    header: Strip,
    end: float,
) -> Strip:
    """One row; ``end`` is the width of the rule under it, in points."""
    height = row.height(styles)

    def draw(sheet: Sheet, top: float) -> None:
        for cell, column, x, right in zip(row.cells, columns, edges, edges[1:], strict=False):
            middle = row.middle(cell, styles, top)
            _draw_cell(sheet, cell, styles, column, (x, right), middle)
        _grid(sheet, edges, top, height, end if row.last else 0.0)

    return Strip(height, draw, header)


def _draw_cell(
    sheet: Sheet,
    cell: _Lines,
    styles: _Styles,
    column: Column,
    sides: tuple[float, float],
    middle: float,
) -> None:
    left, right = sides[0] + styles.padding, sides[1] - styles.padding
    if cell.colour:
        _draw_colour(sheet, cell.colour, styles, (sides[0] + sides[1]) / 2, middle)
        return
    y = middle + cell.height(styles) / 2
    for lines, style in ((cell.main, styles.main), (cell.note, styles.note)):
        for line in lines:
            y -= style.leading
            spare = right - left - style.width(line)
            x = left + (0.0 if column.wide else spare if column.right else spare / 2)
            sheet.text(x, y + style.leading / 2 - 0.38 * style.size, line, style)
        y -= 0.15 * styles.note.size


def _draw_colour(
    sheet: Sheet, colour: Colour, styles: _Styles, centre: float, middle: float
) -> None:
    size = styles.word.size
    mark, gap = 0.74 * size, 0.3 * size
    x = centre - (mark + gap + styles.word.width(colour.word)) / 2
    draw_mark(sheet, colour.key, x, middle - mark / 2, mark)
    sheet.text(x + mark + gap, middle - 0.38 * size, colour.word, styles.word)


def _header_strip(
    columns: Sequence[Column], styles: _Styles, widths: Sequence[float], edges: Sequence[float]
) -> Strip:
    heads = [wrap(c.title, styles.head, w) for c, w in zip(columns, widths, strict=True)]
    notes = any(column.note for column in columns)
    lines = max(len(head) for head in heads)
    below = styles.note.leading if notes else 0.0
    height = lines * styles.head.leading + below + 0.7 * styles.head.size

    def draw(sheet: Sheet, top: float) -> None:
        sheet.area(edges[0], top - height, edges[-1] - edges[0], height, HEADER_FILL)
        for column, head, x, right in zip(columns, heads, edges, edges[1:], strict=False):
            note = styles.note.leading if column.note else 0.0
            y = top - height / 2 + (len(head) * styles.head.leading + note) / 2
            centre = (x + right) / 2
            for line in head:
                y -= styles.head.leading
                _centred(sheet, line, styles.head, centre, y)
            _centred(sheet, column.note, styles.note, centre, y - styles.note.leading)
        sheet.rule(edges[0], top, edges[-1], top, 1.2, _INK)
        _grid(sheet, edges, top, height, 0.8)

    return Strip(height, draw)


def _top_strip(edges: Sequence[float]) -> Strip:
    """The upper rule of a table without a header."""
    return Strip(0.0, lambda sheet, top: sheet.rule(edges[0], top, edges[-1], top, 1.2, _INK))


def _empty_strip(text: str, styles: _Styles, left: float, width: float, header: Strip) -> Strip:
    height = styles.main.size * 8
    large = replace(styles.head, size=22.0, leading=28.0)

    def draw(sheet: Sheet, top: float) -> None:
        _centred(sheet, text, large, left + width / 2, top - height / 2 - large.leading / 2)
        _grid(sheet, (left, left + width), top, height, 1.2)

    return Strip(height, draw, header)


def _centred(sheet: Sheet, text: str, style: Style, centre: float, bottom: float) -> None:
    x = centre - style.width(text) / 2
    sheet.text(x, bottom + style.leading / 2 - 0.38 * style.size, text, style)


def _grid(sheet: Sheet, edges: Sequence[float], top: float, height: float, end: float) -> None:
    bottom = top - height
    for x in edges:
        sheet.rule(x, bottom, x, top, 0.5, GRID)
    if end:
        sheet.rule(edges[0], bottom, edges[-1], bottom, end, _INK if end > 1 else GRID)
