"""The 工作组 page over a small ledger, and how a test works on it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.engine import Database
from db.households import household_import
from db.teams import team_records
from domain.entries import CadreEntry, HouseholdEntry, TeamEntry
from domain.places import Level, PlaceStep
from ui.teams.teams_tab import TeamsTab
from ui.workbench import Workbench

COMMUNITY = PlaceStep(Level.COMMUNITY, "康泰社区")
COMPOUND = (COMMUNITY, PlaceStep(Level.COMPOUND, "京公馆小区"))


def entrance(building: int, number: int) -> tuple[PlaceStep, ...]:
    return (
        *COMPOUND,
        PlaceStep(Level.BUILDING, f"{building}栋"),
        PlaceStep(Level.ENTRANCE, f"{number}单元"),
    )


def fill(database: Database, user: str) -> None:
    """1栋 has team 1, 2栋 teams 1 and 2, 3栋 nobody; two households in each stairwell."""
    homes = [
        HouseholdEntry(entrance(b, e), room=room, head=f"张{b}{e}{room}")
        for b in (1, 2, 3)
        for e in (1, 2)
        for room in ("101", "102")
    ]
    leader = CadreEntry("王大力", "县住建局", "副局长", "0527-86280001", True)
    helper = CadreEntry("李小红", "县住建局", "科员")
    first = TeamEntry(
        "第2工作组",
        "王大力",
        members=(helper, leader),
        areas=tuple(entrance(b, 1)[:3] for b in (1, 2)),
    )
    second = TeamEntry("第10工作组", areas=(entrance(2, 1)[:3],))
    with database.write(user) as session:
        household_import.store(session, homes)
        team_records.store(session, [second, first])


class Page:
    """The page, and what it said."""

    def __init__(self, bench: Workbench, qtbot: QtBot, tab: TeamsTab | None = None) -> None:
        self.bench, self.qtbot = bench, qtbot
        self.said: list[tuple[str, str, object]] = []
        bench.messages.said.connect(self._hear)
        if tab is None:
            bench.tasks.failed.connect(bench.messages.error)
            tab = TeamsTab(bench)
            qtbot.addWidget(tab)
            tab.resize(1180, 800)
            tab.show()
        self.tab = tab
        self.rest()

    def _hear(self, kind: str, text: str, _action: str, act: object) -> None:
        self.said.append((kind, text, act))

    def rest(self) -> None:
        """Wait until everything asked for has arrived."""
        self.qtbot.waitUntil(lambda: self.bench.tasks.idle)

    def figures(self) -> tuple[str, str, str, str]:
        band = self.tab.band
        cards = (band.total, band.covered, band.gaps, band.doubles)
        return tuple(card._figure.text() for card in cards)

    def names(self) -> list[str]:
        return [str(self.tab._teams[id_].name) for id_ in self.tab.table.rows.ids()]

    def addresses(self) -> list[str]:
        rows = self.tab.list.rows
        return [str(rows.known_row(id_)[1]) for id_ in rows.ids()]

    def choose_team(self, name: str) -> None:
        self.tab.table.go_to(next(id_ for id_, t in self.tab._teams.items() if t.name == name))
        self.rest()

    def press(self, card: object) -> None:
        self.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        self.rest()

    def press_button(self, where: QWidget, text: str, number: int = 0) -> None:
        """Press one of the buttons so named, once it is there to be seen."""
        self.qtbot.waitUntil(lambda: len(buttons(where, text)) > number)
        self.press(buttons(where, text)[number])

    def undo(self) -> None:
        act = self.said[-1][2]
        assert callable(act)
        act()
        self.rest()


def type_in(field: QWidget, text: str) -> None:
    """As an input method brings it: Chinese does not come by keys."""
    field.setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def buttons(widget, text: str) -> list[QPushButton]:
    return [b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible()]
