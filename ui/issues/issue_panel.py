"""The detail card of an issue: it is read, moved and registered here."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.coordination import meetings
from db.coordination.meetings import Decision
from db.drafts import Typed
from db.engine import Database
from db.issues import issues, routing
from db.issues.issue_filter import IssueFilter
from db.issues.issues import IssuePage
from db.reading import Reader
from db.session import now
from db.users import whereabouts
from domain.entries import IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.routing import Route
from domain.workflow import Move
from ui import actions
from ui.drafts import Now
from ui.issues.bulk_panel import BulkPanel
from ui.issues.issue_card import IssueCard
from ui.issues.issue_form import IssueForm, read_places
from ui.issues.issue_moves import MoveForm, Words, draft_of, read_words
from ui.issues.move_bar import MoveBar
from ui.papers.issue_papers import PapersButton
from ui.workbench import Workbench
from widgets import theme
from widgets.cards import Card, Divider
from widgets.empty_state import EmptyState

_NEW = "issue:"
"""What the draft of a new issue is about."""


@dataclass(frozen=True, slots=True)
class _Shown:
    page: IssuePage
    words: Words
    decisions: Sequence[Decision]
    route: Route | None


@dataclass(frozen=True, slots=True)
class _Made:
    issue_id: int
    move: Move
    words: str


class IssuePanel(Card):
    """Shows one issue and the moves that are possible now; registers new ones."""

    registered = Signal(object)
    """The id of a new issue."""
    moved = Signal(object)
    """The id of an issue that made a move here."""
    issue_wanted = Signal(object)
    """The id of another issue that this one speaks of."""
    project_wanted = Signal(object)
    """The id of an issue that a livelihood project is to settle."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: _Shown | None = None
        self._uncovered = False
        self._goes_on = False
        self._typing = False
        """Whether the form of a new issue was opened: what was typed before stands in it."""
        self.empty = EmptyState(
            self.tr("选一件问题看经过"),
            self.tr("上下键移动，Ctrl+N 登记新的问题"),
            icon_name="message-square-text",
        )
        self.card = IssueCard()
        self.card.setMinimumHeight(theme.px(96))
        self.bar = MoveBar()
        self.move_form: MoveForm | None = None
        self.form = IssueForm(bench)
        self.bulk = BulkPanel(bench)
        self.papers = PapersButton(bench)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        bench.drafts.watch(self._now)
        bench.drafts.watch(self._new_now)

    def _lay_out(self) -> None:
        self._foot = QVBoxLayout()
        # One row: the moves, and room at its end for what else is done with an issue.
        self._bar = QWidget()
        self.foot_row = QHBoxLayout(self._bar)
        self.foot_row.setContentsMargins(0, 0, 0, 0)
        self.foot_row.setSpacing(theme.px(8))
        self.foot_row.addWidget(self.bar, 1)
        self.foot_row.addWidget(self.papers, 0, Qt.AlignmentFlag.AlignTop)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.card, 1)
        column.addWidget(Divider())
        column.addLayout(self._foot)
        self._foot.addWidget(self._bar)
        self._reading = reading
        for part in (self.empty, reading, self.form, self.bulk):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)

    def _connect(self) -> None:
        self.card.uncover_wanted.connect(self._uncover)
        self.card.issue_wanted.connect(self.issue_wanted)
        self.bar.chosen.connect(self.open_move)
        self.bar.project_wanted.connect(self._want_project)
        self.bulk.issue_wanted.connect(self.issue_wanted)
        self.bulk.left.connect(self._leave_form)
        self.form.submitted.connect(self._register)
        self.form.left.connect(self._leave_form)
        self.form.similar.chosen.connect(self.show_issue)

    # What is shown

    def issue_id(self) -> int | None:
        """The issue that is shown, or about to be."""
        return self._wanted

    def is_typing(self) -> bool:
        """Whether a form is open, which only the user's own hand may leave."""
        return self.move_form is not None or self._apart()

    @property
    def moves(self) -> dict[Move, QPushButton]:
        """The buttons of the next steps, the usual one first."""
        return self.bar.buttons

    def _apart(self) -> bool:
        """Whether something else than one issue is shown: a new one's form, or many together."""
        return self.stack.currentWidget() in (self.form, self.bulk)

    def show_issue(self, issue_id: int | None) -> None:
        """Show this issue, or the empty card; forms that were open keep their text."""
        if issue_id != self._wanted:
            self._close_move()
            self._uncovered = False
        self._wanted = issue_id
        if self._apart() and issue_id is not None:
            self.stack.setCurrentWidget(self._reading if self._shown else self.empty)
        self.refresh()

    def go_to_issue(self, issue_id: int) -> None:
        """Show this issue and stand on its next step."""
        self._goes_on = True
        self.show_issue(issue_id)

    def refresh(self) -> None:
        """Read the issue again; an open form stays and hears what changed."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> _Shown | None:
            page = issues.page(connection, wanted)
            if page is None:
                return None
            decided = meetings.decisions(connection, wanted)
            return _Shown(
                page, read_words(connection), decided, routing.suggestion(connection, wanted)
            )

        self.bench.read(self, read, self._show)

    def _show(self, shown: _Shown | None) -> None:
        if shown is not None and shown.page.row.id != self._wanted:
            return  # the answer to an older question
        self._shown = shown
        form = self.move_form
        if form is not None and (shown is None or form.issue_id != shown.page.row.id):
            self._close_move()
        if shown is not None:
            self.card.show_page(
                shown.page, now(), self.bench.rules, self._uncovered, shown.decisions
            )
            self.bar.show_moves(shown.page.standing, now(), self.bench.rules, self.bench.rights)
            if self.move_form is not None and self.move_form.office != self.bench.rules:
                self.open_move(self.move_form.move)  # anew; what was typed is there again
            self.papers.show_page(shown.page, self.bench.rules)
            if self.move_form is not None:
                self.move_form.meet(shown.page)
        if not self._apart():
            self.stack.setCurrentWidget(self.empty if shown is None else self._reading)
        if self._goes_on and not self.bar.focus_first():
            self.papers.setFocus()  # the keyboard never leaves the card
        self._goes_on = False

    def _uncover(self) -> None:
        if self._shown is None:
            return
        row = self._shown.page.row

        def note(database: Database, user: str) -> None:
            where = whereabouts.issues([row.id])
            actions.note_uncovering(database, user, row.number, where)

        self.bench.write(self, note, self._uncover_now)

    def _uncover_now(self, _: None) -> None:
        self._uncovered = True
        self._show(self._shown)

    def _want_project(self) -> None:
        if self._wanted is not None:
            self.project_wanted.emit(self._wanted)

    # Moving

    def open_move(self, move: Move) -> None:
        """Open the form of a move; text that was typed into it before is there again."""
        if self._shown is None or not self.bar.possible(move):
            return
        self._close_move()
        shown = self._shown
        self.move_form = MoveForm(self.bench, shown.page, move, shown.words, shown.route)
        self.move_form.submitted.connect(self._submit_move)
        self.move_form.left.connect(self._leave_move)
        self._bar.hide()
        self._foot.addWidget(self.move_form)
        self.move_form.show()  # else the layout would, too late for the cursor
        self.move_form.start()

    def open_next(self, issue_id: int) -> None:
        """Open the form of the next step on an issue's main path."""
        first = next(iter(self.moves), None)
        if self._shown is not None and self._shown.page.row.id == issue_id and first is not None:
            self.open_move(first)

    def open_bulk(self, wanted: IssueFilter | Sequence[int]) -> None:
        """Move many issues together: these, or all that a filter lets through."""
        self._close_move()
        self.stack.setCurrentWidget(self.bulk)
        if not self.bulk.unread:  # what did not move is there until the user is done with it
            self.bulk.begin(wanted)

    def _leave_move(self) -> None:
        left = self.move_form.move if self.move_form is not None else None
        self._close_move()
        if left is not None:
            self.bar.focus_move(left)

    def _close_move(self) -> None:
        form = self.move_form
        if form is None:
            return
        self.bench.drafts.keep(*form.now())
        self.move_form = None
        form.hide()
        self._foot.removeWidget(form)
        form.deleteLater()
        self._bar.show()

    def _submit_move(self, request: MoveRequest) -> None:
        form = self.move_form
        if form is None:
            return
        issue_id, version, done = form.issue_id, form.version, form.done_words()
        form.save.setEnabled(False)

        def move(database: Database, user: str) -> _Made:
            actions.move_issue(database, user, issue_id, version, request)
            return _Made(issue_id, request.move, done)

        self.bench.write(self, move, self._moved, self._move_failed)

    def _moved(self, made: _Made) -> None:
        if self.move_form is not None and self.move_form.issue_id == made.issue_id:
            self._goes_on = True
            self.move_form.form.mark_clean()
            self._close_move()
        self.bench.drafts.keep(draft_of(made.issue_id, made.move), None)
        self.moved.emit(made.issue_id)
        self.refresh()
        self.bench.messages.success(made.words)

    def _move_failed(self, error: Exception) -> None:
        form = self.move_form
        if form is not None:
            form.save.setEnabled(True)
            if isinstance(error, KnownError):
                form.show_problem(str(error))
        self.bench.messages.error(error)
        self.refresh()

    def _now(self) -> Now | None:
        return self.move_form.now() if self.move_form is not None else None

    # Registering

    def register(self) -> None:
        """Open the form for a new issue, as it was left."""

        def read(connection: Reader) -> tuple[list[tuple[int, str]], Words]:
            return read_places(connection), read_words(connection)

        self.bench.read(self, read, self._offer)
        self.stack.setCurrentWidget(self.form)
        self.form.start()

    def _offer(self, found: tuple[list[tuple[int, str]], Words]) -> None:
        self.form.offer(*found)
        left = self.bench.drafts.of(_NEW)
        if left and not self.form.form.is_dirty():
            self.form.form.set_draft(left)
            self.bench.messages.info(self.tr("接着上次没有保存的内容填写"))
        self._typing = True

    def _new_now(self) -> Now | None:
        form = self.form.form
        if not self._typing:
            return None
        words = self.tr("登记问题 {0}").format(form.values()["title"] or "").strip()
        return _NEW, Typed(words, form.values()) if form.is_dirty() else None

    def _leave_form(self) -> None:
        if now := self._new_now():
            self.bench.drafts.keep(*now)
        self.stack.setCurrentWidget(self.empty if self._shown is None else self._reading)
        self.refresh()

    def _register(self, entry: IssueEntry, place_id: int | None) -> None:
        self.form.save.setEnabled(False)

        def register(database: Database, user: str) -> int:
            return actions.register_issue(database, user, entry, place_id)

        self.bench.write(self, register, self._registered, self._register_failed)

    def _registered(self, issue_id: int) -> None:
        self.form.save.setEnabled(True)
        self.form.clear()
        self.bench.drafts.keep(_NEW, None)
        self._close_move()  # of the issue shown before: what was typed there is kept
        self._wanted = issue_id
        self._uncovered = False
        self.stack.setCurrentWidget(self._reading)

        def number(connection: Reader) -> str:
            return issues.rows(connection, [issue_id])[issue_id].number

        self.bench.read(self, number, self._tell_number)
        self.refresh()
        self.registered.emit(issue_id)

    def _tell_number(self, number: str) -> None:
        self.bench.messages.success(self.tr("已登记 {0}").format(number))

    def _register_failed(self, error: Exception) -> None:
        self.form.save.setEnabled(True)
        if isinstance(error, KnownError):
            self.form.show_problem(str(error))
        self.bench.messages.error(error)
