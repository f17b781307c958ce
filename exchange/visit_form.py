"""走访单 as a form in Excel, to be filled in and imported again: a row a household."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from domain.cells import Cell
from domain.visit_sheet import TITLE, VisitSheet
from domain.visits import KIND_WORDS, OUTCOME_WORDS
from exchange.export import Column, write_table

NEEDS = ("转为问题", "当场解决")
COLUMNS = (
    Column("序号", 6),
    Column("户编号", 9),
    Column("工作组", 14),
    Column("社区/村", 16),
    Column("住址", 30),
    Column("户主", 10),
    Column("人口", 6),
    Column("上次见到", 12),
    Column("走访日期", 12),
    Column("走访人", 16),
    Column("走访结果", 12, tuple(OUTCOME_WORDS.values())),
    Column("方式", 8, tuple(KIND_WORDS.values())),
    Column("情况", 34),
    Column("需求", 28),
    Column("需求办理", 12, NEEDS),
)


def write_visit_form(path: Path, sheets: Iterable[VisitSheet]) -> int:
    """Write the form; returns how many households. KnownError when it cannot be written."""
    told = f"{TITLE}：填走访日期、走访结果等列，没走访的留空；户编号不要改；填好后导入"
    return write_table(path, told, COLUMNS, _rows(sheets))


def _rows(sheets: Iterable[VisitSheet]) -> Iterator[Sequence[Cell]]:
    number = 0
    for sheet in sheets:
        for home in (home for stop in sheet.stops for home in stop.homes):
            number += 1
            yield (
                number,
                str(home.household_id),
                sheet.team,
                home.community,
                home.address,
                home.name,
                home.people,
                home.met,
                *("",) * 7,
            )
