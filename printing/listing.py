"""A list as it is shown, on A4 landscape: any number of rows, written as they come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.disclosure import Cell, Colour, Column
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.page import INK, MM, QUIET, Paper
from printing.strip import Strip
from printing.table import Grid
from printing.text import Style, wrap

A4_LANDSCAPE = Paper(297 * MM, 210 * MM, 48, top=16 * MM, bottom=17 * MM)
SIZE = 9.0  # 小五
_TOTAL = "Total"
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands above a list: its title, whose it is, the filter in words, how many rows, and
    when it was made; ``widths`` are the columns' in any unit, only their proportions matter."""

    title: str
    office: str
    told: str
    count: str
    made: str
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows and pages written; ``warning`` names lost characters."""

    rows: int
    pages: int
    warning: str


def print_listing(
    listing: Listing, rows: Iterable[Sequence[Cell]], target: Target, used: Fonts | None = None
) -> Listed:
    """Write the list; whatever the rows raise leaves the target as it was before.

    KnownError when the file cannot be written.
    """
    with whole_file(target) as file:
        document = Document(file, listing.title, listing.office)
        written = _Pages(document, listing, used or fonts()).write(rows)
        document.close()
    return written


class _Pages:
    """The pages under way: the sheet that is being filled and how far down it is."""

    def __init__(self, document: Document, listing: Listing, used: Fonts) -> None:
        self._document, self._listing, self._fonts = document, listing, used
        self._paper = A4_LANDSCAPE
        share = self._paper.measure / sum(listing.widths)
        widths = [width * share for width in listing.widths]
        self._grid = Grid(listing.columns, widths, used, SIZE, self._paper.left)
        self._small = Style(used.table, SIZE, 13.0, QUIET)
        self._sheet: Sheet | None = None
        self._top = 0.0

    def write(self, rows: Iterable[Sequence[Cell]]) -> Listed:
        """All pages, and then what each of them says of their number."""
        listing = self._listing
        characters = set(listing.title + listing.told + listing.office)
        tallest = self._paper.room - 60 - self._grid.header.height
        written = 0
        self._begin()
        for row in rows:
            written += 1
            for cell in row:
                characters.update(cell.word if isinstance(cell, Colour) else cell.main)
            for strip in self._grid.row(row, tallest):
                self._put(strip)
        if not written:
            self._put(self._grid.empty(listing.empty))
        self._end()
        pages = self._document.pages
        total = Sheet(self._document, (80, 13))
        total.text(0, 0, f"{pages:,} 页", self._small)
        self._document.complete(_TOTAL, total)
        return Listed(written, pages, missing_warning(sorted(characters), self._fonts))

    def _put(self, strip: Strip) -> None:
        if self._top - strip.height < self._paper.bottom:
            self._end()
            self._begin()
        assert self._sheet is not None, "a page was begun"
        strip.draw(self._sheet, self._top)
        self._top -= strip.height

    def _begin(self) -> None:
        paper = self._paper
        self._sheet = Sheet(self._document, (paper.width, paper.height))
        self._top = paper.height - paper.top
        if self._document.pages == 0:
            self._draw_head(self._sheet)
        else:
            self._draw_continued(self._sheet)
        header = self._grid.header
        header.draw(self._sheet, self._top)
        self._top -= header.height

    def _draw_head(self, sheet: Sheet) -> None:
        paper, listing = self._paper, self._listing
        title = Style(self._fonts.title, 18.0, 26.0, INK)
        x = (paper.width - title.width(listing.title)) / 2
        sheet.text(x, self._top - 16, listing.title, title)
        self._top -= 34
        right = f"{listing.count} · {listing.made}"
        room = paper.measure - self._small.width(right) - 24
        lines = wrap(f"{listing.office} · {listing.told}", self._small, room)
        if len(lines) > _MOST_TOLD:
            lines = (*lines[: _MOST_TOLD - 1], f"{lines[_MOST_TOLD - 1][:-1]}…")
        top = self._top
        for line in lines:
            sheet.text(paper.left, self._top - 9, line, self._small)
            self._top -= self._small.leading
        sheet.text(paper.right - self._small.width(right), top - 9, right, self._small)
        self._top -= 4

    def _draw_continued(self, sheet: Sheet) -> None:
        sheet.text(self._paper.left, self._top - 9, f"{self._listing.title}（续）", self._small)
        self._top -= self._small.leading + 4

    def _end(self) -> None:
        """The foot of the page, and on to the file."""
        sheet, small, paper = self._sheet, self._small, self._paper
        assert sheet is not None, "a page was begun"
        words = f"第 {self._document.pages + 1:,} 页 共 "
        middle = paper.width / 2 - small.width(f"{words}00 页") / 2
        y = paper.bottom - 18
        sheet.text(middle, y, words, small)
        sheet.late(middle + small.width(words), y, _TOTAL)
        self._document.add(sheet)
