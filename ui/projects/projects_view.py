"""问题 · 实事项目: the register of livelihood projects, beside how many there should be."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.projects import project_rules, projects
from db.projects.projects import Figures, ProjectFilter
from db.reading import Reader
from db.session import today
from domain.money import wan
from domain.projects import KINDS, LEVEL_WORDS, STATE_WORDS, ProjectLevel, Quotas, State
from ui.feed import Feed
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.projects.project_list import MASKS, SOURCE, columns
from ui.projects.project_names import Names, read_names
from ui.projects.project_panel import ProjectPanel
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import FigureCard
from widgets.filter_box import FilterBox
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField


@dataclass(frozen=True, slots=True)
class _Known:
    """Beside the list: what can be chosen, the figures, the quotas."""

    names: Names
    figures: Figures
    quotas: Quotas


class ProjectsView(View):
    """Figures, filter and list at the left, one project at the right; Enter on a project opens
    what comes next in its life."""

    topics = frozenset({"projects", "issues", "places", "units", "settings", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""
    issue_wanted = Signal(object, str)
    """The id and the number of an issue that a project was born from."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._names: Names | None = None
        self._names_hold = False
        self._go_to: int | None = None
        self.filter = FilterBox(self.tr("项目 / 内容 / 地点 / 单位 / 责任人"))
        self.place = PickField(self.tr("全部地点"))
        self.years, self.levels, self.kinds, self.states = (QComboBox() for _ in range(4))
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.exporting = ExportButton(bench, self.tr("民生实事项目"), None, self.shown_list)
        self.adding = primary_button(self.tr("新增项目"), "plus", "Ctrl+N")
        self.cards = {level: FigureCard(LEVEL_WORDS[level]) for level in ProjectLevel}
        self.working = FigureCard(self.tr("正在实施"))
        self.money = FigureCard(self.tr("总投资"), clickable=False)
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.table = PagedTable(columns(self))
        self.panel = ProjectPanel(bench)
        self._fill_combos()
        self.feed = Feed(self.table, bench, SOURCE, self.wanted(), "level")
        self._lay_out()
        self._connect()
        self._columns = KeptColumns(self.table, bench, "projects")
        self._say_why_empty()

    # Building

    def _fill_combos(self) -> None:
        self._offer_years([])
        for combo, name, everything, choices in (
            (self.levels, self.tr("级别"), self.tr("全部级别"), LEVEL_WORDS),
            (self.kinds, self.tr("七有"), self.tr("全部七有"), {kind: kind for kind in KINDS}),
            (self.states, self.tr("进展"), self.tr("全部进展"), STATE_WORDS),
        ):
            combo.setAccessibleName(name)
            combo.addItem(everything, "")
            for key, words in choices.items():
                combo.addItem(words, str(key))

    def _offer_years(self, known: list[int]) -> None:
        self.years.setAccessibleName(self.tr("年度"))
        this = today().year
        wanted = sorted({*known, this}, reverse=True)
        if [self.years.itemData(n) for n in range(1, self.years.count())] == wanted:
            return
        chosen = self.years.currentData() if self.years.count() else this
        self.years.clear()
        self.years.addItem(self.tr("全部年度"), 0)
        for year in wanted:
            self.years.addItem(self.tr("{0} 年").format(year), year)
        self.years.setCurrentIndex(max(0, self.years.findData(chosen)))

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(10))
        for card in (*self.cards.values(), self.working, self.money):
            card.setMinimumWidth(theme.px(100))
            figures.addWidget(card, 1)
        first = QHBoxLayout()
        first.setSpacing(theme.px(8))
        first.addWidget(self.filter, 1)
        for part in (self.printing, self.exporting, self.adding):
            first.addWidget(part)
        second = QHBoxLayout()
        second.setSpacing(theme.px(8))
        second.addWidget(self.place, 1)
        for combo, width in (
            (self.years, 108),
            (self.levels, 116),
            (self.states, 108),
            (self.kinds, 108),
        ):
            combo.setFixedWidth(theme.px(width))
            second.addWidget(combo)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for row in (figures, first, second):
            column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        page_column(self).addWidget(beside((left, 948, 560), (self.panel, 444, 400)), 1)

    def _connect(self) -> None:
        self.filter.changed.connect(self._narrow)
        self.filter.left_down.connect(self.start)
        self.place.edited.connect(self._narrow)
        for combo in (self.years, self.levels, self.kinds, self.states):
            combo.activated.connect(self._narrow)
        for card in self.cards.values():
            card.pressed.connect(self._level_pressed)
        self.working.pressed.connect(self._working_pressed)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self.panel.show_project)
        self.table.row_opened.connect(self.panel.start_next)
        self.feed.ordered.connect(self._ordered)
        self.panel.saved.connect(self._saved)
        self.panel.issue_wanted.connect(self.issue_wanted)
        self.printing.clicked.connect(self._print)
        self.adding.clicked.connect(self.add)
        self.empty = self.table.set_empty_text("")
        self.empty.acted.connect(self.add)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list, the figures, the card and what can be typed again."""
        self.feed.wanted = self.wanted()
        self.feed.refresh()
        self._ask_known()
        self.panel.refresh()

    def _hear(self, topics: frozenset[str]) -> None:
        if topics & {"places", "units", "batches"}:
            self._names_hold = False
        super()._hear(topics)

    def _ask_known(self) -> None:
        wanted, known = self.wanted(), self._names if self._names_hold else None

        def read(connection: Reader) -> _Known:
            names = read_names(connection, known)
            figures = projects.figures(connection, wanted)
            return _Known(names, figures, project_rules.current(connection))

        self.bench.read(self, read, self._know)

    def _know(self, known: _Known) -> None:
        fresh, self._names, self._names_hold = self._names is None, known.names, True
        self.panel.offer(known.names)
        self.place.set_choices(known.names.places)
        self._offer_years(known.names.years)
        self._show_figures(known.figures, known.quotas)
        if fresh:
            self._say_why_empty()

    def wanted(self) -> ProjectFilter:
        """The filter as it is set."""
        place, level = self.place.value(), self.levels.currentData()
        state = self.states.currentData()
        return ProjectFilter(
            self.filter.text().strip(),
            self.years.currentData() or None,
            ProjectLevel(level) if level else None,
            self._names.positions.get(place, "") if self._names and place else "",
            self.kinds.currentData(),
            State(state) if state else None,
        )

    def _show_figures(self, figures: Figures, quotas: Quotas) -> None:
        each = {
            ProjectLevel.COUNTY: self.tr("全县 {0} 个"),
            ProjectLevel.TOWNSHIP: self.tr("每镇 {0} 个"),
            ProjectLevel.VILLAGE: self.tr("每村 {0} 个"),
        }
        for level, card in self.cards.items():
            places, quota = figures.places[level], quotas.of(level)
            if places:
                told = f"{figures.counts[level]:,} / {places * quota:,}"
                card.set_figure(told, each[level].format(quota))
                words = self.tr("应有 {0:,} 个：{1:,} 处，每处 {2} 个；点一下只看这一级")
                card.setToolTip(words.format(places * quota, places, quota))
            else:
                card.set_figure(f"{figures.counts[level]:,}", self.tr("不计件数"))
                card.setToolTip("")
        self.working.set_figure(
            f"{figures.carried_out:,}", self.tr("已验收 {0:,}").format(figures.accepted)
        )
        spent = self.tr("支出 {0}").format(_rough(figures.spent)) if figures.spent else ""
        self.money.set_figure(_rough(figures.invested) if figures.invested else "—", spent)

    def _narrow(self, _: object = None) -> None:
        self._say_why_empty()
        self.feed.show(self.wanted())
        self._ask_known()

    def _say_why_empty(self) -> None:
        if self.wanted() == ProjectFilter(year=today().year):
            told = (
                self.tr("{0} 年还没有实事项目").format(today().year),
                self.tr("把群众反映多的事立为项目：在这里新增，或在问题的“更多”里“立为实事项目”"),
                self.tr("新增项目"),
                "hammer",
            )
        else:
            told = self.tr("没有符合条件的项目"), self.tr("换个说法，或去掉一些条件"), "", "search"
        self.table.set_empty_text(*told)

    def _ordered(self) -> None:
        self.told.setText(self.tr("{0:,} 个项目").format(self.table.rows.rowCount()))
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.table.go_to(wanted)

    def _level_pressed(self) -> None:
        level = next(level for level, card in self.cards.items() if card is self.sender())
        self._switch(self.levels, level.value)

    def _working_pressed(self) -> None:
        self._switch(self.states, State.CARRIED_OUT.value)

    def _switch(self, combo: QComboBox, key: str) -> None:
        """Narrow the list to this, or take it back when it is so already."""
        combo.setCurrentIndex(0 if combo.currentData() == key else combo.findData(key))
        self._narrow()

    # What the user does

    def add(self) -> None:
        """Open an empty form, for the year and the place that the list is narrowed to."""
        level = self.levels.currentData() or ProjectLevel.VILLAGE
        year = self.years.currentData() or today().year
        self.panel.add(year, self.place.value(), ProjectLevel(level))

    def add_of_issue(self, issue_id: int) -> None:
        """Open the form of a project that is to settle an issue."""

        def read(connection: Reader) -> tuple[Names, projects.Born | None]:
            return read_names(connection), projects.of_issue(connection, issue_id)

        self.bench.read(self, read, self._add_of)

    def _add_of(self, found: tuple[Names, projects.Born | None]) -> None:
        names, born = found
        if born is not None:
            self.panel.offer(names)
            self.panel.add_of(born)

    def _saved(self, project_id: int) -> None:
        self._go_to = project_id
        self.feed.refresh()
        self.start()

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel, free text masked."""
        words = self._filter_words()
        return ShownList(
            self.tr("民生实事项目"),
            SOURCE,
            self.wanted(),
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: words,
            self.tr("个项目"),
            MASKS,
        )

    def _filter_words(self) -> str:
        wanted = self.wanted()
        parts = (
            self.years.currentText() if wanted.year else "",
            self.levels.currentText() if wanted.level else "",
            self.place.text() if wanted.position else "",
            self.states.currentText() if wanted.state else "",
            wanted.kind,
            f"“{wanted.query}”" if wanted.query else "",
        )
        return "，".join(filter(None, parts)) or self.tr("全部")

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())


def _rough(amount: int) -> str:
    """An amount of many projects together: nobody reads the last digits of it."""
    return wan(round(amount, -8) if amount >= 10**10 else round(amount, -6) or amount)
