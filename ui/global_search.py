"""Ctrl+K: people, issues, teams, places and everything the program can do, from one box."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from db import finding
from db.finding import Found, PersonHit, PlaceHit, TeamHit
from db.issues.issues import IssueRow
from domain import masks
from domain.workflow import STATE_WORDS
from ui.commands import Command, Commands
from ui.search_results import Group, Hit, SearchResults
from ui.tasks import Task
from ui.workbench import Workbench
from widgets.header import SearchEntry

_COMMANDS_BESIDE = 4


class Places(Protocol):
    """Where a result can be gone to."""

    def go_to_household(self, household_id: int, title: str) -> None:
        """Show one household."""

    def go_to_issue(self, issue_id: int, number: str) -> None:
        """Show one issue."""

    def go_to_team(self, team_id: int, name: str, line: str) -> None:
        """Show one team."""

    def go_to_place(self, position: str, name: str) -> None:
        """Show the households of a place."""

    def search_households(self, text: str) -> None:
        """Show all households that a text finds."""

    def search_issues(self, text: str) -> None:
        """Show all issues that a text finds."""


class GlobalSearch(QObject):
    """Brings the box, its drop-down and the ledger together."""

    def __init__(
        self,
        bench: Workbench,
        entry: SearchEntry,
        commands: Commands,
        places: Places,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bench, self._entry, self._commands, self._go = bench, entry, commands, places
        self._task: Task | None = None
        self._waiting = False
        self.results = SearchResults(parent)
        entry.changed.connect(self._ask)
        entry.come.connect(self._come)
        entry.moved.connect(self._move)
        entry.chosen.connect(self._choose)
        entry.left.connect(self._leave)
        entry.gone.connect(self.results.hide)
        self.results.taken.connect(self._take)

    def _come(self) -> None:
        self._ask(self._entry.text())

    def _ask(self, typed: str) -> None:
        """Commands at once, the ledger's answer after them; a newer text replaces an older."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._waiting = False
        typed = typed.strip()
        if not typed:
            at_rest = self._commands.matching("")
            self._show([(self.tr("功能"), [self._command(one) for one in at_rest])])
            return

        def read(connection: object) -> tuple[str, Found]:
            return typed, finding.find(connection, typed)  # type: ignore[arg-type]

        self._task = self._bench.read(self, read, self._answer)

    def _answer(self, answer: tuple[str, Found]) -> None:
        typed, found = answer
        self._task = None
        self._show(self._groups(typed, found))
        if self._waiting:
            self._waiting = False
            self._choose()

    def _show(self, groups: Sequence[Group]) -> None:
        self.results.show_groups(
            groups, self.tr("没有找到；可以试试姓名、拼音首字母、电话、编号、地点")
        )
        if self._entry.hasFocus():
            self.results.open_at(self._entry)

    # The results

    def _groups(self, typed: str, found: Found) -> list[Group]:
        commands = self._commands.matching(typed)[:_COMMANDS_BESIDE]
        people = [self._person(one) for one in found.people]
        issues = [self._issue(one) for one in found.issues]
        if "people" in found.more:
            act = partial(self._go.search_households, typed)
            people.append(Hit("search", self.tr("在住户清单里看全部"), "", "", act))
        if "issues" in found.more:
            act = partial(self._go.search_issues, typed)
            issues.append(Hit("search", self.tr("在问题清单里看全部"), "", "", act))
        return [
            (self.tr("功能"), [self._command(one) for one in commands]),
            (self.tr("住户"), people),
            (self.tr("问题"), issues),
            (self.tr("工作组"), [self._team(one) for one in found.teams]),
            (self.tr("地点"), [self._place(one) for one in found.places]),
        ]

    def _command(self, one: Command) -> Hit:
        return Hit(one.icon, one.title, "", one.shortcut, one.act)

    def _person(self, one: PersonHit) -> Hit:
        name = one.name or self.tr("（空户）")
        beside = one.where
        if one.head and one.head != one.name:
            beside += self.tr(" · 户主 {0}").format(one.head)
        phone = masks.mask_phone(one.phone) if one.phone else ""
        act = partial(self._go.go_to_household, one.household_id, f"{name} {one.address}".strip())
        return Hit("house", name, beside, phone, act)

    def _issue(self, one: IssueRow) -> Hit:
        act = partial(self._go.go_to_issue, one.id, one.number)
        beside = " · ".join(filter(None, (one.number, one.place)))
        return Hit("message-square-text", one.title, beside, STATE_WORDS[one.state], act)

    def _team(self, one: TeamHit) -> Hit:
        act = partial(self._go.go_to_team, one.id, one.name, one.line)
        return Hit("users", one.member or one.name, one.name if one.member else "", "", act)

    def _place(self, one: PlaceHit) -> Hit:
        act = partial(self._go.go_to_place, one.position, one.name)
        return Hit("map-pin", one.name, "", "", act)

    # What the user does

    def _move(self, step: int) -> None:
        if self.results.isVisible():
            self.results.move_mark(step)
        else:
            self._come()

    def _choose(self) -> None:
        if self._task is not None:
            self._waiting = True  # Enter was faster than the ledger: its first result is meant
            return
        hit = self.results.current()
        if hit is not None and self.results.isVisible():
            self._take(hit)

    def _take(self, hit: Hit) -> None:
        self._entry.clear()
        self.results.hide()
        hit.act()

    def _leave(self) -> None:
        self.results.hide()
        self._entry.clearFocus()
