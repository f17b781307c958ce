"""A common issue: how it stands, what was merged into it, and what else belongs there."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.coordination import common, meetings
from db.coordination.meetings import Item, MeetingRow
from db.issues import issues
from db.issues.issues import IssueRow
from db.reading import Reader
from domain.rules import Rules
from domain.workflow import OPEN, STATE_WORDS
from ui.coordination.member_list import Member, MemberList
from ui.issues.issue_words import chip_of
from ui.parts import clear, scrolling
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card, Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.fields import LineField


@dataclass(frozen=True, slots=True)
class CommonPage:
    """A common issue with its members and what meetings decided of it."""

    row: IssueRow
    members: tuple[IssueRow, ...]
    decided: tuple[tuple[MeetingRow, Item], ...]


def read_page(connection: Reader, parent: int) -> CommonPage | None:
    """What the panel shows; None when it is no common issue any more."""
    ids = common.members(connection, parent)
    rows = issues.rows(connection, [parent, *ids])
    if parent not in rows or not ids:
        return None
    decided = tuple(meetings.decisions(connection, parent))
    return CommonPage(rows[parent], tuple(rows[i] for i in ids), decided)


def numbers_in(text: str) -> tuple[str, ...]:
    """The issue numbers in what was typed or pasted, apart by spaces, commas or lines."""
    return tuple(dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", text))))


class CommonPanel(Card):
    """Writes nothing itself: it says what is wanted."""

    added = Signal(int, object)
    """The parent's id and the numbers to merge into it."""
    taken_out = Signal(object)
    """The id of a member."""
    opened = Signal(str)
    """The number of an issue to be read."""
    study_wanted = Signal(object)
    """The ids of issues that a meeting is to study."""
    project_wanted = Signal(object)
    """The id of a common issue that a livelihood project is to settle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: CommonPage | None = None
        self.empty = EmptyState(
            self.tr("选一件共性问题"),
            self.tr("这里看并入了哪些问题，可以再并入，也可以移出"),
            icon_name="merge",
        )
        self.chips = QHBoxLayout()
        self.title, self.facts = QLabel(), KeyValues()
        self.heading = QLabel()
        self.members = MemberList(self.tr("移出"))
        self.number = LineField(self.tr("再并入：填编号，可以一次填几个"), 2_000)
        self.number.setAccessibleName(self.tr("要并入的问题编号"))
        self.adding = plain_button(self.tr("并入"), "plus")
        self.opening = link_button(self.tr("查看办理经过"))
        self.studying = primary_button(self.tr("提交协调会"), "users", "Ctrl+Return")
        self.building = plain_button(self.tr("立为实事项目"), "hammer")
        self._lay_out()
        self.members.opened.connect(self.opened)
        self.members.acted.connect(self.taken_out)
        self.adding.clicked.connect(self._add)
        self.number.returnPressed.connect(self._add)
        self.opening.clicked.connect(self._open)
        self.studying.clicked.connect(self._study)
        self.building.clicked.connect(self._build)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setProperty("role", "section")
        adding = QHBoxLayout()
        adding.addWidget(self.number, 1)
        adding.addWidget(self.adding)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self.chips)
        for part in (self.title, self.facts):
            column.addWidget(part)
        column.addWidget(self.opening, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (Divider(), self.heading, self.members):
            column.addWidget(part)
        column.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(Divider())
        outer.addLayout(adding)
        foot = QHBoxLayout()
        foot.addWidget(self.studying)
        foot.addWidget(self.building)
        foot.addStretch(1)
        outer.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        self.body.addWidget(self.stack)

    def show_page(self, page: CommonPage | None, office: Rules) -> None:
        """Show a common issue as it stands now."""
        before, self._shown = self._shown, page
        self.stack.setCurrentIndex(0 if page is None else 1)
        if page is None:
            return
        if before is None or before.row.id != page.row.id:
            self.number.clear()
        row = page.row
        clear(self.chips)
        self.chips.addWidget(ChipLabel(chip_of(row.colour, office)))
        self.chips.addWidget(ChipLabel(Chip(STATE_WORDS[row.state], "blue")))
        self.chips.addStretch(1)
        self.title.setText(row.title)
        self.facts.set_facts(self._facts(page))
        self.heading.setText(self.tr("并入 {0} 件").format(len(page.members)))
        self.members.set_members([_member(member) for member in page.members])
        for part in (self.number, self.adding, self.studying, self.building):
            part.setVisible(row.state in OPEN)

    def _facts(self, page: CommonPage) -> list[tuple[str, str]]:
        row = page.row
        facts = [
            (self.tr("编号"), row.number),
            (self.tr("地点"), row.place),
            (self.tr("主办"), row.unit),
        ]
        for held, item in page.decided:
            told = "：".join(filter(None, (held.title, item.lead_unit)))
            facts.append((self.tr("协调会"), " · ".join(filter(None, (told, item.decision)))))
        return facts

    def _add(self) -> None:
        wanted = numbers_in(self.number.text())
        if self._shown is not None and wanted:
            self.added.emit(self._shown.row.id, wanted)

    def _open(self) -> None:
        if self._shown is not None:
            self.opened.emit(self._shown.row.number)

    def _study(self) -> None:
        if self._shown is not None:
            self.study_wanted.emit((self._shown.row.id,))

    def _build(self) -> None:
        if self._shown is not None:
            self.project_wanted.emit(self._shown.row.id)


def _member(row: IssueRow) -> Member:
    note = " · ".join(filter(None, (f"{row.registered_at:%Y-%m-%d}", row.place)))
    return Member(row.id, row.number, row.title, note)
