"""The page: paper, margins, head and foot lines (DOMAIN.md §8)."""

from dataclasses import dataclass, replace
from functools import lru_cache

from domain.disclosure import Notice
from domain.paper_sizes import PaperSize
from domain.paper_words import on_paper
from printing.document import Sheet
from printing.fonts import Fonts
from printing.text import Style

MM = 72 / 25.4
PITCH = 15.79  # GB/T 9704: 28 characters on 156 mm
LEADING = 28.99  # 22 lines on 225 mm
BODY = 16.0  # 三号

INK = "#000000"
QUIET = "#3A434C"
_DRAFT = "#EFEFEF"


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper with the text's width in characters of the body; lengths in points.

    ``head`` is how far below the edge the head line stands; a ``tiled`` one is printed in two
    halves (`printing.tiles`). ``titles`` are the sizes of a title, the largest first that fits.
    """

    width: float
    height: float
    characters: int
    top: float = 27.5 * MM
    bottom: float = 21 * MM
    head: float = 16 * MM
    inner: float | None = None
    tiled: bool = False
    titles: tuple[float, ...] = (36.0, 26.0)  # 小初, 一号

    @property
    def is_board(self) -> bool:
        """Whether it is wider than high, as what hangs on a board."""
        return self.width > self.height

    @property
    def seam(self) -> float | None:
        """Where its halves meet, from the left."""
        return self.width / 2 if self.tiled else None

    @property
    def left(self) -> float:
        """The left margin: the inner one where it is set, else the right one is the same."""
        return (self.width - self.measure) / 2 if self.inner is None else self.inner

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
# GB/T 9704: 156 × 225 mm, the title in 二号
OFFICIAL = Paper(210 * MM, 297 * MM, 28, 37 * MM, 35 * MM, inner=28 * MM, titles=(22.0,))
A3_LANDSCAPE = Paper(420 * MM, 297 * MM, 67, 25 * MM, 20 * MM, 13 * MM)
PAPERS = {
    PaperSize.A4: A4,
    PaperSize.A3: A3_LANDSCAPE,
    PaperSize.TILES: replace(A3_LANDSCAPE, tiled=True),
}


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
    left, style = Style(fonts.heading, 12, 12, INK), Style(fonts.table, 12, 12, INK)
    room = paper.measure - left.width(head.left) - 2 * style.size
    if style.width(head.right) > room:
        style = replace(style, size=12 * room / style.width(head.right))
    y = paper.height - paper.head
    sheet.text(paper.left, y, head.left, left)
    sheet.text(paper.right - style.width(head.right), y, head.right, style)
    if page > 1:
        _draw_continued(sheet, paper, fonts, head, y - 23)
    sheet.rule(paper.left, y - 7, paper.right, y - 7, 1.8, INK)
    sheet.rule(paper.left, y - 10, paper.right, y - 10, 0.5, INK)
    foot = Style(fonts.table, 10.5, 12, QUIET)
    counted = f"第 {page} 页 共 {pages} 页"
    # Where a sheet is put together nothing small is cut through.
    middle = paper.width * (0.75 if paper.tiled else 0.5)
    sheet.text(middle - foot.width(counted) / 2, 11 * MM, counted, foot)


def _draw_continued(sheet: Sheet, paper: Paper, fonts: Fonts, head: Head, y: float) -> None:
    style = Style(fonts.table, 10.5, 12, QUIET)
    fits = style.width(head.continued) <= paper.measure
    told = head.continued if fits else "（续）"
    middle = paper.width * (0.25 if paper.tiled else 0.5)
    sheet.text(max(middle - style.width(told) / 2, paper.left), y, told, style)


def _draw_draft_mark(sheet: Sheet, paper: Paper, fonts: Fonts) -> None:
    style = Style(fonts.title, 180, 180, _DRAFT)
    cosine, sine = 0.8660, 0.5
    along, up = -style.width("稿样") / 2, -0.38 * style.size
    x = paper.width / 2 + along * cosine - up * sine
    y = paper.height / 2 + along * sine + up * cosine
    sheet.tilted(x, y, "稿样", style, cosine, sine)
