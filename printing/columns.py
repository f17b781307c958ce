"""Text in two columns of a board: balanced where they end, full where they go on."""

from collections.abc import Sequence
from dataclasses import replace

from printing.document import Sheet
from printing.page import LEADING, PITCH, Paper
from printing.pages import paginate
from printing.strip import Strip
from printing.table import GRID

_GUTTER = 3  # characters between the columns; the middle of the paper lies in it


def column_papers(paper: Paper) -> tuple[Paper, Paper]:
    """The left and the right column as papers of their own, to set the text on."""
    characters = (paper.characters - _GUTTER) // 2
    right = paper.right - characters * PITCH
    return (
        replace(paper, characters=characters, inner=paper.left),
        replace(paper, characters=characters, inner=right),
    )


def column_strips(
    paper: Paper, left: Sequence[Strip], right: Sequence[Strip], above: float, below: float
) -> list[Strip]:
    """Text set for the left and the same for the right column, as strips of both of them.

    ``above`` is what stands over it on its first page, ``below`` what has to stand under it on its
    last, in points.
    """
    twins = {id(strip): twin for strip, twin in zip(left, right, strict=True)}
    rest, room, strips = list(left), paper.room - above, []
    while rest:
        end = _balanced(rest, room - below)
        columns = end or paginate(rest, room if len(paginate(rest, room)) > 2 else room - below)
        first, second = [*columns[:2], []][:2]
        strips.append(_beside(paper, first, [twins[id(strip)] for strip in second]))
        rest = [strip for column in columns[2:] for strip in column]
        room = paper.room
    return strips


def _balanced(strips: Sequence[Strip], room: float) -> list[list[Strip]]:
    """Two columns as low as can be; nothing if they are higher than there is room."""
    height = sum(strip.height for strip in strips) / 2
    while height <= room:
        columns = paginate(strips, height)
        if len(columns) <= 2:
            return columns
        height += LEADING / 4
    columns = paginate(strips, room)
    return columns if len(columns) <= 2 else []


def _beside(paper: Paper, first: Sequence[Strip], second: Sequence[Strip]) -> Strip:
    height = max(sum(strip.height for strip in column) for column in (first, second))

    def draw(sheet: Sheet, top: float) -> None:
        for column in (first, second):
            y = top
            for strip in column:
                strip.draw(sheet, y)
                y -= strip.height
        if not paper.tiled and second:
            sheet.rule(paper.width / 2, top - height + 4, paper.width / 2, top - 4, 0.5, GRID)

    return Strip(height, draw)
