"""The page: paper, margins, head and foot lines, and what closes a notice (DOMAIN.md §8)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.disclosure import Imprint, Notice, qr_payload
from domain.paper_words import day_words, on_paper
from printing.document import Sheet
from printing.fonts import Fonts
from printing.table import Strip
from printing.text import Style, break_by_sense, wrap

MM = 72 / 25.4
PITCH = 15.79  # GB/T 9704: 28 characters on 156 mm
LEADING = 28.99  # 22 lines on 225 mm
BODY = 16.0  # 三号
SEAL_ROOM = 45 * MM
_OFFICE_LEADING = 23.0

_DARK = re.compile(b"\x01+")
INK = "#000000"
QUIET = "#3A434C"
_DRAFT = "#EFEFEF"


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper with the text's width in characters of the body; lengths in points."""

    width: float
    height: float
    characters: int
    top: float = 27.5 * MM
    bottom: float = 21 * MM

    @property
    def left(self) -> float:
        """The left margin; the right one is the same."""
        return (self.width - self.measure) / 2

    @property
    def right(self) -> float:
        """Where the text ends on the right."""
        return self.left + self.measure

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.characters * PITCH

    @property
    def room(self) -> float:
        """The height of the text."""
        return self.height - self.top - self.bottom


A4 = Paper(210 * MM, 297 * MM, 29)
A3_LANDSCAPE = Paper(420 * MM, 297 * MM, 66)


@lru_cache(maxsize=8)
def body(fonts: Fonts) -> Style:
    """Running text: 三号 at the pitch and leading of GB/T 9704."""
    return Style(fonts.body, BODY, LEADING, INK, PITCH - BODY)


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above and below every page of a notice say."""

    left: str
    right: str
    continued: str
    draft: bool


def head_of(notice: Notice) -> Head:
    """The head line of a notice: its class, and its number or that it has none."""
    number = notice.imprint.number
    continued = (
        f"{notice.title} · {notice.place}（续）" if notice.place else f"{notice.title}（续）"
    )
    right = on_paper(number) if number else "稿样（未编号）"
    return Head(f"{notice.affairs}公开", right, continued, notice.is_draft)


def draw_frame(sheet: Sheet, paper: Paper, fonts: Fonts, head: Head, page: int, pages: int) -> None:
    """The draft's mark, the head line with its double rule, and the foot line."""
    if head.draft:
        _draw_draft_mark(sheet, paper, fonts)
    style = Style(fonts.table, 12, 12, INK)
    y = paper.height - 16 * MM
    sheet.text(paper.left, y, head.left, Style(fonts.heading, 12, 12, INK))
    sheet.text(paper.right - style.width(head.right), y, head.right, style)
    if page > 1:
        _draw_continued(sheet, paper, fonts, head, y - 23)
    sheet.rule(paper.left, y - 7, paper.right, y - 7, 1.8, INK)
    sheet.rule(paper.left, y - 10, paper.right, y - 10, 0.5, INK)
    foot = Style(fonts.table, 10.5, 12, QUIET)
    _centred(sheet, paper, 11 * MM, f"第 {page} 页 共 {pages} 页", foot)


def _draw_continued(sheet: Sheet, paper: Paper, fonts: Fonts, head: Head, y: float) -> None:
    style = Style(fonts.table, 10.5, 12, QUIET)
    fits = style.width(head.continued) <= paper.measure
    _centred(sheet, paper, y, head.continued if fits else "（续）", style)


def _centred(sheet: Sheet, paper: Paper, y: float, text: str, style: Style) -> None:
    sheet.text((paper.width - style.width(text)) / 2, y, text, style)


def _draw_draft_mark(sheet: Sheet, paper: Paper, fonts: Fonts) -> None:
    style = Style(fonts.title, 180, 180, _DRAFT)
    cosine, sine = 0.8660, 0.5
    along, up = -style.width("稿样") / 2, -0.38 * style.size
    x = paper.width / 2 + along * cosine - up * sine
    y = paper.height / 2 + along * sine + up * cosine
    sheet.tilted(x, y, "稿样", style, cosine, sine)


# --- what closes a notice ---------------------------------------------------------------------


def closing_strip(notice: Notice, paper: Paper, fonts: Fonts) -> Strip:
    """Period, telephones, QR code, office and date with room for the seal, in one piece."""
    panel = _panel_strip(notice.imprint, paper, fonts)

    def draw(sheet: Sheet, top: float) -> None:
        panel.draw(sheet, top)
        foot = top - panel.height
        middle = foot - SEAL_ROOM / 2
        imprint = notice.imprint
        end = draw_signature(sheet, imprint.office, imprint.published, paper, fonts, middle)
        _draw_check(sheet, notice, paper, fonts, middle, end)

    return Strip(panel.height + SEAL_ROOM, draw)


def _panel_strip(imprint: Imprint, paper: Paper, fonts: Fonts) -> Strip:
    """Until when it hangs, whom to call and where to object, between two rules."""
    label = Style(fonts.table, 14, 24, QUIET)
    value = Style(fonts.heading, 14, 24, INK)
    indent = 5 * 14.0
    first, last = imprint.posted_from, imprint.posted_to
    period = f"{day_words(first)}至{day_words(last, first.year)}"
    # An office that has set none writes it in by hand: the line has to be there.
    phone = on_paper(imprint.supervision_phone) or "＿" * 8
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


def draw_signature(
    sheet: Sheet, office: str, day: date, paper: Paper, fonts: Fonts, middle: float
) -> float:
    """The date four characters from the right, the office centred over it (GB/T 9704 7.3.5).

    Returns where the room for text beside it ends: at the seal or at the office's name.
    """
    style = body(fonts)
    dated = day_words(day)
    right = paper.right - 4 * PITCH
    centre = right - style.width(dated) / 2
    offices = break_by_sense(on_paper(office), style, 2 * (paper.right - centre))
    y = middle + (LEADING + (len(offices) - 1) * _OFFICE_LEADING) / 2 - 0.38 * BODY
    for line in offices:
        sheet.text(centre - style.width(line) / 2, y, line, style)
        y -= _OFFICE_LEADING
    y -= LEADING - _OFFICE_LEADING
    sheet.text(right - style.width(dated), y, dated, style)
    widest = max(style.width(line) for line in offices)
    return centre - max(SEAL_ROOM, widest) / 2


def _draw_check(
    sheet: Sheet, notice: Notice, paper: Paper, fonts: Fonts, middle: float, end: float
) -> None:
    """The QR code, and beside it who reviewed and what the code is for."""
    side = 24 * MM
    draw_qr(sheet, qr_payload(notice), paper.left, middle - side / 2, side)
    style = Style(fonts.table, 10.5, 16.5, QUIET)
    x = paper.left + side + 10
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
