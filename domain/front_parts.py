"""A front that is wider or higher than its paper, in parts that are not."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from domain.fronts import BETWEEN, Front, Stairs

_NEAR = 0.01  # of a cell's width: shares of a cell are no whole numbers


def divided(front: Front, widest: float, tallest: int) -> tuple[Front, ...]:
    """A front in parts of at most ``widest`` cells and ``tallest`` rows, cut between entrances
    where that is possible, never through a cell. Whatever follows the first part says so."""
    if front.width <= widest and len(front.rows) <= tallest:
        return (front,)
    parts = [
        part
        for window in _windows(front, widest)
        for first in range(0, len(front.rows), tallest)
        if (part := _part(front, window, range(first, first + tallest))).cells
    ]
    titles = [front.title, *[f"{front.title}（续）"] * (len(parts) - 1)]
    return tuple(replace(part, title=t) for part, t in zip(parts, titles, strict=True))


def _windows(front: Front, widest: float) -> list[tuple[float, float]]:
    """Where a front is cut, from left to right."""
    between = {stairs.left for stairs in front.stairs}
    through = set(_within(front))
    windows, start = [], 0.0
    while front.width - start > widest:
        reach = start + widest + _NEAR
        # The gap before an entrance may hang over.
        cuts = [x for x in between if start < x and x - BETWEEN <= reach]
        cuts = cuts or [x for x in through if start < x <= reach]
        if not cuts:
            break
        windows.append((start, max(cuts)))
        start = max(cuts)
    return [*windows, (start, front.width + 1.0)]


def _within(front: Front) -> Iterator[float]:
    """The edges of columns inside the entrances that no cell lies across."""
    for stairs in front.stairs:
        for edge in (stairs.left + n for n in range(1, ceil(stairs.width))):
            if not any(
                c.left < edge - _NEAR and c.left + c.width > edge + _NEAR for c in front.cells
            ):
                yield edge


def _part(front: Front, window: tuple[float, float], lines: range) -> Front:
    start, end = window
    cells = tuple(
        replace(cell, row=cell.row - lines.start, left=cell.left - start)
        for cell in front.cells
        if start - _NEAR <= cell.left < end - _NEAR and cell.row in lines
    )
    stairs = tuple(
        _clipped(one, window)
        for one in front.stairs
        if one.left < end - _NEAR and one.left + one.width > start + _NEAR
    )
    width = max((one.left + one.width for one in stairs), default=0.0)
    rows = front.rows[lines.start : lines.stop]
    return replace(front, stairs=stairs, rows=rows, cells=cells, width=width)


def _clipped(stairs: Stairs, window: tuple[float, float]) -> Stairs:
    left = max(stairs.left, window[0])
    right = min(stairs.left + stairs.width, window[1])
    return replace(stairs, left=left - window[0], width=right - left)
