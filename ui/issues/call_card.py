"""One call: whom to call about what, what was heard, and what follows from it in the same step."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.drafts import Typed
from db.issues.issues import EventRow, IssuePage
from domain import masks
from domain.moves import MoveRequest
from domain.workflow import RATING_WORDS, Move, Rating, State
from ui.choice_cards import Choice, ChoiceCards
from ui.drafts import Now
from ui.issues.issue_words import chip_of
from ui.parts import clear, scrolling
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card, Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.fields import CheckField, TextField
from widgets.forms import Form
from widgets.segments import SegmentField

_TONES = {
    Rating.SATISFIED: "green",
    Rating.FAIR: "blue",
    Rating.UNSATISFIED: "red",
    Rating.UNREACHED: "grey",
}
_SOLVED, _UNSOLVED = "solved", "unsolved"
_HEARD = {Rating.SATISFIED: _SOLVED, Rating.FAIR: _SOLVED, Rating.UNSATISFIED: _UNSOLVED}


@dataclass(frozen=True, slots=True)
class Call:
    """What a call heard, and the move that follows in the same step, if any."""

    issue_id: int
    version: int
    number: str
    heard: MoveRequest
    then: MoveRequest | None


def _about(issue_id: int) -> str:
    return f"call:{issue_id}"


class CallCard(Card):
    """The keys 1–4 rate, Ctrl+S saves; words are kept as long as the window lives."""

    submitted = Signal(object)
    """The `Call` as it was entered."""
    skipped = Signal()
    uncover_wanted = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.page: IssuePage | None = None
        self.title, self.told = QLabel(), QLabel()
        self.facts, self.done = KeyValues(), KeyValues()
        self.uncovering = link_button(self.tr("显示电话"))
        self.problem = QLabel()
        self.skip = plain_button(self.tr("跳过"), "", "Ctrl+Down")
        self.save = primary_button(self.tr("保存，下一件"), "check", "Ctrl+S")
        self.form = Form()
        self._chips = QHBoxLayout()
        self._add_fields()
        self._lay_out()
        self.uncovering.clicked.connect(self.uncover_wanted)
        self.skip.clicked.connect(self.skipped)
        self.save.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)
        bench.drafts.watch(self._now)

    def _add_fields(self) -> None:
        cards = [
            Choice(rating.value, Chip(RATING_WORDS[rating], _TONES[rating]), str(number))
            for number, rating in enumerate(Rating, 1)
        ]
        solved = SegmentField(
            [("", "—"), (_SOLVED, self.tr("已解决")), (_UNSOLVED, self.tr("未解决"))]
        )
        self.rating, self.solved = ChoiceCards(cards, columns=2), solved
        self.note, self.then = TextField(self.tr("可以不填"), lines=2), CheckField()
        add = self.form.add
        add("rating", self.tr("群众评价"), self.rating, required=True)
        add("solved", self.tr("解决了吗"), solved)
        add("note", self.tr("群众怎么说"), self.note)
        add("then", self.tr("接着"), self.then)
        self.rating.edited.connect(self._rated)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.problem.setProperty("role", "error")
        for label in (self.title, self.told, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chips.setSpacing(theme.px(8))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._chips)
        for part in (self.title, self.told, self.facts):
            column.addWidget(part)
        column.addWidget(self.uncovering, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Divider())
        column.addWidget(self.done)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.save)
        calling = QWidget()
        whole = QVBoxLayout(calling)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        whole.addWidget(scrolling(inner), 1)
        for below in (Divider(), self.form, self.problem):
            whole.addWidget(below)
        whole.addLayout(foot)
        self.empty = EmptyState(
            self.tr("都回访过了"),
            self.tr("办结的问题会排在这里，等最久的在最前"),
            icon_name="phone",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(calling)
        self.body.addWidget(self.stack)

    # What is shown

    def show_page(self, page: IssuePage | None, uncovered: bool) -> None:
        """Show whom to call; what was typed about this issue before is there again."""
        again = page is not None and self.page is not None and page.row.id == self.page.row.id
        if not again:
            self._keep_draft()
        self.page = page
        self.stack.setCurrentIndex(0 if page is None else 1)
        if page is None:
            return
        self._show_facts(page, uncovered)
        self._show_problem(self._overtaken(page))
        if not again:
            draft = self._bench.drafts.of(_about(page.row.id))
            self.form.set_values({"note": draft.get("note")})
            self.rating.set_value(draft.get("rating"))
            self._rated()
            self.form.mark_clean()

    def _overtaken(self, page: IssuePage) -> str:
        row = page.row
        again = row.state is State.FOLLOWED_UP and row.rating is Rating.UNREACHED
        if row.state is State.RESOLVED or again:
            return ""
        return self.tr("这件刚被别人回访过，您填写的内容还在；请跳到下一件。")

    def _show_facts(self, page: IssuePage, uncovered: bool) -> None:
        row = page.row
        clear(self._chips)
        self._chips.addWidget(ChipLabel(chip_of(row.colour, self._bench.rules)))
        if row.rating is Rating.UNREACHED:
            self._chips.addWidget(ChipLabel(Chip(self.tr("上次无法联系"), "yellow")))
        self._chips.addStretch(1)
        self.title.setText(row.title)
        self.told.setText(page.description)
        self.told.setVisible(bool(page.description) and page.description != row.title)
        phone = page.phone if uncovered or not page.phone else masks.mask_phone(page.phone)
        self.uncovering.setVisible(bool(page.phone) and not uncovered)
        self.facts.set_facts(
            [
                (self.tr("编号"), row.number),
                (self.tr("反映人"), page.person),
                (self.tr("电话"), phone),
                (self.tr("地点"), row.place),
            ]
        )
        self.done.set_facts(self._what_was_done(page))

    def _what_was_done(self, page: IssuePage) -> list[tuple[str, str]]:
        resolved = [e for e in page.events if e.move in (Move.RESOLVE, Move.SETTLE)]
        facts = [(self.tr("主办"), page.row.unit)]
        if resolved:
            last = resolved[-1]
            facts.append((self.tr("办结"), f"{last.occurred_at:%Y-%m-%d} {last.actor}"))
            facts.append((self.tr("办理结果"), last.note or self.tr("没有写明")))
        calls = [e for e in page.events if e.move is Move.FOLLOW_UP]
        facts += [(self.tr("上次回访"), _call_words(call)) for call in calls[-2:]]
        return facts

    def start(self) -> None:
        """Put the cursor where the call is rated."""
        self.rating.card(Rating.SATISFIED.value).setFocus(Qt.FocusReason.OtherFocusReason)

    def is_entering(self) -> bool:
        """Whether something was entered that is not stored yet."""
        return self.page is not None and self.form.is_dirty()

    def refuse(self, problem: str) -> None:
        """Say why it was not saved; everything entered stays."""
        self.save.setEnabled(True)
        self._show_problem(problem)

    def forget(self, issue_id: int) -> None:
        """What was typed about this issue is stored."""
        self.save.setEnabled(True)
        if self.page is not None and self.page.row.id == issue_id:
            self.form.set_values({})
            self._rated()
            self.form.mark_clean()
        self._bench.drafts.keep(_about(issue_id), None)

    def _show_problem(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _keep_draft(self) -> None:
        if now := self._now():
            self._bench.drafts.keep(*now)

    def _now(self) -> Now | None:
        if self.page is None:
            return None
        told = {"note": self.note.value(), "rating": self.rating.value()}
        words = self.tr("回访 {0}").format(self.page.row.number)
        return _about(self.page.row.id), Typed(words, told) if any(told.values()) else None

    # What the user enters

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if number in ("1", "2", "3", "4"):
            rating = list(Rating)[int(number) - 1]
            self.rating.card(rating.value).click()
            self.rating.card(rating.value).setFocus()
        else:
            super().keyPressEvent(event)

    def _rated(self) -> None:
        value = self.rating.value()
        rating = Rating(value) if value else None
        self.solved.set_value(_HEARD.get(rating) if rating is not None else None)
        self.solved.setEnabled(rating is not Rating.UNREACHED)
        following = {
            Rating.SATISFIED: self.tr("同时销号"),
            Rating.FAIR: self.tr("同时销号"),
            Rating.UNSATISFIED: self.tr("同时重办，交回主办单位"),
            Rating.UNREACHED: self.tr("放进“再次联系”"),
            None: self.tr("按评价销号或重办"),
        }
        self.then.setText(following[rating])
        self.then.setEnabled(rating not in (None, Rating.UNREACHED))
        self.then.set_value(rating is not None)

    def _submit(self) -> None:
        if self.page is None or not self.save.isEnabled() or not self.form.validate():
            return
        rating, words = Rating(self.rating.value() or ""), self.note.value() or ""
        solved = {_SOLVED: True, _UNSOLVED: False}.get(self.solved.value() or "")
        heard = MoveRequest(Move.FOLLOW_UP, words, rating=rating, solved=solved)
        then = None
        if self.then.value() and rating is not Rating.UNREACHED:
            rework = rating is Rating.UNSATISFIED
            then = MoveRequest(Move.REWORK if rework else Move.CLOSE, words if rework else "")
        row = self.page.row
        self.save.setEnabled(False)
        self.submitted.emit(Call(row.id, self.page.version, row.number, heard, then))


def _call_words(call: EventRow) -> str:
    rating = RATING_WORDS[call.rating] if call.rating else ""
    at: datetime = call.occurred_at
    return " · ".join(filter(None, (f"{at:%Y-%m-%d %H:%M}", rating, call.actor, call.note)))
