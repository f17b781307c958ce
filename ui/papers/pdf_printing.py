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
    Signal,
)
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
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


@dataclass(slots=True)
class _Queued:
    """How far sheets are on their way to a queue, noted by the worker: whether it may have them
    already, its job, and what the printer complains of."""

    handed: bool = False
    job: str = ""
    complaint: str = ""


class PdfPrinting(QObject):
    """Puts the sheets into the order of the run, in the pool, and hands them to the queue of the
    printer; where there are no queues it paints them one after the other between the window's own
    events. One of `finished`, `failed` and `doubtful` is heard, once.
    """

    progress = Signal(int, int)
    finished = Signal(str)
    """The job was taken; with what the printer complains of, if anything."""
    failed = Signal(str)
    """No sheet comes out of the printer."""
    doubtful = Signal(str)
    """Some or all may come out, or nothing."""

    def __init__(
        self, tasks: Tasks, pdf: bytes, target: Printout, title: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._pdf, self._title = tasks, pdf, title
        self._printer, self._run = target.printer, target.run
        self._renderer = QPdfPageRenderer(self)  # goes, and waits, before what it draws does
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._painter = QPainter()
        self._task: Task | None = None
        self._queued = _Queued()
        self._page = self._pages = 0
        self._stopped = False

    def start(self) -> None:
        """Begin."""
        native = self._printer.outputFormat() is QPrinter.OutputFormat.NativeFormat
        queue = self._printer.printerName() if native and spooler.is_there() else ""
        pdf, run, title, queued = self._pdf, self._run, self._title, self._queued

        def work(task: Work) -> Sheets | None:
            sheets = arranged(pdf, run, task.report)
            if not queue:
                return sheets
            queued.complaint = spooler.ask(queue)
            task.report(sheets.pages, sheets.pages)  # the last moment to stop
            queued.handed = True
            try:
                queued.job = spooler.submit(sheets, queue, title, run.two_sided)
            except spooler.NotTakenError:
                queued.handed = False
                raise
            return None

        self._task = self._tasks.in_pool(self, work, self._arranged, self._not_arranged)
        self._task.progress.connect(self.progress)
        self._task.stopped.connect(self._take_back)

    def stop(self) -> None:
        """Print no further page."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def _take_back(self) -> None:
        if not self._queued.handed:
            self.failed.emit(self.tr("已停止打印，没有送到打印机，不算打印完成。"))
            return
        job = self._queued.job
        self._tasks.in_pool(self, lambda _: spooler.withdraw(job), self._taken_back)

    def _taken_back(self, was_there: bool) -> None:
        if was_there:
            told = self.tr("已停止打印，但打印机可能已打出几页，不算打印完成；请先看打印机。")
        else:
            told = self.tr("停止得晚了，打印机可能已全部打出；请先看打印机，再决定要不要重打。")
        self.doubtful.emit(told)

    def _not_arranged(self, error: Exception) -> None:
        told = self.tr("程序出了错，打印没有完成；请先看打印机有没有打出，详情已记入日志。")
        heard = self.doubtful if self._queued.handed else self.failed
        heard.emit(str(error) if isinstance(error, KnownError) else told)

    def _arranged(self, sheets: Sheets | None) -> None:
        self._task = None
        if sheets is None:
            self.finished.emit(self._queued.complaint)
        else:
            self._begin(sheets)

    # Painting

    def _begin(self, sheets: Sheets) -> None:
        self._buffer.setData(QByteArray(sheets.pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._paint)
        self._choose_paper(*sheets.size)
        self._printer.setFullPage(True)
        self._printer.setResolution(DOTS_PER_INCH)
        self._pages = self._document.pageCount() * self._painted(sheets.copies)
        if not self._pages:
            self.failed.emit(self.tr("这份 PDF 读不出来，没有打印；请重新排版后再打一次。"))
            return
        if not self._painter.begin(self._printer):
            self.failed.emit(self.tr("打印机没有响应，没有打印；请检查打印机是否开机、有纸。"))
            return
        self._next()

    def _painted(self, copies: int) -> int:
        """How many times all sheets are painted, so that so many copies come out."""
        if not self._printer.supportsMultipleCopies():
            return copies
        self._printer.setCopyCount(copies)
        self._printer.setCollateCopies(True)
        return 1

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
        """Have the next page drawn, beside the window."""
        page = self._page % self._document.pageCount()
        points = self._document.pagePointSize(page)
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        self._renderer.requestPage(page, size)

    def _paint(self, _page: int, _size: QSize, image: QImage) -> None:
        if self._stopped:
            self._printer.abort()
            self._painter.end()
            self._tell_cut_off(
                self.tr("已停止打印，可能已打出 {0} 页，不算打印完成。").format(self._page)
            )
            return
        if self._page and not self._printer.newPage():
            self._painter.end()
            self._tell_cut_off(
                self.tr("打印到第 {0} 页时停下了，没有打印完；请检查打印机后再打一次。").format(
                    self._page
                )
            )
            return
        paper = QRectF(self._printer.pageLayout().fullRectPixels(DOTS_PER_INCH))
        fitted = QRectF(image.rect())
        fitted.setSize(fitted.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio))
        fitted.moveCenter(paper.center())
        self._painter.drawImage(fitted, image)
        self._page += 1
        self.progress.emit(self._page, self._pages)
        if self._page < self._pages:
            self._next()
        else:
            self._end()

    def _end(self) -> None:
        ended = self._painter.end()
        aborted = self._printer.printerState() is QPrinter.PrinterState.Error
        if ended and not aborted:
            self.finished.emit("")
        else:
            self.doubtful.emit(self.tr("打印没有完成，可能已打出几页；请检查打印机后再打一次。"))

    def _tell_cut_off(self, told: str) -> None:
        """Nothing comes out of what was stopped before its first page."""
        heard = self.doubtful if self._page else self.failed
        heard.emit(told)
