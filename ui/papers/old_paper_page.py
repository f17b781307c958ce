"""Papers that are there already: a dispatch order, and a slip with the answer to it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.drafts import Typed
from db.engine import Database
from db.papers import slip_drafts, slips
from db.papers.slips import MadeSlip, SlipRow
from db.reading import Reader
from db.session import today
from db.users import whereabouts
from domain.errors import KnownError
from domain.order_paper import OrderPaper
from domain.slips import ANSWER_WORDS, SLIP_WORDS, SlipKind
from ui import actions
from ui.drafts import Now
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.workbench import Workbench
from widgets.buttons import primary_button
from widgets.fields import ChoiceField, DateField, LineField, TextField


class OrderPage(KeptPage):
    """The dispatch orders of an issue, the newest shown first."""

    def __init__(self, bench: Workbench, over: QWidget, issue_id: int) -> None:
        super().__init__(bench, over, "派单")
        self._orders: tuple[OrderPaper, ...] = ()
        self._issue_id = issue_id
        self.told.setText(self.tr("载有群众姓名和电话，交给承办单位办理使用，不得张贴。"))
        self.form.add("order", self.tr("派单"), ChoiceField())
        self.form.edited.connect(self._choose)

        def read(connection: Reader) -> tuple[OrderPaper, ...]:
            return slip_drafts.orders(connection, issue_id)

        bench.read(self, read, self._show)

    def _show(self, orders: tuple[OrderPaper, ...]) -> None:
        self._orders = orders
        self.form.setVisible(len(orders) > 1)
        if not orders:
            title = self.tr("这件问题还没有派过单")
            self.waiting.set_text(title, self.tr("派单以后才有派单可打"), icon_name="info")
            return
        self.form.field("order").set_choices(
            [
                (n, f"{o.number or '未编号'} {o.unit} {o.dispatched_at:%m-%d}")
                for n, o in enumerate(orders)
            ]
        )
        self.form.set_values({"order": len(orders) - 1})
        self.draw([orders[-1]])
        self.outlet.printing.setFocus()

    def _order(self) -> OrderPaper:
        chosen = self.form.values()["order"]
        return self._orders[-1 if chosen is None else chosen]

    def _choose(self) -> None:
        if self.form.values()["order"] is not None:
            self.draw([self._order()])

    def file_name(self) -> str:
        """What a saved file is called at first."""
        order = self._order()
        return f"派单{order.number}-{order.issue}-{order.unit}.pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        return "audit", "打印派单", whereabouts.issues([self._issue_id])

    def sent(self, sentence: str) -> None:
        """The audit says who took the phone out of the program."""
        order, where = self._order(), whereabouts.issues([self._issue_id])
        words = self.tr("派单{0}：{1}").format(order.number, sentence)

        def note(database: Database, user: str) -> str:
            actions.note_printed(
                database, user, "打印派单", f"{order.issue} 派单{order.number}", where
            )
            return words

        self.bench.write(self.bench.bus, note, self.bench.messages.success)
        self.leave()


class AnswerPage(KeptPage):
    """A slip or letter as it was sent, and the form in which its answer is filed."""

    def __init__(
        self,
        bench: Workbench,
        over: QWidget,
        slip: SlipRow,
        answering: bool = False,
    ) -> None:
        self.slip, self.done = slip, False
        self.prints_first = slip.sent_at is None
        super().__init__(bench, over, f"{SLIP_WORDS[slip.kind]} {slip.number}")
        answer = ANSWER_WORDS[slip.kind]
        self._add_fields(answer)
        self.filing = primary_button(self.tr("登记{0}").format(answer), "check", "Ctrl+S")
        self.filing.clicked.connect(self.file)
        self.column.insertWidget(3, self.filing, 0, Qt.AlignmentFlag.AlignRight)
        self._about = f"answer:{slip.id}"
        self.form.set_draft(bench.drafts.of(self._about))
        self.left.connect(self._keep)
        bench.drafts.watch(self._now)
        self.form.submitted.connect(self.file)
        sent = slip.sent_at is not None
        for part in (self.form, self.filing):
            part.setVisible(sent)
        self.told.setText(self._told())
        self._answering = answering and sent

        def read(connection: Reader) -> MadeSlip:
            return slips.paper(connection, slip.id)

        bench.read(self, read, self._show, self.not_drawn)

    def _add_fields(self, answer: str) -> None:
        slip = self.slip
        self.form.add("replied_on", self.tr("收到日期"), DateField(), required=True)
        if slip.kind is SlipKind.LETTER:
            self.form.add("number", self.tr("来文字号"), LineField("县办函〔2026〕5号", 60))
        self.form.add("reply", self.tr("{0}内容").format(answer), TextField(lines=8), required=True)
        day = slip.replied_on or today()
        values = {"replied_on": day, "number": slip.reply_number, "reply": slip.reply}
        self.form.set_values(values)

    def _told(self) -> str:
        slip = self.slip
        if slip.voided_at is not None:
            return self.tr("{0:%Y-%m-%d} 编号后没有发出，已作废；打印或另存就算发出。").format(
                slip.voided_at
            )
        if slip.sent_at is None:
            return self.tr("已编号，还没有发出；打印或另存就算发出。")
        words = self.tr("{0:%Y-%m-%d} 发给 {1}，{2} 件问题。").format(
            slip.sent_at, slip.unit, slip.issues
        )
        if slip.replied_on is None and slip.reply_by is not None:
            words += self.tr("请于 {0} 前答复。").format(slip.reply_by.isoformat())
        return words

    def _show(self, made: MadeSlip) -> None:
        self.draw([made.paper])
        if self._answering:
            self.form.field("reply").setFocus()
        else:
            self.outlet.printing.setFocus()

    def _now(self) -> Now:
        if self.done or not self.form.is_dirty():
            return self._about, None
        words = self.tr("登记{0} {1}").format(ANSWER_WORDS[self.slip.kind], self.slip.number)
        return self._about, Typed(words, self.form.values())

    def _keep(self) -> None:
        self.bench.drafts.keep(*self._now())

    def file(self) -> None:
        """File the answer as it is typed."""
        if not self.form.validate():
            return
        values, slip_id = self.form.values(), self.slip.id
        told = self.tr("已登记{0}：{1}").format(ANSWER_WORDS[self.slip.kind], self.slip.number)
        number = values.get("number") or ""
        before = self.slip.replied_on, self.slip.reply

        def file(database: Database, user: str) -> str:
            actions.file_reply(
                database, user, slip_id, values["replied_on"], values["reply"], number, before
            )
            return told

        self.filing.setEnabled(False)
        self.bench.write(self, file, self._filed, self._not_filed)

    def _filed(self, told: str) -> None:
        self.done = True
        self.bench.messages.success(told)
        self.leave()

    def _not_filed(self, error: Exception) -> None:
        self.filing.setEnabled(True)
        if isinstance(error, KnownError):
            self.show_problem(str(error))
        self.bench.messages.error(error)

    def file_name(self) -> str:
        """What a saved file is called at first."""
        return f"{SLIP_WORDS[self.slip.kind]}-{self.slip.number}-{self.slip.unit}.pdf"

    def sent(self, sentence: str) -> None:
        """What had only its number is sent now; what was sent was printed once more."""
        ids: Sequence[int] = [self.slip.id]
        words = self.tr("{0} {1}：{2}").format(
            SLIP_WORDS[self.slip.kind], self.slip.number, sentence
        )

        def mark(database: Database, user: str) -> str:
            actions.mark_slips_sent(database, user, ids)
            return words

        self.bench.write(self.bench.bus, mark, self.bench.messages.success)
        if self.slip.sent_at is None:
            self.leave()
