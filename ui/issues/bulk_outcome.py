"""What came of moving many issues: how many moved, and the others with the reason of each."""

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.issues.moving import Moved
from domain import masks
from domain.workflow import MOVE_WORDS, Move
from exchange.export import Column as SheetColumn
from exchange.export import write_table
from ui.papers.saving import ask_where
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.paged_model import Column
from widgets.paged_table import PagedTable

_REASONS = 4  # told in full above the table


class BulkOutcome(QWidget):
    """A sentence, the reasons with their counts, and the issues that did not move."""

    done = Signal()
    issue_wanted = Signal(object)
    """The id of an issue of the table."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._move, self._moved = Move.REPORT, Moved(0, ())
        self.sentence, self.reasons = QLabel(), QLabel()
        self.sentence.setProperty("role", "section")
        self.reasons.setProperty("role", "muted")
        for label in (self.sentence, self.reasons):
            label.setWordWrap(True)
        self.table = PagedTable(
            (
                Column("number", self.tr("编号"), 100, sortable=False),
                Column("title", self.tr("没有动的问题"), 130, sortable=False, stretch=True),
                Column("why", self.tr("为什么"), 180, sortable=False),
            )
        )
        self.copying = plain_button(self.tr("复制"), "copy")
        self.exporting = plain_button(self.tr("导出 Excel"), "file-spreadsheet")
        self.closing = primary_button(self.tr("完成"), "check")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for part in (self.copying, self.exporting):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.closing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (self.sentence, self.reasons):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        column.addLayout(foot)
        self._column = column
        self.table.rows.page_wanted.connect(self._give)
        self.table.row_opened.connect(self._open)
        self.table.noted.connect(bench.messages.success)
        self.copying.clicked.connect(self._copy)
        self.exporting.clicked.connect(self._choose_file)
        self.closing.clicked.connect(self.done)

    def words(self) -> str:
        """E.g. ``已派单 118 件，4 件没有动``."""
        told = self.tr("已{0} {1:,} 件").format(MOVE_WORDS[self._move], self._moved.moved)
        if self._moved.refused:
            told += self.tr("，{0:,} 件没有动").format(len(self._moved.refused))
        return told

    def show_outcome(self, move: Move, moved: Moved) -> None:
        """Show what came of it."""
        self._move, self._moved = move, moved
        self.sentence.setText(self.words())
        counted = Counter(one.why for one in moved.refused).most_common()
        lines = [self.tr("{0:,} 件：{1}").format(n, why) for why, n in counted[:_REASONS]]
        if len(counted) > _REASONS:
            lines.append(self.tr("其余各有原因，见下表"))
        self.reasons.setText("\n".join(lines))
        some = bool(moved.refused)
        for part in (self.reasons, self.table, self.copying, self.exporting):
            part.setVisible(some)
        self._column.setStretch(3, 0 if some else 1)
        self.table.set_order(range(len(moved.refused)))
        self.table.rows.refresh()
        self.closing.setFocus()

    def _give(self, _first: int, places: tuple[int, ...]) -> None:
        self.table.put_rows({place: self._cells(place) for place in places}, places)

    def _cells(self, place: int) -> tuple[str, str, str]:
        one = self._moved.refused[place]
        return one.number, one.title, one.why

    def _open(self, place: int) -> None:
        if self._moved.refused[place].id:
            self.issue_wanted.emit(self._moved.refused[place].id)

    def _copy(self) -> None:
        self._give(0, tuple(range(len(self._moved.refused))))
        self.table.selectAll()
        self.table.copy()

    # As a file

    def _choose_file(self) -> None:
        name = self.tr("没有{0}的问题.xlsx").format(MOVE_WORDS[self._move])
        ask_where(self, self.tr("导出 Excel"), name, self._save_to)

    def _save_to(self, name: str) -> None:
        self.save(Path(name))

    def save(self, out: Path) -> None:
        """Write the table of what did not move."""
        refused = self._moved.refused
        columns = (
            SheetColumn("编号", 14),
            SheetColumn("问题", 40),
            SheetColumn("为什么没有动", 60),
        )
        title = self.tr("没有{0}的问题").format(MOVE_WORDS[self._move])

        def work(task: Work) -> int:
            return write_table(
                out, title, columns, [(r.number, masks.mask_text(r.title), r.why) for r in refused]
            )

        label = self.tr("导出 {0}").format(out.name)
        self._bench.tasks.in_pool(self, work, self._saved, label=label)

    def _saved(self, rows: int) -> None:
        self._bench.messages.success(self.tr("已导出 {0:,} 行").format(rows))
