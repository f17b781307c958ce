"""Fronts as plain values, and where each of their cells stands on a sheet of a width.

Fronts follow one another like words: beside each other while there is room, on one ground line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from resources import tokens
from widgets import theme
from widgets.chips import Chip

CELL_PX, ROOMY_PX = 54, 114  # width of a cell with its text alone, and with the note
_SHORT, _CHARACTER_PX, _MOST_PX = 4, 7, 96  # a longer text than 1502 makes the cells wider
ROW_PX, LABEL_PX, TITLE_PX, HEAD_PX, SECTION_PX = 28, 34, 28, 22, 40
GAP_X_PX, GAP_Y_PX = 28, 22


@dataclass(frozen=True, slots=True)
class FrontCell:
    """One cell: ``text``, where there is room also ``note``; ``tone`` a key of the scheme's tones,
    empty for none; ``mark`` one of the chips' marks, or letters. ``left`` and ``width`` are in
    cells."""

    key: int
    text: str
    row: int
    left: float
    width: float = 1.0
    note: str = ""
    tone: str = ""
    mark: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class FrontHead:
    """The name of some columns, with a chip if there is something to say of them."""

    text: str
    left: float
    width: float
    chip: Chip | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """One front: ``rows`` are the names at the left, from the top; a ``roomy`` one has notes."""

    title: str
    heads: tuple[FrontHead, ...]
    rows: tuple[str, ...]
    cells: tuple[FrontCell, ...]
    width: float
    roomy: bool = False
    chips: tuple[Chip, ...] = ()
    tip: str = ""

    def narrow(self) -> "Front":
        """The same without room for notes."""
        return replace(self, roomy=False)


@dataclass(frozen=True, slots=True)
class FrontSection:
    """Fronts under one heading."""

    title: str
    fronts: tuple[Front, ...]
    chips: tuple[Chip, ...] = ()
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell in px of the sheet, with the words that fit into it and where they begin."""

    cell: FrontCell
    box: QRect
    text: str
    note: str
    text_at: QPoint
    note_at: QPoint


@dataclass(slots=True)
class Placed:
    """A front on the sheet: the whole of it, where its cells begin, and the cells by row."""

    front: Front
    box: QRect
    cells_top: int
    cells_left: int
    unit: int
    rows: list[list[Drawn]] = field(default_factory=list)

    def drawn_in(self, clip: QRect) -> Iterator[Drawn]:
        """The cells of the rows that a part of the sheet shows."""
        high = theme.px(ROW_PX)
        first = max(0, (clip.top() - self.cells_top) // high)
        last = (clip.bottom() - self.cells_top) // high
        for row in self.rows[first : last + 1]:
            yield from row

    def head_box(self, head: FrontHead) -> QRect:
        """Where the name of an entrance stands."""
        left = self.cells_left + round(head.left * self.unit)
        high = theme.px(HEAD_PX)
        return QRect(left, self.cells_top - high, round(head.width * self.unit), high)


@dataclass(slots=True)
class Plan:
    """A sheet laid out; ``least`` is the width it needs for its widest front."""

    least: int = 0
    width: int = 0
    height: int = 0
    headings: list[tuple[FrontSection, QRect]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    by_key: dict[int, Drawn] = field(default_factory=dict)


def front_width(front: Front) -> int:
    """The width in px that a front takes."""
    return _label(front) + round(front.width * _unit(front))


def _unit(front: Front) -> int:
    if front.roomy:
        return theme.px(ROOMY_PX)
    longest = max((_length(c.text) for c in front.cells if c.width == 1.0), default=0)
    wide = CELL_PX + _CHARACTER_PX * max(0, longest - _SHORT)
    return theme.px(min(wide, _MOST_PX))


@lru_cache(maxsize=1 << 12)
def _length(text: str) -> int:
    """How long a text is in digits; a Chinese character is as wide as two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)


def _label(front: Front) -> int:
    return theme.px(LABEL_PX) if any(front.rows) else 0


def _top(front: Front) -> int:
    """How far below a front's upper edge its cells begin."""
    heads = any(head.text or head.chip for head in front.heads)
    title = theme.px(TITLE_PX) if front.title or front.chips else 0
    return title + (theme.px(HEAD_PX) if heads else 0)


def plan(sections: Sequence[FrontSection], width: int) -> Plan:
    """Lay the fronts out on a sheet of a width in px; a front wider than that makes it wider."""
    made = Plan()
    made.least = max((front_width(f) for s in sections for f in s.fronts), default=0)
    made.width = max(width, made.least)
    fonts = Fonts()
    y = 0
    for section in sections:
        if section.title:
            made.headings.append((section, QRect(0, y, made.width, theme.px(SECTION_PX))))
            y += theme.px(SECTION_PX)
        for line in _lines(section.fronts, made.width):
            high = max(_height(front) for front in line)
            x = 0
            for front in line:
                # Houses stand on the ground, whatever their height.
                box = QRect(x, y + high - _height(front), front_width(front), _height(front))
                made.placed.append(_placed(front, box, fonts))
                x += box.width() + theme.px(GAP_X_PX)
            y += high + theme.px(GAP_Y_PX)
    made.height = max(0, y - theme.px(GAP_Y_PX) + theme.px(6))
    made.by_key = {d.cell.key: d for p in made.placed for row in p.rows for d in row}
    return made


def _height(front: Front) -> int:
    return _top(front) + len(front.rows) * theme.px(ROW_PX) + 2


def _lines(fronts: Sequence[Front], width: int) -> list[list[Front]]:
    lines: list[list[Front]] = []
    used = 0
    for front in fronts:
        wide = front_width(front) + theme.px(GAP_X_PX)
        if not lines or used + wide - theme.px(GAP_X_PX) > width:
            lines.append([])
            used = 0
        lines[-1].append(front)
        used += wide
    return lines


class Fonts:
    """The fonts of a sheet, and what fits into a cell by them; every text is measured once."""

    def __init__(self) -> None:
        self.text = theme.font(theme.px(tokens.SMALL_PX))
        self.sign = theme.font(theme.px(tokens.SMALL_PX - 1), bold=True)
        self._metrics = QFontMetrics(self.text)
        self._widths: dict[str, int] = {}
        self.base = round((theme.px(ROW_PX) - 2 + self._metrics.capHeight()) / 2)

    def width(self, text: str) -> int:
        """The width of a text in px."""
        found = self._widths.get(text)
        if found is None:
            found = self._widths[text] = self._metrics.horizontalAdvance(text)
        return found

    def fitting(self, text: str, room: int) -> str:
        """As much of a text as fits, with an ellipsis where that is not all of it."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def bold(size: int) -> QFont:
    """A bold font of a size of the tokens."""
    return theme.font(theme.px(size), bold=True)


def _placed(front: Front, box: QRect, fonts: Fonts) -> Placed:
    top, left, unit = box.top() + _top(front), box.left() + _label(front), _unit(front)
    placed = Placed(front, box, top, left, unit, [[] for _ in front.rows])
    high = theme.px(ROW_PX)
    for cell in front.cells:
        x = left + round(cell.left * unit)
        wide = left + round((cell.left + cell.width) * unit) - x - 2
        spot = QRect(x, top + cell.row * high, wide, high - 2)
        placed.rows[cell.row].append(_drawn(cell, spot, front.roomy, fonts))
    return placed


def _drawn(cell: FrontCell, box: QRect, roomy: bool, fonts: Fonts) -> Drawn:
    pad, sign = theme.px(7), theme.px(16) if cell.mark else theme.px(4)
    room = box.width() - pad - sign
    text = fonts.fitting(cell.text, room)
    at = QPoint(box.left() + pad, box.top() + fonts.base)
    used = fonts.width(text) + theme.px(7)
    note = fonts.fitting(cell.note, room - used) if roomy and room - used > theme.px(14) else ""
    return Drawn(cell, box, text, note, at, at + QPoint(used, 0))
