"""A switch between a few views, all of them in sight, one of them shown."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from resources import tokens
from widgets import theme


class _Segment(QAbstractButton):
    def __init__(self, key: str, words: str) -> None:
        super().__init__()
        self.key = key
        self.setText(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        bold = theme.font(theme.px(tokens.BODY_PX), bold=True)
        words = QFontMetrics(bold).horizontalAdvance(self.text())
        return QSize(words + 2 * theme.px(14), theme.px(tokens.CONTROL_PX - 6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(scheme.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(scheme.paper))
        else:
            painter.setBrush(QColor(scheme.hover) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, 5, 5)
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold=self.isChecked()))
        ink = scheme.accent if self.isChecked() else scheme.ink
        painter.setPen(QColor(ink if self.isEnabled() else scheme.dim))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """Exactly one segment is on; the arrow keys go from one to the next."""

    changed = Signal(str)
    """The key of the segment the user went to."""

    def __init__(self, pairs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*(theme.px(3),) * 4)
        self._row.setSpacing(theme.px(2))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group.buttonClicked.connect(self._clicked)
        self._segments: dict[str, _Segment] = {}
        self.set_segments(pairs)

    def set_segments(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Offer these keys and words; what is on stays on while it is among them."""
        kept = self.current()
        if list(self._segments) != [key for key, _ in pairs]:
            for old in self._segments.values():
                old.deleteLater()
            self._segments = {key: _Segment(key, words) for key, words in pairs}
            for segment in self._segments.values():
                self._group.addButton(segment)
                self._row.addWidget(segment)
            self.set_current(kept if kept in self._segments else next(iter(self._segments), ""))
        for key, words in pairs:
            self._segments[key].setText(words)
            self._segments[key].updateGeometry()

    def current(self) -> str:
        """The key of the segment that is on."""
        return next((key for key, s in self._segments.items() if s.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Switch to a segment; emits nothing."""
        if key in self._segments:
            self._segments[key].setChecked(True)

    def _clicked(self, segment: QAbstractButton) -> None:
        if isinstance(segment, _Segment):
            self.changed.emit(segment.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.scheme().line))
        painter.drawRoundedRect(QRectF(self.rect()), tokens.CORNER_PX, tokens.CORNER_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for segment in self._segments.values():
                segment.updateGeometry()


class SegmentField(Segments):
    """A form's field; a segment with an empty key stands for no value."""

    edited = Signal()

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.changed.connect(self.edited)

    def value(self) -> str | None:
        """The key of the segment that is on, None for an empty one."""
        return self.current() or None

    def set_value(self, value: str | None) -> None:
        """Switch to a key; None or an unknown one is the first."""
        first = next(iter(self._segments), "")
        self.set_current(value if value in self._segments else first)

    def problem(self) -> str:
        """Every segment is a value."""
        return ""
