"""走访单 on A4 landscape: a table a team, headed by each stairwell, with boxes to tick and room to
write."""

from collections.abc import Callable, Iterable

from domain.disclosure import Column, Text
from domain.errors import KnownError
from domain.order_paper import INTERNAL
from domain.paper_words import day_words, on_paper
from domain.visit_sheet import STAR, TITLE, SheetHome, SheetStop, VisitSheet
from printing.batch import Printed
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import blank
from printing.listing import A4_LANDSCAPE
from printing.page import INK, QUIET
from printing.pages import add_pages, paginate
from printing.strip import Strip
from printing.table import GRID, HEADER_FILL, Grid
from printing.text import Style

_SIZE = 10.5  # 五号
_COLUMNS = (
    Column("序号"),
    Column("门牌"),
    Column("户主"),
    Column("人口"),
    Column("上次见到"),
    Column("走访日期"),
    Column("见到了谁", wide=True),
    Column("情况"),
    Column("需求"),
    Column("需求怎么办", wide=True),
)
_SHARES = (30, 76, 54, 32, 72, 62, 80, 176, 106, 70)
_TICKS = "□本人 □家人 □无人 □拒访"
_NEEDS = "□转为问题 □当场解决"
_FOOT = 30.0


def print_visit_sheets(
    made: Iterable[VisitSheet],
    target: Target,
    used: Fonts | None = None,
    progress: Callable[[int], bool] = lambda _: True,
) -> Printed:
    """Write the sheets of teams, each from a fresh page, whole or not at all.

    ``progress`` is told how many teams are done and answers whether to go on. KnownError when it
    says no or the file cannot be written.
    """
    chosen = used or fonts()
    characters: set[str] = set()
    done = 0
    with whole_file(target) as file:
        document = Document(file, TITLE, "")
        for done, sheet in enumerate(made, 1):
            characters.update(str(sheet))
            _draw(document, sheet, chosen)
            if not progress(done):
                raise KnownError(f"已按要求停止排版，没有生成文件“{target.name}”。")
        document.close()
    return Printed(done, document.pages, 0, missing_warning(sorted(characters), chosen))


def _draw(document: Document, made: VisitSheet, fonts: Fonts) -> None:
    paper = A4_LANDSCAPE
    scale = paper.measure / sum(_SHARES)
    grid = Grid(_COLUMNS, [share * scale for share in _SHARES], fonts, _SIZE, paper.left)
    strips = [_title_strip(made, fonts), Strip(grid.header.height, grid.header.draw, bound=True)]
    number = 0
    for stop in made.stops:
        strips.append(_stop_strip(stop, grid.header, fonts))
        for home in stop.homes:
            number += 1
            strips += grid.row(_cells(number, home), paper.room - grid.header.height)
    strips += [blank(10, bound=True), _foot_strip(fonts)]

    def edges(sheet: Sheet, page: int, pages: int) -> None:
        _draw_edges(sheet, made, fonts, page, pages)

    document.mark(on_paper(made.team))
    add_pages(document, paper, paginate(strips, paper.room), edges)


def _cells(number: int, home: SheetHome) -> tuple[Text, ...]:
    met = f"{home.met:%Y-%m-%d}" if home.met is not None else "没有见到过"
    star = STAR if home.starred else ""
    return (
        Text(f"{number}"),
        Text(on_paper(home.door)),
        Text(f"{home.name}{star}"),
        Text(f"{home.people}"),
        Text(met, home.standing),
        Text(""),
        Text(_TICKS),
        Text(""),
        Text(""),
        Text(_NEEDS),
    )


def _title_strip(made: VisitSheet, fonts: Fonts) -> Strip:
    title = Style(fonts.title, 20.0, 30.0, INK)
    small = Style(fonts.table, _SIZE, 16.0, QUIET)
    paper = A4_LANDSCAPE
    who = "、".join(made.members) or "—"
    left = f"{made.told} · 共 {made.households:,} 户 · 组员 {who}"
    right = f"{made.office} · {day_words(made.made)} 制"
    room = paper.measure - small.width(right) - 24
    while small.width(left) > room:
        left = f"{left.rstrip('…')[:-1]}…"

    def draw(sheet: Sheet, top: float) -> None:
        words = f"{on_paper(made.team)} {TITLE}"
        sheet.text((paper.width - title.width(words)) / 2, top - 22, words, title)
        y = top - 46
        sheet.text(paper.left, y, left, small)
        sheet.text(paper.right - small.width(right), y, right, small)

    return Strip(54.0, draw, bound=True)


def _stop_strip(stop: SheetStop, header: Strip, fonts: Fonts) -> Strip:
    """The stairwell or group whose doors follow."""
    style, paper = Style(fonts.heading, 12.0, 20.0, INK), A4_LANDSCAPE
    words = f"{on_paper(stop.place)}（{len(stop.homes)} 户）"

    def draw(sheet: Sheet, top: float) -> None:
        sheet.area(paper.left, top - 20, paper.measure, 20, HEADER_FILL)
        for x in (paper.left, paper.right):
            sheet.rule(x, top - 20, x, top, 0.5, GRID)
        sheet.rule(paper.left, top - 20, paper.right, top - 20, 0.5, GRID)
        sheet.text(paper.left + 6, top - 14.4, words, style)

    return Strip(20.0, draw, header, bound=True)


def _foot_strip(fonts: Fonts) -> Strip:
    style, paper = Style(fonts.table, 12.0, 18.0, INK), A4_LANDSCAPE
    line = "＿" * 8
    words = f"走访人签名：{line}　{line}　日期：{line}"

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(paper.left, top - 16, words, style)

    return Strip(_FOOT, draw)


def _draw_edges(sheet: Sheet, made: VisitSheet, fonts: Fonts, page: int, pages: int) -> None:
    style, paper = Style(fonts.table, 9.0, 12.0, QUIET), A4_LANDSCAPE
    y = paper.bottom - 18
    words = f"{on_paper(made.team)} {TITLE} · 第 {page} 页 共 {pages} 页"
    sheet.text((paper.width - style.width(words)) / 2, y, words, style)
    sheet.text(paper.left, y, INTERNAL, style)
    star = f"{STAR} 有重点人群"
    sheet.text(paper.right - style.width(star), y, star, style)
