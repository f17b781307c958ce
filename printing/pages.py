"""Strips put on pages: what stays together, and what is drawn again on the next one."""

from collections.abc import Sequence

from printing.document import Sheet
from printing.page import Paper
from printing.table import Strip


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
