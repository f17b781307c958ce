"""The backup of every day, made by itself while the office works, and the monthly rehearsal."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from db.backups.backup_rehearsal import Rehearsal
from domain.errors import KnownError
from domain.rights import PROGRAM
from ui import actions, keeping
from ui.tasks import Work
from ui.workbench import Workbench

# The office has seen its first page by then.
_LATER_MS = 20_000


class BackupRun(QObject):
    """Runs once a day. What goes wrong is told once a day, what goes well is not told at all."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(self.run)

    def begin_day(self) -> None:
        """Back up soon."""
        if keeping.keeps_daily(self.bench.database, self.bench.rights):
            self._later.start()

    def stop(self) -> None:
        """The ledger is closed."""
        self._later.stop()

    def run(self) -> None:
        """Back up now, beside the work."""

        def work(task: Work) -> keeping.Daily | None:
            # As the key is when its turn comes: changing it may have come first.
            source = keeping.source(self.bench.database, self.bench.user)
            return keeping.daily(source, task.report)

        self.bench.tasks.in_pool(self, work, self._kept, self._failed, self.tr("每日备份"))

    def _kept(self, outcome: keeping.Daily | None) -> None:
        if outcome is None:
            return
        kept, rehearsal = outcome
        if self.bench.database.location.file is None:
            file = kept.backup.file
            self.bench.write(
                self, lambda db, _: actions.note_daily_backup(db, PROGRAM, file), _nothing
            )
        if kept.trouble:
            self._warn(kept.trouble)
        if rehearsal is not None:
            self.bench.write(
                self,
                lambda database, _: actions.note_rehearsal(database, PROGRAM, rehearsal),
                partial(self._noted, rehearsal),
            )

    def _noted(self, rehearsal: Rehearsal, _: None) -> None:
        if rehearsal.good:
            told = self.tr("本月恢复演练通过：{0}").format(rehearsal.told)
            self.bench.messages.said.emit("info", told, "", None)
        else:
            self._warn(self.tr("本月恢复演练没有通过：{0}").format(rehearsal.told))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self._warn(self.tr("今天的备份没有做成：{0}").format(error))
        else:
            self.bench.messages.error(error)

    def _warn(self, told: str) -> None:
        self.bench.messages.said.emit("warning", told, "", None)


def _nothing(_: object) -> None:
    """Nothing to show."""
