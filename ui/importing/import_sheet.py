"""One sheet of a file to be imported: its rows, marked, and beside them what was found."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.households.household_preview import Preview
from domain.findings import MEANINGS, FileReport, Finding, SheetReport
from exchange.field_words import NOT_IMPORTED, field_word, fields_of
from exchange.reading import SheetReading
from exchange.synonyms import IGNORED
from ui.importing.import_tables import FindingsModel, MarkedCells, SheetModel
from ui.parts import beside, clear
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card
from widgets.chips import Chip, ChipLabel
from widgets.elided import ElidedLabel
from widgets.empty_state import EmptyState
from widgets.fields import LineField

MOVED = "person_elsewhere"
_MEASURED_ROWS = 40  # of 100,000 rows only the first say how wide a column is
_OF_NO_PLACE = ("categories", "divisions")


def accepted_words(report: FileReport) -> str:
    """How much of a file can be imported, e.g. ``310 户 1,024 人``."""
    if report.kind != "households":
        return f"{sum(s.accepted for s in report.sheets):,} 条"
    households = sum(s.households for s in report.sheets)
    people = sum(s.residents_accepted for s in report.sheets)
    return f"{households:,} 户 {people:,} 人"


def _odd(sheet: SheetReport) -> int:
    """How many findings there are about rows that are imported all the same."""
    left_out = {*sheet.rows_rejected, *sheet.rows_skipped}
    return sum(finding.row not in left_out for finding in sheet.findings)


class SheetReview(QWidget):
    """Shows a sheet; changes nothing itself."""

    field_chosen = Signal(int, str)
    """A column is to mean another field."""
    moves_confirmed = Signal()
    """The people found in another household have indeed moved."""
    place_told = Signal()
    """The user typed the place that the file does not name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: SheetReading | None = None
        self._found: tuple[Finding, ...] = ()
        self.place = LineField(self.tr("表里没写社区、小区时填在这里，如 康泰社区京公馆小区"))
        self.rows, self.findings = SheetModel(self), FindingsModel(self)
        self.table, self.list, self.code = QTableView(), QTableView(), QComboBox()
        self.counts, self.assumed, self.whole = QHBoxLayout(), ElidedLabel(), QLabel()
        self.preview = QLabel()
        self.none = EmptyState(
            self.tr("没有发现问题"),
            self.tr("核对一下认出的列，就可以导入"),
            icon_name="circle-check",
        )
        self.moving = plain_button(self.tr("确认迁入"))
        self._dress()
        self._lay_out()
        self.code.activated.connect(self._list_findings)
        self.place.editingFinished.connect(self._tell_place)
        self.table.horizontalHeader().sectionClicked.connect(self._offer_fields)
        self.list.selectionModel().currentRowChanged.connect(self._go_to_finding)
        self.list.clicked.connect(self._go_to_finding)
        self.list.activated.connect(self._go_to_finding)
        self.moving.clicked.connect(self.moves_confirmed)

    # Building

    def _dress(self) -> None:
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for table, model, name in (
            (self.table, self.rows, self.tr("表格里的行")),
            (self.list, self.findings, self.tr("检查结果")),
        ):
            table.setModel(model)
            table.setAccessibleName(name)
            table.setShowGrid(False)
            table.setWordWrap(False)
            table.setItemDelegate(MarkedCells(table))
            table.horizontalHeader().setDefaultAlignment(left)
            table.horizontalHeader().setHighlightSections(False)
        header, numbers = self.table.horizontalHeader(), self.table.verticalHeader()
        header.setSectionsClickable(True)
        header.setMinimumHeight(theme.px(52))
        numbers.setHighlightSections(False)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.verticalHeader().hide()
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.horizontalHeader().setStretchLastSection(True)
        self._scale()
        self.whole.setWordWrap(True)
        self.whole.setMinimumHeight(theme.px(44))
        self.code.setAccessibleName(self.tr("哪一种检查结果"))
        self.assumed.setProperty("role", "muted")
        self.assumed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.place.setAccessibleName(self.tr("表里没写的社区、小区"))
        self.place.setFixedWidth(theme.px(330))

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(theme.px(12))
        told.addLayout(self.counts)
        told.addWidget(self.assumed, 1)
        told.addWidget(self.place)
        hint = QLabel(self.tr("点列名可以改这一列是什么；黄色是有问题的格子，红色的行不导入"))
        hint.setProperty("role", "small")
        left, right = QWidget(), Card()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(hint)
        right.body.addWidget(self.code)
        right.body.addWidget(self.list, 1)
        right.body.addWidget(self.none, 1)
        right.body.addWidget(self.whole)
        right.body.addWidget(self.moving)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(told)
        column.addWidget(self.preview)
        column.addWidget(beside((left, 900, 0), (right, 500, 0)), 1)

    # What is shown

    def show_counts(self, report: FileReport) -> None:
        """Say what would become of the rows of the whole file."""
        clear(self.counts)
        rejected = sum(len(s.rows_rejected) for s in report.sheets)
        skipped = sum(len(s.rows_skipped) for s in report.sheets)
        notes = sum(_odd(s) for s in report.sheets)
        for words, tone in (
            (self.tr("可导入 {0}").format(accepted_words(report)), "green"),
            (self.tr("不导入 {0:,} 行").format(rejected) if rejected else "", "red"),
            (self.tr("需留意 {0:,} 处").format(notes) if notes > 0 else "", "yellow"),
            (self.tr("跳过 {0:,} 行").format(skipped) if skipped else "", "grey"),
        ):
            if words:
                self.counts.addWidget(ChipLabel(Chip(words, tone)))

    def show_preview(self, preview: Preview | None) -> None:
        """Say what storing the whole file would do to what is on file."""
        self.preview.setVisible(preview is not None)
        if preview is not None:
            self.preview.setText(self._preview_words(preview))

    def _preview_words(self, told: Preview) -> str:
        if not (told.new or told.changed):
            words = self.tr("对照台账：{0:,} 户 {1:,} 人都已经有了，导入不会改动任何内容")
            return words.format(told.same, told.people_same)
        if not (told.changed or told.same):
            return self.tr("对照台账：都是新的，已有的住户一户也不改动")
        homes = (
            (self.tr("新增 {0:,} 户"), told.new),
            (self.tr("改动 {0:,} 户（只补人或迁走人）"), told.changed),
            (self.tr("已有、不变 {0:,} 户"), told.same),
        )
        people = (
            (self.tr("新增 {0:,} 人"), told.people_new),
            (self.tr("迁入 {0:,} 人"), told.people_moved),
            (self.tr("已有、不变 {0:,} 人"), told.people_same),
        )
        parts = ("，".join(w.format(n) for w, n in one if n) for one in (homes, people))
        return self.tr("对照台账：{0}").format("；".join(filter(None, parts)))

    def show_sheet(self, source: SheetReading, report: SheetReport) -> None:
        """Show one sheet and its findings."""
        self._source, self._found = source, report.findings
        self.rows.show(source, report)
        self._fit_columns()
        place = "".join(step.name for step in source.assumed)
        year = self.tr("{0}年").format(source.year) if source.year else ""
        has_unit = source.layout.header("unit", "unit_duty") is not None
        told = "，".join(filter(None, (place, year, "" if has_unit else source.employer)))
        words = self.tr("表里没写、按标题和文件名认定：{0}").format(told) if told else ""
        self.assumed.set_words(words)
        self.place.setVisible(source.layout.kind not in _OF_NO_PLACE)
        self.none.setVisible(not self._found)
        for part in (self.code, self.list, self.whole):
            part.setVisible(bool(self._found))
        self._fill_codes()
        self._list_findings()
        elsewhere = sum(f.code == MOVED for f in report.findings)
        self.moving.setVisible(elsewhere > 0)
        self.moving.setText(self.tr("这 {0} 人确实搬来了，一并迁入").format(elsewhere))

    def _scale(self) -> None:
        for table in (self.table, self.list):
            table.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.list.setColumnWidth(0, theme.px(56))
        self.list.setColumnWidth(1, theme.px(100))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "rows"):
            self._scale()
            self._fit_columns()

    def _fit_columns(self) -> None:
        metrics = self.table.fontMetrics()
        sample = range(min(_MEASURED_ROWS, self.rows.rowCount()))
        for column in range(self.rows.columnCount()):
            header = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            texts = [str(self.rows.index(row, column).data() or "") for row in sample]
            widest = max(map(metrics.horizontalAdvance, [*texts, *header.split("\n")]), default=0)
            self.table.setColumnWidth(column, min(widest + theme.px(28), theme.px(280)))

    def _fill_codes(self) -> None:
        codes: dict[str, int] = {}
        for finding in self._found:
            codes[finding.code] = codes.get(finding.code, 0) + 1
        self.code.clear()
        self.code.addItem(self.tr("全部检查结果（{0:,}）").format(len(self._found)), "")
        for code, count in codes.items():
            self.code.addItem(f"{MEANINGS[code][0]}（{count:,}）", code)

    def _list_findings(self, _: int = 0) -> None:
        wanted = self.code.currentData()
        self.whole.clear()
        self.findings.show([f for f in self._found if not wanted or f.code == wanted])

    def _go_to_finding(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        assert self._source is not None, "a sheet is shown"
        if not index.isValid():
            self.whole.clear()
            return
        finding = self.findings.finding(index.row())
        self.whole.setText(finding.text)
        headers = self._source.layout.headers
        column = headers.index(finding.column) if finding.column in headers else 0
        target = self.rows.index(self.rows.position_of(finding.row), column)
        self.table.setCurrentIndex(target)
        self.table.scrollTo(target, QTableView.ScrollHint.PositionAtCenter)

    # What the user does

    def _tell_place(self) -> None:
        if self.place.isModified() and self.place.value():
            self.place.setModified(False)
            self.place_told.emit()

    def _offer_fields(self, column: int) -> None:
        assert self._source is not None, "a sheet is shown"
        layout = self._source.layout
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in (IGNORED, *fields_of(layout.kind)):
            words = field_word(layout.kind, field) if field else NOT_IMPORTED
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(layout.fields[column] == field)
            action.setData((column, field))
            action.triggered.connect(self._choose_field)
            menu.addAction(action)
        header = self.table.horizontalHeader()
        at = header.viewport().mapToGlobal(header.rect().bottomLeft())
        at.setX(at.x() + header.sectionViewportPosition(column))
        menu.popup(at)

    def _choose_field(self, _: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.field_chosen.emit(*action.data())
