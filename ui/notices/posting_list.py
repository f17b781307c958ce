"""张贴: the columns and cells of its list."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from db.notices import postings
from db.notices.postings import HANGING_WORDS, Hanging, PostingRow
from db.reading import Reader
from db.session import today
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Column, Kind, Row

_LOOKS = {
    Hanging.TO_POST: ("yellow", "▲"),
    Hanging.HANGS: ("green", "●"),
    Hanging.OVERDUE: ("red", "■"),
    Hanging.DOWN: ("grey", "○"),
}


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of its cells."""
    return (
        Column("hanging", tr.tr("状态"), 104, kind=Kind.CHIP, sortable=False),
        Column("community", tr.tr("社区、村"), 124, sortable=False),
        Column("place", tr.tr("张贴位置"), 190, stretch=True),
        Column("number", tr.tr("编号"), 140),
        Column("title", tr.tr("公示"), 150, sortable=False),
        Column("posted_on", tr.tr("张贴"), 104, kind=Kind.DATE),
        Column("posted_by", tr.tr("张贴人"), 84, sortable=False),
        Column("posted_to", tr.tr("公示到"), 104, kind=Kind.DATE),
        Column("taken_down_on", tr.tr("撤下"), 104, kind=Kind.DATE, sortable=False, visible=False),
        Column("taken_down_by", tr.tr("撤下人"), 84, sortable=False, visible=False),
        Column("photo", tr.tr("照片"), 64, sortable=False, visible=False),
    )


def hanging_chip(row: PostingRow, day: date) -> Chip:
    """Where a sheet is on a day."""
    hanging = row.hanging(day)
    return Chip(HANGING_WORDS[hanging], *_LOOKS[hanging])


def _cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    day = today()
    found = {}
    for id_, row in postings.rows(connection, ids).items():
        days = (row.posted_on, row.posted_by, row.posted_to)
        photo = "有" if row.photo_id else ""
        down = (row.taken_down_on, row.taken_down_by)
        found[id_] = (
            hanging_chip(row, day),
            row.community,
            row.spot,
            row.number,
            row.title,
            *days,
            *down,
            photo,
        )
    return found


SOURCE = Source(postings.order, _cells)
