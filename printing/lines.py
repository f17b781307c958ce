"""Lines of a page as strips: titles, headings, running text, and the space between."""

from dataclasses import replace

from printing.document import Sheet
from printing.fonts import Fonts
from printing.page import INK, LEADING, PITCH, QUIET, Paper, body
from printing.strip import Strip
from printing.text import HANGING, Style, break_by_sense, wrap

_SPREAD = 12  # characters: a title up to so long is spaced out on a board
GAP = 14.0
_LONG = 4  # lines
_MOST_STRETCH = 0.16  # of a character, between two


def blank(height: float, bound: bool = False) -> Strip:
    """Blank space of a height in points."""
    return Strip(height, lambda _sheet, _top: None, bound=bound, space=True)


def title_strips(title: str, subtitle: str, paper: Paper, fonts: Fonts) -> list[Strip]:
    """The title in the largest of the paper's sizes that takes one line, else in its smallest, and
    the line under it."""
    style = _title_style(title, paper, fonts)
    lines = [
        centred_strip(line, style, paper) for line in break_by_sense(title, style, paper.measure)
    ]
    sizes = (18, 15) if style.size > 22 else (16, 14)
    under, small = (Style(fonts.heading, size, size * 1.65, QUIET) for size in sizes)
    small = under if under.width(subtitle) <= paper.measure else small
    places = [
        centred_strip(line, small, paper) for line in break_by_sense(subtitle, small, paper.measure)
    ]
    return [*lines, *places, blank(GAP, bound=True)]


def _title_style(title: str, paper: Paper, fonts: Fonts) -> Style:
    apart = 0.25 if paper.is_board and len(title) <= _SPREAD else 0.0
    styles = [Style(fonts.title, size, size * 1.35, INK, apart * size) for size in paper.titles]
    return next((s for s in styles if s.width(title) <= paper.measure), styles[-1])


def centred_strip(text: str, style: Style, paper: Paper) -> Strip:
    """A line in the middle of the paper, which stays with what follows."""
    x = paper.left + (paper.measure - style.width(text) + style.spacing) / 2

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(x, top - style.leading / 2 - 0.38 * style.size, text, style)

    return Strip(style.leading, draw, bound=True)


def paragraph_strips(text: str, paper: Paper, fonts: Fonts) -> list[Strip]:
    """Running text, its first line indented by two characters."""
    style = body(fonts)
    indent = 2 * PITCH
    lines = wrap(text, style, paper.measure, indent)
    strips = [
        _line_strip(line, style, paper, indent if n == 0 else 0.0, last=n == len(lines) - 1)
        for n, line in enumerate(lines)
    ]
    # A long paragraph's first or last line does not stand alone on a page.
    near = {0, len(strips) - 2} if len(strips) >= _LONG else set()
    return [replace(strip, bound=n in near) for n, strip in enumerate(strips)]


def _line_strip(line: str, style: Style, paper: Paper, indent: float, last: bool) -> Strip:
    """A line of running text, spread to the full width unless it ends the paragraph or its words
    would fall apart."""
    spare = paper.measure - indent - style.width(line)
    if line and line[-1] in HANGING:
        spare += style.size / 2  # its right half is blank
    stretch = spare / max(len(line) - 1, 1)
    if last or stretch > _MOST_STRETCH * style.size:
        stretch = 0.0

    def draw(sheet: Sheet, top: float) -> None:
        y = top - LEADING / 2 - 0.38 * style.size
        sheet.text(paper.left + indent, y, line, style, stretch)

    return Strip(LEADING, draw)


def heading_strips(text: str, paper: Paper, fonts: Fonts, indent: float = 0.0) -> list[Strip]:
    """A level-one heading of as many lines as it needs, the first indented by so many points; it
    stays with what follows."""
    first, *others = break_by_sense(text, _heading(fonts), paper.measure - indent)
    return [
        heading_strip(first, paper, fonts, indent),
        *(heading_strip(line, paper, fonts) for line in others),
    ]


def _heading(fonts: Fonts) -> Style:
    return Style(fonts.heading, 16, LEADING, INK)


def heading_strip(text: str, paper: Paper, fonts: Fonts, indent: float = 0.0) -> Strip:
    """A line of a level-one heading, indented by so many points; it stays with what follows."""
    style = _heading(fonts)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(paper.left + indent, top - LEADING / 2 - 0.38 * 16, text, style)

    return Strip(LEADING, draw, bound=True)
