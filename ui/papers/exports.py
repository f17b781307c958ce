"""Tables for the outside, for the window and the command line alike: what the filter shows.

What leaves the office is masked (DOMAIN.md §3), unless the user asks for all of it; that stands
in the audit. Rows are read a page at a time, so that a hundred thousand cost no memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import exports, places
from db.engine import Database
from db.exports import HouseholdSheet, IssueSheet
from db.households import households
from db.households.households import HouseholdFilter, ResidentRow
from db.issues import categories, issues, rules
from db.issues.issue_filter import IssueFilter
from db.reading import Reader
from db.session import today
from db.teams import coverage
from db.users import whereabouts
from domain import colours, masks
from domain.cells import Cell
from domain.colours import ColourRule
from domain.places import Level
from domain.workflow import RATING_WORDS, SOURCE_WORDS, STATE_WORDS
from exchange.export import Column, write_table

PAGE = 1_000
Ask = Callable[[Callable[[Reader], Any]], Any]
"""Runs a query wherever the database may be asked, and gives its answer."""
Rows = Iterable[Sequence[Cell]]

_HOUSEHOLDS = (
    Column("街道/镇", 14), Column("社区/村", 18), Column("小区", 16), Column("村民小组", 12),
    Column("楼栋", 8), Column("单元", 8), Column("室号", 8), Column("户号", 8),
    Column("户主", 12), Column("姓名", 12), Column("与户主关系", 12), Column("性别", 6),
    Column("出生日期", 12), Column("证件类型", 14), Column("证件号码", 22), Column("民族", 8),
    Column("政治面貌", 12), Column("联系电话", 26), Column("户联系电话", 16),
    Column("重点人群", 20), Column("工作单位", 24), Column("户籍地", 24), Column("人户状态", 12),
    Column("房屋性质", 10), Column("备注", 30), Column("包联工作组", 20),
)  # fmt: skip
_ISSUES = (
    Column("编号", 14), Column("颜色", 6), Column("标题", 40), Column("类别", 24),
    Column("地点", 30), Column("反映人", 12), Column("联系电话", 16), Column("诉求内容", 50),
    Column("来源", 12), Column("状态", 10), Column("责任单位", 24), Column("登记时间", 18),
    Column("办理时限", 18), Column("办结时间", 18), Column("满意度", 10),
)  # fmt: skip
_CADRES = (
    Column("姓名", 12), Column("工作单位", 30), Column("职务", 20), Column("联系电话", 16),
    Column("同意公开手机号", 15), Column("是否党员", 10), Column("所在工作组", 30),
)  # fmt: skip
_DIVISIONS = (Column("区划代码", 16), Column("名称", 24), Column("上级代码", 16))
_CATEGORIES = (Column("一级类别", 20), Column("二级类别", 20), Column("三级类别", 20))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: a list as it is filtered and sorted."""

    kind: str
    filter: HouseholdFilter | IssueFilter | None = None
    sort: str = ""
    descending: bool = False
    unmasked: bool = False


def export(
    ask: Ask, wanted: Wanted, out: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> int:
    """Write the table; returns how many rows. ``progress`` is told how many of how many
    households or issues are done, and may raise to stop: then no file is left."""
    title, columns, rows = _TABLES[wanted.kind](ask, wanted, progress)
    return write_table(out, title, columns, rows)


def note_unmasked(database: Database, user: str, wanted: Wanted, out: Path) -> None:
    """The audit says who took which full numbers out of the office, before they are."""
    with database.write(user) as session:
        where = whereabouts.at_position(wanted.filter.position) if wanted.filter else ()
        session.log("audit", "不脱敏导出", wanted.kind, out.name, where)


def _pages(ids: Sequence[int], progress: Callable[[int, int], None]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PAGE):
        progress(start, len(ids))
        yield ids[start : start + PAGE]


# Households: one row per resident, and one for a household without any


def _households(
    ask: Ask, wanted: Wanted, progress: Callable[[int, int], None]
) -> tuple[str, Sequence[Column], Rows]:
    chosen = wanted.filter
    assert isinstance(chosen, HouseholdFilter), "a filter of households"

    def order(reader: Reader) -> list[int]:
        return households.order(reader, chosen, wanted.sort or "address", wanted.descending)

    return "住户台账", _HOUSEHOLDS, _household_rows(ask, ask(order), wanted.unmasked, progress)


def _household_rows(
    ask: Ask, ids: Sequence[int], unmasked: bool, progress: Callable[[int, int], None]
) -> Rows:
    by_id = {place.id: place for place in ask(places.all_places)}
    for page in _pages(ids, progress):

        def read(
            reader: Reader, page: Sequence[int] = page
        ) -> tuple[list[HouseholdSheet], dict[int, tuple[str, ...]]]:
            teams = coverage.responsible(reader, page, today())
            return exports.household_sheets(reader, page, by_id), teams

        sheets, teams = ask(read)
        for sheet in sheets:
            team = "、".join(teams[sheet.row.id])
            for resident in sheet.residents or (None,):
                yield _household_row(sheet, resident, team, unmasked)


def _household_row(
    sheet: HouseholdSheet, resident: ResidentRow | None, team: str, unmasked: bool
) -> Sequence[Cell]:
    row = sheet.row
    named = [sheet.places.get(level, "") for level in _LEVELS]
    hidden = "" if unmasked else "***"
    return (
        *named,
        sheet.places.get(Level.ENTRANCE, "") if unmasked else "",
        sheet.room and (hidden or sheet.room),
        sheet.number and (hidden or sheet.number),
        row.head if unmasked else masks.mask_name(row.head),
        *_person(resident, unmasked),
        _phones(sheet.own_phone, unmasked),
        *_circumstances(resident, unmasked),
        (resident.residence_status if resident else "") or row.residence_status,
        row.tenure,
        _remark(row.remark, resident, unmasked),
        team,
    )


_LEVELS = (Level.TOWNSHIP, Level.COMMUNITY, Level.COMPOUND, Level.GROUP, Level.BUILDING)


def _person(resident: ResidentRow | None, unmasked: bool) -> Sequence[Cell]:
    if resident is None:
        return ("",) * 9
    number = resident.id_number
    return (
        resident.name if unmasked else masks.mask_name(resident.name),
        resident.relation,
        resident.sex,
        # With the birth date and what a masked number shows, the number would be known again.
        resident.birth if unmasked else resident.birth[:4],
        resident.document if number else "",
        number if unmasked or not number else masks.mask_id_number(number),
        resident.ethnicity,
        resident.political_status,
        _phones(resident.phones, unmasked),
    )


def _circumstances(resident: ResidentRow | None, unmasked: bool) -> Sequence[Cell]:
    if resident is None:
        return ("",) * 3
    home = resident.registered_place
    if unmasked:
        return resident.tags, resident.employer, home
    return masks.mask_tags(resident.tags), resident.employer, masks.mask_address(home)


def _phones(phones: str, unmasked: bool) -> str:
    if unmasked or not phones:
        return phones
    return "、".join(masks.mask_phone(phone) for phone in phones.split("、"))


def _remark(remark: str, resident: ResidentRow | None, unmasked: bool) -> str:
    told = dict.fromkeys(filter(None, (remark, resident.remark if resident else "")))
    words = "；".join(told)
    return words if unmasked else masks.mask_text(words)


# Issues


def _issues(
    ask: Ask, wanted: Wanted, progress: Callable[[int, int], None]
) -> tuple[str, Sequence[Column], Rows]:
    chosen = wanted.filter
    assert isinstance(chosen, IssueFilter), "a filter of issues"

    def order(reader: Reader) -> list[int]:
        sort, descending = wanted.sort or "registered_at", wanted.descending or not wanted.sort
        return issues.order(reader, chosen, sort, descending)

    shown = ask(rules.current).colours
    ids = ask(order)
    return "问题台账", _ISSUES, _issue_rows(ask, ids, shown, wanted.unmasked, progress)


def _issue_rows(
    ask: Ask,
    ids: Sequence[int],
    shown: Sequence[ColourRule],
    unmasked: bool,
    progress: Callable[[int, int], None],
) -> Rows:
    for page in _pages(ids, progress):

        def read(reader: Reader, page: Sequence[int] = page) -> list[IssueSheet]:
            return exports.issue_sheets(reader, page)

        for sheet in ask(read):
            yield _issue_row(sheet, shown, unmasked)


def _issue_row(sheet: IssueSheet, shown: Sequence[ColourRule], unmasked: bool) -> Sequence[Cell]:
    row = sheet.row
    free = str if unmasked else masks.mask_text
    return (
        row.number,
        colours.word(row.colour, shown),
        free(row.title),
        row.category,
        row.place if unmasked else masks.mask_address(row.place),
        sheet.person if unmasked else masks.mask_name(sheet.person),
        _phones(sheet.phone, unmasked),
        free(sheet.description),
        SOURCE_WORDS[row.source],
        STATE_WORDS[row.state],
        row.unit,
        row.registered_at,
        row.due_at,
        row.resolved_at,
        RATING_WORDS[row.rating] if row.rating else "",
    )


# The short tables


def _cadres(
    ask: Ask, _wanted: Wanted, _progress: Callable[[int, int], None]
) -> tuple[str, Sequence[Column], Rows]:
    rows = [
        (
            *(c.name, c.unit, c.duty, c.phone),
            *("是" if yes else "否" for yes in (c.consented, c.party_member)),
            c.teams,
        )
        for c in ask(exports.cadre_sheets)
    ]
    return "下沉干部名册", _CADRES, rows


def _divisions(
    ask: Ask, _wanted: Wanted, _progress: Callable[[int, int], None]
) -> tuple[str, Sequence[Column], Rows]:
    return "区划表", _DIVISIONS, ask(exports.divisions)


def _categories(
    ask: Ask, _wanted: Wanted, _progress: Callable[[int, int], None]
) -> tuple[str, Sequence[Column], Rows]:
    rows = ask(categories.all_categories)
    parents = {row.parent_id for row in rows}
    return "问题类别", _CATEGORIES, [r.path.split("/") for r in rows if r.id not in parents]


_TABLES: dict[
    str,
    Callable[
        [Ask, Wanted, Callable[[int, int], None]],
        tuple[str, Sequence[Column], Rows],
    ],
] = {
    "households": _households,
    "issues": _issues,
    "cadres": _cadres,
    "divisions": _divisions,
    "categories": _categories,
}
