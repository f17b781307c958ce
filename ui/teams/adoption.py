"""Adopting a 包联方案, with its undo in the message."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.teams.proposing import Adopted
from domain.pieces import Handover
from ui import actions
from ui.workbench import Workbench


class Adoption(QObject):
    """Writes a proposal and tells what came of it; the last one can be taken back."""

    done = Signal()
    refused = Signal()
    """Nothing was written, and the user knows why."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._adopted: Adopted | None = None

    def adopt(self, line: str, handovers: Sequence[Handover]) -> None:
        """Let these hold from today on."""

        def adopt(database: Database, user: str) -> Adopted:
            return actions.adopt_proposal(database, user, line, handovers)

        self._bench.write(self, adopt, self._taken, self._not_taken)

    def _taken(self, adopted: Adopted) -> None:
        self._adopted = adopted
        told = self.tr("已采用包联方案，补上 {0:,} 户").format(adopted.closed)
        if adopted.outdated:
            told += self.tr("；{0:,} 处刚刚有了变化，没有动").format(adopted.outdated)
        if adopted.left:
            told += self.tr("；还有空白 {0:,} 户").format(adopted.left)
        self._bench.messages.undoable(told, self._take_back)
        self.done.emit()

    def _not_taken(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.refused.emit()

    def _take_back(self) -> None:
        adopted, self._adopted = self._adopted, None
        if adopted is None:
            return

        def take_back(database: Database, user: str) -> None:
            actions.take_back_proposal(database, user, adopted)

        self._bench.write(self, take_back, self._taken_back)

    def _taken_back(self, _: None) -> None:
        self._bench.messages.success(self.tr("已撤销，和原来一样"))
