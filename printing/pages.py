"""Strips put on pages: what stays together, and what is drawn again on the next one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from typing import TypeAlias, TypeVar

from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.page import Head, Paper, draw_frame
from printing.strip import Strip

Size = TypeVar("Size")
Edges: TypeAlias = Callable[[Sheet, int, int], None]
"""Draws what stands around the text of a page: told its number, from 1, and how many there are."""


def framed(paper: Paper, fonts: Fonts, head: Head) -> Edges:
    """Head and foot of the house."""
    return lambda sheet, page, pages: draw_frame(sheet, paper, fonts, head, page, pages)


def add_pages(
    document: Document, paper: Paper, pages: Sequence[Sequence[Strip]], edges: Edges
) -> int:
    """Draw pages of strips as the next ones of the document; returns how many."""
    for sheet in drawn(document, paper, pages, edges):
        document.add(sheet)
    return len(pages)


def single_page(title: str, paper: Paper, strips: Sequence[Strip]) -> bytes:
    """A PDF of one page that nothing stands around."""
    file = BytesIO()
    document = Document(file, title, "")
    add_pages(document, paper, [strips], lambda sheet, page, pages: None)
    document.close()
    return file.getvalue()


def drawn(
    document: Document, paper: Paper, pages: Sequence[Sequence[Strip]], edges: Edges
) -> Iterator[Sheet]:
    """Pages of strips, each on a sheet that is not yet the document's."""
    for number, strips in enumerate(pages, 1):
        sheet = Sheet(document, (paper.width, paper.height))
        edges(sheet, number, len(pages))
        draw_strips(sheet, paper, strips)
        yield sheet


def fewest_pages(
    pages_at: Callable[[Size], list[list[Strip]]], sizes: Iterable[Size]
) -> list[list[Strip]]:
    """The pages at the first size that needs the fewest of them; the largest comes first."""
    best: list[list[Strip]] = []
    for size in sizes:
        pages = pages_at(size)
        if not best or len(pages) < len(best):
            best = pages
        if len(best) == 1:
            break
    return best


def draw_strips(sheet: Sheet, paper: Paper, strips: Sequence[Strip]) -> None:
    """Draw strips one under the other from the top of the text."""
    top = paper.height - paper.top
    for strip in strips:
        strip.draw(sheet, top)
        top -= strip.height


def paginate(strips: Sequence[Strip], room: float, reserved: float = 0.0) -> list[list[Strip]]:
    """The strips in pages of a height in points, the last with ``reserved`` left at its foot.

    Bound strips stay with the next; a row that begins a page has its table's header above it;
    the foot never stands on a page of its own.
    """
    pages: list[list[Strip]] = [[]]
    used = 0.0
    for group in _groups(strips):
        height = sum(strip.height for strip in group)
        if all(strip.space for strip in group) and (not pages[-1] or used + height > room):
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
        moved = _last_group(pages[-1])
        _without_spaces(pages[-1])
        header = moved[0].header if moved else None
        pages.append([header, *moved] if header else moved)
    return pages


def _last_group(page: list[Strip]) -> list[Strip]:
    """Take off what stands together at a page's end, if anything stays above it."""
    start = len(page) - 1
    while start > 0 and page[start - 1].bound:
        start -= 1
    moved = page[start:] if start > 0 else page[1:]
    del page[len(page) - len(moved) :]
    return moved


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
