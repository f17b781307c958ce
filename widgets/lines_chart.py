"""Values a month, as lines."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from widgets import chart_ink, theme
from widgets.chart_card import WHOLE, ChartCard, Place
from widgets.chart_items import CursorItem, Dot, End, EndsItem, Frame, Scale
from widgets.chart_lines import Line, LinesItem
from widgets.chart_ticks import long_month, month_ticks, number_words, value_ticks
from widgets.chart_values import Layer, Table, Tip, dressed

_TOP_PX, _FOOT_PX, _SIDE_PX, _NEAR_PX = 12, 32, 12, 16
_LEAST_SPAN = 5
PERCENT = (0.0, 100.0)


class LinesChart(ChartCard):
    """One to four lines over months. ← → point at months, ↑ ↓ at lines.

    The key of a mark is the month, as the :class:`~datetime.date` that was given for it. In the
    plot's own units month number n stands at n, and the height of a point is its value.
    """

    page = 12
    starts_at_end = True
    icon_name = "chart-line"

    def __init__(
        self,
        title: str,
        lines: Sequence[Layer],
        unit: str = "%",
        span: tuple[float, float] | None = PERCENT,
        parent: QWidget | None = None,
    ) -> None:
        """``unit`` follows every value; ``span`` is what the axis shows, None to fit the values."""
        super().__init__(title, dressed(lines, lines=True), parent)
        self._unit, self._span = unit, span
        self._months: tuple[date, ...] = ()
        self._values: dict[str, tuple[float | None, ...]] = {}
        self._lines, self._ends, self._cursor = LinesItem(), EndsItem(), CursorItem(chosen=False)
        for item in (self._lines, self._ends, self._cursor):
            self._add_item(item)
        self.set_series((), {})

    def set_series(
        self, months: Sequence[date], values: Mapping[str, Sequence[float | None]]
    ) -> None:
        """Show consecutive months and, by the key of each line, as many values; None is a gap.

        Raises ValueError when a line has another number of values.
        """
        series = {one.key: tuple(values.get(one.key, ())) for one in self._layers}
        if any(len(numbers) != len(months) for numbers in series.values()):
            raise ValueError("every line needs a value or None for every month")
        pointed = self.pointed()
        self._months, self._values = tuple(months), series
        ends = dict.fromkeys(map(long_month, (*months[:1], *months[-1:])))
        self._period = "—".join(ends)
        self._draw()
        self._shown_anew(pointed)

    def table(self) -> Table:
        words = (self.tr("月份"), *(self._head_of(one) for one in self._layers))
        columns = [self._values[one.key] for one in self._layers]
        rows = zip(map(long_month, self._months), *columns, strict=True)
        return Table(self._title, self._period, words, tuple(rows))

    def _head_of(self, line: Layer) -> str:
        return self.tr("{0}（{1}）").format(line.word, self._unit) if self._unit else line.word

    # Drawing

    def _draw(self) -> None:
        places = tuple(map(float, range(len(self._months))))
        self._lines.set_lines([Line(one, places, self._values[one.key]) for one in self._layers])
        lasts = [(one, self._values[one.key][-1]) for one in self._layers if self._months]
        self._ends.set_ends(
            [End(last, one, self._said(last)) for one, last in lasts if last is not None]
        )

    def _said(self, value: float | None) -> str:
        return self.tr("无数据") if value is None else number_words(value, self._unit)

    def _scale(self) -> None:
        known = [n for numbers in self._values.values() for n in numbers if n is not None]
        low, high = self._span or (min(known, default=0), max(known, default=1))
        # A tenth of a point is no mountain: values that hardly differ lie flat.
        low = max(0.0, min(low, high - _LEAST_SPAN))
        lines = value_ticks(low, high, chart_ink.plain(self._plot.height()) - 50)
        words = [number_words(value, self._unit) for value in lines]
        left = chart_ink.widest(words, chart_ink.small_font()) + theme.px(16)
        right = self._ends.width() + theme.px(4)
        last = len(self._months) - 1
        start, end = (0, last) if last else (-0.5, 0.5)
        # The first and the last mark stand a little within the grid.
        room = max(60, self._plot.width() - left - right)
        side = theme.px(_SIDE_PX) * (end - start) / (room - 2 * theme.px(_SIDE_PX))
        frame = QRectF(start - side, lines[0], end - start + 2 * side, lines[-1] - lines[0])
        self._set_frame(Frame(frame, left, theme.px(_TOP_PX), right, theme.px(_FOOT_PX)))
        below = month_ticks(self._months, chart_ink.plain(room))
        ticks = tuple(zip(lines, words, strict=True))
        self._scale_item.set_scale(Scale(ticks, below=tuple(below)))

    # Pointing

    def _count(self) -> int:
        return len(self._months)

    def _key(self, place: int) -> date:
        return self._months[place]

    def _tip_of(self, place: int, layer: str) -> Tip:
        rows = tuple((one, self._said(self._values[one.key][place])) for one in self._layers)
        return Tip(long_month(self._months[place]), rows, lit=layer)

    def _hit(self, spot: QPointF) -> Place | None:
        place = max(0, min(len(self._months) - 1, round(spot.x())))
        near = theme.px(_NEAR_PX) * self._plot.viewRect().height() / self._plot.height()
        values = [self._values[one.key][place] for one in self._layers]
        far = [(abs(v - spot.y()), n) for n, v in enumerate(values) if v is not None]
        distance, layer = min(far, default=(near + 1, WHOLE))
        return place, layer if distance <= near else WHOLE

    def _anchor(self, place: int) -> QPointF:
        return QPointF(place, self._plot.viewRect().bottom())

    def _highlight(self, pointed: Place | None) -> None:
        if pointed is None:
            self._cursor.set_place(None)
            return
        place, lit = pointed
        values = [(one, self._values[one.key][place]) for one in self._layers]
        dots = [
            Dot(value, one, number == lit)
            for number, (one, value) in enumerate(values)
            if value is not None
        ]
        self._cursor.set_place(place, dots)
