"""工作组: the proof of coverage, the teams with their areas, and the households left over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.reading import Reader
from db.session import today
from db.teams import coverage, teams
from db.teams.coverage import Coverage, Unproven
from db.teams.teams import TeamRow
from ui.feed import Feed, Source
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.parts import beside, page_column
from ui.teams.certificate_page import CertificatePage
from ui.teams.cover_panel import CoverPanel
from ui.teams.cover_tables import (
    findings,
    found_by,
    has_finding,
    household_cells,
    household_columns,
    team_cells,
    team_columns,
)
from ui.teams.proof_band import ProofBand
from ui.teams.team_panel import TeamPanel
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.chips import FilterChips
from widgets.filter_box import FilterBox
from widgets.paged_model import Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments

TEAMS, GAPS, DOUBLES = "teams", "gap", "double"


@dataclass(frozen=True, slots=True)
class _State:
    """The proof of one line on a day, all teams then, and the lines the office works by."""

    proof: Coverage
    teams: list[TeamRow]
    lines: list[str]


class TeamsTab(ImportingView):
    """Who answers for whom; the gaps are closed where they are shown."""

    imports = "cadres"
    topics = frozenset({"teams", "households", "places", "issues", "settings", "batches"})
    households_wanted = Signal(object, str)
    """Households to be shown on their page, as a tuple of ids, and what they are."""
    proposal_wanted = Signal(str)
    """A proposal for the gaps of this line is to be made."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._go_to: int | None = None
        self._teams: dict[int, TeamRow] = {}
        self._found_by: dict[int, str] = {}
        self._households = self._gaps = 0
        self._sort = ("name", False)
        self._line = coverage.DEFAULT_LINE
        self._past: date | None = None
        self.switch = Segments(self._segments(None))
        self.filter = FilterBox(self.tr("工作组 / 组长 / 地点"))
        self.findings = FilterChips(findings(self))
        self.importing = plain_button(self.tr("导入名册"), "file-up", "Ctrl+I")
        self.adding = primary_button(self.tr("新建工作组"), "plus", "Ctrl+N")
        self.certifying = plain_button(self.tr("覆盖证明"), "printer", "Ctrl+P")
        self.proposing = primary_button(self.tr("生成方案"), "clipboard-list", "Ctrl+G")
        self.proposing.hide()
        self.band = ProofBand(self.certifying, self.importing, self.adding)
        self.table = PagedTable(team_columns(self))
        self.list = PagedTable(household_columns(self))
        self.tables = QStackedWidget()
        self.panel = TeamPanel(bench)
        self.cover = CoverPanel(bench)
        self.panels = QStackedWidget()
        source = Source(coverage.order, self._list_cells)
        self.feed = Feed(self.list, bench, source, Unproven("gap", today()), "address")
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    # Building

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.switch)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.findings)
        bar.addWidget(self.proposing)
        for table in (self.table, self.list):
            self.tables.addWidget(table)
        for panel in (self.panel, self.cover):
            self.panels.addWidget(panel)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(bar)
        column.addWidget(self.tables, 1)
        page = page_column(self)
        page.addWidget(self.band)
        page.addWidget(beside((middle, 1000, 520), (self.panels, 380, 330)), 1)
        self.empty = self.table.set_empty_text("")

    def _connect(self) -> None:
        self.band.teams_wanted.connect(self.show_teams)
        self.band.gaps_wanted.connect(self.show_gaps)
        self.band.doubles_wanted.connect(self.show_doubles)
        self.band.line_wanted.connect(self.show_line)
        self.band.day_wanted.connect(self._show_day)
        self.switch.changed.connect(self._switch_to)
        self.filter.changed.connect(self._filter_changed)
        self.filter.left_down.connect(self.start)
        self.findings.changed.connect(self._show_teams)
        for table in (self.table, self.list):
            table.typed.connect(self.filter.take_typed)
            table.noted.connect(self.bench.messages.success)
        self.table.rows.page_wanted.connect(self._give_rows)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.current_changed.connect(self.panel.show_team)
        self.table.row_opened.connect(self.panel.edit)
        self.list.selection_changed.connect(self._selection_changed)
        self.list.row_opened.connect(self._open_household)
        self.panel.households_wanted.connect(self.households_wanted)
        self.panel.saved.connect(self._saved)
        self.panel.left.connect(self.start)
        self.certifying.clicked.connect(self.certify)
        self.importing.clicked.connect(self.want_import)
        self.empty.acted.connect(self.want_import)
        self.adding.clicked.connect(self.add)
        self.proposing.clicked.connect(self.propose)
        self._kept = [
            KeptColumns(self.table, self.bench, "teams"),
            KeptColumns(self.list, self.bench, "coverage"),
        ]

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.tables.currentWidget().setFocus()

    def refresh(self) -> None:
        """Read the proof, the teams and the list again."""
        line, day = self._line, self._day

        def read(connection: Reader) -> _State:
            proof = coverage.coverage(connection, day, line)
            return _State(proof, teams.all_teams(connection, day), teams.lines(connection))

        self.bench.read(self, read, self._show_state)
        self.panel.refresh_names()
        self.panel.refresh()
        if self.switch.current() != TEAMS:
            self.feed.wanted = replace(self.feed.wanted, day=day)
            self.feed.refresh()
            self.cover.refresh()

    def show_teams(self) -> None:
        """Show the teams."""
        self._switch_to(TEAMS)

    def show_team(self, team_id: int, name: str, line: str) -> None:
        """Show one team and its card."""
        self.show_teams()
        self._go_to = team_id
        self.filter.setText(name)
        if line != self._line:
            self.show_line(line)
        else:
            self._show_teams()

    def show_gaps(self) -> None:
        """Show the households for which no team answers."""
        self._switch_to(GAPS)

    def show_doubles(self) -> None:
        """Show the households for which several teams answer."""
        self._switch_to(DOUBLES)

    def _show_state(self, state: _State) -> None:
        self._households = state.proof.households
        self._gaps = state.proof.gaps
        self.band.show_proof(state.proof, self._past)
        self.band.lines.show_lines(state.lines, self._line)
        mine = [t for t in state.teams if t.line == self._line]
        self._teams = {t.id: t for t in mine}
        self._found_by = {t.id: found_by(t) for t in mine}
        self.cover.set_teams([(t.id, f"{t.name}　{t.leader}".rstrip()) for t in mine])
        self.switch.set_segments(self._segments(state.proof))
        self._show_tools()
        self._show_teams()
        if self.switch.current() != TEAMS:
            self._say_why_list_empty(self.switch.current())
        self.table.put_rows({t.id: team_cells(t) for t in mine})

    def _segments(self, proof: Coverage | None) -> list[tuple[str, str]]:
        counts = (len(self._teams), proof.gaps, proof.double) if proof else ("", "", "")
        words = (self.tr("工作组"), self.tr("空白住户"), self.tr("重复住户"))
        return [
            (key, f"{word} {count:,}" if proof else word)
            for key, word, count in zip((TEAMS, GAPS, DOUBLES), words, counts, strict=True)
        ]

    def show_line(self, key: str) -> None:
        """Show the teams and the proof of a line."""
        self._line = key
        self.panel.line = key
        self._ask_list()
        self.refresh()

    @property
    def _day(self) -> date:
        return self._past or today()

    def _show_day(self, day: date | None) -> None:
        """Show another day as it was, or will be; what holds today is changed today alone."""
        self._past = day if day != today() else None
        self.panel.show_day(self._past)
        for button in (self.adding, self.importing):
            button.setEnabled(self._past is None)
        self._ask_list()
        self.refresh()

    # The teams, all in memory: a county has some 900

    def _show_teams(self, _: object = None) -> None:
        words = self.filter.text().lower().split() if self.switch.current() == TEAMS else []
        amiss = self.findings.active()
        found = [
            t
            for t in self._teams.values()
            if all(word in self._found_by[t.id] for word in words)
            and (not amiss or any(has_finding(t, key) for key in amiss))
        ]
        key, descending = self._sort
        if key == "name":  # as they were read: in natural order
            found = found[::-1] if descending else found
        else:
            found.sort(key=lambda t: getattr(t, key), reverse=descending)
            found.sort(key=lambda t: getattr(t, key) == "")  # blanks last both ways
        self._say_why_empty(bool(words))
        self.table.set_order([t.id for t in found])
        if self._go_to is not None and self.table.go_to(self._go_to):
            self._go_to = None

    def _say_why_empty(self, filtered: bool) -> None:
        if filtered:
            self.table.set_empty_text(
                self.tr("没有找到“{0}”").format(self.filter.text()),
                self.tr("可以写工作组、组长或地点的一部分"),
                icon_name="search",
            )
        else:
            self.table.set_empty_text(
                self.tr("还没有工作组"),
                self.tr("先导入下沉干部名册（把 Excel 拖到这里也行），或新建工作组"),
                self.tr("导入名册"),
                "users",
            )

    def _give_rows(self, _first: int, ids: Sequence[int]) -> None:
        known = {id_: team_cells(self._teams[id_]) for id_ in ids if id_ in self._teams}
        self.table.put_rows(known, ids)

    def _sort_by(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.table.set_sort(key, descending)
        self._show_teams()

    # The lists of the proof

    def _list_cells(self, connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
        return household_cells(connection, ids, self._day, self._line)

    def _switch_to(self, key: str) -> None:
        if key == self.switch.current() and self._shown() == key:
            return
        self.switch.set_current(key)
        teams_shown = key == TEAMS
        self.filter.clear()
        hint = self.tr("工作组 / 组长 / 地点") if teams_shown else self.tr("姓名 / 电话 / 住址")
        self.filter.setPlaceholderText(hint)
        self.filter.setAccessibleName(hint)
        self.tables.setCurrentWidget(self.table if teams_shown else self.list)
        self.panels.setCurrentWidget(self.panel if teams_shown else self.cover)
        self._show_tools()
        if not teams_shown:
            self._ask_list()

    def _show_tools(self) -> None:
        """What stands beside the filter: the proposal for gaps, what is amiss with teams."""
        wanted = self._gaps > 0 and self.switch.current() == GAPS
        self.proposing.setVisible(wanted and self._past is None)
        counts = {
            key: sum(has_finding(team, key) for team in self._teams.values())
            for key, _ in findings(self)
        }
        found = [(key, chip) for key, chip in findings(self) if counts[key]]
        self.findings.set_chips(found)
        self.findings.set_counts(counts)
        self.findings.setVisible(bool(found) and self.switch.current() == TEAMS)

    def _shown(self) -> str:
        return TEAMS if self.tables.currentWidget() is self.table else self.feed.wanted.kind

    def _ask_list(self) -> None:
        kind = self.switch.current()
        if kind == TEAMS:
            return
        self._say_why_list_empty(kind)
        self.list.clearSelection()
        wanted = Unproven("gap" if kind == GAPS else "double", self._day, self._line)
        self.feed.show(replace(wanted, query=self.filter.text().strip()))
        self._selection_changed()

    def _say_why_list_empty(self, kind: str) -> None:
        if self.filter.text():
            title, hint, mark = self.tr("没有找到“{0}”").format(self.filter.text()), "", "search"
        elif not self._households:
            title, hint = self.tr("还没有住户"), self.tr("先在“住户”里导入住户台账")
            mark = "house"
        elif kind == GAPS:
            title, hint = self.tr("无遗漏"), self.tr("每一户都有工作组负责")
            mark = "circle-check"
        else:
            title, hint = self.tr("无重复"), self.tr("没有哪一户被几个工作组同时负责")
            mark = "circle-check"
        self.list.set_empty_text(title, hint, icon_name=mark)

    def _selection_changed(self) -> None:
        self.cover.show_selection(self.feed.wanted, self.list.selection())

    def _filter_changed(self, _: str) -> None:
        if self.switch.current() == TEAMS:
            self._show_teams()
        else:
            self._ask_list()

    # What the user does

    def _open_household(self, household_id: int) -> None:
        row = self.list.rows.known_row(household_id)
        self.households_wanted.emit((household_id,), str(row[1]) if row else "")

    def add(self) -> None:
        """Open an empty form for a team of today."""
        if self._past is not None:
            self.band.day.clear()
        self._switch_to(TEAMS)
        self.panel.add()

    def _saved(self, team_id: int) -> None:
        if not self.table.go_to(team_id):
            self._go_to = team_id  # a new one: it comes with the next list
        self.start()

    def propose(self) -> None:
        """Ask for a proposal for all gaps of the line that is shown."""
        self.proposal_wanted.emit(self._line)

    def certify(self) -> None:
        """Show the proof of coverage as it will be printed."""
        self.certificate = CertificatePage(self.bench, self, self._line, self._day)
        self.certificate.open()
