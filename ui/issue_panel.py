"""The detail card of an issue: it is read, moved and registered here."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db import issues
from db.engine import Database
from db.issues import IssuePage
from db.reading import Reader
from db.session import now
from domain.entries import IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.workflow import MOVE_WORDS, STATE_WORDS, Move
from ui import actions
from ui.issue_card import IssueCard
from ui.issue_form import IssueForm, read_places
from ui.issue_moves import MoveForm, Words, possible_moves, read_words
from ui.issue_papers import PapersButton
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, Divider
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class _Shown:
    page: IssuePage
    words: Words


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

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: _Shown | None = None
        self._uncovered = False
        self._goes_on = False
        self._drafts: dict[tuple[int, Move], dict[str, Any]] = {}
        self.empty = EmptyState(
            self.tr("选一件问题看经过"),
            self.tr("上下键移动，Ctrl+N 登记新的问题"),
            icon_name="message-square-text",
        )
        self.card = IssueCard()
        self.moves: dict[Move, QWidget] = {}
        self.move_form: MoveForm | None = None
        self.form = IssueForm()
        self._bar = QWidget()
        self._foot = QVBoxLayout()
        self.papers = PapersButton(bench)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.card, 1)
        column.addWidget(Divider())
        foot = QHBoxLayout()
        foot.addLayout(self._foot, 1)
        foot.addWidget(self.papers, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        self._foot.addWidget(self._bar)
        self._reading = reading
        self.stack = QStackedWidget()
        for part in (self.empty, reading, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self.card.uncover_wanted.connect(self._uncover)
        self.form.submitted.connect(self._register)
        self.form.left.connect(self._leave_form)

    # What is shown

    def issue_id(self) -> int | None:
        """The issue that is shown, or about to be."""
        return self._wanted

    def is_typing(self) -> bool:
        """Whether a form is open, which only the user's own hand may leave."""
        return self.move_form is not None or self.stack.currentWidget() is self.form

    def show_issue(self, issue_id: int | None) -> None:
        """Show this issue, or the empty card; forms that were open keep their text."""
        if issue_id != self._wanted:
            self._close_move()
            self._uncovered = False
        self._wanted = issue_id
        if self.stack.currentWidget() is self.form and issue_id is not None:
            self.stack.setCurrentWidget(self._reading if self._shown else self.empty)
        self.refresh()

    def refresh(self) -> None:
        """Read the issue again; an open form stays and hears what changed."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> _Shown | None:
            page = issues.page(connection, wanted)
            return _Shown(page, read_words(connection)) if page is not None else None

        self.bench.read(self, read, self._show)

    def _show(self, shown: _Shown | None) -> None:
        if shown is not None and shown.page.row.id != self._wanted:
            return  # the answer to an older question
        self._shown = shown
        if shown is None:
            self._close_move()
        else:
            self.card.show_page(shown.page, now(), self.bench.rules, self._uncovered)
            self._show_moves(shown.page)
            self.papers.show_page(shown.page, self.bench.rules)
            if self.move_form is not None:
                self.move_form.meet(shown.page)
        if self.stack.currentWidget() is not self.form:
            self.stack.setCurrentWidget(self.empty if shown is None else self._reading)
        if self._goes_on and self.moves:
            next(iter(self.moves.values())).setFocus()  # the whole path by the keyboard alone
        self._goes_on = False

    def _show_moves(self, page: IssuePage) -> None:
        possible = possible_moves(page.standing, self.bench.rules)
        if tuple(self.moves) == possible and self.moves:
            return
        self._foot.removeWidget(self._bar)
        self._bar.deleteLater()
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.moves = {}
        for number, move in enumerate(possible):
            make = plain_button if number else primary_button
            button = make(MOVE_WORDS[move])
            button.setProperty("move", move.value)
            button.clicked.connect(self._move_clicked)
            row.addWidget(button)
            self.moves[move] = button
        if not possible:
            done = QLabel(self.tr("“{0}”，没有下一步").format(STATE_WORDS[page.row.state]))
            done.setProperty("role", "muted")
            row.addWidget(done)
        row.addStretch(1)
        self._foot.insertWidget(0, self._bar)
        self._bar.setVisible(self.move_form is None)

    def _uncover(self) -> None:
        if self._shown is None:
            return
        number = self._shown.page.row.number

        def note(database: Database, user: str) -> None:
            actions.note_uncovering(database, user, number)

        self.bench.write(self, note, self._uncover_now)

    def _uncover_now(self, _: None) -> None:
        self._uncovered = True
        self._show(self._shown)

    # Moving

    def open_move(self, move: Move) -> None:
        """Open the form of a move; text that was typed into it before is there again."""
        if self._shown is None or move not in self.moves:
            return
        self._close_move()
        page = self._shown.page
        draft = self._drafts.get((page.row.id, move), {})
        self.move_form = MoveForm(page, move, self._shown.words, self.bench.rules, draft)
        self.move_form.submitted.connect(self._submit_move)
        self.move_form.left.connect(self._leave_move)
        self._bar.hide()
        self.papers.hide()
        self._foot.addWidget(self.move_form)
        self.move_form.show()  # else the layout would, too late for the cursor
        self.move_form.start()

    def open_next(self, issue_id: int) -> None:
        """Open the form of the next step on an issue's main path."""
        first = next(iter(self.moves), None)
        if self._shown is not None and self._shown.page.row.id == issue_id and first is not None:
            self.open_move(first)

    def _move_clicked(self) -> None:
        self.open_move(Move(self.sender().property("move")))

    def _leave_move(self) -> None:
        left = self.move_form.move if self.move_form is not None else None
        self._close_move()
        button = self.moves.get(left) if left is not None else None
        if button is not None:
            button.setFocus()

    def _close_move(self) -> None:
        form = self.move_form
        if form is None:
            return
        draft = form.draft()
        if draft:
            self._drafts[form.issue_id, form.move] = draft
        self.move_form = None
        form.hide()
        self._foot.removeWidget(form)
        form.deleteLater()
        self._bar.show()
        self.papers.show()

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
        self._drafts.pop((made.issue_id, made.move), None)
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

    def _leave_form(self) -> None:
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
