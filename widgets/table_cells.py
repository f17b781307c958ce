"""How the cells of the paged table are painted: one flat pass a cell, nothing laid out twice."""

import math
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPixmap,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from resources import tokens
from widgets import theme
from widgets.chips import Chip, chip_width, paint_chip
from widgets.growth import Growth, growth_width, paint_growth
from widgets.paged_model import Align, PagedModel, cell_text

PAD = 12
_ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


def alignment(align: Align) -> Qt.AlignmentFlag:
    """Qt's word for a column's alignment, vertically centred."""
    return _ALIGNMENTS[align] | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints text, numbers, dates, chips and bars of a :class:`PagedModel`."""

    def __init__(self, model: PagedModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.hovered_row = -1
        self.everything = False
        self._chosen: frozenset[int] = frozenset()
        self._current: tuple[int, int] | None = None
        self.restyle(QFont())

    def start_frame(self, chosen: frozenset[int], current: tuple[int, int] | None) -> None:
        """The selected rows among those in view, and where the mark of the row one is at goes.

        Asking Qt's option for its state costs more than painting the cell.
        """
        self._chosen, self._current = chosen, current

    def restyle(self, font: QFont) -> None:
        """Take up a new font or scheme; call it when the view's style changes."""
        scheme = theme.scheme()
        self._font = QFont(font)
        self._chip_font = QFont(font)
        self._chip_font.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._text_height = self._metrics.height()
        self._pad = theme.px(PAD)
        self._ink = QColor(scheme.ink)
        self._muted = QColor(scheme.muted)
        self._paper = QColor(scheme.paper)
        self._hover = QColor(scheme.hover)
        self._selected = QColor(scheme.accent_soft)
        self._accent = QColor(scheme.accent)
        self._rule = QColor(tokens.mixed(scheme.line, scheme.paper, 0.6))
        # Shaping text and flattening chips is what painting costs: both are done once.
        self._text = lru_cache(maxsize=4096)(self._shaped)
        self._pixmap = lru_cache(maxsize=256)(self._drawn_chip)
        self._bone = lru_cache(maxsize=256)(self._drawn_bone)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        position, section = index.row(), index.column()
        self._paint_ground(painter, rect, position, self.everything or position in self._chosen)
        if self._current == (position, section):
            painter.fillRect(rect.left(), rect.top(), theme.px(3), rect.height() - 1, self._accent)
        row = self._model.row_for_painting(position)
        if row is None:
            self._paint_placeholder(painter, rect, position)
        elif not row:
            if section == 0:
                self._paint_text(painter, rect, self.tr("（已删除）"), Align.LEFT, self._muted)
        else:
            column = self._model.columns[section]
            self._paint_value(painter, rect, row[section], column.align)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole of a value that the cell has no room for."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        row = self._model.known_row(self._model.id_at(index.row()))
        value = row[index.column()] if row else None
        room = view.visualRect(index).width() - 2 * self._pad
        text = cell_text(value) if self._width(value) > room else ""
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def value_width(self, position: int, section: int) -> int:
        """The width in px a cell wants, 0 when its row is not at hand."""
        row = self._model.known_row(self._model.id_at(position))
        return self._width(row[section]) + 2 * self._pad if row else 0

    def _width(self, value: Any) -> int:
        if isinstance(value, Chip | tuple):
            chips = (value,) if isinstance(value, Chip) else value
            metrics = QFontMetrics(self._chip_font)
            return sum(chip_width(chip, metrics) + theme.px(6) for chip in chips)
        if isinstance(value, Growth):
            return growth_width(value, self._metrics)
        return self._metrics.horizontalAdvance(cell_text(value))

    def _paint_ground(self, painter: QPainter, rect: QRect, position: int, selected: bool) -> None:
        ground = self._paper
        if selected:
            ground = self._selected
        elif position == self.hovered_row:
            ground = self._hover
        painter.fillRect(rect, ground)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._rule)

    def _paint_value(self, painter: QPainter, rect: QRect, value: Any, align: Align) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Chip | tuple):
            self._paint_chips(painter, rect, (value,) if isinstance(value, Chip) else value)
        elif isinstance(value, Growth):
            box = QRectF(rect.adjusted(self._pad, 0, -self._pad, -1))
            paint_growth(painter, value, box, self._font)
        else:
            self._paint_text(painter, rect, cell_text(value), align, self._ink)

    def _paint_text(
        self, painter: QPainter, rect: QRect, text: str, align: Align, colour: QColor
    ) -> None:
        room = rect.width() - 2 * self._pad
        shaped, width = self._text(text, room)
        left = rect.left() + self._pad
        if align is Align.RIGHT:
            left += room - width
        elif align is Align.CENTRE:
            left += (room - width) // 2
        top = rect.top() + (rect.height() - 1 - self._text_height) // 2
        painter.setFont(self._font)
        painter.setPen(colour)
        painter.drawStaticText(left, top, shaped)

    def _shaped(self, text: str, room: int) -> tuple[QStaticText, int]:
        words = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        shaped = QStaticText(words.replace("\n", " "))
        shaped.setTextFormat(Qt.TextFormat.PlainText)
        shaped.prepare(font=self._font)
        return shaped, self._metrics.horizontalAdvance(words)

    def _paint_chips(self, painter: QPainter, rect: QRect, chips: tuple[Chip, ...]) -> None:
        left, right = rect.left() + self._pad, rect.right() - theme.px(4)
        ratio = painter.device().devicePixelRatioF()
        for chip in chips:
            if right - left < theme.px(24):
                break
            drawn = self._pixmap(chip, right - left, ratio)
            painter.drawPixmap(left, rect.top(), drawn)
            left += round(drawn.width() / ratio) + theme.px(6)

    def _drawn_chip(self, chip: Chip, room: int, ratio: float) -> QPixmap:
        width = min(room, chip_width(chip, QFontMetrics(self._chip_font)))
        drawn, painter = _blank(width, ratio)
        middle = (theme.px(tokens.ROW_PX) - 1) / 2
        paint_chip(painter, chip, 0, middle, width, self._chip_font)
        painter.end()
        return drawn

    def _paint_placeholder(self, painter: QPainter, rect: QRect, position: int) -> None:
        share = (45, 62, 54, 70)[position % 4] / 100
        width = round((rect.width() - 2 * self._pad) * share)
        drawn = self._bone(max(8, width), painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + self._pad, rect.top(), drawn)

    def _drawn_bone(self, width: int, ratio: float) -> QPixmap:
        drawn, painter = _blank(width, ratio)
        height = theme.px(8)
        scheme = theme.scheme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.mixed(scheme.line, scheme.paper, 0.7)))
        top = (theme.px(tokens.ROW_PX) - 1 - height) / 2
        painter.drawRoundedRect(QRectF(0, top, width, height), height / 2, height / 2)
        painter.end()
        return drawn


def _blank(width: int, ratio: float) -> tuple[QPixmap, QPainter]:
    """An empty picture as high as a row's content, and a painter on it."""
    height = theme.px(tokens.ROW_PX) - 1
    drawn = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    return drawn, QPainter(drawn)
