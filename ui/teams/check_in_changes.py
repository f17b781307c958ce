"""What is done to a party member who reported in one step, each with its undo in the message."""

from datetime import date

from PySide6.QtCore import QObject, Signal

from db.check_ins.check_in_edits import ChangedService, Ended, Removed, RemovedService
from db.check_ins.check_ins import CheckInRow
from db.engine import Database
from domain.check_in import ServiceEntry, hours_words
from ui import actions
from ui.teams.service_line import Corrected
from ui.workbench import Workbench

_Undo = Removed | RemovedService | ChangedService | Ended


class CheckInChanges(QObject):
    """Writes and tells what was done; the last step can be taken back."""

    put_back = Signal(object)
    """The id of a party member who is on the list again."""
    refused = Signal()
    """Nothing was written: what is shown is not what is stored."""
    service_refused = Signal(object, object, str)
    """The `ServiceEntry` that was not written down, what it was to correct, and why."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._undo: _Undo | None = None
        self._entering: list[tuple[ServiceEntry, Corrected | None]] = []
        self._newest = 0

    def end(self, row: CheckInRow, until: date | None) -> None:
        """They move away on a day; or, without one, they are there again."""

        def end(database: Database, user: str) -> Ended:
            return actions.set_check_in_end(database, user, row.id, row.version, until)

        self._bench.write(self, end, self._ended, self._not_done)

    def remove(self, check_in_id: int) -> None:
        """They never reported."""

        def remove(database: Database, user: str) -> Removed:
            return actions.remove_check_in(database, user, check_in_id)

        self._bench.write(self, remove, self._removed, self._not_done)

    def add_service(self, check_in_id: int, service: ServiceEntry) -> None:
        """Write down what they did."""

        def add(database: Database, user: str) -> tuple[int, ServiceEntry]:
            return actions.add_service(database, user, check_in_id, service), service

        self._entering.append((service, None))
        self._bench.write(self, add, self._added, self._not_entered)

    def change_service(self, corrected: Corrected, service: ServiceEntry) -> None:
        """They did something a little different."""

        def change(database: Database, user: str) -> ChangedService:
            return actions.change_service(database, user, corrected.id, corrected.before, service)

        self._entering.append((service, corrected))
        self._bench.write(self, change, self._service_changed, self._not_entered)

    def remove_service(self, service_id: int) -> None:
        """They did not do that."""

        def remove(database: Database, user: str) -> RemovedService:
            return actions.remove_service(database, user, service_id)

        self._bench.write(self, remove, self._service_removed, self._not_done)

    def _ended(self, ended: Ended) -> None:
        if ended.until is None:
            told = self.tr("{0}又在册了").format(ended.name)
        else:
            told = self.tr("{0} {1} 迁出").format(ended.name, ended.until)
        self._tell(told, ended)

    def _removed(self, removed: Removed) -> None:
        told = self.tr("已删除{0}").format(removed.entry.name)
        if removed.services:
            told += self.tr("和 {0:,} 次服务记录").format(len(removed.services))
        self._tell(told, removed)

    def _service_removed(self, removed: RemovedService) -> None:
        service = removed.service
        self._tell(self.tr("已删除 {0} {1}").format(service.day, service.what), removed)

    def _added(self, added: tuple[int, ServiceEntry]) -> None:
        self._newest, service = added
        self._entering.pop(0)
        hours = self.tr(" {0} 小时").format(hours_words(service.hours)) if service.hours else ""
        told = self.tr("已记下 {0} {1}{2}").format(service.day, service.what, hours)
        self._bench.messages.undoable(told, self._take_newest_back)

    def _service_changed(self, changed: ChangedService) -> None:
        self._entering.pop(0)
        self._tell(self.tr("已改为 {0} {1}").format(changed.after.day, changed.after.what), changed)

    def _take_newest_back(self) -> None:
        self.remove_service(self._newest)

    def _not_entered(self, error: Exception) -> None:
        self.service_refused.emit(*self._entering.pop(0), str(error))
        self._not_done(error)

    def _tell(self, told: str, undo: _Undo) -> None:
        self._undo = undo
        self._bench.messages.undoable(told, self._take_back)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None

        def take_back(database: Database, user: str) -> int | None:
            if isinstance(undo, Removed):
                return actions.restore_check_in(database, user, undo)
            if isinstance(undo, RemovedService):
                actions.restore_service(database, user, undo)
            elif isinstance(undo, ChangedService):
                actions.change_service_back(database, user, undo)
            elif isinstance(undo, Ended):
                stay = (undo.id, undo.version, undo.before)
                return actions.set_check_in_end(database, user, *stay).id
            return None

        self._bench.write(self, take_back, self._taken_back, self._not_done)

    def _taken_back(self, check_in_id: int | None) -> None:
        self._bench.messages.success(self.tr("已撤销，和原来一样"))
        if check_in_id is not None:
            self.put_back.emit(check_in_id)

    def _not_done(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.refused.emit()
