"""People as a grid of cards: photo 3:4, name, what they do, what they promise (DOMAIN.md §7).

Whoever has no photo, or has not consented to one, has the surname on a plate of its size, as on a
door: the row keeps its grid, and nothing looks lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.disclosure import Portrait, Portraits
from domain.masks import mask_name
from printing.document import Sheet
from printing.fonts import Fonts
from printing.page import INK, MM, QUIET, Paper
from printing.photo import read_jpeg
from printing.strip import Strip
from printing.table import GRID, HEADER_FILL
from printing.text import HANGING, Style, break_by_sense, wrap

_CARD = 138.0  # the least width of a card
_GUTTER = 12.0
_PAD = 9.0
_PHOTO = (27 * MM, 36 * MM)
_PLATE, _PLATES = (48.0, 36.0), 41.0  # a surname's size; of two characters, and their leading
_NAMELESS = "党员"
_RADIUS, _LINE = 6.0, 0.8
_SHORT = 40  # characters that are worth dividing by their sense
_ROUND = 0.5523  # a quarter of a circle as a curve


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a card, with the blank above it in points."""

    text: str
    style: Style
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class _Card:
    """A card with its lines broken for its width, and what stands there without a photo, one below
    the other."""

    portrait: Portrait
    lines: tuple[_Line, ...]
    plate: tuple[_Line, ...]

    @property
    def height(self) -> float:
        """From edge to edge in points."""
        told = sum(line.style.leading + line.above for line in self.lines)
        return 2 * _PAD + _PHOTO[1] + told


def portrait_strips(block: Portraits, paper: Paper, fonts: Fonts) -> list[Strip]:
    """The cards row by row, as many beside each other as the paper has room for; a row is never
    divided."""
    if not block.cards:
        return [_empty_strip(block.empty, paper, fonts), _gutter()]
    abreast = max(1, int((paper.measure + _GUTTER) / (_CARD + _GUTTER)))
    width = (paper.measure - (abreast - 1) * _GUTTER) / abreast
    cards = [_card(portrait, width - 2 * _PAD, fonts) for portrait in block.cards]
    rows = [cards[n : n + abreast] for n in range(0, len(cards), abreast)]
    alone = len(rows) == 1
    drawn = (_row_strip(row, width, paper, centred=alone) for row in rows)
    return [strip for row in drawn for strip in (row, _gutter())]


def _card(portrait: Portrait, room: float, fonts: Fonts) -> _Card:
    name = Style(fonts.title, 20, 26, INK)
    first, rest = Style(fonts.heading, 12, 16, INK), Style(fonts.table, 12, 16, INK)
    promise = Style(fonts.table, 10.5, 15.5, QUIET)
    lines = _lines(portrait.name, name, room, above=9)
    for n, text in enumerate(portrait.lines):
        lines += _lines(text, rest if n else first, room, above=1 if n else 5)
    if portrait.promise:
        lines += _promise(portrait.promise, promise, room)
    return _Card(portrait, tuple(lines), _plate(portrait.name, fonts))


def _plate(name: str, fonts: Fonts) -> tuple[_Line, ...]:
    """The surname in large type, as far as a masked name tells it."""
    shown = mask_name(name).partition("*")[0] or name.strip("*") or _NAMELESS
    one, two = (Style(fonts.title, size, _PLATES, QUIET) for size in _PLATE)
    return tuple(_Line(sign, one if len(shown) == 1 else two) for sign in shown[:2])


def _lines(text: str, style: Style, room: float, above: float) -> list[_Line]:
    divide = break_by_sense if len(text) <= _SHORT else wrap
    broken = divide(text, style, room)
    return [_Line(line, style, above if n == 0 else 0.0) for n, line in enumerate(broken)]


def _promise(text: str, style: Style, room: float) -> list[_Line]:
    broken = wrap(f"“{text}”" if text[0] not in "“「" else text, style, room)
    return [_Line(line, style, 6.0 if n == 0 else 0.0) for n, line in enumerate(broken)]


def _row_strip(cards: Sequence[_Card], width: float, paper: Paper, centred: bool) -> Strip:
    height = max(card.height for card in cards)
    whole = len(cards) * (width + _GUTTER) - _GUTTER
    left = paper.left + ((paper.measure - whole) / 2 if centred else 0.0)

    def draw(sheet: Sheet, top: float) -> None:
        for n, card in enumerate(cards):
            box = (left + n * (width + _GUTTER), top - height, width, height)
            _draw_card(sheet, card, box)

    return Strip(height, draw)


def _gutter() -> Strip:
    return Strip(_GUTTER, lambda _sheet, _top: None, space=True)


def _draw_card(sheet: Sheet, card: _Card, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    sheet.shape(_frame(width, height), x, y, 1.0, GRID)
    middle, top = x + width / 2, y + height - _PAD
    _draw_photo(sheet, card, middle - _PHOTO[0] / 2, top - _PHOTO[1])
    at = top - _PHOTO[1]
    for line in card.lines:
        at -= line.above
        base = at - line.style.leading / 2 - 0.38 * line.style.size
        sheet.text(middle - _seen(line) / 2, base, line.text, line.style)
        at -= line.style.leading


def _seen(line: _Line) -> float:
    """The width of a line without the blank half of a mark at its end."""
    blank = line.style.size / 2 if line.text[-1:] in HANGING else 0.0
    return line.style.width(line.text) - blank


def _draw_photo(sheet: Sheet, card: _Card, x: float, y: float) -> None:
    """The photo, or the plate where there is none that can be drawn."""
    content = card.portrait.photo
    photo = read_jpeg(content) if content is not None else None
    if photo is not None:
        sheet.photo(photo, (x, y, *_PHOTO))
        return
    width, height = _PHOTO
    sheet.area(x, y, width, height, HEADER_FILL)
    at = y + (height + len(card.plate) * _PLATES) / 2
    for line in card.plate:
        base = at - _PLATES / 2 - 0.38 * line.style.size
        sheet.text(x + (width - line.style.width(line.text)) / 2, base, line.text, line.style)
        at -= _PLATES


def _frame(width: float, height: float) -> str:
    """A rounded outline as a filled path: the inner edge runs the other way round."""
    outer = _round(0, 0, width, height, _RADIUS)
    inner = _round(_LINE, height - _LINE, width - 2 * _LINE, 2 * _LINE - height, _RADIUS - _LINE)
    return f"{outer} {inner}"


def _round(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle with rounded corners from a corner on; a negative height turns it round."""
    right, top = x + width, y + height
    r, s = radius, radius if height > 0 else -radius
    k, m = r * (1 - _ROUND), s * (1 - _ROUND)
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + m:.2f} {right:.2f} {y + s:.2f} c "
        f"{right:.2f} {top - s:.2f} l "
        f"{right:.2f} {top - m:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l "
        f"{x + k:.2f} {top:.2f} {x:.2f} {top - m:.2f} {x:.2f} {top - s:.2f} c "
        f"{x:.2f} {y + s:.2f} l "
        f"{x:.2f} {y + m:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _empty_strip(text: str, paper: Paper, fonts: Fonts) -> Strip:
    """What stands there where there is nobody."""
    style, height = Style(fonts.table, 16, 24, QUIET), 64.0

    def draw(sheet: Sheet, top: float) -> None:
        sheet.shape(_frame(paper.measure, height), paper.left, top - height, 1.0, GRID)
        base = top - height / 2 - 0.38 * style.size
        sheet.text(paper.left + (paper.measure - style.width(text)) / 2, base, text, style)

    return Strip(height, draw)
