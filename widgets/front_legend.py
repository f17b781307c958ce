"""What the cells of a front mean: a sample of each with its word and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.flow import FlowLayout
from widgets.front_ink import paint_sample

_SAMPLE_PX, _HIGH_PX, _GAP_PX = 28, 18, 7


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A tone with its mark or letters, its word, and how many there are of what."""

    tone: str
    mark: str
    word: str
    count: int
    unit: str = ""

    @property
    def told(self) -> str:
        """The word and the number as they are read."""
        return f"{self.word} {self.count:,}" + (f" {self.unit}" if self.unit else "")


class _Sample(QWidget):
    def __init__(self, entry: LegendEntry) -> None:
        super().__init__()
        self._entry = entry
        self._words = entry.told
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font(theme.px(tokens.SMALL_PX + 1)))
        wide = theme.px(_SAMPLE_PX + _GAP_PX + 8) + words.horizontalAdvance(self._words)
        return QSize(wide, theme.px(_HIGH_PX + 6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        high = theme.px(_HIGH_PX)
        top = (self.height() - high) // 2
        box = QRect(0, top, theme.px(_SAMPLE_PX), high)
        paint_sample(painter, self._entry.tone, self._entry.mark, box)
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX + 1)))
        painter.setPen(QColor(theme.scheme().ink))
        words = self.rect().adjusted(box.width() + theme.px(_GAP_PX), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class FrontLegend(QWidget):
    """The samples beside each other, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._flow.setSpacing(theme.px(8))
        self.entries: tuple[LegendEntry, ...] = ()

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these instead of what was there."""
        if tuple(entries) == self.entries:
            return
        self.entries = tuple(entries)
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for entry in entries:
            self._flow.addWidget(_Sample(entry))
        self.setAccessibleName("，".join(entry.told for entry in entries))
        self.updateGeometry()
