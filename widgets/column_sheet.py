"""A sheet that narrows a list by what one of its columns holds, as a spreadsheet's filter does."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from widgets import theme
from widgets.buttons import link_button
from widgets.line import Line
from widgets.paged_model import Column
from widgets.popover import Popover

_ROW_PX, _ROWS = 28, 9


class _ValueList(QTreeWidget):
    """What a column holds, with how many rows do; Enter or a click takes one."""

    taken = Signal(str)
    left_up = Signal()
    """Up was pressed on the first: back to the line."""

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAccessibleName(self.tr("这一列的内容"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.itemClicked.connect(self._take)

    def show_values(self, values: Sequence[tuple[str, int]]) -> None:
        """Offer these."""
        self.clear()
        height, muted = QSize(0, theme.px(_ROW_PX)), QColor(theme.scheme().muted)
        for value, rows in values:
            item = QTreeWidgetItem([value or self.tr("（空白）"), f"{rows:,}"])
            item.setSizeHint(0, height)
            item.setForeground(1, muted)
            item.setData(0, Qt.ItemDataRole.UserRole, value)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, value)
            self.addTopLevelItem(item)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def values(self) -> tuple[str, ...]:
        """What is offered, in its order."""
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return tuple(item.data(0, Qt.ItemDataRole.UserRole) for item in items if item is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._take(item)
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_up.emit()
        else:
            super().keyPressEvent(event)

    def _take(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        self.taken.emit(item.data(0, Qt.ItemDataRole.UserRole))


class ColumnSheet(Popover):
    """Type a part of what the column holds and press Enter, or take one of its values."""

    asked = Signal(str, str)
    """The key of a column and a text: its values that hold it are wanted, see `offer`."""
    chosen = Signal(str, str, bool)
    """The key of a column, a text, and whether it is the whole of a value."""
    dropped = Signal(str)
    """The key of a column that is to narrow the list no more."""
    left = Signal()
    """It was closed: what was asked for is not wanted any more."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns, self.line, self.values = QComboBox(), Line(), _ValueList()
        for column in columns:
            self.columns.addItem(column.title, column.key)
        self.columns.setAccessibleName(self.tr("筛选哪一列"))
        self.columns.setMaxVisibleItems(20)
        self.line.setPlaceholderText(self.tr("输入几个字，回车筛选"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.none = QLabel(self.tr("这一列没有这样的内容"))
        self.none.setProperty("role", "muted")
        self.none.hide()
        self.dropping = link_button(self.tr("取消这一列的筛选"))
        foot = QHBoxLayout()
        foot.addWidget(self.dropping)
        foot.addStretch(1)
        for part in (self.columns, self.line, self.values, self.none):
            self.body.addWidget(part)
        self.body.addLayout(foot)
        self.setFixedWidth(theme.px(280))
        self.values.setFixedHeight(theme.px(_ROW_PX) * _ROWS)
        self._connect()

    def _connect(self) -> None:
        self.columns.activated.connect(self._column_chosen)
        self.line.textEdited.connect(self._ask)
        self.line.returnPressed.connect(self._take_typed)
        self.values.taken.connect(self._take_value)
        self.values.left_up.connect(self.line.setFocus)
        self.dropping.clicked.connect(self._drop)

    def key(self) -> str:
        """The key of the column."""
        return str(self.columns.currentData())

    def begin(self, key: str, text: str, is_narrowed: bool) -> None:
        """Show a column with the text that narrows it now."""
        self.columns.setCurrentIndex(max(0, self.columns.findData(key)))
        self.line.setText(text)
        self.dropping.setEnabled(is_narrowed)
        self.values.show_values(())
        self.none.hide()
        self._ask()

    def offer(self, key: str, text: str, values: Sequence[tuple[str, int]]) -> None:
        """What a column holds, and in how many rows; an answer to an older text is left aside."""
        if (key, text) == (self.key(), self.line.text().strip()):
            self.values.show_values(values)
            self.none.setVisible(not values)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.line.hasFocus() and self.values.values():
            self.values.setFocus(Qt.FocusReason.OtherFocusReason)
            self.values.setCurrentIndex(self.values.model().index(0, 0))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()

    def _column_chosen(self, _place: int) -> None:
        self.line.clear()
        self._ask()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, _text: str = "") -> None:
        self.asked.emit(self.key(), self.line.text().strip())

    def _take_typed(self) -> None:
        text = self.line.text().strip()
        if text:
            self.close()
            self.chosen.emit(self.key(), text, False)

    def _take_value(self, value: str) -> None:
        self.close()
        self.chosen.emit(self.key(), value, True)

    def _drop(self) -> None:
        self.close()
        self.dropped.emit(self.key())
