"""Restoring a ledger in the window: from the choice of a backup to the ledger that opens again."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from db.location import default_folder
from domain.errors import KnownError
from ui.opening.restore_page import RestorePage
from ui.tasks import Tasks
from widgets.file_dialogs import file_dialog


class Restoring(QObject):
    """Shows its page on the window's stack as long as a ledger is being restored."""

    refused = Signal(object)
    """Why the backup that was chosen is none."""
    left = Signal()
    """The user would rather not."""
    restored = Signal(str, str, str)
    """The ledger's path, and the user and the password that open it now."""

    def __init__(self, tasks: Tasks, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._tasks, self._stack = tasks, stack
        self._ledger: Path | None = None
        self.page: RestorePage | None = None

    def choose(self, ledger: Path | None) -> None:
        """Ask for a backup that is to take the place of a ledger."""
        self._ledger = ledger
        filter_ = self.tr("备份 (*.xcb)")
        dialog = file_dialog(self._stack, self.tr("从哪份备份恢复"), filter_)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.begin(Path(name), self._ledger)

    def begin(self, backup: Path, ledger: Path | None = None, user: str = "") -> None:
        """Show what is in a backup and ask whether it shall take the place of a ledger, else of
        one in the user's data folder."""
        from db.backups import backup_file

        try:
            manifest = backup_file.manifest_of(backup)
        except KnownError as error:
            self.refused.emit(error)
            return
        where = ledger or default_folder() / f"{manifest.name}.xcd"
        self.page = RestorePage(self._tasks, backup, manifest, where, user)
        self.page.left.connect(self.left)
        self.page.restored.connect(self.restored)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        self.page.start()

    def end(self) -> tuple[str, bool]:
        """Take the page away; what it came to, empty when nothing was restored, and whether nothing
        is left to be seen to."""
        page, self.page = self.page, None
        if page is None:
            return "", True
        self._stack.removeWidget(page)
        page.deleteLater()
        return page.outcome, page.is_all_done
