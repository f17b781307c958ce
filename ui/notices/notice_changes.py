"""What is done to a notice of the register in one step: asked under its button, told when done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from db.engine import Database
from db.notices import notice_content, notice_register
from db.notices.notice_register import NoticeRow
from db.reading import Reader
from db.session import today
from domain.disclosure import texts
from domain.notice_life import Leftover, gate_words, number_words
from printing.fonts import fonts, missing_warning
from ui import actions
from ui.ask_sheet import AskSheet
from ui.notices import publishing
from ui.notices.batch_drawing import reporting
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.fields import DateField, LineField


class NoticeChanges(QObject):
    """Each step is one write; the register tells who made it."""

    approved = Signal(object)
    """The `NoticeRow` as it was when it was approved."""

    def __init__(self, bench: Workbench, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._row: NoticeRow | None = None
        self.review = AskSheet(page, page.tr("审核通过"), "check")
        self.approval = AskSheet(page, page.tr("批准并编号"), "circle-check")
        self.voiding = AskSheet(page, page.tr("作废"), "x")
        form = self.review.form
        form.add("reviewer", page.tr("审核人"), LineField(page.tr("监委会谁审的")), True)
        form.add("on", page.tr("审核日期"), DateField(), True, self._check_day)
        self._reason = LineField(page.tr("没有要例外的就空着"))
        self.approval.form.add("reason", page.tr("例外理由"), self._reason)
        self.voiding.form.add("reason", page.tr("原因"), LineField(), True)
        self.review.answered.connect(self._review)
        self.approval.answered.connect(self._approve)
        self.voiding.answered.connect(self._void)

    def _check_day(self, day: Any) -> str:
        return self.tr("这一天还没有到") if day > today() else ""

    # Asking

    def ask_review(self, row: NoticeRow, anchor: QWidget) -> None:
        """Ask who reviewed it, and when."""
        self._row = row
        self.review.form.set_values({"on": today()})
        hint = self.tr("审核以后内容不再变；要改就退回，重新登记。")
        self.review.ask(anchor, self.tr("监委会审核"), hint)

    def ask_approval(
        self, row: NoticeRow, found: tuple[Leftover, ...], has_phone: bool, anchor: QWidget
    ) -> None:
        """Ask for the last word; with something at the gate, for the reason of an exception.
        Whether it ``has_phone`` for whoever objects is told, no more."""
        self._row = row
        self.approval.form.set_values({})
        if found:
            hint = self.tr("有不能张贴的号码：{0}。确需张贴要写明理由，记入操作记录。")
            hint = hint.format(gate_words(found))
        else:
            hint = self.tr("没有发现身份证号、手机号、账号。批准后编号固定，内容不能再改。")
        told = self.tr(
            "没有写监督电话，贴出去没有电话可以反映。要补：先“退回”，在“制作”左下的落款里"
            "填“监督电话”，再登记。"
        )
        self.approval.ask(anchor, self.tr("批准公示"), hint, "" if has_phone else told)

    def ask_void(self, row: NoticeRow, anchor: QWidget) -> None:
        """Ask why a number comes to nothing."""
        self._row = row
        self.voiding.form.set_values({})
        self.voiding.ask(
            anchor, self.tr("作废 {0}").format(row.number), self.tr("编号留在登记簿里")
        )

    # Doing

    def _review(self, values: dict[str, Any]) -> None:
        row = self._row
        if row is not None:
            told = self.tr("“{0}”已审核").format(row.title)
            reviewer, on = values["reviewer"], values["on"]
            self._write(lambda db, user: actions.review_notice(db, user, row, reviewer, on), told)

    def send_back(self, row: NoticeRow) -> None:
        """What was reviewed is a draft again."""
        told = self.tr("“{0}”已退回").format(row.title)
        self._write(lambda db, user: actions.send_notice_back(db, user, row), told)

    def remove(self, row: NoticeRow) -> None:
        """A draft is taken off the register."""
        told = self.tr("稿样“{0}”已删除；在“制作”里可以重新登记").format(row.title)
        self._write(lambda db, user: actions.remove_notice(db, user, row), told)

    def _void(self, values: dict[str, Any]) -> None:
        row = self._row
        if row is not None:
            told = self.tr("{0} 已作废").format(row.number)
            reason = values["reason"]
            self._write(lambda db, user: actions.void_notice(db, user, row, reason), told)

    def _approve(self, values: dict[str, Any]) -> None:
        row, bench = self._row, self._bench
        if row is None:
            return
        reason, year, user = values["reason"] or "", today().year, bench.user

        def read(connection: Reader) -> tuple[bytes | None, int]:
            kept = notice_content.packed(connection, row.id)
            return kept, notice_register.next_number(connection, year)

        def work(task: Work) -> tuple[NoticeRow, str, str]:
            kept, serial = bench.ask(read)
            made = notice_content.unpacked(kept)
            number = number_words(year, serial)
            numbered = publishing.with_number(made, number)
            pdf, _ = publishing.pdf_of(numbered, reporting(task, len(made)), row.paper)
            write = (row, (year, serial), pdf, reason)
            bench.tasks.ask_database(lambda: actions.approve_notice(bench.database, user, *write))
            seen = (text for notice in made for text in texts(notice))
            return row, number, missing_warning(seen, fonts())

        label = self.tr("正在排版 {0} 张公示").format(row.sheets) if row.sheets > 100 else ""
        bench.tasks.in_pool(self, work, self._approved, bench.messages.error, label)

    def _approved(self, done: tuple[NoticeRow, str, str]) -> None:
        row, number, warning = done
        told = self.tr("“{0}”已批准：{1}").format(row.title, number)
        self._bench.messages.success(f"{told}。{warning}" if warning else told)
        self.approved.emit(row)

    def _write(self, act: Callable[[Database, str], None], told: str) -> None:
        def write(database: Database, user: str) -> str:
            act(database, user)
            return told

        self._bench.write(self, write, self._bench.messages.success)
