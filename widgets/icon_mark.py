"""An icon that stands by itself, and follows the look."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.icons import icon


class IconMark(QWidget):
    """``tone`` as for :func:`widgets.icons.icon`; ``size`` in px of the tokens."""

    def __init__(
        self,
        name: str,
        tone: str = "accent",
        size: int = tokens.ICON_PX,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_icon(name, tone)

    def show_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._icon = icon(name, tone)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(*(theme.px(self._size),) * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.px(self._size)
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(self.rect()).center())
        self._icon.paint(QPainter(self), box.toRect())
