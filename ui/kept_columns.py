"""The columns of a table as the user arranged them, kept for the next time."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from db import settings
from db.engine import Database
from db.reading import Reader
from ui import actions
from ui.workbench import Workbench
from widgets.paged_table import PagedTable

_AT_REST_MS = 600  # a column drawn with the mouse tells every pixel


class KeptColumns(QObject):
    """Restores a table's columns and sorting, and keeps every change of them."""

    def __init__(self, table: PagedTable, bench: Workbench, name: str) -> None:
        super().__init__(table)
        self._table, self._bench, self._name = table, bench, name
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_REST_MS)
        self._timer.timeout.connect(self._keep)
        table.layout_changed.connect(self._timer.start)
        table.sort_wanted.connect(self._sorted)
        bench.read(self, self._read, self._restore)

    def _read(self, connection: Reader) -> dict[str, Any]:
        return settings.get(connection, f"columns:{self._bench.user}:{self._name}")

    def _restore(self, state: dict[str, Any]) -> None:
        if not state:
            return
        before = self._table.sort()
        self._table.restore_layout(state)
        after = self._table.sort()
        if after is not None and after != before:
            self._table.sort_wanted.emit(*after)

    def _sorted(self, _key: str, _descending: bool) -> None:
        self._timer.start()

    def _keep(self) -> None:
        state, name = self._table.layout_state(), self._name

        def keep(database: Database, user: str) -> None:
            actions.keep_layout(database, user, name, state)

        self._bench.write(self, keep, self._kept)

    def _kept(self, _: None) -> None:
        pass
