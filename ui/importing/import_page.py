"""Importing a file: its columns, what was found in its rows, and only then the writing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.engine import Database
from db.households.household_preview import Preview
from exchange.judging import Judged
from exchange.reading import Reading
from exchange.synonyms import IGNORED, REPEATABLE
from ui import keeping
from ui.importing import imports
from ui.importing.import_sheet import MOVED, SheetReview, accepted_words
from ui.importing.imports import Stored
from ui.importing.recent_imports import RecentImports
from ui.papers.saving import ask_where
from ui.parts import page_column
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.drop_area import DropArea

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
CHOOSING, BUSY, SHOWN = range(3)
_STORE = "Ctrl+Return"


@dataclass(frozen=True, slots=True)
class _Checked:
    reading: Reading
    judged: Judged
    preview: Preview | None


class ImportPage(QWidget):
    """One file after the other; nothing is written before 导入 is pressed."""

    left = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._files: list[Path] = []
        self._checked: _Checked | None = None
        self._confirmed: frozenset[tuple[str, int]] = frozenset()
        self._sheet = 0
        self._batch = 0
        self._task: Task | None = None
        self._kinds = {
            "households": self.tr("住户台账"),
            "issues": self.tr("问题清单"),
            "cadres": self.tr("下沉干部名册"),
            "visits": self.tr("走访单"),
            "check_ins": self.tr("党员报到名单"),
            "finance": self.tr("财务收支表"),
            "categories": self.tr("问题类别"),
            "divisions": self.tr("区划表"),
        }
        self.kind, self.sheets = QComboBox(), QComboBox()
        self.title, self.busy = QLabel(), QLabel()
        self.back = plain_button(self.tr("返回"), "chevron-left", "Esc")
        self.saving = plain_button(self.tr("把问题标在表上另存"), "file-spreadsheet")
        self.storing = primary_button(self.tr("导入"), "check", _STORE)
        self.drop = DropArea(
            self.tr("把表格拖到这里，或点这里选择"),
            self.tr("Excel、WPS 表格或 CSV，表头在前 10 行就行"),
            ENDINGS,
        )
        self.recent = RecentImports(bench)
        self.review = SheetReview()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    # Building

    def _lay_out(self) -> None:
        for key, words in self._kinds.items():
            self.kind.addItem(words, key)
        self.kind.setAccessibleName(self.tr("这是什么表"))
        self.sheets.setAccessibleName(self.tr("工作表"))
        self.title.setProperty("role", "title")
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self.back)
        top.addWidget(self.title, 1)
        top.addWidget(self.sheets)
        top.addWidget(self.kind)
        self.busy.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.busy.setProperty("role", "muted")
        for page in (self._choosing_page(), self.busy, self._shown_page()):
            self.pages.addWidget(page)
        column = page_column(self)
        column.addLayout(top)
        column.addWidget(self.pages, 1)

    def _choosing_page(self) -> QWidget:
        self.recent.setFixedWidth(theme.px(620))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(theme.px(28))
        column.addStretch(2)
        column.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.recent, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _shown_page(self) -> QWidget:
        foot = QHBoxLayout()
        foot.addWidget(self.saving)
        foot.addStretch(1)
        foot.addWidget(self.storing)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.review, 1)
        column.addLayout(foot)
        return page

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.drop.files_chosen.connect(self._files_chosen)
        self.drop.files_refused.connect(self._files_refused)
        self.kind.activated.connect(self._kind_chosen)
        self.sheets.activated.connect(self._sheet_chosen)
        self.review.field_chosen.connect(self.correct)
        self.review.moves_confirmed.connect(self._confirm_moves)
        self.review.place_told.connect(self._read)
        self.saving.clicked.connect(self._choose_target)
        self.storing.clicked.connect(self._store)

    # From file to findings

    def begin(self, kind: str, files: tuple[Path, ...]) -> None:
        """Begin with these files of a kind; with none, ask for them."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self._files = list(files)
        self._next()

    def _next(self) -> None:
        """Read the next file, or ask for one."""
        self._checked, self._confirmed, self._sheet = None, frozenset(), 0
        self.review.place.set_value(None)
        if self._files:
            self._read()
        else:
            self.title.setText(self.tr("导入"))
            self.sheets.hide()
            self._turn_to(CHOOSING)
            self.drop.setFocus()

    def _files_chosen(self, paths: tuple[Path, ...]) -> None:
        self._files = list(paths)
        self._next()

    def _files_refused(self, paths: tuple[Path, ...]) -> None:
        text = self.tr("“{0}”不是表格文件，没有读取；请选择 Excel、WPS 表格或 CSV 文件。")
        self.bench.messages.said.emit("warning", text.format(paths[0].name), "", None)

    def _kind_chosen(self, _: int) -> None:
        if self._files:
            self._read()

    def _read(self) -> None:
        path, kind = self._files[0], str(self.kind.currentData())
        place = self.review.place.value() or ""
        self._confirmed = frozenset()
        self._wait(self.tr("正在读取“{0}”…").format(path.name))

        def work(task: Work) -> _Checked:
            still = partial(task.report, 0)
            reading = imports.read(self.bench.database, path, kind, place, still)
            return self._check(reading, (), task)

        label = self.tr("读取 {0}").format(path.name)
        self._task = self.bench.tasks.on_database(self, work, self._show, self._unread, label)
        self._task.stopped.connect(self._stopped_reading)

    def _check(
        self, reading: Reading, confirmed: Collection[tuple[str, int]], task: Work
    ) -> _Checked:
        judged = imports.judge(self.bench.database, reading, confirmed, task.report)
        return _Checked(reading, judged, imports.preview(self.bench.database, judged))

    def _judge_again(self, reading: Reading) -> None:
        confirmed = self._confirmed

        def work(task: Work) -> _Checked:
            return self._check(reading, confirmed, task)

        self._wait(self.tr("正在重新检查…"))
        label = self.tr("重新检查")
        self._task = self.bench.tasks.on_database(self, work, self._show, self._not_done, label)
        self._task.stopped.connect(self._not_done)

    def _wait(self, words: str) -> None:
        self.title.setText(self._files[0].name if self._files else "")
        self.busy.setText(words)
        self._turn_to(BUSY)

    def _turn_to(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        for choice in (self.kind, self.sheets):
            choice.setEnabled(page != BUSY)

    def _stopped_reading(self) -> None:
        if self.sender() is self._task:
            self._give_up(())

    def _unread(self, error: Exception) -> None:
        self.bench.messages.error(error)
        self._give_up(self._files[1:])

    def _give_up(self, others: Sequence[Path]) -> None:
        """What was shown of the file stays; else go on to the other files."""
        if self._checked is not None:
            self.kind.setCurrentIndex(self.kind.findData(self._checked.reading.kind))
            self._turn_to(SHOWN)
        else:
            self._files = list(others)
            self._next()

    def _not_done(self, error: Exception | None = None) -> None:
        """Nothing was written; what was shown before is shown again."""
        if error is not None:
            self.bench.messages.error(error)
        if self._checked is not None:
            self._turn_to(SHOWN)

    # What is shown

    def _show(self, checked: _Checked) -> None:
        self._checked = checked
        self._sheet = min(self._sheet, len(checked.reading.sheets) - 1)
        self.title.setText(checked.reading.path.name)
        self.sheets.clear()
        self.sheets.addItems([source.sheet.name for source in checked.reading.sheets])
        self.sheets.setCurrentIndex(self._sheet)
        self.sheets.setVisible(len(checked.reading.sheets) > 1)
        self.review.show_counts(checked.judged.report)
        self.review.show_preview(checked.preview)
        self.storing.setText(self.tr("导入 {0}").format(accepted_words(checked.judged.report)))
        self.storing.setShortcut(_STORE)  # a new text takes the shortcut away
        self._show_sheet()
        self._turn_to(SHOWN)
        if checked.reading.notes:
            self.bench.messages.said.emit("info", "".join(checked.reading.notes), "", None)
        self.storing.setFocus()

    def _sheet_chosen(self, index: int) -> None:
        self._sheet = index
        self._show_sheet()

    def _show_sheet(self) -> None:
        assert self._checked is not None, "a file is shown"
        source = self._checked.reading.sheets[self._sheet]
        self.review.show_sheet(source, self._checked.judged.report.sheets[self._sheet])

    # Corrections

    def correct(self, column: int, field: str) -> None:
        """Make a column of the sheet shown mean something else, and remember it."""
        assert self._checked is not None, "a file is shown"
        reading = self._checked.reading
        source = reading.sheets[self._sheet]
        fields = list(source.layout.fields)
        if field and field not in REPEATABLE and field in fields:
            fields[fields.index(field)] = IGNORED
        fields[column] = field
        found, corrected = source.layout, source.layout.mapped(fields)

        def remember(database: Database, user: str) -> None:
            imports.remember_layout(database, user, found, corrected)

        self.bench.write(self, remember, self._remembered)
        self._judge_again(reading.corrected(self._sheet, replace(source, layout=corrected)))

    def _remembered(self, _: None) -> None:
        """The next file with this header is read the same way."""

    def _confirm_moves(self) -> None:
        assert self._checked is not None, "a file is shown"
        report = self._checked.judged.report.sheets[self._sheet]
        name = self._checked.reading.sheets[self._sheet].sheet.name
        self._confirmed |= {(name, f.row) for f in report.findings if f.code == MOVED}
        self._judge_again(self._checked.reading)

    # Writing

    def _store(self) -> None:
        if self._checked is None:
            return
        self._wait(self.tr("正在备份现在的台账…"))
        database, user = self.bench.database, self.bench.user

        def save(task: Work) -> None:
            keeping.before_import(database, user, task.report)

        label = self.tr("导入前备份")
        self._task = self.bench.tasks.in_pool(self, save, self._write, self._not_done, label)
        self._task.stopped.connect(self._not_done)

    def _write(self, _: None) -> None:
        if self._checked is None:
            return
        judged = self._checked.judged
        total = max(1, len(judged.households) or len(judged.issues) or len(judged.check_ins))
        self._wait(self.tr("正在写入…"))

        def work(task: Work) -> Stored:
            return imports.store(
                self.bench.database,
                self.bench.user,
                judged,
                lambda done: task.report(min(done, total), total),
            )

        label = self.tr("导入 {0}").format(self._checked.reading.path.name)
        self._task = self.bench.tasks.on_database(self, work, self._stored, self._not_done, label)
        self._task.stopped.connect(self._not_done)

    def _stored(self, stored: Stored) -> None:
        self._files = self._files[1:]
        self._batch = stored.batch_id
        undo = self.tr("撤销这次导入") if stored.rows else ""
        self.bench.messages.success(
            self.tr("导入完成：{0}").format(stored.brought), undo, self._undo
        )
        if self._files:
            self._next()
        else:
            self.left.emit()

    def _undo(self) -> None:
        self.recent.undo(self._batch)

    def _leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._files, self._checked = [], None
        self.left.emit()

    # The report as a workbook

    def _choose_target(self) -> None:
        if self._checked is None:
            return
        name = self.tr("{0}-检查结果.xlsx").format(self._checked.reading.path.stem)
        ask_where(self, self.tr("另存检查结果"), name, self.save_report)

    def save_report(self, name: str) -> None:
        """Save the sheets with the faulty cells marked, and the list of findings."""
        assert self._checked is not None, "a file is shown"
        checked, target = self._checked, Path(name)

        def work(task: Work) -> str:
            from exchange.marked import save_marked

            save_marked(target, checked.reading, checked.judged.report)
            return target.name

        self.bench.tasks.in_pool(self, work, self._report_saved)

    def _report_saved(self, name: str) -> None:
        self.bench.messages.success(self.tr("已另存为“{0}”").format(name))
