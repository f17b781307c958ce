"""Painting fronts: everything of one colour in one go, so that a tower of hundreds is smooth."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from resources import tokens
from widgets import theme
from widgets.chips import Chip, chip_width, mark_box, paint_chip, paint_mark
from widgets.front_plan import (
    LABEL_PX,
    ROW_PX,
    TITLE_PX,
    Drawn,
    Fonts,
    FrontSection,
    Placed,
    Plan,
    bold,
)

_MARK_PX, _BAR_PX = 8, 3
_MARKS = frozenset("■▲●◆▼○")
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint(painter: QPainter, plan: Plan, clip: QRect) -> None:
    """Paint what of a sheet lies in a part of it."""
    fonts = Fonts()
    for section, box in plan.headings:
        if box.intersects(clip):
            _paint_heading(painter, section, box)
    for placed in plan.placed:
        if placed.box.intersects(clip):
            _paint_front(painter, placed, clip, fonts)


def _paint_heading(painter: QPainter, section: FrontSection, box: QRect) -> None:
    painter.setFont(bold(tokens.TITLE_PX))
    painter.setPen(QColor(theme.scheme().ink))
    painter.drawText(box, _MIDDLE, section.title)
    left = box.left() + painter.fontMetrics().horizontalAdvance(section.title) + theme.px(12)
    _paint_chips(painter, section.chips, left, box)


def _paint_chips(painter: QPainter, chips: Sequence[Chip], left: int, box: QRect) -> None:
    font = bold(tokens.SMALL_PX)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    x = float(left)
    for chip in chips:
        if x + chip_width(chip, metrics) > box.right() and x > left:
            break
        x += paint_chip(painter, chip, x, box.center().y(), box.right() - x, font) + theme.px(6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_front(painter: QPainter, placed: Placed, clip: QRect, fonts: Fonts) -> None:
    scheme, front, box = theme.scheme(), placed.front, placed.box
    if front.title or front.chips:
        title = QRect(
            placed.cells_left, box.top(), box.right() - placed.cells_left, theme.px(TITLE_PX)
        )
        painter.setFont(bold(tokens.BODY_PX))
        painter.setPen(QColor(scheme.ink))
        wide = painter.fontMetrics().horizontalAdvance(front.title)
        painter.drawText(title, _MIDDLE, front.title)
        _paint_chips(painter, front.chips, title.left() + wide + theme.px(10), title)
    _paint_heads(painter, placed, fonts)
    painter.setFont(fonts.text)
    painter.setPen(QColor(scheme.muted))
    high = theme.px(ROW_PX)
    for n, name in enumerate(front.rows):
        if name:
            label = QRect(box.left(), placed.cells_top + n * high, theme.px(LABEL_PX - 8), high - 2)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name
            )
    paint_cells(painter, list(placed.drawn_in(clip)), fonts)
    if any(front.rows):
        ground = QRect(
            placed.cells_left - 4, box.bottom() - 1, box.right() - placed.cells_left + 6, 2
        )
        painter.fillRect(ground, QColor(scheme.faint))


def _paint_heads(painter: QPainter, placed: Placed, fonts: Fonts) -> None:
    for head in placed.front.heads:
        box = placed.head_box(head)
        painter.setFont(fonts.text)
        painter.setPen(QColor(theme.scheme().muted))
        painter.drawText(box, _MIDDLE, head.text)
        if head.chip is not None:
            left = box.left() + fonts.width(head.text) + theme.px(6)
            painter.setFont(fonts.sign)
            paint_chip(painter, head.chip, left, box.center().y(), box.right() - left, fonts.sign)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_cells(painter: QPainter, cells: Sequence[Drawn], fonts: Fonts) -> None:
    """Paint cells: all grounds of one tone, then all words of one font, then all marks."""
    scheme = theme.scheme()
    toned: dict[str, list[Drawn]] = defaultdict(list)
    for drawn in cells:
        toned[drawn.cell.tone].append(drawn)
    bar = theme.px(_BAR_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    for tone, own in toned.items():
        painter.setBrush(QColor(tokens.tinted(tone, scheme) if tone else scheme.canvas))
        painter.drawRects([d.box for d in own])
        painter.setBrush(QColor(scheme.tone(tone).fill if tone else scheme.line))
        painter.drawRects([QRect(d.box.left(), d.box.top(), bar, d.box.height()) for d in own])
    painter.setFont(fonts.text)
    painter.setPen(QColor(scheme.ink))
    for drawn in cells:
        painter.drawText(drawn.text_at, drawn.text)
        if drawn.note:
            painter.drawText(drawn.note_at, drawn.note)
    for tone, own in toned.items():
        _paint_marks(painter, tone, own, fonts)


def _paint_marks(painter: QPainter, tone: str, cells: Sequence[Drawn], fonts: Fonts) -> None:
    colour = theme.scheme().tone(tone).text
    painter.setFont(fonts.sign)
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    size, ratio = theme.px(_MARK_PX), painter.device().devicePixelRatio()
    for drawn in cells:
        mark, box = drawn.cell.mark, drawn.box
        if mark in _MARKS:
            x = box.right() - size - theme.px(6)
            y = round(box.center().y() - size / 2) - 1
            painter.drawPixmap(QPoint(x, y), _mark(mark, colour, size, ratio))
        elif mark:
            x = box.right() - metrics.horizontalAdvance(mark) - theme.px(5)
            painter.drawText(QPoint(x, drawn.text_at.y()), mark)


@lru_cache(maxsize=64)
def _mark(mark: str, colour: str, size: int, ratio: float) -> QPixmap:
    """A mark painted once, with a margin for its soft edge."""
    picture = QPixmap(round((size + 2) * ratio), round((size + 2) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_mark(painter, mark, QRectF(1, 1, size, size), colour)
    painter.end()
    return picture


def paint_ring(painter: QPainter, drawn: Drawn, focused: bool) -> None:
    """The frame of the cell one is at."""
    scheme = theme.scheme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(scheme.accent if focused else scheme.muted))
    pen.setWidth(theme.px(2))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(drawn.box)


def paint_sample(painter: QPainter, tone: str, mark: str, box: QRect) -> None:
    """A small cell for a legend, with its mark or letters in the middle."""
    scheme = theme.scheme()
    painter.fillRect(box, QColor(tokens.tinted(tone, scheme) if tone else scheme.canvas))
    bar = QRect(box.left(), box.top(), theme.px(_BAR_PX), box.height())
    painter.fillRect(bar, QColor(scheme.tone(tone).fill if tone else scheme.line))
    colour = scheme.tone(tone).text
    inner = box.adjusted(theme.px(_BAR_PX), 0, 0, 0)
    if mark in _MARKS:
        size = theme.px(_MARK_PX)
        middle = QPointF(inner.center())
        paint_mark(painter, mark, mark_box(middle.x() - size / 2 + 0.5, middle.y(), size), colour)
    else:
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX - 1), bold=True))
        painter.setPen(QColor(colour))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, mark)
