"""What happened, one below the other along a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
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
from widgets.buttons import link_button
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """``when`` as it is read (``10月12日``), what happened, further lines, a tone's key, and the
    ``key`` under which it can be acted on, 0 when it cannot."""

    when: str
    title: str
    lines: tuple[str, ...] = ()
    tone: str = "grey"
    key: int = 0


class Timeline(QScrollArea):
    """A scrolling column of events; long text is wrapped, nothing is cut off.

    ``actions`` are the words of the buttons beside each event that has a key.
    """

    acted = Signal(object, int)
    """The key of the event whose button was pressed, and which of the actions it was."""

    def __init__(
        self, empty_text: str = "", actions: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("经过"))
        self._empty_text = empty_text or self.tr("还没有经过")
        self._actions = actions
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
            row = _EventRow(event, number == 0, number == len(events) - 1)
            for action, words in enumerate(self._actions if event.key else ()):
                acting = link_button(words)
                acting.setAccessibleName(f"{words} {event.when} {event.title}")
                acting.setProperty("event_key", event.key)
                acting.setProperty("event_action", action)
                acting.clicked.connect(self._act)
                row.put_beside(acting)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(content)

    def _act(self) -> None:
        sender = self.sender()
        self.acted.emit(sender.property("event_key"), sender.property("event_action"))


class _EventRow(QWidget):
    def __init__(self, event: TimelineEvent, first: bool, last: bool) -> None:
        super().__init__()
        self._row = row = QHBoxLayout(self)
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

    def put_beside(self, part: QWidget) -> None:
        """Put a part at the right of what happened."""
        self._row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)


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
