"""The report of a period as a workbook: a sheet a breakdown, figures as numbers.

It may be passed on: free text is masked and places end at the building (DOMAIN.md §3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.cells import Cell
from domain.indicators import ALL, Counts
from domain.masks import mask_text, to_building
from domain.report import Breakdown, Report
from domain.workflow import RATING_WORDS
from exchange.export import Column, Workbook, write_sheet


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: list[Sequence[Cell]]


def write_report(path: Path, report: Report) -> int:
    """Write the workbook; returns how many rows. KnownError when it cannot be written."""
    title = f"{report.office} {report.period} {report.title}"
    with Workbook(path) as book:
        return sum(
            write_sheet(book, sheet.name, f"{title} · {sheet.name}", sheet.columns, sheet.rows)
            for sheet in _sheets(report)
        )


def _sheets(report: Report) -> Iterator[_Sheet]:
    yield _indicators(report)
    for part in report.breakdowns:
        yield _breakdown(part)
    yield _stock(report)
    yield _loud(report)
    yield _late(report)
    yield _settled(report)


def _indicators(report: Report) -> _Sheet:
    columns = (
        Column("指标", 16),
        Column("本期", 12),
        Column("上期", 12),
        Column("变化", 12),
        Column("单位", 12),
        Column("怎样算的", 50),
    )
    now, before = report.counts, report.counts_before
    rows: list[Sequence[Cell]] = [
        (
            i.word,
            _rounded(i.of(now)),
            _rounded(i.of(before)),
            _rounded(i.change(now, before)),
            i.unit,
            i.formula,
        )
        for i in ALL
    ]
    return _Sheet("主要指标", columns, rows)


def _rounded(value: float | None) -> Cell:
    """To the second place; blank where there is nothing to divide by."""
    return None if value is None else round(value, 2)


def _breakdown(part: Breakdown) -> _Sheet:
    words = [f"{i.word}（{i.unit}）" for i in ALL]
    titles = [w for word in words for w in (word, f"{word}上期")]
    columns = (Column(part.word, 28), *(Column(title) for title in titles))
    rows = [(line.name, *_pairs(line.now, line.before)) for line in part.lines]
    return _Sheet(f"按{part.word}", columns, list(rows))


def _pairs(now: Counts, before: Counts) -> Iterator[Cell]:
    for indicator in ALL:
        yield _rounded(indicator.of(now))
        yield _rounded(indicator.of(before))


def _stock(report: Report) -> _Sheet:
    columns = (Column("日期", 14), *(Column(f"{one.word}（件）", 12) for one in report.stock))
    days = range(len(report.stock[0].days)) if report.stock else range(0)
    first = report.since.toordinal()
    rows: list[Sequence[Cell]] = [
        (report.since.fromordinal(first + n), *(one.days[n] for one in report.stock)) for n in days
    ]
    return _Sheet("存量（按颜色）", columns, rows)


def _loud(report: Report) -> _Sheet:
    columns = (
        Column("编号", 14),
        Column("共性问题", 40),
        Column("主办单位", 28),
        Column("状态", 10),
        Column("已并入（件）", 14),
        Column("本期登记（件）", 16),
    )
    rows: list[Sequence[Cell]] = [
        (one.number, mask_text(one.title), one.unit, one.state, one.merged, one.fresh)
        for one in report.loud
    ]
    return _Sheet("共性问题", columns, rows)


def _late(report: Report) -> _Sheet:
    columns = (
        Column("编号", 14),
        Column("颜色", 8),
        Column("问题", 40),
        Column("位置", 30),
        Column("主办单位", 28),
        Column("时限", 14),
        Column("超期（天）", 12),
    )
    rows: list[Sequence[Cell]] = [
        (
            one.number,
            one.colour_word,
            mask_text(one.title),
            to_building(one.place),
            one.unit,
            one.due,
            one.days,
        )
        for one in report.late
    ]
    return _Sheet("超期问题", columns, rows)


def _settled(report: Report) -> _Sheet:
    columns = (
        Column("编号", 14),
        Column("类别", 24),
        Column("位置", 30),
        Column("办成的事", 40),
        Column("责任单位", 28),
        Column("怎样解决的", 50),
        Column("销号日期", 14),
        Column("群众评价", 12),
    )
    rows: list[Sequence[Cell]] = [
        (
            one.number,
            one.category,
            to_building(one.place),
            mask_text(one.summary),
            one.unit,
            mask_text(one.result),
            one.closed,
            RATING_WORDS[one.rating],
        )
        for one in report.settled
    ]
    return _Sheet("幸福账单", columns, rows)
