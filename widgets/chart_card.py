"""What every chart is: a heading with legend and tools, a plot, a pointer and its words.

A chart shows *places* (days, bars, months) and in each of them *layers*. One place, and perhaps
one of its layers, can be pointed at with the mouse or the keys and chosen with a click or Enter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from widgets import chart_ink, chart_items, chart_picture, theme
from widgets.cards import SectionTitle
from widgets.chart_items import DeviceItem, Frame
from widgets.chart_legend import ChartLegend, Legend
from widgets.chart_picture import Poster
from widgets.chart_tip import ChartTip
from widgets.chart_tools import ChartTools
from widgets.chart_values import Layer, Mark, Table, Tip
from widgets.empty_state import EmptyState

Place = tuple[int, int]
"""The number of a place and of one of its layers, or :data:`WHOLE`."""
WHOLE = -1
_FAR = 1_000_000
SIDEWAYS = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}
DOWNWARDS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
UPWARDS = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}
_TABBED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_PICTURE_SIZE = QSize(760, 380)


class ChartCard(QWidget):
    """The base of the charts; put it on a :class:`~widgets.cards.Card`.

    Arrow keys point, Enter chooses, Esc lets go, Ctrl+C copies the picture.
    """

    clicked = Signal(object)
    """The :class:`~widgets.chart_values.Mark` that was chosen."""
    table_wanted = Signal(object)
    """The :class:`~widgets.chart_values.Table` to be exported."""
    noted = Signal(str)
    """A sentence for the message channel: what was copied or saved."""
    failed = Signal(str)
    """A sentence for the message channel: what could not be saved."""

    along: Mapping[int, int] = SIDEWAYS
    """The step of the keys that move along the places."""
    across: Mapping[int, int] = UPWARDS
    """The step of the keys that move across the layers."""
    page = 10
    """How many places Page Up and Page Down go."""
    starts_at_end = False
    """Whether the keys begin at the last place instead of the first."""
    icon_name = "chart-column"
    """The icon that stands here without data."""

    def __init__(self, title: str, layers: Sequence[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._period = title, ""
        self._layers = tuple(layers)
        self._pointed: Place | None = None
        self._legend = Legend(self._layers)
        self._plot = chart_items.make_plot()
        self._scale_item = chart_items.ScaleItem()
        self._items: list[DeviceItem] = []
        self._add_item(self._scale_item)
        self._tip = ChartTip(self)
        self._tools = ChartTools()
        self._empty = EmptyState(self.tr("这段时间没有数据"), icon_name=self.icon_name)
        self._build()
        self._connect()
        self.setAccessibleName(title)

    def _build(self) -> None:
        self._legend_row = ChartLegend(self._legend)
        self._head = SectionTitle(self._title, self._legend_row, self._tools)
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setWidget(self._plot)
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self._head)
        column.addLayout(self._body, 1)
        # A stacked layout shows its first widget at once: with no parent it would be a window.
        self._body.addWidget(self._empty)
        self._body.addWidget(self._page)

    def _connect(self) -> None:
        self._plot.scene().sigMouseMoved.connect(self._mouse_moved)
        self._plot.scene().sigMouseClicked.connect(self._mouse_clicked)
        self._plot.getViewBox().sigResized.connect(self._resized)
        self._tools.copy_wanted.connect(self.copy_picture)
        self._tools.save_wanted.connect(self._save_to)
        self._tools.table_wanted.connect(self._want_table)

    def _add_item(self, item: DeviceItem) -> None:
        self._items.append(item)
        self._plot.addItem(item, ignoreBounds=True)

    # What a kind of chart says of itself

    def table(self) -> Table:
        """The numbers shown, with the words of their columns."""
        raise NotImplementedError

    def _count(self) -> int:
        """How many places there are."""
        raise NotImplementedError

    def _key(self, place: int) -> object:
        """The key of a place."""
        raise NotImplementedError

    def _tip_of(self, place: int, layer: str) -> Tip:
        """The words beside a place; ``layer`` is the key of the one meant, or empty."""
        raise NotImplementedError

    def _hit(self, spot: QPointF) -> Place | None:
        """What lies at a point of the view, in the data's units."""
        raise NotImplementedError

    def _anchor(self, place: int) -> QPointF:
        """Where the tip of a place stands, in the data's units."""
        raise NotImplementedError

    def _highlight(self, pointed: Place | None) -> None:
        """Make a place, or one of its layers, stand out."""
        raise NotImplementedError

    def _scale(self) -> None:
        """Fit scale and items to the room there is; there is at least one place."""
        raise NotImplementedError

    def _wanted_height(self) -> int:
        """The least height of the plot in px in which everything is seen at once."""
        return 0

    # Content

    def set_period(self, words: str) -> None:
        """The time range in words, for pictures and tables."""
        self._period = words
        self._tools.offer(f"{self._title} {words}".strip(), bool(self._count()))

    def set_empty_text(self, title: str, hint: str = "", action: str = "") -> EmptyState:
        """What stands here without data; ``acted`` of the returned part is its button."""
        self._empty.set_text(title, hint, action, self.icon_name)
        return self._empty

    def add_control(self, part: QWidget) -> None:
        """Put a part, such as the choice of a period, between the legend and the tools."""
        layout = self._head.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.count() - 1, part)
            self._place_legend()

    def pointed(self) -> Mark | None:
        """What is pointed at."""
        return self._mark(self._pointed) if self._pointed is not None else None

    def _shown_anew(self, pointed: Mark | None) -> None:
        """Called by a chart after it took new data; ``pointed`` is what was pointed at before."""
        some = self._count() > 0
        self._body.setCurrentWidget(self._page if some else self._empty)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if some else Qt.FocusPolicy.NoFocus)
        self.set_period(self._period)
        if some:
            self._fit()
        self._point_at(self._place_of(pointed))

    def _place_of(self, mark: Mark | None) -> Place | None:
        """The place of a mark; None if it is not shown any more."""
        for number in range(self._count()) if mark is not None else ():
            if mark is not None and self._key(number) == mark.key:
                layers = [one.key for one in self._layers]
                return number, layers.index(mark.layer) if mark.layer else WHOLE
        return None

    def _fit(self) -> None:
        """Take up the room there is."""
        self._plot.setMinimumHeight(self._wanted_height())
        self._scale()

    def _set_frame(self, frame: Frame) -> None:
        """Show this part of the data in the view."""
        extent = frame.extent(QSizeF(self._plot.size()))
        self._plot.setRange(extent, padding=0)
        for item in self._items:
            item.set_frame(extent, frame.data)

    def _place_legend(self) -> None:
        """The legend stands beside the title, or below it where there is too little room."""
        head, column = self._head.layout(), self.layout()
        needed = self._head.sizeHint().width()
        if self._head.isAncestorOf(self._legend_row):
            beside = needed <= self.width()
        else:
            beside = needed + self._legend_row.sizeHint().width() + theme.px(8) <= self.width()
        if beside != self._head.isAncestorOf(self._legend_row):
            layout = head if beside else column
            if isinstance(layout, QBoxLayout):
                layout.insertWidget(1, self._legend_row)

    # Pictures and numbers

    def picture(self, size: QSize | None = None) -> QImage:
        """The chart on white with title, period and legend, twice as fine as the screen.

        ``size`` is that of the drawing in px; the chart's own if not given.
        """
        with self._posed(size) as poster:
            return chart_picture.image(poster)

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        if self._count():
            QGuiApplication.clipboard().setImage(self.picture())
            self.noted.emit(self.tr("已复制图片，可以粘贴到文档里"))

    def save_picture(self, file: Path, size: QSize | None = None) -> bool:
        """Write the picture, an SVG if the name ends so and else a PNG; False if it cannot be."""
        with self._posed(size) as poster:
            return chart_picture.save(poster, file)

    def _save_to(self, name: str) -> None:
        if self.save_picture(Path(name)):
            self.noted.emit(self.tr("图片已保存为“{0}”").format(Path(name).name))
        else:
            told = self.tr("图片“{0}”写不进去，没有保存；请换一个文件夹。")
            self.failed.emit(told.format(Path(name).name))

    def _want_table(self) -> None:
        self.table_wanted.emit(self.table())

    @contextmanager
    def _posed(self, size: QSize | None) -> Iterator[Poster]:
        """The plot in light colours and large enough; afterwards as it was."""
        self._highlight(None)
        kept = self._plot.size()
        least = size or kept.expandedTo(_PICTURE_SIZE)
        with chart_ink.on_paper():
            self._pose(least.expandedTo(QSize(0, self._wanted_height())), cached=False)
            yield Poster(self._title, self._period, self._legend, self._plot)
        self._pose(kept, cached=True)
        self._highlight(self._pointed)

    def _pose(self, size: QSize, cached: bool) -> None:
        self._plot.resize(size)
        # A plot that is not on screen would hear of its size only when it is shown.
        QApplication.sendEvent(self._plot, QResizeEvent(size, self._plot.size()))
        self._plot.setBackground(chart_ink.scheme().paper)
        for item in self._items:
            item.set_cached(cached)
        if self._count():
            self._scale()

    # Pointing and choosing

    def _mark(self, place: Place) -> Mark:
        number, layer = place
        return Mark(self._key(number), self._layer_key(layer))

    def _layer_key(self, layer: int) -> str:
        return self._layers[layer].key if layer != WHOLE else ""

    def _point_at(self, place: Place | None) -> None:
        self._pointed = place
        self._highlight(place)
        if place is None:
            self._tip.hide()
            self._plot.unsetCursor()
            hint = self.tr("方向键逐项查看，回车键打开") if self._count() else ""
            self.setAccessibleDescription(hint)
            return
        tip = self._tip_of(place[0], self._layer_key(place[1]))
        spot = self._plot.getViewBox().mapViewToScene(self._anchor(place[0])).toPoint()
        if self._wanted_height():
            self._page.ensureVisible(0, spot.y(), 0, theme.px(30))
        self._tip.show_tip(tip, self._plot.mapTo(self, spot))
        self._plot.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(tip.told())

    def _place_at(self, scene: QPointF) -> Place | None:
        if not self._count() or not QRectF(self._plot.rect()).contains(scene):
            return None
        return self._hit(self._plot.getViewBox().mapSceneToView(scene))

    def _mouse_moved(self, scene: QPointF) -> None:
        place = self._place_at(scene)
        if place != self._pointed:
            self._point_at(place)

    def _mouse_clicked(self, event: object) -> None:
        if event.button() != Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            return
        place = self._place_at(event.scenePos())  # type: ignore[attr-defined]
        if place is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._choose(place)

    def _choose(self, place: Place) -> None:
        self.clicked.emit(self._mark(place))

    def _first_place(self) -> Place:
        return (self._count() - 1 if self.starts_at_end else 0, WHOLE)

    def _step(self, key: int) -> Place | None:
        """Where a key leads; None if it leads nowhere."""
        keys = Qt.Key
        far = {int(keys.Key_PageUp): -self.page, int(keys.Key_PageDown): self.page}
        steps = {**self.along, **far, int(keys.Key_Home): -_FAR, int(keys.Key_End): _FAR}
        if not self._count() or (key not in steps and key not in self.across):
            return None
        if self._pointed is None:
            return self._first_place()
        number, layer = self._pointed
        if key in self.across:
            return number, max(WHOLE, min(len(self._layers) - 1, layer + self.across[key]))
        return max(0, min(self._count() - 1, number + steps[key])), layer

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        there = self._step(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_picture()
        elif event.key() == Qt.Key.Key_Escape and self._pointed is not None:
            self._point_at(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self._choose(self._pointed)
        elif there is not None:
            self._point_at(there)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _TABBED and self._count() and self._pointed is None:
            self._point_at(self._first_place())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._tools.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_legend()

    def _resized(self, _: object) -> None:
        if self._count():
            self._scale()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isAncestorOf(self._plot):
            self._plot.setBackground(chart_ink.scheme().paper)
            self._place_legend()
            if self._count():
                self._fit()
