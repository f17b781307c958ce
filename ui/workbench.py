"""What every part of the window is given: the open ledger, who works in it, and how to be heard."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.issues import rules
from db.notices import paper_fonts
from db.reading import Reader
from db.users import access, scopes
from domain.errors import KnownError
from domain.paper_fonts import PaperFonts
from domain.rights import Right
from domain.rules import STANDARD, Rules
from domain.scopes import Scope
from printing import fonts
from ui.change_bus import ChangeBus
from ui.drafts import Drafts
from ui.tasks import Task, Tasks, Work


class Messages(QObject):
    """The one message channel: a kind (info, success, warning, error), a sentence, and maybe an
    action's word with the bound method it calls."""

    said = Signal(str, str, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take_back: Callable[[], None] | None = None

    def success(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Something was done."""
        self.said.emit("success", text, action, act)

    def info(self, text: str) -> None:
        """Something to know."""
        self.said.emit("info", text, "", None)

    def undoable(self, text: str, take_back: Callable[[], None], word: str = "") -> None:
        """Something was done that can be taken back, until something else is done that can be."""
        self._take_back = take_back
        self.said.emit("success", text, word or self.tr("撤销"), take_back)

    def is_newest(self, act: object) -> bool:
        """Whether this is what `undo` would do."""
        return act is not None and act == self._take_back

    def undo(self) -> None:
        """Take back the newest thing that can be; says so when there is none."""
        take_back, self._take_back = self._take_back, None
        if take_back is not None:
            take_back()
        else:
            self.said.emit("info", self.tr("没有可以撤销的操作"), "", None)

    def forget(self) -> None:
        """Take nothing back any more: what was done before may bring an erased person back."""
        if self._take_back is not None:
            self._take_back = None
            self.info(self.tr("办了个人信息请求，之前的操作不能再撤销"))

    def error(self, error: Exception) -> None:
        """Something could not be done; a bug of ours is told as one."""
        if isinstance(error, KnownError):
            self.said.emit("error", str(error), "", None)
        else:
            text = self.tr("程序出了错，这一步没有完成，之前的内容都在；详情已记入日志。")
            self.said.emit("error", text, "", None)


@dataclass(slots=True)
class Workbench:
    """The open ledger and its helpers; lives as long as the window shows it.

    ``rules`` follow every change of the settings, here or on another workstation; once they have,
    the bus tells the topic "rules", which no write does. ``rights`` are what the user may do, and
    ``scope`` the places they work for (None: all); they only spare a refusal: every write is judged
    where it is committed. The bus tells "rights".
    """

    database: Database
    user: str
    tasks: Tasks
    bus: ChangeBus
    messages: Messages
    rules: Rules = STANDARD
    rights: frozenset[Right] = frozenset(Right)
    idle_minutes: int = access.IDLE_MINUTES
    scope: Scope | None = None
    drafts: Drafts = field(init=False)

    def __post_init__(self) -> None:
        _SettingsWatch(self)
        self.drafts = Drafts(self, self.bus)

    def read(
        self,
        owner: QObject,
        query: Callable[[Reader], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Ask the database and hand the answer to ``done`` on the UI thread.

        Cancelling the task ends its query.
        """
        return self.read_long(owner, lambda connection, _: query(connection), done, failed)

    def read_long(
        self,
        owner: QObject,
        query: Callable[[Reader, Work], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
    ) -> Task:
        """`read` for what takes a while: ``query`` tells how far it is, the label names it."""

        def work(task: Work) -> Any:
            with self.database.read(lambda: task.cancelled) as connection:
                return query(connection, task)

        task = self.tasks.on_database(owner, work, done, failed, label)
        task.reads = True
        return task

    def ask(self, query: Callable[[Reader], Any]) -> Any:
        """The answer to a query, for work in the pool, which waits for it."""

        def read() -> Any:
            with self.database.read() as connection:
                return query(connection)

        return self.tasks.ask_database(read)

    def write(
        self,
        owner: QObject,
        action: Callable[[Database, str], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run one verb of `ui.actions` and hand what it returns to ``done``."""
        return self.tasks.on_database(
            owner, lambda task: action(self.database, self.user), done, failed
        )


def _settings(connection: Reader) -> tuple[Rules, PaperFonts]:
    return rules.current(connection), paper_fonts.current(connection)


_Own = tuple[frozenset[Right], Scope | None, int]


def _own(user: str) -> Callable[[Reader], _Own]:
    return lambda reader: (
        access.rights_of(reader, user),
        scopes.of_user(reader, user),
        access.idle_minutes(reader),
    )


class _SettingsWatch(QObject):
    """Keeps the rules of a workbench current, and the fonts that are printed in; forgets what can
    be taken back once somebody may have been erased."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.bus)
        self._bench = bench
        bench.bus.changed.connect(self._hear)

    def _hear(self, topics: frozenset[str]) -> None:
        if "persons" in topics:
            self._bench.messages.forget()
        if "settings" in topics:
            self._bench.read(self, _settings, self._follow)
        if "accounts" in topics:
            self._bench.read(self, _own(self._bench.user), self._follow_rights)

    def _follow_rights(self, read: _Own) -> None:
        now, scope, self._bench.idle_minutes = read
        if (now, scope) != (self._bench.rights, self._bench.scope):
            self._bench.rights, self._bench.scope = now, scope
            self._bench.bus.changed.emit(frozenset({"rights"}))

    def _follow(self, read: tuple[Rules, PaperFonts]) -> None:
        now, chosen = read
        fonts.use(chosen)
        if now != self._bench.rules:
            self._bench.rules = now
            self._bench.bus.changed.emit(frozenset({"rules"}))
