"""The desk: header, tabs and status bar over an open ledger."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QStatusBar, QVBoxLayout, QWidget

from db import accounts, places
from db.issue_filter import IssueFilter, Todo
from db.reading import Reader
from domain.workflow import OPEN
from ui import actions
from ui.calls_view import CallsView
from ui.charts_view import ChartsView
from ui.commands import Commands
from ui.common_tab import CommonTab
from ui.daily_run import DailyRun
from ui.global_search import GlobalSearch
from ui.households_tab import HouseholdsTab
from ui.import_page import ImportPage
from ui.imports import Stored
from ui.indicators_view import IndicatorsView
from ui.issues_tab import IssuesTab
from ui.list_print_page import ListPrintPage
from ui.meetings_tab import MeetingsTab
from ui.notices_tab import NoticesTab
from ui.overview_tab import OverviewTab
from ui.report_view import ReportView
from ui.shown_list import ShownList
from ui.tasks import Task
from ui.teams_tab import TeamsTab
from ui.workbench import Workbench
from widgets import theme
from widgets.header import AppHeader, TabBar
from widgets.message_bar import Message, MessageBar, MessageKind
from widgets.progress import ProgressStrip
from widgets.segments import Segments

if TYPE_CHECKING:
    from ui.settings_page import SettingsPage

SETTINGS_KEYS = "Ctrl+,"


class Desk(QWidget):
    """The five tabs, and what they share: header, messages, progress."""

    left = Signal()
    """The user closes the ledger."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._running: list[Task] = []
        self.header = AppHeader(self.tr("知情解难工作台"), self.tr("找人、找户、找问题、找功能"))
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.overview = OverviewTab(bench)
        self.charts = ChartsView(bench)
        self.indicators = IndicatorsView(bench)
        self.households = HouseholdsTab(bench)
        self.teams = TeamsTab(bench)
        self.issues = IssuesTab(bench)
        self.calls = CallsView(bench)
        self.common = CommonTab(bench)
        self.meetings = MeetingsTab(bench)
        self.notices = NoticesTab(bench)
        self.report = ReportView(bench)
        # A tab's views by their words, the first of them shown when one goes to the tab.
        self._views: dict[str, dict[str, QWidget]] = {
            self.tr("总览"): {
                self.tr("今日"): self.overview,
                self.tr("图表"): self.charts,
                self.tr("指标"): self.indicators,
                self.tr("月报"): self.report,
            },
            self.tr("住户"): {self.tr("清单"): self.households},
            self.tr("工作组"): {self.tr("清单"): self.teams},
            self.tr("问题"): {
                self.tr("清单"): self.issues,
                self.tr("回访"): self.calls,
                self.tr("共性问题"): self.common,
                self.tr("协调会"): self.meetings,
            },
            self.tr("公开公示"): {self.tr("制作"): self.notices},
        }
        self.tabs = TabBar(list(self._views))
        self.switch = Segments(())
        self.importing = ImportPage(bench)
        self.printing = ListPrintPage(bench)
        self.pages = QStackedWidget()
        for views in self._views.values():
            for view in views.values():
                self.pages.addWidget(view)
        self.pages.addWidget(self.importing)
        self.pages.addWidget(self.printing)
        self.settings: SettingsPage | None = None
        self._after_import: QWidget | None = None
        self.daily = DailyRun(bench, self)
        self._lay_out()
        self._connect()
        self.commands = Commands()
        self._add_commands()
        self.search = GlobalSearch(bench, self.header.search, self.commands, self, self)
        self._tab_chosen(0)
        bench.read(self, self._read_office, self._show_office)
        self.daily.look()

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
        self.charts.issues_wanted.connect(self.show_issues)
        self.teams.households_wanted.connect(self.show_households)
        self.households.import_wanted.connect(self._import_households)
        self.teams.import_wanted.connect(self._import_cadres)
        self.issues.import_wanted.connect(self._import_issues)
        self.importing.left.connect(self._leave_import)
        self.printing.left.connect(self._leave_page)
        self.issues.print_wanted.connect(self.print_list)
        self.households.print_wanted.connect(self.print_list)
        self.daily.raised.connect(self._tell_raised)
        QShortcut(QKeySequence(SETTINGS_KEYS), self).activated.connect(self.show_settings)
        self.common.issue_wanted.connect(self.show_issue)
        self.meetings.issue_wanted.connect(self.show_issue)
        for view in (self.issues, self.common):
            view.study_wanted.connect(self.study)
        self.importing.stored.connect(self._tell_stored)

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

    def show_issue(self, number: str) -> None:
        """Go to one issue by its number."""
        self.show_page(self.issues)
        self.issues.search_for(number)

    def study(self, ids: tuple[int, ...]) -> None:
        """Go to a coordination meeting that is to study these issues."""
        self.show_page(self.meetings)
        self.meetings.study(ids)

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
        self._after_import = None
        self.pages.setCurrentWidget(self.importing)
        self.importing.begin(kind, tuple(Path(file) for file in files))

    def print_list(self, shown: ShownList) -> None:
        """Show a list as it will be printed."""
        self.pages.setCurrentWidget(self.printing)
        self.printing.begin(shown)

    def _import_households(self, files: Sequence[str]) -> None:
        self.import_files("households", files)

    def _import_cadres(self, files: Sequence[str]) -> None:
        self.import_files("cadres", files)

    def _import_issues(self, files: Sequence[str]) -> None:
        self.import_files("issues", files)

    def show_settings(self) -> None:
        """Go to the settings; what was typed there and not saved is there again."""
        if self.settings is None:
            from ui.settings_page import SettingsPage

            self.settings = SettingsPage(self.bench)
            self.settings.left.connect(self._leave_page)
            self.settings.import_wanted.connect(self._import_categories)
            self.pages.addWidget(self.settings)
        self.pages.setCurrentWidget(self.settings)
        self.settings.start()

    def _import_categories(self) -> None:
        self.import_files("categories")
        self._after_import = self.settings

    def _tell_raised(self, count: int) -> None:
        words = self.tr("{0:,} 件超期问题升色").format(count)
        self.bench.messages.success(words, self.tr("看超期问题"), self._show_overdue)

    def _show_overdue(self) -> None:
        self.show_issues(IssueFilter(states=OPEN, todo=Todo.OVERDUE))

    def _leave_import(self) -> None:
        back, self._after_import = self._after_import, None
        if back is not None:
            self.pages.setCurrentWidget(back)
        else:
            self._leave_page()

    def _leave_page(self) -> None:
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

    # Ctrl+K

    def _add_commands(self) -> None:
        add = self.commands.add
        add(self.tr("登记问题"), self._register_issue, "Ctrl+N", "plus", self.tr("新增 录入"))
        add(self.tr("新增住户"), self._add_household, "Ctrl+N", "plus", self.tr("登记 录入"))
        for number, (tab, views) in enumerate(self._views.items(), 1):
            for words, view in views.items():
                first = view is next(iter(views.values()))
                title = tab if first else f"{tab} · {words}"
                keys = f"Ctrl+{number}" if first else ""
                add(title, partial(self.show_page, view), keys, words=self.tr("打开 转到"))
        for kind, words in (
            ("households", self.tr("导入住户台账")),
            ("issues", self.tr("导入问题台账")),
            ("cadres", self.tr("导入干部名册")),
        ):
            add(words, partial(self.import_files, kind), "", "file-up", "Excel")
        add(self.tr("打印问题清单"), self._print_issues, "Ctrl+P", "printer")
        add(self.tr("打印住户清单"), self._print_households, "Ctrl+P", "printer")
        add(self.tr("覆盖空白"), self.show_gaps, "", "triangle-alert", self.tr("没有工作组"))
        add(self.tr("关闭台账"), self.left.emit, "", "log-out", self.tr("退出 切换用户"))

    def _register_issue(self) -> None:
        self.show_page(self.issues)
        self.issues.panel.register()

    def _add_household(self) -> None:
        self.show_page(self.households)
        self.households.adding.click()

    def _print_issues(self) -> None:
        self.show_page(self.issues)
        self.print_list(self.issues.shown_list())

    def _print_households(self) -> None:
        self.show_page(self.households)
        self.print_list(self.households.shown_list())

    def go_to_household(self, household_id: int, title: str) -> None:
        """Go to one household."""
        self.show_page(self.households)
        self.households.show_household(household_id, title)
        self.households.table.setFocus()

    def go_to_issue(self, issue_id: int, number: str) -> None:
        """Go to one issue."""
        self.show_page(self.issues)
        self.issues.show_issue(issue_id, number)
        self.issues.table.setFocus()

    def go_to_team(self, team_id: int, name: str, line: str) -> None:
        """Go to one team."""
        self.show_page(self.teams)
        self.teams.show_team(team_id, name, line)
        self.teams.table.setFocus()

    def go_to_place(self, position: str, name: str) -> None:
        """Go to the households of a place."""
        self.show_page(self.households)
        self.households.show_place(position, name)
        self.households.table.setFocus()

    def search_households(self, text: str) -> None:
        """Go to all households that a text finds."""
        self.show_page(self.households)
        self.households.search_for(text)

    def search_issues(self, text: str) -> None:
        """Go to all issues that a text finds."""
        self.show_page(self.issues)
        self.issues.search_for(text)

    # The office, messages, progress

    def _read_office(self, connection: Reader) -> tuple[str, str]:
        path = places.path(connection, places.root(connection).id)
        return " · ".join(p.name for p in path), accounts.role_of(connection, self.bench.user)

    def _show_office(self, office: tuple[str, str]) -> None:
        name, role = office
        self.header.set_office(name)
        menu = QMenu(self)
        # The shortcut is the desk's own: shown here, it would not work twice.
        menu.addAction(self.tr("设置") + f"\t{SETTINGS_KEYS}", self.show_settings)
        menu.addSeparator()
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
