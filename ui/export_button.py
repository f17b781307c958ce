"""导出 Excel: writes what a list shows, masked or, noted in the audit, not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui import exports
from ui.exports import Wanted
from ui.tasks import Task
from ui.workbench import Workbench
from widgets.buttons import plain_button


class ExportButton(QWidget):
    """A button with its two ways; ``wanted`` tells what the list shows now."""

    def __init__(self, bench: Workbench, name: str, wanted: Callable[[], Wanted]) -> None:
        super().__init__()
        self._bench, self._name, self._wanted = bench, name, wanted
        self._chosen: Wanted | None = None
        self._file = Path()
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.masked = menu.addAction(self.tr("脱敏导出（可以外发）"), self._choose_masked)
        self.whole = menu.addAction(self.tr("不脱敏导出（记入操作记录）"), self._choose_whole)
        self.button = plain_button(self.tr("导出 Excel"), "file-spreadsheet", parent=self)
        self.button.setMenu(menu)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)

    def _choose_masked(self) -> None:
        self._choose(unmasked=False)

    def _choose_whole(self) -> None:
        self._choose(unmasked=True)

    def _choose(self, unmasked: bool) -> None:
        self._chosen = replace(self._wanted(), unmasked=unmasked)
        dialog = QFileDialog(self, self.tr("导出 Excel"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(self.tr("Excel 文件 (*.xlsx)"))
        dialog.selectFile(f"{self._name}.xlsx")
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    def _save_to(self, name: str) -> None:
        assert self._chosen is not None, "a way was chosen"
        self.save(self._chosen, Path(name))

    def save(self, wanted: Wanted, out: Path) -> None:
        """Write the table in the background; when it is cancelled no file is left."""
        bench = self._bench

        def note() -> None:
            exports.note_unmasked(bench.database, bench.user, wanted, out)

        def work(task: Task) -> int:
            if wanted.unmasked:
                bench.tasks.ask_database(note)
            return exports.export(bench.ask, wanted, out, task.report)

        self._file = out
        label = self.tr("导出 {0}").format(out.name)
        bench.tasks.in_pool(self, work, self._saved, label=label)

    def _saved(self, rows: int) -> None:
        told = self.tr("已导出 {0:,} 行到“{1}”").format(rows, self._file.name)
        self._bench.messages.success(told, self.tr("打开"), self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))
