"""The pages of the desk: five tabs with their views, and the ways from one page to another."""

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import Signal

from db.finance.finance import PeriodRow
from db.issues.issue_filter import IssueFilter, Todo
from domain.workflow import OPEN
from ui.coordination.common_tab import CommonTab
from ui.coordination.meetings_tab import MeetingsTab
from ui.cover_stack import CoverStack
from ui.finance.finance_view import FinanceView
from ui.households.households_tab import HouseholdsTab
from ui.issues.calls_view import CallsView
from ui.issues.issues_tab import IssuesTab
from ui.notices.boards_view import BoardsView
from ui.notices.catalogue_view import CatalogueView
from ui.notices.notices_tab import NoticesTab
from ui.notices.postings_view import PostingsView
from ui.notices.register_view import RegisterView
from ui.overview.charts_view import ChartsView
from ui.overview.indicators_view import IndicatorsView
from ui.overview.overview_tab import OverviewTab
from ui.overview.report_view import ReportView
from ui.papers.slips_view import SlipsView
from ui.projects.projects_view import ProjectsView
from ui.settings.settings_page import SettingsPage
from ui.teams.check_ins_view import CheckInsView
from ui.teams.fronts_view import FrontsView
from ui.teams.proposal_page import ProposalPage
from ui.teams.teams_tab import TeamsTab
from ui.visits.visits_view import VisitsView
from widgets.paged_table import PagedTable


class Pages(CoverStack):
    """Every page is built when one first goes to it, and is the attribute of its name."""

    restore_wanted = Signal(object)
    """The path of the backup that is to take the ledger's place."""

    def _views(self) -> dict[str, dict[str, str]]:
        return {
            self.tr("总览"): {
                self.tr("今日"): "overview",
                self.tr("图表"): "charts",
                self.tr("指标"): "indicators",
                self.tr("月报"): "report",
            },
            self.tr("住户"): {self.tr("清单"): "households"},
            self.tr("工作组"): {
                self.tr("清单"): "teams",
                self.tr("走访"): "visits",
                self.tr("楼栋图"): "fronts",
                self.tr("双报到"): "check_ins",
            },
            self.tr("问题"): {
                self.tr("清单"): "issues",
                self.tr("回访"): "calls",
                self.tr("共性问题"): "common",
                self.tr("协调会"): "meetings",
                self.tr("实事项目"): "projects",
                self.tr("文书"): "slips",
            },
            self.tr("公开公示"): {
                self.tr("制作"): "notices",
                self.tr("登记簿"): "register",
                self.tr("张贴"): "postings",
                self.tr("公开栏"): "boards",
                self.tr("目录"): "catalogue",
                self.tr("财务"): "finance",
            },
        }

    # The pages

    @cached_property
    def overview(self) -> OverviewTab:
        """总览 · 今日."""
        view = self.built(OverviewTab(self._bench))
        view.issues_wanted.connect(self.show_issues)
        view.gaps_wanted.connect(self.show_gaps)
        view.line_gaps_wanted.connect(self.show_line_gaps)
        view.doubles_wanted.connect(self.show_line_doubles)
        view.slips_wanted.connect(self.show_late_slips)
        view.visits_wanted.connect(self.show_overdue_visits)
        view.sheets_wanted.connect(self.show_sheets)
        view.notices_wanted.connect(self.show_missing_notices)
        return view

    @cached_property
    def charts(self) -> ChartsView:
        """总览 · 图表."""
        view = self.built(ChartsView(self._bench))
        view.issues_wanted.connect(self.show_issues)
        return view

    @cached_property
    def indicators(self) -> IndicatorsView:
        """总览 · 指标."""
        return self.built(IndicatorsView(self._bench))

    @cached_property
    def report(self) -> ReportView:
        """总览 · 月报."""
        return self.built(ReportView(self._bench))

    @cached_property
    def households(self) -> HouseholdsTab:
        """住户."""
        view = self.built(HouseholdsTab(self._bench))
        view.panel.visit_wanted.connect(self.record_visit)
        view.panel.person_wanted.connect(self.show_person)
        return view

    @cached_property
    def teams(self) -> TeamsTab:
        """工作组."""
        view = self.built(TeamsTab(self._bench))
        view.households_wanted.connect(self.show_households)
        view.proposal_wanted.connect(self._propose_for)
        return view

    @cached_property
    def visits(self) -> VisitsView:
        """工作组 · 走访."""
        return self.built(VisitsView(self._bench))

    @cached_property
    def check_ins(self) -> CheckInsView:
        """工作组 · 双报到."""
        return self.built(CheckInsView(self._bench))

    @cached_property
    def fronts(self) -> FrontsView:
        """工作组 · 楼栋图."""
        view = self.built(FrontsView(self._bench))
        view.visit_wanted.connect(self.record_visit)
        view.households_wanted.connect(self.show_households)
        return view

    @cached_property
    def proposal(self) -> ProposalPage:
        """A proposal of teams for the gaps, reached from 工作组."""
        page = self.built(ProposalPage(self._bench))
        page.left.connect(self.go_back)
        return page

    @cached_property
    def issues(self) -> IssuesTab:
        """问题 · 清单."""
        view = self.built(IssuesTab(self._bench))
        view.study_wanted.connect(self.study)
        view.panel.project_wanted.connect(self.add_project_of)
        return view

    @cached_property
    def calls(self) -> CallsView:
        """问题 · 回访."""
        return self.built(CallsView(self._bench))

    @cached_property
    def common(self) -> CommonTab:
        """问题 · 共性问题."""
        view = self.built(CommonTab(self._bench))
        view.issue_wanted.connect(self.search_issues)
        view.study_wanted.connect(self.study)
        view.common.project_wanted.connect(self.add_project_of)
        return view

    @cached_property
    def meetings(self) -> MeetingsTab:
        """问题 · 协调会."""
        view = self.built(MeetingsTab(self._bench))
        view.issue_wanted.connect(self.search_issues)
        return view

    @cached_property
    def projects(self) -> ProjectsView:
        """问题 · 实事项目."""
        view = self.built(ProjectsView(self._bench))
        view.issue_wanted.connect(self.go_to_issue)
        return view

    @cached_property
    def slips(self) -> SlipsView:
        """问题 · 文书."""
        view = self.built(SlipsView(self._bench))
        view.issue_wanted.connect(self.search_issues)
        return view

    @cached_property
    def notices(self) -> NoticesTab:
        """公开公示."""
        view = self.built(NoticesTab(self._bench))
        view.filed.connect(self.show_filed)
        return view

    @cached_property
    def register(self) -> RegisterView:
        """公开公示 · 登记簿."""
        view = self.built(RegisterView(self._bench))
        view.make_wanted.connect(partial(self.go, "notices"))
        view.postings_wanted.connect(self.show_postings)
        return view

    @cached_property
    def postings(self) -> PostingsView:
        """公开公示 · 张贴."""
        view = self.built(PostingsView(self._bench))
        view.notice_wanted.connect(self.show_filed)
        return view

    @cached_property
    def boards(self) -> BoardsView:
        """公开公示 · 公开栏."""
        view = self.built(BoardsView(self._bench))
        view.postings_wanted.connect(self.show_board)
        return view

    @cached_property
    def catalogue(self) -> CatalogueView:
        """公开公示 · 目录."""
        view = self.built(CatalogueView(self._bench))
        view.make_wanted.connect(self.make_notice)
        view.register_wanted.connect(partial(self.go, "register"))
        return view

    @cached_property
    def finance(self) -> FinanceView:
        """公开公示 · 财务."""
        view = self.built(FinanceView(self._bench))
        view.notice_wanted.connect(self.post_accounts)
        return view

    @cached_property
    def settings(self) -> SettingsPage:
        """The settings; what was typed there and not saved is there again."""
        page = self.built(SettingsPage(self._bench))
        page.left.connect(self.go_back)
        page.import_wanted.connect(partial(self.import_files, "categories"))
        page.backup.restore_wanted.connect(self.restore_wanted)
        page.persons.home_wanted.connect(self.go_to_household)
        return page

    # From one page to another

    def show_issues(self, wanted: IssueFilter) -> None:
        """Go to the issues behind a figure or a day of the chart."""
        self.go("issues")
        self.issues.show_filter(wanted)

    def show_overdue(self) -> None:
        """Go to the issues that are overdue."""
        self.show_issues(IssueFilter(states=OPEN, todo=Todo.OVERDUE))

    def study(self, ids: tuple[int, ...]) -> None:
        """Go to a coordination meeting that is to study these issues."""
        self.go("meetings")
        self.meetings.study(ids)

    def add_project_of(self, issue_id: int) -> None:
        """Go to the form of a project that is to settle an issue."""
        self.go("projects")
        self.projects.add_of_issue(issue_id)

    def show_gaps(self) -> None:
        """Go to the households for which no team answers."""
        self.go("teams")
        self.teams.show_gaps()

    def show_line_gaps(self, line: str) -> None:
        """Go to the households for which no team of a line answers."""
        self.show_gaps()
        self.teams.show_line(line)

    def show_line_doubles(self, line: str) -> None:
        """Go to the households for which several teams of a line answer."""
        self.go("teams")
        self.teams.show_doubles()
        self.teams.show_line(line)

    def _propose_for(self, line: str) -> None:
        self.proposal.begin(line)
        self.setCurrentWidget(self.proposal)

    def show_late_slips(self) -> None:
        """Go to the slips whose answer should have come."""
        self.go("slips")
        self.slips.show_late()

    def show_overdue_visits(self) -> None:
        """Go to the households whose visit is overdue."""
        self.go("visits")
        self.visits.show_overdue()

    def show_filed(self, notice_id: int) -> None:
        """Show a notice of the register."""
        self.go("register")
        self.register.show_notice(notice_id)

    def show_postings(self, notice_id: int) -> None:
        """Show where the sheets of a notice hang."""
        self.go("postings")
        self.postings.show_notice(notice_id)

    def show_board(self, board_id: int, name: str) -> None:
        """Show the sheets of a board."""
        self.go("postings")
        self.postings.show_board(board_id, name)

    def make_notice(self, template: str, place_id: int) -> None:
        """Go to the notice of a template for a place."""
        self.go("notices")
        self.notices.choose(template, place_id)

    def show_missing_notices(self) -> None:
        """Go to the notices that should be public this month and are not."""
        self.go("catalogue")
        self.catalogue.show_missing()

    def show_sheets(self, hanging: str) -> None:
        """Show the sheets of notices that are where a `Hanging` says."""
        self.go("postings")
        self.postings.show_hanging(hanging)

    def post_accounts(self, period: PeriodRow) -> None:
        """Go to the notice of a period of the accounts."""
        self.go("notices")
        values = {"per": "whole", "since": period.since, "until": period.until}
        self.notices.choose("finance", period.place_id, **values)

    def show_households(self, ids: tuple[int, ...], title: str) -> None:
        """Go to these households."""
        self.go("households")
        self.households.show_ids(ids, title)

    def show_settings(self) -> None:
        """Go to the settings."""
        self.setCurrentWidget(self.settings)
        self.settings.start()

    def show_person(self, resident_id: int) -> None:
        """Go to everything about a member of a household."""
        self.show_settings()
        self.settings.show_section(self.settings.persons)
        self.settings.persons.show_member(resident_id)

    def record_visit(self, household_id: int) -> None:
        """Go to the entry of a visit to a household."""
        self.go("visits")
        self.visits.panel.begin(household_id)

    def with_chosen(self, act: Callable[[PagedTable], None]) -> None:
        """Do something with the list on the page that is shown in which rows are selected."""
        for table in self.currentWidget().findChildren(PagedTable):
            if table.isVisible() and table.selected_count():
                act(table)
                return
        self._bench.messages.info(self.tr("没有选中的行；请先在表里选好"))

    # What the header's search found

    def go_to_household(self, household_id: int, title: str) -> None:
        """Go to one household."""
        self.go("households")
        self.households.show_household(household_id, title)

    def go_to_issue(self, issue_id: int, number: str) -> None:
        """Go to one issue."""
        self.go("issues")
        self.issues.show_issue(issue_id, number)

    def go_to_team(self, team_id: int, name: str, line: str) -> None:
        """Go to one team."""
        self.go("teams")
        self.teams.show_team(team_id, name, line)

    def go_to_place(self, position: str, name: str) -> None:
        """Go to the households of a place."""
        self.go("households")
        self.households.show_place(position, name)

    def search_households(self, text: str) -> None:
        """Go to all households that a text finds."""
        self.go("households")
        self.households.search_for(text)

    def search_issues(self, text: str) -> None:
        """Go to all issues that a text finds."""
        self.go("issues")
        self.issues.search_for(text)
