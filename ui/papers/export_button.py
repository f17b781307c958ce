"""导出 Excel: a list as it is shown or with all there is to it, masked or, noted in the audit,
not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.papers import exports, shown_list
from ui.papers.exports import Wanted
from ui.papers.saving import ask_where
from ui.papers.shown_list import ShownList
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.buttons import plain_button


class ExportButton(QWidget):
    """A button with its ways; ``wanted`` tells the whole table of what the list shows now, and
    ``shown`` the list with just the columns in view. Without ``wanted`` there is just the list as
    it is shown, and one way only unless it has ``secrets``."""

    def __init__(
        self,
        bench: Workbench,
        name: str,
        wanted: Callable[[], Wanted] | None,
        shown: Callable[[], ShownList],
        secrets: bool = False,
    ) -> None:
        super().__init__()
        self._bench, self._name, self._shown = bench, name, shown
        self._chosen: Wanted | ShownList | None = None
        self._file = Path()
        self.button = plain_button(self.tr("导出 Excel"), "file-spreadsheet", parent=self)
        self._wanted = wanted
        if wanted is not None or secrets:
            self._offer_ways()
        else:
            self.button.clicked.connect(self._choose_shown_masked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)

    def _offer_ways(self) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.shown_masked, self.shown_whole = (
            menu.addAction(self.tr("显示的列，脱敏（可以外发）"), self._choose_shown_masked),
            menu.addAction(self.tr("显示的列，不脱敏（记入操作记录）"), self._choose_shown_whole),
        )
        if self._wanted is not None:
            menu.addSeparator()
            self.masked, self.whole = (
                menu.addAction(self.tr("全部项目，脱敏（可以外发）"), self._choose_masked),
                menu.addAction(self.tr("全部项目，不脱敏（记入操作记录）"), self._choose_whole),
            )
        self.button.setMenu(menu)

    def _choose_shown_masked(self) -> None:
        self._choose(self._shown())

    def _choose_shown_whole(self) -> None:
        self._choose(replace(self._shown(), unmasked=True))

    def _choose_masked(self) -> None:
        if self._wanted is not None:
            self._choose(self._wanted())

    def _choose_whole(self) -> None:
        if self._wanted is not None:
            self._choose(replace(self._wanted(), unmasked=True))

    def _choose(self, chosen: Wanted | ShownList) -> None:
        self._chosen = chosen
        ask_where(self, self.tr("导出 Excel"), f"{self._name}.xlsx", self._save_to)

    def _save_to(self, name: str) -> None:
        assert self._chosen is not None, "a way was chosen"
        self.save(self._chosen, Path(name))

    def save(self, wanted: Wanted | ShownList, out: Path) -> None:
        """Write the table in the background; when it is cancelled no file is left."""
        bench = self._bench

        def note() -> None:
            if isinstance(wanted, ShownList):
                shown_list.note_leaving(bench.database, bench.user, wanted, out.name)
            else:
                exports.note_unmasked(bench.database, bench.user, wanted, out)

        noted = wanted.unmasked or (isinstance(wanted, ShownList) and bool(wanted.noted_as))

        def work(task: Work) -> int:
            if noted:
                bench.tasks.ask_database(note)
            if isinstance(wanted, ShownList):
                return shown_list.export(bench.ask, wanted, out, task.report)
            return exports.export(bench.ask, wanted, out, task.report)

        self._file = out
        label = self.tr("导出 {0}").format(out.name)
        bench.tasks.in_pool(self, work, self._saved, label=label)

    def _saved(self, rows: int) -> None:
        told = self.tr("已导出 {0:,} 行到“{1}”").format(rows, self._file.name)
        self._bench.messages.success(told, self.tr("打开"), self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))
