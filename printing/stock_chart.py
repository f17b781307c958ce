"""The backlog by colour as a drawn chart: a column a day, each colour with a hatch of its own, so
that it can be read from a black-and-white printer too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from domain.report import Stock
from printing.document import Sheet
from printing.fonts import Fonts
from printing.marks import draw_mark
from printing.page import INK, QUIET, Paper
from printing.strip import Strip
from printing.table import GRID
from printing.text import Style
from resources.tokens import LIGHT

_HEIGHT = 190.0
_LEGEND, _AXIS, _FOOT = 26.0, 34.0, 20.0
_MOST_COLUMNS = 62
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How a colour is filled: a ground, and lines over it."""

    ground: str
    slope: int
    gap: float
    width: float


def _pattern(colour: str, rank: int) -> _Pattern:
    """The gravest is dark all over, the next ones ever lighter."""
    tone = LIGHT.tone(colour)
    if rank == 0:
        return _Pattern(tone.fill, 1, 1000.0, 0.0)
    slope = (1, 0, -1, 0)[(rank - 1) % 4]
    return _Pattern(tone.soft, slope, 3.2 + 0.8 * rank, 0.9)


def chart_strip(stock: Sequence[Stock], since: date, paper: Paper, fonts: Fonts) -> Strip:
    """The chart, as wide as the text; the gravest colour stands lowest."""
    style = Style(fonts.table, 9, 12, QUIET)
    shown = _sampled(len(stock[0].days)) if stock else ()
    left, width = paper.left + _AXIS, paper.measure - _AXIS
    most = max((sum(s.days[n] for s in stock) for n in shown), default=0)
    step = _step(most)
    ceiling = max(ceil(most / step), 1) * step

    def draw(sheet: Sheet, top: float) -> None:
        floor_, high = top - _HEIGHT + _FOOT, _HEIGHT - _LEGEND - _FOOT
        _draw_legend(sheet, stock, fonts, paper.left, top)
        for value in range(0, ceiling + 1, step):
            y = floor_ + high * value / ceiling
            sheet.rule(left, y, left + width, y, 0.8 if value == 0 else 0.4, GRID)
            word = f"{value:,}"
            sheet.text(left - 6 - style.width(word), y - 0.38 * 9, word, style)
        column = width / max(len(shown), 1)
        for place, n in enumerate(shown):
            y = floor_
            for rank, one in enumerate(stock):
                height = high * one.days[n] / ceiling
                box = (left + place * column + column * 0.12, y, column * 0.76, height)
                _fill(sheet, box, one.colour, rank)
                y += height
        _draw_days(sheet, [since + timedelta(days=n) for n in shown], (left, column), floor_, style)

    return Strip(_HEIGHT, draw)


def _sampled(days: int) -> tuple[int, ...]:
    """The days that get a column, the last always among them."""
    every = max(1, ceil(days / _MOST_COLUMNS))
    return tuple(range((days - 1) % every, days, every))


def _step(most: int) -> int:
    """Between two lines of the grid: about four of them."""
    wanted, power = max(most / 4, 1), 1
    while True:
        for step in _STEPS:
            if step * power >= wanted:
                return step * power
        power *= 10


def _fill(sheet: Sheet, box: tuple[float, float, float, float], colour: str, rank: int) -> None:
    if box[3] <= 0:
        return
    pattern, tone = _pattern(colour, rank), LIGHT.tone(colour)
    sheet.area(*box, pattern.ground)
    if pattern.width:
        sheet.hatch(box, pattern.slope, pattern.gap, pattern.width, tone.fill)
    x, y, width, height = box
    sheet.rule(x, y + height, x + width, y + height, 0.6, tone.text)


def _draw_legend(
    sheet: Sheet, stock: Sequence[Stock], fonts: Fonts, left: float, top: float
) -> None:
    style = Style(fonts.table, 10.5, 14, INK)
    x = left
    for rank, one in enumerate(stock):
        _fill(sheet, (x, top - 15, 20, 11), one.colour, rank)
        draw_mark(sheet, one.colour, x + 26, top - 13.5, 8)
        words = f"{one.word}  期末{one.end:,}件"
        sheet.text(x + 38, top - 13.5, words, style)
        x += 38 + style.width(words) + 22


def _draw_days(
    sheet: Sheet, days: Sequence[date], columns: tuple[float, float], y: float, style: Style
) -> None:
    """A few days under their columns, the first and the last among them."""
    left, column = columns
    every = max(1, ceil(len(days) / 6))
    named = {*range(0, len(days) - every // 2 - 1, every), len(days) - 1} if days else set()
    for place in sorted(named):
        word = f"{days[place].month}月{days[place].day}日"
        centre = left + (place + 0.5) * column
        last = left + len(days) * column - style.width(word)
        sheet.text(min(centre - style.width(word) / 2, last), y - 13, word, style)
