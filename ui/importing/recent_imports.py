"""The imports of the past, each to be taken back as long as nobody edited what it brought."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from db import batches
from db.batches import BatchRow
from db.engine import Database
from db.reading import Reader
from exchange.synonyms import KIND_WORDS
from ui import actions
from ui.parts import clear
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button

_SHOWN = 6


def _read(connection: Reader) -> list[BatchRow]:
    return batches.recent(connection, _SHOWN)


class RecentImports(View):
    """The last few imports."""

    topics = frozenset({"batches"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.px(20))
        self.grid.setVerticalSpacing(theme.px(6))
        self.grid.setColumnStretch(1, 1)
        self.undoing: list[QPushButton] = []

    def refresh(self) -> None:
        """Read the imports again."""
        self.bench.read(self, _read, self._show)

    def _show(self, rows: list[BatchRow]) -> None:
        clear(self.grid)
        self.undoing = []
        if rows:
            title = QLabel(self.tr("最近的导入"))
            title.setProperty("role", "section")
            self.grid.addWidget(title, 0, 0, 1, 4)
        for line, row in enumerate(rows, 1):
            who = QLabel(f"{row.created_at:%Y-%m-%d %H:%M} {row.created_by}")
            file = QLabel(row.file)
            file.setToolTip(row.file)
            kind = QLabel(KIND_WORDS[row.kind].partition("（")[0])
            for part in (who, kind):
                part.setProperty("role", "muted")
            for column, part in enumerate((who, file, kind)):
                self.grid.addWidget(part, line, column)
            self.grid.addWidget(self._last(row), line, 3, Qt.AlignmentFlag.AlignRight)

    def _last(self, row: BatchRow) -> QLabel | QPushButton:
        if row.undone_at is not None or not row.rows:
            done = QLabel(self.tr("已撤销") if row.undone_at is not None else self.tr("没有新内容"))
            done.setProperty("role", "muted")
            return done
        button = link_button(self.tr("撤销"))
        button.setAccessibleName(self.tr("撤销导入 {0}").format(row.file))
        button.setProperty("batch", row.id)
        button.clicked.connect(self._undo)
        self.undoing.append(button)
        return button

    def _undo(self) -> None:
        self.undo(int(self.sender().property("batch")))

    def undo(self, batch: int) -> None:
        """Take back what an import brought."""

        def undo(database: Database, user: str) -> None:
            actions.undo_import(database, user, batch)

        self.bench.write(self, undo, self._undone)

    def _undone(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销这次导入"))
