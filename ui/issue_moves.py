"""The moves of an issue that the office makes at its desk, and the small form of each."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import categories, units
from db.issues import IssuePage
from db.reading import Reader
from db.session import now
from domain import moves, workflow
from domain.history import Standing
from domain.moves import MoveRequest
from domain.rules import Rules
from domain.workflow import MOVE_WORDS, RATING_WORDS, STATE_WORDS, Move, Rating
from ui.choice_cards import Choice, ChoiceCards
from ui.issue_words import chip_of, deadline_words, tr
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.chips import Chip
from widgets.fields import ChoiceField, LineField, TextField
from widgets.forms import Form

# In the order of the buttons: the way an issue usually goes comes first.
OFFERED = (
    Move.TRIAGE,
    Move.DISPATCH,
    Move.SIGN,
    Move.RESOLVE,
    Move.REPORT,
    Move.FOLLOW_UP,
    Move.REWORK,
    Move.CLOSE,
    Move.SETTLE,
    Move.DECLINE,
)
_NOTES = {
    Move.TRIAGE: "研判意见",
    Move.DISPATCH: "派单要求",
    Move.RESOLVE: "办理结果",
    Move.SETTLE: "怎样解决的",
    Move.REPORT: "进展情况",
    Move.FOLLOW_UP: "群众怎么说",
    Move.DECLINE: "理由",
    Move.REWORK: "重办要求",
}
_TOLD = frozenset({Move.REPORT})  # a move that says nothing else needs its words
_RATING_TONES = {
    Rating.SATISFIED: "green",
    Rating.FAIR: "blue",
    Rating.UNSATISFIED: "red",
    Rating.UNREACHED: "grey",
}


def possible_moves(standing: Standing, office: Rules) -> tuple[Move, ...]:
    """What this desk can do with an issue now, the main path first."""
    possible = moves.possible(standing, now(), office)
    return tuple(move for move in OFFERED if move in possible)


@dataclass(frozen=True, slots=True)
class Words:
    """What the forms offer: categories (names from the top, joined by ``/``) and units."""

    categories: tuple[str, ...]
    units: tuple[str, ...]


def read_words(connection: Reader) -> Words:
    """What the forms offer now."""
    paths = tuple(row.path for row in categories.all_categories(connection))
    return Words(
        paths,
        tuple(row.name for row in units.all_units(connection)),
    )


def category_field(words: Words) -> ChoiceField:
    """A field that chooses a category by any part of its path; the value is the path."""
    shown = [(path, path.replace("/", " / ")) for path in words.categories]
    return ChoiceField(shown, tr("输入几个字查找"))


class SuggestField(LineField):
    """A line of text that offers what is known and takes what is new."""

    def __init__(self, known: tuple[str, ...], hint: str = "") -> None:
        super().__init__(hint, 60)
        completer = QCompleter(QStringListModel(known, self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)


class NoteField(TextField):
    """A few lines in which Enter means done; Shift+Enter begins a new line."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class MoveForm(QWidget):
    """Asks what one move needs; saves nothing itself."""

    submitted = Signal(object)
    """The `MoveRequest` as it is typed, without faults."""
    left = Signal()

    def __init__(
        self, page: IssuePage, move: Move, words: Words, office: Rules, draft: dict[str, Any]
    ) -> None:
        super().__init__()
        self.issue_id, self.version, self.move = page.row.id, page.version, move
        self._number = page.row.number
        self.office = office
        self._standing = page.standing
        self.form = Form()
        self.notice = QLabel()
        self.notice.setProperty("role", "error")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self._add_fields(page, words)
        self._lay_out()
        self.form.mark_clean()
        self.form.set_draft(draft)
        self.form.submitted.connect(self._submit)
        self._add_shortcuts()

    def _add_fields(self, page: IssuePage, words: Words) -> None:
        form, move = self.form, self.move
        if move is Move.TRIAGE:
            form.add("colour", self.tr("颜色"), colour_cards(self.office), required=True)
            form.add("category", self.tr("类别"), category_field(words))
            form.add("unit", self.tr("主办单位"), SuggestField(words.units))
            form.set_values({"category": page.row.category, "unit": page.row.unit})
        if move is Move.DISPATCH:
            form.add("unit", self.tr("派给"), SuggestField(words.units), required=True)
            form.set_values({"unit": page.row.unit})
        if move is Move.FOLLOW_UP:
            form.add("rating", self.tr("群众评价"), rating_cards(), required=True)
        reason = self._needs_reason()
        label = self.tr(_NOTES.get(move, "理由" if reason else "备注"))
        note = NoteField(self.tr("回车提交，Shift+回车换行"), lines=3)
        note.done.connect(self._submit)
        form.add("note", label, note, required=reason or move in _TOLD)

    def _needs_reason(self) -> bool:
        return moves.needs_reason(self.move, self._standing)

    def _lay_out(self) -> None:
        title = QLabel(MOVE_WORDS[self.move])
        title.setProperty("role", "section")
        self.leave = plain_button(self.tr("取消"))
        self.leave.setToolTip(self.tr("取消（Esc），填写的内容会留着"))
        self.leave.clicked.connect(self.left)
        self.save = primary_button(MOVE_WORDS[self.move], "check", "Ctrl+S")
        self.save.clicked.connect(self._submit)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (title, self.form, self.notice):
            column.addWidget(part)
        column.addLayout(foot)

    def _add_shortcuts(self) -> None:
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        leave = QShortcut(QKeySequence("Esc"), self, context=inside)
        leave.activated.connect(self.left)

    def start(self) -> None:
        """Put the cursor into the first field that is still empty."""
        values = self.form.values()
        first = next((key for key, value in values.items() if not value), "note")
        self.form.field(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> dict[str, Any]:
        """What was typed, empty when nothing was."""
        return self.form.values() if self.form.is_dirty() else {}

    def meet(self, page: IssuePage) -> None:
        """Somebody else moved the issue meanwhile: say so; the next try is against that state."""
        if page.version == self.version:
            return
        self.version = page.version
        self._standing = page.standing
        self.show_problem(
            self.tr(
                "这个问题刚被别人处理过，现为“{0}”；您填写的内容都在，请看过最新进展再提交。"
            ).format(STATE_WORDS[page.row.state])
        )

    def done_words(self) -> str:
        """What to say once the move is made."""
        state = STATE_WORDS[workflow.state_after(self.move, self._standing.state)]
        words = self.tr("{0}：{1}已保存，现为“{2}”")
        return words.format(self._number, MOVE_WORDS[self.move], state)

    def show_problem(self, problem: str) -> None:
        """Say what stands against the move."""
        self.notice.setText(problem)
        self.notice.setVisible(bool(problem))

    def request(self) -> MoveRequest:
        """What is asked for, as typed."""
        values = self.form.values()
        rating = values.get("rating")
        return MoveRequest(
            self.move,
            note=values["note"] or "",
            colour=values.get("colour") or "",
            category=tuple(filter(None, (values.get("category") or "").split("/"))),
            unit=values.get("unit") or "",
            rating=Rating(rating) if rating else None,
        )

    def _submit(self) -> None:
        if not self.form.validate():
            return
        request, at = self.request(), now()
        refused = moves.refusal(self.move, self._standing, at, self.office) or moves.fault(
            request, self._standing, at, self.office
        )
        self.show_problem(refused)
        if not refused:
            self.submitted.emit(request)


def colour_cards(office: Rules) -> ChoiceCards:
    """The colours, gravest first, each with its level, its limit and the deadline it would set."""
    cards = []
    for rule in reversed(office.colours):
        limit = tr("{0} 个工作日 · ").format(rule.finish_days)
        last = office.finish_by(rule.key, now()).date()
        told = limit + deadline_words(last)
        cards.append(Choice(rule.key, chip_of(rule.key, office), rule.level, told))
    return ChoiceCards(cards)


def rating_cards() -> ChoiceCards:
    """The four results of a follow-up call."""
    chips = (Choice(r.value, Chip(RATING_WORDS[r], _RATING_TONES[r])) for r in Rating)
    return ChoiceCards(tuple(chips), columns=2)
