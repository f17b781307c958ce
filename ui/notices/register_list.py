"""公示登记簿: its columns and cells."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from db.notices import notice_register
from db.notices.notice_register import NoticeRow
from db.reading import Reader
from db.session import today
from domain.notice_life import STATE_WORDS, NoticeState
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row

_LOOKS = {
    NoticeState.DRAFT: ("grey", "○"),
    NoticeState.REVIEWED: ("yellow", "▲"),
    NoticeState.APPROVED: ("blue", "◆"),
    NoticeState.PRINTED: ("blue", "▼"),
    NoticeState.POSTED: ("green", "●"),
    NoticeState.TAKEN_DOWN: ("grey", "●"),
    NoticeState.VOID: ("grey", "○"),
}


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the register, in the order of `cells`."""
    return (
        Column("state", tr.tr("状态"), 104, kind=Kind.CHIP, sortable=False),
        Column("number", tr.tr("编号"), 132),
        Column("title", tr.tr("公示"), 170, stretch=True),
        Column("place", tr.tr("范围"), 130, sortable=False),
        Column("sheets", tr.tr("张数"), 64, Align.RIGHT, Kind.NUMBER, sortable=False),
        Column("hung", tr.tr("已张贴"), 76, Align.RIGHT, Kind.NUMBER, sortable=False),
        Column("posted_to", tr.tr("公示到"), 104, kind=Kind.DATE),
        Column("created_at", tr.tr("登记"), 104, kind=Kind.DATE),
        Column("created_by", tr.tr("登记人"), 84, sortable=False, visible=False),
        Column("reviewer", tr.tr("审核人"), 84, sortable=False, visible=False),
        Column("approved_by", tr.tr("批准人"), 84, sortable=False, visible=False),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the register."""
    day = today()
    return {id_: _cells(row, day) for id_, row in notice_register.rows(connection, ids).items()}


def _cells(row: NoticeRow, day: date) -> Row:
    return (
        state_chip(row, day),
        row.number,
        row.title,
        row.place,
        row.sheets,
        row.hung,
        row.posted_to,
        row.created_at.date(),
        row.created_by,
        row.reviewer,
        row.approved_by,
    )


def state_chip(row: NoticeRow, day: date) -> Chip:
    """Where a notice is in its life; red where it hangs longer than it should."""
    if row.state is NoticeState.POSTED and row.posted_to is not None and row.posted_to < day:
        return Chip("到期该撤", "red", "■")
    return Chip(STATE_WORDS[row.state], *_LOOKS[row.state])


SOURCE = Source(notice_register.order, cells)
