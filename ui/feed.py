"""Feeds a paged table from the database: first rows at once, then the order, rows as painted."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from db.reading import Reader
from ui.tasks import Task
from ui.workbench import Workbench
from widgets.paged_model import Row
from widgets.paged_table import PagedTable

FIRST_ROWS = 60
Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Source(Generic[Wanted]):
    """Where a list comes from: ``order(connection, filter, sort, descending, limit)`` gives ids,
    ``rows(connection, ids)`` the cells of these ids in the order of the table's columns."""

    order: Callable[[Reader, Wanted, str, bool, int | None], Sequence[int]]
    rows: Callable[[Reader, Sequence[int]], Mapping[int, Row]]


class Feed(QObject):
    """Keeps one table filled for a filter and a sort; a newer wish replaces an older one."""

    ordered = Signal()
    """The whole order has arrived."""

    def __init__(
        self,
        table: PagedTable,
        bench: Workbench,
        source: Source[Any],
        wanted: Any,
        sort: str,
        descending: bool = False,
    ) -> None:
        super().__init__(table)
        self._table, self._bench, self._source = table, bench, source
        self.wanted, self._sort, self._descending = wanted, sort, descending
        self._tasks: list[Task] = []
        table.set_sort(sort, descending)
        table.rows.page_wanted.connect(self._fetch)
        table.sort_wanted.connect(self._sort_wanted)

    def show(self, wanted: Any) -> None:
        """Show another filter's list, from its top."""
        self.wanted = wanted
        self._start_over()

    def refresh(self) -> None:
        """Read the present list again after a change; place and selection stay."""
        if self._table.rows.rowCount() == 0:
            self._start_over()
            return
        self._table.rows.refresh()
        self._ask_order()

    def sort(self) -> tuple[str, bool]:
        """By what the list is ordered, and whether descending."""
        return self._sort, self._descending

    def sort_by(self, key: str, descending: bool) -> None:
        """Let the next list come in this order."""
        self._sort, self._descending = key, descending
        self._table.set_sort(key, descending)

    def _sort_wanted(self, key: str, descending: bool) -> None:
        self.sort_by(key, descending)
        self._start_over()

    def _start_over(self) -> None:
        self._drop_tasks()
        self._table.set_busy(True)
        wish = (self.wanted, self._sort, self._descending, FIRST_ROWS)

        def first(connection: Reader) -> tuple[Sequence[int], Mapping[int, Row]]:
            ids = self._source.order(connection, *wish)
            return ids, self._source.rows(connection, ids)

        self._tasks.append(self._bench.read(self, first, self._show_first))

    def _show_first(self, page: tuple[Sequence[int], Mapping[int, Row]]) -> None:
        ids, rows = page
        self._table.first_page(ids, rows)
        if len(ids) < FIRST_ROWS:
            self._finish()
        else:
            self._ask_order()

    def _ask_order(self) -> None:
        self._drop_tasks()
        wish = (self.wanted, self._sort, self._descending, None)

        def whole(connection: Reader) -> array[int]:
            return array("q", self._source.order(connection, *wish))

        self._tasks.append(self._bench.read(self, whole, self._show_order))

    def _show_order(self, ids: array[int]) -> None:
        self._table.set_order(ids)
        self._finish()

    def _finish(self) -> None:
        self._table.set_busy(False)
        self.ordered.emit()

    def _drop_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    def _fetch(self, first: int, ids: Sequence[int]) -> None:
        def rows(connection: Reader) -> tuple[Mapping[int, Row], Sequence[int]]:
            return self._source.rows(connection, ids), ids

        self._bench.read(self, rows, self._put)

    def _put(self, page: tuple[Mapping[int, Row], Sequence[int]]) -> None:
        self._table.put_rows(*page)
