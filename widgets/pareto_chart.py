"""Counts in descending order, and what share the first of them have together."""

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from widgets import chart_ink, theme
from widgets.chart_bars import LINE_PX, BarLight, BarShape, BarsItem, Box
from widgets.chart_card import WHOLE, ChartCard, Place
from widgets.chart_items import Frame, Scale
from widgets.chart_lines import Line, LinesItem, NoteItem
from widgets.chart_names import broken
from widgets.chart_ticks import number_words, value_ticks
from widgets.chart_values import Bar, Layer, Table, Tip

_TOP_PX, _BROAD_PX, _BAR_SHARE, _NAME_LINES = 22, 64, 0.7, 4
VITAL = 0.8
"""The share at which the few that matter end and the many begin (Pareto's rule)."""
_VITAL_TONE, _MANY_TONE = "accent", "grey"


class ParetoChart(ChartCard):
    """Bars in descending order, and a line of their cumulative share on the same scale in %.

    The bars that make up 80 % together are in the accent, the others in grey. The key of a mark
    is that of its bar; that of the last one, which gathers what goes beyond ``most`` bars, is
    the tuple of their keys. In the plot's own units bar number n lies between n and n + 1, and
    its height is its count.
    """

    across = {}  # noqa: RUF012: as its type in the base says, nobody changes it

    def __init__(
        self, title: str, what: str, count: str, most: int = 12, parent: QWidget | None = None
    ) -> None:
        """``what`` is the word for what the bars stand for, ``count`` for what is counted."""
        bars = Layer("count", count, _VITAL_TONE, "■")
        share = Layer("share", self.tr("累计占比"), "ink", "●", dash=0)
        super().__init__(title, (bars, share), parent)
        self._what, self._most = what, most
        self._bars: tuple[Bar, ...] = ()
        self._sums: tuple[int, ...] = ()
        self._bars_item, self._line, self._note = BarsItem(), LinesItem(), NoteItem()
        self._light = BarLight()
        for item in (self._bars_item, self._line, self._note, self._light):
            self._add_item(item)
        self.set_bars(())

    def set_bars(self, bars: Sequence[Bar], period: str = "") -> None:
        """Show these bars, in any order and with one count each; ``period`` is the time in words.

        Raises ValueError when a bar has more or less than one count.
        """
        if any(len(bar.counts) != 1 for bar in bars):
            raise ValueError("every bar needs exactly one count")
        pointed = self.pointed()
        ordered = sorted(bars, key=_descending)
        if len(ordered) > self._most:
            rest = ordered[self._most - 1 :]
            keys, total = tuple(bar.key for bar in rest), sum(bar.total for bar in rest)
            others = Bar(keys, self.tr("其他 {0} 类").format(len(rest)), (total,))
            ordered[self._most - 1 :] = [others]
        self._bars, self._period = tuple(ordered), period
        self._sums = tuple(accumulate(bar.total for bar in ordered))
        self._shown_anew(pointed)

    def table(self) -> Table:
        words = (self._what, self._layers[0].word, self.tr("占比（%）"), self.tr("累计占比（%）"))
        rows = tuple(
            (bar.word, bar.total, round(self._share(bar.total), 1), round(self._share(upto), 1))
            for bar, upto in zip(self._bars, self._sums, strict=True)
        )
        return Table(self._title, self._period, words, rows)

    def _share(self, count: int) -> float:
        """How much of everything a count is, in %; 0 of nothing."""
        return 100 * count / self._sums[-1] if self._sums and self._sums[-1] else 0.0

    def _vital(self) -> int:
        """How many of the first bars make up 80 %; 0 when nothing was counted."""
        reached = (n for n, upto in enumerate(self._sums, 1) if upto >= VITAL * self._sums[-1])
        return next(reached, 0) if self._sums and self._sums[-1] else 0

    # Drawing

    def _scale(self) -> None:
        font, whole, count = chart_ink.small_font(), float(self._sums[-1] or 1), len(self._bars)
        shares = value_ticks(0, 100, max(60, self._plot.height() - theme.px(60)))
        words = [number_words(share, "%") for share in shares]
        right = chart_ink.widest(words, font) + theme.px(16)
        slot = max(1.0, (self._plot.width() - right) / count)
        names = [broken(bar.word, slot - theme.px(6), _NAME_LINES, font) for bar in self._bars]
        foot = theme.px(LINE_PX) * max(name.count("\n") + 1 for name in names) + theme.px(10)
        frame = QRectF(0, 0, count, whole)
        self._set_frame(Frame(frame, right=right, top=theme.px(_TOP_PX), bottom=foot))
        heights = [share * whole / 100 for share in shares]
        ticks = tuple(zip(heights, words, strict=True))
        self._scale_item.set_scale(Scale(tuple((height, "") for height in heights), ticks))
        self._shape(names, min(_BAR_SHARE, theme.px(_BROAD_PX) / slot))

    def _shape(self, names: Sequence[str], broad: float) -> None:
        vital = self._vital()
        shapes = []
        for number, (bar, name) in enumerate(zip(self._bars, names, strict=True)):
            tone = _VITAL_TONE if number < vital else _MANY_TONE
            rect = QRectF(number + (1 - broad) / 2, 0, broad, bar.total)
            boxes = (Box(rect, tone),) if bar.total else ()
            foot, end = QPointF(number + 0.5, 0), QPointF(number + 0.5, bar.total)
            shapes.append(BarShape(foot, end, boxes, name, f"{bar.total:,}"))
        self._bars_item.set_shapes(shapes)
        middles = tuple(number + 0.5 for number in range(len(self._bars)))
        line = Line(self._layers[1], middles, tuple(map(float, self._sums)))
        self._line.set_lines((line,) if vital else ())
        self._note_vital(vital)

    def _note_vital(self, vital: int) -> None:
        if not vital or vital == len(self._bars):
            self._note.set_note(None)
            return
        upto = self._sums[vital - 1]
        words = self.tr("前 {0} 类占 {1}").format(vital, number_words(self._share(upto), "%"))
        self._note.set_note(QPointF(vital - 0.5, upto), words)

    # Pointing

    def _count(self) -> int:
        return len(self._bars)

    def _key(self, place: int) -> object:
        return self._bars[place].key

    def _tip_of(self, place: int, layer: str) -> Tip:
        bar, upto = self._bars[place], self._sums[place]
        shares = (number_words(self._share(count), "%") for count in (bar.total, upto))
        words = (self.tr("占比"), self._layers[1].word)
        foot = tuple(zip(words, shares, strict=True))
        return Tip(bar.word, ((self._layers[0], f"{bar.total:,}"),), foot)

    def _hit(self, spot: QPointF) -> Place | None:
        return (int(spot.x()), WHOLE) if 0 <= spot.x() < len(self._bars) else None

    def _anchor(self, place: int) -> QPointF:
        return QPointF(place + 1, self._bars[place].total)

    def _highlight(self, pointed: Place | None) -> None:
        shown = self._plot.viewRect()
        slot = None if pointed is None else QRectF(pointed[0], shown.top(), 1, shown.height())
        self._light.set_light(slot)


def _descending(bar: Bar) -> int:
    return -bar.total
