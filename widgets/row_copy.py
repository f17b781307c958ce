"""Rows to the clipboard, in columns, ready to be pasted into a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from widgets.paged_model import PagedModel, cell_text

LIMIT = 5000


class RowCopier(QObject):
    """Copies rows of a :class:`PagedModel`; those not at hand are asked for first."""

    noted = Signal(str)
    """A sentence for the message channel: how many rows were copied, or why none."""

    def __init__(self, model: PagedModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._ids: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()
        model.rows_arrived.connect(self._go_on)

    def copy(self, ids: Sequence[int], columns: Sequence[int]) -> None:
        """Copy these rows with these columns (by number, left to right), at most LIMIT rows."""
        if len(ids) > LIMIT:
            told = self.tr("选中了 {0:,} 条，一次最多复制 {1:,} 条，剪贴板没有变；请改用导出。")
            self.noted.emit(told.format(len(ids), LIMIT))
            return
        self._ids, self._columns = tuple(ids), tuple(columns)
        self._model.want(self._ids)
        self._go_on()

    def _go_on(self) -> None:
        if not self._ids:
            return
        found = [self._model.known_row(one) for one in self._ids]
        if any(row is None for row in found):
            return
        lines = ["\t".join(_pasteable(row[n]) for n in self._columns) for row in found if row]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._ids = ()
        self.noted.emit(self.tr("已复制 {0:,} 条").format(len(lines)))


def _pasteable(value: Any) -> str:
    """A cell as a spreadsheet reads it: numbers bare, everything on one line."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(cell_text(value).split())
