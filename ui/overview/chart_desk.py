"""What becomes of a chart's numbers and words: an Excel file, the message channel."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from domain.errors import KnownError
from exchange.export import Column, text_width, write_table
from ui.papers.saving import ask_where
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.chart_card import ChartCard
from widgets.chart_values import Table


class ChartDesk(QObject):
    """Serves a chart for as long as it lives: exports its table, says what was copied or saved."""

    def __init__(self, bench: Workbench, chart: ChartCard) -> None:
        super().__init__(chart)
        self._bench, self._chart = bench, chart
        self._table: Table | None = None
        self._file = Path()
        chart.noted.connect(bench.messages.success)
        chart.failed.connect(self._tell)
        chart.table_wanted.connect(self._choose)

    def _tell(self, words: str) -> None:
        self._bench.messages.error(KnownError(words))

    def _choose(self, table: Table) -> None:
        self._table = table
        name = f"{table.title} {table.period}".strip()
        ask_where(self._chart, self.tr("导出数字"), f"{name}.xlsx", self._save_to)

    def _save_to(self, name: str) -> None:
        if self._table is not None:
            self.save(self._table, Path(name))

    def save(self, table: Table, out: Path) -> None:
        """Write a table in the background; the message channel hears of it."""
        title = f"{table.title} {table.period}".strip()
        columns = [
            Column(word, 2 + max(map(text_width, (word, *(str(row[place]) for row in table.rows)))))
            for place, word in enumerate(table.header)
        ]

        def work(task: Work) -> int:
            return write_table(out, title, columns, table.rows, task.report)

        self._file = out
        self._bench.tasks.in_pool(self, work, self._saved)

    def _saved(self, rows: int) -> None:
        told = self.tr("已导出 {0:,} 行到“{1}”").format(rows, self._file.name)
        self._bench.messages.success(told, self.tr("打开"), self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))
