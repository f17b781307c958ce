"""Counts a day, in layers on top of each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from resources import tokens
from widgets import chart_items, theme
from widgets.cards import SectionTitle
from widgets.chart_card import DayCard
from widgets.chart_ticks import count_ticks, day_ticks, long_day
from widgets.chips import ChipLabel, colour_chip
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: the key of its tone and its word."""

    key: str
    word: str


class StackedChart(QWidget):
    """Layers over days, the first one lowest. ← → point at days, Enter chooses one."""

    day_clicked = Signal(object)
    """The :class:`~datetime.date` that was chosen."""

    def __init__(self, title: str, layers: Sequence[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = tuple(layers)
        self._days: tuple[date, ...] = ()
        self._values: dict[str, tuple[int, ...]] = {}
        self._highest = 0
        self._chosen: date | None = None
        self._pointed: int | None = None
        self._plot = chart_items.make_plot(self._font())
        self._stack = chart_items.StackItem()
        self._cursor = chart_items.CursorItem(chosen=False)
        self._mark = chart_items.CursorItem(chosen=True)
        for item in (self._stack, self._mark, self._cursor):
            self._plot.addItem(item, ignoreBounds=True)
        self._plot.scene().sigMouseMoved.connect(self._mouse_moved)
        self._plot.scene().sigMouseClicked.connect(self._mouse_clicked)
        self._card = DayCard(self._plot)
        self._empty = EmptyState(self.tr("这段时间没有数据"), icon_name="chart-area")
        self._build(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.set_series((), {})

    def _build(self, title: str) -> None:
        chips = (ChipLabel(colour_chip(one.key, one.word)) for one in reversed(self._layers))
        self._head = SectionTitle(title, *chips)
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._head)
        column.addLayout(self._body, 1)
        # A stacked layout shows its first widget at once: with no parent it would be a window.
        self._body.addWidget(self._empty)
        self._body.addWidget(self._plot)

    # Content

    def set_series(self, days: Sequence[date], values: Mapping[str, Sequence[int]]) -> None:
        """Show consecutive days and, by the key of each layer, as many counts."""
        counts = {one.key: tuple(values.get(one.key, ())) for one in self._layers}
        if any(len(numbers) != len(days) for numbers in counts.values()):
            raise ValueError("every layer needs a count for every day")
        self._days, self._values = tuple(days), counts
        self._point_at(None)
        self._body.setCurrentWidget(self._plot if self._days else self._empty)
        if self._days:
            self._draw()

    def set_empty_text(self, title: str, hint: str = "", action: str = "") -> EmptyState:
        """What stands here without days; ``acted`` of the returned part is its button."""
        self._empty.set_text(title, hint, action, "chart-area")
        return self._empty

    def set_selected_day(self, day: date | None) -> None:
        """Mark a day, or none."""
        self._chosen = day
        self._mark.set_day(day.toordinal() if day is not None and day in self._days else None)

    def add_control(self, part: QWidget) -> None:
        """Put a part, such as the choice of a period, behind the legend."""
        layout = self._head.layout()
        if isinstance(layout, QHBoxLayout):
            layout.addWidget(part)

    def pointed_day(self) -> date | None:
        """The day whose numbers are shown."""
        return self._days[self._pointed] if self._pointed is not None else None

    def picture(self) -> QPixmap:
        """The chart as it stands, at the screen's own resolution."""
        self._point_at(None)
        return self.grab()

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    # Drawing

    def _font(self) -> QFont:
        return theme.font(theme.px(tokens.SMALL_PX))

    def _draw(self) -> None:
        import numpy as np

        single = len(self._days) == 1
        first = self._days[0].toordinal()
        days = np.arange(first, first + len(self._days), dtype=float)
        if single:
            days = np.array([first - 0.4, first + 0.4])
        total = np.zeros(len(days))
        areas = []
        for layer in self._layers:
            counts = self._values[layer.key]
            total = total + np.array(counts * 2 if single else counts, dtype=float)
            areas.append(chart_items.Area(layer.key, layer.word, total, counts[-1]))
        self._highest = int(total.max())
        self._stack.set_areas(days, areas)
        self._scale()
        self.set_selected_day(self._chosen)

    def _scale(self) -> None:
        """Fit axes and ticks to the room there is."""
        if not self._days:
            return
        room_y = max(60, self._plot.height() - theme.px(50))
        lines = count_ticks(self._highest, room_y)
        widest = QFontMetrics(self._font()).horizontalAdvance(f"{lines[-1]:,}")
        left = self._plot.getAxis("left")
        left.setWidth(widest + theme.px(16))
        room_x = max(120, self._plot.width() - widest - theme.px(20))
        first, last = self._days[0].toordinal(), self._days[-1].toordinal()
        start, end = (first - 0.5, last + 0.5) if first == last else (first, last)
        words = QFontMetrics(theme.font(theme.px(tokens.SMALL_PX + 1), bold=True))
        label = max(
            words.horizontalAdvance(f"{one.word} {max(self._values[one.key]):,}")
            for one in self._layers
        )
        margin = label + theme.px(30)
        span = (end - start) * room_x / max(60, room_x - margin)
        extent = QRectF(start, 0, span, lines[-1] * 1.06)
        self._plot.setRange(extent, padding=0)
        left.setTicks([[(float(count), f"{count:,}") for count in lines]])
        ticks = day_ticks(self._days[0], self._days[-1], room_x - margin)
        self._plot.getAxis("bottom").setTicks([ticks])
        self._stack.set_extent(extent, lines)
        self._cursor.set_extent(extent)
        self._mark.set_extent(extent)

    # Pointing

    def _point_at(self, place: int | None) -> None:
        self._pointed = place
        if place is None:
            self._cursor.set_day(None)
            self._card.hide()
            return
        day = self._days[place]
        rows = [(one.key, one.word, self._values[one.key][place]) for one in self._layers]
        height, dots = 0.0, []
        for key, _, count in rows:
            height += count
            dots.append((height, key))
        self._cursor.set_day(day.toordinal(), dots)
        view = self._plot.getPlotItem().getViewBox()
        top = view.mapViewToScene(QPointF(day.toordinal(), 0)).toPoint()
        self._card.show_day(long_day(day), rows, QPoint(top.x(), theme.px(8)))
        told = "，".join(f"{word} {count:,}" for _, word, count in rows)
        self.setAccessibleDescription(f"{long_day(day)}：{told}")

    def _place_at(self, scene: QPointF) -> int | None:
        view = self._plot.getPlotItem().getViewBox()
        if not self._days or not view.sceneBoundingRect().contains(scene):
            return None
        day = round(float(view.mapSceneToView(scene).x())) - self._days[0].toordinal()
        return max(0, min(len(self._days) - 1, day))

    def _mouse_moved(self, scene: QPointF) -> None:
        place = self._place_at(scene)
        if place != self._pointed:
            self._point_at(place)

    def _mouse_clicked(self, event: object) -> None:
        place = self._place_at(event.scenePos())  # type: ignore[attr-defined]
        if place is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._choose(place)

    def _choose(self, place: int) -> None:
        self.set_selected_day(self._days[place])
        self.day_clicked.emit(self._days[place])

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_picture()
        elif event.key() == Qt.Key.Key_Escape and self._pointed is not None:
            self._point_at(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self._choose(self._pointed)
        elif self._days and event.key() in _STEPS:
            here = self._pointed if self._pointed is not None else len(self._days) - 1
            there = here + _STEPS[event.key()] if self._pointed is not None else here
            self._point_at(max(0, min(len(self._days) - 1, there)))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("复制为图片"))
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(self.copy_picture)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_head"):
            chart_items.style_plot(self._plot, self._font())
            self._scale()


_STEPS = {
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_PageUp): -30,
    int(Qt.Key.Key_PageDown): 30,
    int(Qt.Key.Key_Home): -1_000_000,
    int(Qt.Key.Key_End): 1_000_000,
}
