"""The icons of ``resources/icons``, in the colours of the scheme and crisp at any scale."""

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from resources import style
from widgets import theme


def icon(name: str, tone: str = "ink") -> QIcon:
    """The icon of that file name without ``.svg``; FileNotFoundError when there is none.

    ``tone`` is a colour of the scheme (``ink muted accent on_accent paper``) or the key of a
    tone (``red yellow green …``). The icon follows a change of the scheme by itself.
    """
    style.drawing(name, theme.scheme().ink)
    return QIcon(_SvgEngine(name, tone))


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Draw an icon into ``rect`` in ``colour`` (``#RRGGBB``)."""
    from PySide6.QtSvg import QSvgRenderer

    QSvgRenderer(QByteArray(style.drawing(name, colour))).render(painter, rect)


class _SvgEngine(QIconEngine):
    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scheme = theme.scheme()
        named = getattr(scheme, self._tone)
        colour = named if isinstance(named, str) else named.text
        if mode is QIcon.Mode.Disabled:
            # A primary button that is off keeps a ground, only a grey one.
            colour = scheme.muted if self._tone == "on_accent" else scheme.dim
        paint_icon(painter, self._name, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._name, self._tone)
