"""操作记录: the columns, the cells and the words of the list."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.reading import Reader
from db.users import audit_search
from db.users.audit_search import AuditFilter
from domain.audit_acts import FAILED_LOGIN, looks_or_leaves
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Column, Kind, Row


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of `cells`."""
    return (
        Column("at", tr.tr("时间"), 148, kind=Kind.MONO),
        Column("actor", tr.tr("谁"), 84),
        Column("action", tr.tr("做了什么"), 166, kind=Kind.CHIP),
        Column("subject", tr.tr("对象"), 170, sortable=False, stretch=2),
        Column("detail", tr.tr("说明"), 130, sortable=False, stretch=1),
        Column("origin", tr.tr("从哪里"), 150, sortable=False, visible=False),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the list."""
    return {
        id_: (
            f"{row.at:%Y-%m-%d %H:%M}",
            row.actor,
            act_chip(row.action),
            row.subject,
            row.detail,
            row.origin,
        )
        for id_, row in audit_search.rows(connection, ids).items()
    }


def act_chip(action: str) -> Chip:
    """An act; what was seen or left the office, and a wrong password, stand out."""
    if action == FAILED_LOGIN:
        return Chip(action, "red", "■")
    return Chip(action, "yellow", "▲") if looks_or_leaves(action) else Chip(action)


def filter_words(wanted: AuditFilter) -> str:
    """The filter as it stands on an export; empty when there is none."""
    days = (f"{day:%Y-%m-%d}" if day else "" for day in (wanted.since, wanted.until))
    parts = (
        wanted.actor,
        wanted.action,
        "查看明文、导出、打印" if wanted.leaving else "",
        "输错密码、用户和密钥" if wanted.letting_in else "",
        " 至 ".join(days) if wanted.since or wanted.until else "",
        f"含“{wanted.query}”" if wanted.query else "",
    )
    return "；".join(filter(None, parts))


SOURCE = Source(audit_search.order, cells)
