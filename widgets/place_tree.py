"""A tree that is filled as it is opened, with a count at the right of every node."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from resources import tokens
from widgets import theme

_NODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROW_PX = 34


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node: ``count`` None shows none; children are asked for when it is opened."""

    id: int
    text: str
    count: int | None = None
    has_children: bool = False


class LazyTree(QTreeView):
    """Asks for the children of a node once; what was open and chosen stays so by id."""

    children_wanted = Signal(object)
    """The id of a node whose children are wanted, None for the roots."""
    current_changed = Signal(object)
    """The id of the chosen node, None when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self._by_id: dict[int, QStandardItem] = {}
        self._open: set[int] = set()
        self._current: int | None = None
        self._filling = False
        self.setModel(self._items)
        self.setItemDelegate(_NodeDelegate(self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("地点"))
        self.expanded.connect(self._opened)
        self.collapsed.connect(self._closed)
        self._restyle()

    def put_children(self, parent_id: int | None, nodes: Sequence[TreeNode]) -> None:
        """Fill a node, or with None the tree's top; what was there before is replaced."""
        holder = self._items.invisibleRootItem()
        if parent_id is not None:
            if parent_id not in self._by_id:
                return
            holder = self._by_id[parent_id]
        wanted = self._current
        self._filling = True
        self._forget(holder)
        for node in nodes:
            holder.appendRow(self._item(node))
        for node in nodes:
            if node.id in self._open and node.has_children:
                self.setExpanded(self._by_id[node.id].index(), True)
        self._filling = False
        if wanted is not None and wanted in self._by_id:
            self.set_current(wanted)

    def set_counts(self, counts: dict[int, int]) -> None:
        """Show new counts of nodes that are there."""
        for one, count in counts.items():
            item = self._by_id.get(one)
            if item is not None:
                node: TreeNode = item.data(_NODE_ROLE)
                item.setData(TreeNode(one, node.text, count, node.has_children), _NODE_ROLE)
                item.setAccessibleText(f"{node.text} {count:,}")

    def current_id(self) -> int | None:
        """The id of the chosen node."""
        return self._current

    def set_current(self, wanted: int) -> bool:
        """Choose a node by id; False when it is not in the tree yet."""
        item = self._by_id.get(wanted)
        if item is None:
            return False
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(item.index(), flag)
        return True

    def open_ids(self) -> frozenset[int]:
        """The ids of the open nodes, to be kept for the user."""
        return frozenset(self._open)

    def set_open_ids(self, ids: frozenset[int]) -> None:
        """Open these nodes as soon as they are there."""
        self._open = set(ids)
        for one in ids & self._by_id.keys():
            self.setExpanded(self._by_id[one].index(), True)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        # Qt makes the first node current when the tree gets the focus: nobody chose that one.
        chosen = self.selectedIndexes()
        node = chosen[0].data(_NODE_ROLE) if chosen else None
        now = node.id if isinstance(node, TreeNode) else None
        if not self._filling and now != self._current:
            self._current = now
            self.current_changed.emit(now)

    def _item(self, node: TreeNode) -> QStandardItem:
        item = QStandardItem(node.text)
        item.setData(node, _NODE_ROLE)
        item.setToolTip(node.text)
        count = "" if node.count is None else f" {node.count:,}"
        item.setAccessibleText(node.text + count)
        if node.has_children:
            item.appendRow(QStandardItem(self.tr("正在读取…")))
        self._by_id[node.id] = item
        return item

    def _forget(self, holder: QStandardItem) -> None:
        for row in range(holder.rowCount()):
            child = holder.child(row)
            self._forget(child)
            node = child.data(_NODE_ROLE)
            if isinstance(node, TreeNode):
                self._by_id.pop(node.id, None)
        holder.removeRows(0, holder.rowCount())

    def _opened(self, index: QModelIndex) -> None:
        node = index.data(_NODE_ROLE)
        if isinstance(node, TreeNode):
            self._open.add(node.id)
            first = index.model().index(0, 0, index)
            if first.isValid() and first.data(_NODE_ROLE) is None:
                self.children_wanted.emit(node.id)

    def _closed(self, index: QModelIndex) -> None:
        node = index.data(_NODE_ROLE)
        if isinstance(node, TreeNode):
            self._open.discard(node.id)

    def drawRow(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = options.rect
        scheme = theme.scheme()
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == index
        ground = None
        if self.selectionModel().isSelected(index):
            ground = scheme.accent_soft
        elif hovered and self.underMouse():
            ground = scheme.hover
        if ground is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if self.hasFocus() and index == self.currentIndex():
                painter.setPen(QColor(scheme.accent))
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(rect.adjusted(4, 1, -5, -2), 6, 6)
            painter.restore()
        super().drawRow(painter, options, index)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._restyle()

    def _restyle(self) -> None:
        self.setIndentation(theme.px(18))
        self.scheduleDelayedItemsLayout()


class _NodeDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.px(80), theme.px(_ROW_PX))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        scheme = theme.scheme()
        node = index.data(_NODE_ROLE)
        box = option.rect.adjusted(theme.px(4), 0, -theme.px(14), 0)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        count = ""
        if isinstance(node, TreeNode) and node.count is not None:
            count = f"{node.count:,}"
        small = theme.font(theme.px(tokens.SMALL_PX))
        painter.setFont(small)
        room = painter.fontMetrics().horizontalAdvance(count) + theme.px(8) if count else 0
        painter.setPen(QColor(scheme.ink if chosen else scheme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(right), count)
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold=chosen))
        painter.setPen(QColor(scheme.ink if isinstance(node, TreeNode) else scheme.muted))
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        elide = Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(text, elide, box.width() - room)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
