"""Counts a day, in layers on top of each other."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from widgets import chart_ink, theme
from widgets.chart_card import WHOLE, ChartCard, Place
from widgets.chart_items import CursorItem, Dot, End, EndsItem, Frame, Scale
from widgets.chart_stack import Area, StackItem
from widgets.chart_ticks import count_ticks, day_ticks, long_day, span_words
from widgets.chart_values import Layer, Table, Tip, dressed

_TOP_PX, _FOOT_PX = 12, 32


class StackedChart(ChartCard):
    """Layers over days, the first one lowest. ← → point at days, ↑ ↓ at layers.

    The key of a mark is the :class:`~datetime.date`.
    """

    page = 30
    starts_at_end = True
    icon_name = "chart-area"

    def __init__(self, title: str, layers: Sequence[Layer], parent: QWidget | None = None) -> None:
        super().__init__(title, dressed(layers), parent)
        self._days: tuple[date, ...] = ()
        self._values: dict[str, tuple[int, ...]] = {}
        self._highest = 0
        self._chosen: date | None = None
        self._stack = StackItem()
        self._ends = EndsItem()
        self._cursor = CursorItem(chosen=False)
        self._chosen_line = CursorItem(chosen=True)
        for item in (self._stack, self._ends, self._chosen_line, self._cursor):
            self._add_item(item)
        self.set_series((), {})

    # Content

    def set_series(self, days: Sequence[date], values: Mapping[str, Sequence[int]]) -> None:
        """Show consecutive days and, by the key of each layer, as many counts.

        Raises ValueError when a layer has another number of counts.
        """
        counts = {one.key: tuple(values.get(one.key, ())) for one in self._layers}
        if any(len(numbers) != len(days) for numbers in counts.values()):
            raise ValueError("every layer needs a count for every day")
        pointed = self.pointed()
        self._days, self._values = tuple(days), counts
        self._period = span_words(days[0], days[-1]) if days else ""
        if self._days:
            self._draw()
        self._shown_anew(pointed)

    def set_selected_day(self, day: date | None) -> None:
        """Mark a day, or none."""
        self._chosen = day
        there = day is not None and day in self._days
        self._chosen_line.set_place(day.toordinal() if day is not None and there else None)

    def table(self) -> Table:
        words = (self.tr("日期"), *(one.word for one in self._layers), self.tr("合计"))
        columns = [self._values[one.key] for one in self._layers]
        rows = zip(self._days, *columns, strict=True)
        summed = tuple((day, *counts, sum(counts)) for day, *counts in rows)
        return Table(self._title, self._period, words, summed)

    # Drawing

    def _draw(self) -> None:
        import numpy as np

        single = len(self._days) == 1
        first = self._days[0].toordinal()
        days = np.arange(first, first + len(self._days), dtype=float)
        if single:
            days = np.array([first - 0.4, first + 0.4])
        total = np.zeros(len(days))
        areas, ends = [], []
        for layer in self._layers:
            counts = self._values[layer.key]
            ends.append(End(float(total[-1]) + counts[-1] / 2, layer, f"{counts[-1]:,}"))
            total = total + np.array(counts * 2 if single else counts, dtype=float)
            areas.append(Area(layer.tone, total))
        self._highest = int(total.max())
        self._stack.set_areas(days, areas)
        self._ends.set_ends(ends)
        self.set_selected_day(self._chosen)

    def _scale(self) -> None:
        lines = count_ticks(self._highest, max(60, self._plot.height() - theme.px(50)))
        words = [f"{count:,}" for count in lines]
        left = chart_ink.widest(words, chart_ink.small_font()) + theme.px(16)
        right = self._ends.width() + theme.px(4)
        first, last = self._days[0].toordinal(), self._days[-1].toordinal()
        start, end = (first - 0.5, last + 0.5) if first == last else (first, last)
        data = QRectF(start, 0, end - start, lines[-1])
        self._set_frame(Frame(data, left, theme.px(_TOP_PX), right, theme.px(_FOOT_PX)))
        room = max(120, self._plot.width() - left - right)
        below = day_ticks(self._days[0], self._days[-1], room)
        ticks = tuple(zip(map(float, lines), words, strict=True))
        self._scale_item.set_scale(Scale(ticks, below=tuple(below)))

    # Pointing

    def _count(self) -> int:
        return len(self._days)

    def _key(self, place: int) -> date:
        return self._days[place]

    def _tip_of(self, place: int, layer: str) -> Tip:
        counts = [(one, self._values[one.key][place]) for one in reversed(self._layers)]
        total = sum(count for _, count in counts)
        rows = tuple((one, f"{count:,}") for one, count in counts)
        return Tip(long_day(self._days[place]), rows, ((self.tr("合计"), f"{total:,}"),), layer)

    def _uppers(self, place: int) -> list[int]:
        """The upper edge of each layer on a day."""
        edges, height = [], 0
        for one in self._layers:
            height += self._values[one.key][place]
            edges.append(height)
        return edges

    def _hit(self, spot: QPointF) -> Place | None:
        place = round(spot.x()) - self._days[0].toordinal()
        place = max(0, min(len(self._days) - 1, place))
        if spot.y() < 0:
            return place, WHOLE
        uppers = self._uppers(place)
        return place, next((n for n, upper in enumerate(uppers) if spot.y() <= upper), WHOLE)

    def _anchor(self, place: int) -> QPointF:
        return QPointF(self._days[place].toordinal(), self._plot.viewRect().bottom())

    def _highlight(self, pointed: Place | None) -> None:
        if pointed is None:
            self._cursor.set_place(None)
            return
        place, lit = pointed
        dots = [
            Dot(upper, layer, number == lit)
            for number, (upper, layer) in enumerate(
                zip(self._uppers(place), self._layers, strict=True)
            )
        ]
        self._cursor.set_place(self._days[place].toordinal(), dots)

    def _choose(self, place: Place) -> None:
        self.set_selected_day(self._days[place[0]])
        super()._choose(place)
