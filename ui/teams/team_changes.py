"""Saving and dissolving teams, each with its undo in the message."""

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.teams.team_changes import TeamChange
from db.teams.teams import TeamPage
from ui import actions
from ui.teams.team_form import TeamWords
from ui.workbench import Workbench


class TeamChanges(QObject):
    """Writes and tells what was done; the last change can be taken back."""

    saved = Signal(object)
    """The id of a team that was stored."""
    put_back = Signal(object)
    """The id of a team that is as it was before."""
    refused = Signal(object)
    """The error for which a team was not stored."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._undo: TeamChange | None = None

    def add(self, line: str, words: TeamWords) -> None:
        """Store a new team."""

        def add(database: Database, user: str) -> int:
            return actions.add_team(database, user, words.name, line, words.people)

        self._bench.write(self, add, self._added, self.refused.emit)

    def save(self, team: TeamPage, words: TeamWords, before: TeamWords) -> None:
        """Store a team as it is typed; ``before`` is what the form began with."""

        def save(database: Database, user: str) -> TeamChange:
            stored = (team.id, team.version, words.name, words.people, before.people)
            return actions.save_team(database, user, *stored)

        self._bench.write(self, save, self._changed, self.refused.emit)

    def dissolve(self, team: TeamPage) -> None:
        """From today on there is no such team."""

        def dissolve(database: Database, user: str) -> TeamChange:
            return actions.dissolve_team(database, user, team.id, team.version)

        self._bench.write(self, dissolve, self._dissolved)

    def _added(self, team_id: int) -> None:
        self._bench.messages.success(self.tr("已保存"))
        self.saved.emit(team_id)

    def _changed(self, change: TeamChange) -> None:
        self._undo = change
        self._bench.messages.undoable(self.tr("已保存"), self._take_back)
        self.saved.emit(change.row["id"])

    def _dissolved(self, change: TeamChange) -> None:
        self._undo = change
        words = (
            self.tr("{0}还没有过任何记录，已经删除")
            if change.deleted
            else self.tr("{0}已撤销，从今天起不再列出，以前的记录都在")
        )
        told = words.format(change.row["name"])
        self._bench.messages.undoable(told, self._take_back, self.tr("恢复"))

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is None:
            return

        def take_back(database: Database, user: str) -> int:
            return actions.restore_team(database, user, undo)

        self._bench.write(self, take_back, self._taken_back)

    def _taken_back(self, team_id: int) -> None:
        self._bench.messages.success(self.tr("已撤销，和原来一样"))
        self.put_back.emit(team_id)
