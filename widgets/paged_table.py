"""The big table of a list page: any number of rows, read as they are painted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolButton, QWidget

from resources import tokens
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.icons import icon
from widgets.paged_model import Column, PagedModel, Row
from widgets.row_copy import RowCopier
from widgets.table_cells import CellDelegate
from widgets.table_header import COLUMN_BUTTON_PX, TableHeader

# Selections larger than this are not carried over into a new order.
KEPT_SELECTION = 10_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected: ``everything`` the list holds (then ``ids`` is empty), or these ids."""

    everything: bool = False
    ids: tuple[int, ...] = ()


class PagedTable(QTableView):
    """Shows a :class:`PagedModel`; selection, current row and place survive a new order by id."""

    sort_wanted = Signal(str, bool)
    """The key of a column and whether the order is descending."""
    current_changed = Signal(object)
    """The id of the current row, None when there is none."""
    selection_changed = Signal()
    row_opened = Signal(object)
    """The id of a row that was double-clicked or on which Enter was pressed."""
    typed = Signal(str)
    """Text typed on the table: meant for the filter."""
    layout_changed = Signal()
    """Columns changed by the user's hand: time to keep :meth:`layout_state`."""
    noted = Signal(str)
    """A sentence for the message channel, e.g. how many rows were copied."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PagedModel(columns, self)
        self._cells = CellDelegate(self.rows, self)
        self.titles = TableHeader(columns, self)
        self._current_id: int | None = None
        self._restoring = False
        self._busy = False
        self._copier = RowCopier(self.rows, self)
        self._empty = EmptyState(self.tr("这里还没有内容"), parent=self.viewport())
        self.setHorizontalHeader(self.titles)
        self.setModel(self.rows)
        self.setItemDelegate(self._cells)
        self._set_behaviour()
        self.titles.start()
        self._column_button = self._make_column_button()
        self.titles.sort_wanted.connect(self.sort_wanted)
        self.titles.layout_changed.connect(self.layout_changed)
        self.titles.restyled.connect(self._columns_filled)
        self._copier.noted.connect(self.noted)
        self._copier.plain.triggered.connect(self.copy)
        self._copier.titled.triggered.connect(self.copy_titled)
        self._restyle()
        self._show_empty()

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        # Qt scrolls only an opaque viewport by moving its pixels.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.setAccessibleName(self.tr("列表"))

    def _make_column_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "over_header")
        button.setIcon(icon("columns-3", "muted"))
        button.setToolTip(self.tr("选择显示的列"))
        button.setAccessibleName(self.tr("选择显示的列"))
        button.clicked.connect(self._open_columns)
        return button

    # Content

    def set_order(self, ids: Iterable[int], rows: Mapping[int, Row] | None = None) -> None:
        """Show these ids, some with their ``rows``; current row, selection and place in the list
        stay by id."""
        kept = self._remember()
        self._restoring = True
        self.rows.set_order(ids, rows)
        self._restore(*kept)
        self._restoring = False
        self.viewport().update()  # rows asked for under the old order are asked for again
        self._tell_current()
        self.selection_changed.emit()
        self._show_empty()

    def first_page(self, ids: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Show the first rows of a new list at once, from its top; the order follows."""
        self.set_order(ids, rows)
        self.scrollToTop()
        self._begin_walk()

    def put_rows(self, rows: Mapping[int, Row], asked: Iterable[int] = ()) -> None:
        """The rows that ``rows.page_wanted`` asked for, see :meth:`PagedModel.put_rows`."""
        self.rows.put_rows(rows, asked)

    def set_busy(self, busy: bool) -> None:
        """While an empty list is being read it does not say that it is empty."""
        self._busy = busy
        self._show_empty()

    def set_empty_text(
        self, title: str, hint: str = "", action: str = "", icon_name: str = "inbox"
    ) -> EmptyState:
        """What stands here without rows; ``acted`` of the returned part is its button."""
        self._empty.set_text(title, hint, action, icon_name)
        return self._empty

    # Selection

    def current_id(self) -> int | None:
        """The id of the current row."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def go_to(self, wanted: int) -> bool:
        """Make an id the current row and show it; False when it is not in the list."""
        row = self.rows.row_of(wanted)
        if row is None:
            return False
        self._stand_on(row)
        self.scrollTo(self.currentIndex())
        return True

    def _stand_on(self, row: int) -> None:
        """Select one row alone, whatever keys are held at the moment."""
        flag = QItemSelectionModel.SelectionFlag
        there = self.rows.index(row, self._leading_column())
        self.selectionModel().setCurrentIndex(there, flag.ClearAndSelect | flag.Rows)

    def selection(self) -> Selection:
        """What is selected, without asking for a single row."""
        if self._cells.everything:
            return Selection(everything=True)
        return Selection(ids=tuple(self.rows.id_at(row) for row in self._selected_positions()))

    def selected_count(self) -> int:
        """How many rows are selected."""
        if self._cells.everything:
            return self.rows.rowCount()
        return sum(last - first + 1 for first, last in self._selected_ranges())

    def status_text(self, unit: str = "") -> str:
        """E.g. ``300,000 户 · 已选 2 户``."""
        total, chosen = self.rows.rowCount(), self.selected_count()
        unit = unit or self.tr("条")
        text = self.tr("{0:,} {1}").format(total, unit)
        return text + self.tr(" · 已选 {0:,} {1}").format(chosen, unit) if chosen else text

    def selectAll(self) -> None:
        """A flag, not a list: whoever acts on it acts on the query."""
        self._cells.everything = self.rows.rowCount() > 0
        self.viewport().update()
        self.selection_changed.emit()

    def clearSelection(self) -> None:
        self._cells.everything = False
        super().clearSelection()
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self._cells.everything = False
            self.viewport().update()
            self.selection_changed.emit()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if not self._restoring:
            self._tell_current()

    def _tell_current(self) -> None:
        now = self.current_id()
        if now != self._current_id:
            self._current_id = now
            self.current_changed.emit(now)

    def _selected_positions(self) -> list[int]:
        ranges = self._selected_ranges()
        return sorted({row for first, last in ranges for row in range(first, last + 1)})

    def _selected_ranges(self) -> list[tuple[int, int]]:
        chosen = self.selectionModel().selection()
        ranges = (chosen.at(number) for number in range(chosen.count()))
        return [(one.top(), one.bottom()) for one in ranges]

    def _leading_column(self) -> int:
        shown = self.titles.visible_columns()
        return shown[0] if shown else 0

    def _remember(self) -> tuple[int | None, tuple[int, ...], int | None, int]:
        few = not self._cells.everything and self.selected_count() <= KEPT_SELECTION
        top = self.rowAt(0)
        place = self.verticalScrollBar().value()
        top_id = self.rows.id_at(top) if top >= 0 and place > 0 else None
        offset = self.rowViewportPosition(top) if top >= 0 else 0
        return self.current_id(), self.selection().ids if few else (), top_id, offset

    def _restore(
        self, current: int | None, chosen: tuple[int, ...], top_id: int | None, offset: int
    ) -> None:
        model = self.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        row = self.rows.row_of(current) if current is not None else None
        column = self._leading_column()
        if row is not None:
            model.setCurrentIndex(self.rows.index(row, column), flag.NoUpdate)
        selection = QItemSelection()
        last = len(self.rows.columns) - 1
        for position in self.rows.rows_of(chosen) if chosen else ():
            selection.select(self.rows.index(position, 0), self.rows.index(position, last))
        if chosen:
            model.select(selection, flag.ClearAndSelect)
        top = self.rows.row_of(top_id) if top_id is not None else None
        if top is not None:
            height = self.verticalHeader().defaultSectionSize()
            self.verticalScrollBar().setValue(top * height - offset)

    # Columns

    def layout_state(self) -> dict[str, Any]:
        """Columns and sorting as plain values, to be kept for the user."""
        return self.titles.layout_state()

    def restore_layout(self, state: dict[str, Any]) -> None:
        """Take up a kept state; what it does not know stays as it is."""
        self.titles.restore_layout(state)
        self._columns_filled()

    def sort(self) -> tuple[str, bool] | None:
        """The key of the sorted column and whether descending."""
        return self.titles.sort()

    def set_sort(self, key: str | None, descending: bool = False) -> None:
        """Show the mark of a sorting without asking for it."""
        self.titles.set_sort(key, descending)

    def sizeHintForColumn(self, column: int) -> int:
        """As wide as the rows in view want: a double click on the header's edge."""
        top = max(0, self.rowAt(0))
        seen = range(top, min(top + 60, self.rows.rowCount()))
        widest = (self._cells.value_width(row, column) for row in seen)
        return max(widest, default=self.columnWidth(column))

    def _open_columns(self) -> None:
        button = self._column_button
        self.titles.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _columns_filled(self) -> None:
        self.titles.fill(self.viewport().width())

    def copy(self) -> None:
        """Put the selected rows on the clipboard, columns as shown."""
        self._copy(titled=False)

    def copy_titled(self) -> None:
        """Put the selected rows on the clipboard below the titles of their columns."""
        self._copy(titled=True)

    def _copy(self, titled: bool) -> None:
        ids = self.rows.ids() if self._cells.everything else self.selection().ids
        self._copier.copy(ids, self.titles.visible_columns(), titled)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current is not None:
                self.row_opened.emit(current)
        elif event.key() == Qt.Key.Key_Escape and self.selected_count() > 1:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        if search.strip():
            self.typed.emit(search)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        row = self.rowAt(round(event.position().y()))
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.row_opened.emit(self.rows.id_at(row))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selected_count():
            self._copier.menu(self.indexAt(event.pos())).popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._begin_walk()  # before Qt makes a row current that is not selected
        super().focusInEvent(event)

    def _begin_walk(self) -> None:
        """Somebody at the table without a current row stands on the first in view."""
        if self.hasFocus() and not self.currentIndex().isValid() and self.rows.rowCount():
            self._stand_on(max(0, self.rowAt(0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        top = max(0, self.rowAt(0))
        bottom = self.rowAt(self.viewport().height() - 1)
        bottom = bottom if bottom >= 0 else self.rows.rowCount() - 1
        chosen = (
            range(max(top, first), min(bottom, last) + 1) for first, last in self._selected_ranges()
        )
        index = self.currentIndex()
        focused = self.hasFocus() and index.isValid()
        current = (index.row(), self._leading_column()) if focused else None
        QPainter(self.viewport()).fillRect(event.rect(), QColor(theme.scheme().paper))
        self._cells.start_frame(frozenset(chain.from_iterable(chosen)), current)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns_filled()
        self._empty.lay_over(self.viewport().rect())
        side = theme.px(COLUMN_BUTTON_PX)
        header = self.titles.geometry()
        top = header.top() + (header.height() - side) // 2
        self._column_button.setGeometry(header.right() - side - 4, top, side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._restyle()

    def _restyle(self) -> None:
        self._cells.restyle(theme.font(theme.px(tokens.BODY_PX)))
        self.verticalHeader().setMinimumSectionSize(theme.px(tokens.ROW_PX))
        self.verticalHeader().setDefaultSectionSize(theme.px(tokens.ROW_PX))
        self._columns_filled()
        self.viewport().update()

    def _hover(self, row: int) -> None:
        left, self._cells.hovered_row = self._cells.hovered_row, row
        for changed in {left, row} - {-1} if left != row else ():
            top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
            self.viewport().update(0, top, self.viewport().width(), height)

    def _show_empty(self) -> None:
        self._empty.setVisible(self.rows.rowCount() == 0 and not self._busy)
