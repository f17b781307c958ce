"""Counts as bars, in layers on top of each other."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from widgets import chart_ink, theme
from widgets.chart_bars import LINE_PX, NAME_GAP_PX, BarLight, BarShape, BarsItem, Box
from widgets.chart_card import DOWNWARDS, SIDEWAYS, WHOLE, ChartCard, Place
from widgets.chart_items import Frame, Scale
from widgets.chart_names import broken, shortened
from widgets.chart_ticks import count_ticks
from widgets.chart_values import Bar, Layer, Table, Tip, dressed

_LEAST_ROW_PX, _MOST_ROW_PX, _THICK_PX, _BROAD_PX = 28, 44, 24, 64
_BAR_SHARE, _NAMES_SHARE, _NAME_LINES = 0.66, 0.36, 3


class BarsChart(ChartCard):
    """Standing bars, or ``lying`` ones for many or long names: these scroll if there are too many.

    The arrows along the bars point at bars, the others at their layers. The key of a mark is that
    of its bar. In the plot's own units bar number n lies between n and n + 1, downwards (-n)
    when the bars lie, and its length is its count.
    """

    def __init__(
        self,
        title: str,
        layers: Sequence[Layer],
        what: str,
        lying: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``what`` is the word for what the bars stand for: the head of its column in the table."""
        super().__init__(title, dressed(layers), parent)
        self._what, self._lying = what, lying
        if lying:
            self.along, self.across = DOWNWARDS, SIDEWAYS
        self._bars: tuple[Bar, ...] = ()
        self._bars_item, self._light = BarsItem(lying), BarLight()
        self._add_item(self._bars_item)
        self._add_item(self._light)
        self.set_bars(())

    def set_bars(self, bars: Sequence[Bar], period: str = "") -> None:
        """Show these bars in this order; ``period`` is the time range in words.

        Raises ValueError when a bar has another number of counts than there are layers.
        """
        if any(len(bar.counts) != len(self._layers) for bar in bars):
            raise ValueError("every bar needs a count for every layer")
        pointed = self.pointed()
        self._bars, self._period = tuple(bars), period
        self._shown_anew(pointed)

    def table(self) -> Table:
        words = (self._what, *(one.word for one in self._layers))
        if len(self._layers) == 1:
            rows = tuple((bar.word, *bar.counts) for bar in self._bars)
            return Table(self._title, self._period, words, rows)
        rows = tuple((bar.word, *bar.counts, bar.total) for bar in self._bars)
        return Table(self._title, self._period, (*words, self.tr("合计")), rows)

    # Drawing

    def _wanted_height(self) -> int:
        return theme.px(_LEAST_ROW_PX) * len(self._bars) if self._lying else 0

    def _scale(self) -> None:
        highest = max(1, *(bar.total for bar in self._bars))
        if self._lying:
            self._scale_lying(highest)
        else:
            self._scale_standing(highest)

    def _scale_lying(self, longest: int) -> None:
        font, gap = chart_ink.small_font(), theme.px(NAME_GAP_PX)
        most = self._plot.width() * _NAMES_SHARE
        names = [shortened(bar.word, most, font) for bar in self._bars]
        values = [f"{bar.total:,}" for bar in self._bars]
        left = chart_ink.widest(names, font) + gap + 2
        right = chart_ink.widest(values, chart_ink.small_font(bold=True)) + gap + 2
        # Few bars stand at the top, as rows of a list do.
        rows = max(len(names), self._plot.height() / theme.px(_MOST_ROW_PX))
        self._set_frame(Frame(QRectF(0, -rows, longest, rows), left=left, right=right))
        self._shape(names, theme.px(_THICK_PX) * rows / max(1, self._plot.height()))

    def _scale_standing(self, highest: int) -> None:
        font = chart_ink.small_font()
        lines = count_ticks(highest, max(60, self._plot.height() - theme.px(60)))
        words = [f"{count:,}" for count in lines]
        left = chart_ink.widest(words, font) + theme.px(16)
        slot = max(1.0, (self._plot.width() - left) / len(self._bars))
        names = [broken(bar.word, slot - theme.px(6), _NAME_LINES, font) for bar in self._bars]
        foot = theme.px(LINE_PX) * max(name.count("\n") + 1 for name in names) + theme.px(10)
        frame = QRectF(0, 0, len(names), max(lines[-1], highest))
        self._set_frame(Frame(frame, left=left, top=theme.px(22), bottom=foot))
        self._scale_item.set_scale(Scale(tuple(zip(map(float, lines), words, strict=True))))
        self._shape(names, theme.px(_BROAD_PX) / slot)

    def _shape(self, names: Sequence[str], breadth: float) -> None:
        """Draw the bars, ``breadth`` of a place broad at most."""
        broad = min(_BAR_SHARE, breadth)
        shapes = []
        for number, (bar, name) in enumerate(zip(self._bars, names, strict=True)):
            boxes = tuple(
                Box(self._part(number, layer, broad), one.tone)
                for layer, one in enumerate(self._layers)
                if bar.counts[layer]
            )
            foot, end = self._at(number + 0.5, 0), self._at(number + 0.5, bar.total)
            shapes.append(BarShape(foot, end, boxes, name, f"{bar.total:,}"))
        self._breadth = broad
        self._bars_item.set_shapes(shapes)

    def _at(self, along: float, count: float) -> QPointF:
        """A point in the plot's units: so far along the bars, so far from their foot."""
        return QPointF(count, -along) if self._lying else QPointF(along, count)

    def _part(self, number: int, layer: int, broad: float) -> QRectF:
        """The rectangle of a layer of a bar in the plot's units."""
        bar = self._bars[number]
        low = sum(bar.counts[:layer])
        first = self._at(number + (1 - broad) / 2, low)
        last = self._at(number + (1 + broad) / 2, low + bar.counts[layer])
        return QRectF(first, last).normalized()

    # Pointing

    def _count(self) -> int:
        return len(self._bars)

    def _key(self, place: int) -> object:
        return self._bars[place].key

    def _tip_of(self, place: int, layer: str) -> Tip:
        bar = self._bars[place]
        rows = tuple(
            (one, f"{count:,}") for one, count in zip(self._layers, bar.counts, strict=True)
        )
        if len(rows) == 1:
            return Tip(bar.word, rows, lit=layer)
        ordered = rows if self._lying else rows[::-1]
        return Tip(bar.word, ordered, ((self.tr("合计"), f"{bar.total:,}"),), layer)

    def _hit(self, spot: QPointF) -> Place | None:
        along, count = (-spot.y(), spot.x()) if self._lying else (spot.x(), spot.y())
        if not 0 <= along < len(self._bars):
            return None
        place = int(along)
        if count < 0 or abs(along - place - 0.5) > self._breadth / 2:
            return place, WHOLE
        for layer in range(len(self._layers)):
            if count < sum(self._bars[place].counts[: layer + 1]):
                return place, layer
        return place, WHOLE

    def _anchor(self, place: int) -> QPointF:
        total = self._bars[place].total
        beyond = 0.0
        if self._lying:  # beyond the number
            number = chart_ink.widest([f"{total:,}"], chart_ink.small_font(bold=True))
            beyond = number * self._plot.viewRect().width() / self._plot.width()
        return self._at(place + 0.5 + self._breadth / 2, total + beyond)

    def _highlight(self, pointed: Place | None) -> None:
        if pointed is None:
            self._light.set_light(None)
            return
        place, layer = pointed
        shown = self._plot.viewRect()
        slot = QRectF(place, shown.top(), 1, shown.height())
        if self._lying:
            slot = QRectF(shown.left(), -place - 1, shown.width(), 1)
        meant = layer != WHOLE and self._bars[place].counts[layer] > 0
        self._light.set_light(slot, self._part(place, layer, self._breadth) if meant else None)
