"""A proposal of the analysis to judge: its reason, its issues, and the two answers to it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.issues.issues import IssueRow
from domain.messages import Message
from domain.workflow import OPEN, STATE_WORDS
from ui.coordination.member_list import Member, MemberList
from ui.coordination.suggesting import Suggestion
from ui.parts import scrolling
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, Divider
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.fields import LineField

TITLE_LIMIT = 80


def kind_chip(kind: str) -> Chip:
    """The chip of a kind of proposal."""
    return {
        "cluster": Chip("同一件事", "blue", "◆"),
        "hot_spot": Chip("热点", "orange", "▲"),
        "repeat": Chip("重复反映", "grey", "○"),
    }[kind]


def span(messages: Sequence[Message]) -> str:
    """From the first day to the last, as tables say it."""
    first, last = messages[0].at, messages[-1].at
    if first.date() == last.date():
        return f"{first:%Y-%m-%d}"
    return f"{first:%Y-%m-%d} ~ {_end(first, last)}"


def _end(first: datetime, last: datetime) -> str:
    return f"{last:%m-%d}" if first.year == last.year else f"{last:%Y-%m-%d}"


class SuggestionPanel(Card):
    """Judges nothing itself: it says what was answered."""

    made = Signal(object, str, object)
    """The `Suggestion`, the title as it is written, and the ids chosen."""
    dismissed = Signal(object)
    """A `Suggestion` that is not one matter."""
    opened = Signal(str)
    """The number of an issue to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Suggestion | None = None
        self.empty = EmptyState("", icon_name="merge")
        self.chip, self.told = ChipLabel(kind_chip("cluster")), QLabel()
        self.title = LineField(self.tr("共性问题的名称"), TITLE_LIMIT)
        self.title.setAccessibleName(self.tr("共性问题的名称"))
        self.reason, self.heading = QLabel(), QLabel()
        self.members = MemberList(choosing=True)
        self.note = QLabel()
        self.making = primary_button(self.tr("建为共性问题"), "merge", "Ctrl+Return")
        self.dismissing = plain_button(self.tr("不是一回事"), "x", "Ctrl+Backspace")
        self._lay_out()
        self.making.clicked.connect(self._make)
        self.dismissing.clicked.connect(self._dismiss)
        self.members.chosen.connect(self._judge)
        self.members.opened.connect(self.opened)
        self.title.edited.connect(self._judge)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        leave = QShortcut(QKeySequence("Esc"), self.title, context=inside)
        leave.activated.connect(self._restore_title)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.chip)
        head.addWidget(self.told, 1)
        self.told.setProperty("role", "muted")
        self.heading.setProperty("role", "section")
        for label in (self.told, self.reason, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("role", "muted")
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        column.addLayout(head)
        for part in (self.title, self.reason, Divider(), self.heading, self.members):
            column.addWidget(part)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.making)
        foot.addWidget(self.dismissing)
        foot.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(Divider())
        outer.addWidget(self.note)
        outer.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        self.body.addWidget(self.stack)

    def show_suggestion(self, shown: Suggestion | None, rows: dict[int, IssueRow]) -> None:
        """Show a proposal with its issues as they stand now; what was typed and ticked stays while
        it is the same one."""
        before, self._shown = self._shown, shown
        self.stack.setCurrentIndex(0 if shown is None else 1)
        if shown is None:
            return
        if before is None or before.ids != shown.ids:
            self.members.set_members(())
            self._restore_title()
        self.chip.set_chip(kind_chip(shown.proposal.kind))
        words = self.tr("{0} 人 · {1} 件 · {2}")
        self.told.setText(words.format(shown.people, len(shown.ids), span(shown.messages)))
        self.reason.setText(shown.proposal.reason)
        self.members.set_members(
            [_member(i, m, rows) for i, m in zip(shown.ids, shown.messages, strict=True)]
        )
        self._judge()

    def _restore_title(self) -> None:
        if self._shown is not None:
            self.title.set_value(self._shown.proposal.title)
            self.title.setCursorPosition(0)

    def _judge(self) -> None:
        if self._shown is None:
            return
        ids, all_ = self.members.ids(), len(self._shown.ids)
        self.heading.setText(self.tr("来信 {0} 件，选中 {1} 件").format(all_, len(ids)))
        possible = len(ids) > 1 and self.title.value() is not None
        self.making.setEnabled(possible)
        if len(ids) < 2:
            words = self.tr("至少要有两件没有销号的，才能并成一件共性问题。")
        elif self.title.value() is None:
            words = self.tr("请写上共性问题的名称。")
        else:
            words = self.tr("登记一件新的共性问题，选中的 {0} 件并入它；可以撤销。").format(
                len(ids)
            )
        self.note.setText(words)

    def _make(self) -> None:
        if self._shown is not None and self.making.isEnabled():
            self.made.emit(self._shown, self.title.value(), self.members.ids())

    def _dismiss(self) -> None:
        if self._shown is not None:
            self.dismissed.emit(self._shown)


def _member(issue_id: int, message: Message, rows: dict[int, IssueRow]) -> Member:
    row = rows.get(issue_id)
    place = row.place if row is not None else ""
    note = " · ".join(filter(None, (f"{message.at:%Y-%m-%d}", message.person, place)))
    ended = row is not None and row.state not in OPEN
    state = STATE_WORDS[row.state] if row is not None and ended else ""
    return Member(issue_id, message.number, message.title or message.text[:40], note, state)
