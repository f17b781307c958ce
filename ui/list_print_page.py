"""打印: a list as it will come out of the printer, to print or to keep as a PDF."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from printing.listing import Listed
from ui import publishing, shown_list
from ui.pdf_preview import PdfPreview
from ui.pdf_printing import PdfPrinting
from ui.shown_list import ShownList
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card
from widgets.fields import CheckField


@dataclass(frozen=True, slots=True)
class _Made:
    pdf: bytes
    listed: Listed


class ListPrintPage(QWidget):
    """Shows the sheets of one list; what is shown is what is printed and saved."""

    left = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._shown: ShownList | None = None
        self.made: _Made | None = None
        self._task: Task | None = None
        self._printing: PdfPrinting | None = None
        self.title, self.state = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.state.setProperty("role", "muted")
        self.whole = CheckField(self.tr("不脱敏（记入操作记录）"))
        self.leave = plain_button(self.tr("返回"), "chevron-left")
        self.leave.setToolTip(self.tr("返回（Esc）"))
        self.saving = plain_button(self.tr("另存为 PDF"), "file-down", "Ctrl+Shift+S")
        self.stopping = plain_button("")
        self.stopping.hide()
        self.printing = primary_button(self.tr("打印"), "printer", "Ctrl+P")
        self.preview = PdfPreview()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.leave)
        bar.addWidget(self.title)
        bar.addWidget(self.state, 1)
        for part in (self.whole, self.saving, self.stopping, self.printing):
            bar.addWidget(part)
        card = Card()
        card.body.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(12))
        column.addLayout(bar)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        self.leave.clicked.connect(self._leave)
        self.whole.edited.connect(self._make)
        self.saving.clicked.connect(self._choose_file)
        self.printing.clicked.connect(self._choose_printer)
        self.stopping.clicked.connect(self._stop_printing)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        escape = QShortcut(QKeySequence("Esc"), self, context=inside)
        escape.activated.connect(self._leave)

    def begin(self, shown: ShownList) -> None:
        """Lay out a list."""
        self._shown = shown
        self.title.setText(self.tr("打印{0}").format(shown.title))
        self.whole.blockSignals(True)
        self.whole.set_value(False)
        self.whole.blockSignals(False)
        self._make()
        self.leave.setFocus()

    def _leave(self) -> None:
        self._drop()
        self.left.emit()

    def _drop(self) -> None:
        """Forget what was made, and give up what is being made."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.made = None
        self._enable()

    def _make(self) -> None:
        if self._shown is None:
            return
        self._drop()
        bench, shown = self.bench, replace(self._shown, unmasked=self.whole.value())

        def note() -> None:
            how = self.tr("打印")
            shown_list.note_unmasked(bench.database, bench.user, shown, how)

        def work(task: Work) -> _Made:
            if shown.unmasked:
                bench.tasks.ask_database(note)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "list.pdf"
                listed = shown_list.write_pdf(bench.ask, shown, file, task.report)
                return _Made(file.read_bytes(), listed)

        self.state.setText(self.tr("正在排版…"))
        label = self.tr("排版{0}").format(shown.title)
        self._task = bench.tasks.in_pool(self, work, self._show, self._not_made, label)
        self._task.stopped.connect(self._stopped)

    def _show(self, made: _Made) -> None:
        self.made = made
        listed = made.listed
        unit = self._shown.unit if self._shown is not None else ""
        told = self.tr("{0:,} {1}，{2:,} 页").format(listed.rows, unit, listed.pages)
        self.state.setText(" · ".join(filter(None, (told, listed.warning))))
        self.preview.show_pdf(made.pdf, "", keep_page=False)
        self._enable()

    def _stopped(self) -> None:
        self.state.setText(self.tr("已停止排版"))

    def _not_made(self, error: Exception) -> None:
        self.state.setText("")
        self.bench.messages.error(error)

    def _enable(self) -> None:
        self.saving.setEnabled(self.made is not None)
        self.printing.setEnabled(self.made is not None and self._printing is None)

    # Print and save

    def _choose_printer(self) -> None:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._print)
        dialog.open()

    def _print(self) -> None:
        self.print_on(self._printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print what is shown."""
        if self.made is None or self._printing is not None:
            return
        self._printing = PdfPrinting(self.made.pdf, printer, self)
        self._printing.progress.connect(self._tell_printing)
        self._printing.finished.connect(self._printed)
        self._printing.failed.connect(self._not_printed)
        self.stopping.show()
        self._enable()
        self._printing.start()

    def _tell_printing(self, done: int, total: int) -> None:
        self.stopping.setText(self.tr("停止打印（{0} / {1} 页）").format(done, total))

    def _stop_printing(self) -> None:
        if self._printing is not None:
            self._printing.stop()

    def _end_printing(self) -> None:
        if self._printing is not None:
            self._printing.deleteLater()
            self._printing = None
        self.stopping.hide()
        self._enable()

    def _printed(self) -> None:
        self._end_printing()
        self.bench.messages.success(self.tr("已送到打印机"))

    def _not_printed(self, sentence: str) -> None:
        self._end_printing()
        told = sentence.replace(self.tr("，也没有登记"), "").replace(self.tr("，没有登记"), "")
        self.bench.messages.said.emit("error", told, "", None)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("另存为 PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter(self.tr("PDF 文件 (*.pdf)"))
        dialog.selectFile(f"{self._shown.title if self._shown else ''}.pdf")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, name: str) -> None:
        """Write what is shown to a file, whole or not at all."""
        if self.made is None:
            return
        pdf, target = self.made.pdf, Path(name)

        def work(task: Work) -> str:
            publishing.keep_whole(pdf, target)
            return target.name

        self.bench.tasks.in_pool(self, work, self._saved)

    def _saved(self, name: str) -> None:
        self.bench.messages.success(self.tr("已保存为“{0}”").format(name))
