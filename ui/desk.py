"""The desk: header, tabs and status bar over an open ledger."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QStatusBar, QVBoxLayout, QWidget

from db import accounts, places
from db.issues import IssueFilter
from db.reading import Reader
from ui.households_tab import HouseholdsTab
from ui.issues_tab import IssuesTab
from ui.notices_tab import NoticesTab
from ui.overview_tab import OverviewTab
from ui.tasks import Task
from ui.teams_tab import TeamsTab
from ui.workbench import Workbench
from widgets.header import AppHeader, TabBar
from widgets.message_bar import Message, MessageBar, MessageKind
from widgets.progress import ProgressStrip


class Desk(QWidget):
    """The five tabs, and what they share: header, messages, progress."""

    left = Signal()
    """The user closes the ledger."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._running: list[Task] = []
        self.header = AppHeader(self.tr("知情解难工作台"), self.tr("找人、找户、找问题"))
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.overview = OverviewTab(bench)
        self.households = HouseholdsTab(bench)
        self.teams = TeamsTab(bench)
        self.issues = IssuesTab(bench)
        self.notices = NoticesTab(bench)
        pages = {
            self.tr("总览"): self.overview,
            self.tr("住户"): self.households,
            self.tr("工作组"): self.teams,
            self.tr("问题"): self.issues,
            self.tr("公开公示"): self.notices,
        }
        self.tabs = TabBar(list(pages))
        self.pages = QStackedWidget()
        for page in pages.values():
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        bench.read(self, self._read_office, self._show_office)

    def _lay_out(self) -> None:
        status = QStatusBar()
        status.setSizeGripEnabled(False)
        status.addWidget(QLabel(self.tr("改动即时保存 · 台账已加密")))
        status.addPermanentWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.tabs, self.messages):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(status)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.bench.messages.said.connect(self._say)
        self.messages.acted.connect(self._act)
        self.bench.tasks.failed.connect(self.bench.messages.error)
        self.bench.tasks.started.connect(self._task_started)
        self.bench.tasks.ended.connect(self._task_ended)
        self.progress.cancelled.connect(self._cancel_task)
        self.overview.issues_wanted.connect(self.show_issues)
        self.overview.gaps_wanted.connect(self.show_gaps)
        self.teams.households_wanted.connect(self.show_households)
        self.header.search.changed.connect(self._search)
        self.header.search.chosen.connect(self._search_here)

    def show_page(self, page: QWidget) -> None:
        """Go to one of the tabs."""
        self.tabs.setCurrentIndex(self.pages.indexOf(page))

    def show_issues(self, wanted: IssueFilter) -> None:
        """Go to the issues behind a figure or a day of the chart."""
        self.show_page(self.issues)
        self.issues.show_filter(wanted)

    def show_gaps(self) -> None:
        """Go to the households for which no team answers."""
        self.show_page(self.teams)
        self.teams.show_gaps()

    def show_households(self, ids: tuple[int, ...], title: str) -> None:
        """Go to these households."""
        self.show_page(self.households)
        self.households.show_ids(ids, title)

    def _search(self, text: str) -> None:
        target = self.issues if self.pages.currentWidget() is self.issues else self.households
        if text and self.pages.currentWidget() is not target:
            self.show_page(target)
        target.search_for(text)

    def _search_here(self) -> None:
        page = self.pages.currentWidget()
        if page in (self.households, self.issues):
            page.table.setFocus()

    def _read_office(self, connection: Reader) -> tuple[str, str]:
        path = places.path(connection, places.root(connection).id)
        return " · ".join(p.name for p in path), accounts.role_of(connection, self.bench.user)

    def _show_office(self, office: tuple[str, str]) -> None:
        name, role = office
        self.header.set_office(name)
        menu = QMenu(self)
        menu.addAction(self.tr("关闭台账"), self.left.emit)
        self.header.set_user(f"{self.bench.user} · {role}", menu)

    def _say(self, kind: str, text: str, action: str, act: Callable[[], None] | None) -> None:
        self.messages.show_message(Message(MessageKind(kind), text, action, act))

    def _act(self, message: Message) -> None:
        self.messages.dismiss()
        if callable(message.token):
            message.token()

    def _task_started(self, task: Task) -> None:
        self._running.append(task)
        task.progress.connect(self.progress.advance)
        self.progress.start(task.label)

    def _task_ended(self, task: Task) -> None:
        self._running.remove(task)
        if not self._running:
            self.progress.finish()

    def _cancel_task(self) -> None:
        for task in self._running:
            task.cancel()
