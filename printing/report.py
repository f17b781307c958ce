"""The report of a period (工作月报) on A4: figures, chart, breakdowns, lists."""

from collections.abc import Iterator, Sequence

from domain.disclosure import Colour, Column, Table, Text, clean
from domain.happy_bill import counted
from domain.happy_bill import table as bill_table
from domain.indicators import ALL, BY_KEY, Counts, Indicator, change_told, told
from domain.masks import to_building
from domain.paper_words import day_words, on_paper, period_words
from domain.report import Breakdown, Late, Line, Report, headline, shortened
from printing.batch import Printed
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import GAP, blank, centred_strip, heading_strip, paragraph_strips
from printing.page import A4, INK, QUIET, Head
from printing.pages import add_pages, framed, paginate
from printing.stock_chart import chart_strip
from printing.strip import Strip
from printing.table import table_strips
from printing.text import Style, break_by_sense

_SIZE = 10.5  # 五号
_MOST_LATE, _MOST_SETTLED = 40, 20
_NUMERALS = "一二三四五六七八九十"
# What a breakdown shows of every name: as much as fits the width of the paper.
_SHOWN = ("registered", "closed", "signing", "response", "on_time", "satisfaction", "duration")
_HEADS = {"duration": Column("平均办结", "工作日")}


def print_report(report: Report, target: Target, used: Fonts | None = None) -> Printed:
    """Write the report; the same report gives the same bytes. KnownError when it cannot be."""
    chosen = used or fonts()
    head = Head(on_paper(report.office), report.period, f"{report.title}（续）", draft=False)
    pages = paginate(_strips(report, chosen), A4.room)
    with whole_file(target) as file:
        document = Document(file, f"{report.period}{report.title}", report.office)
        add_pages(document, A4, pages, framed(A4, chosen, head))
        document.close()
    return Printed(1, len(pages), 0, missing_warning(dict.fromkeys(str(report)), chosen))


def _strips(report: Report, fonts: Fonts) -> list[Strip]:
    title = Style(fonts.title, 22, 34, INK)
    under = Style(fonts.heading, 14, 24, QUIET)
    strips = [blank(GAP * 0.4, bound=True), centred_strip(report.title, title, A4)]
    strips += [
        centred_strip(line, under, A4)
        for line in break_by_sense(
            f"{on_paper(report.office)} · {report.period}", under, A4.measure
        )
    ]
    strips += [blank(GAP * 0.6, bound=True), *paragraph_strips(headline(report), A4, fonts)]
    for numeral, (words, parts) in zip(_NUMERALS, _sections(report, fonts), strict=False):
        strips += [blank(GAP * 0.6, bound=True), heading_strip(f"{numeral}、{words}", A4, fonts)]
        strips += [blank(GAP * 0.3, bound=True), *parts]
    return strips


def _sections(report: Report, fonts: Fonts) -> Iterator[tuple[str, list[Strip]]]:
    def tabled(table: Table) -> list[Strip]:
        return table_strips(table, fonts, _SIZE, A4)

    yield "主要指标", tabled(_indicators(report))
    if report.stock:
        chart = chart_strip(report.stock, report.since, A4, fonts)
        stock = [*tabled(_stock(report)), blank(GAP * 0.8), chart]
        yield "未销号问题存量（按颜色）", stock
    for part in report.breakdowns:
        yield f"按{part.word}", tabled(_breakdown(part))
    none = paragraph_strips("本期没有。", A4, fonts)
    yield "共性问题", tabled(_loud(report)) if report.loud else none
    late = [*tabled(_late(report)), *_more(len(report.late) - _MOST_LATE, fonts)]
    yield f"超期问题（{len(report.late)}件）", late if report.late else none
    bill = bill_table(report.settled[:_MOST_SETTLED], report.since.year)
    yield (
        f"幸福账单（{len(report.settled)}件）",
        [
            *paragraph_strips(counted(report.settled), A4, fonts),
            blank(GAP * 0.3, bound=True),
            *(tabled(bill) if report.settled else ()),
            *_more(len(report.settled) - _MOST_SETTLED, fonts),
        ],
    )


def _more(left_out: int, fonts: Fonts) -> list[Strip]:
    """That a list goes on in the spreadsheet."""
    if left_out <= 0:
        return []
    style = Style(fonts.table, _SIZE, 20, QUIET)
    words = f"还有{left_out}件，见导出的 Excel。"

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(A4.left, top - 10 - 0.38 * _SIZE, words, style)

    return [Strip(style.leading, draw)]


def _indicators(report: Report) -> Table:
    before = period_words(*report.before)
    columns = (
        Column("指标"),
        Column("本期"),
        Column("上期", before),
        Column("变化"),
        Column("怎样算的", wide=True),
    )
    now, was = report.counts, report.counts_before
    rows = tuple(
        (
            Text(i.word),
            Text(_value(i, now)),
            Text(_value(i, was)),
            Text(change_told(i, i.change(now, was))),
            Text(i.formula),
        )
        for i in ALL
    )
    return Table(columns, rows)


def _value(indicator: Indicator, counts: Counts) -> str:
    unit = indicator.unit if indicator.unit == "件" and indicator.of(counts) is not None else ""
    return told(indicator, indicator.of(counts)) + unit


def _stock(report: Report) -> Table:
    columns = (Column("颜色"), Column("期初"), Column("期末"), Column("变化"), Column("超期"))
    late = [one.colour for one in report.late]
    rows = tuple(
        (
            Colour(one.colour, one.word),
            Text(f"{one.start:,}"),
            Text(f"{one.end:,}"),
            Text(_difference(one.end - one.start)),
            Text(f"{late.count(one.colour):,}"),
        )
        for one in report.stock
    )
    whole = (
        Text("合计"),
        Text(f"{report.open_before:,}"),
        Text(f"{report.open:,}"),
        Text(_difference(report.open - report.open_before)),
        Text(f"{len(late):,}"),
    )
    return Table(columns, (*rows, whole))


def _difference(change: int) -> str:
    return f"{change:+,}".replace("-", "−") if change else "持平"


def _breakdown(part: Breakdown) -> Table:
    shown = [BY_KEY[key] for key in _SHOWN]
    heads = (_HEADS.get(i.key, Column(i.word)) for i in shown)
    columns = (Column(part.word, wide=True), *heads)
    rows = tuple(_figures(line, shown) for line in shortened(part.lines))
    return Table(columns, rows)


def _figures(line: Line, shown: Sequence[Indicator]) -> tuple[Text, ...]:
    """The figures of one name, each with its change under it."""
    return (Text(on_paper(line.name)), *(_figure(i, line) for i in shown))


def _figure(indicator: Indicator, line: Line) -> Text:
    value = indicator.of(line.now)
    words = told(indicator, value).removesuffix("个工作日")
    change = indicator.change(line.now, line.before)
    changed = change_told(indicator, change)
    return Text(words, "" if changed in ("—", "持平") else changed)


def _loud(report: Report) -> Table:
    columns = (
        Column("共性问题", "编号", wide=True),
        Column("主办单位", wide=True),
        Column("状态"),
        Column("已并入"),
        Column("本期登记"),
    )
    rows = tuple(
        (
            Text(clean(one.title), one.number),
            Text(on_paper(one.unit) or "—"),
            Text(one.state),
            Text(f"{one.merged:,}件"),
            Text(f"{one.fresh:,}件"),
        )
        for one in report.loud
    )
    return Table(columns, rows)


def _late(report: Report) -> Table:
    columns = (
        Column("序号"),
        Column("颜色"),
        Column("问题", "编号 · 位置", wide=True),
        Column("主办单位", wide=True),
        Column("时限"),
        Column("超期"),
    )
    rows = tuple(
        (
            Text(str(n)),
            Colour(one.colour, one.colour_word),
            Text(
                clean(one.title),
                " · ".join(filter(None, (one.number, clean(to_building(one.place))))),
            ),
            Text(on_paper(one.unit) or "—"),
            Text(day_words(one.due, report.since.year)),
            Text(f"{one.days}天"),
        )
        for n, one in enumerate(report.late[:_MOST_LATE], 1)
    )
    return Table(columns, rows)


def _where(one: Late) -> str:
    return " · ".join(filter(None, (one.number, clean(to_building(one.place)))))
