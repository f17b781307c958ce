"""打印: a list as it will come out of the printer, to print or to keep as a PDF."""

from dataclasses import dataclass, replace
from io import BytesIO

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from printing.listing import Listed
from ui.papers import shown_list
from ui.papers.outlet import Outlet, Target
from ui.papers.pdf_preview import PdfPreview
from ui.papers.shown_list import ShownList
from ui.parts import page_column
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
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
        self.title, self.state = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.state.setProperty("role", "muted")
        self.whole = CheckField(self.tr("不脱敏（记入操作记录）"))
        self.leave = plain_button(self.tr("返回"), "chevron-left")
        self.leave.setToolTip(self.tr("返回（Esc）"))
        self.outlet = Outlet(bench, self._file_name)
        self.preview = PdfPreview()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.leave)
        bar.addWidget(self.title)
        bar.addWidget(self.state, 1)
        for part in (self.whole, self.outlet):
            bar.addWidget(part)
        card = Card()
        card.body.addWidget(self.preview)
        column = page_column(self)
        column.addLayout(bar)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        self.leave.clicked.connect(self._leave)
        self.whole.edited.connect(self._make)
        self.outlet.chosen.connect(self._send)
        self.outlet.sent.connect(self.bench.messages.success)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        escape = QShortcut(QKeySequence("Esc"), self, context=inside)
        escape.activated.connect(self._leave)

    def begin(self, shown: ShownList) -> None:
        """Lay out a list."""
        self._shown = shown
        self.title.setText(self.tr("打印{0}").format(shown.title))
        self.whole.setVisible(bool(shown.masks))
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
        self.outlet.set_possible(False)

    def _make(self) -> None:
        if self._shown is None:
            return
        self._drop()
        bench, shown = self.bench, replace(self._shown, unmasked=self.whole.value())

        def note() -> None:
            how = self.tr("打印")
            shown_list.note_leaving(bench.database, bench.user, shown, how)

        def work(task: Work) -> _Made:
            if shown.unmasked:
                bench.tasks.ask_database(note)
            pdf = BytesIO()
            listed = shown_list.write_pdf(bench.ask, shown, pdf, task.report)
            return _Made(pdf.getvalue(), listed)

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
        self.outlet.set_possible(True)

    def _stopped(self) -> None:
        self.state.setText(self.tr("已停止排版"))

    def _not_made(self, error: Exception) -> None:
        self.state.setText("")
        self.bench.messages.error(error)

    # Print and save

    def _file_name(self) -> str:
        return f"{self._shown.title if self._shown else ''}.pdf"

    def _send(self, target: Target) -> None:
        if self.made is not None:
            self.outlet.send(self.made.pdf, target)
