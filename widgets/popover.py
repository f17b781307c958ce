"""A small sheet that opens under a button and goes when one looks elsewhere."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from widgets import theme


class Popover(QFrame):
    """Put parts into ``body``; Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popover")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(theme.px(16),) * 4)
        self.body.setSpacing(theme.px(10))

    def open_under(self, anchor: QWidget, part: QRect | None = None) -> None:
        """Open below a widget, or a part of it, within its window; above it where there is no room
        below."""
        self._fit()
        window, gap, part = anchor.window(), theme.px(4), part or anchor.rect()
        corner = anchor.mapToGlobal(part.bottomLeft() + QPoint(0, 1 + gap))
        if corner.y() + self.height() > window.mapToGlobal(QPoint(0, window.height())).y():
            above = anchor.mapToGlobal(part.topLeft() - QPoint(0, gap)).y() - self.height()
            corner.setY(max(window.mapToGlobal(QPoint(0, 0)).y(), above))
        right = window.mapToGlobal(QPoint(window.width(), 0)).x() - theme.px(16)
        corner.setX(max(theme.px(8), min(corner.x(), right - self.width())))
        self.move(corner)
        self.show()

    def _fit(self) -> None:
        """As high as its words want when they wrap: Qt does not ask them for a window."""
        self.adjustSize()
        if self.minimumWidth() == self.maximumWidth():
            self.resize(self.width(), self.body.totalHeightForWidth(self.width()))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
