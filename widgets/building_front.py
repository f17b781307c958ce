"""A sheet of fronts: cells floor over floor, to look at, to walk through and to pick from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from widgets import front_ink, theme
from widgets.front_plan import Drawn, FrontSection, Plan, plan

_STEPS = {
    int(Qt.Key.Key_Left): (-1, 0),
    int(Qt.Key.Key_Right): (1, 0),
    int(Qt.Key.Key_Up): (0, -1),
    int(Qt.Key.Key_Down): (0, 1),
}


class BuildingFronts(QWidget):
    """Fronts as wide as there is room; the arrow keys go from cell to cell, Enter opens one."""

    picked = Signal(object)
    """The key of the cell the user went to."""
    opened = Signal(object)
    """The key of a cell that was double-clicked, or of the current one on Enter."""
    moved = Signal(QRect)
    """Where the current cell is, to be brought into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[FrontSection, ...] = ()
        self._plan = Plan()
        self._current: int | None = None
        self._hovered: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_sections(self, sections: Sequence[FrontSection]) -> None:
        """Draw these; the current cell stays while it is among them."""
        self._sections = tuple(sections)
        self._lay_out()
        if self._current not in self._plan.by_key:
            self._current = None
        self._tell()

    def current(self) -> int | None:
        """The key of the cell one is at."""
        return self._current

    def set_current(self, key: int) -> None:
        """Go to a cell; emits nothing but where it is."""
        if key in self._plan.by_key:
            self._current = key
            self._tell()
            self.moved.emit(self.box_of(key))
            self.update()

    def box_of(self, key: int) -> QRect:
        """Where a cell is, empty when it is not there."""
        drawn = self._plan.by_key.get(key)
        return drawn.box if drawn is not None else QRect()

    def cell_at(self, point: QPoint) -> int | None:
        """The key of the cell at a point, None beside them."""
        spot = QRect(point, QSize(1, 1))
        for placed in self._plan.placed:
            if placed.box.contains(point):
                for drawn in placed.drawn_in(spot):
                    if drawn.box.contains(point):
                        return drawn.cell.key
        return None

    def tip_at(self, point: QPoint) -> str:
        """What is told of the point: of the cell, of the entrance, of the front or the section."""
        key = self.cell_at(point)
        if key is not None:
            return self._plan.by_key[key].cell.tip
        for placed in self._plan.placed:
            if placed.box.contains(point):
                heads = (h for h in placed.front.heads if placed.head_box(h).contains(point))
                head = next(heads, None)
                if head is not None:
                    return head.tip
                return placed.front.tip if point.y() < placed.cells_top else ""
        return next((s.tip for s, box in self._plan.headings if box.contains(point)), "")

    def _tell(self) -> None:
        drawn = self._plan.by_key.get(self._current) if self._current is not None else None
        self.setAccessibleDescription(drawn.cell.tip if drawn is not None else "")

    # Layout

    def _lay_out(self) -> None:
        self._plan = plan(self._sections, self.width())
        self.setMinimumSize(self._plan.least, self._plan.height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._plan.width, self._plan.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay_out()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        front_ink.paint(painter, self._plan, event.rect())
        for key in (self._hovered, self._current):
            drawn = self._plan.by_key.get(key) if key is not None else None
            if drawn is not None and drawn.box.adjusted(-2, -2, 2, 2).intersects(event.rect()):
                focused = key == self._current and self.hasFocus()
                front_ink.paint_ring(painter, drawn, focused)

    def _repaint(self, key: int | None) -> None:
        if key is not None:
            self.update(self.box_of(key).adjusted(-3, -3, 3, 3))

    # The user

    def _go(self, key: int) -> None:
        self._repaint(self._current)
        self._current = key
        self._repaint(key)
        self._tell()
        self.moved.emit(self.box_of(key))
        self.picked.emit(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self.cell_at(event.position().toPoint())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press was ours

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.cell_at(event.position().toPoint())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, key: int | None) -> None:
        if key != self._hovered:
            self._repaint(self._hovered)
            self._hovered = key
            self._repaint(key)
            shape = Qt.CursorShape.ArrowCursor if key is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._plan.by_key:
            keys = [d.cell.key for p in self._plan.placed for row in p.rows for d in row]
            self._go(keys[0] if key == Qt.Key.Key_Home else keys[-1])
        elif key in _STEPS and self._plan.by_key:
            self._step(*_STEPS[key])
        else:
            super().keyPressEvent(event)

    def _step(self, across: int, down: int) -> None:
        if self._current is None:
            self._go(next(d.cell.key for p in self._plan.placed for row in p.rows for d in row))
            return
        here = self._plan.by_key[self._current].box
        ground = next(p.box.bottom() for p in self._plan.placed if p.box.contains(here))
        near: list[tuple[tuple[int, int], int]] = []
        for placed in self._plan.placed:
            straight = placed.box.bottom() == ground  # fronts of one line share their ground
            far = beside(here, across) if across else below(here, down, straight)
            found = ((far(d), d.cell.key) for row in placed.rows for d in row)
            near += [(steps, key) for steps, key in found if steps is not None]
        if near:
            self._go(min(near)[1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)


_Far = Callable[[Drawn], tuple[int, int] | None]


def beside(here: QRect, way: int) -> _Far:
    """How far a cell lies to the right (1) or left (-1) in the same row, also of the next front;
    None when it does not."""
    middle = here.center()

    def far(drawn: Drawn) -> tuple[int, int] | None:
        to_go = (drawn.box.center().x() - middle.x()) * way
        in_row = drawn.box.top() <= middle.y() <= drawn.box.bottom()
        return (to_go, 0) if in_row and to_go > 0 else None

    return far


def below(here: QRect, way: int, straight: bool) -> _Far:
    """How far a cell lies below (1) or above (-1): the next row first, in it the nearest. With
    ``straight`` only those in the same column do, not a higher house beside this one."""
    middle = here.center()

    def far(drawn: Drawn) -> tuple[int, int] | None:
        there = drawn.box.center()
        to_go = (there.y() - middle.y()) * way
        aside = abs(there.x() - middle.x())
        over = max(0, aside - (drawn.box.width() + here.width()) // 2)
        if to_go <= here.height() // 2 or (straight and over):
            return None
        return to_go + 3 * over, aside

    return far


class FrontsArea(QScrollArea):
    """The sheet, scrolling; the cell one goes to comes into view."""

    room_changed = Signal(int)
    """The width in px there is for the sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = BuildingFronts()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.sheet)
        self.setFocusProxy(self.sheet)
        self.sheet.moved.connect(self._bring)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit(self.viewport().width())

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Not as QScrollArea has it, which brings the middle of the whole sheet into view.
        return QFrame.focusNextPrevChild(self, forward)

    def _bring(self, box: QRect) -> None:
        margin = theme.px(40)
        self.ensureVisible(box.center().x(), box.center().y(), margin + box.width() // 2, margin)
