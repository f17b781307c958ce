"""A chart as a picture that says everything itself: title, time range, legend, drawing."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from resources import disk, tokens
from resources.tokens import LIGHT
from widgets import chart_ink, theme
from widgets.chart_legend import Legend

SCALE = 2
# A picture of twice this height would take more than 100 MB.
_TALLEST_PX = 4000
_MARGIN_PX, _TITLE_ROW_PX, _ROW_PX = 24, 32, 28


@dataclass(frozen=True, slots=True)
class Poster:
    """What is painted; ``plot`` must already have the size and the colours it is to be seen in."""

    title: str
    period: str
    legend: Legend
    plot: Any

    def size(self) -> QSize:
        """The size of the picture in px."""
        margin = theme.px(_MARGIN_PX)
        return QSize(self.plot.size()) + QSize(2 * margin, 2 * margin + self._head())

    def _legend_beside(self) -> bool:
        """Whether the legend stands beside the period; else it has rows of its own."""
        taken = chart_ink.widest([self.period], self._font()) + theme.px(40)
        return taken + self.legend.width() <= float(self.plot.width())

    def _head(self) -> int:
        beside = self._legend_beside()
        rows = theme.px(_ROW_PX) if self.period or (beside and self.legend.layers) else 0
        if not beside:
            rows += self.legend.height(self.plot.width())
        return theme.px(_TITLE_ROW_PX) + rows + theme.px(8)

    def _font(self) -> QFont:
        return theme.font(theme.px(tokens.BODY_PX))

    def paint(self, painter: QPainter) -> None:
        """Paint everything on white."""
        size, margin = self.size(), theme.px(_MARGIN_PX)
        painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(LIGHT.paper))
        title, row = theme.px(_TITLE_ROW_PX), theme.px(_ROW_PX)
        large = theme.font(theme.px(tokens.TITLE_PX), bold=True)
        box = QRectF(margin, margin - theme.px(4), self.plot.width(), title)
        chart_ink.paint_words(painter, box, self.title, LIGHT.ink, font=large)
        box = QRectF(margin, box.bottom(), self.plot.width(), row)
        chart_ink.paint_words(painter, box, self.period, LIGHT.muted, font=self._font())
        beside = self._legend_beside()
        if not beside and self.period:
            box.translate(0, row)
        self.legend.paint(painter, box, to_right=beside)
        self._paint_plot(painter, QPointF(margin, margin + self._head()))

    def _paint_plot(self, painter: QPainter, corner: QPointF) -> None:
        ground = QRectF(self.plot.rect())
        scene = self.plot.scene()
        scene.prepareForPaint()
        # The view fills its ground with whatever brush was left.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen)
        scene.render(painter, ground.translated(corner), ground)


def image(poster: Poster) -> QImage:
    """The picture at twice the resolution of the screen, on white."""
    size = poster.size()
    scale = SCALE if size.height() <= _TALLEST_PX else 1
    made = QImage(size * scale, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(scale)
    made.fill(QColor(LIGHT.paper))
    painter = QPainter(made)
    poster.paint(painter)
    painter.end()
    return made


def png(poster: Poster) -> bytes:
    """The picture as the bytes of a PNG."""
    return bytes_of(image(poster))


def bytes_of(made: QImage) -> bytes:
    """A finished picture as the bytes of a PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def svg(poster: Poster) -> bytes:
    """The picture as a drawing, its words as text."""
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)  # one px of the screen is one of the drawing
    generator.setSize(poster.size())
    generator.setViewBox(QRect(0, 0, poster.size().width(), poster.size().height()))
    generator.setTitle(poster.title)
    generator.setDescription(poster.period)
    painter = QPainter(generator)
    poster.paint(painter)
    painter.end()
    return bytes(data.data())


def save(poster: Poster, file: Path) -> bool:
    """Write an SVG or, for any other name, a PNG; whole or not at all. False if it cannot be."""
    made = svg(poster) if file.suffix.lower() == ".svg" else png(poster)
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("wb") as into:
            into.write(made)
            into.flush()
            os.fsync(into.fileno())
        disk.put_in_place(unfinished, file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        return False
    return True
