"""The moves of an issue at the foot of its card: the usual ones as buttons, all others in 更多."""

from datetime import datetime

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from domain import moves
from domain.history import Standing
from domain.rights import Right
from domain.rules import Rules
from domain.workflow import BY_PROGRAM, ENDED, MOVE_WORDS, RULES, STATE_WORDS, Move, State
from ui.parts import clear
from ui.permits import why_not
from widgets import theme
from widgets.buttons import plain_button, primary_button

# The way an issue usually goes on from each state, the next step first.
USUAL = {
    State.REGISTERED: (Move.TRIAGE, Move.SETTLE, Move.DECLINE),
    State.TRIAGED: (Move.DISPATCH, Move.SETTLE, Move.ESCALATE),
    State.DISPATCHED: (Move.SIGN, Move.RETURN),
    State.HANDLING: (Move.RESOLVE, Move.REPORT, Move.EXTEND, Move.SUSPEND),
    State.SUSPENDED: (Move.RESUME,),
    State.RESOLVED: (Move.FOLLOW_UP,),
    State.FOLLOWED_UP: (Move.REWORK, Move.FOLLOW_UP, Move.CLOSE),
}
OFFICE_MOVES = tuple(move for move in RULES if move not in BY_PROGRAM)
_FEW = 3


def why_short(move: Move, why: str, state: State) -> str:
    """A refusal in a few words, for a line of the menu."""
    sources = RULES[move].sources
    if state in sources:
        return why.partition("；")[0].rstrip("。")
    if len(sources) > _FEW:
        return f"{STATE_WORDS[State.TRIAGED]}以后才能"
    return "、".join(STATE_WORDS[s] for s in State if s in sources) + "时才能"


class MoveBar(QWidget):
    """Offers what is possible, and says of everything else why it is not."""

    chosen = Signal(object)
    """The `Move` that is wanted."""
    project_wanted = Signal()
    """The issue is to be settled by a livelihood project."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Move, QPushButton] = {}
        self._refusals: dict[Move, str] = {}
        self._state: State | None = None
        self.menu = QMenu(self)
        self.menu.setProperty("role", "moves")
        self.menu.setToolTipsVisible(True)
        self.more = plain_button(self.tr("更多"), parent=self)
        self.more.setShortcut("Alt+M")
        self.more.setToolTip(self.tr("其他可以办的，以及哪些现在不能办、为什么（Alt+M）"))
        self.more.clicked.connect(self._open_menu)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))

    def show_moves(
        self, standing: Standing, at: datetime, office: Rules, rights: frozenset[Right]
    ) -> None:
        """Offer the moves of an issue that stands like this, to somebody with these rights."""
        refusals = {
            move: moves.refusal(move, standing, at, office)
            or why_not(rights, ("issues", MOVE_WORDS[move]))
            for move in OFFICE_MOVES
        }
        if (standing.state, refusals) == (self._state, self._refusals):
            return
        self._state, self._refusals = standing.state, refusals
        self._row.removeWidget(self.more)
        clear(self._row)
        self.buttons = {}
        for move in USUAL.get(standing.state, ()):
            if not refusals[move]:
                self._add_button(move)
        self.more.setVisible(standing.state not in ENDED)
        if standing.state in ENDED:
            done = QLabel(self.tr("“{0}”，没有下一步").format(STATE_WORDS[standing.state]))
            done.setProperty("role", "muted")
            self._row.addWidget(done)
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self._fit()

    def possible(self, move: Move) -> bool:
        """Whether the move can be made now."""
        return move in self._refusals and not self._refusals[move]

    def focus_first(self) -> bool:
        """Go to the next step, so that the whole path goes by the keyboard alone; False when there
        is none any more."""
        first = next(iter(self.buttons.values()), self.more)
        first.setFocus()
        return not first.isHidden()

    def focus_move(self, move: Move) -> None:
        """Go back to where a move was chosen."""
        self.buttons.get(move, self.more).setFocus()

    def _add_button(self, move: Move) -> None:
        make = plain_button if self.buttons else primary_button
        button = make(MOVE_WORDS[move])
        if not self.buttons:
            button.setToolTip(self.tr("{0}（在列表里按回车）").format(MOVE_WORDS[move]))
        button.setProperty("move", move.value)
        button.clicked.connect(self._clicked)
        self._row.addWidget(button)
        self.buttons[move] = button

    def _clicked(self) -> None:
        self.chosen.emit(Move(self.sender().property("move")))

    # What does not fit goes into the menu

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), self.more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = self._row.spacing()
        room = self.width() - self.more.sizeHint().width()
        for number, button in enumerate(self.buttons.values()):
            room -= button.sizeHint().width() + gap
            button.setVisible(number == 0 or room >= 0)

    # The menu

    def fill_menu(self) -> QMenu:
        """The menu as it is now: what is possible and not on a button, then what is not."""
        menu = self.menu
        menu.clear()
        hidden = [m for m, b in self.buttons.items() if b.isHidden()]
        for move in (*hidden, *(m for m in OFFICE_MOVES if m not in self.buttons)):
            if not self._refusals[move]:
                self._add_action(move)
        menu.addSeparator()
        menu.addAction(self.tr("立为实事项目…"), self.project_wanted.emit)
        menu.addSection(self.tr("现在不能办"))
        for move, why in self._refusals.items():
            if why:
                self._add_action(move, why)
        return menu

    def _add_action(self, move: Move, why: str = "") -> None:
        words = MOVE_WORDS[move]
        if why and self._state is not None:
            words += "\t" + why_short(move, why, self._state)
        action = QAction(words, self.menu)
        action.setEnabled(not why)
        action.setToolTip(why or MOVE_WORDS[move])
        action.setStatusTip(why)
        action.setData(move.value)
        action.triggered.connect(self._triggered)
        self.menu.addAction(action)

    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(Move(action.data()))

    def _open_menu(self) -> None:
        menu = self.fill_menu()
        place = QPoint(self.more.width() - menu.sizeHint().width(), -menu.sizeHint().height() - 2)
        menu.popup(self.more.mapToGlobal(place))
