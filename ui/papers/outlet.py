"""Where sheets go: 打印 and 另存为 PDF, and what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.reading import Reader
from db.session import Where
from db.users import access
from printing.files import keep_whole
from ui.papers.pdf_printing import PdfPrinting, Printout
from ui.papers.print_sheet import PrintSheet
from ui.papers.saving import ask_where
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.buttons import plain_button, primary_button

Target = Printout | Path
Leaves = tuple[str, str, Where]
"""An act that printing or saving is: its topic, its name and where."""


class Outlet(QWidget):
    """Asks for a printer or a file, and sends a PDF there; knows nothing of what it is.

    `chosen` comes first, so that whoever owns the sheets may still make them final; it answers
    with `send` or `give_up`. Then comes `sent` with a sentence, or `failed`; or `doubtful` when
    sheets may have come out of the printer. Whoever works for some places only is refused before
    all that what ``leaves`` tells when it lies elsewhere.
    """

    chosen = Signal(object)
    """The `Target` the user chose."""
    sent = Signal(str)
    failed = Signal()
    doubtful = Signal(str)

    def __init__(
        self,
        bench: Workbench,
        file_name: Callable[[], str],
        primary: bool = True,
        leaves: Callable[[], Leaves | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._bench, self._file_name, self._leaves = bench, file_name, leaves
        self._printing: PdfPrinting | None = None
        self._possible = self._busy = False
        make = primary_button if primary else plain_button
        self.printing = make(self.tr("打印"), "printer", "Ctrl+P")
        self.saving = plain_button(self.tr("另存为 PDF"), "file-down", "Ctrl+Shift+S")
        self.stopping = plain_button("")
        self.stopping.hide()
        self.choice = PrintSheet(bench.messages, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.saving)
        row.addStretch(1)
        row.addWidget(self.stopping)
        row.addWidget(self.printing)
        self.printing.clicked.connect(self._choose_printer)
        self.saving.clicked.connect(self._choose_file)
        self.stopping.clicked.connect(self._stop)
        self.choice.answered.connect(self.choose)
        self.set_possible(False)

    @property
    def busy(self) -> bool:
        """Whether something is on its way to the printer or the file."""
        return self._busy

    def set_possible(self, possible: bool) -> None:
        """Whether there is something to send now."""
        self._possible = possible
        for button in (self.printing, self.saving):
            button.setEnabled(possible and not self._busy)

    def _choose_printer(self) -> None:
        self.choice.ask(self.printing)

    def _choose_file(self) -> None:
        ask_where(self, self.tr("另存为 PDF"), self._file_name(), self._file_chosen)

    def _file_chosen(self, name: str) -> None:
        self.choose(Path(name))

    def choose(self, target: Target) -> None:
        """Take this target, as if it had been chosen in a dialog."""
        if self._possible and not self._busy:
            self._set_busy(True)
            self._ask_leave(target)

    def _ask_leave(self, target: Target) -> None:
        bench, act = self._bench, self._leaves() if self._bench.scope is not None else None
        if act is None:
            self.chosen.emit(target)
            return

        def ask(connection: Reader) -> Target:
            access.ask(connection, bench.user, *act)
            return target

        bench.read(self, ask, self.chosen.emit, self._not_saved)

    def send(self, pdf: bytes, target: Target) -> None:
        """Print the PDF, or write it whole or not at all."""
        if isinstance(target, Path):
            self._save(pdf, target)
            return
        title = Path(self._file_name()).stem
        self._printing = PdfPrinting(self._bench.tasks, pdf, target, title, self)
        self._printing.progress.connect(self._tell_progress)
        self._printing.finished.connect(self._printed)
        self._printing.failed.connect(self._not_printed)
        self._printing.doubtful.connect(self._maybe_printed)
        self.stopping.setText(self.tr("停止打印"))
        self.stopping.show()
        self._printing.start()

    def give_up(self) -> None:
        """The sheets could not be made final: nothing is sent."""
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.set_possible(self._possible)

    def _tell_progress(self, done: int, total: int) -> None:
        self.stopping.setText(self.tr("停止打印（{0} / {1} 页）").format(done, total))

    def _stop(self) -> None:
        if self._printing is not None:
            self._printing.stop()

    def _end_printing(self) -> None:
        if self._printing is not None:
            self._printing.deleteLater()
            self._printing = None
        self.stopping.hide()
        self._set_busy(False)

    def _printed(self, complaint: str) -> None:
        self._end_printing()
        told = self.tr("已送到打印机")
        self.sent.emit("；".join(filter(None, (told, complaint))))

    def _not_printed(self, sentence: str) -> None:
        self._end_printing()
        self._bench.messages.said.emit("error", sentence, "", None)
        self.failed.emit()

    def _maybe_printed(self, sentence: str) -> None:
        self._end_printing()
        self._bench.messages.said.emit("warning", sentence, "", None)
        self.doubtful.emit(sentence)

    def _save(self, pdf: bytes, target: Path) -> None:
        def work(task: Work) -> str:
            keep_whole(pdf, target)
            return target.name

        self._bench.tasks.in_pool(self, work, self._saved, self._not_saved)

    def _saved(self, name: str) -> None:
        self._set_busy(False)
        self.sent.emit(self.tr("已保存为“{0}”").format(name))

    def _not_saved(self, error: Exception) -> None:
        self._set_busy(False)
        self._bench.messages.error(error)
        self.failed.emit()
