"""How sheets come out of a printer: which pages, how many times, in what order, on which sides."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from domain.errors import KnownError

if TYPE_CHECKING:
    from pypdf import PdfReader

_DASHES = str.maketrans("，、；—–～~－", ",,,-----")


@dataclass(frozen=True, slots=True)
class PrintRun:
    """``copies`` of the whole set one after the other, or with ``each`` of every part (every
    paper of a batch) before the next; ``ranges`` of pages, the first being 1, none for all."""

    copies: int = 1
    each: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    two_sided: bool = False

    def holds(self, page: int) -> bool:
        """Whether a page, counted from 1, is to be printed."""
        return not self.ranges or any(first <= page <= last for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A PDF as the paper is to come out, and how many times the printer repeats all of it; the
    first page's size is in points."""

    pdf: bytes
    pages: int
    size: tuple[float, float]
    copies: int = 1


def ranges_of(text: str) -> tuple[tuple[int, int], ...] | None:
    """The ranges somebody typed, 1-5，8；empty for all, None for what nobody can read."""
    found = []
    for part in filter(None, text.translate(_DASHES).replace(" ", "").split(",")):
        first, dash, last = part.partition("-")
        ends = (first, last if dash else first)
        if not all(end.isdecimal() and int(end) for end in ends):
            return None
        found.append((min(map(int, ends)), max(map(int, ends))))
    return tuple(found)


def order_of(run: PrintRun, pages: int, starts: Sequence[int]) -> list[int | None]:
    """The pages, counted from 0, in the order in which they come out, None for a blank one.

    Copies of the whole set are the printer's business and not among them. ``starts`` are the pages
    that begin a part: on two sides each part begins on a fresh sheet.
    """
    chosen = (page for page in range(pages) if run.holds(page + 1))
    parts: list[list[int | None]] = [
        list(part) for _, part in groupby(chosen, lambda page: bisect_right(starts, page))
    ]
    if run.two_sided:
        parts = [[*part, None] if len(part) % 2 else part for part in parts]
    times = run.copies if run.each else 1
    order = [page for part in parts for _ in range(times) for page in part]
    if order and order[-1] is None and (run.each or run.copies == 1):
        order.pop()  # nothing follows that would be on its back
    return order


def arranged(
    pdf: bytes, run: PrintRun, progress: Callable[[int, int], Any] = lambda done, total: None
) -> Sheets:
    """The sheets of a PDF for a print run; ``progress`` is told pages done and in all.

    A PDF whose pages stay as they are is left as it is. KnownError when no page is chosen.
    """
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    pages, size = _measured(reader)
    starts = [page for page, _ in _places(reader)] if run.two_sided or run.each else []
    order = order_of(run, pages, starts)
    if not order:
        raise KnownError(f"选的页码里一页也没有，没有打印；这份文件共 {pages} 页，请改一改页码。")
    if order != list(range(pages)):
        pdf = _reordered(reader, order, progress)
    return Sheets(pdf, len(order), size, 1 if run.each else run.copies)


def _measured(reader: "PdfReader") -> tuple[int, tuple[float, float]]:
    """How many pages there are and the size of the first, without a look at the others."""
    node: Any = reader.root_object["/Pages"]
    pages, box = int(node["/Count"]), None
    while True:
        box = node.get("/MediaBox", box)
        if "/Kids" not in node:
            left, foot, right, head = map(float, box)
            return pages, (right - left, head - foot)
        node = node["/Kids"][0].get_object()


def _reordered(
    reader: "PdfReader", order: Sequence[int | None], progress: Callable[[int, int], Any]
) -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), BytesIO()
    for done, page in enumerate(order, 1):
        if page is None:
            writer.add_blank_page()  # as large as the page before
        else:
            writer.add_page(reader.pages[page])
        progress(done, len(order))
    writer.write(out)
    return out.getvalue()


def places_of(pdf: bytes) -> list[tuple[int, str]]:
    """The pages, counted from 0, and the names of what `printing.document` marked in a PDF."""
    from pypdf import PdfReader

    return _places(PdfReader(BytesIO(pdf)))


def _places(reader: "PdfReader") -> list[tuple[int, str]]:
    marks = [mark for mark in reader.outline if not isinstance(mark, list)]
    pages = [reader.get_destination_page_number(mark) for mark in marks]
    found = zip(pages, marks, strict=True)
    return [(page, mark.title or "") for page, mark in found if page is not None]
