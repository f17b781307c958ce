"""One slip or letter of the register: how it stands, what it speaks of, and the way to both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.issues import issues
from db.issues.issues import IssueRow
from db.papers import slips
from db.papers.slips import SlipRow
from db.reading import Reader
from domain.slips import ANSWER_WORDS, SLIP_WORDS, SlipKind
from domain.workflow import STATE_WORDS
from ui.coordination.member_list import Member, MemberList
from ui.issues.issue_words import tr
from ui.parts import clear, scrolling
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState

_TONES = {SlipKind.REMIND: "yellow", SlipKind.SUPERVISE: "red", SlipKind.LETTER: "blue"}


def kind_chip(kind: SlipKind) -> Chip:
    """What a slip is, in its tone."""
    return Chip(SLIP_WORDS[kind], _TONES[kind])


def state_chip(row: SlipRow, day: date) -> Chip:
    """How a slip stands on a day."""
    if row.voided_at is not None:
        return Chip(tr("已作废"), "grey")
    if row.sent_at is None:
        return Chip(tr("未发出"), "grey")
    if row.replied_on is not None:
        return Chip(tr("已复"), "green", "●")
    if row.late(day):
        assert row.reply_by is not None, "only what had a day is late"
        return Chip(tr("逾期 {0} 天").format((day - row.reply_by).days), "red", "■")
    return Chip(tr("待复"), "yellow", "▲")


@dataclass(frozen=True, slots=True)
class SlipPage:
    """A line of the register, and the issues that stand on the paper."""

    row: SlipRow
    issues: tuple[IssueRow, ...]


def read_page(connection: Reader, slip_id: int) -> SlipPage | None:
    """What the card shows; None when the slip was taken back."""
    row = slips.rows(connection, [slip_id]).get(slip_id)
    if row is None:
        return None
    ids = slips.issue_ids(connection, slip_id)
    found: dict[int, IssueRow] = {}
    for start in range(0, len(ids), slips.CHUNK):
        found |= issues.rows(connection, ids[start : start + slips.CHUNK])
    return SlipPage(row, tuple(found[i] for i in ids))


class SlipCard(Card):
    """Writes nothing itself: it says what is wanted."""

    answering = Signal()
    """The answer to the slip that is shown is to be filed."""
    opening = Signal()
    """The paper itself is to be seen, and printed again."""
    opened = Signal(str)
    """The number of an issue to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: SlipPage | None = None
        self.empty = EmptyState(
            self.tr("选一份文书"),
            self.tr("这里看它说的是哪些问题、答复了没有；回车打开原件"),
            icon_name="send",
        )
        self.chips = QHBoxLayout()
        self.title, self.facts, self.heading = QLabel(), KeyValues(), QLabel()
        self.members = MemberList()
        self.filing = primary_button("", "check", "Ctrl+Return")
        self.seeing = plain_button(self.tr("看原件"), "printer")
        self._lay_out()
        self.members.opened.connect(self.opened)
        self.filing.clicked.connect(self.answering)
        self.seeing.clicked.connect(self.opening)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.heading.setProperty("role", "section")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self.chips)
        for part in (self.title, self.facts, Divider(), self.heading, self.members):
            column.addWidget(part)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.filing)
        foot.addWidget(self.seeing)
        foot.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(scrolling(content), 1)
        outer.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        self.body.addWidget(self.stack)

    def show_page(self, page: SlipPage | None, day: date) -> None:
        """Show a slip as it stands on a day, or that none is chosen."""
        self.page = page
        self.stack.setCurrentIndex(0 if page is None else 1)
        if page is None:
            return
        row = page.row
        clear(self.chips)
        for chip in (kind_chip(row.kind), state_chip(row, day)):
            self.chips.addWidget(ChipLabel(chip), 0, Qt.AlignmentFlag.AlignLeft)
        self.chips.addStretch(1)
        self.title.setText(row.number)
        self.facts.set_facts(self._facts(row))
        self.heading.setText(self.tr("涉及 {0} 件问题").format(len(page.issues)))
        self.members.set_members([_member(issue) for issue in page.issues])
        self.filing.setText(self.tr("登记{0}").format(ANSWER_WORDS[row.kind]))
        self.filing.setShortcut("Ctrl+Return")  # a new text takes the shortcut away
        self.filing.setVisible(row.waits)

    def _facts(self, row: SlipRow) -> Sequence[tuple[str, str]]:
        sent = f"{row.sent_at:%Y-%m-%d %H:%M}" if row.sent_at is not None else ""
        facts = [
            (self.tr("发往"), row.unit),
            (self.tr("编号"), f"{row.made_at:%Y-%m-%d %H:%M} · {row.made_by}"),
            (self.tr("发出"), sent),
            (self.tr("请答复"), f"{row.reply_by} 前" if row.reply_by is not None else ""),
        ]
        if row.voided_at is not None:
            facts.append((self.tr("作废"), f"{row.voided_at:%Y-%m-%d %H:%M}"))
        if row.replied_on is not None:
            told = " · ".join(filter(None, (row.replied_on.isoformat(), row.reply_number)))
            facts += [(self.tr("收到"), told), (ANSWER_WORDS[row.kind], row.reply)]
        return facts


def _member(row: IssueRow) -> Member:
    note = " · ".join(filter(None, (row.place, STATE_WORDS[row.state])))
    return Member(row.id, row.number, row.title, note)
