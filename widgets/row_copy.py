"""Rows to the clipboard, in columns, ready to be pasted into a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from widgets.paged_model import VALUE_ROLE, PagedModel, cell_text

LIMIT = 5000


class RowCopier(QObject):
    """Copies rows of a :class:`PagedModel` as they are shown; those not at hand are asked for
    first. ``plain`` and ``titled`` are the acts of the table that has it."""

    noted = Signal(str)
    """A sentence for the message channel: how many rows were copied, or why none."""

    def __init__(self, model: PagedModel, table: QWidget) -> None:
        super().__init__(table)
        self._model, self._table = model, table
        self._ids: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()
        self._titled = False
        self._cell = ""
        self.plain = self._act(self.tr("复制选中的行"), "Ctrl+C")
        self.titled = self._act(self.tr("带表头复制"), "Ctrl+Shift+C")
        self._one = QAction(self.tr("只复制这一格"), self)
        self._one.triggered.connect(self._copy_cell)
        model.rows_arrived.connect(self._go_on)

    def _act(self, words: str, keys: str) -> QAction:
        act = QAction(words, self)
        act.setShortcut(QKeySequence(keys))
        act.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._table.addAction(act)
        return act

    def menu(self, at: QModelIndex) -> QMenu:
        """A new menu of what can be copied, opened on a cell."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._cell = _pasteable(at.data(VALUE_ROLE)) if at.isValid() else ""
        self._one.setEnabled(bool(self._cell))
        menu.addActions([self.plain, self.titled, self._one])
        return menu

    def copy(self, ids: Sequence[int], columns: Sequence[int], titled: bool = False) -> None:
        """Copy these rows with these columns (by number, left to right), at most LIMIT rows;
        ``titled`` with the titles above them."""
        if len(ids) > LIMIT:
            told = self.tr("选中了 {0:,} 条，一次最多复制 {1:,} 条，剪贴板没有变；请改用导出。")
            self.noted.emit(told.format(len(ids), LIMIT))
            return
        self._ids, self._columns, self._titled = tuple(ids), tuple(columns), titled
        self._model.want(self._ids)
        self._go_on()

    def _go_on(self) -> None:
        if not self._ids:
            return
        found = [self._model.known_row(one) for one in self._ids]
        if any(row is None for row in found):
            return
        lines = ["\t".join(_pasteable(row[n]) for n in self._columns) for row in found if row]
        told = self.tr("已复制 {0:,} 条").format(len(lines))
        if self._titled:
            told += self.tr("，带表头")
            titles = (self._model.columns[n].title for n in self._columns)
            lines.insert(0, "\t".join(map(_pasteable, titles)))
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._ids = ()
        self.noted.emit(told)

    def _copy_cell(self) -> None:
        QGuiApplication.clipboard().setText(self._cell)
        self.noted.emit(self.tr("已复制“{0}”").format(self._cell))


def _pasteable(value: Any) -> str:
    """A cell as a spreadsheet reads it: numbers bare, everything on one line."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(cell_text(value).split())
