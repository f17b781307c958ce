"""Many notices into one file: written beside the target, renamed when whole."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.disclosure import Column, Notice, Table, Text, texts
from domain.errors import KnownError
from printing.document import Document
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import title_strips
from printing.notice import draw_notice
from printing.page import A4, Head, Paper
from printing.pages import drawn, framed, paginate
from printing.table import table_strips
from printing.tiles import add_hand_sheets

_LIST_TITLE = "张贴清单"
_LIST_COLUMNS = (
    Column("序号"),
    Column("张贴位置", wide=True),
    Column("页数"),
    Column("张贴日期", wide=True),
    Column("张贴人签字", wide=True),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """Notices and pages written, the list's among them; ``warning`` names lost characters, and
    ``starts`` are the pages, from 0, where each notice of a batch and its list begin."""

    notices: int
    pages: int
    list_pages: int
    warning: str
    starts: tuple[int, ...] = ()


def print_notice(
    notice: Notice, target: Target, paper: Paper = A4, used: Fonts | None = None
) -> Printed:
    """Write one notice to a file or into memory; the same notice gives the same bytes. KnownError
    when it cannot be."""
    return _printed([notice], target, paper, used or fonts(), lambda _: True, with_list=False)


def print_batch(
    notices: Iterable[Notice],
    target: Target,
    paper: Paper = A4,
    used: Fonts | None = None,
    progress: Callable[[int], bool] = lambda _: True,
) -> Printed:
    """Write notices in the order given, each from a fresh sheet, and the list to sign at the end.

    ``progress`` is told how many are done and answers whether to go on. KnownError when it says
    no or the file cannot be written; the target is then as it was before.
    """
    return _printed(notices, target, paper, used or fonts(), progress, with_list=True)


def _printed(
    notices: Iterable[Notice],
    target: Target,
    paper: Paper,
    used: Fonts,
    progress: Callable[[int], bool],
    with_list: bool,
) -> Printed:
    characters: dict[str, None] = {}
    hung: list[tuple[str, int]] = []
    first: Notice | None = None
    list_pages = 0
    with whole_file(target) as file:
        document: Document | None = None
        for notice in notices:
            if document is None or first is None:
                first, document = notice, Document(file, notice.title, notice.imprint.office)
            if with_list:
                document.mark(notice.place or notice.title)
            hung.append((notice.place, draw_notice(document, notice, paper, used)))
            for text in texts(notice):
                characters.update(dict.fromkeys(text))
            if not progress(len(hung)):
                raise KnownError("已按要求停止排版，没有生成文件。")
        if document is None or first is None:
            raise KnownError("没有要打印的公示，没有生成文件；请先选择张贴范围。")
        if with_list:
            list_pages = _draw_list(document, first, hung, paper, used)
        document.close()
    lost = missing_warning(characters, used)
    return Printed(len(hung), document.pages, list_pages, lost, document.starts)


def _draw_list(
    document: Document, first: Notice, hung: list[tuple[str, int]], paper: Paper, used: Fonts
) -> int:
    """The distribution list: a row for every notice with room for date and signature. It is carried
    about, and so has the size of a hand on any paper."""
    before = document.pages
    number = first.imprint.number or "稿样（未编号）"
    subtitle = f"{first.title} · {first.period} · 共{len(hung)}份"
    blank = Text("")
    rows = tuple(
        (Text(str(n)), Text(place or "—"), Text(str(pages)), blank, blank)
        for n, (place, pages) in enumerate(hung, 1)
    )
    table = Table(_LIST_COLUMNS, rows)
    strips = [
        *title_strips(_LIST_TITLE, subtitle, A4, used),
        *table_strips(table, used, 14.0, A4),
    ]
    pages = paginate(strips, A4.room)
    document.mark(_LIST_TITLE)
    head = Head(first.title, number, f"{_LIST_TITLE}（续）", first.is_draft)
    sheets = drawn(document, A4, pages, framed(A4, used, head))
    add_hand_sheets(document, list(sheets), paper)
    return document.pages - before
