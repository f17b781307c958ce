"""A form on paper: labels and values in a grid, and room for what is written in by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from printing.document import Sheet
from printing.fonts import Fonts
from printing.marks import draw_mark
from printing.page import INK
from printing.strip import Strip
from printing.table import GRID, HEADER_FILL
from printing.text import Style, wrap

SIZE = 12.0  # 小四
_LABEL = 5.6 * SIZE  # four characters and air
_PADDING, _GAP = 0.5 * SIZE, 0.55 * SIZE
_MOST_LINES = 8  # that stay on one page


@dataclass(frozen=True, slots=True)
class Box:
    """One labelled place of a form. ``share`` is its part of the row's width, ``lines`` the least
    height in lines; a ``colour``'s mark stands before the value."""

    label: str
    value: str = ""
    share: float = 1.0
    lines: int = 1
    strong: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class _Set:
    """A box set into its place: where it begins, where its value does and where it ends."""

    box: Box
    left: float
    text: float
    right: float
    lines: tuple[str, ...]
    style: Style


def grid_strips(
    rows: Sequence[Sequence[Box]], fonts: Fonts, left: float, width: float
) -> list[Strip]:
    """The rows as strips; a long value goes on in further strips, and so on the next page."""
    strips: list[Strip] = []
    for n, row in enumerate(rows):
        parts = _parts(_set_row(row, fonts, left, width))
        for k, part in enumerate(parts):
            upper = (1.2 if n == 0 else 0.5) if k == 0 else 0.0
            lower = 0.0 if k < len(parts) - 1 else (1.2 if n == len(rows) - 1 else 0.5)
            strips.append(_strip(part, left, width, (upper, lower)))
    return strips


def _set_row(row: Sequence[Box], fonts: Fonts, left: float, width: float) -> list[_Set]:
    whole, x = sum(box.share for box in row), left
    made = []
    for box in row:
        style = Style(fonts.heading if box.strong else fonts.table, SIZE, SIZE * 1.4, INK)
        right = x + width * box.share / whole
        mark = SIZE if box.colour else 0.0
        room = right - x - _LABEL - 2 * _PADDING - mark
        lines = [line for part in box.value.split("\n") for line in wrap(part, style, room)]
        made.append(_Set(box, x, x + _LABEL + _PADDING, right, tuple(lines), style))
        x = right
    return made


def _parts(row: Sequence[_Set]) -> list[list[_Set]]:
    """One row, or several where a value is long: the label stands in the first alone."""
    longest = max(len(one.lines) for one in row)
    starts = range(0, longest, _MOST_LINES)
    return [
        [
            replace(
                one,
                box=one.box if start == 0 else Box(""),
                lines=one.lines[start : start + _MOST_LINES],
            )
            for one in row
        ]
        for start in starts
    ]


def _strip(row: Sequence[_Set], left: float, width: float, rules: tuple[float, float]) -> Strip:
    """One row; ``rules`` are the widths of those above and below it, 0 within a long value."""
    leading, (upper, lower) = row[0].style.leading, rules
    lines = max(max(len(one.lines), one.box.lines) for one in row)
    height = lines * leading + _GAP * ((upper > 0) + (lower > 0))

    def draw(sheet: Sheet, top: float) -> None:
        bottom = top - height
        middle = bottom + (height + _GAP * ((lower > 0) - (upper > 0))) / 2
        for one in row:
            _draw_box(sheet, one, (top, bottom), middle)
        sheet.rule(left + width, bottom, left + width, top, 0.5, GRID)
        for y, rule in ((top, upper), (bottom, lower)):
            if rule:
                sheet.rule(left, y, left + width, y, rule, INK if rule > 1 else GRID)

    return Strip(height, draw)


def _draw_box(sheet: Sheet, one: _Set, sides: tuple[float, float], middle: float) -> None:
    style, box, (top, bottom) = one.style, one.box, sides
    sheet.area(one.left, bottom, _LABEL, top - bottom, HEADER_FILL)
    for x in (one.left, one.left + _LABEL):
        sheet.rule(x, bottom, x, top, 0.5, GRID)
    label = wrap(box.label, style, _LABEL - _PADDING)
    centre = one.left + _LABEL / 2
    _draw_lines(sheet, label, style, middle, [centre - style.width(line) / 2 for line in label])
    x = one.text
    if box.colour:
        draw_mark(sheet, box.colour, x, middle - 0.37 * SIZE, 0.74 * SIZE)
        x += SIZE
    _draw_lines(sheet, one.lines, style, middle, [x] * len(one.lines))


def _draw_lines(
    sheet: Sheet, lines: Sequence[str], style: Style, middle: float, starts: Sequence[float]
) -> None:
    """Lines one under the other about a middle, each from its own left end."""
    y = middle + len(lines) * style.leading / 2
    for line, x in zip(lines, starts, strict=True):
        y -= style.leading
        sheet.text(x, y + style.leading / 2 - 0.38 * SIZE, line, style)
