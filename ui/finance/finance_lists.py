"""The list of entries: its columns, its cells, where it comes from."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.finance import finance
from db.finance.finance import EntryRow
from db.reading import Reader
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row


class Yuan(float):
    """An amount in 元: a number in a spreadsheet, and two decimals wherever it is read."""

    def __format__(self, how: str) -> str:
        return super().__format__(",.2f" if how == "," else how)


def entry_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the entries, in the order of the cells."""
    right = {"align": Align.RIGHT, "kind": Kind.NUMBER}
    return (
        Column("day", tr.tr("日期"), 100, kind=Kind.DATE),
        Column("voucher", tr.tr("凭证号"), 74),
        Column("summary", tr.tr("摘要"), 130, stretch=True),
        Column("income", tr.tr("收入"), 98, **right),
        Column("expense", tr.tr("支出"), 98, **right),
        Column("balance", tr.tr("结余"), 106, sortable=False, **right),
        Column("handler", tr.tr("经手人"), 70, sortable=False),
        Column("witness", tr.tr("证明人"), 70, sortable=False),
        Column("approver", tr.tr("审批人"), 92, sortable=False),
        Column("mark", tr.tr("更正"), 86, kind=Kind.CHIP, sortable=False, visible=False),
        Column("recorded", tr.tr("登记"), 140, sortable=False, visible=False),
    )


def entry_cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """These entries as rows."""
    return {id_: _cells(row) for id_, row in finance.rows(connection, ids).items()}


def _cells(row: EntryRow) -> Row:
    entry = row.entry
    mark = Chip("更正", "blue") if row.corrects_id is not None else None
    if row.corrected is not None:
        mark = Chip("已更正", "yellow", "▲")
    return (
        entry.day,
        entry.voucher,
        entry.summary,
        Yuan(entry.income / 100) if entry.income else None,
        Yuan(entry.expense / 100) if entry.expense else None,
        Yuan(row.balance / 100),
        entry.handler,
        entry.witness,
        entry.approver,
        mark,
        f"{row.recorded_at:%Y-%m-%d} {row.recorded_by}",
    )


SOURCE = Source(finance.order, entry_cells)
