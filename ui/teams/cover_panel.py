"""The detail card of a list of the proof: who answers for a household, and handing it over."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.households import households
from db.reading import Reader
from db.session import today
from db.teams import assignments, coverage
from db.teams.assignments import Claim, Reach
from db.teams.coverage import Unproven
from ui.parts import clear, fill, scrolling
from ui.teams.area_changes import AreaChanges
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, primary_button
from widgets.cards import Card, Divider
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.paged_table import Selection
from widgets.pick_field import PickField

_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The households that are selected, and what can be done with them."""

    count: int
    title: str
    claims: list[Claim]
    reaches: list[Reach]


class CoverPanel(Card):
    """Hands gaps to a team in one step, and settles who answers for a household twice held."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted = Unproven("gap", today())
        self._selection = Selection()
        self._reaches: list[Reach] = []
        self._reach = ""
        self.changes = AreaChanges(bench, self)
        self.stack = QStackedWidget()
        self.empty = EmptyState("", icon_name="map-pin")
        self.title, self.claims_heading = QLabel(), QLabel(self.tr("谁在包联"))
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.hand_over_heading = QLabel(self.tr("交给工作组"))
        for heading in (self.claims_heading, self.hand_over_heading):
            heading.setProperty("role", "section")
        self.claims, self.choices = QVBoxLayout(), QVBoxLayout()
        self.reach_buttons = QButtonGroup(self)
        self.team = PickField(self.tr("工作组，如 12"))
        self.handing_over = primary_button(self.tr("交给它"), "users", "Ctrl+Return")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(scrolling(self._lay_out()))
        self.body.addWidget(self.stack)
        self.team.edited.connect(self._judge)
        self.reach_buttons.idClicked.connect(self._choose_reach)
        self.handing_over.clicked.connect(self._hand_over)

    def _lay_out(self) -> QWidget:
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(10))
        self.divider = Divider()
        column.addWidget(self.title)
        column.addWidget(self.claims_heading)
        column.addLayout(self.claims)
        column.addWidget(self.divider)
        column.addWidget(self.hand_over_heading)
        self._handing = QWidget()
        handing = QVBoxLayout(self._handing)
        handing.setContentsMargins(0, 0, 0, 0)
        handing.setSpacing(theme.px(10))
        handing.addLayout(self.choices)
        handing.addWidget(self.team)
        handing.addWidget(self.handing_over, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._handing)
        column.addStretch(1)
        return card

    # What is shown

    def set_teams(self, named: Sequence[tuple[int, str]]) -> None:
        """The teams that can be named here: ids and names with their leaders."""
        self.team.set_choices(named)

    def show_selection(self, wanted: Unproven, selection: Selection) -> None:
        """Show what can be done with households selected in a list of the proof."""
        if (wanted, selection) != (self._wanted, self._selection):
            self._reach = ""
        self._wanted, self._selection = wanted, selection
        self.refresh()

    def refresh(self) -> None:
        """Read again what is selected."""
        wanted, selection = self._wanted, self._selection

        def read(connection: Reader) -> _Chosen:
            everything = selection.everything
            ids = coverage.order(connection, wanted) if everything else list(selection.ids)
            if not ids:
                return _Chosen(0, "", [], [])
            reaches = assignments.reaches(connection, ids, wanted.day, wanted.line)
            if len(ids) > 1:
                return _Chosen(len(ids), "", [], reaches)
            row = households.rows(connection, ids).get(ids[0])
            if row is None:
                return _Chosen(0, "", [], [])
            claims = assignments.claims(connection, ids[0], wanted.day, wanted.line)
            title = f"{row.address}  {row.head}".strip()
            return _Chosen(1, title, claims, reaches)

        self.bench.read(self, read, self._show)

    def _show(self, chosen: _Chosen) -> None:
        gaps = self._wanted.kind == "gap"
        if not chosen.count:
            self._show_empty(gaps)
            return
        title = chosen.title or self.tr("已选 {0:,} 户").format(chosen.count)
        self.title.setText(title)
        fill(self.claims, (self._claim(claim) for claim in chosen.claims))
        for part in (self.claims_heading, self.divider):
            part.setVisible(bool(chosen.claims))
        # Handing a whole place over settles gaps; a double is settled by the household's own team.
        self._show_reaches(chosen.reaches if gaps else chosen.reaches[:1])
        for part in (self.hand_over_heading, self._handing):
            part.setVisible(self._wanted.day == today())
        self._judge()
        self.stack.setCurrentIndex(1)

    def _show_empty(self, gaps: bool) -> None:
        if gaps:
            title = self.tr("选中空白住户，交给工作组")
            hint = self.tr("可以多选；可以连同所在的单元、楼栋或小区一起交")
        else:
            title = self.tr("选一户看是哪些工作组")
            hint = self.tr("取消多出来的包联，或只把这一户交给其中一个")
        self.empty.set_text(title, hint, icon_name="map-pin")
        self.stack.setCurrentIndex(0)

    def _claim(self, claim: Claim) -> QWidget:
        name, through = QLabel(claim.team), QLabel(self.tr("经 {0}").format(claim.through))
        name.setProperty("role", "section")
        through.setProperty("role", "muted")
        through.setWordWrap(True)
        far = Chip(self.tr("让位于更近的"), "grey")
        releasing = link_button(self.tr("取消包联"))
        releasing.setAccessibleName(self.tr("取消{0}经{1}的包联").format(claim.team, claim.through))
        releasing.setProperty("assignment", claim.assignment_id)
        releasing.clicked.connect(self._release)
        releasing.setEnabled(self._wanted.day == today())
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, theme.px(4))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        grid.addWidget(name, 0, 0)
        if not claim.nearest:
            grid.addWidget(ChipLabel(far), 0, 1)
        grid.addWidget(releasing, 0, 2)
        grid.addWidget(through, 1, 0, 1, 3)
        return holder

    def _show_reaches(self, reaches: list[Reach]) -> None:
        for button in self.reach_buttons.buttons():
            self.reach_buttons.removeButton(button)
        clear(self.choices)
        self._reaches = reaches
        for number, reach in enumerate(reaches):
            self._add_reach(number, reach)
        words = [reach.word for reach in reaches]
        # A whole stairwell left out is handed over as such: who moves in later has a team, too.
        whole = len(reaches) > 1 and reaches[1].closes == reaches[0].closes > 1
        at = words.index(self._reach) if self._reach in words else int(whole)
        self.reach_buttons.button(at).setChecked(True)

    def _choose_reach(self, number: int) -> None:
        self._reach = self._reaches[number].word

    def _add_reach(self, number: int, reach: Reach) -> None:
        if number == 0:
            words = self.tr("只这 {0:,} 户").format(reach.closes)
        else:
            places = len(reach.area.place_ids)
            told = self.tr("所在{0}（补上 {1:,} 户）") if places == 1 else ""
            told = told or self.tr("所在的 {2} 处{0}（补上 {1:,} 户）")
            words = told.format(reach.word, reach.closes, places)
        button = QRadioButton(words)
        self.reach_buttons.addButton(button, number)
        self.choices.addWidget(button)
        if reach.names:
            shown = "、".join(reach.names[:_NAMES_SHOWN])
            more = "…" if len(reach.names) > _NAMES_SHOWN else ""
            names = QLabel(shown + more)
            names.setProperty("role", "small")
            names.setWordWrap(True)
            names.setContentsMargins(theme.px(26), 0, 0, theme.px(4))
            self.choices.addWidget(names)

    def _judge(self) -> None:
        self.handing_over.setEnabled(self.team.value() is not None and bool(self._reaches))

    # What the user does

    def _hand_over(self) -> None:
        team_id, at = self.team.value(), self.reach_buttons.checkedId()
        if team_id is None or not 0 <= at < len(self._reaches):
            return
        told = self.tr("已交给{0}").format(self.team.text())
        self.changes.assign(team_id, self._reaches[at].area, told)

    def _release(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.changes.release([int(sender.property("assignment"))])
