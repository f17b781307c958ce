"""One household as its card shows it: facts, members, and what its last visits brought."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.households.households import HouseholdPage, ResidentRow
from db.visits.visits import VisitRow
from domain import masks
from domain.visits import OUTCOME_WORDS, Due
from ui.parts import clear, fill, scrolling
from ui.visits.visit_words import due_chip, need_words
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel

LATEST = 3


@dataclass(frozen=True, slots=True)
class ShownHousehold:
    """What the card shows: the household, its teams, its place, how it stands with the targets of
    visits, how many it had, and the latest of them."""

    page: HouseholdPage
    teams: tuple[str, ...]
    place: str
    due: Due
    visited: int
    visits: tuple[VisitRow, ...]


class HouseholdCard(QWidget):
    """The facts, the members and the last visits of one household, numbers masked until
    uncovered."""

    person_wanted = Signal(object)
    """The id of a member about whom everything is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.place = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.place.setProperty("role", "muted")
        self.facts = KeyValues()
        self.members = QGridLayout()
        self.members.setHorizontalSpacing(theme.px(12))
        self.members.setVerticalSpacing(theme.px(4))
        self.members.setColumnStretch(0, 1)
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.uncovering = plain_button(self.tr("显示证件和电话"), "eye")
        self.heading, self.visited = QLabel(), QLabel()
        for heading in (self.heading, self.visited):
            heading.setProperty("role", "section")
        self.due = QHBoxLayout()
        self.visits = QVBoxLayout()
        self.visits.setSpacing(theme.px(6))
        self.visiting = link_button(self.tr("登记走访"))
        self._lay_out()

    def _lay_out(self) -> None:
        past = QHBoxLayout()
        past.setSpacing(theme.px(8))
        past.addWidget(self.visited)
        past.addLayout(self.due)
        past.addStretch(1)
        past.addWidget(self.visiting)
        buttons = QHBoxLayout()
        buttons.addWidget(self.editing)
        buttons.addWidget(self.uncovering)
        buttons.addStretch(1)
        facts = QWidget()
        inner = QVBoxLayout(facts)
        inner.setContentsMargins(0, 0, theme.px(8), 0)
        inner.setSpacing(theme.px(10))
        for part in (self.facts, Divider(), self.heading):
            inner.addWidget(part)
        inner.addLayout(self.members)
        inner.addWidget(Divider())
        inner.addLayout(past)
        inner.addLayout(self.visits)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.title)
        column.addWidget(self.place)
        column.addWidget(scrolling(facts), 1)
        column.addLayout(buttons)

    def show_household(self, shown: ShownHousehold, uncovered: bool, may_ask: bool = False) -> None:
        """Show a household; ``may_ask`` offers everything about each member."""
        row = shown.page.row
        self.title.setText(row.address)
        self.place.setText(shown.place)
        phone = row.phone if uncovered or not row.phone else masks.mask_phone(row.phone)
        responsible = "、".join(shown.teams) or self.tr("没有工作组负责")
        self.facts.set_facts(
            [
                (self.tr("户主"), row.head),
                (self.tr("电话"), phone),
                (self.tr("包联"), responsible),
                (self.tr("人户状态"), row.residence_status),
                (self.tr("房屋性质"), row.tenure),
                (self.tr("备注"), row.remark),
            ]
        )
        self.uncovering.setVisible(not uncovered)
        self._show_members(shown.page.residents, uncovered, may_ask)
        self._show_visits(shown)

    def _show_visits(self, shown: ShownHousehold) -> None:
        words = self.tr("走访 {0:,} 次").format(shown.visited)
        self.visited.setText(words if shown.visited else self.tr("还没有走访过"))
        clear(self.due)
        # Nothing is asked of an empty home, or at all: that is not yet a visit made.
        unasked = shown.due is Due.DONE and not shown.visited
        chip = Chip(self.tr("不用走访"), "grey") if unasked else due_chip(shown.due)
        self.due.addWidget(ChipLabel(chip))
        fill(self.visits, (self._visit(visit) for visit in shown.visits))

    def _visit(self, visit: VisitRow) -> QWidget:
        who = "、".join(visit.cadres) or visit.team
        head = f"{visit.day.isoformat()}　{OUTCOME_WORDS[visit.outcome]}　{who}".rstrip()
        needs = [self.tr("登记了问题 {0}").format(need_words(need)) for need in visit.needs]
        told = QLabel("\n".join(filter(None, (head, visit.note, *needs))))
        told.setWordWrap(True)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return told

    def _asking(self, resident: ResidentRow) -> QWidget:
        asking = link_button(self.tr("个人信息"))
        asking.setToolTip(self.tr("{0}的个人信息：查阅、复制、更正、删除").format(resident.name))
        asking.setAccessibleName(asking.toolTip())
        asking.clicked.connect(partial(self._want_person, resident.id))
        return asking

    def _want_person(self, resident_id: int, _checked: bool = False) -> None:
        self.person_wanted.emit(resident_id)

    def _show_members(
        self, residents: tuple[ResidentRow, ...], uncovered: bool, may_ask: bool
    ) -> None:
        while (item := self.members.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        words = self.tr("家庭成员 {0} 人").format(len(residents))
        self.heading.setText(words if residents else self.tr("没有登记成员（空户）"))
        for n, resident in enumerate(residents):
            number = resident.id_number
            shown = number if uncovered or not number else masks.mask_id_number(number)
            # The day of birth beside a masked number would give the number away.
            birth = resident.birth if uncovered else resident.birth[:4]
            facts = " · ".join(filter(None, (resident.sex, birth, resident.relation)))
            name, detail, document = QLabel(resident.name), QLabel(facts), QLabel(shown or "—")
            name.setProperty("role", "section")
            for small in (detail, document):
                small.setProperty("role", "muted")
            top = n * 3
            self.members.addWidget(name, top, 0)
            self.members.addWidget(detail, top, 1)
            self.members.addWidget(document, top + 1, 0)
            if may_ask:
                right = Qt.AlignmentFlag.AlignRight
                self.members.addWidget(self._asking(resident), top + 1, 1, right)
            tags = QHBoxLayout()
            marks = [Chip(tag, "blue") for tag in resident.tags.split("、") if tag]
            if resident.id_suspect:
                marks.append(Chip(self.tr("身份证号待核"), "yellow", "▲"))
            if marks:
                holder = QWidget()
                tags = QHBoxLayout(holder)
                tags.setContentsMargins(0, 0, 0, theme.px(6))
                for mark in marks:
                    tags.addWidget(ChipLabel(mark))
                tags.addStretch(1)
                self.members.addWidget(holder, top + 2, 0, 1, 2)
