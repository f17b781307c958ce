"""A notice of the register as it will be printed, or as it was approved: byte for byte."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db.engine import Database
from db.notices import notice_content, notice_register
from db.notices.notice_register import NoticeRow
from db.reading import Reader
from db.users import whereabouts
from domain.disclosure import Notice
from domain.notice_life import FROZEN
from printing.print_run import places_of
from ui import actions
from ui.notices.batch_drawing import BatchDrawing
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.tasks import Work
from ui.workbench import Workbench

if TYPE_CHECKING:
    from printing.batch import Printed


class NoticePage(KeptPage):
    """A draft is drawn from its content, what was approved is shown as it is kept."""

    def __init__(self, bench: Workbench, over: QWidget, row: NoticeRow) -> None:
        super().__init__(bench, over, " ".join(filter(None, (row.number, row.title))))
        self.row = row
        self.form.hide()
        told = self.tr("已批准，内容和文件都固定了：每次打印都一模一样。")
        if row.state not in FROZEN:
            told = self.tr("还没有批准，印出来是“稿样”；批准以后才有编号。")
        self.told.setText(told)

        self.drawing = BatchDrawing(bench.tasks, self.preview)
        self.drawing.seen.connect(self._seen)
        self.drawing.drawn.connect(self.drawn)
        self.drawing.failed.connect(self.not_drawn)
        self.left.connect(self.drawing.cancel)

        def read(connection: Reader) -> tuple[bytes | None, bytes | None]:
            pdf = notice_register.frozen(connection, row.id)
            return pdf, None if pdf is not None else notice_content.packed(connection, row.id)

        def unpack(_: Work) -> tuple[bytes | None, tuple[Notice, ...]]:
            pdf, kept = bench.ask(read)
            return pdf, notice_content.unpacked(kept)

        bench.tasks.in_pool(self, unpack, self._show, self.not_drawn)

    def _show(self, found: tuple[bytes | None, tuple[Notice, ...]]) -> None:
        pdf, made = found
        if pdf is not None:
            told = self.tr("{0:,} 张").format(self.row.sheets)
            if self.row.spots > self.row.sheets:
                told += self.tr("；要贴 {0} 处公开栏，请打印 {0} 份").format(self.row.spots)
            self.preview.show_pdf(pdf, told, keep_page=False)
            self.drawn(pdf)
            self._find_places(pdf)
        elif made:
            self.drawing.draw(made, self.row.paper, keep=False)
        else:
            self.waiting.set_text(self.tr("以前打印的稿样，没有留下内容"), icon_name="info")

    def _find_places(self, pdf: bytes) -> None:
        if self.row.sheets > 1:
            self.bench.tasks.in_pool(self, lambda _: places_of(pdf), self.preview.set_places)

    def _seen(self) -> None:
        self.pages.setCurrentIndex(1)

    def drawn(self, pdf: bytes, _: "Printed | None" = None) -> None:
        """What is shown is what is sent."""
        self._seen()
        super().drawn(pdf)

    def file_name(self) -> str:
        """What a saved file is called at first."""
        return "-".join(filter(None, (self.row.title, self.row.place, self.row.number))) + ".pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        where = whereabouts.notice(self.row.id)
        if self.row.state in FROZEN:
            return "notices", "打印公示", where
        return "audit", "打印公示稿样", where

    def sent(self, sentence: str) -> None:
        """An approved notice is printed by now; of a draft the audit alone knows."""
        row, told = self.row, f"{self.row.title} {self.row.sheets} 张"

        def mark(database: Database, user: str) -> str:
            if row.state in FROZEN:
                actions.mark_notice_printed(database, user, row.id)
            else:
                where = whereabouts.notice(row.id)
                actions.note_printed(database, user, "打印公示稿样", told, where)
            return sentence

        self.bench.write(self.bench.bus, mark, self.bench.messages.success)
        self.leave()
