"""The header of the paged table: titles over their cells, sorting, widths, which columns show."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from resources import tokens
from widgets import theme
from widgets.icons import paint_icon
from widgets.paged_model import Align, Column, Kind
from widgets.popover import Popover
from widgets.table_cells import PAD, alignment

NARROWEST = 48


COLUMN_BUTTON_PX = 28
_FUNNEL_PX = 16


def _share(column: Column) -> int:
    """What a column makes of room that is left: figures, days and chips make nothing of it."""
    if column.stretch:
        return column.width * (1 + 2 * column.stretch)
    return column.width if column.kind is Kind.TEXT and column.align is Align.LEFT else 0


class _StayingMenu(QMenu):
    """A menu in which several boxes can be ticked before it closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isEnabled() and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class TableHeader(QHeaderView):
    """Sorts on a click, moves and resizes by the mouse, hides columns by its menu."""

    sort_wanted = Signal(str, bool)
    """The key of a column and whether the order is descending."""
    filter_wanted = Signal(str)
    """The key of a column by which the list is to be narrowed."""
    restyled = Signal()
    """The columns are as wide as they are kept: time to fill the room."""
    layout_changed = Signal()
    """Widths, order or visibility of the columns changed by the user's hand."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns = tuple(columns)
        self._sections = {column.key: number for number, column in enumerate(columns)}
        self._widths = {column.key: column.width for column in columns}
        self._sort: tuple[str, bool] | None = None
        self._narrowed: frozenset[str] = frozenset()
        self._pressed = QPoint()
        self._hovered = -1
        self._setting = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.sectionClicked.connect(self._clicked)
        self.sectionResized.connect(self._resized)
        self.sectionMoved.connect(self._moved)

    # State

    def start(self) -> None:
        """Give the columns their first widths, once the model is there."""
        self._apply_widths()
        for number, column in enumerate(self.columns):
            self.setSectionHidden(number, not column.visible)

    def sort(self) -> tuple[str, bool] | None:
        """The key of the sorted column and whether descending; None: as it comes."""
        return self._sort

    def set_sort(self, key: str | None, descending: bool = False) -> None:
        """Show the mark of a sorting; asks for nothing."""
        self._sort = (key, descending) if key in self._sections and key is not None else None
        self.viewport().update()

    def set_narrowed(self, keys: Iterable[str]) -> None:
        """Mark the columns by which the list is narrowed."""
        self._narrowed = frozenset(keys)
        self.viewport().update()

    def open_under(self, key: str, sheet: Popover) -> None:
        """Open a sheet under the title of a column, where that is in sight."""
        number = self._sections[key]
        sheet.open_under(self.viewport(), self._rect(number))

    def _rect(self, number: int) -> QRect:
        left, width = self.sectionViewportPosition(number), self.sectionSize(number)
        return QRect(left, 0, width, self.height())

    def visible_columns(self) -> list[int]:
        """The numbers of the columns shown, from left to right."""
        logical = (self.logicalIndex(place) for place in range(self.count()))
        return [number for number in logical if not self.isSectionHidden(number)]

    def layout_state(self) -> dict[str, Any]:
        """Widths (px at the body size of 14), order, visibility and sorting, as plain values."""
        columns = [
            {
                "key": self.columns[number].key,
                "width": self._widths[self.columns[number].key],
                "visible": not self.isSectionHidden(number),
            }
            for number in map(self.logicalIndex, range(self.count()))
        ]
        return {"columns": columns, "sort": list(self._sort) if self._sort else None}

    def restore_layout(self, state: dict[str, Any]) -> None:
        """Take up a kept state; columns it does not know stay as they are, unknown ones go by."""
        self._setting = True
        known = [one for one in state.get("columns", []) if one.get("key") in self._sections]
        for place, kept in enumerate(known):
            number = self._sections[kept["key"]]
            self.moveSection(self.visualIndex(number), place)
            self._widths[kept["key"]] = max(NARROWEST, int(kept.get("width", 0)))
            self.setSectionHidden(number, not kept.get("visible", True))
        if not self.visible_columns():
            self.setSectionHidden(0, False)
        self._setting = False
        sort = state.get("sort")
        if sort:
            self.set_sort(str(sort[0]), bool(sort[1]))
        self._apply_widths()

    def fill(self, room: int) -> None:
        """Let the columns of words share what of ``room`` px is left, the stretching ones most."""
        shown = self.visible_columns()
        spare = room - sum(theme.px(self._widths[self.columns[n].key]) for n in shown)
        shares = self._shares(shown)
        self._setting = True
        left, of = max(0, spare), sum(shares.values())
        for number, share in shares.items():
            own = theme.px(self._widths[self.columns[number].key])
            self.resizeSection(number, own + left * share // of)
            left, of = left - left * share // of, of - share
        self._setting = False

    def _shares(self, shown: Sequence[int]) -> dict[int, int]:
        """How much of what is left each column gets: a wide one more than a narrow one, and one
        that the user drew nothing, as long as there are others."""
        of_words = {n: _share(self.columns[n]) for n in shown if _share(self.columns[n])}
        as_made = {n: share for n, share in of_words.items() if not self._is_drawn(n)}
        return as_made or of_words or dict.fromkeys(shown[-1:], 1)

    def _is_drawn(self, number: int) -> bool:
        column = self.columns[number]
        return self._widths[column.key] != column.width

    def set_width(self, number: int, pixels: int) -> None:
        """Give a column a width, as if the user had drawn it."""
        self.resizeSection(number, pixels)

    def menu(self) -> QMenu:
        """A new menu of all columns to tick."""
        menu = _StayingMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(self.count()):
            number = self.logicalIndex(place)
            action = QAction(self.columns[number].title, menu)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(number))
            action.setData(number)
            menu.addAction(action)
        menu.addSeparator()
        original = menu.addAction(self.tr("恢复默认列"))
        original.setData(-1)
        menu.triggered.connect(self._chosen)
        return menu

    # Events

    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(place))

    def _chosen(self, action: QAction) -> None:
        number = int(action.data())
        if number < 0:
            columns = [{"key": c.key, "width": c.width, "visible": c.visible} for c in self.columns]
            self.restore_layout({"columns": columns})
        elif action.isChecked():
            self.setSectionHidden(number, False)
        elif self.visible_columns() != [number]:
            self.setSectionHidden(number, True)
        else:
            action.setChecked(True)
        self.restyled.emit()
        self.layout_changed.emit()

    def _clicked(self, number: int) -> None:
        column = self.columns[number]
        if self._funnel(number, self._rect(number)).contains(self._pressed):
            self.filter_wanted.emit(column.key)
        elif column.sortable:
            again = self._sort is not None and self._sort[0] == column.key
            descending = again and not (self._sort or ("", True))[1]
            self.set_sort(column.key, descending)
            self.sort_wanted.emit(column.key, descending)

    def _resized(self, number: int, _old: int, new: int) -> None:
        if not self._setting and new > 0:
            self._widths[self.columns[number].key] = round(new / theme.px(1000) * 1000)
            self.layout_changed.emit()

    def _moved(self, _number: int, _old: int, _new: int) -> None:
        if not self._setting:
            self.layout_changed.emit()

    def _apply_widths(self) -> None:
        self._setting = True  # not by the user's hand, the widths that the least one changes too
        self.setMinimumSectionSize(theme.px(NARROWEST))
        for number, column in enumerate(self.columns):
            self.resizeSection(number, theme.px(self._widths[column.key]))
        self._setting = False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.count():
            self._apply_widths()
            self.restyled.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.viewport().update()

    # Painting

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(tokens.ROW_PX + 2))

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        if not rect.isValid():
            return
        scheme = theme.scheme()
        column = self.columns[number]
        sorted_here = self._sort is not None and self._sort[0] == column.key
        hovered = number == self._hovered and column.sortable
        painter.fillRect(rect, QColor(scheme.hover if hovered else scheme.stripe))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, QColor(scheme.line))
        if self._hovered >= 0:
            inset = theme.px(11)
            rule = QRect(rect.right(), rect.top() + inset, 1, rect.height() - 2 * inset)
            painter.fillRect(rule, QColor(scheme.line))
        box = self._room(rect)
        funnel = self._funnel(number, rect)
        if not funnel.isNull():
            narrowed = column.key in self._narrowed
            place = QRectF(funnel).adjusted(2, 2, -2, -2)
            paint_icon(painter, "list-filter", place, scheme.accent if narrowed else scheme.muted)
            if funnel.center().x() > rect.center().x():
                box.setRight(funnel.left() - 2)
            else:
                box.setLeft(funnel.right() + 2)
        arrow = theme.px(14) if sorted_here else 0
        font = theme.font(theme.px(tokens.BODY_PX) - 1, bold=True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, box.width() - arrow)
        room = box.adjusted(0, 0, -arrow, 0)
        painter.setPen(QColor(scheme.accent if sorted_here else scheme.muted))
        painter.drawText(room, int(alignment(column.align)), title)
        if sorted_here:
            used = metrics.horizontalAdvance(title)
            start = {Align.LEFT: room.left() + used, Align.RIGHT: room.right()}
            left = start.get(column.align, room.center().x() + used // 2) + 2
            top = rect.center().y() - arrow / 2
            descending = self._sort is not None and self._sort[1]
            name = "arrow-down" if descending else "arrow-up"
            paint_icon(painter, name, QRectF(left, top, arrow, arrow), scheme.accent)

    def _room(self, rect: QRect) -> QRect:
        """Where a section's title has room: the button that chooses columns lies over the right
        end of the header."""
        covered = rect.right() - (self.viewport().width() - theme.px(COLUMN_BUTTON_PX + 8))
        return rect.adjusted(theme.px(PAD), 0, -max(theme.px(PAD), covered), -1)

    def _funnel(self, number: int, rect: QRect) -> QRect:
        """Where a section's funnel stands, opposite its title; nowhere while it is not shown."""
        column = self.columns[number]
        hovered = number == self._hovered and column.filterable
        if not hovered and column.key not in self._narrowed:
            return QRect()
        side, edge = theme.px(_FUNNEL_PX), theme.px(PAD) - 3
        room = self._room(rect).adjusted(-edge, 0, edge, 0)
        left = room.left() if column.align is Align.RIGHT else room.right() - side
        return QRect(left, rect.center().y() - side // 2, side, side)
