"""The lock over the work: after a while without anybody, or at once when the user goes."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from domain.errors import KnownError
from ui.desk import Desk
from ui.opening.idle import IdleWatch
from ui.opening.unlock import UnlockPage
from ui.tasks import Work
from widgets.popover import Popover


class Guard(QObject):
    """Puts the unlock page over the desk, which stays as it is, sheets and dialogs included; only
    the user who works there comes back."""

    def __init__(self, stack: QStackedWidget, page: UnlockPage, desk: Desk) -> None:
        super().__init__(desk)
        self._stack, self._page, self._desk = stack, page, desk
        self._shown: QWidget = desk  # before it was locked
        self._hidden: list[QWidget] = []
        self.locked = False
        self.watch = IdleWatch(self)
        self.watch.idle.connect(self.lock)
        desk.lock_wanted.connect(self.lock)
        desk.bench.bus.changed.connect(self._hear)
        self.watch.start(desk.bench.idle_minutes)

    def lock(self) -> None:
        """Lock now."""
        if self.locked:
            return
        self.locked = True
        self._shown = self._stack.currentWidget()
        self.watch.stop()
        window = self._stack.window()
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and _stands_before(other, window):
                if isinstance(other, Popover | QDialog):
                    self._hidden.append(other)
                other.hide()
        bench = self._desk.bench
        self._page.ask_again(bench.database.location.name, bench.user)
        self._stack.setCurrentWidget(self._page)

    def try_password(self, password: str) -> None:
        """Come back, if it is the user's password."""
        bench = self._desk.bench

        def confirm(task: Work) -> None:
            bench.database.confirm(bench.user, password)

        bench.tasks.on_database(self, confirm, self._come_back, self._refuse)

    def _come_back(self, _: None) -> None:
        self.locked = False
        self._page.forget()
        working = self._shown.focusWidget()
        self._stack.setCurrentWidget(self._shown)
        if working is not None:
            working.setFocus(Qt.FocusReason.OtherFocusReason)
        for other in self._hidden:
            other.show()
        self._hidden.clear()
        self.watch.start(self._desk.bench.idle_minutes)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self._page.refuse(str(error))
        else:
            self._page.refuse(self.tr("程序出了错，没有解锁，正在做的都在；详情已记入日志。"))

    def _hear(self, topics: frozenset[str]) -> None:
        if "accounts" in topics:
            self.watch.seconds = self._desk.bench.idle_minutes * 60

    def end(self) -> None:
        """The ledger is closed."""
        self.watch.stop()
        self.locked = False
        for other in self._hidden:
            other.close()
        self._hidden.clear()


def _stands_before(other: QWidget, window: QWidget) -> bool:
    """Whether a sheet or a dialog belongs to this window."""
    above = other.parentWidget()
    while above is not None and above is not window:
        above = above.parentWidget()
    return above is window
