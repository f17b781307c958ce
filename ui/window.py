"""The one window: welcome, unlock or new ledger, then the desk over the open ledger."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from db.location import default_folder, server_name
from domain.errors import KnownError
from ui import garbage
from ui.look_keys import LookKeys
from ui.opening import recent, ways_in
from ui.opening.opened import Opened, has_recovery, users
from ui.opening.unlock import UnlockPage
from ui.opening.ways_in import WayIn
from ui.opening.welcome import WelcomePage
from ui.tasks import Task, Tasks, Work
from widgets import theme
from widgets.file_dialogs import file_dialog

if TYPE_CHECKING:
    from db.window_lock import WindowLock
    from ui.desk import Desk
    from ui.opening.guard import Guard
    from ui.opening.new_ledger import NewLedgerPage
    from ui.opening.new_password import OwnPasswordPage, RecoverPage
    from ui.opening.recovery_key_page import RecoveryKeyPage
    from ui.opening.restoring import Restoring


# The first page is painted by then; loading earlier would only delay it.
_SETTLED_MS = 200


class Window(QMainWindow):
    """Owns the threads and, while a ledger is open, its database and its lock."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("知情解难工作台"))
        self.resize(theme.px(1440), theme.px(900))
        self.tasks = Tasks(self)
        self.look = LookKeys(self)
        theme.dress(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._load_the_rest)
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.new_ledger: NewLedgerPage | None = None
        self.desk: Desk | None = None
        self.guard: Guard | None = None
        self.recovery: RecoveryKeyPage | None = None
        self._location: str | None = None
        self._lock: WindowLock | None = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.look.bound()

    @cached_property
    def welcome(self) -> WelcomePage:
        """The first page of all, made when it is first needed."""
        page = WelcomePage()
        page.demo_wanted.connect(self._open_demo)
        page.new_wanted.connect(self.begin_new)
        page.open_wanted.connect(self._choose)
        page.server_wanted.connect(self._ask_server)
        page.restore_wanted.connect(self._choose_backup)
        page.look.chosen.connect(self.look.choose)
        self.stack.addWidget(page)
        return page

    @cached_property
    def unlock(self) -> UnlockPage:
        """The page that asks for the password, made when it is first needed."""
        page = UnlockPage()
        page.address_told.connect(self._take_address)
        page.submitted.connect(self._open)
        page.left.connect(self._leave_unlock)
        page.forgotten.connect(self._ask_recovery)
        page.restore_wanted.connect(self._choose_backup)
        page.look.chosen.connect(self.look.choose)
        self.stack.addWidget(page)
        return page

    @cached_property
    def own_password(self) -> "OwnPasswordPage":
        """The page on which a password of an administrator's becomes the user's own."""
        from ui.opening.new_password import OwnPasswordPage

        page = OwnPasswordPage()
        page.chosen.connect(self._open)
        page.left.connect(self._ask_again)
        self.stack.addWidget(page)
        return page

    @cached_property
    def recover(self) -> "RecoverPage":
        """The page on which the recovery key gives a new password."""
        from ui.opening.new_password import RecoverPage

        page = RecoverPage()
        page.submitted.connect(self._recover)
        page.left.connect(self._ask_again)
        self.stack.addWidget(page)
        return page

    def begin(self, location: str | None, user: str | None = None) -> None:
        """Show the page to begin with: the ledger named, the last one used, or the welcome."""
        location = location or recent.last()
        if location is None:
            self.go_to_welcome()
        else:
            self.ask_password(location, user)
        self._settled.start()

    def _load_the_rest(self) -> None:
        """Load the rest of the program while the user reads and types."""
        self.tasks.in_pool(self, _load, _nothing, self._not_opened)

    def ask_password(self, location: str, user: str | None = None) -> None:
        """Ask for a ledger's password."""
        self._location = location
        file = Path(location)
        if "://" in location:
            self.unlock.ask(server_name(location), self.tr("单位服务器上的台账"), (), user)
        else:
            known, recoverable = users(file), has_recovery(file)
            self.unlock.ask(file.stem, str(file), known, user, recoverable)
        self.stack.setCurrentWidget(self.unlock)

    def go_to_welcome(self) -> None:
        """Show the first page, whatever was open last."""
        self.welcome.rest()
        self.stack.setCurrentWidget(self.welcome)

    def _ask_again(self) -> None:
        if self._location is not None:
            self.ask_password(self._location)

    def _leave_unlock(self) -> None:
        if self.desk is None:
            self.go_to_welcome()
        else:
            self._close_ledger()

    def _ask_recovery(self, user: str) -> None:
        if self._location is not None:
            self.recover.ask(users(Path(self._location)), user)
            self.stack.setCurrentWidget(self.recover)
            self.recover.start()

    # Opening

    def _open(self, user: str, password: str, new_password: str | None = None) -> None:
        if self.guard is not None:
            self.guard.try_password(password)
            return
        work = ways_in.by_password(self._location, user, password, new_password)
        self._start_opening(work, self._opened, partial(self._not_let_in, user, password))

    def _recover(self, user: str, key: str, password: str) -> None:
        self._start_opening(
            ways_in.by_recovery_key(self._location, user, key, password), self._opened
        )

    def _start_opening(
        self,
        work: WayIn,
        done: Callable[[Opened], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        label = self.tr("打开台账")
        return self.tasks.on_database(self, work, done, failed or self._not_opened, label)

    def _not_let_in(self, user: str, password: str, error: Exception) -> None:
        from db.engine import MustChangeError

        if isinstance(error, MustChangeError):
            self.unlock.forget()
            self.own_password.ask(user, password)
            self.stack.setCurrentWidget(self.own_password)
            self.own_password.start()
        else:
            self._not_opened(error)

    def _not_opened(self, error: Exception) -> None:
        page: Any = self.stack.currentWidget()
        page.refuse(self._sentence(error))

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, KnownError):
            return str(error)
        return self.tr("程序出了错，没有打开；详情已记入日志。")

    def _opened(self, opened: Opened) -> None:
        from ui import ledgers
        from ui.change_bus import ChangeBus
        from ui.desk import Desk
        from ui.opening.guard import Guard
        from ui.workbench import Messages, Workbench

        database, self._lock = opened.database, opened.lock
        where = database.location
        self._location = None  # whoever tries the demo was never told a password
        if where.file != ledgers.demo_file():
            self._location = str(where.file) if where.file else where.address
            recent.remember(self._location)
        self.look.come_in(opened.user)
        bus = ChangeBus(database, self.tasks, self)
        messages = Messages(self)
        given = (database, opened.user, self.tasks, bus, messages, opened.rules)
        self.desk = Desk(Workbench(*given, opened.rights, opened.idle_minutes, opened.scope))
        self.desk.left.connect(self._close_ledger)
        self.desk.dismissed.connect(self._dismiss)
        self.desk.restore_wanted.connect(self._restore_this)
        self.stack.addWidget(self.desk)
        self.stack.setCurrentWidget(self.desk)
        if self._location is not None:
            self.guard = Guard(self.stack, self.unlock, self.desk)
        self.desk.start()
        self.desk.tell_login(opened.login)
        restored, is_all_done = self.restoring.end()
        if restored:
            messages.said.emit("success" if is_all_done else "warning", restored, "", None)
        self._forget_passwords()

    def _forget_passwords(self) -> None:
        self.unlock.forget()
        for page in (self.__dict__.get("own_password"), self.__dict__.get("recover")):
            if page is not None:
                page.forget()
        if self.new_ledger is not None:
            self.stack.removeWidget(self.new_ledger)
            self.new_ledger.deleteLater()
            self.new_ledger = None

    def _close_ledger(self) -> None:
        if self.desk is None:
            return
        bench = self.desk.bench
        self.look.go_out()
        self.desk.rest()
        if self.guard is not None:
            self.guard.end()
            self.guard = None
        self.stack.removeWidget(self.desk)
        self.desk.deleteLater()
        self.desk = None
        bench.bus.stop()
        for part in (bench.bus, bench.messages):
            part.deleteLater()
        lock, self._lock = self._lock, None

        def close(task: Work) -> None:
            bench.database.close()
            lock.release()

        # Whatever is opened next waits on the same thread until this one is closed.
        self.tasks.on_database(self, close, _nothing)
        if self._location is not None:
            self.ask_password(self._location, bench.user)
        else:
            self.go_to_welcome()

    def _dismiss(self, sentence: str) -> None:
        """The user was removed from another workstation."""
        self._close_ledger()
        self.unlock.refuse(sentence)

    # Restoring

    @cached_property
    def restoring(self) -> "Restoring":
        """The way from a backup to a ledger, made when it is first needed."""
        from ui.opening.restoring import Restoring

        way = Restoring(self.tasks, self.stack)
        way.refused.connect(self._not_opened)
        way.left.connect(self._leave_restoring)
        way.restored.connect(self._open_restored)
        return way

    def _choose_backup(self) -> None:
        """A backup for the ledger that is about to be unlocked, or for whatever it is of."""
        asked = self.stack.currentWidget() is self.unlock and self._location
        self.restoring.choose(Path(asked) if asked else None)

    def _restore_this(self, file: Path) -> None:
        """The open ledger is closed first, and stays so until somebody unlocks it again."""
        assert self.desk is not None
        where, user = self.desk.bench.database.location.file, self.desk.bench.user
        self._close_ledger()
        self.restoring.begin(file, where, user)

    def _leave_restoring(self) -> None:
        if self._location is not None:
            self.ask_password(self._location)
        else:
            self.go_to_welcome()
        self.restoring.end()

    def _open_restored(self, ledger: str, user: str, password: str) -> None:
        self._location = ledger
        self._open(user, password)

    # Demo, new, another

    def _open_demo(self) -> None:
        self.welcome.set_busy(self.tr("正在准备演示数据…"))
        task = self._start_opening(ways_in.demo, self._opened)
        task.progress.connect(self._demo_progress, Qt.ConnectionType.QueuedConnection)

    def _demo_progress(self, done: int, total: int) -> None:
        self.welcome.set_busy(self.tr("正在准备演示数据…"), done, total)

    def begin_new(self) -> None:
        """Show the page that begins a ledger."""
        from ui.opening.new_ledger import NewLedgerPage

        if self.new_ledger is None:
            self.new_ledger = NewLedgerPage(self.tasks, default_folder())
            self.new_ledger.left.connect(self.go_to_welcome)
            self.new_ledger.submitted.connect(self._create)
            self.stack.addWidget(self.new_ledger)
        self.stack.setCurrentWidget(self.new_ledger)

    def _create(self, values: dict[str, Any], divisions: Any) -> None:
        from domain import recovery_key

        key = recovery_key.new()
        work = ways_in.founding(values, divisions, key)
        self._start_opening(work, partial(self._created, key))

    def _created(self, key: str, opened: Opened) -> None:
        from ui.opening.recovery_key_page import RecoveryKeyPage

        self._opened(opened)
        if self.desk is not None:
            self.desk.pages.go("households")
            self.recovery = RecoveryKeyPage(self.desk.bench, key, self.tr("开始使用"), False)
            self.recovery.done.connect(self._recovery_kept)
            self.stack.addWidget(self.recovery)
            self.stack.setCurrentWidget(self.recovery)
            self.recovery.start()

    def _recovery_kept(self) -> None:
        if self.recovery is not None and self.desk is not None:
            self.stack.setCurrentWidget(self.desk)
            self.stack.removeWidget(self.recovery)
            self.recovery.deleteLater()
            self.recovery = None
            self.desk.start()

    def _ask_server(self) -> None:
        self.unlock.ask_server()
        self.stack.setCurrentWidget(self.unlock)

    def _take_address(self, address: str) -> None:
        self._location = address if "://" in address else f"postgresql://{address}"

    def _choose(self) -> None:
        filters = self.tr("台账 (*.xcd)"), self.tr("所有文件 (*)")
        dialog = file_dialog(self, self.tr("打开台账"), *filters)
        dialog.fileSelected.connect(self.ask_password)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settled.stop()
        if self.guard is not None:
            self.guard.end()
        if self.desk is not None:
            self.desk.hide()  # its pages keep what was typed a moment ago
            self.desk.rest()
            self.desk.bench.bus.stop()
        self.tasks.close()
        if self.desk is not None:
            self.desk.bench.database.close()
        if self._lock is not None:
            self._lock.release()
        super().closeEvent(event)


def _load(task: Work) -> None:
    # Not the chart's library: it makes Qt objects, which crashes outside the UI thread.
    import ui.desk  # noqa: F401

    garbage.keep()


def _nothing(_: object) -> None:
    """Nothing to show."""
