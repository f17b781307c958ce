"""走访: who is still to be visited, how each team stands, the visits on record, and the entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db import coverage, teams, visit_targets, visits
from db.reading import Reader
from db.session import today
from db.visit_targets import DueFilter, Figures, TeamFigures
from db.visits import TeamPeople, VisitFilter
from domain import masks
from domain.visits import Due, Every, span, span_words, told_rate
from ui.feed import Feed, Source
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.teams.line_switch import LineSwitch
from ui.visits import visit_tables
from ui.visits.sheet_page import SheetPage
from ui.visits.visit_panel import VisitPanel
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import FigureCard
from widgets.filter_box import FilterBox
from widgets.paged_model import Row
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField
from widgets.segments import Segments

DUE, OVERDUE, TEAMS, RECORDS = "due", "overdue", "teams", "records"


@dataclass(frozen=True, slots=True)
class _State:
    """The figures of a period for all teams together and one by one, and who can be named."""

    whole: Figures
    each: list[TeamFigures]
    people: list[TeamPeople]
    cadres: list[str]
    recorded: int
    lines: list[str]


class VisitsView(ImportingView):
    """The list at the left says where to go; the card at the right takes what came of it."""

    imports = "visits"
    topics = frozenset({"visits", "teams", "households", "settings", "places", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._line = coverage.DEFAULT_LINE
        self._every = Every.QUARTER
        self._team: int | None = None
        self._teams: dict[int, TeamFigures] = {}
        self._sort = ("name", False)
        self._recorded: int | None = None
        self.sentence = QLabel()
        self.sentence.setProperty("role", "section")
        self.lines, self.periods = LineSwitch(), Segments(())
        self.rate = FigureCard(self.tr("走访覆盖率"), clickable=False)
        self.met = FigureCard(self.tr("见到的户"), "green")
        self.due = FigureCard(self.tr("待走访"))
        self.overdue = FigureCard(self.tr("超期"), "red")
        self.switch = Segments(self._segments(None))
        self.team = PickField(self.tr("全部工作组"))
        self.filter = FilterBox(self.tr("姓名 / 电话 / 住址（3-1-502）"))
        self.sheet = plain_button(self.tr("走访单"), "clipboard-list")
        self.importing = plain_button(self.tr("导入走访单"), "file-up", "Ctrl+I")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.due_table = PagedTable(visit_tables.due_columns(self))
        self.team_table = PagedTable(visit_tables.team_columns(self))
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
        for part in (self.lines, self.periods, self.importing, self.sheet):
            head.addWidget(part)
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(16))
        for card in (self.rate, self.met, self.due, self.overdue):
            figures.addWidget(card, 1)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.switch)
        self.team.setMaximumWidth(theme.px(200))
        for part, stretch in ((self.team, 1), (self.filter, 2)):
            bar.addWidget(part, stretch)
        bar.addWidget(self.printing)
        for table in (self.due_table, self.team_table, self.record_table):
            self.tables.addWidget(table)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(figures)
        column.addLayout(bar)
        column.addWidget(self.tables, 1)
        page = page_column(self)
        page.addLayout(head)
        page.addWidget(beside((middle, 960, 520), (self.panel, 420, 380)), 1)
        self._show_periods()

    def _connect(self) -> None:
        self.lines.changed.connect(self._line_chosen)
        self.periods.changed.connect(self._period_chosen)
        self.switch.changed.connect(self._switch_to)
        self.due.pressed.connect(self.show_due)
        self.overdue.pressed.connect(self.show_overdue)
        self.met.pressed.connect(self.show_teams)
        self.team.edited.connect(self._team_chosen)
        self.filter.changed.connect(self._filter_changed)
        self.filter.left_down.connect(self.start)
        for table in (self.due_table, self.team_table, self.record_table):
            table.typed.connect(self.filter.take_typed)
            table.noted.connect(self.bench.messages.success)
        self.due_table.current_changed.connect(self._home_chosen)
        self.due_table.row_opened.connect(self._open_home)
        self.team_table.rows.page_wanted.connect(self._give_teams)
        self.team_table.sort_wanted.connect(self._sort_teams)
        self.team_table.row_opened.connect(self._open_team)
        self.record_table.row_opened.connect(self.panel.correct)
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
        self.tables.currentWidget().setFocus()

    def refresh(self) -> None:
        """Read figures, lists and the household at hand again."""
        line, since = self._line, span(self._every, today()).first

        def read(connection: Reader) -> _State:
            day = today()
            whole, each = visit_targets.figures(connection, since, day, line)
            people = [t for t in visits.teams_of(connection, day) if t.line == line]
            recorded = visits.count(connection, VisitFilter())
            cadres, lines = visits.cadre_names(connection), teams.lines(connection)
            return _State(whole, each, people, cadres, recorded, lines)

        self.bench.read(self, read, self._show_state)
        if self.due_feed.wanted.day != today():
            self.due_feed.wanted = replace(self.due_feed.wanted, day=today())
        self.due_feed.refresh()
        self.record_feed.refresh()

    def _show_state(self, state: _State) -> None:
        told = state.whole
        self._recorded = state.recorded
        self.lines.show_lines(state.lines, self._line)
        self._teams = {team.team_id: team for team in state.each}
        self.panel.set_teams(state.people, state.cadres)
        kept = self._team
        self.team.set_choices([(t.id, f"{t.name}　{t.leader}".rstrip()) for t in state.people])
        self._team = kept if kept in self._teams else None
        self.rate.set_figure(told_rate(told.met, told.assigned), self.tr("见到的户 ÷ 包联的户"))
        of = self.tr("包联的 {0:,} 户里").format(told.assigned)
        self.met.set_figure(f"{told.met:,}", of)
        due = told.due - told.overdue
        self.due.set_figure(f"{due:,}", self.tr("本期还没有见到"))
        late = self.tr("上期和本期都没见到") if told.overdue else self.tr("没有超期的")
        self.overdue.set_figure(f"{told.overdue:,}", late)
        self.sentence.setText(self._in_words(state))
        self.switch.set_segments(self._segments(state))
        self._say_why_empty()
        self._show_teams()
        self.team_table.put_rows(
            {id_: visit_tables.team_cells(t) for id_, t in self._teams.items()}
        )

    def _in_words(self, state: _State) -> str:
        told = state.whole
        if not told.assigned:
            return self.tr("还没有包联的住户；先导入住户和干部名册，再登记走访")
        words = self.tr("{0}：包联 {1:,} 户，见到 {2:,} 户，走访覆盖率 {3}")
        rate = told_rate(told.met, told.assigned)
        return words.format(span_words(self._every, today()), told.assigned, told.met, rate)

    def _segments(self, state: _State | None) -> list[tuple[str, str]]:
        told = state.whole if state else None
        due = f" {told.due:,}" if told else ""
        overdue = f" {told.overdue:,}" if told else ""
        records = f" {state.recorded:,}" if state else ""
        return [
            (DUE, self.tr("应走访") + due),
            (OVERDUE, self.tr("超期") + overdue),
            (TEAMS, self.tr("按工作组")),
            (RECORDS, self.tr("走访记录") + records),
        ]

    def _show_periods(self) -> None:
        words = {
            Every.MONTH: self.tr("本月"),
            Every.QUARTER: self.tr("本季"),
            Every.YEAR: self.tr("今年"),
        }
        self.periods.set_segments([(every.value, word) for every, word in words.items()])
        self.periods.set_current(self._every.value)
        self.periods.setAccessibleName(self.tr("走访覆盖率的时段"))

    def _line_chosen(self, key: str) -> None:
        self._line = self.panel.line = key
        self._team = None
        self._ask_list()
        self.refresh()

    def _period_chosen(self, key: str) -> None:
        self._every = Every(key)
        self.refresh()

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
        self.printing.setEnabled(key != TEAMS)
        self._ask_list()

    def _ask_list(self) -> None:
        key, query = self.switch.current(), self.filter.text().strip()
        self._say_why_empty()
        if key == TEAMS:
            self._show_teams()
        elif key == RECORDS:
            self.record_feed.show(VisitFilter(query, self._team))
        else:
            due = Due.OVERDUE if key == OVERDUE else Due.DUE
            self.due_feed.show(DueFilter(today(), due, self._line, self._team, query=query))

    def _say_why_empty(self) -> None:
        typed = self.filter.text()
        if typed:
            told = (self.tr("没有找到“{0}”").format(typed), "", "", "search")
            for table in (self.due_table, self.team_table, self.record_table):
                table.set_empty_text(*told)
            return
        all_met = self.tr("该走访的都走访了")
        self.due_table.set_empty_text(all_met, self.tr("走访目标在“设置 · 走访和双线”里"))
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

    # The teams, all in memory: a county has some 900

    def _show_teams(self) -> None:
        words = self.filter.text().lower().split() if self.switch.current() == TEAMS else []
        found = [t for t in self._teams.values() if all(w in t.name.lower() for w in words)]
        key, descending = self._sort
        if key == "name":
            found = found[::-1] if descending else found
        elif key == "rate":
            found.sort(key=_rate, reverse=descending)
        else:
            found.sort(key=lambda t: getattr(t.figures, key), reverse=descending)
        self.team_table.set_order([t.team_id for t in found])

    def _give_teams(self, _first: int, ids: Sequence[int]) -> None:
        known = {i: visit_tables.team_cells(self._teams[i]) for i in ids if i in self._teams}
        self.team_table.put_rows(known, ids)

    def _sort_teams(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.team_table.set_sort(key, descending)
        self._show_teams()

    def _open_team(self, team_id: int) -> None:
        self.team.set_value(team_id)
        self._team = team_id
        self._go_to(OVERDUE if self._teams[team_id].figures.overdue else DUE)

    def _home_chosen(self, household_id: int | None) -> None:
        if household_id is not None and self.due_table.hasFocus():
            self.panel.look_at(household_id)

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
        records = self.switch.current() == RECORDS
        feed, table = (
            (self.record_feed, self.record_table) if records else (self.due_feed, self.due_table)
        )
        words = "；".join(filter(None, (self.team.text(), self.filter.text()))) or self.tr("全部")
        return ShownList(
            self.tr("走访记录") if records else self.tr("应走访住户"),
            self._record_source if records else self._due_source,
            feed.wanted,
            *feed.sort(),
            shown_list.columns_of(table),
            lambda connection: words,
            self.tr("次") if records else self.tr("户"),
            {"address": masks.mask_address, "head": masks.mask_name, "note": masks.mask_text},
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())


def _rate(team: TeamFigures) -> float:
    told = team.figures
    return told.met / told.assigned if told.assigned else -1.0
