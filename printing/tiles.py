"""A board's sheet in two halves on A4, for an office whose printer takes no A3; and the other way
round, what one carries about on a sheet of A3.

Printers leave the edge of the paper blank, so the halves overlap: the right one is cut along its
broken line and glued over the left one's strip, which hides all that is said about it. What is
joined is as high as A3 and loses only blank margin at either side.
"""

from collections.abc import Sequence

from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.page import MM, QUIET, Paper
from printing.text import Style

_OVERLAP = 10 * MM
_BLEED = 3 * MM  # so far the left half goes on under the right one
_DASH, _LINE = 6.0, 0.5
_LEFT = "左半张　这一条是粘贴处：右半张沿虚线裁齐，盖住这一条，上下纸边对齐，表线接上。"
_RIGHT = "右半张　沿虚线裁去这一条，盖在左半张的粘贴处上。"


def add_sheet(document: Document, sheet: Sheet, paper: Paper, fonts: Fonts) -> None:
    """Write a drawn sheet as the next page, or as the next two where the paper is tiled."""
    if not paper.tiled:
        document.add(sheet)
        return
    document.add(_left(document, sheet, fonts))
    document.add(_right(document, sheet, fonts))


def add_hand_sheets(document: Document, sheets: Sequence[Sheet], paper: Paper) -> None:
    """Write sheets of A4 as the next pages; on A3, which is folded in the middle, two on each."""
    if paper.tiled or not paper.is_board:
        for sheet in sheets:
            document.add(sheet)
        return
    for n in range(0, len(sheets), 2):
        pair = Sheet(document, (paper.width, paper.height))
        for sheet, left in zip(sheets[n : n + 2], (0.0, paper.width / 2), strict=False):
            pair.window(sheet, left, left, left + paper.width / 2)
        document.add(pair)


def _left(document: Document, board: Sheet, fonts: Fonts) -> Sheet:
    width, height = board.size
    half = Sheet(document, (width / 2, height))
    seam = width / 2 - _OVERLAP
    half.window(board, -_OVERLAP, 0, seam + _BLEED)
    _broken_line(half, seam)
    _told(half, seam + _OVERLAP / 2 + _BLEED / 2, _LEFT, fonts)
    return half


def _right(document: Document, board: Sheet, fonts: Fonts) -> Sheet:
    width, height = board.size
    half = Sheet(document, (width / 2, height))
    half.window(board, _OVERLAP - width / 2, _OVERLAP, width / 2)
    _broken_line(half, _OVERLAP)
    _told(half, _OVERLAP * 0.6, _RIGHT, fonts)
    return half


def _broken_line(half: Sheet, x: float) -> None:
    for n in range(int(half.size[1] / (2 * _DASH)) + 1):
        y = n * 2 * _DASH
        half.area(x - _LINE / 2, y, _LINE, _DASH, QUIET)


def _told(half: Sheet, x: float, words: str, fonts: Fonts) -> None:
    """Words up along a strip, in its middle."""
    style = Style(fonts.table, 9, 9, QUIET)
    y = (half.size[1] - style.width(words)) / 2
    half.tilted(x, y, words, style, 0.0, 1.0)
