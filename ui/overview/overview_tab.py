"""总览: the figures of today, the backlog by colour, and what waits today."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from db.figures import statistics
from db.figures.statistics import Backlog, DeskFigures, Workload
from db.issues.issue_filter import IssueFilter, Todo
from db.issues.issues import IssueRow
from db.notices.postings import Hanging
from db.papers.slips import SlipRow
from db.reading import Reader
from db.session import now, today
from db.teams.coverage import DEFAULT_LINE, Coverage
from domain import colours
from domain.colours import ColourRule
from domain.slips import ANSWER_WORDS, SLIP_WORDS
from domain.workflow import OPEN
from resources import tokens
from ui.issues.issue_words import time_left
from ui.overview import backlog_chart
from ui.overview.chart_desk import ChartDesk
from ui.overview.today import Today, read_today
from ui.overview.todo_list import TodoGroup, TodoList
from ui.parts import page_column
from ui.teams.line_switch import LINE_WORDS
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.cards import Card, FigureCard, SectionTitle
from widgets.chart_values import Mark
from widgets.chips import Chip
from widgets.empty_state import EmptyState
from widgets.stacked_chart import StackedChart

GAPS, DOUBLES, SLIPS = "gaps", "doubles", "slips"
VISITS, SHEETS, NOTICES = "visits", "sheets", "notices"


class OverviewTab(View):
    """Every figure leads to the very list behind it."""

    topics = frozenset(
        {
            "issues",
            "households",
            "teams",
            "visits",
            "notices",
            "places",
            "batches",
            "rules",
            "settings",
        }
    )
    issues_wanted = Signal(object)
    """The `IssueFilter` of the issues behind a figure, a day or a group."""
    gaps_wanted = Signal()
    line_gaps_wanted = Signal(str)
    """The households that another line than the default one leaves without a team."""
    doubles_wanted = Signal(str)
    """The households for which several teams of a line answer."""
    visits_wanted = Signal()
    """The households whose visit is overdue."""
    sheets_wanted = Signal(str)
    """The sheets of notices that are where a `Hanging` says."""
    notices_wanted = Signal()
    """The notices that should be public and are not."""
    slips_wanted = Signal()
    """The slips whose answer should have come."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.open = FigureCard(self.tr("未销号问题"))
        self.colours: dict[str, FigureCard] = {}
        self._colour_words: tuple[tuple[str, str, str], ...] = ()
        self._layers: tuple[tuple[str, str], ...] = ()
        self.coverage = FigureCard(self.tr("包联覆盖"), "blue")
        self.span = QComboBox()
        self.chart: StackedChart | None = None
        self.todo = TodoList()
        self.nothing = EmptyState("")
        self._fill_spans()
        self._lay_out()
        self._connect()

    def _fill_spans(self) -> None:
        spans = ((self.tr("近一个月"), 31), (self.tr("近三个月"), 92), (self.tr("近一年"), 366))
        for words, days in (*spans, (self.tr("近两年"), 731), (self.tr("全部"), 0)):
            self.span.addItem(words, days)
        self.span.setCurrentIndex(2)
        self.span.setAccessibleName(self.tr("时间范围"))

    def _lay_out(self) -> None:
        figures = self._figures = QHBoxLayout()
        figures.addWidget(self.open, 4)
        figures.addWidget(self.coverage, 6)
        self._offer_colours(rule.key for rule in self.bench.rules.colours)
        self._chart_card = Card()
        self._chart_card.setMinimumHeight(theme.px(260))
        todo_card = Card()
        todo_card.setMinimumWidth(theme.px(300))
        self._todo_stack = QStackedWidget()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.todo)
        self._todo_stack.addWidget(area)
        self._todo_stack.addWidget(self.nothing)
        title = SectionTitle(self.tr("今日待办"))
        # The groups light up when pointed at: the ground they light reaches into the margin.
        title.setContentsMargins(theme.px(10), 0, 0, 0)
        todo_card.body.setContentsMargins(theme.px(6), theme.px(20), theme.px(6), theme.px(12))
        todo_card.body.addWidget(title)
        todo_card.body.addWidget(self._todo_stack, 1)
        lower = QHBoxLayout()
        lower.addWidget(self._chart_card, 13)
        lower.addWidget(todo_card, 8)
        column = page_column(self, 16)
        for row in (figures, lower):
            row.setSpacing(theme.px(16))
        column.addLayout(figures)
        column.addLayout(lower, 1)

    def _connect(self) -> None:
        self.open.pressed.connect(self._want_open)
        self.coverage.pressed.connect(self.gaps_wanted)
        self.span.activated.connect(self._span_chosen)
        self.todo.pressed.connect(self._want_todo)

    def _offer_colours(self, keys: Iterable[str]) -> None:
        """A card a colour, the gravest first: the office's, and those given up but still used."""
        wanted = set(keys)
        rules = self.bench.rules.colours
        told = tuple(
            (key, self._colour_title(key, rules), self._colour_tip(key, rules))
            for key in reversed(colours.PALETTE)
            if key in wanted
        )
        if told == self._colour_words:
            return
        for old in self.colours.values():
            self._figures.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._colour_words, self.colours = told, {}
        for place, (key, title, tip) in enumerate(told, 1):
            card = self.colours[key] = FigureCard(title, key)
            card.setToolTip(tip)
            card.setProperty("colour", key)
            card.pressed.connect(self._want_colour)
            self._figures.insertWidget(place, card, 4)

    def _colour_title(self, key: str, rules: Sequence[ColourRule]) -> str:
        level = next((r.level for r in rules if r.key == key), self.tr("不再使用"))
        return f"{tokens.MARKS[key]} {colours.word(key, rules)} · {level}"

    def _colour_tip(self, key: str, rules: Sequence[ColourRule]) -> str:
        rule = colours.rule(key, rules)
        return self.tr("{0}，{1} 个工作日办结").format(rule.level, rule.finish_days)

    # What is shown

    def refresh(self) -> None:
        """Read figures, backlog and what waits."""
        self.bench.read(self, read_today, self._show_today)
        self._ask_backlog()

    def _show_today(self, today: Today) -> None:
        self._show_figures(today.figures)
        self._show_coverage(today.cover)
        self._show_todo(today)

    def _show_figures(self, figures: DeskFigures) -> None:
        change = figures.open - figures.last_week
        if not figures.total:
            told = self.tr("还没有登记")
        elif change:
            told = self.tr("较上周 {0}").format(f"{change:+,}".replace("-", "−"))
        else:
            told = self.tr("与上周持平")
        self.open.set_figure(f"{figures.open:,}", told)
        self._offer_colours(figures.by_colour)
        for key, card in self.colours.items():
            load = figures.by_colour.get(key, Workload())
            late = self.tr("超期 {0:,} · 临期 {1:,}").format(load.overdue, load.soon)
            card.set_figure(f"{load.open:,}", late)

    def _show_coverage(self, cover: Coverage) -> None:
        if not cover.households:
            self.coverage.set_figure("—", self.tr("还没有住户"))
            return
        if cover.gaps or cover.double:
            told = self.tr("空白 {0:,} · 重复 {1:,}").format(cover.gaps, cover.double)
        else:
            told = self.tr("无遗漏 · 无重复")
        self.coverage.set_figure(f"{cover.covered:,} / {cover.households:,}", told)

    def _show_todo(self, today: Today) -> None:
        groups = self._groups(today)
        self.todo.set_groups(groups)
        self._todo_stack.setCurrentIndex(0 if groups else 1)
        if not today.figures.total and not today.cover.households:
            self.nothing.set_text(
                self.tr("台账还是空的"),
                self.tr(
                    "先在“住户”导入入户台账，再在“工作组”导入花名册，"
                    "然后在“问题”登记或导入问题；也可以把文件直接拖到那一页。"
                ),
                icon_name="inbox",
            )
        else:
            self.nothing.set_text(
                self.tr("今天没有要催办的"),
                self.tr("没有超期、临期和待回访的问题，包联没有空白和重复"),
                icon_name="circle-check",
            )

    def _groups(self, today: Today) -> list[TodoGroup]:
        figures, first = today.figures, today.first
        groups = (
            self._group(Todo.OVERDUE, self.tr("超期 {0:,}"), "red", figures.overdue),
            self._group(Todo.SOON, self.tr("临期 {0:,}"), "yellow", figures.soon),
            self._group(Todo.FOLLOW_UP, self.tr("待回访 {0:,}"), "blue", figures.follow_up),
        )
        called = self.tr("办结满 {0} 个工作日").format(self.bench.rules.follow_up_days)
        meanings = (self.tr("已过办结时限"), self.tr("快到办结时限"), called)
        found = [
            TodoGroup(todo, chip, meaning, tuple(map(self._example, first[todo])))
            for (todo, chip, count), meaning in zip(groups, meanings, strict=True)
            if count
        ]
        if today.slips:
            chip = Chip(self.tr("逾期未复 {0:,}").format(today.unanswered), "red")
            lines = tuple(map(_slip_example, today.slips))
            found.append(TodoGroup(SLIPS, chip, self.tr("发出的文书该答复了"), lines))
        return [*found, *self._home_groups(today), *self._notice_groups(today)]

    def _home_groups(self, today: Today) -> list[TodoGroup]:
        found = []
        cover = today.cover
        if cover.gaps:
            chip = Chip(self.tr("覆盖空白 {0:,}").format(cover.gaps), "orange")
            nobody = self.tr("还没有导入包联花名册")
            meaning = self.tr("没有工作组负责的住户") if today.gaps else nobody
            found.append(TodoGroup(GAPS, chip, meaning, today.gaps))
        if cover.double:
            chip = Chip(self.tr("重复包联 {0:,}").format(cover.double), "orange")
            meaning = self.tr("几个工作组都在管的住户")
            found.append(TodoGroup(f"{DOUBLES}:{DEFAULT_LINE}", chip, meaning, today.doubles))
        for line, proof in today.other_lines.items():
            name = LINE_WORDS.get(line, line)
            if proof.gaps:
                chip = Chip(self.tr("{0}空白 {1:,}").format(name, proof.gaps), "orange")
                meaning = self.tr("这条线上没有工作组的住户")
                found.append(TodoGroup(f"{GAPS}:{line}", chip, meaning))
            if proof.double:
                chip = Chip(self.tr("{0}重复 {1:,}").format(name, proof.double), "orange")
                meaning = self.tr("这条线上几个工作组都在管的住户")
                found.append(TodoGroup(f"{DOUBLES}:{line}", chip, meaning))
        if today.unvisited:
            chip = Chip(self.tr("走访超期 {0:,}").format(today.unvisited), "orange")
            found.append(TodoGroup(VISITS, chip, self.tr("上期和本期都没有见到人"), today.homes))
        return found

    def _notice_groups(self, today: Today) -> list[TodoGroup]:
        found = []
        if today.unpublished:
            chip = Chip(self.tr("公示超期 {0:,}").format(today.unpublished), "red")
            found.append(TodoGroup(NOTICES, chip, self.tr("过了公开日，还没有贴出去")))
        for hanging, words, tone in (
            (Hanging.OVERDUE, self.tr("公示到期该撤 {0:,}"), "red"),
            (Hanging.TO_POST, self.tr("公示待张贴 {0:,}"), "yellow"),
        ):
            if count := today.sheets[hanging]:
                meaning = self.tr("过了公示期，还在墙上") if tone == "red" else self.tr("已经打印")
                key = f"{SHEETS}:{hanging}"
                found.append(TodoGroup(key, Chip(words.format(count), tone), meaning))
        return found

    def _group(self, todo: Todo, words: str, tone: str, count: int) -> tuple[Todo, Chip, int]:
        return todo, Chip(words.format(count), tone), count

    def _example(self, row: IssueRow) -> tuple[str, str]:
        if row.resolved_at is not None:
            told = self.tr("{0}月{1}日办结").format(row.resolved_at.month, row.resolved_at.day)
        else:
            told = time_left(row, now(), self.bench.rules)
        return row.title, " · ".join(filter(None, (row.unit, told)))

    # The backlog

    def _span_chosen(self, _: int) -> None:
        self._ask_backlog()

    def _ask_backlog(self) -> None:
        days = int(self.span.currentData())

        def read(connection: Reader) -> Backlog | None:
            first = statistics.first_day(connection)
            if first is None:
                return None
            day = today()
            since = max(first, day - timedelta(days=days - 1)) if days else first
            return statistics.backlog(connection, min(since, day), day)

        self.bench.read(self, read, self._show_backlog)

    def _show_backlog(self, backlog: Backlog | None) -> None:
        chart = self._chart_of(backlog.counts if backlog is not None else ())
        if backlog is None:
            chart.set_series((), {})
        else:
            chart.set_series(backlog.days, backlog.counts)

    def _chart_of(self, used: Iterable[str]) -> StackedChart:
        """The chart of the office's colours and those used; another one when they changed."""
        shown = self.bench.rules.colours
        keys = {rule.key for rule in shown} | set(used)
        layers = tuple((key, colours.word(key, shown)) for key in sorted(keys))
        if self.chart is not None and layers == self._layers:
            return self.chart
        self._layers = layers
        if self.chart is not None:
            self.span.setParent(self)
            self._chart_card.body.removeWidget(self.chart)
            self.chart.hide()
            self.chart.deleteLater()
        return self._make_chart(keys, shown)

    def _make_chart(self, keys: Iterable[str], shown: Sequence[ColourRule]) -> StackedChart:
        """Made once the figures are there: loading the chart's library takes its time."""
        chart = self.chart = backlog_chart.make(tuple(keys), shown)
        chart.add_control(self.span)
        chart.setToolTip(self.tr("点一天，看当日还没有销号的问题"))
        chart.clicked.connect(self._want_day)
        ChartDesk(self.bench, chart)
        empty = chart.set_empty_text(
            self.tr("还没有问题"),
            self.tr("登记或导入问题以后，这里按天显示红、黄、绿各有多少没有销号"),
            self.tr("去登记问题"),
        )
        empty.acted.connect(self._want_open)
        self._chart_card.body.addWidget(chart)
        return chart

    # What the user asks for

    def _want_open(self) -> None:
        self.issues_wanted.emit(IssueFilter(states=OPEN))

    def _want_colour(self) -> None:
        colour = self.sender().property("colour")
        self.issues_wanted.emit(IssueFilter(colours=(colour,), states=OPEN))

    def _want_day(self, mark: Mark) -> None:
        """The issues that were open on a day, of the colour that was meant if one was."""
        colours = (mark.layer,) if mark.layer else ()
        self.issues_wanted.emit(IssueFilter(open_on=mark.key, colours=colours))

    def _want_todo(self, key: str) -> None:
        if key == GAPS:
            self.gaps_wanted.emit()
        elif key.startswith(GAPS):
            self.line_gaps_wanted.emit(key.partition(":")[2])
        elif key.startswith(DOUBLES):
            self.doubles_wanted.emit(key.partition(":")[2])
        elif key.startswith(SHEETS):
            self.sheets_wanted.emit(key.partition(":")[2])
        elif key == NOTICES:
            self.notices_wanted.emit()
        elif key == SLIPS:
            self.slips_wanted.emit()
        elif key == VISITS:
            self.visits_wanted.emit()
        else:
            self.issues_wanted.emit(IssueFilter(states=OPEN, todo=Todo(key)))


def _slip_example(row: SlipRow) -> tuple[str, str]:
    asked = f"请于 {row.reply_by:%m月%d日} 前{ANSWER_WORDS[row.kind]}"
    return f"{SLIP_WORDS[row.kind]} {row.number}", " · ".join(filter(None, (row.unit, asked)))
