"""Chips: a mark, a word and a tone, as a label, as a cell's value and as a filter to press."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from resources import tokens
from widgets import theme

_PAD, _GAP, _MARK = 9, 6, 9


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip says: ``word`` on the ground of ``tone``, after a ``mark`` if it has one.

    ``mark`` is one of ``■ ▲ ● ◆ ▼ ○`` or empty; ``tone`` is a key of the scheme's tones.
    """

    word: str
    tone: str = "grey"
    mark: str = ""


def colour_chip(key: str, word: str) -> Chip:
    """The chip of a colour: its mark comes from the tokens."""
    return Chip(word, key, tokens.MARKS.get(key, "○"))


def chip_width(chip: Chip, metrics: QFontMetrics) -> int:
    """The whole width in px of a painted chip."""
    mark = theme.px(_MARK) + theme.px(_GAP) if chip.mark else 0
    return metrics.horizontalAdvance(chip.word) + mark + 2 * theme.px(_PAD)


def paint_chip(
    painter: QPainter, chip: Chip, left: float, middle: float, most: float, font: QFont
) -> float:
    """Paint a chip at ``left``, centred on ``middle``, at most ``most`` px wide.

    Returns the width used. The word is elided when there is no room for it.
    """
    tone = theme.scheme().tone(chip.tone)
    metrics = QFontMetrics(font)
    width = min(chip_width(chip, metrics), most)
    height = metrics.height() + theme.px(4)
    ground = QRectF(left, middle - height / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone.soft))
    painter.drawRoundedRect(ground, height / 2, height / 2)
    text_left = left + theme.px(_PAD)
    if chip.mark:
        size = theme.px(_MARK)
        box = mark_box(text_left, middle, size)
        paint_mark(painter, chip.mark, box, tone.text)
        text_left += size + theme.px(_GAP)
    room = ground.right() - theme.px(_PAD) - text_left
    painter.setFont(font)
    painter.setPen(QColor(tone.text))
    word = metrics.elidedText(chip.word, Qt.TextElideMode.ElideRight, round(room) + 1)
    box = QRectF(text_left, ground.top(), room + 2, height)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    return width


def mark_box(left: float, middle: float, size: float) -> QRectF:
    """Where a mark stands beside words centred on ``middle``: Chinese type sits a little low."""
    return QRectF(left, middle - size / 2 + size / 9, size, size)


def paint_mark(painter: QPainter, mark: str, box: QRectF, colour: str) -> None:
    """Paint one mark so that all of them look equally heavy in ``box``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    middle = box.center()
    if mark == "■":
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
    elif mark == "▲":
        corners = [QPointF(middle.x(), top), QPointF(right, bottom - 0.5)]
        painter.drawPolygon(QPolygonF([*corners, QPointF(left, bottom - 0.5)]))
    elif mark == "▼":
        corners = [QPointF(left, top + 0.5), QPointF(right, top + 0.5)]
        painter.drawPolygon(QPolygonF([*corners, QPointF(middle.x(), bottom)]))
    elif mark == "◆":
        upper = [QPointF(middle.x(), top - 0.5), QPointF(right + 0.5, middle.y())]
        lower = [QPointF(middle.x(), bottom + 0.5), QPointF(left - 0.5, middle.y())]
        painter.drawPolygon(QPolygonF([*upper, *lower]))
    elif mark == "○":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(colour))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    else:
        painter.drawEllipse(box)


def _chip_font(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setWeight(QFont.Weight.DemiBold)
    return font


class ChipLabel(QWidget):
    """One chip to read."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)

    def set_chip(self, chip: Chip) -> None:
        """Show another chip."""
        self._chip = chip
        self.setAccessibleName(chip.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_chip_font(self))
        return QSize(chip_width(self._chip, metrics), metrics.height() + theme.px(6))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(48)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() / 2
        paint_chip(painter, self._chip, 0, middle, self.width(), _chip_font(self))


class FilterChip(QAbstractButton):
    """A chip with a count that switches a filter on and off."""

    def __init__(self, key: str, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._chip = chip
        self._count: int | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """Show how many the filter would leave; None while that is not known."""
        self._count = count
        self.setAccessibleName(self._shown().word)
        self.updateGeometry()
        self.update()

    def _shown(self) -> Chip:
        count = "" if self._count is None else f" {self._count:,}"
        return Chip(self._chip.word + count, self._chip.tone, self._chip.mark)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_chip_font(self))
        width = chip_width(self._shown(), metrics) + theme.px(8)
        return QSize(width, theme.px(tokens.CONTROL_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = theme.scheme().tone(self._chip.tone)
        height = QFontMetrics(_chip_font(self)).height() + theme.px(10)
        ground = QRectF(1, (self.height() - height) / 2, self.width() - 2, height)
        painter.setBrush(QColor(tone.soft))
        painter.setPen(QColor(tone.soft))
        if self.isChecked() or self.underMouse():
            painter.setPen(QColor(tone.text))
        painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
        if self.isChecked():
            inner = ground.adjusted(1.5, 1.5, -1.5, -1.5)
            painter.drawRoundedRect(inner, height / 2 - 1, height / 2 - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.scheme().accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        middle, room = self.height() / 2, self.width() - theme.px(8)
        paint_chip(painter, self._shown(), theme.px(4), middle, room, _chip_font(self))


class FilterChips(QWidget):
    """A row of filter chips; any number of them may be on."""

    changed = Signal(object)
    """The keys that are on, in the order of the row, as a tuple."""

    def __init__(self, chips: Iterable[tuple[str, Chip]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self._shown: tuple[tuple[str, Chip], ...] = ()
        self._chips: dict[str, FilterChip] = {}
        self.set_chips(chips)

    def set_chips(self, chips: Iterable[tuple[str, Chip]]) -> None:
        """Show these chips by their keys; one that was on before is on again."""
        wanted = tuple(chips)
        if wanted == self._shown:
            return
        on = self.active()
        for old in self._chips.values():
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown, self._chips = wanted, {}
        for key, chip in wanted:
            button = self._chips[key] = FilterChip(key, chip)
            button.toggled.connect(self._toggled)
            self._row.addWidget(button)
        self.set_active(on)

    def active(self) -> tuple[str, ...]:
        """The keys that are on."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def set_active(self, keys: Iterable[str]) -> None:
        """Switch exactly these on; emits nothing."""
        wanted = set(keys)
        for key, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(key in wanted)
            chip.blockSignals(False)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show the counts; a key that is missing shows none."""
        for key, chip in self._chips.items():
            chip.set_count(counts.get(key))

    def _toggled(self, _on: bool) -> None:
        self.changed.emit(self.active())
