"""Papers between office and units: 派单, 催办单, 督办单 and 上报函, each from a fresh sheet.

All stay inside the offices and say so on every page, the letter excepted: it has the form of
GB/T 9704 (`printing.letter`). The same papers give the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.disclosure import Cell, Colour, Column, Table, Text
from domain.errors import KnownError
from domain.order_paper import INTERNAL, OrderPaper
from domain.paper_words import day_words, on_paper
from domain.slips import SLIP_WORDS, SlipKind, SlipLine, SlipPaper, number_blank
from printing.batch import Printed
from printing.closing import signature_strip
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.form_grid import Box, grid_strips
from printing.letter import draw_letter
from printing.lines import GAP, blank, centred_strip, paragraph_strips
from printing.order import draw_order
from printing.page import A4, BODY, INK, LEADING, QUIET, Head, body
from printing.pages import add_pages, framed, paginate
from printing.strip import Strip
from printing.table import table_strips
from printing.text import Style, wrap

_COLUMNS = (
    Column("序号"),
    Column("颜色"),
    Column("问题", "编号 · 地点", wide=True),
    Column("时限"),
    Column("办理情况", wide=True),
)


def print_papers(
    papers: Sequence[SlipPaper | OrderPaper],
    target: Target,
    used: Fonts | None = None,
    progress: Callable[[int], bool] = lambda _: True,
) -> Printed:
    """Write papers in their order, each from a fresh sheet.

    ``progress`` is told how many are done and answers whether to go on. KnownError when it says
    no or the file cannot be written; the target is then as it was before.
    """
    chosen = used or fonts()
    with whole_file(target) as file:
        document = Document(file, _title(papers), papers[0].office)
        for done, paper in enumerate(papers, 1):
            document.mark(" ".join(filter(None, (on_paper(paper.unit), paper.number))))
            _draw(document, paper, chosen)
            if not progress(done):
                raise KnownError(f"已按要求停止打印，没有生成文件“{target.name}”。")
        document.close()
    words = dict.fromkeys("".join(map(str, papers)))
    return Printed(len(papers), document.pages, 0, missing_warning(words, chosen))


def _title(papers: Sequence[SlipPaper | OrderPaper]) -> str:
    first = papers[0]
    word = "派单" if isinstance(first, OrderPaper) else SLIP_WORDS[first.kind]
    return f"{word} {first.number}".strip()


def _draw(document: Document, paper: SlipPaper | OrderPaper, fonts: Fonts) -> int:
    if isinstance(paper, OrderPaper):
        return draw_order(document, paper, fonts)
    if paper.kind is SlipKind.LETTER:
        return draw_letter(document, paper, fonts)
    return _draw_slip(document, paper, fonts)


def _draw_slip(document: Document, paper: SlipPaper, fonts: Fonts) -> int:
    """Draw a 催办单 or 督办单 on fresh pages of the document; returns how many."""
    title = f"问题{SLIP_WORDS[paper.kind]}"
    number = paper.number or number_blank(paper.kind, paper.day.year)
    head = Head(INTERNAL, number, f"{title} · {on_paper(paper.unit)}（续）", draft=False)
    pages = paginate(_strips(title, paper, fonts), A4.room)
    return add_pages(document, A4, pages, framed(A4, fonts, head))


def _strips(title: str, paper: SlipPaper, fonts: Fonts) -> list[Strip]:
    words = Style(fonts.title, 22, 34, INK)
    rows = table_strips(_table(paper.lines), fonts, 12.0, A4)
    strips = [blank(GAP * 0.5, bound=True), centred_strip(title, words, A4), blank(GAP, bound=True)]
    strips += [_flush(line, fonts) for line in _addressed(paper.unit, fonts)]
    for line in filter(None, (part.strip() for part in paper.text.split("\n"))):
        strips += paragraph_strips(on_paper(line), A4, fonts)
    strips += [blank(GAP * 0.6, bound=True), *rows[:-1], replace(rows[-1], bound=True)]
    strips += [blank(GAP * 0.6, bound=True), _asked_strip(paper, fonts)]
    return [*strips, signature_strip(paper.office, paper.day, A4, fonts), *_receipt(paper, fonts)]


def _addressed(unit: str, fonts: Fonts) -> tuple[str, ...]:
    return wrap(f"{on_paper(unit)}：", body(fonts), A4.measure)


def _flush(line: str, fonts: Fonts) -> Strip:
    style = body(fonts)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(A4.left, top - LEADING / 2 - 0.38 * BODY, line, style)

    return Strip(LEADING, draw, bound=True)


def _asked_strip(paper: SlipPaper, fonts: Fonts) -> Strip:
    """Until when an answer is asked for, and whom to ask, in 黑体: what the unit must not miss."""
    strong, quiet = Style(fonts.heading, 14, 24, INK), Style(fonts.table, 12, 24, QUIET)
    asked = f"请于{day_words(paper.reply_by)}前反馈" if paper.reply_by else ""
    contact = f"联系人：{on_paper(paper.contact)}" if paper.contact else ""

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(A4.left, top - 12 - 0.38 * 14, asked, strong)
        sheet.text(A4.right - quiet.width(contact), top - 12 - 0.38 * 12, contact, quiet)

    return Strip(24, draw, bound=True)


def _table(lines: Sequence[SlipLine]) -> Table:
    return Table(_COLUMNS, tuple(_row(n, line) for n, line in enumerate(lines, 1)))


def _row(number: int, line: SlipLine) -> tuple[Cell, ...]:
    order = f"派单{line.order}" if line.order else ""
    where = " · ".join(filter(None, (line.number, line.place, order)))
    urgent = f"【紧急·{line.urgency}】" if line.urgency else ""
    due = day_words(line.due, line.due.year) if line.due else "—"
    return (
        Text(str(number)),
        Colour(line.colour, line.colour_word),
        Text(urgent + line.title, where),
        Text(due, line.left),
        Text(line.state, line.progress),
    )


def _receipt(paper: SlipPaper, fonts: Fonts) -> list[Strip]:
    """What the unit writes back, at the foot of the same sheet."""
    label = "办理情况、超期原因、办结时间" if paper.kind is SlipKind.SUPERVISE else "办理进展"
    rows = (
        (Box("签收人"), Box("签收时间")),
        (Box(label, lines=6),),
        (Box("负责人签字"), Box("反馈时间")),
    )
    style = Style(fonts.heading, 12, 22, QUIET)
    words = centred_strip("—— 单位反馈（填写后退回） ——", style, A4)
    grid = grid_strips(rows, fonts, A4.left, A4.measure)
    return [words, *(replace(strip, bound=True) for strip in grid[:-1]), grid[-1]]
