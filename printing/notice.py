"""One notice on its sheets: title, text, tables, and what closes it at the foot of the last."""

from collections.abc import Sequence

from domain.disclosure import Block, Heading, Notice, Paragraph, Portraits, Table
from printing.closing import closing_strip
from printing.columns import column_papers, column_strips
from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.lines import GAP, blank, heading_strips, paragraph_strips, title_strips
from printing.page import LEADING, OFFICIAL, PITCH, Paper, head_of
from printing.pages import drawn, fewest_pages, framed, paginate
from printing.portraits import portrait_strips
from printing.strip import Strip
from printing.table import AIR, SIZES, table_strips
from printing.tiles import add_sheet

_BOARD_AIR = 0.85
_ACROSS = 4  # lines of text that may go across a whole board


def draw_notice(document: Document, notice: Notice, paper: Paper, fonts: Fonts) -> int:
    """Draw a notice on fresh pages of the document; returns how many sheets of paper it takes."""
    before = document.pages
    paper = _paper(notice, paper)
    closing = closing_strip(notice, paper, fonts)
    pages = _best_pages(notice, paper, fonts, closing)
    frame = framed(paper, fonts, head_of(notice))

    def edges(sheet: Sheet, page: int, pages: int) -> None:
        frame(sheet, page, pages)
        if page == pages:
            closing.draw(sheet, paper.bottom + closing.height)

    for sheet in drawn(document, paper, pages, edges):
        add_sheet(document, sheet, paper, fonts)
    return document.pages - before


def _paper(notice: Notice, paper: Paper) -> Paper:
    """A notice that is all text is set as GB/T 9704 wants an official one, except on a board."""
    if paper.is_board or not all(isinstance(b, Paragraph | Heading) for b in notice.blocks):
        return paper
    return OFFICIAL


def _best_pages(notice: Notice, paper: Paper, fonts: Fonts, closing: Strip) -> list[list[Strip]]:
    """The pages at the largest table size that needs the fewest of them; on a board its rows stand
    wide apart if that needs no more."""
    apart = [(SIZES[0], _BOARD_AIR)] if paper.is_board else []
    rows = [*apart, *((size, AIR) for size in SIZES)]
    filled = any(isinstance(block, Table) and block.rows for block in notice.blocks)

    def pages_at(row: tuple[float, float]) -> list[list[Strip]]:
        strips = _strips(notice, paper, fonts, row, closing.height)
        return paginate(strips, paper.room, closing.height)

    return fewest_pages(pages_at, rows if filled else rows[:1])


# --- the parts --------------------------------------------------------------------------------


def _strips(
    notice: Notice, paper: Paper, fonts: Fonts, rows: tuple[float, float], reserved: float
) -> list[Strip]:
    """Title and text; long text stands in two columns on a board, where a line across would be too
    long to read."""
    strips = title_strips(notice.title, _subtitle(notice), paper, fonts)
    size, air = rows
    if not paper.is_board:
        return [*strips, *block_strips(notice.blocks, paper, fonts, size, air)]
    above = sum(strip.height for strip in strips)
    # Nothing is read across the seam of a tiled board but its title.
    most = 0.0 if paper.tiled else _ACROSS * LEADING
    for run in _runs(notice.blocks):
        across = block_strips(run, paper, fonts, size, air)
        if not isinstance(run[-1], Paragraph) or sum(strip.height for strip in across) <= most:
            strips += across
        else:
            left, right = (block_strips(run, half, fonts, size) for half in column_papers(paper))
            below = reserved if run[-1] is notice.blocks[-1] else 0.0
            strips += column_strips(paper, left, right, above, below)
        above = 0.0
    return strips


def _runs(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks in runs: of text that ends with a paragraph, or of other things and the headings
    that belong to them."""
    runs: list[list[Block]] = []
    for block in reversed(blocks):
        is_text = isinstance(block, Paragraph)
        if runs and (isinstance(block, Heading) or is_text == isinstance(runs[-1][-1], Paragraph)):
            runs[-1].insert(0, block)
        else:
            runs.append([block])
    return runs[::-1]


def block_strips(
    blocks: Sequence[Block], paper: Paper, fonts: Fonts, size: float, air: float = AIR
) -> list[Strip]:
    """Paragraphs, headings, tables and portraits one under the other; the tables' text has a size
    in points, and ``air`` above and below it in that size."""
    strips: list[Strip] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            strips += paragraph_strips(block.text, paper, fonts)
        elif isinstance(block, Heading):
            strips += _heading_strips(block.text, paper, fonts)
        elif isinstance(block, Portraits):
            strips += [blank(GAP * 0.6, bound=True), *portrait_strips(block, paper, fonts)]
        else:
            rows = table_strips(block, fonts, size, paper, air)
            strips += [blank(GAP * 0.6, bound=True), *rows, blank(GAP)]
    return strips


def _heading_strips(text: str, paper: Paper, fonts: Fonts) -> list[Strip]:
    """A heading, indented as the text is where the paper is set by GB/T 9704, line for line."""
    if paper.titles == OFFICIAL.titles:
        return heading_strips(text, paper, fonts, 2 * PITCH)
    return [blank(GAP * 0.5, bound=True), *heading_strips(text, paper, fonts)]


def _subtitle(notice: Notice) -> str:
    return " · ".join(filter(None, (notice.place, notice.period)))
