"""What closes a notice: period, telephones, QR code, office and date with room for the seal.

On a stairwell's sheet they stand under each other; a board is wide and low, so there they stand
side by side.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.disclosure import Imprint, Notice, qr_payload
from domain.paper_words import day_words, on_paper
from printing.document import Sheet
from printing.fonts import Fonts
from printing.page import BODY, INK, LEADING, MM, PITCH, QUIET, Paper, body
from printing.strip import Strip
from printing.text import Style, break_by_sense, wrap

SEAL_ROOM = 45 * MM
_OFFICE_LEADING = 23.0
_DARK = re.compile(b"\x01+")


def closing_strip(notice: Notice, paper: Paper, fonts: Fonts) -> Strip:
    """Period, telephones, QR code, office and date with room for the seal, in one piece."""
    if paper.is_board:
        return _board_strip(notice, paper, fonts)
    own = notice.imprint
    panel, signed = (
        _panel_strip(own, paper, fonts),
        _signature(own.office, own.published, paper, fonts),
    )

    def draw(sheet: Sheet, top: float) -> None:
        panel.draw(sheet, top)
        middle = top - panel.height - signed.height / 2
        _draw_check(sheet, notice, fonts, paper.left, middle, signed.draw(sheet, middle))

    return Strip(panel.height + signed.height, draw)


def _board_strip(notice: Notice, paper: Paper, fonts: Fonts) -> Strip:
    """The facts at the left, the QR code from the middle on, office and date at the right."""
    own = notice.imprint
    facts = _facts(own, fonts, paper.measure * 0.48)
    signed = _signature(own.office, own.published, paper, fonts)
    height = max(signed.height, facts.height) + _OFFICE_LEADING / 2

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(paper.left, top, paper.right, top, 1.2, INK)
        middle = top - height / 2 - _OFFICE_LEADING / 4
        facts.draw(sheet, paper.left, middle)
        left = paper.width / 2 + 1.5 * PITCH
        _draw_check(sheet, notice, fonts, left, middle, signed.draw(sheet, middle))

    return Strip(height, draw)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Names and what is told of them, a line each or several, to stand under each other."""

    lines: Sequence[tuple[str, str]]
    label: Style
    value: Style

    @property
    def height(self) -> float:
        """The height in points."""
        return len(self.lines) * self.value.leading

    def draw(self, sheet: Sheet, x: float, middle: float) -> None:
        """Draw them from a left edge, above and below a height."""
        y = middle + self.height / 2
        for name, text in self.lines:
            base = _base(y, self.value)
            sheet.text(x, base, name, self.label)
            sheet.text(x + 5 * self.label.size, base, text, self.value)
            y -= self.value.leading


def _facts(imprint: Imprint, fonts: Fonts, width: float) -> _Facts:
    label, value = Style(fonts.table, 16, 28, QUIET), Style(fonts.heading, 16, 28, INK)
    told = (
        ("公示期", _period(imprint)),
        ("监督电话", _phone(imprint)),
        ("意见反映", on_paper(imprint.objection)),
    )
    lines = [
        (name if n == 0 else "", line)
        for name, text in told
        for n, line in enumerate(wrap(text, value, width - 5 * label.size))
    ]
    return _Facts(lines, label, value)


def _period(imprint: Imprint) -> str:
    first, last = imprint.posted_from, imprint.posted_to
    return f"{day_words(first)}至{day_words(last, first.year)}"


def _phone(imprint: Imprint) -> str:
    """An office that has set none writes it in by hand: the line has to be there."""
    return on_paper(imprint.supervision_phone) or "＿" * 8


def _panel_strip(imprint: Imprint, paper: Paper, fonts: Fonts) -> Strip:
    """Until when it hangs, whom to call and where to object, between two rules."""
    label = Style(fonts.table, 14, 24, QUIET)
    value = Style(fonts.heading, 14, 24, INK)
    indent = 5 * 14.0
    period, phone = _period(imprint), _phone(imprint)
    objection = wrap(on_paper(imprint.objection), value, paper.measure - indent)
    together = 2 * indent + value.width(period) + value.width(phone) + 14 <= paper.measure
    across = paper.right - indent - max(value.width(phone), paper.measure * 0.28)
    facts = [(0, "公示期", period), (0 if together else 1, "监督电话", phone)]
    lines = 1 + (not together) + len(objection)
    height = lines * value.leading + 14

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(paper.left, top, paper.right, top, 0.8, INK)
        sheet.rule(paper.left, top - height, paper.right, top - height, 0.5, INK)
        for n, (row, name, text) in enumerate(facts):
            x = across if n and together else paper.left
            y = _base(top - 7 - row * value.leading, value)
            sheet.text(x, y, name, label)
            sheet.text(x + indent, y, text, value)
        start = lines - len(objection)
        sheet.text(paper.left, _base(top - 7 - start * value.leading, label), "意见反映", label)
        for n, line in enumerate(objection, start):
            sheet.text(paper.left + indent, _base(top - 7 - n * value.leading, value), line, value)

    return Strip(height, draw)


def _base(top: float, style: Style) -> float:
    """The base line of a line whose box begins at ``top``."""
    return top - style.leading / 2 - 0.38 * style.size


@dataclass(frozen=True, slots=True)
class _Signature:
    """The date four characters from the right, the office centred over it (GB/T 9704 7.3.5);
    ``right`` is where the date ends, ``centre`` the middle of both."""

    office: tuple[str, ...]
    day: str
    right: float
    centre: float
    style: Style

    @property
    def height(self) -> float:
        """The height in points: the seal's room, or more where the office's name takes more."""
        return max(SEAL_ROOM, len(self.office) * _OFFICE_LEADING + LEADING)

    def draw(self, sheet: Sheet, middle: float) -> float:
        """Draw both around a height; returns where the room for text beside them ends: at the
        seal or at the office's name."""
        style = self.style
        y = middle + (LEADING + (len(self.office) - 1) * _OFFICE_LEADING) / 2 - 0.38 * BODY
        for line in self.office:
            sheet.text(self.centre - style.width(line) / 2, y, line, style)
            y -= _OFFICE_LEADING
        y -= LEADING - _OFFICE_LEADING
        sheet.text(self.right - style.width(self.day), y, self.day, style)
        widest = max(style.width(line) for line in self.office)
        return self.centre - max(SEAL_ROOM, widest) / 2


def _signature(office: str, day: date, paper: Paper, fonts: Fonts) -> _Signature:
    style, written = body(fonts), day_words(day)
    right = paper.right - 4 * PITCH
    centre = right - style.width(written) / 2
    lines = break_by_sense(on_paper(office), style, 2 * (paper.right - centre))
    return _Signature(lines, written, right, centre, style)


def signature_strip(office: str, day: date, paper: Paper, fonts: Fonts) -> Strip:
    """Office and date with room for the seal."""
    signed = _signature(office, day, paper, fonts)

    def draw(sheet: Sheet, top: float) -> None:
        signed.draw(sheet, top - signed.height / 2)

    return Strip(signed.height, draw)


def _draw_check(
    sheet: Sheet, notice: Notice, fonts: Fonts, left: float, middle: float, end: float
) -> None:
    """The QR code, and beside it who reviewed and what the code is for."""
    side = 24 * MM
    draw_qr(sheet, qr_payload(notice), left, middle - side / 2, side)
    style = Style(fonts.table, 10.5, 16.5, QUIET)
    x = left + side + 10
    reviewer = f"审核：{on_paper(notice.imprint.reviewer)}"
    lines = [*break_by_sense(reviewer, style, end - 8 - x), "扫码可核对编号与内容"]
    y = middle + len(lines) * style.leading / 2
    for line in lines:
        sheet.text(x, _base(y, style), line, style)
        y -= style.leading


def draw_qr(sheet: Sheet, payload: str, x: float, y: float, side: float) -> None:
    """A QR code as filled rectangles, its lower left corner and its side in points."""
    modules, path = _qr(payload)
    sheet.shape(path, x, y, side / modules, INK)


@lru_cache(maxsize=256)
def _qr(payload: str) -> tuple[int, str]:
    """The side in modules and the dark ones as a path, merged along each row.

    Trying all eight masks takes five times as long as the rest; any one of them may be read.
    """
    import segno

    code = segno.make_qr(payload, error="m", mask=2, boost_error=False, encoding="utf-8")
    side = len(code.matrix)
    runs = [
        f"{run.start()} {side - row} {run.end() - run.start()} 1 re"
        for row, line in enumerate(code.matrix, 1)
        for run in _DARK.finditer(line)
    ]
    return side, " ".join(runs)
