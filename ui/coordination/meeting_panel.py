"""The detail card of a coordination meeting: it is read, written and printed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db import places
from db.coordination import common, meetings
from db.coordination.meetings import Draft, Item, MeetingRow, Removed
from db.drafts import Typed
from db.engine import Database
from db.reading import Reader
from db.session import today
from domain import colours
from domain.errors import KnownError
from domain.minutes import Minutes, MinutesItem
from domain.rules import Rules
from ui import actions
from ui.coordination.meeting_card import MeetingCard
from ui.coordination.meeting_form import MeetingForm, meeting_from
from ui.drafts import Now
from ui.papers.pdf_printing import PdfPrinting, Printout
from ui.papers.print_sheet import PrintSheet
from ui.papers.saving import ask_where
from ui.parts import scrolling
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, Divider
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting with its items; ``office`` is who signs its minutes."""

    row: MeetingRow
    items: tuple[Item, ...]
    office: str


def read_page(connection: Reader, meeting_id: int) -> MeetingPage | None:
    """What the panel shows; None when the meeting is no longer there."""
    row = meetings.meeting(connection, meeting_id)
    if row is None:
        return None
    items = tuple(meetings.items(connection, meeting_id))
    return MeetingPage(row, items, places.root(connection).name)


def minutes_of(page: MeetingPage, office: Rules) -> Minutes:
    """What is printed of a meeting."""
    items = tuple(
        MinutesItem(
            item.number,
            item.title,
            item.colour,
            colours.word(item.colour, office.colours),
            item.lead_unit,
            item.co_units,
            item.decision,
            item.due_at.date() if item.due_at is not None else None,
        )
        for item in page.items
    )
    row = page.row
    return Minutes(row.title, page.office, row.held_at, row.agenda, items, today())


class MeetingPanel(Card):
    """Shows one meeting; writes, deletes (and puts back) and prints it."""

    saved = Signal(object)
    """The id of a meeting just saved."""
    opened = Signal(str)
    """The number of an issue to be read."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: MeetingPage | None = None
        self._typing = False
        """Whether the form was opened: what was typed before stands in it."""
        self._printing: PdfPrinting | None = None
        self.empty = EmptyState(
            self.tr("选一次协调会看决定"),
            self.tr("Ctrl+N 新建；也可以从“共性问题”提交"),
            icon_name="users",
        )
        self.card, self.form = MeetingCard(), MeetingForm(bench.rules)
        self.editing = primary_button(self.tr("修改"), "pencil", "Ctrl+E")
        self.printing = plain_button(self.tr("打印纪要"), "printer", "Ctrl+P")
        self.saving = plain_button(self.tr("另存 PDF"), "file-down")
        self.removing = plain_button(self.tr("删除"), "trash-2")
        self.choice = PrintSheet(bench.messages, self)
        self._lay_out()
        self._connect()
        bench.drafts.watch(self._now)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for part in (self.editing, self.printing, self.saving, self.removing):
            foot.addWidget(part)
        foot.addStretch(1)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(scrolling(self.card), 1)
        column.addWidget(Divider())
        column.addLayout(foot)
        self._reading = reading
        self.stack = QStackedWidget()
        for part in (self.empty, reading, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)

    def _connect(self) -> None:
        self.editing.clicked.connect(self.edit)
        self.choice.answered.connect(self._draw)
        self.printing.clicked.connect(self._choose_printer)
        self.saving.clicked.connect(self._choose_file)
        self.removing.clicked.connect(self.remove)
        self.card.opened.connect(self.opened)
        self.form.submitted.connect(self._submit)
        self.form.left.connect(self._leave)
        self.form.thrown_away.connect(self._throw_away)
        self.form.numbers_wanted.connect(self._find)

    # What is shown

    def show_meeting(self, meeting_id: int | None) -> None:
        """Show this meeting; a form that is open keeps its text."""
        self._wanted = meeting_id
        if self.stack.currentWidget() is self.form and not self.form.is_dirty():
            self.stack.setCurrentWidget(self._reading if self._shown else self.empty)
        self.refresh()

    def refresh(self) -> None:
        """Read the meeting again; an open form hears what changed."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return
        self.bench.read(self, lambda connection: read_page(connection, wanted), self._show)

    def _show(self, page: MeetingPage | None) -> None:
        if page is not None and page.row.id != self._wanted:
            return  # the answer to an older question
        self._shown = page
        if page is not None:
            self.card.show_meeting(page.row, page.items, self.bench.rules)
            if self.form.meeting_id == page.row.id:
                self.form.meet(page.row)
        if self.stack.currentWidget() is not self.form:
            self.stack.setCurrentWidget(self.empty if page is None else self._reading)

    # Writing

    def begin(self, ids: Sequence[int] = ()) -> None:
        """Open the form of a new meeting that studies these issues; with a form open that was
        typed into they are put on its agenda."""
        chosen = list(ids)

        def read(connection: Reader) -> tuple[list[Item], dict[str, int]]:
            return meetings.of_issues(connection, chosen), meetings.leading(connection)

        self.bench.read(self, read, self._begin)

    def _begin(self, found: tuple[list[Item], dict[str, int]]) -> None:
        items, leading = found
        if not self.form.is_dirty():
            self.form.begin(None, ())
            self._go_on()
        self.form.add_items(items)
        self.form.offer(tuple(leading), leading)
        self._open_form()

    def edit(self) -> None:
        """Open the form of the meeting that is shown, as it was left."""
        page = self._shown
        if page is None:
            return
        meeting_id = page.row.id
        if not self.form.is_dirty():
            self.form.begin(page.row, page.items)
            self._go_on()
            self.form.meet(page.row)
        elif self.form.meeting_id != meeting_id:
            self._open_form()
            self.form.show_problem(
                self.tr("这里还有没保存的内容；保存或放弃以后，再改别的协调会。")
            )
            return

        def read(connection: Reader) -> dict[str, int]:
            return meetings.leading(connection, beside=meeting_id)

        self.bench.read(self, read, self._offer)
        self._open_form()

    def _about(self) -> str:
        return f"meeting:{self.form.meeting_id or ''}"

    def _go_on(self) -> None:
        """What was typed over the meeting before stands in the form again."""
        self._typing = True
        if left := self.bench.drafts.rebuilt(self._about(), meeting_from):
            self.form.go_on(left)
            self.bench.messages.info(self.tr("接着上次没有保存的内容填写"))

    def _throw_away(self) -> None:
        self.bench.drafts.keep(self._about(), None)

    def _now(self) -> Now | None:
        if not self._typing:
            return None
        words, dirty = self.form.title.text(), self.form.is_dirty()
        return self._about(), Typed(words, self.form.typed()) if dirty else None

    def _offer(self, leading: dict[str, int]) -> None:
        self.form.offer(tuple(leading), leading)

    def _open_form(self) -> None:
        self.stack.setCurrentWidget(self.form)
        self.form.start()

    def _leave(self) -> None:
        self.stack.setCurrentWidget(self.empty if self._shown is None else self._reading)

    def _find(self, numbers: Sequence[str]) -> None:
        def read(connection: Reader) -> tuple[list[Item], list[str]]:
            known = common.ids_of(connection, numbers)
            missing = [number for number in numbers if number not in known]
            return meetings.of_issues(connection, list(known.values())), missing

        self.bench.read(self, read, self._found)

    def _found(self, found: tuple[list[Item], list[str]]) -> None:
        items, missing = found
        self.form.add_items(items)
        self.form.number.setText(" ".join(missing))
        words = self.tr("没有编号为 {0} 的问题，请核对。").format("、".join(missing))
        self.form.show_problem(words if missing else "")

    def _submit(self, meeting_id: int | None, version: int, draft: Draft) -> None:
        self.form.save.setEnabled(False)

        def save(database: Database, user: str) -> int:
            return actions.save_meeting(database, user, meeting_id, version, draft)

        self.bench.write(self, save, self._saved, self._save_failed)

    def _saved(self, meeting_id: int) -> None:
        self.form.save.setEnabled(True)
        self.bench.drafts.keep(self._about(), None)
        self.form.begin(None, ())
        self._wanted = meeting_id
        self._leave()
        self.refresh()
        self.saved.emit(meeting_id)
        self.bench.messages.success(self.tr("协调会已保存"))

    def _save_failed(self, error: Exception) -> None:
        self.form.save.setEnabled(True)
        if isinstance(error, KnownError):
            self.form.show_problem(str(error))
        self.bench.messages.error(error)
        self.refresh()

    # Deleting, and putting back

    def remove(self) -> None:
        """Delete the meeting that is shown; the message offers it back."""
        page = self._shown
        if page is None:
            return
        meeting_id = page.row.id

        def remove(database: Database, user: str) -> Removed | None:
            return actions.remove_meeting(database, user, meeting_id)

        self.bench.write(self, remove, self._removed)

    def _removed(self, removed: Removed | None) -> None:
        if removed is None:
            return
        self._gone = removed
        words = self.tr("已删除“{0}”").format(removed.meeting.title)
        self.bench.messages.undoable(words, self.put_back)

    def put_back(self) -> None:
        """Restore the meeting that was deleted last."""
        gone = self._gone

        def restore(database: Database, user: str) -> int:
            return actions.restore_meeting(database, user, gone)

        self.bench.write(self, restore, self._put_back)

    def _put_back(self, meeting_id: int) -> None:
        self.saved.emit(meeting_id)
        self.bench.messages.success(self.tr("已恢复"))

    # The minutes

    def _choose_file(self) -> None:
        if self._shown is None:
            return
        name = self.tr("{0}会议纪要.pdf").format(self._shown.row.title)
        ask_where(self, self.tr("另存会议纪要"), name, self.save_to)

    def save_to(self, name: str) -> None:
        """Write the minutes to a file, whole or not at all."""
        if self._shown is None:
            return
        minutes, target = minutes_of(self._shown, self.bench.rules), Path(name)
        self._file = target

        def work(task: Work) -> str:
            from printing.minutes import print_minutes

            return print_minutes(minutes, target)

        self.bench.tasks.in_pool(self, work, self._written)

    def _written(self, warning: str) -> None:
        told = self.tr("会议纪要已保存为“{0}”").format(self._file.name)
        words = " · ".join(filter(None, (told, warning)))
        self.bench.messages.success(words, self.tr("打开"), self._open_file)

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def _choose_printer(self) -> None:
        if self._shown is not None:
            self.choice.ask(self.printing)

    def _draw(self, target: Printout) -> None:
        if self._shown is None or self._printing is not None:
            return
        self._target = target
        minutes = minutes_of(self._shown, self.bench.rules)

        def work(task: Work) -> bytes:
            from printing.minutes import print_minutes

            pdf = BytesIO()
            print_minutes(minutes, pdf)
            return pdf.getvalue()

        self.bench.tasks.in_pool(self, work, self._print)

    def _print(self, pdf: bytes) -> None:
        title = self.tr("会议纪要")
        self._printing = PdfPrinting(self.bench.tasks, pdf, self._target, title, self)
        self._printing.finished.connect(self._printed)
        self._printing.failed.connect(self._not_printed)
        self._printing.doubtful.connect(self._maybe_printed)
        self._printing.start()

    def _printed(self, complaint: str) -> None:
        self._printing = None
        told = self.tr("会议纪要已送到打印机")
        self.bench.messages.success("；".join(filter(None, (told, complaint))))

    def _not_printed(self, sentence: str) -> None:
        self._printing = None
        self.bench.messages.said.emit("error", sentence, "", None)

    def _maybe_printed(self, sentence: str) -> None:
        self._printing = None
        self.bench.messages.said.emit("warning", sentence, "", None)
