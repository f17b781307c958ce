"""Importing a file: its columns, what was found in its rows, and only then the writing."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from domain.findings import MEANINGS, Finding
from exchange.field_words import NOT_IMPORTED, field_word, fields_of
from exchange.reading import Judged, Reading
from exchange.synonyms import IGNORED, REPEATABLE
from ui import imports
from ui.import_tables import FindingsModel, MarkedCells, SheetModel
from ui.imports import Stored
from ui.tasks import Task
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card
from widgets.chips import Chip, ChipLabel
from widgets.drop_area import DropArea
from widgets.fields import LineField

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
_CHOOSING, _BUSY, _SHOWN = range(3)
_MOVED = "person_elsewhere"


@dataclass(frozen=True, slots=True)
class _Checked:
    reading: Reading
    judged: Judged


class ImportPage(QWidget):
    """One file after the other; nothing is written before 导入 is pressed."""

    left = Signal()
    stored = Signal(object)
    """A `Stored`: what was written."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._files: list[Path] = []
        self._checked: _Checked | None = None
        self._confirmed: frozenset[tuple[str, int]] = frozenset()
        self._sheet = 0
        self._task: Task | None = None
        self._kinds = {
            "households": self.tr("住户台账"),
            "issues": self.tr("问题清单"),
            "cadres": self.tr("下沉干部名册"),
            "categories": self.tr("问题类别"),
            "divisions": self.tr("区划表"),
        }
        self.kind, self.sheets, self.code = QComboBox(), QComboBox(), QComboBox()
        self.title, self.busy = QLabel(), QLabel()
        self.place = LineField(self.tr("表里没写社区、小区时填在这里，如 康泰社区京公馆小区"))
        self.rows, self.findings = SheetModel(self), FindingsModel(self)
        self.table, self.list = QTableView(), QTableView()
        self.counts = QHBoxLayout()
        self.back = plain_button(self.tr("返回"), "chevron-left", "Esc")
        self.saving = plain_button(self.tr("把问题标在表上另存"), "file-spreadsheet")
        self.moving = plain_button(self.tr("确认迁入"))
        self.storing = primary_button(self.tr("导入"), "check", "Ctrl+Return")
        self.drop = DropArea(
            self.tr("把表格拖到这里，或点这里选择"),
            self.tr("Excel、WPS 表格（xlsx、xls、ods）和 CSV，表头在前 10 行就行"),
            ENDINGS,
        )
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
        choosing = QWidget()
        middle = QVBoxLayout(choosing)
        middle.addStretch(1)
        middle.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        for page in (choosing, self.busy, self._shown_page()):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(12))
        column.addLayout(top)
        column.addWidget(self.pages, 1)

    def _shown_page(self) -> QWidget:
        self._dress_tables()
        told = QHBoxLayout()
        told.setSpacing(theme.px(12))
        told.addLayout(self.counts)
        told.addStretch(1)
        self.assumed = QLabel()
        self.assumed.setProperty("role", "muted")
        told.addWidget(self.assumed)
        self.place.setFixedWidth(theme.px(330))
        told.addWidget(self.place)
        hint = QLabel(self.tr("点列名可以改这一列是什么；黄色是有问题的格子，红色的行不导入"))
        hint.setProperty("role", "small")
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(hint)
        right = Card()
        right.body.addWidget(self.code)
        right.body.addWidget(self.list, 1)
        right.body.addWidget(self.moving)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(theme.px(16))
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([theme.px(900), theme.px(500)])
        splitter.setStretchFactor(0, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.saving)
        foot.addStretch(1)
        foot.addWidget(self.storing)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(told)
        column.addWidget(splitter, 1)
        column.addLayout(foot)
        return page

    def _dress_tables(self) -> None:
        self.table.setModel(self.rows)
        self.table.setAccessibleName(self.tr("表格里的行"))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(theme.px(52))
        header.setHighlightSections(False)
        self.table.verticalHeader().setHighlightSections(False)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setShowGrid(False)
        self.table.setItemDelegate(MarkedCells(self.table))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.table.setWordWrap(False)
        self.list.setModel(self.findings)
        self.list.setAccessibleName(self.tr("检查结果"))
        self.list.verticalHeader().hide()
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setItemDelegate(MarkedCells(self.list))
        listed = self.list.horizontalHeader()
        listed.setStretchLastSection(True)
        listed.setHighlightSections(False)
        listed.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.list.setColumnWidth(0, theme.px(56))
        self.list.setColumnWidth(1, theme.px(100))

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.drop.files_chosen.connect(self._files_chosen)
        self.drop.files_refused.connect(self._files_refused)
        self.kind.activated.connect(self._kind_chosen)
        self.sheets.activated.connect(self._sheet_chosen)
        self.code.activated.connect(self._list_findings)
        self.place.editingFinished.connect(self._place_told)
        self.table.horizontalHeader().sectionClicked.connect(self._offer_fields)
        self.list.clicked.connect(self._go_to_finding)
        self.list.activated.connect(self._go_to_finding)
        self.moving.clicked.connect(self._confirm_moves)
        self.saving.clicked.connect(self._choose_target)
        self.storing.clicked.connect(self._store)

    # From file to findings

    def begin(self, kind: str, files: tuple[Path, ...]) -> None:
        """Begin with these files of a kind; with none, ask for them."""
        self._choose_kind(kind)
        self._files = list(files)
        self._next()

    def _next(self) -> None:
        """Read the next file, or ask for one."""
        self._checked, self._confirmed, self._sheet = None, frozenset(), 0
        self.place.set_value(None)
        if self._files:
            self._read()
        else:
            self.title.setText(self.tr("导入"))
            self.sheets.hide()
            self.pages.setCurrentIndex(_CHOOSING)

    def _choose_kind(self, kind: str) -> None:
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def _files_chosen(self, paths: tuple[Path, ...]) -> None:
        self._files = list(paths)
        self._next()

    def _files_refused(self, paths: tuple[Path, ...]) -> None:
        text = self.tr("“{0}”不是表格文件，没有读取；请选择 Excel、WPS 表格或 CSV 文件。")
        self.bench.messages.said.emit("warning", text.format(paths[0].name), "", None)

    def _kind_chosen(self, _: int) -> None:
        if self._files:
            self._read()

    def _place_told(self) -> None:
        if self._checked is not None and self.place.value():
            self._read()

    def _read(self) -> None:
        path, kind = self._files[0], str(self.kind.currentData())
        place = self.place.value() or ""
        self._confirmed = frozenset()
        self._wait(self.tr("正在读取“{0}”…").format(path.name))

        def work(task: Task) -> _Checked:
            reading = imports.read(self.bench.database, path, kind, place)
            return _Checked(reading, imports.judge(self.bench.database, reading, (), task.report))

        label = self.tr("读取 {0}").format(path.name)
        self._task = self.bench.tasks.on_database(self, work, self._show, self._unread, label)
        self._task.stopped.connect(self._stopped_reading)

    def _stopped_reading(self) -> None:
        self._files = []
        self._next()

    def _judge_again(self, reading: Reading) -> None:
        confirmed = self._confirmed

        def work(task: Task) -> _Checked:
            judged = imports.judge(self.bench.database, reading, confirmed, task.report)
            return _Checked(reading, judged)

        label = self.tr("重新检查")
        self._task = self.bench.tasks.on_database(self, work, self._show, self._unread, label)

    def _wait(self, words: str) -> None:
        self.title.setText(self._files[0].name if self._files else "")
        self.busy.setText(words)
        self.pages.setCurrentIndex(_BUSY)

    def _unread(self, error: Exception) -> None:
        self.bench.messages.error(error)
        self._files = []
        self._next()

    # What is shown

    def _show(self, checked: _Checked) -> None:
        self._checked = checked
        self._sheet = min(self._sheet, len(checked.reading.sheets) - 1)
        self.title.setText(checked.reading.path.name)
        self.sheets.clear()
        self.sheets.addItems([source.sheet.name for source in checked.reading.sheets])
        self.sheets.setCurrentIndex(self._sheet)
        self.sheets.setVisible(len(checked.reading.sheets) > 1)
        self._show_sheet()
        self.pages.setCurrentIndex(_SHOWN)
        if checked.reading.notes:
            self.bench.messages.said.emit("info", "".join(checked.reading.notes), "", None)
        self.storing.setFocus()

    def _sheet_chosen(self, index: int) -> None:
        self._sheet = index
        self._show_sheet()

    def _show_sheet(self) -> None:
        assert self._checked is not None, "a file is shown"
        source = self._checked.reading.sheets[self._sheet]
        report = self._checked.judged.report.sheets[self._sheet]
        self.rows.show(source, report)
        self._fit_columns()
        told = "".join(step.name for step in source.assumed)
        words = self.tr("表里没写、按标题和文件名认定：{0}").format(told) if told else ""
        self.assumed.setText(words)
        self._show_counts()
        self._fill_codes(report.findings)
        self._list_findings(0)
        elsewhere = [f for f in report.findings if f.code == _MOVED]
        self.moving.setVisible(bool(elsewhere))
        self.moving.setText(self.tr("这 {0} 人确实搬来了，一并迁入").format(len(elsewhere)))

    def _fit_columns(self) -> None:
        """As wide as the first rows ask for; 100,000 rows are not measured."""
        metrics = self.table.fontMetrics()
        sample = range(min(40, self.rows.rowCount()))
        for column in range(self.rows.columnCount()):
            header = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            texts = [str(self.rows.index(row, column).data() or "") for row in sample]
            widest = max(map(metrics.horizontalAdvance, [*texts, *header.split("\n")]), default=0)
            self.table.setColumnWidth(column, min(widest + theme.px(28), theme.px(280)))

    def _show_counts(self) -> None:
        assert self._checked is not None, "a file is shown"
        while (item := self.counts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        sheets = self._checked.judged.report.sheets
        rejected = sum(len(s.rows_rejected) for s in sheets)
        skipped = sum(len(s.rows_skipped) for s in sheets)
        notes = sum(len(s.findings) for s in sheets) - rejected - skipped
        accepted = self._accepted()
        for words, tone in (
            (self.tr("可导入 {0}").format(accepted), "green"),
            (self.tr("不导入 {0} 行").format(rejected) if rejected else "", "red"),
            (self.tr("需留意 {0} 处").format(notes) if notes > 0 else "", "yellow"),
            (self.tr("跳过 {0} 行").format(skipped) if skipped else "", "grey"),
        ):
            if words:
                self.counts.addWidget(ChipLabel(Chip(words, tone)))
        self.storing.setText(self.tr("导入 {0}").format(accepted))

    def _accepted(self) -> str:
        assert self._checked is not None, "a file is shown"
        report = self._checked.judged.report
        if report.kind != "households":
            return self.tr("{0:,} 条").format(sum(s.accepted for s in report.sheets))
        households = sum(s.households for s in report.sheets)
        people = sum(s.residents_accepted for s in report.sheets)
        return self.tr("{0:,} 户 {1:,} 人").format(households, people)

    def _fill_codes(self, findings: tuple[Finding, ...]) -> None:
        codes: dict[str, int] = {}
        for finding in findings:
            codes[finding.code] = codes.get(finding.code, 0) + 1
        self.code.clear()
        self.code.addItem(self.tr("全部检查结果（{0}）").format(len(findings)), "")
        for code, count in codes.items():
            self.code.addItem(f"{MEANINGS[code][0]}（{count}）", code)

    def _list_findings(self, _: int) -> None:
        assert self._checked is not None, "a file is shown"
        wanted = self.code.currentData()
        found = self._checked.judged.report.sheets[self._sheet].findings
        self.findings.show([f for f in found if not wanted or f.code == wanted])

    def _go_to_finding(self, index: QModelIndex) -> None:
        assert self._checked is not None, "a file is shown"
        finding = self.findings.finding(index.row())
        headers = self._checked.reading.sheets[self._sheet].layout.headers
        column = headers.index(finding.column) if finding.column in headers else 0
        target = self.rows.index(self.rows.position_of(finding.row), column)
        self.table.setCurrentIndex(target)
        self.table.scrollTo(target, QTableView.ScrollHint.PositionAtCenter)

    # Corrections

    def _offer_fields(self, column: int) -> None:
        assert self._checked is not None, "a file is shown"
        layout = self._checked.reading.sheets[self._sheet].layout
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in (IGNORED, *fields_of(layout.kind)):
            words = field_word(layout.kind, field) if field else NOT_IMPORTED
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(layout.fields[column] == field)
            action.setData((column, field))
            action.triggered.connect(self._field_chosen)
            menu.addAction(action)
        header = self.table.horizontalHeader()
        at = header.viewport().mapToGlobal(header.rect().bottomLeft())
        at.setX(at.x() + header.sectionViewportPosition(column))
        menu.popup(at)

    def _field_chosen(self, _: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.correct(*action.data())

    def correct(self, column: int, field: str) -> None:
        """Make a column of the sheet shown mean something else, and remember it."""
        assert self._checked is not None, "a file is shown"
        reading = self._checked.reading
        source = reading.sheets[self._sheet]
        fields = list(source.layout.fields)
        if field and field not in REPEATABLE and field in fields:
            fields[fields.index(field)] = IGNORED
        fields[column] = field
        corrected = source.layout.mapped(fields)
        found = source.layout
        self.bench.write(
            self,
            lambda database, user: imports.remember_layout(database, user, found, corrected),
            self._remembered,
        )
        again = reading.corrected(self._sheet, replace(source, layout=corrected))
        self._wait(self.tr("正在重新检查…"))
        self._judge_again(again)

    def _remembered(self, _: None) -> None:
        """The next file with this header is read the same way."""

    def _confirm_moves(self) -> None:
        assert self._checked is not None, "a file is shown"
        source = self._checked.reading.sheets[self._sheet]
        found = self._checked.judged.report.sheets[self._sheet].findings
        moved = {(source.sheet.name, f.row) for f in found if f.code == _MOVED}
        self._confirmed = self._confirmed | moved
        self._judge_again(self._checked.reading)

    # Writing

    def _store(self) -> None:
        if self._checked is None:
            return
        judged = self._checked.judged
        total = max(1, len(judged.households) or len(judged.issues))
        self._wait(self.tr("正在写入…"))

        def work(task: Task) -> Stored:
            return imports.store(
                self.bench.database,
                self.bench.user,
                judged,
                lambda done: task.report(min(done, total), total),
            )

        label = self.tr("导入 {0}").format(self._checked.reading.path.name)
        self._task = self.bench.tasks.on_database(self, work, self._stored, self._not_stored, label)
        self._task.stopped.connect(self._not_stored)

    def _stored(self, stored: Stored) -> None:
        self._files = self._files[1:]
        self.stored.emit(stored)
        if self._files:
            self._next()
        else:
            self.left.emit()

    def _not_stored(self, error: Exception | None = None) -> None:
        self.pages.setCurrentIndex(_SHOWN)
        if error is not None:
            self.bench.messages.error(error)

    def _leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._files = []
        self.left.emit()

    # The report as a workbook

    def _choose_target(self) -> None:
        if self._checked is None:
            return
        dialog = QFileDialog(self, self.tr("另存检查结果"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(self.tr("Excel 文件 (*.xlsx)"))
        dialog.selectFile(self.tr("{0}-检查结果.xlsx").format(self._checked.reading.path.stem))
        dialog.fileSelected.connect(self.save_report)
        dialog.open()

    def save_report(self, name: str) -> None:
        """Save the sheets with the faulty cells marked, and the list of findings."""
        assert self._checked is not None, "a file is shown"
        checked, target = self._checked, Path(name)

        def work(task: Task) -> str:
            from exchange.marked import save_marked

            save_marked(target, checked.reading, checked.judged.report)
            return target.name

        self.bench.tasks.in_pool(self, work, self._report_saved)

    def _report_saved(self, name: str) -> None:
        self.bench.messages.success(self.tr("已另存为“{0}”").format(name))
