"""Notices on their way into a preview: the one that is looked at first, the whole batch behind."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from domain.disclosure import Notice
from domain.paper_sizes import PaperSize
from ui.notices import publishing
from ui.papers.pdf_preview import PdfPreview
from ui.tasks import Task, Tasks, Work

if TYPE_CHECKING:
    from printing.batch import Printed

_AT_ONCE = 20  # so many are drawn whole before one notices
_SHOWN_AS_WORK = 100


class BatchDrawing(QObject):
    """A newer batch replaces the one that is being drawn; nobody waits for five thousand sheets
    to see one of them."""

    seen = Signal()
    """One of the notices is shown."""
    drawn = Signal(object, object)
    """The PDF of all of them, and what was `Printed`; the preview shows it."""
    failed = Signal(object)

    def __init__(self, tasks: Tasks, preview: PdfPreview) -> None:
        super().__init__(preview)
        self._tasks, self._preview = tasks, preview
        self._notices: Sequence[Notice] = ()
        self._paper = PaperSize.A4
        self._count = 0
        self._keep = False
        self._warning = ""
        self._whole: Task | None = None
        self._single: Task | None = None
        preview.place_wanted.connect(self._draw_one)

    def begin(self, first: Notice, count: int, paper: PaperSize) -> None:
        """Show the first of so many that are still being made, where there are many."""
        self.cancel()
        self._notices, self._count, self._paper = (first,), count, paper
        if count > _AT_ONCE:
            self._draw_one(0)

    def draw(
        self, notices: Sequence[Notice], paper: PaperSize, keep: bool, warning: str = ""
    ) -> None:
        """Draw these; ``keep`` leaves what is shown until all of them are, at the same page. The
        ``warning`` stands over them."""
        self.cancel()
        self._notices, self._count, self._paper = notices, len(notices), paper
        self._keep, self._warning = keep, warning
        if keep or len(notices) <= _AT_ONCE:
            self._draw_whole()
        else:
            self._draw_one(0)

    def cancel(self) -> None:
        """Draw no further."""
        for task in (self._whole, self._single):
            if task is not None:
                task.cancel()
        self._whole = self._single = None

    def _draw_one(self, n: int) -> None:
        if self._single is not None:
            self._single.cancel()
        notice, paper = self._notices[n], self._paper

        def work(task: Work) -> "tuple[int, bytes]":
            return n, publishing.pdf_of([notice], size=paper)[0]

        self._single = self._tasks.in_pool(self, work, self._show_one, self.failed.emit)

    def _show_one(self, drawn: tuple[int, bytes]) -> None:
        n, pdf = drawn
        told = self.tr("{0:,} 张公示，其余的正在排版，可以先看任何一张").format(self._count)
        self._preview.show_one(pdf, told, self._names(), n)
        self.seen.emit()
        if self._whole is None and len(self._notices) == self._count:
            self._draw_whole()

    def _names(self) -> list[str]:
        return [notice.place or notice.title for notice in self._notices]

    def _draw_whole(self) -> None:
        notices, paper = self._notices, self._paper

        def work(task: Work) -> "tuple[bytes, Printed, str]":
            drawn = publishing.pdf_of(notices, reporting(task, len(notices)), paper)
            told = (publishing.without_photo(notices), publishing.without_consent(notices))
            return *drawn, " · ".join(filter(None, told))

        many = len(notices) > _SHOWN_AS_WORK
        label = self.tr("正在排版 {0:,} 张公示").format(len(notices)) if many else ""
        self._whole = self._tasks.in_pool(self, work, self._show_whole, self.failed.emit, label)
        self._whole.stopped.connect(self._tell_stopped)

    def _tell_stopped(self) -> None:
        told = self.tr("已停止排版，可以看任何一张；要打印就再选一次张贴范围")
        if self._keep:
            told = self.tr("已停止排版，这里还是上一次排好的")
        self._preview.told.setText(told)

    def _show_whole(self, drawn: "tuple[bytes, Printed, str]") -> None:
        pdf, printed, missing = drawn
        if self._single is not None:
            self._single.cancel()
        sheets = self.tr("{0:,} 张公示，共 {1:,} 页").format(printed.notices, printed.pages)
        if printed.list_pages:
            sheets += self.tr("（含张贴清单 {0:,} 页）").format(printed.list_pages)
        warnings = (missing, self._warning, printed.warning)
        told = " · ".join(filter(None, (sheets, *warnings)))
        names = [*self._names(), self.tr("张贴清单")] if printed.starts else []
        places = list(zip(printed.starts, names, strict=True))
        self._preview.show_pdf(pdf, told, self._keep, places)
        self.drawn.emit(pdf, printed)


def reporting(task: Work, total: int) -> Callable[[int], bool]:
    """Tells the task how many notices are drawn; the task raises when it is to stop."""

    def told(done: int) -> bool:
        task.report(done, total)
        return True

    return told


def warm(tasks: Tasks, owner: QObject) -> None:
    """Load the fonts before the first notice asks for them."""

    def work(task: Work) -> Any:
        from printing.batch import fonts

        return fonts()

    tasks.in_pool(owner, work, _warmed)


def _warmed(_: object) -> None:
    """They stay loaded."""
