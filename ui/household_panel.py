"""The detail card of a household: its facts and members, or its form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db import coverage, households, places
from db.households import HouseholdPage, ResidentRow
from db.reading import Reader
from domain import masks
from domain.entries import HouseholdEntry
from ui import actions
from ui.household_form import HouseholdForm
from ui.parts import scrolling
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card, Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class _Shown:
    page: HouseholdPage
    teams: tuple[str, ...]
    place: str


class HouseholdPanel(Card):
    """Shows one household; edits it in place."""

    saved = Signal(object)
    """The id of a household that was stored."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._shown: _Shown | None = None
        self._wanted: int | None = None
        self._uncovered = False
        self._place_id: int | None = None
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            self.tr("选一户看详情"), self.tr("上下键移动，回车修改"), icon_name="house"
        )
        self.card = _HouseholdCard()
        self.form = HouseholdForm()
        for part in (self.empty, self.card, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self.card.editing.clicked.connect(self.edit)
        self.card.uncovering.clicked.connect(self._uncover)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self._leave_form)

    def show_household(self, household_id: int | None) -> None:
        """Show this household, or the empty card."""
        self._wanted = household_id
        self._uncovered = False
        if self.stack.currentIndex() != 2:
            self.refresh()

    def refresh(self) -> None:
        """Read the household again; a form that is open stays as it is."""
        if self._wanted is None:
            self._shown = None
            if self.stack.currentIndex() != 2:
                self.stack.setCurrentIndex(0)
            return
        wanted = self._wanted

        def read(connection: Reader) -> _Shown | None:
            page = households.page(connection, wanted)
            if page is None:
                return None
            teams = coverage.responsible(connection, [wanted], date.today())[wanted]
            path = places.path(connection, page.row.place_id)
            community = [p.name for p in path if p.level in ("community", "township")]
            return _Shown(page, teams, " · ".join(community))

        self.bench.read(self, read, self._show)

    def _show(self, shown: _Shown | None) -> None:
        self._shown = shown
        if shown is not None:
            self.card.show_page(shown.page, shown.teams, shown.place, self._uncovered)
        if self.stack.currentIndex() != 2:
            self.stack.setCurrentIndex(0 if shown is None else 1)

    def edit(self, *_: object) -> None:
        """Open the form of the household that is shown."""
        if self._shown is not None:
            self._place_id = None
            self._note_uncovering(self._nothing_more)
            entry = households.entry_of(self._shown.page)
            self.form.edit(self._shown.page.row.address, entry)
            self.stack.setCurrentIndex(2)

    def add(self, place_id: int | None) -> None:
        """Open an empty form for a household at a place of the tree."""
        if place_id is None:
            self.bench.messages.said.emit(
                "info", self.tr("请先在左边选好楼栋、单元或村民小组，再新增住户。"), "", None
            )
            return
        self._place_id = place_id

        def read(connection: Reader) -> str:
            rows = places.path(connection, place_id)
            return places.full_name(rows[-1], {r.id: r for r in rows})

        self.bench.read(self, read, self._open_new)

    def _open_new(self, place: str) -> None:
        self.form.edit(self.tr("新增住户 · {0}").format(place), HouseholdEntry(place=()))
        self.stack.setCurrentIndex(2)

    def _save(self, entry: HouseholdEntry) -> None:
        place_id, shown = self._place_id, self._shown
        if place_id is not None:
            self.bench.write(
                self,
                lambda database, user: actions.add_household(database, user, place_id, entry),
                self._added,
            )
        elif shown is not None:
            id_, version = shown.page.row.id, shown.page.version
            self.bench.write(
                self,
                lambda database, user: actions.save_household(database, user, id_, version, entry),
                self._stored,
            )

    def _added(self, household_id: int) -> None:
        self._wanted = household_id
        self._stored(0)

    def _stored(self, _: int) -> None:
        self.stack.setCurrentIndex(1)
        self.refresh()
        self.bench.messages.success(self.tr("已保存"))
        self.saved.emit(self._wanted)

    def _leave_form(self) -> None:
        self.stack.setCurrentIndex(0 if self._shown is None else 1)
        self.refresh()

    def _uncover(self) -> None:
        if self._shown is not None:
            self._note_uncovering(self._uncover_now)

    def _note_uncovering(self, then: Callable[[None], None]) -> None:
        """Full numbers are only shown once the audit says who looked at them."""
        assert self._shown is not None, "there is something to uncover"
        address = self._shown.page.row.address
        self.bench.write(
            self, lambda database, user: actions.note_uncovering(database, user, address), then
        )

    def _nothing_more(self, _: None) -> None:
        """The form is open already."""

    def _uncover_now(self, _: None) -> None:
        self._uncovered = True
        self._show(self._shown)


class _HouseholdCard(QWidget):
    """The facts and the members of one household, numbers masked until uncovered."""

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
        self.heading = QLabel()
        self.heading.setProperty("role", "section")
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
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.title)
        column.addWidget(self.place)
        column.addWidget(scrolling(facts), 1)
        column.addLayout(buttons)

    def show_page(
        self, page: HouseholdPage, teams: tuple[str, ...], place: str, uncovered: bool
    ) -> None:
        """Show a household."""
        row = page.row
        self.title.setText(row.address)
        self.place.setText(place)
        phone = row.phone if uncovered or not row.phone else masks.mask_phone(row.phone)
        responsible = "、".join(teams) or self.tr("没有工作组负责")
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
        self._show_members(page.residents, uncovered)

    def _show_members(self, residents: tuple[ResidentRow, ...], uncovered: bool) -> None:
        while (item := self.members.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        words = self.tr("家庭成员 {0} 人").format(len(residents))
        self.heading.setText(words if residents else self.tr("没有登记成员（空户）"))
        for n, resident in enumerate(residents):
            number = resident.id_number
            shown = number if uncovered or not number else masks.mask_id_number(number)
            facts = " · ".join(filter(None, (resident.sex, resident.birth, resident.relation)))
            name, detail, document = QLabel(resident.name), QLabel(facts), QLabel(shown or "—")
            name.setProperty("role", "section")
            for small in (detail, document):
                small.setProperty("role", "muted")
            top = n * 3
            self.members.addWidget(name, top, 0)
            self.members.addWidget(detail, top, 1)
            self.members.addWidget(document, top + 1, 0, 1, 2)
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
