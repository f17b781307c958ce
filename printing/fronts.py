"""楼栋图 on landscape sheets: fronts beside each other, room numbers and marks, no names.

Colours never stand alone: each cell has a mark or letters, which the legend on every sheet
explains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from domain.colours import ColourRule, word
from domain.front_parts import divided
from domain.front_shades import BY_WORDS, By, Shade, Shading, shading
from domain.fronts import Cell, Front, Ground, Section, headed, lay_out
from domain.order_paper import INTERNAL
from domain.paper_words import day_words, on_paper
from printing.batch import Printed
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import centred_strip
from printing.marks import draw_mark
from printing.page import INK, MM, QUIET, Head, Paper
from printing.pages import add_pages, framed, paginate
from printing.strip import Strip
from printing.table import GRID
from printing.text import Style
from resources.tokens import LIGHT, TINTS, tinted

A4_FRONTS = Paper(297 * MM, 210 * MM, 49, top=24 * MM, bottom=17 * MM)
A3_FRONTS = Paper(420 * MM, 297 * MM, 71, top=24 * MM, bottom=17 * MM)
TITLE = "楼栋图"
# A row in points: large for a single front, never too small to read.
_LARGE, _HIGHEST, _LOWEST = 24.0, 16.0, 10.5
_WIDE, _WIDEST = 2.5, 5.0  # a cell's width in its height, that of a single front at most
_LABEL = 1.7  # the floors' names, in the height of a row
_GAP, _EDGE = 20.0, 0.4
_ABOVE, _SECTION, _TITLE, _HEAD, _BELOW = 44.0, 26.0, 17.0, 14.0, 10.0
_ACROSS = 12  # cells of a single grid; several are as wide as the paper


@dataclass(frozen=True, slots=True)
class FrontSheets:
    """What is printed: the fronts of a place, coloured by something as of a day."""

    office: str
    ground: Ground
    by: By
    day: date
    rules: tuple[ColourRule, ...]
    line_words: str = ""


def print_fronts(
    sheets: FrontSheets, paper: Paper, target: Target, used: Fonts | None = None
) -> Printed:
    """Write the sheets; the same ones give the same bytes. KnownError when it cannot be."""
    pen = _Pen(sheets, paper, used or fonts())
    pages = paginate(list(pen.strips()), paper.room)
    place = on_paper(sheets.ground.name)
    head = Head(INTERNAL, day_words(sheets.day), f"{TITLE} · {place}（续）", draft=False)
    with whole_file(target) as file:
        document = Document(file, f"{TITLE} · {place}", sheets.office)
        add_pages(document, paper, pages, framed(paper, pen.fonts, head))
        document.close()
    return Printed(1, len(pages), 0, missing_warning(pen.characters, pen.fonts))


class _Pen:
    """Draws the parts of the sheets, all in one size."""

    def __init__(self, sheets: FrontSheets, paper: Paper, fonts: Fonts) -> None:
        self.sheets, self.paper, self.fonts = sheets, paper, fonts
        self.characters: dict[str, None] = {}
        self.shading: Shading = shading(sheets.ground.homes, sheets.by, sheets.day, sheets.rules)
        self.issues = dict(sheets.ground.issues) if sheets.by is By.ISSUE else {}
        self.sections = lay_out(sheets.ground, int(paper.measure // (_HIGHEST * _WIDE)))
        if sum(len(section.fronts) for section in self.sections) == 1:
            self.sections = lay_out(sheets.ground, _ACROSS)
        if sheets.by is By.ISSUE:
            self.sections = headed(sheets.ground, self.sections)
        self.legend = self._legend()
        self.row = self._row_height()
        self.unit = self._unit()
        self.small = Style(fonts.table, self.row * 0.6, self.row, INK)
        self.sign = Style(fonts.heading, self.row * 0.5, self.row, INK)
        self.muted = Style(fonts.table, 9.0, 12.0, QUIET)
        self.title = Style(fonts.heading, 11.0, _TITLE, INK)

    def _fronts(self) -> Iterator[Front]:
        return (front for section in self.sections for front in section.fronts)

    def _tallest(self) -> float:
        """The room there is for the rows of a front on the first sheet."""
        section = _SECTION if any(map(self._is_headed, self.sections)) else 0.0
        above = _ABOVE + self.legend.height + section + _TITLE + _HEAD
        return self.paper.room - above - _BELOW

    def _row_height(self) -> float:
        fronts = list(self._fronts())
        rows = max((len(front.rows) for front in fronts), default=1)
        widest = max((front.width * _WIDE + _LABEL for front in fronts), default=1.0)
        fits = min(self._tallest() / max(rows, 1), self.paper.measure / widest)
        return max(_LOWEST, min(_LARGE if len(fronts) == 1 else _HIGHEST, fits))

    def _unit(self) -> float:
        fronts = list(self._fronts())
        if len(fronts) != 1:
            return self.row * _WIDE
        room = (self.paper.measure - self._label(fronts[0])) / fronts[0].width
        return max(self.row * _WIDE, min(self.row * _WIDEST, room))

    # The sheets from the top

    def strips(self) -> Iterator[Strip]:
        """The title, and the fronts in lines, the legend above those of every sheet."""
        sheets = self.sheets
        title = Style(self.fonts.title, 18.0, 27.0, INK)
        place = on_paper(sheets.ground.name)
        yield centred_strip(self._noted(f"{place}{TITLE}"), title, self.paper)
        told = (
            sheets.office,
            BY_WORDS[sheets.by] + (f"（{sheets.line_words}）" if sheets.line_words else ""),
            f"截至{day_words(sheets.day)}",
            f"{len(sheets.ground.homes):,}户",
        )
        under = Style(self.fonts.table, 10.5, 17.0, QUIET)
        yield centred_strip(self._noted(" · ".join(told)), under, self.paper)
        yield self.legend
        for section in self.sections:
            if self._is_headed(section):
                yield self._heading(section)
            yield from self._lines(section)

    def _noted(self, text: str) -> str:
        self.characters.update(dict.fromkeys(text))
        return text

    def _is_headed(self, section: Section) -> bool:
        """The only one is what the title names."""
        return len(self.sections) > 1 or section.place_id in self.issues

    def _heading(self, section: Section) -> Strip:
        style = Style(self.fonts.heading, 13.0, _SECTION, INK)
        words = self._noted(on_paper(section.title))

        def draw(sheet: Sheet, top: float) -> None:
            sheet.text(self.paper.left, top - 18, words, style)
            x = self.paper.left + style.width(words) + 12
            self._draw_counts(sheet, section.place_id, x, top - 17.5, self.paper.right)

        return Strip(_SECTION, draw, header=self.legend, bound=True)

    def _lines(self, section: Section) -> Iterator[Strip]:
        widest = (self.paper.measure - _LABEL * self.row) / self.unit
        tallest = int((self._tallest() + 0.01) // self.row)
        line: list[Front] = []
        used = 0.0
        for front in (p for f in section.fronts for p in divided(f, widest, tallest)):
            if line and used + self._width(front) > self.paper.measure:
                yield self._line(line)
                line, used = [], 0.0
            line.append(front)
            used += self._width(front) + _GAP
        if line:
            yield self._line(line)

    def _line(self, fronts: Sequence[Front]) -> Strip:
        high = max(map(self._height, fronts))
        return Strip(high + _BELOW, partial(self._draw_line, tuple(fronts), high), self.legend)

    # One front

    def _label(self, front: Front) -> float:
        return _LABEL * self.row if front.has_floors else 0.0

    def _width(self, front: Front) -> float:
        return self._label(front) + front.width * self.unit

    def _top(self, front: Front) -> float:
        heads = any(stairs.name for stairs in front.stairs)
        return (_TITLE if front.title else 0.0) + (_HEAD if heads else 0.0)

    def _height(self, front: Front) -> float:
        return self._top(front) + len(front.rows) * self.row

    def _draw_line(self, fronts: Sequence[Front], high: float, sheet: Sheet, top: float) -> None:
        x = self.paper.left
        for front in fronts:
            # Houses stand on the ground, whatever their height.
            self._draw_front(sheet, front, x, top - high + self._height(front))
            x += self._width(front) + _GAP

    def _draw_front(self, sheet: Sheet, front: Front, x: float, top: float) -> None:
        left, first = x + self._label(front), top - self._top(front)
        if front.title:
            title = self._noted(on_paper(front.title))
            sheet.text(left, top - 12, title, self.title)
            beside = left + self.title.width(title) + 8
            self._draw_counts(sheet, front.place_id, beside, top - 11.5, x + self._width(front))
        for stairs in front.stairs:
            if stairs.name:
                at = left + stairs.left * self.unit
                sheet.text(at, first + 4, self._noted(stairs.name), self.muted)
                beside = at + self.muted.width(stairs.name) + 5
                end = at + stairs.width * self.unit
                self._draw_counts(sheet, stairs.place_id, beside, first + 4, end)
        for n, name in enumerate(front.rows):
            y = first - (n + 0.5) * self.row - 0.38 * self.small.size
            sheet.text(left - 5 - self.small.width(name), y, name, self.small)
        for cell in front.cells:
            self._draw_cell(sheet, cell, left, first)
        if front.has_floors:
            ground = first - len(front.rows) * self.row
            sheet.rule(left - 3, ground, x + self._width(front) + 2, ground, 1.2, INK)

    def _draw_cell(self, sheet: Sheet, cell: Cell, left: float, top: float) -> None:
        shade = self.shading.of[cell.home.id]
        x, y = left + cell.left * self.unit, top - (cell.row + 1) * self.row
        wide = cell.width * self.unit
        self._draw_ground(sheet, shade, x, y, wide - 1.0, self.row - 1.0)
        base = y + (self.row - 1) / 2 - 0.36 * self.small.size
        sign = self._draw_sign(sheet, shade, x + wide - 3.0, base)
        text = self._fitting(cell.home.door or "—", sign - x - 4.0)
        sheet.text(x + 2.5, base, self._noted(text), self.small)

    def _fitting(self, text: str, room: float) -> str:
        while len(text) > 1 and self.small.width(text) > room:
            text = text[:-2] + "…" if len(text) > 2 else text[:1]
        return text

    def _draw_ground(
        self, sheet: Sheet, shade: Shade, x: float, y: float, wide: float, high: float
    ) -> None:
        if _tone(shade):
            sheet.area(x, y, wide, high, tinted(_tone(shade), LIGHT))
        right, top = x + wide, y + high
        for x1, y1, x2, y2 in (
            (x, y, right, y),
            (x, top, right, top),
            (x, y, x, top),
            (right, y, right, top),
        ):
            sheet.rule(x1, y1, x2, y2, _EDGE, GRID)

    def _draw_sign(self, sheet: Sheet, shade: Shade, right: float, base: float) -> float:
        """The mark or the letters that end at ``right``; where they begin."""
        if shade.sign:
            left = right - self.sign.width(shade.sign)
            sheet.text(left, base, shade.sign, self.sign)
            return left
        if shade.colour:
            side = self.row * 0.42
            draw_mark(sheet, shade.colour, right - side, base - 0.02 * self.row, side)
            return right - side
        return right

    def _draw_counts(self, sheet: Sheet, place_id: int, x: float, y: float, right: float) -> None:
        """The open issues of a place as far as there is room, each with mark and word."""
        for key, count in self.issues.get(place_id, ()):
            words = self._noted(f"{word(key, self.sheets.rules)}{count}件")
            if x + 10 + self.muted.width(words) > right + 2:
                return
            draw_mark(sheet, key, x, y, 7.0)
            sheet.text(x + 9.5, y, words, self.muted)
            x += 9.5 + self.muted.width(words) + 7

    # The legend

    def _legend(self) -> Strip:
        """All shades with their words, in as many lines as they need."""
        style = Style(self.fonts.table, 9.0, 15.0, INK)
        lines: list[list[tuple[float, Shade, str]]] = [[]]
        x = 0.0
        for shade, count in self.shading.legend:
            words = self._noted(f"{on_paper(shade.word)} {count:,}户")
            wide = 30.0 + style.width(words) + 14.0
            if lines[-1] and x + wide - 14.0 > self.paper.measure:
                lines.append([])
                x = 0.0
            lines[-1].append((x, shade, words))
            x += wide

        def draw(sheet: Sheet, top: float) -> None:
            for n, line in enumerate(lines):
                y = top - n * 15.0 - 13.0
                for at, shade, words in line:
                    x = self.paper.left + at
                    self._draw_ground(sheet, shade, x, y - 2, 25.0, 11.5)
                    self._draw_legend_sign(sheet, shade, x, y)
                    sheet.text(x + 30.0, y + 0.5, words, style)

        return Strip(len(lines) * 15.0 + 8.0, draw, bound=True)

    def _draw_legend_sign(self, sheet: Sheet, shade: Shade, x: float, y: float) -> None:
        style = Style(self.fonts.heading, 8.0, 10.0, INK)
        if shade.sign:
            sheet.text(x + 12.5 - style.width(shade.sign) / 2, y + 0.8, shade.sign, style)
        elif shade.colour:
            draw_mark(sheet, shade.colour, x + 9.3, y + 0.4, 6.6)


def _tone(shade: Shade) -> str:
    return TINTS[shade.tint % len(TINTS)] if shade.tint is not None else shade.colour
