"""Sending a PDF to a printer, page by page, without holding the window up."""

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72


class PdfPrinting(QObject):
    """Paints the pages one after the other between the window's own events.

    It holds its own copy of the PDF: the preview may show something else meanwhile.
    """

    progress = Signal(int, int)
    finished = Signal()
    failed = Signal(str)

    def __init__(self, pdf: bytes, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._printer = printer
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._painter = QPainter()
        self._page = 0
        self._stopped = False

    def start(self) -> None:
        """Begin; `finished` or `failed` follows."""
        self._turn_paper()
        self._printer.setFullPage(True)
        self._printer.setResolution(DOTS_PER_INCH)
        if not self._painter.begin(self._printer):
            self.failed.emit(self.tr("打印机没有响应，没有打印；请检查打印机是否开机、有纸。"))
            return
        QTimer.singleShot(0, self._next)

    def stop(self) -> None:
        """Print no further page; the printer is told, and nothing more is heard of it."""
        self._stopped = True

    def _turn_paper(self) -> None:
        points = self._document.pagePointSize(0)
        wide = points.width() > points.height()
        turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(turned)

    def _next(self) -> None:
        if self._stopped:
            self._printer.abort()
            self._painter.end()
            self.failed.emit(
                self.tr("已停止打印，打出了 {0} 页，不算打印完成。").format(self._page)
            )
            return
        if self._page == self._document.pageCount():
            ended = self._painter.end()
            aborted = self._printer.printerState() is QPrinter.PrinterState.Error
            if ended and not aborted:
                self.finished.emit()
            else:
                self.failed.emit(self.tr("打印没有完成；请检查打印机后再打一次。"))
            return
        if self._page and not self._printer.newPage():
            self._painter.end()
            self.failed.emit(
                self.tr("打印到第 {0} 页时停下了，没有打印完；请检查打印机后再打一次。").format(
                    self._page
                )
            )
            return
        self._paint(self._page)
        self._page += 1
        self.progress.emit(self._page, self._document.pageCount())
        QTimer.singleShot(0, self._next)

    def _paint(self, page: int) -> None:
        points = self._document.pagePointSize(page)
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        image = self._document.render(page, size)
        paper = QRectF(self._printer.pageLayout().fullRectPixels(DOTS_PER_INCH))
        fitted = QRectF(image.rect())
        fitted.setSize(fitted.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio))
        fitted.moveCenter(paper.center())
        self._painter.drawImage(fitted, image)
