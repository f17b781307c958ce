"""The three lists of 双报到: party members, compounds, employers — their columns and cells."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from db.check_ins import check_in_counts, check_ins
from db.check_ins.check_in_counts import Count
from db.check_ins.check_ins import CheckInFilter, CheckInRow
from db.reading import Reader
from db.session import today
from domain import masks
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row

MEMBERS, HOMES, UNITS = "members", "homes", "units"
Counting = Callable[[Reader, CheckInFilter, str, bool], list[Count]]
COUNTING: dict[str, Counting] = {HOMES: check_in_counts.by_home, UNITS: check_in_counts.by_unit}


def member_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the party members, in the order of `member_cells`."""
    return (
        Column("name", tr.tr("姓名"), 72),
        Column("unit", tr.tr("工作单位"), 106, stretch=True),
        Column("duty", tr.tr("职务"), 86),
        Column("home", tr.tr("报到小区"), 112),
        Column("post", tr.tr("岗位"), 96),
        Column("since", tr.tr("报到日期"), 98, kind=Kind.DATE),
        Column("served", tr.tr("本年服务"), 102, Align.RIGHT, Kind.NUMBER),
        Column("hours", tr.tr("小时"), 66, Align.RIGHT, Kind.NUMBER, visible=False),
        Column("community", tr.tr("社区/村"), 126, sortable=False, visible=False),
        Column("door", tr.tr("楼栋单元"), 96, sortable=False, visible=False),
        Column("phone", tr.tr("电话"), 116, kind=Kind.MONO, sortable=False, visible=False),
        Column("until", tr.tr("迁出日期"), 100, kind=Kind.DATE, visible=False),
        Column("state", tr.tr("状态"), 84, kind=Kind.CHIP, sortable=False, visible=False),
    )


def member_cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the party members, phones masked."""
    year = check_ins.this_year(today())
    found = check_ins.rows(connection, ids, year.since, year.until)
    return {id_: _cells(row, year) for id_, row in found.items()}


def _cells(row: CheckInRow, year: CheckInFilter) -> Row:
    return (
        row.name,
        row.unit,
        row.duty,
        row.home,
        row.post,
        row.since,
        row.served,
        _whole(row.hours),
        row.community,
        row.door,
        "、".join(masks.mask_phone(n) for n in row.phone.split("、")) if row.phone else "",
        row.until,
        state_chip(row, year.until),
    )


def state_chip(row: CheckInRow, day: date) -> Chip:
    """Whether a party member is 在册 on a day."""
    if row.is_here(day):
        return Chip("在册", "green", "●")
    gone = row.until is not None and row.until <= day
    return Chip("已迁出", "grey", "○") if gone else Chip("还没到报到日期", "yellow")


def count_columns(tr: QWidget, key: str) -> tuple[Column, ...]:
    """The columns of the compounds or the employers, in the order of `count_cells`."""
    number = {"align": Align.RIGHT, "kind": Kind.NUMBER}
    figures = (
        Column("members", tr.tr("在册党员"), 84, **number),
        Column("posts", tr.tr("认领岗位"), 84, **number),
        Column("served", tr.tr("本年服务"), 84, **number),
        Column("hours", tr.tr("小时"), 76, **number),
    )
    if key == UNITS:
        return (Column("name", tr.tr("工作单位"), 200, stretch=True), *figures)
    return (
        Column("name", tr.tr("小区"), 150, stretch=True),
        Column("beside", tr.tr("社区/村"), 150),
        *figures,
    )


def count_cells(count: Count, key: str) -> Row:
    """A compound or an employer as its row."""
    figures = (count.members, count.posts, count.served, _whole(count.hours))
    if key == UNITS:
        return (count.name or "没有填单位", *figures)
    return (count.name, count.beside, *figures)


def _whole(hours: float) -> float:
    return int(hours) if hours == int(hours) else round(hours, 1)


MEMBER_SOURCE = Source(check_ins.order, member_cells)


def count_source(key: str, wanted: Callable[[], CheckInFilter]) -> Source[CheckInFilter]:
    """The counts by `HOMES` or `UNITS`; ``wanted`` tells the filter whose rows are asked for."""
    return Source(partial(_count_order, key), partial(_count_rows, key, wanted))


def _count_order(
    key: str,
    connection: Reader,
    wanted: CheckInFilter,
    sort: str,
    descending: bool,
    limit: int | None,
) -> list[int]:
    return [c.id for c in COUNTING[key](connection, wanted, sort, descending)][:limit]


def _count_rows(
    key: str, wanted: Callable[[], CheckInFilter], connection: Reader, ids: Sequence[int]
) -> dict[int, Row]:
    asked = frozenset(ids)
    counted = COUNTING[key](connection, wanted(), "name", False)
    return {c.id: count_cells(c, key) for c in counted if c.id in asked}
