"""How charts paint: tones, hatched grounds, lines and words, in device pixels.

NumPy takes long to import: only a chart that is made pays for it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPen,
    QPolygonF,
)

from resources import tokens
from resources.tokens import Scheme, Tone
from widgets import theme
from widgets.chart_values import Layer
from widgets.chips import paint_mark

_GROUND_SHARE, _HATCH_SHARE = 0.38, 0.62
_HATCH_GAP_PX = 7
_SLOPES = {"rising": (-1,), "crossed": (-1, 1), "level": (0,)}
MIDDLE = Qt.AlignmentFlag.AlignVCenter
LEFT = MIDDLE | Qt.AlignmentFlag.AlignLeft
RIGHT = MIDDLE | Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignCenter
_VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)

_on_paper: list[Scheme] = []


def scheme() -> Scheme:
    """The colours to paint with: those on screen, or the light ones for a picture."""
    return _on_paper[-1] if _on_paper else theme.scheme()


@contextmanager
def on_paper() -> Iterator[None]:
    """Within this, charts are painted in the light scheme, whatever the screen shows."""
    _on_paper.append(tokens.LIGHT)
    try:
        yield
    finally:
        _on_paper.pop()


def tone(key: str) -> Tone:
    """The tone of that key; ``accent``, ``ink`` and ``muted`` are tones here as well."""
    shown = scheme()
    if key == "accent":
        return Tone(shown.accent, shown.accent_soft, shown.accent)
    if key in ("ink", "muted"):
        colour = shown.ink if key == "ink" else shown.muted
        return Tone(colour, shown.grey.soft, colour)
    return shown.tone(key)


def is_vector(painter: QPainter) -> bool:
    """Whether what is painted stays a drawing, such as an SVG."""
    return painter.paintEngine().type() in _VECTORS


def small_font(bold: bool = False) -> QFont:
    """The font of numbers and names in a chart."""
    return theme.font(theme.px(tokens.SMALL_PX), bold)


def widest(words: Sequence[str], font: QFont) -> float:
    """The width in px of the longest of these words; 0 without any."""
    metrics = QFontMetricsF(font)
    return max((metrics.horizontalAdvance(word) for word in words), default=0.0)


# Grounds


@dataclass(frozen=True, slots=True)
class Region:
    """A ground in columns ``step`` px wide: where each starts, and from where to where it goes."""

    starts: Any
    tops: Any
    feet: Any
    step: float


def ground_colour(key: str) -> QColor:
    """The even colour of a layer's ground; the accent, which is never hatched, is full."""
    share = 1 if key == "accent" else _GROUND_SHARE
    return QColor(tokens.mixed(tone(key).fill, scheme().paper, share))


def paint_columns(painter: QPainter, region: Region, key: str) -> None:
    """Fill a region in the colour of its layer.

    Columns fill a ragged ground ten times as fast as a path of a thousand corners does; a
    drawing takes the path, which has no seams.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground_colour(key))
    if is_vector(painter):
        there = list(zip(region.starts.tolist(), region.tops.tolist(), strict=True))
        back = list(zip(region.starts.tolist(), region.feet.tolist(), strict=True))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in there + back[::-1]]))
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    heights = (region.feet - region.tops).tolist()
    columns = zip(region.starts.tolist(), region.tops.tolist(), heights, strict=True)
    painter.drawRects([QRectF(x, y, region.step, height) for x, y, height in columns])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_hatch(painter: QPainter, region: Region, key: str) -> None:
    """Hatch a region as its layer asks: tells the layers apart in grey and to any eye.

    The hatches are lines of our own: Qt's patterns shrink on fine screens and are lost in SVG.
    """
    kind = tokens.HATCHES.get(key, "")
    if not kind or not len(region.starts):
        return
    ink = QColor(tone(key).fill)
    ink.setAlphaF(_HATCH_SHARE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "dotted":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_vector(painter))
        painter.drawRects(_dots(region))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return
    painter.setPen(QPen(ink, 1))
    for slope in _SLOPES[kind]:
        painter.drawLines(_lines(region, slope))


def _lines(region: Region, slope: int) -> list[QLineF]:
    """The parts of evenly spaced lines of a slope (-1, 0, 1) that lie within the region."""
    import numpy as np

    gap = _HATCH_GAP_PX * (1.0 if slope else 0.8)
    x = region.starts + region.step / 2
    tops, feet = region.tops - slope * x, region.feet - slope * x
    at = np.arange(tops.min() // gap * gap, feet.max() + gap, gap)[:, None]
    inside = np.zeros((len(at), len(x) + 2), dtype=np.int8)
    inside[:, 1:-1] = (at >= tops) & (at <= feet)
    turns = np.diff(inside, axis=1)
    rows, first = np.nonzero(turns == 1)
    _, last = np.nonzero(turns == -1)
    left, right = region.starts[first], region.starts[last - 1] + region.step
    low, high = at[rows, 0] + slope * left, at[rows, 0] + slope * right
    ends = np.stack([left, low, right, high], axis=1)
    return [QLineF(*end) for end in ends.tolist()]


def _dots(region: Region) -> list[QRectF]:
    """Small squares on a staggered grid within the region."""
    import numpy as np

    gap, size = 5.0, 1.5
    columns = np.nonzero(np.diff(region.starts // gap, prepend=np.nan) > 0)[0]
    if not len(columns):
        return []
    top, foot = region.tops[columns] + 1, region.feet[columns] - 1 - size
    at = np.arange(top.min() // gap * gap, foot.max() + gap, gap)[:, None]
    even = (np.rint(at / gap) + np.rint(region.starts[columns] / gap)) % 2 == 0
    rows, chosen = np.nonzero((at >= top) & (at <= foot) & even)
    along, across = region.starts[columns][chosen].tolist(), at[rows, 0].tolist()
    return [QRectF(x, y, size, size) for x, y in zip(along, across, strict=True)]


def box_region(box: QRectF, step: float) -> Region:
    """A rectangle as a region."""
    import numpy as np

    starts = np.arange(box.left(), box.right(), step)
    return Region(starts, starts * 0 + box.top(), starts * 0 + box.bottom(), step)


def paint_swatch(painter: QPainter, box: QRectF, key: str) -> None:
    """A sample of a layer's ground, as a legend shows it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground_colour(key))
    painter.drawRect(box)
    paint_hatch(painter, box_region(box, 0.5), key)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tone(key).fill), 1))
    painter.drawRect(box)


# Lines and words

_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


def line_pen(layer: Layer) -> QPen:
    """The pen of a line: each has a dash of its own."""
    pen = QPen(QColor(tone(layer.tone).fill), 2, _DASHES[(layer.dash or 0) % len(_DASHES)])
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def paint_dot(painter: QPainter, layer: Layer, centre: QPointF, size: float) -> None:
    """The mark of a layer on a line, with a rim of the ground around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scheme().paper))
    painter.drawEllipse(centre, size / 2 + 2, size / 2 + 2)
    box = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
    paint_mark(painter, layer.mark, box, tone(layer.tone).fill)


def paint_words(
    painter: QPainter,
    box: QRectF,
    words: str,
    colour: str,
    flags: Qt.AlignmentFlag = LEFT,
    font: QFont | None = None,
) -> None:
    """Words in a box, neither cut nor broken."""
    painter.setFont(font if font is not None else small_font())
    painter.setPen(QColor(colour))
    painter.drawText(box, int(flags | Qt.TextFlag.TextDontClip), words)


def apart(heights: Sequence[float], least: float, top: float, floor: float) -> list[float]:
    """Heights from the bottom up, moved until each is at least ``least`` above the one before.

    Heights grow downwards, as on the screen. None is left below ``floor`` or, as long as there is
    room for all of them, above ``top``.
    """
    placed: list[float] = []
    for height in heights:
        placed.append(min(height, placed[-1] - least if placed else floor))
    highest = min(floor, top + (len(placed) - 1) * least)
    return [max(height, highest - number * least) for number, height in enumerate(placed)]
