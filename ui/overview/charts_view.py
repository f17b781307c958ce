"""图表: how old, what about, where and how well, each mark leading to the very issues behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from db.figures import indicators, issue_figures
from db.figures.indicators import NOBODY
from db.figures.issue_figures import AGES, Community
from db.issues.issue_filter import IssueFilter
from db.reading import Reader
from db.session import now
from domain import colours
from domain.indicators import BY_KEY, Counts
from ui.overview.chart_desk import ChartDesk
from ui.overview.period_choice import PeriodChoice
from ui.parts import clear, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.bars_chart import BarsChart
from widgets.cards import Card
from widgets.chart_values import Bar, Layer, Mark
from widgets.lines_chart import LinesChart
from widgets.pareto_chart import ParetoChart

_RATES = ("on_time", "satisfaction")
_LEAST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class _Read:
    since: date
    until: date
    ages: Mapping[str, tuple[int, ...]]
    categories: Sequence[tuple[str, int]]
    communities: Sequence[Community]
    months: Sequence[tuple[date, date]]
    counts: Sequence[Counts]


def _read(connection: Reader, since: date, until: date) -> _Read:
    count = (until.year - since.year) * 12 + until.month - since.month + 1
    spans = indicators.months(until, max(count, _LEAST_MONTHS))
    return _Read(
        since,
        until,
        issue_figures.ages(connection, until),
        issue_figures.categories(connection, since, until),
        issue_figures.communities(connection, until),
        spans,
        issue_figures.months(connection, spans, now()),
    )


class ChartsView(View):
    """Four charts of one period: what was open at its end, and what happened in it."""

    topics = frozenset({"issues", "categories", "places", "batches", "rules"})
    issues_wanted = Signal(object)
    """The `IssueFilter` of the issues behind a mark."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.period = PeriodChoice()
        self.period.changed.connect(self.refresh)
        self._shown: _Read | None = None
        self._layers: tuple[Layer, ...] = ()
        self._told = QLabel()
        self._told.setProperty("role", "muted")
        head = QHBoxLayout()
        head.addWidget(self.period)
        head.addWidget(self._told, 1)
        head.setSpacing(theme.px(16))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(16))
        column = page_column(self)
        column.addLayout(head)
        column.addLayout(self._grid, 1)

    def refresh(self) -> None:
        """Read the figures of the period."""
        since, until = self.period.span()
        self.bench.read(self, lambda connection: _read(connection, since, until), self._show)

    def _colours(self, read: _Read) -> tuple[Layer, ...]:
        """The office's colours, the gravest first, and those given up that issues still have."""
        office = self.bench.rules.colours
        used = {rule.key for rule in office} | set(read.ages)
        used.update(key for row in read.communities for key in row.by_colour)
        return tuple(
            Layer(key, colours.word(key, office))
            for key in reversed(colours.PALETTE)
            if key in used
        )

    def _make(self, layers: tuple[Layer, ...]) -> None:
        """Made once the figures are there, and anew for other colours: loading the chart's library
        takes its time."""
        self._layers = layers
        clear(self._grid)
        self.ages = BarsChart(self.tr("未销号问题的时长"), layers, self.tr("登记以来"))
        self.communities = BarsChart(
            self.tr("各社区（村）未销号"), layers, self.tr("社区（村）"), lying=True
        )
        self.categories = ParetoChart(self.tr("登记问题的类别"), self.tr("类别"), self.tr("件数"))
        rates = [Layer(key, BY_KEY[key].word) for key in _RATES]
        self.rates = LinesChart(self.tr("按时办结率和满意率"), rates, span=None)
        self.ages.clicked.connect(self._want_age)
        self.communities.clicked.connect(self._want_community)
        self.categories.clicked.connect(self._want_category)
        self.rates.clicked.connect(self._want_month)
        charts = (self.ages, self.rates, self.categories, self.communities)
        for place, chart in enumerate(charts):
            ChartDesk(self.bench, chart)
            card = Card()
            card.body.addWidget(chart)
            self._grid.addWidget(card, place // 2, place % 2)
        for side in (0, 1):
            self._grid.setColumnStretch(side, 1)
            self._grid.setRowStretch(side, 1)

    def _show(self, read: _Read) -> None:
        layers = self._colours(read)
        if layers != self._layers:
            self._make(layers)
        self._shown = read
        keys = [layer.key for layer in layers]
        at_end = self.tr("截至 {0}").format(read.until.isoformat())
        within = f"{read.since} 至 {read.until}"
        none = (0,) * len(AGES)
        self.ages.set_bars(
            [
                Bar(age, self._age_words(age), tuple(read.ages.get(key, none)[age] for key in keys))
                for age in range(len(AGES))
            ]
            if read.ages
            else (),
            at_end,
        )
        self.communities.set_bars(
            [
                Bar(row.position, row.name, tuple(row.by_colour.get(key, 0) for key in keys))
                for row in read.communities
            ],
            at_end,
        )
        self.categories.set_bars(
            [Bar(name, name or NOBODY, (count,)) for name, count in read.categories], within
        )
        self.rates.set_series(
            [first for first, _ in read.months],
            {key: [BY_KEY[key].of(counts) for counts in read.counts] for key in _RATES},
        )
        self._told.setText(self.tr("{0} · 点图上的任何一处，看背后的问题").format(within))

    def _age_words(self, age: int) -> str:
        least, most = AGES[age]
        if most is None:
            return self.tr("{0} 天以上").format(least - 1)
        return self.tr("{0}–{1} 天").format(least, most)

    # What the user asks for

    def _want_age(self, mark: Mark) -> None:
        if self._shown is not None:
            wanted = issue_figures.of_age(self._shown.until, int(str(mark.key)), mark.layer)
            self.issues_wanted.emit(wanted)

    def _want_community(self, mark: Mark) -> None:
        if self._shown is not None:
            shade = (mark.layer,) if mark.layer else ()
            self.issues_wanted.emit(
                IssueFilter(open_on=self._shown.until, position=str(mark.key), colours=shade)
            )

    def _want_category(self, mark: Mark) -> None:
        # Others are several categories: all of the period are shown, to be filtered further.
        if self._shown is not None:
            name = mark.key if isinstance(mark.key, str) else ""
            span = {"since": self._shown.since, "until": self._shown.until}
            self.issues_wanted.emit(IssueFilter(category=name, **span))

    def _want_month(self, mark: Mark) -> None:
        if self._shown is None:
            return
        span = next(span for span in self._shown.months if span[0] == mark.key)
        satisfied = mark.layer == "satisfaction"
        self.issues_wanted.emit(IssueFilter(heard=span) if satisfied else IssueFilter(due=span))
