"""The drop-down under the header's search: groups of results, one of them marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resources import tokens
from widgets import theme
from widgets.icons import icon

_ROW_PX, _HEAD_PX, _WIDTH_PX, _HIGHEST_PX = 36, 26, 560, 560
_HIT = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: an icon, what it is, what to know about it, a note at the right, and where
    Enter goes."""

    icon: str
    main: str
    beside: str
    hint: str
    act: Callable[[], None]


Group = tuple[str, Sequence[Hit]]


class SearchResults(QFrame):
    """Lies over the page below the search box, which keeps the focus."""

    taken = Signal(object)
    """The `Hit` that was pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "popover")
        self._model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("role", "plain")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("查找结果"))
        self.foot = QLabel(self.tr("↑↓ 选择 · 回车打开 · Esc 关闭"))
        self.foot.setProperty("role", "small")
        self.foot.setContentsMargins(theme.px(10), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(6),) * 4)
        column.setSpacing(theme.px(4))
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)
        self.list.clicked.connect(self._clicked)
        self.hide()

    def show_groups(self, groups: Sequence[Group], nothing: str) -> None:
        """Show these results, the first marked; without any, say ``nothing``."""
        self._model.clear()
        for title, hits in groups:
            if hits:
                self._add(title, None)
            for hit in hits:
                self._add(hit.main, hit)
        if not self._model.rowCount():
            self._add(nothing, None)
        self._mark(self._next(-1, 1))

    def _add(self, words: str, hit: Hit | None) -> None:
        item = QStandardItem(words)
        item.setData(hit, _HIT)
        if hit is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            told = (hit.main, hit.beside, hit.hint)
            item.setAccessibleText("，".join(filter(None, told)))
        self._model.appendRow(item)

    def hits(self) -> list[Hit]:
        """All results shown, from the top."""
        rows = range(self._model.rowCount())
        found = (self._model.item(row).data(_HIT) for row in rows)
        return [hit for hit in found if isinstance(hit, Hit)]

    def open_at(self, anchor: QWidget) -> None:
        """Open below the search box, its right edges in line."""
        parent = self.parentWidget()
        below = anchor.mapTo(parent, anchor.rect().bottomRight())
        heights = (self.list.sizeHintForRow(row) for row in range(self._model.rowCount()))
        wanted = sum(heights) + self.foot.sizeHint().height() + theme.px(22)
        room = parent.height() - below.y() - theme.px(20)
        width = min(theme.px(_WIDTH_PX), below.x())
        height = min(wanted, room, theme.px(_HIGHEST_PX))
        self.setGeometry(below.x() - width + 1, below.y() + theme.px(6), width, height)
        self.show()
        self.raise_()

    # Marking

    def current(self) -> Hit | None:
        """The result that is marked."""
        hit = self.list.currentIndex().data(_HIT)
        return hit if isinstance(hit, Hit) else None

    def move_mark(self, step: int) -> None:
        """Mark the next result (1) or the one before (-1), going round at the ends."""
        here = self.list.currentIndex().row()
        at = self._next(here, step)
        if at < 0:
            at = self._next(-1 if step > 0 else self._model.rowCount(), step)
        self._mark(at)

    def _next(self, row: int, step: int) -> int:
        row += step
        while 0 <= row < self._model.rowCount():
            if self._model.item(row).data(_HIT) is not None:
                return row
            row += step
        return -1

    def _mark(self, row: int) -> None:
        self.list.setCurrentIndex(self._model.index(row, 0))
        self.list.scrollTo(self.list.currentIndex())
        if row == 1:
            self.list.scrollToTop()  # its heading too

    def _clicked(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        if isinstance(hit, Hit):
            self.taken.emit(hit)


class _HitDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = _ROW_PX if index.data(_HIT) is not None else _HEAD_PX
        return QSize(theme.px(200), theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        hit, view = index.data(_HIT), option.widget
        scheme = theme.scheme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not isinstance(hit, Hit):
            self._words(painter, rect.adjusted(theme.px(10), 0, 0, 0), index.data(), scheme.muted)
        else:
            marked = isinstance(view, QListView) and view.currentIndex().row() == index.row()
            hovered = (
                isinstance(view, QListView)
                and view.indexAt(view.viewport().mapFromGlobal(view.cursor().pos())).row()
                == index.row()
            )
            if marked or hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(scheme.accent_soft if marked else scheme.hover))
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
            self._paint_hit(painter, rect, hit, marked)
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit, marked: bool) -> None:
        scheme, side = theme.scheme(), theme.px(16)
        aside = scheme.muted_on_soft if marked else scheme.muted
        top = rect.top() + (rect.height() - side) // 2
        drawn = icon(hit.icon, "muted")
        drawn.paint(painter, QRect(rect.left() + theme.px(10), top, side, side))
        room = rect.adjusted(theme.px(36), 0, -theme.px(10), 0)
        right = self._width(hit.hint) + theme.px(12) if hit.hint else 0
        if hit.hint:
            box = room.adjusted(room.width() - right, 0, 0, 0)
            self._words(painter, box, hit.hint, aside, Qt.AlignmentFlag.AlignRight)
        room.adjust(0, 0, -right, 0)
        used = self._words(painter, room, hit.main, scheme.ink)
        room.adjust(used + theme.px(10), 0, 0, 0)
        if room.width() > theme.px(30):
            self._words(painter, room, hit.beside, aside)

    def _width(self, words: str) -> int:
        return QFontMetrics(theme.font(theme.px(tokens.BODY_PX))).horizontalAdvance(words)

    def _words(
        self,
        painter: QPainter,
        room: QRect,
        words: str,
        colour: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        font = theme.font(theme.px(tokens.BODY_PX))
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)
