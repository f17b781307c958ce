"""The dispatch order (派单) on its sheet: what, where, whom to call, until when; signed below."""

from dataclasses import replace
from datetime import datetime

from domain.disclosure import Column, Table, Text
from domain.order_paper import INTERNAL, OrderPaper
from domain.paper_words import day_words, on_paper
from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.form_grid import Box, grid_strips
from printing.lines import GAP, blank
from printing.page import A4, INK, QUIET, Head
from printing.pages import add_pages, framed, paginate
from printing.strip import Strip
from printing.table import table_strips
from printing.text import Style, wrap
from resources.tokens import LIGHT

_TITLE = "问题派单"


def draw_order(document: Document, paper: OrderPaper, fonts: Fonts) -> int:
    """Draw an order on fresh pages of the document; returns how many."""
    number = f"派{paper.number}" if paper.number else "（导入，未编号）"
    head = Head(INTERNAL, number, f"{_TITLE} · {paper.issue}（续）", draft=False)
    pages = paginate(_strips(paper, fonts), A4.room)
    return add_pages(document, A4, pages, framed(A4, fonts, head))


def _strips(paper: OrderPaper, fonts: Fonts) -> list[Strip]:
    told = grid_strips(_facts(paper), fonts, A4.left, A4.measure)
    limits = table_strips(_limits(paper), fonts, 12.0, A4)
    signed = grid_strips(_to_sign(), fonts, A4.left, A4.measure)
    return [
        _title_strip(paper, fonts),
        *told,
        blank(GAP * 0.6, bound=True),
        *limits,
        blank(GAP * 0.6, bound=True),
        *(replace(strip, bound=True) for strip in signed),
        blank(GAP * 0.4, bound=True),
        _note_strip(paper, fonts),
    ]


def _title_strip(paper: OrderPaper, fonts: Fonts) -> Strip:
    """The title in the middle; at the left the mark of an urgent one, legible in black and white
    too."""
    style, mark = Style(fonts.title, 22, 34, INK), Style(fonts.heading, 14, 14, "#FFFFFF")
    words = " · ".join(filter(None, ("紧急", paper.urgency)))

    def draw(sheet: Sheet, top: float) -> None:
        base = top - 24 - 0.38 * 22
        sheet.text((A4.width - style.width(_TITLE)) / 2, base, _TITLE, style)
        if paper.urgent:
            wide = mark.width(words) + 18
            sheet.area(A4.left, top - 24 - 13, wide, 26, LIGHT.red.fill)
            sheet.text(A4.left + 9, top - 24 - 0.38 * 14, words, mark)

    return Strip(34 + GAP, draw, bound=True)


def _facts(paper: OrderPaper) -> list[tuple[Box, ...]]:
    colour = f"{paper.colour_word} · {paper.level}"
    rows: list[tuple[Box, ...]] = [
        (Box("派单单位", on_paper(paper.office)), Box("派单时间", _moment(paper.dispatched_at))),
        (
            Box("主办单位", on_paper(paper.unit) or "—", strong=True),
            Box("协办单位", "、".join(map(on_paper, paper.co_units)) or "—"),
        ),
        (Box("问题编号", paper.issue), Box("颜色", colour, colour=paper.colour)),
        (Box("类别", paper.category or "—"), Box("来源", paper.source)),
        (Box("反映人", paper.person or "—"), Box("联系电话", paper.phone or "—", strong=True)),
        (Box("地点", paper.place or "—"),),
        (Box("问题", paper.title, strong=True),),
    ]
    if paper.description and paper.description != paper.title:
        rows.append((Box("内容", paper.description, lines=3),))
    if paper.note:
        rows.append((Box("派单要求", paper.note),))
    return rows


def _limits(paper: OrderPaper) -> Table:
    """Each step with its limit: a day's end, an hour where the issue is urgent."""
    year = paper.dispatched_at.year
    contact = (
        _hour(paper.contact_by, year)
        if paper.contact_by is not None
        else f"签收后{paper.contact_days}个工作日内"
    )
    told = {
        "签收": _last_day(paper.sign_by, year),
        "首次联系群众": contact,
        "采取措施": _hour(paper.measure_by, year) if paper.measure_by is not None else "",
        "办结": _last_day(paper.finish_by, year) if paper.finish_by is not None else "—",
    }
    shown = {word: limit for word, limit in told.items() if limit}
    columns = tuple(Column(f"{word}时限") for word in shown)
    return Table(columns, (tuple(Text(limit) for limit in shown.values()),))


def _last_day(moment: datetime, year: int) -> str:
    return f"{day_words(moment.date(), year)}前"


def _hour(moment: datetime, year: int) -> str:
    return f"{day_words(moment.date(), year)} {moment:%H:%M} 前"


def _moment(moment: datetime) -> str:
    return f"{day_words(moment.date())} {moment:%H:%M}"


def _to_sign() -> list[tuple[Box, ...]]:
    return [
        (Box("签收人"), Box("签收时间")),
        (Box("首次联系", lines=2), Box("采取措施", lines=2)),
        (Box("办理结果", lines=5),),
        (Box("经办人"), Box("负责人")),
    ]


def _note_strip(paper: OrderPaper, fonts: Fonts) -> Strip:
    style = Style(fonts.table, 10.5, 16, QUIET)
    told = (
        f"不属于本单位职责的，请在派单后{paper.return_days}个工作日内退单并写明理由。"
        "办结后请填写办理结果，连同本单退回派单单位。本单载有群众姓名和电话，"
        "仅供办理使用，不得张贴、拍照外传。"
    )
    lines = wrap(told, style, A4.measure)

    def draw(sheet: Sheet, top: float) -> None:
        for n, line in enumerate(lines, 1):
            sheet.text(A4.left, top - n * style.leading + 4, line, style)

    return Strip(len(lines) * style.leading, draw)
