"""The desk: header, tabs and status bar over an open ledger."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QStatusBar, QVBoxLayout, QWidget

from db import accounts, places
from db.issues import IssueFilter
from db.reading import Reader
from ui import actions
from ui.households_tab import HouseholdsTab
from ui.import_page import ImportPage
from ui.imports import Stored
from ui.issues_tab import IssuesTab
from ui.notices_tab import NoticesTab
from ui.overview_tab import OverviewTab
from ui.report_view import ReportView
from ui.tasks import Task
from ui.teams_tab import TeamsTab
from ui.workbench import Workbench
from widgets import theme
from widgets.header import AppHeader, TabBar
from widgets.message_bar import Message, MessageBar, MessageKind
from widgets.progress import ProgressStrip
from widgets.segments import Segments


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
        self.report = ReportView(bench)
        # A tab's views by their words, the first of them shown when one goes to the tab.
        self._views: dict[str, dict[str, QWidget]] = {
            self.tr("总览"): {self.tr("今日"): self.overview, self.tr("月报"): self.report},
            self.tr("住户"): {self.tr("清单"): self.households},
            self.tr("工作组"): {self.tr("清单"): self.teams},
            self.tr("问题"): {self.tr("清单"): self.issues},
            self.tr("公开公示"): {self.tr("制作"): self.notices},
        }
        self.tabs = TabBar(list(self._views))
        self.switch = Segments(())
        self.importing = ImportPage(bench)
        self.pages = QStackedWidget()
        for views in self._views.values():
            for view in views.values():
                self.pages.addWidget(view)
        self.pages.addWidget(self.importing)
        self._lay_out()
        self._connect()
        self._tab_chosen(0)
        bench.read(self, self._read_office, self._show_office)

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
        self.tabs.set_corner(self.switch)
        for part in (self.header, self.tabs, self.messages):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(status)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.tabs.tabBarClicked.connect(self._tab_chosen)
        self.switch.changed.connect(self._view_chosen)
        self.bench.messages.said.connect(self._say)
        self.messages.acted.connect(self._act)
        self.bench.tasks.failed.connect(self.bench.messages.error)
        self.bench.tasks.started.connect(self._task_started)
        self.bench.tasks.ended.connect(self._task_ended)
        self.progress.cancelled.connect(self._cancel_task)
        self.overview.issues_wanted.connect(self.show_issues)
        self.overview.gaps_wanted.connect(self.show_gaps)
        self.teams.households_wanted.connect(self.show_households)
        self.households.import_wanted.connect(self._import_households)
        self.teams.import_wanted.connect(self._import_cadres)
        self.issues.import_wanted.connect(self._import_issues)
        self.importing.left.connect(self._leave_import)
        self.importing.stored.connect(self._tell_stored)
        self.header.search.changed.connect(self._search)
        self.header.search.chosen.connect(self._search_here)

    def show_page(self, page: QWidget) -> None:
        """Go to a view, and to the tab it belongs to."""
        tab = next(n for n, views in enumerate(self._views.values()) if page in views.values())
        self.tabs.setCurrentIndex(tab)
        self._show_view(page)

    def _tab_chosen(self, tab: int) -> None:
        if tab >= 0:
            self._show_view(next(iter(self._views[self.tabs.tabText(tab)].values())))

    def _view_chosen(self, words: str) -> None:
        self._show_view(self._views[self.tabs.tabText(self.tabs.currentIndex())][words])

    def _show_view(self, view: QWidget) -> None:
        views = self._views[self.tabs.tabText(self.tabs.currentIndex())]
        self.switch.set_segments([(words, words) for words in views])
        self.switch.set_current(next(words for words, own in views.items() if own is view))
        self.switch.setVisible(len(views) > 1)
        self._shown = view
        self.pages.setCurrentWidget(view)

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

    def import_files(self, kind: str, files: Sequence[str] = ()) -> None:
        """Import files of a kind; with none, ask for them."""
        self.pages.setCurrentWidget(self.importing)
        self.importing.begin(kind, tuple(Path(file) for file in files))

    def _import_households(self, files: Sequence[str]) -> None:
        self.import_files("households", files)

    def _import_cadres(self, files: Sequence[str]) -> None:
        self.import_files("cadres", files)

    def _import_issues(self, files: Sequence[str]) -> None:
        self.import_files("issues", files)

    def _leave_import(self) -> None:
        self._show_view(self._shown)

    def _tell_stored(self, stored: Stored) -> None:
        self._batch = stored.batch_id
        undo = self.tr("撤销这次导入") if stored.rows else ""
        self.bench.messages.success(
            self.tr("导入完成：{0}").format(stored.brought), undo, self._undo_import
        )

    def _undo_import(self) -> None:
        batch = self._batch
        self.bench.write(
            self,
            lambda database, user: actions.undo_import(database, user, batch),
            self._undone,
        )

    def _undone(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销这次导入"))

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
        if task in self._running:
            self._running.remove(task)
        if not self._running:
            self.progress.finish()

    def _cancel_task(self) -> None:
        for task in self._running:
            task.cancel()
