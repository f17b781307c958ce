"""A paper being written: its form at the left, its sheets at the right, over the page it is for."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from domain.order_paper import OrderPaper
from domain.slips import SlipPaper
from ui.papers.outlet import Leaves, Outlet, Target
from ui.papers.pdf_preview import PdfPreview
from ui.parts import beside, page_column, scrolling
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card
from widgets.empty_state import EmptyState
from widgets.forms import Form

if TYPE_CHECKING:
    from printing.batch import Printed

Paper = SlipPaper | OrderPaper


def render(papers: Sequence[Paper], task: Work | None = None) -> "tuple[bytes, Printed]":
    """The sheets of these papers, made in the pool."""
    from printing.slips import print_papers

    def told(done: int) -> bool:
        if task is not None:
            task.report(done, len(papers))
        return True

    pdf = BytesIO()
    printed = print_papers(papers, pdf, progress=told)
    return pdf.getvalue(), printed


class PaperPage(QWidget):
    """Lies over a page until the user leaves it; what lies under it waits, unchanged."""

    left = Signal()
    prints_first = True
    """Whether printing is what one comes here for."""

    def __init__(self, bench: Workbench, over: QWidget, title: str) -> None:
        super().__init__(over)
        self.bench, self.over = bench, over
        self.setAutoFillBackground(True)
        self._covered: list[QWidget] = []
        self._focus_before: QWidget | None = None
        self._task: Task | None = None
        self.form = Form()
        self.form.set_label_width(theme.px(72))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setProperty("role", "muted")
        self.below, self.notice = QLabel(), QLabel()
        for label, role in ((self.below, "muted"), (self.notice, "error")):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.hide()
        self.preview = PdfPreview()
        self.preview.view.setAccessibleName(self.tr("文书预览"))
        self.pages = QStackedWidget()
        self.outlet = Outlet(bench, self.file_name, self.prints_first, self.leaves)
        self.outlet.chosen.connect(self.finish)
        self.outlet.sent.connect(self.sent)
        self.outlet.failed.connect(self.not_sent)
        self.outlet.doubtful.connect(self.maybe_sent)
        self._lay_out(title)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.leave)

    def _lay_out(self, title: str) -> None:
        name = QLabel(title)
        name.setProperty("role", "title")
        self.leaving = plain_button(self.tr("返回"), "chevron-left")
        self.leaving.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self.leaving.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self.leaving)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, theme.px(8), 0)
        self.column.setSpacing(theme.px(12))
        for part in (self.told, self.form, self.notice, self.below):
            self.column.addWidget(part)
        self.column.addStretch(1)
        card = Card()
        card.body.setSpacing(theme.px(12))
        card.body.addLayout(head)
        card.body.addWidget(scrolling(inner), 1)
        card.body.addWidget(self.outlet)
        self.waiting = EmptyState(self.tr("正在准备文书"), icon_name="printer")
        self.pages.addWidget(self.waiting)
        self.pages.addWidget(self.preview)
        sheets = Card()
        sheets.body.addWidget(self.pages)
        page_column(self).addWidget(beside((card, 440, 0), (sheets, 960, 0), grows=1))

    # Over the page

    def open(self) -> None:
        """Cover the page; what lies under it takes no keys until this is left."""
        self._focus_before = QApplication.focusWidget()
        children = self.over.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        # A page that was just left is still there, about to go.
        under = [w for w in children if not isinstance(w, PaperPage)]
        self._covered = [w for w in under if w.isEnabledTo(self.over)]
        for widget in self._covered:
            widget.setEnabled(False)
        self.over.installEventFilter(self)
        self.setGeometry(self.over.rect())
        self.show()
        self.raise_()
        self.leaving.setFocus()

    def leave(self) -> None:
        """Uncover the page and go back to where the keys were; not while sheets are printed."""
        if self.outlet.busy:
            self.show_problem(self.tr("正在打印，请等打完，或先停止打印。"))
            return
        if self._task is not None:
            self._task.cancel()
        self.over.removeEventFilter(self)
        for widget in self._covered:
            widget.setEnabled(True)
        self._covered = []
        self.hide()
        self.left.emit()
        before = self._focus_before
        if before is not None and shiboken6.isValid(before):
            before.setFocus()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self.over.rect())
        return super().eventFilter(watched, event)

    # The sheets

    def file_name(self) -> str:
        """What a saved file is called at first."""
        raise NotImplementedError

    def leaves(self) -> Leaves | None:
        """The act that sending the sheets is; None where making them final is one of its own."""
        return None

    def finish(self, target: object) -> None:
        """Make the sheets final and send them to the target."""
        raise NotImplementedError

    def sent(self, sentence: str) -> None:
        """They were printed or saved."""
        raise NotImplementedError

    def not_sent(self) -> None:
        """They were not, and the user knows why."""

    def maybe_sent(self, sentence: str) -> None:
        """They may have come out of the printer; the sentence was told already."""

    def draw(self, papers: Sequence[Paper]) -> None:
        """Draw these papers."""

        def work(task: Work) -> "tuple[bytes, Printed]":
            return render(papers, task)

        label = self.tr("正在排版 {0} 份文书").format(len(papers)) if len(papers) > 20 else ""
        self.draw_with(work, label)

    def draw_with(self, work: "Callable[[Work], tuple[bytes, Printed]]", label: str = "") -> None:
        """Draw what the pool makes; a newer wish replaces the one being drawn."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.bench.tasks.in_pool(self, work, self._drawn, self.not_drawn, label)

    def _drawn(self, made: "tuple[bytes, Printed]") -> None:
        pdf, printed = made
        sheets = self.tr("{0} 份，共 {1} 页").format(printed.notices, printed.pages)
        told = " · ".join(filter(None, (sheets, self.preview_note(), printed.warning)))
        self.preview.show_pdf(pdf, told, keep_page=self.pages.currentIndex() == 1)
        self.pages.setCurrentIndex(1)
        self.drawn(pdf)

    def preview_note(self) -> str:
        """What is said of the sheets beside how many they are."""
        return ""

    def drawn(self, pdf: bytes) -> None:
        """The sheets are shown."""
        self.outlet.set_possible(True)

    def not_drawn(self, error: Exception) -> None:
        """There is nothing to show."""
        self.outlet.set_possible(False)
        self.bench.messages.error(error)
        self.waiting.set_text(self.tr("文书没有做成"), str(error), icon_name="triangle-alert")
        self.pages.setCurrentIndex(0)

    def show_problem(self, problem: str) -> None:
        """Say what stands against the paper."""
        self.notice.setText(problem)
        self.notice.setVisible(bool(problem))


class KeptPage(PaperPage):
    """Prints again what is there: the bytes that are shown."""

    _pdf = b""

    def drawn(self, pdf: bytes) -> None:
        """What is shown is what is sent."""
        self._pdf = pdf
        super().drawn(pdf)

    def finish(self, target: Target) -> None:
        """Send what is shown."""
        self.outlet.send(self._pdf, target)
