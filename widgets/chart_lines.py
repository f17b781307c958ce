"""The lines of a chart, with a mark at every point."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from widgets import chart_ink, theme
from widgets.chart_items import DeviceItem
from widgets.chart_values import Layer

_MARK_PX, _CLOSE_PX = 8, 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: its layer, where its points stand across, and how high (None: a gap)."""

    layer: Layer
    places: tuple[float, ...]
    heights: tuple[float | None, ...]

    def parts(self) -> list[list[QPointF]]:
        """The points between the gaps, in the data's units."""
        points = [
            None if height is None else QPointF(place, height)
            for place, height in zip(self.places, self.heights, strict=True)
        ]
        runs = groupby(points, key=_missing)
        return [[point for point in run if point is not None] for gap, run in runs if not gap]


def _missing(point: QPointF | None) -> bool:
    return point is None


class LinesItem(DeviceItem):
    """Lines, each with a dash and a mark of its own; the first one lies on top."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Draw these."""
        self._lines = tuple(lines)
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        for line in reversed(self._lines):
            runs = [[to_device.map(point) for point in part] for part in line.parts()]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(chart_ink.line_pen(line.layer))
            for run in runs:
                painter.drawPolyline(QPolygonF(run))
            for run in runs:
                for point in _marked(run):
                    chart_ink.paint_dot(painter, line.layer, point, theme.px(_MARK_PX))


def _marked(run: Sequence[QPointF]) -> Sequence[QPointF]:
    """The points that carry a mark: all, or where they are too close to each other every few."""
    gap = (run[-1].x() - run[0].x()) / (len(run) - 1) if len(run) > 1 else theme.px(_CLOSE_PX)
    every = max(1, -int(-theme.px(_CLOSE_PX) // max(gap, 0.1)))
    return run[(len(run) - 1) % every :: every]


class NoteItem(DeviceItem):
    """A few words below and at the right of a point of a line that rises."""

    def __init__(self) -> None:
        super().__init__()
        self._spot: QPointF | None = None
        self._words = ""

    def set_note(self, spot: QPointF | None, words: str = "") -> None:
        """Write these words at a point in the data's units; None writes nothing."""
        self._spot, self._words = spot, words
        self.update()

    def draw(self, painter: QPainter, to_device: QTransform) -> None:
        if self._spot is None:
            return
        font = chart_ink.small_font(bold=True)
        width = chart_ink.widest([self._words], font)
        spot = to_device.map(self._spot)
        edge = to_device.mapRect(self._frame).right()
        left = min(spot.x() + theme.px(10), edge - width)
        box = QRectF(left, spot.y() + theme.px(14), width, 0)
        chart_ink.paint_words(painter, box, self._words, chart_ink.scheme().ink, font=font)
