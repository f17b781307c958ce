"""走访: who is still to be visited, how each team stands, the visits on record, and the entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.households import households
from db.households.households import HouseholdFilter
from db.reading import Reader
from db.session import today
from db.teams import coverage, teams
from db.visits import visit_targets, visits
from db.visits.visit_targets import DueFilter, Figures, TeamFigures
from db.visits.visits import TeamPeople, VisitFilter
from domain import masks
from domain.visits import Due
from ui.feed import Feed, Source
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.permits import is_withheld
from ui.tasks import Task
from ui.teams.line_switch import LINE_WORDS, LineSwitch
from ui.visits import visit_tables
from ui.visits.sheet_page import SheetPage
from ui.visits.standing_table import StandingTable
from ui.visits.visit_figures import PeriodChoice, VisitFigures, period_words, sentence
from ui.visits.visit_panel import VisitPanel
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.elided import ElidedLabel
from widgets.filter_box import FilterBox
from widgets.flow import FlowLayout
from widgets.paged_model import Row
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField
from widgets.segments import Segments

DUE, OVERDUE, TEAMS, RECORDS = "due", "overdue", "teams", "records"
_SOON_MS = 150
_MASKS = {
    "address": masks.mask_address,
    "head": masks.mask_name,
    "note": masks.mask_text,
    "tags": masks.mask_tags,
}


@dataclass(frozen=True, slots=True)
class _State:
    """The figures of a period for all teams together and one by one, and who can be named."""

    whole: Figures
    each: list[TeamFigures]
    people: list[TeamPeople]
    cadres: list[str]
    lines: list[str]
    there_are_homes: bool


class VisitsView(ImportingView):
    """The list at the left says where to go; the card at the right takes what came of it."""

    imports = "visits"
    topics = frozenset({"visits", "teams", "households", "settings", "places", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._line = coverage.DEFAULT_LINE
        self._team: int | None = None
        self._reading: Task | None = None
        self._there_are_homes = True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self.sentence, self.listed = ElidedLabel(), QLabel()
        self.sentence.setProperty("role", "section")
        self.listed.setProperty("role", "muted")
        self.lines, self.periods = LineSwitch(), PeriodChoice()
        self.figures = VisitFigures()
        self.switch = Segments(
            [
                (DUE, self.tr("应走访")),
                (OVERDUE, self.tr("超期")),
                (TEAMS, self.tr("按工作组")),
                (RECORDS, self.tr("走访记录")),
            ]
        )
        self.team = PickField(self.tr("全部工作组"))
        self.filter = FilterBox(self.tr("姓名 / 电话 / 住址（3-1-502）"))
        self.sheet = plain_button(self.tr("走访单"), "clipboard-list")
        self.importing = plain_button(self.tr("导入走访单"), "file-up", "Ctrl+I")
        self.editing = plain_button(self.tr("修改"), "pencil")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.due_table = PagedTable(visit_tables.due_columns(self))
        self.team_table = StandingTable()
        self.record_table = PagedTable(visit_tables.visit_columns(self))
        self.tables = QStackedWidget()
        self.panel = VisitPanel(bench)
        self._due_source = Source(visit_targets.order, self._due_cells)
        self._record_source = Source(visits.order, visit_tables.visit_cells)
        day = today()
        self.due_feed = Feed(self.due_table, bench, self._due_source, DueFilter(day), "due")
        records = (self._record_source, VisitFilter(), "day", True)
        self.record_feed = Feed(self.record_table, bench, *records)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    # Building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.sentence, 1)
        for part in (self.lines, self.periods, self.importing, self.sheet, self.printing):
            head.addWidget(part)
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setSpacing(theme.px(8))
        self.team.setFixedWidth(theme.px(160))
        for part in (self.switch, self.team, self.filter, self.editing, self.listed):
            flow.addWidget(part)
        self.listed.setMinimumHeight(self.filter.sizeHint().height())
        self.editing.hide()
        self.editing.setToolTip(self.tr("修改选中的走访（回车）"))
        for table in (self.due_table, self.team_table, self.record_table):
            self.tables.addWidget(table)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.figures)
        column.addWidget(bar)
        column.addWidget(self.tables, 1)
        page = page_column(self)
        page.addLayout(head)
        page.addWidget(beside((middle, 960, 520), (self.panel, 420, 380)), 1)

    def _connect(self) -> None:
        self.lines.changed.connect(self._line_chosen)
        self.periods.activated.connect(self._period_chosen)
        self._soon.timeout.connect(self._read_figures)
        self.switch.changed.connect(self._switch_to)
        self.figures.due.pressed.connect(self.show_due)
        self.figures.overdue.pressed.connect(self.show_overdue)
        self.figures.met.pressed.connect(self.show_teams)
        self.team.edited.connect(self._team_chosen)
        self.filter.changed.connect(self._filter_changed)
        self.filter.left_down.connect(self.start)
        self.due_table.set_empty_text("").acted.connect(self._want_homes)
        for table in (self.due_table, self.team_table, self.record_table):
            table.typed.connect(self.filter.take_typed)
            table.noted.connect(self.bench.messages.success)
        self.due_table.current_changed.connect(self._home_chosen)
        self.due_table.row_opened.connect(self._open_home)
        self.team_table.row_opened.connect(self._open_team)
        self.record_table.current_changed.connect(self._record_chosen)
        self.record_table.row_opened.connect(self._edit_record)
        self.editing.clicked.connect(self._edit_record)
        for feed in (self.due_feed, self.record_feed):
            feed.ordered.connect(self._tell_listed)
        self.panel.left.connect(self.start)
        self.importing.clicked.connect(self.want_import)
        self.sheet.clicked.connect(self.open_sheet)
        self.printing.clicked.connect(self._print)
        tables = {"due": self.due_table, "visit_teams": self.team_table}
        tables["visits"] = self.record_table
        self._kept = [KeptColumns(table, self.bench, name) for name, table in tables.items()]

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self._table().setFocus()

    def refresh(self) -> None:
        """Read the list that is shown, the household at hand and the figures again."""
        key = self.switch.current()
        if key == RECORDS:
            self.record_feed.wanted = self._records_wanted()
            self.record_feed.refresh()
        elif key != TEAMS:
            self.due_feed.wanted = self._due_wanted()
            self.due_feed.refresh()
        self.panel.refresh()
        self._soon.start()

    def _read_figures(self) -> None:
        """The figures come after the lists, which are waited for."""
        line, period = self._line, self.periods.span()

        def read(connection: Reader) -> _State:
            day = today()
            whole, each = visit_targets.figures(connection, period, day, line)
            people = [t for t in visits.teams_of(connection, day) if t.line == line]
            cadres, lines = visits.cadre_names(connection), teams.lines(connection)
            homes = households.order(connection, HouseholdFilter(), limit=1)
            return _State(whole, each, people, cadres, lines, bool(homes))

        if self._reading is not None:
            self._reading.cancel()
        self._reading = self.bench.read(self, read, self._show_state)

    def _show_state(self, state: _State) -> None:
        self._reading, self._there_are_homes = None, state.there_are_homes
        self.lines.show_lines(state.lines, self._line)
        self.panel.set_teams(state.people, state.cadres)
        kept = self._team
        self.team.set_choices([(t.id, f"{t.name}　{t.leader}".rstrip()) for t in state.people])
        self._team = kept if kept in {team.team_id for team in state.each} else None
        self.figures.show_figures(state.whole)
        self.sentence.set_words(self._in_words(state))
        self._say_why_empty()
        self.team_table.show_teams(state.each)
        self._tell_listed()

    def _in_words(self, state: _State) -> str:
        told = state.whole
        if not state.there_are_homes:
            return self.tr("还没有住户；先导入住户台账和干部名册，再登记走访")
        if not told.assigned:
            return self.tr("{0}还没有包联的住户；先导入干部名册，或在“清单”里分配").format(
                LINE_WORDS.get(self._line, self._line)
            )
        return sentence(told, self.periods.period())

    def _line_chosen(self, key: str) -> None:
        self._line = self.panel.line = key
        self._team = None
        self._ask_list()
        self.refresh()

    def _period_chosen(self, _: int) -> None:
        if self.switch.current() == RECORDS:
            self._ask_list()
        self._read_figures()

    # Which list

    def show_due(self) -> None:
        """Show whom the targets ask to visit."""
        self._go_to(DUE)

    def show_overdue(self) -> None:
        """Show who should have been visited."""
        self._go_to(OVERDUE)

    def show_teams(self) -> None:
        """Show how each team stands."""
        self._go_to(TEAMS)

    def show_records(self) -> None:
        """Show the visits on record."""
        self._go_to(RECORDS)

    def _go_to(self, key: str) -> None:
        self.switch.set_current(key)
        self._switch_to(key)

    def _switch_to(self, key: str) -> None:
        tables = {TEAMS: self.team_table, RECORDS: self.record_table}
        self.tables.setCurrentWidget(tables.get(key, self.due_table))
        self.team.setVisible(key != TEAMS)
        hint = self.tr("工作组") if key == TEAMS else self.tr("姓名 / 电话 / 住址（3-1-502）")
        self.filter.setPlaceholderText(hint)
        self.editing.setVisible(key == RECORDS)
        self._ask_list()

    def _ask_list(self) -> None:
        key = self.switch.current()
        self._say_why_empty()
        if self._reading is not None:  # they can wait, the list is looked at
            self._reading.cancel()
            self._reading = None
            self._soon.start()
        if key == TEAMS:
            self.team_table.narrow(self.filter.text())
            self._tell_listed()
        elif key == RECORDS:
            self.record_feed.show(self._records_wanted())
        else:
            self.due_feed.show(self._due_wanted())

    def _due_wanted(self) -> DueFilter:
        due = Due.OVERDUE if self.switch.current() == OVERDUE else Due.DUE
        query = self.filter.text().strip()
        return DueFilter(today(), due, self._line, self._team, query=query)

    def _records_wanted(self) -> VisitFilter:
        span = self.periods.span()
        return VisitFilter(self.filter.text().strip(), self._team, span.first, span.last)

    def _tell_listed(self) -> None:
        units = {TEAMS: self.tr("共 {0:,} 组"), RECORDS: self.tr("共 {0:,} 次")}
        words = units.get(self.switch.current(), self.tr("共 {0:,} 户"))
        self.listed.setText(words.format(self._table().rows.rowCount()))

    def _table(self) -> PagedTable:
        shown = self.tables.currentWidget()
        assert isinstance(shown, PagedTable), "there is nothing else among the tables"
        return shown

    def _say_why_empty(self) -> None:
        typed = self.filter.text()
        if typed:
            told = (self.tr("没有找到“{0}”").format(typed), "", "", "search")
            for table in (self.due_table, self.team_table, self.record_table):
                table.set_empty_text(*told)
            return
        if self._there_are_homes:
            all_met = self.tr("该走访的都走访了")
            self.due_table.set_empty_text(all_met, self.tr("走访目标在“设置 · 走访和双线”里"))
        else:
            nobody = (self.tr("还没有住户"), self.tr("导入住户台账以后，这里列出该走访的户"))
            self.due_table.set_empty_text(*nobody, self.tr("导入住户台账"), "house")
        self.team_table.set_empty_text(self.tr("还没有工作组"), icon_name="users")
        hint = self.tr("右边登记第一次走访，或把填好的走访单（Excel）拖到这里")
        self.record_table.set_empty_text(self.tr("还没有走访记录"), hint)

    def _team_chosen(self) -> None:
        if self.team.value() is None and self.team.text().strip():
            return  # still being typed
        self._team = self.team.value()
        self._ask_list()

    def _filter_changed(self, _: str) -> None:
        self._ask_list()

    def _due_cells(self, connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
        return visit_tables.due_cells(connection, ids, self._line)

    def _open_team(self, team_id: int) -> None:
        self.team.set_value(team_id)
        self._team = team_id
        self._go_to(OVERDUE if self.team_table.team(team_id).figures.overdue else DUE)

    def _home_chosen(self, household_id: int | None) -> None:
        if household_id is not None and self.due_table.hasFocus():
            self.panel.look_at(household_id)

    def _record_chosen(self, visit_id: int | None) -> None:
        if visit_id is not None and self.record_table.hasFocus():
            self.panel.look_at_visit(visit_id)

    def _edit_record(self, *_: object) -> None:
        visit_id = self.record_table.current_id()
        if visit_id is not None and not is_withheld(self.editing, self.bench.messages):
            self.panel.correct(visit_id)

    def _want_homes(self) -> None:
        self.import_wanted.emit("households", ())

    def _open_home(self, household_id: int) -> None:
        self.panel.begin(household_id)

    # What leaves the page

    def open_sheet(self) -> None:
        """The sheet of the list that is shown, or of all that is due."""
        wanted = replace(self.due_feed.wanted, team_id=self._team)
        self.sheet_page = SheetPage(self.bench, self, wanted, self.team.choices())
        self.sheet_page.open()

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel; phones are masked as on screen."""
        words = "；".join(filter(None, (self.team.text(), self.filter.text()))) or self.tr("全部")
        table = self._table()
        if table is self.team_table:
            title, unit, words = (
                self.tr("走访情况（按工作组）"),
                self.tr("组"),
                period_words(self.periods.period()),
            )
            source: Source[Any] = self.team_table.source
            wish = (None, *self.team_table.wish)
        elif table is self.record_table:
            title, unit = self.tr("走访记录"), self.tr("次")
            words = f"{period_words(self.periods.period())}；{words}"
            source, wish = self._record_source, (self.record_feed.wanted, *self.record_feed.sort())
        else:
            title, unit = self.tr("应走访住户"), self.tr("户")
            source, wish = self._due_source, (self.due_feed.wanted, *self.due_feed.sort())
        columns = shown_list.columns_of(table)
        return ShownList(title, source, *wish, columns, lambda _: words, unit, _MASKS)

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
