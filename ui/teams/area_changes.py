"""Handing areas to teams and taking them off, each with its undo in the message."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.teams.assignments import Area, Released
from ui import actions
from ui.workbench import Workbench


class AreaChanges(QObject):
    """Writes changes of 包联 and tells what was done; the last one can be taken back."""

    period_changed = Signal()
    period_refused = Signal()
    """The period that was asked for cannot be; what is stored stays."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._told = ""
        self._undo: tuple[int, ...] | Released = ()

    def assign(self, team_id: int, area: Area, told: str) -> None:
        """Make a team answer for an area from today on; ``told`` is said once it is so."""
        self._told = told

        def assign(database: Database, user: str) -> tuple[int, ...]:
            return actions.assign_team(database, user, team_id, area)

        self._bench.write(self, assign, self._assigned)

    def release(self, assignment_ids: Sequence[int]) -> None:
        """Take areas off their teams from today on."""

        def release(database: Database, user: str) -> Released:
            return actions.release_areas(database, user, assignment_ids)

        self._bench.write(self, release, self._released)

    def change_period(self, assignment_id: int, since: date | None, until: date | None) -> None:
        """Let an area be its team's from one day to another."""

        def change(database: Database, user: str) -> Released:
            return actions.change_area_period(database, user, assignment_id, since, until)

        self._bench.write(self, change, self._period_changed, self._period_refused)

    def _period_refused(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.period_refused.emit()

    def _period_changed(self, before: Released) -> None:
        self.period_changed.emit()
        self._undo = before
        told = self.tr("{0}的包联期限已改").format(before.team)
        self._bench.messages.undoable(told, self._take_back)

    def _assigned(self, ids: tuple[int, ...]) -> None:
        if not ids:
            self._bench.messages.success(self.tr("本来就由这个工作组包联，没有改动"))
            return
        self._undo = ids
        self._bench.messages.undoable(self._told, self._take_back)

    def _released(self, released: Released) -> None:
        self._undo = released
        told = self.tr("从今天起取消了{0}的一项包联").format(released.team)
        self._bench.messages.undoable(told, self._take_back)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, ()

        def take_back(database: Database, user: str) -> None:
            if isinstance(undo, Released):
                actions.restore_areas(database, user, undo)
            else:
                actions.release_areas(database, user, undo)

        self._bench.write(self, take_back, self._taken_back)

    def _taken_back(self, _: None) -> None:
        self._bench.messages.success(self.tr("已撤销，和原来一样"))
