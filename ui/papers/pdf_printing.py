"""Sending a PDF to a printer without holding the window up."""

from dataclasses import dataclass, field

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from domain.errors import KnownError
from printing.print_run import PrintRun, Sheets, arranged
from ui.papers import spooler
from ui.tasks import Task, Tasks, Work

DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Printout:
    """A printer, and how sheets come out of it."""

    printer: QPrinter
    run: PrintRun = field(default_factory=PrintRun)


class PdfPrinting(QObject):
    """Puts the sheets into the order of the run, in the pool, and hands them to the queue of the
    printer; where there are no queues it paints them one after the other between the window's own
    events. `finished` is heard only when the job was taken.
    """

    progress = Signal(int, int)
    finished = Signal()
    failed = Signal(str)

    def __init__(
        self, tasks: Tasks, pdf: bytes, target: Printout, title: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._pdf, self._title = tasks, pdf, title
        self._printer, self._run = target.printer, target.run
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._painter = QPainter()
        self._task: Task | None = None
        self._jobs: list[str] = []
        self._page = 0
        self._stopped = False

    def start(self) -> None:
        """Begin; `finished` or `failed` follows."""
        native = self._printer.outputFormat() is QPrinter.OutputFormat.NativeFormat
        queue = self._printer.printerName() if native and spooler.is_there() else ""
        pdf, run, title, jobs = self._pdf, self._run, self._title, self._jobs

        def work(task: Work) -> Sheets | None:
            sheets = arranged(pdf, run, task.report)
            if not queue:
                return sheets
            jobs.append(spooler.submit(sheets, queue, title, run.two_sided))
            return None

        self._task = self._tasks.in_pool(self, work, self._arranged, self._not_arranged)
        self._task.progress.connect(self.progress)
        self._task.stopped.connect(self._not_begun)

    def stop(self) -> None:
        """Print no further page; the printer is told, and nothing more is heard of it."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def _not_begun(self) -> None:
        if self._jobs:  # stopped just when it had been taken
            job = self._jobs[0]
            self._tasks.in_pool(self._tasks, lambda _: spooler.withdraw(job), _leave)
        self.failed.emit(self.tr("已停止打印，没有送到打印机，不算打印完成。"))

    def _not_arranged(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.failed.emit(str(error))
        else:
            self._tasks.failed.emit(error)
            self.failed.emit(self.tr("打印没有完成，没有送到打印机；详情已记入日志。"))

    def _arranged(self, sheets: Sheets | None) -> None:
        self._task = None
        if sheets is None:
            self.finished.emit()
        else:
            self._begin(sheets)

    # Painting

    def _begin(self, sheets: Sheets) -> None:
        self._buffer.setData(QByteArray(sheets.pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._choose_paper(*sheets.size)
        self._printer.setFullPage(True)
        self._printer.setResolution(DOTS_PER_INCH)
        if not self._painter.begin(self._printer):
            self.failed.emit(self.tr("打印机没有响应，没有打印；请检查打印机是否开机、有纸。"))
            return
        QTimer.singleShot(0, self._next)

    def _choose_paper(self, width: float, height: float) -> None:
        """The paper of the sheets; a printer without it keeps its own, and they are fitted in."""
        wide = width > height
        turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        upright = QSizeF(min(width, height), max(width, height))
        self._printer.setPageSize(
            QPageSize(
                upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch
            )
        )
        self._printer.setPageOrientation(turned)
        duplex = QPrinter.DuplexMode.DuplexShortSide if wide else QPrinter.DuplexMode.DuplexLongSide
        self._printer.setDuplex(duplex if self._run.two_sided else QPrinter.DuplexMode.DuplexNone)

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


def _leave(_: None) -> None:
    """What is out of the queue is out of mind."""
