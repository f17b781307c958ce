"""The sheets of a PDF as they will come out of the printer."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.icons import icon


class PdfPreview(QWidget):
    """One sheet at a time, with what is told of all of them above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.view = QPdfView()
        self.told, self.page_label = QLabel(), QLabel()
        self.back, self.on = QToolButton(), QToolButton()
        self._lay_out()
        self.back.clicked.connect(self._page_back)
        self.on.clicked.connect(self._page_on)
        self.view.pageNavigator().currentPageChanged.connect(self._show_page)

    def _lay_out(self) -> None:
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.SinglePage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        ground = self.view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme.scheme().canvas))
        self.view.setPalette(ground)
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.setAccessibleName(self.tr("预览"))
        for button, name, words in (
            (self.back, "chevron-left", self.tr("上一页")),
            (self.on, "chevron-right", self.tr("下一页")),
        ):
            button.setIcon(icon(name, "ink"))
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        bar = QHBoxLayout()
        bar.addWidget(self.told, 1)
        for part in (self.back, self.page_label, self.on):
            bar.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)

    def show_pdf(self, pdf: bytes, told: str, keep_page: bool) -> None:
        """Show a PDF from its first page, or go on where the one before was looked at."""
        page = self.view.pageNavigator().currentPage() if keep_page else 0
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.told.setText(told)
        self._turn(page)
        self._show_page(self.view.pageNavigator().currentPage())

    def _show_page(self, page: int) -> None:
        last = self.document.pageCount()
        self.page_label.setText(f"{page + 1} / {last}")
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page + 1 < last)

    def _page_back(self) -> None:
        self._turn(self.view.pageNavigator().currentPage() - 1)

    def _page_on(self) -> None:
        self._turn(self.view.pageNavigator().currentPage() + 1)

    def _turn(self, page: int) -> None:
        navigator = self.view.pageNavigator()
        if 0 <= page < self.document.pageCount():
            navigator.jump(page, navigator.currentLocation())
