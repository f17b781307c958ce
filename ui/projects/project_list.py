"""The list of livelihood projects: its columns and cells."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from db.projects import projects
from db.projects.projects import ProjectRow
from db.reading import Reader
from db.session import today
from domain.masks import mask_text
from domain.projects import LEVEL_WORDS, STATE_WORDS, Standing, State, is_late
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row

_WAN = 1_000_000  # 分 in 万元
# What leaves the office, by column: a project says nothing of residents, but its text is free.
MASKS = {"name": mask_text, "content": mask_text}


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of `cells`."""
    money = {"align": Align.RIGHT, "kind": Kind.NUMBER}
    return (
        Column("level", tr.tr("级别"), 100),
        Column("name", tr.tr("项目"), 140, stretch=True),
        Column("place", tr.tr("地点"), 118),
        Column("state", tr.tr("进展"), 112, kind=Kind.CHIP),
        Column("percent", tr.tr("进度 %"), 70, **money),
        Column("invested", tr.tr("投资（万元）"), 104, **money),
        Column("spent", tr.tr("支出（万元）"), 104, **money),
        Column("planned_by", tr.tr("计划完成"), 102, kind=Kind.DATE),
        Column("content", tr.tr("内容规模"), 180, sortable=False, visible=False),
        Column("kind", tr.tr("七有"), 84, visible=False),
        Column("unit", tr.tr("责任单位"), 120, visible=False),
        Column("person", tr.tr("责任人"), 80, sortable=False, visible=False),
        Column("funding", tr.tr("资金来源"), 110, sortable=False, visible=False),
        Column("year", tr.tr("年度"), 64, align=Align.RIGHT, visible=False),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the list; amounts in 万元."""
    day = today()
    return {id_: _cells(row, day) for id_, row in projects.rows(connection, ids).items()}


def _cells(row: ProjectRow, day: date) -> Row:
    return (
        LEVEL_WORDS[row.level],
        row.name,
        row.place,
        state_chip(row.standing, row.planned_by, day),
        row.standing.percent,
        _in_wan(row.invested),
        _in_wan(row.standing.spent or None),
        row.planned_by,
        row.content,
        row.kind,
        row.unit,
        row.person,
        row.funding,
        str(row.year),
    )


def state_chip(standing: Standing, planned_by: date | None, day: date) -> Chip:
    """Where a project stands; red for what is late or was voted down."""
    word, state = STATE_WORDS[standing.state], standing.state
    if state in (State.ACCEPTED, State.APPRAISED):
        return Chip(word, "green", "●")
    if state is State.ENDED:
        return Chip(word, "grey", "○")
    if state is State.VOTED and standing.ballot is not None and not standing.ballot.passed:
        return Chip(f"{word}未过", "red", "■")
    if is_late(standing, planned_by, day):
        return Chip(f"{word} 逾期", "red", "■")
    return Chip(word, "blue", "▼") if state is State.CARRIED_OUT else Chip(word, "grey")


def _in_wan(amount: int | None) -> int | float | None:
    if amount is None:
        return None
    whole, rest = divmod(amount, _WAN)
    return amount / _WAN if rest else whole


SOURCE = Source(projects.order, cells)
