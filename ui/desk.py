"""The desk over an open ledger: header, tabs, messages, the page, and the status bar."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QStatusBar, QVBoxLayout, QWidget

from db import places
from db.drafts import Typed
from db.reading import Reader
from db.users import accounts, scopes
from db.users.accounts import Login
from domain.scopes import Scope
from ui import look_commands, page_commands
from ui.backup_run import BackupRun
from ui.commands import Commands
from ui.daily_run import DailyRun
from ui.drafts import page_of
from ui.global_search import GlobalSearch
from ui.own_password import OwnPassword
from ui.pages import Pages
from ui.tasks import Task
from ui.workbench import Workbench
from widgets import theme
from widgets.header import AppHeader
from widgets.message_bar import Message, MessageBar, MessageKind
from widgets.progress import ProgressStrip

SETTINGS_KEYS, UNDO_KEYS, LOCK_KEYS = "Ctrl+,", "Ctrl+Z", "Ctrl+L"

_NAMED = 3


class Desk(QWidget):
    """What all pages share, and what the program does by itself while a ledger is open."""

    left = Signal()
    """The user closes the ledger."""
    lock_wanted = Signal()
    """The user goes away for a while."""
    dismissed = Signal(str)
    """The user was removed; a sentence says so."""
    restore_wanted = Signal(object)
    """The path of the backup that is to take the ledger's place."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._running: list[Task] = []
        self.header = AppHeader(self.tr("知情解难工作台"), self.tr("找人、找户、找问题、找功能"))
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.pages = Pages(bench)
        self.daily = DailyRun(bench, self)
        self.backups = BackupRun(bench, self)
        self.commands = Commands()
        page_commands.add_to(self.commands, self.pages)
        undo = (self.tr("撤销上一步"), bench.messages.undo, UNDO_KEYS, "undo-2", self.tr("恢复"))
        self.commands.add(*undo)
        self.commands.add(
            self.tr("关闭台账"), self.left.emit, "", "log-out", self.tr("退出 切换用户")
        )
        self.commands.add(
            self.tr("锁定"), self.lock_wanted.emit, LOCK_KEYS, "lock", self.tr("离开 锁屏 密码")
        )
        look_commands.add_to(self.commands, bench.user)
        self.own_password = OwnPassword(bench, self)
        self.commands.add(
            self.tr("改我的密码"), self._change_password, "", "lock", self.tr("修改密码 口令")
        )
        self.search = GlobalSearch(bench, self.header.search, self.commands, self.pages, self)
        self._lay_out()
        self._connect()
        self.pages.go("overview")
        bench.read(self, self._read_office, self._show_office)
        self.daily.look()
        bench.drafts.begin()

    def _lay_out(self) -> None:
        status = QStatusBar()
        status.setSizeGripEnabled(False)
        state = QLabel(self.tr("改动即时保存 · 台账已加密"))
        state.setContentsMargins(theme.px(16), 0, 0, 0)
        status.addWidget(state)
        status.addPermanentWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.pages.tabs, self.messages):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(status)

    def _connect(self) -> None:
        self.bench.messages.said.connect(self._say)
        self.bench.drafts.found.connect(self._tell_unfinished)
        self.messages.acted.connect(self._act)
        self.bench.tasks.failed.connect(self.bench.messages.error)
        self.bench.tasks.started.connect(self._task_started)
        self.bench.tasks.ended.connect(self._task_ended)
        self.pages.currentChanged.connect(self.messages.turn_away)
        self.progress.cancelled.connect(self._cancel_task)
        self.pages.restore_wanted.connect(self.restore_wanted)
        self.daily.raised.connect(self._tell_raised)
        self.bench.bus.changed.connect(self._hear)
        self.daily.begun.connect(self.backups.begin_day)
        QShortcut(QKeySequence(SETTINGS_KEYS), self).activated.connect(self.pages.show_settings)
        QShortcut(QKeySequence(LOCK_KEYS), self).activated.connect(self.lock_wanted)

    def rest(self) -> None:
        """The ledger is closed: nothing is done by itself any more."""
        self.bench.drafts.rest()
        self.daily.stop()
        self.backups.stop()

    def start(self) -> None:
        """Put the keyboard on the page that is shown."""
        self.pages.start()

    def tell_login(self, login: Login) -> None:
        """When the user was here last; nothing the first time."""
        if login.last_at is None:
            return
        told = self.tr("上次登录：{0:%Y-%m-%d %H:%M}").format(login.last_at)
        if login.failures:
            more = self.tr("，此后输错密码 {0} 次；如果不是您本人，请马上改密码")
            self.bench.messages.said.emit("warning", told + more.format(login.failures), "", None)
        else:
            self.bench.messages.info(told)

    def _change_password(self) -> None:
        self.own_password.ask(self.header.user)

    def _show_look(self) -> None:
        self.pages.show_settings()
        self.pages.settings.show_section(self.pages.settings.look)

    def _hear(self, topics: frozenset[str]) -> None:
        if "accounts" in topics:
            self.bench.read(self, self._read_office, self._show_office)

    def _tell_raised(self, count: int) -> None:
        words = self.tr("{0:,} 件超期问题升色").format(count)
        self.bench.messages.success(words, self.tr("看超期问题"), self.pages.show_overdue)

    def _tell_unfinished(self, left: Mapping[str, Typed]) -> None:
        """Forms that an earlier window left without saving them: they go on where they were."""
        named = [f"“{typed.words}”" for typed in list(left.values())[-_NAMED:][::-1]]
        told = self.tr("上次没有保存的还在：{0}").format("、".join(named))
        if len(left) > _NAMED:
            told += self.tr(" 等 {0} 处").format(len(left))
        go_there = partial(self.pages.go, page_of(list(left)[-1]))
        self.bench.messages.said.emit("info", told, self.tr("去看看"), go_there)

    # The office, messages, progress

    def _read_office(self, connection: Reader) -> tuple[str, str, Scope | None]:
        path, user = places.path(connection, places.root(connection).id), self.bench.user
        office = " · ".join(p.name for p in path)
        return office, accounts.role_of(connection, user), scopes.of_user(connection, user)

    def _show_office(self, office: tuple[str, str, Scope | None]) -> None:
        name, role, scope = office
        if not role:
            told = self.tr("用户“{0}”已被移除，台账已关闭，之前保存的都在；请找管理员。")
            self.dismissed.emit(told.format(self.bench.user))
            return
        self.header.set_office(name)
        menu = QMenu(self)
        # The shortcut is the desk's own: shown here, it would not work twice.
        menu.addAction(self.tr("设置") + f"\t{SETTINGS_KEYS}", self.pages.show_settings)
        menu.addAction(self.tr("字号和配色…"), self._show_look)
        menu.addAction(self.tr("改我的密码…"), self._change_password)
        menu.addSeparator()
        menu.addAction(self.tr("锁定") + f"\t{LOCK_KEYS}", self.lock_wanted.emit)
        menu.addAction(self.tr("关闭台账"), self.left.emit)
        shown = (self.bench.user, role, scope.words(1) if scope is not None else "")
        self.header.set_user(" · ".join(filter(None, shown)), menu)

    def _say(self, kind: str, text: str, action: str, act: Callable[[], None] | None) -> None:
        shown = f"{action}（{UNDO_KEYS}）" if self.bench.messages.is_newest(act) else action
        self.messages.show_message(Message(MessageKind(kind), text, shown, act))

    def _act(self, message: Message) -> None:
        if self.bench.messages.is_newest(message.token):
            self.bench.messages.undo()
        elif callable(message.token):
            message.token()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):  # no field had anything typed to take back
            self.messages.dismiss()
            self.bench.messages.undo()
        else:
            super().keyPressEvent(event)

    def _task_started(self, task: Task) -> None:
        self._running.append(task)
        task.progress.connect(self.progress.advance)
        self.progress.start(task.label)

    def _task_ended(self, task: Task) -> None:
        if task in self._running:
            self._running.remove(task)
        if not self._running:
            self.progress.finish()

    def _cancel_task(self) -> None:
        for task in self._running:
            task.cancel()
