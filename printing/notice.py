"""One notice on its sheets: title, text, tables, and what closes it at the foot of the last."""

from collections.abc import Sequence

from domain.disclosure import Block, Heading, Notice, Paragraph, Portraits, Table
from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.lines import GAP, blank, heading_strips, paragraph_strips, title_strips
from printing.page import Paper, closing_strip, draw_frame, head_of
from printing.portraits import portrait_strips
from printing.table import SIZES, Strip, table_strips


def draw_notice(document: Document, notice: Notice, paper: Paper, fonts: Fonts) -> int:
    """Draw a notice on fresh pages of the document; returns how many."""
    closing = closing_strip(notice, paper, fonts)
    pages = _best_pages(notice, paper, fonts, closing)
    head = head_of(notice)
    for number, strips in enumerate(pages, 1):
        sheet = Sheet(document, (paper.width, paper.height))
        draw_frame(sheet, paper, fonts, head, number, len(pages))
        draw_strips(sheet, paper, strips)
        if number == len(pages):
            closing.draw(sheet, paper.bottom + closing.height)
        document.add(sheet)
    return len(pages)


def draw_strips(sheet: Sheet, paper: Paper, strips: Sequence[Strip]) -> None:
    """Draw strips one under the other from the top of the text."""
    top = paper.height - paper.top
    for strip in strips:
        strip.draw(sheet, top)
        top -= strip.height


def _best_pages(notice: Notice, paper: Paper, fonts: Fonts, closing: Strip) -> list[list[Strip]]:
    """The pages at the largest table size that needs the fewest of them."""
    best: list[list[Strip]] = []
    for size in SIZES:
        pages = paginate(_strips(notice, paper, fonts, size), paper.room, closing.height)
        if not best or len(pages) < len(best):
            best = pages
        if len(best) == 1 or not any(isinstance(b, Table) and b.rows for b in notice.blocks):
            break
    return best


def paginate(strips: Sequence[Strip], room: float, reserved: float = 0.0) -> list[list[Strip]]:
    """The strips in pages of a height in points, the last with ``reserved`` left at its foot.

    Bound strips stay with the next; a row that begins a page has its table's header above it;
    the foot never stands on a page of its own.
    """
    pages: list[list[Strip]] = [[]]
    used = 0.0
    for group in _groups(strips):
        height = sum(strip.height for strip in group)
        if not pages[-1] and all(strip.space for strip in group):
            continue
        if used + height > room and pages[-1]:
            _without_spaces(pages[-1])
            pages.append([])
            used = 0.0
            if group[0].header:
                group = [group[0].header, *group]
                height += group[0].height
        pages[-1] += group
        used += height
    _without_spaces(pages[-1])
    if sum(strip.height for strip in pages[-1]) + reserved > room:
        moved = pages[-1].pop() if len(pages[-1]) > 1 else None
        _without_spaces(pages[-1])
        pages.append([s for s in (moved and moved.header, moved) if s])
    return pages


def _without_spaces(page: list[Strip]) -> None:
    """Take the spaces off a page's end."""
    while page and page[-1].space:
        page.pop()


def _groups(strips: Sequence[Strip]) -> list[list[Strip]]:
    groups: list[list[Strip]] = []
    open_group = False
    for strip in strips:
        if open_group:
            groups[-1].append(strip)
        else:
            groups.append([strip])
        open_group = strip.bound
    return groups


# --- the parts --------------------------------------------------------------------------------


def _strips(notice: Notice, paper: Paper, fonts: Fonts, size: float) -> list[Strip]:
    title = title_strips(notice.title, _subtitle(notice), paper, fonts)
    return [*title, *block_strips(notice.blocks, paper, fonts, size)]


def block_strips(blocks: Sequence[Block], paper: Paper, fonts: Fonts, size: float) -> list[Strip]:
    """Paragraphs, headings, tables (their text at a size in points) and portraits one under the
    other."""
    strips: list[Strip] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            strips += paragraph_strips(block.text, paper, fonts)
        elif isinstance(block, Heading):
            strips += [blank(GAP * 0.5, bound=True), *heading_strips(block.text, paper, fonts)]
        elif isinstance(block, Portraits):
            strips += [blank(GAP * 0.6, bound=True), *portrait_strips(block, paper, fonts)]
        else:
            tallest = paper.room - 1
            rows = table_strips(block, fonts, size, paper.left, paper.measure, tallest)
            strips += [blank(GAP * 0.6, bound=True), *rows, blank(GAP)]
    return strips


def _subtitle(notice: Notice) -> str:
    return " · ".join(filter(None, (notice.place, notice.period)))
