"""Many issues moved together: what to do with them, how, and what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.issues import moving
from db.issues.issue_filter import IssueFilter
from db.issues.moving import Chosen, Moved
from db.reading import Reader
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.workflow import BY_PROGRAM, MOVE_WORDS, RULES, STATE_WORDS, Move, State
from ui import actions
from ui.drafts import Now
from ui.issues.bulk_outcome import BulkOutcome
from ui.issues.issue_moves import MoveForm, Words, draft_of, read_words
from ui.parts import clear, scrolling
from ui.permits import why_not
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.progress import ProgressStrip

# A follow-up hears one person at a time; everything else may be done with many.
IN_BULK = (
    Move.TRIAGE,
    Move.DISPATCH,
    Move.SIGN,
    Move.REPORT,
    Move.RESOLVE,
    Move.CLOSE,
    *(move for move in RULES if move not in (*BY_PROGRAM, Move.FOLLOW_UP)),
)


class BulkPanel(QWidget):
    """Asks for a move, for what it needs, and tells which issues did not move and why."""

    left = Signal()
    issue_wanted = Signal(object)
    """The id of an issue that did not move."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.chosen: Chosen | None = None
        self.move_form: MoveForm | None = None
        self.buttons: dict[Move, QPushButton] = {}
        self.task: Task | None = None
        self._made: list[Moved] = []
        self._words = Words((), ())
        self.title, self._where = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self._where.setProperty("role", "muted")
        self._where.setWordWrap(True)
        self._moves = QWidget()
        self._grid = QGridLayout(self._moves)
        self._grid.setContentsMargins(0, 0, theme.px(6), 0)
        self._grid.setSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self._asking = QWidget()
        self._form_column = QVBoxLayout(self._asking)
        self._form_column.setContentsMargins(0, 0, 0, 0)
        self.progress = ProgressStrip()
        self.outcome = BulkOutcome(bench)
        self.stack = QStackedWidget()
        self._choosing = scrolling(self._moves)
        for part in (self._choosing, self._asking, self.outcome):
            self.stack.addWidget(part)
        self.leave = plain_button(self.tr("返回"))
        self.leave.setToolTip(self.tr("返回（Esc），一件也没有动"))
        self._lay_out()
        self._connect()
        bench.drafts.watch(self._now)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (self.title, self._where):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.progress)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self.leave.clicked.connect(self._go_back)
        self.progress.cancelled.connect(self.cancel)
        self.outcome.done.connect(self._done)
        self.outcome.issue_wanted.connect(self.issue_wanted)
        for part in (self._choosing, self.outcome, self.leave):  # the form has its own
            inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence("Esc"), part, context=inside).activated.connect(self._go_back)

    @property
    def unread(self) -> bool:
        """Whether what came of the last move is still to be looked at."""
        return self.stack.currentWidget() is self.outcome

    def _done(self) -> None:
        self.stack.setCurrentWidget(self._choosing)
        self.left.emit()

    # Which issues, and which move

    def begin(self, wanted: IssueFilter | Sequence[int]) -> None:
        """Read the issues as they stand now and ask what to do with them."""
        if self.task is not None:
            return  # one at a time; its progress is shown
        self._close_form()
        self.chosen = None
        self.title.setText(self.tr("批量办理"))
        self._where.setText(self.tr("正在数…"))
        self._where.show()
        clear(self._grid)
        self.stack.setCurrentWidget(self._choosing)
        self.leave.show()

        def read(connection: Reader) -> tuple[Chosen, Words]:
            return moving.choose(connection, wanted), read_words(connection)

        self.bench.read(self, read, self._show_chosen)

    def _show_chosen(self, found: tuple[Chosen, Words]) -> None:
        self.chosen, self._words = found
        self.title.setText(self.tr("批量办理 {0:,} 件").format(len(self.chosen.ids)))
        states = self.chosen.states
        told = (f"{STATE_WORDS[s]} {states[s]:,}" for s in State if s in states)
        self._where.setText(" · ".join(told) or self.tr("没有选中的问题"))
        clear(self._grid)
        self.buttons = {}
        for move in sorted(dict.fromkeys(IN_BULK), key=self._few_last):
            self._add_choice(move)
        self._grid.setRowStretch(len(self.buttons), 1)
        first = next((b for b in self.buttons.values() if b.isEnabled()), self.leave)
        first.setFocus()

    def _few_last(self, move: Move) -> bool:
        return bool(self._refusal(move))

    def _refusal(self, move: Move) -> str:
        """Why none of the chosen issues can be moved so, by this user; empty when some can."""
        if self.chosen is None or not self.chosen.movable(move):
            return self._nowhere(move)
        return why_not(self.bench.rights, ("issues", MOVE_WORDS[move])).partition("；")[0]

    def _add_choice(self, move: Move) -> None:
        row = len(self.buttons)
        refusal = self._refusal(move)
        movable = self.chosen.movable(move) if self.chosen is not None else 0
        button = plain_button(MOVE_WORDS[move])
        button.setProperty("move", move.value)
        button.clicked.connect(self._clicked)
        button.setEnabled(not refusal)
        words = refusal or self.tr("{0:,} 件可办").format(movable)
        told = QLabel(words)
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        button.setAccessibleName(f"{MOVE_WORDS[move]}，{words}")
        self._grid.addWidget(button, row, 0)
        self._grid.addWidget(told, row, 1)
        self.buttons[move] = button

    def _nowhere(self, move: Move) -> str:
        sources = [STATE_WORDS[s] for s in State if s in RULES[move].sources]
        return self.tr("没有“{0}”的问题").format("、".join(sources))

    def _clicked(self) -> None:
        self.open_move(Move(self.sender().property("move")))

    # What the move needs

    def open_move(self, move: Move) -> None:
        """Open the form of a move; text typed into it before is there again."""
        self._close_form()
        form = MoveForm(self.bench, None, move, self._words)
        self.move_form = form
        form.submitted.connect(self._submit)
        form.left.connect(self._go_back)
        movable = self.chosen.movable(move) if self.chosen is not None else 0
        form.save.setText(self.tr("{0} {1:,} 件").format(MOVE_WORDS[move], movable))
        form.save.setShortcut("Ctrl+S")  # a new text takes the shortcut away
        self._form_column.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
        self.stack.setCurrentWidget(self._asking)
        self.leave.hide()
        form.show()
        form.start()

    def _now(self) -> Now | None:
        return self.move_form.now() if self.move_form is not None else None

    def _close_form(self) -> None:
        form, self.move_form = self.move_form, None
        if form is None:
            return
        self.bench.drafts.keep(*form.now())
        form.hide()
        self._form_column.removeWidget(form)
        form.deleteLater()

    def _go_back(self) -> None:
        if self.task is not None:
            return  # it goes on; 取消 stops it
        left = self.move_form
        if left is None:
            self.left.emit()
            return
        self._close_form()
        self.stack.setCurrentWidget(self._choosing)
        self.leave.show()
        self.buttons[left.move].setFocus()

    # Moving them

    def _submit(self, request: MoveRequest) -> None:
        chosen = self.chosen
        if chosen is None or self.task is not None:
            return
        label = self.tr("批量{0}").format(MOVE_WORDS[request.move])
        self._asking.setEnabled(False)
        bench = self.bench

        self._made = made = list[Moved]()

        def move(task: Work) -> Moved:
            report = task.report
            made.append(actions.move_issues(bench.database, bench.user, chosen, request, report))
            return made[0]

        self.task = bench.tasks.on_database(self, move, self._moved, self._failed, label)
        self.task.progress.connect(self.progress.advance)
        self.task.stopped.connect(self._stopped)
        self.progress.start(label, len(chosen.ids))

    def cancel(self) -> None:
        """Stop what is under way; nothing of it stays."""
        if self.task is not None:
            self.task.cancel()

    def _ended(self) -> None:
        self.task = None
        self.progress.finish()
        self._asking.setEnabled(True)

    def _moved(self, moved: Moved) -> None:
        self._ended()
        form = self.move_form
        move = form.move if form is not None else Move.REPORT
        if form is not None:
            form.form.mark_clean()
            self.bench.drafts.keep(draft_of(None, move), None)
        self._close_form()
        self.title.setText(self.tr("批量{0}").format(MOVE_WORDS[move]))
        self._where.hide()
        self.outcome.show_outcome(move, moved)
        self.stack.setCurrentWidget(self.outcome)
        self.leave.hide()
        if moved.moved:
            self.bench.messages.success(self.outcome.words())

    def _stopped(self) -> None:
        if self._made:  # it was written by the time it heard of it
            self._moved(self._made[0])
            return
        self._ended()
        self.bench.messages.success(self.tr("已取消，一件也没有动；填写的内容都在"))

    def _failed(self, error: Exception) -> None:
        self._ended()
        if self.move_form is not None and isinstance(error, KnownError):
            self.move_form.show_problem(str(error))
        self.bench.messages.error(error)
