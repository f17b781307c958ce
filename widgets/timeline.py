"""What happened, one below the other along a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """``when`` as it is read (``10月12日``), what happened, further lines, and a tone's key."""

    when: str
    title: str
    lines: tuple[str, ...] = ()
    tone: str = "grey"


class Timeline(QScrollArea):
    """A scrolling column of events; long text is wrapped, nothing is cut off."""

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("经过"))
        self._empty_text = empty_text or self.tr("还没有经过")
        self.set_events(())

    def set_events(self, events: Sequence[TimelineEvent]) -> None:
        """Show these events, in the order given."""
        if not events:
            self.setWidget(EmptyState(self._empty_text, icon_name="history"))
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(0)
        for number, event in enumerate(events):
            column.addWidget(_EventRow(event, number == 0, number == len(events) - 1))
        column.addStretch(1)
        self.setWidget(content)


class _EventRow(QWidget):
    def __init__(self, event: TimelineEvent, first: bool, last: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        when = QLabel(event.when)
        when.setProperty("role", "muted")
        when.setMinimumWidth(theme.px(72))
        when.setContentsMargins(0, theme.px(2), 0, 0)
        text = QVBoxLayout()
        text.setContentsMargins(0, theme.px(2), 0, 0 if last else theme.px(14))
        text.setSpacing(theme.px(2))
        text.addWidget(_text(event.title, ""))
        for line in event.lines:
            text.addWidget(_text(line, "muted"))
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_Rail(event.tone, first, last))
        row.addLayout(text, 1)
        self.setAccessibleName("，".join((event.when, event.title, *event.lines)))


class _Rail(QWidget):
    def __init__(self, tone: str, first: bool, last: bool) -> None:
        super().__init__()
        self._tone, self._first, self._last = tone, first, last
        self.setFixedWidth(theme.px(12))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, theme.px(13))
        painter.setPen(QPen(QColor(scheme.line), 2))
        top = centre.y() if self._first else 0
        bottom = centre.y() if self._last else self.height()
        painter.drawLine(QPointF(centre.x(), top), QPointF(centre.x(), bottom))
        painter.setPen(QPen(QColor(scheme.paper), 2))
        painter.setBrush(QColor(scheme.tone(self._tone).fill))
        radius = theme.px(5)
        painter.drawEllipse(centre, radius, radius)


def _text(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
