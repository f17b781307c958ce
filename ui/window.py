"""The one window: welcome, unlock or new ledger, then the desk over the open ledger."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget

from db import keys
from db.location import Location, default_folder, locate, server_name
from domain.errors import KnownError
from ui import garbage
from ui.opening import recent
from ui.opening.unlock import UnlockPage
from ui.opening.welcome import WelcomePage
from ui.tasks import Cancelled, Task, Tasks, Work
from widgets import theme

if TYPE_CHECKING:
    from db.engine import Database
    from db.window_lock import WindowLock
    from domain.rules import Rules
    from ui.desk import Desk
    from ui.opening.new_ledger import NewLedgerPage
    from ui.opening.restore_page import RestorePage

log = logging.getLogger(__name__)

# The first page is painted by then; loading earlier would only delay it.
_SETTLED_MS = 200


@dataclass(frozen=True, slots=True)
class _Opened:
    database: "Database"
    lock: "WindowLock"
    user: str
    rules: "Rules"


def _held(task: Work, where: "Location", user: str, open_: "Callable[[], Database]") -> _Opened:
    """Open a ledger under the window's lock, which is let go when that fails or nobody waits."""
    from db import paper_fonts, rules
    from db.window_lock import WindowLock
    from printing import fonts

    lock = WindowLock(where)
    try:
        database = open_()
        try:
            if task.cancelled:
                raise Cancelled
            with database.read() as connection:
                fonts.use(paper_fonts.current(connection))
                return _Opened(database, lock, user, rules.current(connection))
        except BaseException:
            database.close()
            raise
    except BaseException:
        lock.release()
        raise


class Window(QMainWindow):
    """Owns the threads and, while a ledger is open, its database and its lock."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("知情解难工作台"))
        self.resize(theme.px(1440), theme.px(900))
        self.setMinimumSize(theme.px(1000), theme.px(640))
        self.tasks = Tasks(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._load_the_rest)
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.new_ledger: NewLedgerPage | None = None
        self.restoring: RestorePage | None = None
        self.desk: Desk | None = None
        self._location: str | None = None
        self._lock: WindowLock | None = None

    @cached_property
    def welcome(self) -> WelcomePage:
        """The first page of all, made when it is first needed."""
        page = WelcomePage()
        page.demo_wanted.connect(self._open_demo)
        page.new_wanted.connect(self.begin_new)
        page.open_wanted.connect(self._choose)
        page.server_wanted.connect(self._ask_server)
        page.restore_wanted.connect(self._choose_backup)
        self.stack.addWidget(page)
        return page

    @cached_property
    def unlock(self) -> UnlockPage:
        """The page that asks for the password, made when it is first needed."""
        page = UnlockPage()
        page.address_told.connect(self._take_address)
        page.submitted.connect(self._open)
        page.left.connect(self._go_to_welcome)
        page.restore_wanted.connect(self._choose_backup)
        self.stack.addWidget(page)
        return page

    def begin(self, location: str | None, user: str | None = None) -> None:
        """Show the page to begin with: the ledger named, the last one used, or the welcome."""
        location = location or recent.last()
        if location is None:
            self._go_to_welcome()
        else:
            self.ask_password(location, user)
        self._settled.start()

    def _load_the_rest(self) -> None:
        """Load the rest of the program while the user reads and types."""
        self.tasks.in_pool(self, _load, _nothing, self._not_opened)

    def begin_at_welcome(self) -> None:
        """Show the first page, whatever was open last."""
        self._go_to_welcome()

    def ask_password(self, location: str, user: str | None = None) -> None:
        """Ask for a ledger's password."""
        self._location = location
        file = Path(location)
        if "://" in location:
            self.unlock.ask(server_name(location), self.tr("单位服务器上的台账"), (), user)
        else:
            users = _users(file)
            self.unlock.ask(file.stem, str(file), users, user)
        self.stack.setCurrentWidget(self.unlock)

    def _go_to_welcome(self) -> None:
        self.welcome.rest()
        self.stack.setCurrentWidget(self.welcome)

    # Opening

    def _open(self, user: str, password: str) -> None:
        location = self._location

        def work(task: Work) -> _Opened:
            from db import engine

            where = locate(location)
            return _held(task, where, user, lambda: engine.open_ledger(where, user, password))

        self._start_opening(work, self._opened)

    def _start_opening(
        self, work: Callable[[Work], _Opened], done: Callable[[_Opened], None]
    ) -> Task:
        label = self.tr("打开台账")
        return self.tasks.on_database(self, work, done, self._not_opened, label)

    def _not_opened(self, error: Exception) -> None:
        sentence = self._sentence(error)
        page = self.stack.currentWidget()
        if page is self.unlock:
            self.unlock.refuse(sentence)
        elif page is self.restoring and self.restoring is not None:
            self.restoring.rest(sentence)
        elif page is self.new_ledger and self.new_ledger is not None:
            self.new_ledger.rest(sentence)
        else:
            self.welcome.rest(sentence)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, KnownError):
            return str(error)
        log.error("opening failed", exc_info=error)
        return self.tr("程序出了错，没有打开；详情已记入日志。")

    def _opened(self, opened: _Opened) -> None:
        from ui import ledgers
        from ui.change_bus import ChangeBus
        from ui.desk import Desk
        from ui.workbench import Messages, Workbench

        database, self._lock = opened.database, opened.lock
        where = database.location
        self._location = None  # whoever tries the demo was never told a password
        if where.file != ledgers.demo_file():
            self._location = str(where.file) if where.file else where.address
            recent.remember(self._location)
        bus = ChangeBus(database, self.tasks, self)
        messages = Messages(self)
        self.desk = Desk(Workbench(database, opened.user, self.tasks, bus, messages, opened.rules))
        self.desk.left.connect(self._close_ledger)
        self.desk.restore_wanted.connect(self._restore_this)
        self.stack.addWidget(self.desk)
        self.stack.setCurrentWidget(self.desk)
        self.desk.start()
        if self.restoring is not None:
            messages.success(self.restoring.outcome)
            self._drop_restoring()
        self._forget_passwords()

    def _forget_passwords(self) -> None:
        self.unlock.forget()
        if self.new_ledger is not None:
            self.stack.removeWidget(self.new_ledger)
            self.new_ledger.deleteLater()
            self.new_ledger = None

    def _close_ledger(self) -> None:
        if self.desk is None:
            return
        bench = self.desk.bench
        self.desk.rest()
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
            self._go_to_welcome()

    # Restoring

    def _choose_backup(self) -> None:
        dialog = QFileDialog(self, self.tr("从哪份备份恢复"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("备份 (*.xcb)"))
        dialog.fileSelected.connect(self.begin_restore)
        dialog.open()

    def _restore_this(self, file: Path) -> None:
        """The open ledger is closed first, and stays so until somebody unlocks it again."""
        assert self.desk is not None
        where, user = self.desk.bench.database.location.file, self.desk.bench.user
        self._close_ledger()
        self.begin_restore(str(file), where, user)

    def begin_restore(self, name: str, ledger: Path | None = None, user: str = "") -> None:
        """Show what is in a backup and ask whether it shall take the place of a ledger: of the one
        that is about to be unlocked, else of one in the user's data folder."""
        from db import backup_file
        from ui.opening.restore_page import RestorePage

        try:
            manifest = backup_file.manifest_of(Path(name))
        except KnownError as error:
            self._not_opened(error)
            return
        asked = self.stack.currentWidget() is self.unlock and self._location
        ledger = ledger or Path(asked or default_folder() / f"{manifest.name}.xcd")
        self.restoring = RestorePage(self.tasks, Path(name), manifest, ledger, user)
        self.restoring.left.connect(self._leave_restoring)
        self.restoring.restored.connect(self._open_restored)
        self.stack.addWidget(self.restoring)
        self.stack.setCurrentWidget(self.restoring)
        self.restoring.start()

    def _leave_restoring(self) -> None:
        if self._location is not None:
            self.ask_password(self._location)
        else:
            self._go_to_welcome()
        self._drop_restoring()

    def _drop_restoring(self) -> None:
        if self.restoring is not None:
            self.stack.removeWidget(self.restoring)
            self.restoring.deleteLater()
            self.restoring = None

    def _open_restored(self, ledger: str, user: str, password: str) -> None:
        self._location = ledger
        self._open(user, password)

    # Demo, new, another

    def _open_demo(self) -> None:
        self.welcome.set_busy(self.tr("正在准备演示数据…"))

        def work(task: Work) -> _Opened:
            from ui import ledgers

            where = Location(ledgers.demo_file())
            return _held(
                task, where, ledgers.DEMO_USER, lambda: ledgers.open_demo(where, task.report)
            )

        task = self._start_opening(work, self._opened)
        task.progress.connect(self._demo_progress, Qt.ConnectionType.QueuedConnection)

    def _demo_progress(self, done: int, total: int) -> None:
        self.welcome.set_busy(self.tr("正在准备演示数据…"), done, total)

    def begin_new(self) -> None:
        """Show the page that begins a ledger."""
        from ui import ledgers
        from ui.opening.new_ledger import NewLedgerPage

        if self.new_ledger is None:
            self.new_ledger = NewLedgerPage(default_folder())
            self._take_divisions(ledgers.read_divisions(None))
            self.new_ledger.left.connect(self._go_to_welcome)
            self.new_ledger.submitted.connect(self._create)
            self.new_ledger.divisions_wanted.connect(self._read_divisions)
            self.stack.addWidget(self.new_ledger)
        self.stack.setCurrentWidget(self.new_ledger)

    def _read_divisions(self, path: Path) -> None:
        def work(task: Work) -> Any:
            from ui import ledgers

            return ledgers.read_divisions(path)

        self.tasks.in_pool(self, work, self._take_divisions, self._not_opened)

    def _take_divisions(self, divisions: Any) -> None:
        self._divisions = divisions
        if self.new_ledger is not None:
            self.new_ledger.set_divisions(divisions)

    def _create(self, values: dict[str, Any]) -> None:
        divisions = self._divisions

        def work(task: Work) -> _Opened:
            from ui import ledgers

            where, user, password = locate(values["file"]), values["user"], values["password"]
            return _held(
                task,
                where,
                user,
                lambda: ledgers.create(where, user, password, values["division"], divisions),
            )

        self._start_opening(work, self._created)

    def _created(self, opened: _Opened) -> None:
        self._opened(opened)
        if self.desk is not None:
            self.desk.pages.go("households")

    def _ask_server(self) -> None:
        self.unlock.ask_server()
        self.stack.setCurrentWidget(self.unlock)

    def _take_address(self, address: str) -> None:
        self._location = address if "://" in address else f"postgresql://{address}"

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("打开台账"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([self.tr("台账 (*.xcd)"), self.tr("所有文件 (*)")])
        dialog.fileSelected.connect(self.ask_password)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settled.stop()
        if self.desk is not None:
            self.desk.rest()
            self.desk.bench.bus.stop()
        self.tasks.close()
        if self.desk is not None:
            self.desk.bench.database.close()
        if self._lock is not None:
            self._lock.release()
        super().closeEvent(event)


def _users(file: Path) -> tuple[str, ...]:
    try:
        return keys.users(Location(file).keys)
    except KnownError:
        return ()  # opening it will say what is wrong


def _load(task: Work) -> None:
    # Not the chart's library: it makes Qt objects, which crashes outside the UI thread.
    import ui.desk  # noqa: F401

    garbage.keep()


def _nothing(_: object) -> None:
    """Nothing to show."""
