"""The two tables of the import page: the sheet's own rows, marked, and what was found in them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from domain.cells import text
from domain.findings import Finding, SheetReport
from exchange.field_words import field_word
from exchange.reading import SheetReading
from widgets import theme

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class SheetModel(QAbstractTableModel):
    """The rows below the header as the file has them; rows are numbered as the sheet does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: SheetReading | None = None
        self._rejected: frozenset[int] = frozenset()
        self._skipped: frozenset[int] = frozenset()
        self._found: dict[int, list[Finding]] = {}

    def show(self, source: SheetReading, report: SheetReport) -> None:
        """Show a sheet with its report."""
        self.beginResetModel()
        self._source = source
        self._rejected = frozenset(report.rows_rejected)
        self._skipped = frozenset(report.rows_skipped)
        self._found = {}
        for finding in report.findings:
            self._found.setdefault(finding.row, []).append(finding)
        self.endResetModel()

    def position_of(self, row: int) -> int:
        """Where a row of the sheet (1-based) stands in the table."""
        return row - self._first() - 1

    def _first(self) -> int:
        return self._source.layout.header_row if self._source is not None else 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self._source is None:
            return 0
        return max(0, len(self._source.sheet.rows) - self._first())

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._source is None else len(self._source.layout.headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if self._source is None or role != _Role.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + self._first() + 1)
        layout = self._source.layout
        return f"{field_word(layout.kind, layout.fields[section])}\n{layout.headers[section]}"

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self._source is None:
            return None
        row = index.row() + self._first() + 1
        if role == _Role.DisplayRole:
            cells = self._source.sheet.rows[row - 1]
            return text(cells[index.column()]) if index.column() < len(cells) else ""
        if role == _Role.BackgroundRole:
            return self._ground(row, self._source.layout.headers[index.column()])
        if role == _Role.ForegroundRole and row in self._skipped:
            return QColor(theme.scheme().muted)
        if role == _Role.ToolTipRole and row in self._found:
            return "\n".join(f.text for f in self._found[row])
        return None

    def _ground(self, row: int, header: str) -> QColor | None:
        scheme = theme.scheme()
        if any(f.column == header for f in self._found.get(row, ())):
            return QColor(scheme.yellow.soft)
        if row in self._rejected:
            return QColor(scheme.red.soft)
        return QColor(scheme.canvas) if row in self._skipped else None


class MarkedCells(QStyledItemDelegate):
    """Cells with room around their text, on the ground their row or their fault gives them; the
    current one has a frame, so that its colour stays to be seen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        scheme = theme.scheme()
        box = option.rect
        ground = index.data(_Role.BackgroundRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if ground is None and chosen:
            ground = QColor(scheme.accent_soft)
        if ground is not None:
            painter.fillRect(box, ground)
        painter.setPen(QColor(scheme.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if chosen and bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QColor(scheme.accent))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setPen(index.data(_Role.ForegroundRole) or QColor(scheme.ink))
        room = box.adjusted(theme.px(10), 0, -theme.px(8), 0)
        elide = Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(
            str(index.data(_Role.DisplayRole) or ""), elide, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)


class FindingsModel(QAbstractTableModel):
    """What was found, a finding a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: Sequence[Finding] = ()
        self._titles = (self.tr("行"), self.tr("列"), self.tr("说明"))

    def show(self, findings: Sequence[Finding]) -> None:
        """Show these findings."""
        self.beginResetModel()
        self._findings = findings
        self.endResetModel()

    def finding(self, position: int) -> Finding:
        """The finding at a place of the table."""
        return self._findings[position]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        finding = self._findings[index.row()]
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return (str(finding.row), finding.column or "", finding.text)[index.column()]
        return None
