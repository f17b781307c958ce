"""The sheets of a PDF as they will come out of the printer."""

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.icons import icon
from widgets.pick_field import PickField

_PLACES_WIDTH = 280


class PdfPreview(QWidget):
    """One sheet at a time, with what is told of all of them above it; in a batch one goes to a
    sheet by the name of its place."""

    place_wanted = Signal(int)
    """Another one of several is wanted, of which only one is shown, by its place among them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.view = QPdfView()
        self.told, self.page_label = QLabel(), QLabel()
        self.back, self.on = QToolButton(), QToolButton()
        self.places = PickField(self.tr("到哪一张：楼栋、单元"))
        self._starts: list[int] = []
        self._one: int | None = None  # which of several is shown alone
        self._lay_out()
        self.back.clicked.connect(self._page_back)
        self.on.clicked.connect(self._page_on)
        self.view.pageNavigator().currentPageChanged.connect(self._show_page)
        self.places.edited.connect(self._go_to_place)
        self.places.picked.connect(self._look)

    def _lay_out(self) -> None:
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.SinglePage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self._lay_ground()
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
        self.places.hide()
        self.places.setMinimumWidth(theme.px(_PLACES_WIDTH))
        for part in (self.places, self.back, self.page_label, self.on):
            bar.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)

    def _lay_ground(self) -> None:
        ground = self.view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme.scheme().canvas))
        self.view.setPalette(ground)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._lay_ground()

    def show_pdf(
        self, pdf: bytes, told: str, keep_page: bool, places: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Show a PDF from its first page, or go on where the one before was looked at; ``places``
        are the pages, from 0, where what has a name begins."""
        page = self.view.pageNavigator().currentPage() if keep_page else 0
        if self._one is not None:
            start = places[self._one][0] if self._one < len(places) else 0
            page = start + self.view.pageNavigator().currentPage()
        self._one = None
        self._load(pdf, told)
        self.set_places(places)
        self._turn(page)
        self._show_page(self.view.pageNavigator().currentPage())

    def set_places(self, places: Sequence[tuple[int, str]]) -> None:
        """Let one go to these pages of what is shown by their names."""
        self._starts = [page for page, _ in places]
        self._offer([name for _, name in places])

    def show_one(self, pdf: bytes, told: str, names: Sequence[str], n: int) -> None:
        """Show one of several that are not there yet."""
        self._one, self._starts = n, []
        self._load(pdf, told)
        self._offer(names)
        self._turn(0)
        self._show_page(0)

    def _load(self, pdf: bytes, told: str) -> None:
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.told.setText(told)

    def _offer(self, names: Sequence[str]) -> None:
        choices = tuple(enumerate(names))
        if self.places.choices() != choices:
            self.places.set_choices(choices)
        self.places.setVisible(len(names) > 1)

    def _go_to_place(self) -> None:
        n = self.places.value()
        if n is None:
            return
        if self._one is None:
            self._turn(self._starts[n])
        elif n != self._one:
            self.place_wanted.emit(n)

    def _look(self, _: object) -> None:
        self.view.setFocus()

    def _show_page(self, page: int) -> None:
        last = self.document.pageCount()
        alone, of = self._one, len(self.places.choices())
        self.page_label.setText(f"{page + 1:,} / {last:,}")
        self.back.setEnabled(page > 0 or bool(alone))
        self.on.setEnabled(page + 1 < last or (alone is not None and alone + 1 < of))
        here = bisect_right(self._starts, page) - 1 if alone is None else alone
        if not self.places.hasFocus() and self.places.value() != here:
            self.places.set_value(here)

    def _page_back(self) -> None:
        self._step(-1)

    def _page_on(self) -> None:
        self._step(1)

    def _step(self, way: int) -> None:
        page = self.view.pageNavigator().currentPage() + way
        if self._one is None or 0 <= page < self.document.pageCount():
            self._turn(page)
        elif 0 <= self._one + way < len(self.places.choices()):
            self.place_wanted.emit(self._one + way)

    def _turn(self, page: int) -> None:
        navigator = self.view.pageNavigator()
        if 0 <= page < self.document.pageCount():
            navigator.jump(page, navigator.currentLocation())
