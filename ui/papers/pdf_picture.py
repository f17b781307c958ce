"""The first page of a PDF as a picture of its true size on a label."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel, QWidget

from resources.tokens import LIGHT
from widgets import theme

_POINTS_TO_PX = 0.9  # near the size it has on paper, whatever the screen


class PdfPicture(QLabel):
    """Shows no pages, no scroll bars."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self._document = QPdfDocument(self)

    def show_pdf(self, pdf: bytes) -> None:
        """Show the first page."""
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(buffer)
        points, scale = self._document.pagePointSize(0), self.devicePixelRatioF()
        size = QSize(*(theme.px(side * _POINTS_TO_PX) for side in points.toTuple()))
        picture = QPixmap(size * scale)
        picture.fill(QColor(LIGHT.paper))
        painter = QPainter(picture)
        painter.drawImage(0, 0, self._document.render(0, picture.size()))
        painter.setPen(QColor(LIGHT.line))
        painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
        painter.end()
        picture.setDevicePixelRatio(scale)
        self.setPixmap(picture)
        self._document.close()
        buffer.deleteLater()
