"""Who is visited: the household at hand as the entry of a visit shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import places
from db.households import households
from db.households.households import HouseholdRow
from db.reading import Reader
from db.session import today
from db.teams import coverage
from db.visits import visit_targets, visits
from db.visits.visits import VisitRow
from domain import masks
from domain.visits import OUTCOME_WORDS, Due
from ui.parts import clear
from ui.visits.visit_words import due_chip, met_words, tr
from widgets import theme
from widgets.chips import Chip, ChipLabel


@dataclass(frozen=True, slots=True)
class Home:
    """A household to be visited: who answers for it, when somebody was met, how it stands with
    its targets, and the visit before."""

    row: HouseholdRow
    community: str
    teams: tuple[str, ...]
    met: date | None
    due: Due
    before: VisitRow | None


def reading(household_id: int, line: str) -> Callable[[Reader], Home | None]:
    """What reads one household; None when it is no longer there."""

    def read(connection: Reader) -> Home | None:
        row = households.rows(connection, [household_id]).get(household_id)
        if row is None:
            return None
        day = today()
        latest = visits.of_household(connection, household_id, 1)
        return Home(
            row,
            places.communities(connection, [household_id]).get(household_id, ""),
            coverage.responsible(connection, [household_id], day, line)[household_id],
            visit_targets.last_met(connection, [household_id])[household_id],
            visit_targets.standing_of(connection, [household_id], day)[household_id],
            latest[0] if latest else None,
        )

    return read


class HomeFacts(QWidget):
    """How it stands, its care tags, team and phone, and what the last visit brought."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team, self.before = QLabel(), QLabel()
        self.chips = QHBoxLayout()
        self.chips.setSpacing(theme.px(6))
        for label in (self.team, self.before):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(self.chips)
        column.addWidget(self.team)
        column.addWidget(self.before)

    def show_home(self, home: Home) -> None:
        """Show a household."""
        row = home.row
        clear(self.chips)
        tags = [Chip(tag, "blue") for tag in row.tags.split("、") if tag]
        for chip in (due_chip(home.due), *tags):
            self.chips.addWidget(ChipLabel(chip))
        self.chips.addStretch(1)
        teams = "、".join(home.teams) or tr("没有工作组负责")
        phone = masks.mask_phone(row.phone) if row.phone else ""
        told = (home.community, tr("包联 {0}").format(teams), phone)
        self.team.setText(" · ".join(filter(None, told)))
        self.before.setText(self._before(home))

    def _before(self, home: Home) -> str:
        last = home.before
        if last is None:
            return tr("还没有走访过")
        told = tr("上次见到 {0}").format(met_words(home.met, today()))
        if last.day != home.met:
            told += tr("；{0} {1}").format(last.day.isoformat(), OUTCOME_WORDS[last.outcome])
        return f"{told}：{last.note}" if last.note else told
