"""Writing 催办单, 督办单 and 上报函: the words and the day of the answer, then print or save.

The numbers are drawn when the user has chosen where the sheets go, and given back when they did
not get there: what has a number was printed or saved. Where nobody knows they are kept, since no
number may come out of a printer twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from db.drafts import Typed
from db.engine import Database
from db.issues import rules
from db.papers import slip_drafts
from db.papers.slip_drafts import Drafted
from db.papers.slips import MadeSlip, SlipDraft
from db.reading import Reader
from db.session import now, today
from domain import slips
from domain.errors import KnownError
from domain.rules import Rules
from domain.slips import SLIP_WORDS, SlipKind
from ui import actions
from ui.drafts import Now
from ui.papers.outlet import Target
from ui.papers.paper_page import PaperPage, render
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.fields import DateField, LineField, TextField

_AT_REST_MS = 400  # a form that is being filled is not drawn at every key
_NAMED = 4  # of the issues that are left out for the same reason

Ids = Callable[[Reader], Sequence[int]]


class SlipPage(PaperPage):
    """One paper a unit, for the issues that ``ids`` finds; a letter for a single issue."""

    def __init__(
        self,
        bench: Workbench,
        over: QWidget,
        kind: SlipKind,
        ids: Ids,
        issue_id: int | None = None,
    ) -> None:
        """``issue_id`` is the one the paper is about, None when they are many."""
        self._title = SLIP_WORDS[kind]
        super().__init__(bench, over, self._title)
        self.kind, self._ids = kind, ids
        self._about = f"slip:{kind}:{issue_id or ''}"
        self._drafts: tuple[SlipDraft, ...] = ()
        self._made: list[MadeSlip] = []
        self._office = bench.rules
        self.done = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AT_REST_MS)
        self._rest.timeout.connect(self._redraw)
        self._add_fields()
        self.form.edited.connect(self._edited)
        self.left.connect(self._keep)
        bench.drafts.watch(self._now)
        self._read()

    def _add_fields(self) -> None:
        letter = self.kind is SlipKind.LETTER
        if letter:
            self.form.add("unit", self.tr("主送机关"), LineField(limit=60), required=True)
        self.form.add("reply_by", self.tr("答复期限"), DateField(), check=self._check_day)
        self.form.add("text", self.tr("正文"), TextField(lines=18 if letter else 7), required=True)

    def _check_day(self, day: date) -> str:
        return slips.reply_fault(day, today(), self._office)

    def _now(self) -> Now | None:
        if not self._drafts:
            return None
        typed = self.form.is_dirty() and not self.done
        return self._about, Typed(self._title, self.form.values()) if typed else None

    def _keep(self) -> None:
        if now := self._now():
            self.bench.drafts.keep(*now)

    # What is to be sent

    def _read(self) -> None:
        bench, kind, ids = self.bench, self.kind, self._ids

        def read(connection: Reader, task: Work) -> tuple[Drafted, Rules]:
            found = ids(connection)
            office = rules.current(connection)
            if kind is SlipKind.LETTER:
                one = slip_drafts.letter(connection, found[0], now(), bench.user)
                return Drafted((one,), ()), office
            drafted = slip_drafts.per_unit(connection, kind, found, now(), bench.user, task.report)
            return drafted, office

        label = self.tr("正在准备{0}").format(self._title)
        self._task = bench.read_long(self, read, self._show, self.not_drawn, label)

    def _show(self, read: tuple[Drafted, Rules]) -> None:
        drafted, self._office = read
        self._drafts = drafted.drafts
        self.told.setText(self._told(drafted))
        if drafted.refused and drafted.drafts:
            self.below.setText(self._left_out(drafted))
            self.below.show()
        if not self._drafts:
            title = self.tr("没有可以发{0}的问题").format(self._title)
            why = drafted.refused[0][1] if drafted.refused else ""
            self.waiting.set_text(title, why, icon_name="info")
            self.form.hide()
            return
        first = self._drafts[0].paper
        self.form.set_values({"unit": first.unit, "reply_by": first.reply_by, "text": first.text})
        self.form.set_draft(self.bench.drafts.of(self._about))
        self.form.field("text").setFocus()
        self._redraw()

    def _told(self, drafted: Drafted) -> str:
        issues = sum(len(draft.issue_ids) for draft in drafted.drafts)
        lines = []
        if self.kind is SlipKind.LETTER:
            lines.append(self.tr("打印或另存时才编号、才算发出。"))
        elif len(drafted.drafts) == 1 and issues == 1:
            one = drafted.drafts[0].paper
            lines.append(self.tr("发给 {0}。打印或另存时才编号、才算发出。").format(one.unit))
        elif drafted.drafts:
            words = self.tr("{0} 个单位各一份，共 {1} 件问题。打印或另存时才编号、才算发出。")
            lines.append(words.format(len(drafted.drafts), issues))
        return "\n".join(lines)

    def _left_out(self, drafted: Drafted) -> str:
        """What no paper may be written about, by reason."""
        reasons: dict[str, list[str]] = {}
        for number, why in drafted.refused:
            reasons.setdefault(why, []).append(number)
        lines = [self.tr("另有 {0} 件不能发：").format(len(drafted.refused))]
        for why, numbers in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
            named = "、".join(numbers[:_NAMED])
            if len(numbers) > _NAMED:
                named += self.tr(" 等 {0} 件").format(len(numbers))
            lines.append(f"· {named}：{why}")
        return "\n".join(lines)

    def _edited(self) -> None:
        self.outlet.set_possible(False)  # what is sent is what was seen
        self._rest.start()

    def _redraw(self) -> None:
        if self._drafts and not self.form.problems():
            self.draw([draft.paper for draft in self._worded()])

    def _worded(self) -> list[SlipDraft]:
        """The drafts in the words of the form."""
        typed = self.form.values()
        said = {"text": typed["text"] or "", "reply_by": typed["reply_by"]}
        if typed.get("unit"):
            said["unit"] = typed["unit"]
        return [replace(draft, paper=replace(draft.paper, **said)) for draft in self._drafts]

    # Sending

    def file_name(self) -> str:
        """What a saved file is called at first."""
        only = self._drafts[0].paper if len(self._drafts) == 1 else None
        name = only.unit if only else self.tr("{0}个单位").format(len(self._drafts))
        return f"{self._title}-{name}-{today():%Y%m%d}.pdf"

    def finish(self, target: Target) -> None:
        """Number the slips, draw them with their numbers, and send them."""
        drafts = self._worded()
        self.show_problem("")

        def number(database: Database, user: str) -> tuple[list[MadeSlip], Target]:
            return actions.number_slips(database, user, drafts), target

        self.bench.write(self, number, self._make_final, self._not_numbered)

    def _make_final(self, numbered: tuple[list[MadeSlip], Target]) -> None:
        self._made, target = numbered
        papers = [one.paper for one in self._made]

        def work(task: Work) -> tuple[bytes, Target]:
            return render(papers)[0], target

        self.bench.tasks.in_pool(self, work, self._send_drawn, self._not_final)

    def _send_drawn(self, drawn: tuple[bytes, Target]) -> None:
        self.outlet.send(*drawn)

    def _not_numbered(self, error: Exception) -> None:
        self.outlet.give_up()
        if isinstance(error, KnownError):
            self.show_problem(str(error))
        self.bench.messages.error(error)

    def _not_final(self, error: Exception) -> None:
        self.outlet.give_up()
        self.bench.messages.error(error)
        self.not_sent()

    def not_sent(self) -> None:
        """The numbers are free again."""
        ids = [one.id for one in self._made]
        self._made = []

        def take_back(database: Database, user: str) -> None:
            actions.take_back_slips(database, user, ids)

        self.bench.write(self, take_back, self._taken_back)

    def maybe_sent(self, sentence: str) -> None:
        """The numbers stay with these papers, which wait in the register to be sent."""
        words = self.tr("{0} {1} 仍留着编号，在文书登记簿里是“未发出”，可以从那里再打。")
        told = words.format(self._title, self._numbers())
        self.bench.messages.said.emit("warning", f"{sentence}{told}", "", None)
        self.done = True
        self.leave()

    def _numbers(self) -> str:
        first, last = self._made[0].paper.number, self._made[-1].paper.number
        return first if first == last else self.tr("{0} 至 {1}").format(first, last)

    def _taken_back(self, _: None) -> None:
        self.show_problem(self.tr("没有发出，编号已收回；填写的内容都在，可以再打一次。"))

    def sent(self, sentence: str) -> None:
        """Note it, say so, and go back to the list."""
        ids = [one.id for one in self._made]
        words = self.tr("{0} {1}：{2}").format(self._title, self._numbers(), sentence)

        def mark(database: Database, user: str) -> str:
            actions.mark_slips_sent(database, user, ids)
            return words

        self.done = True
        self.bench.write(self.bench.bus, mark, self.bench.messages.success)
        self.leave()
