"""指标: what the period counts, against the period before, for the office and part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from db.figures import indicators
from db.figures.indicators import BY_WORDS, By
from db.reading import Reader
from db.session import now
from domain.indicators import ALL, DAYS, Counts, Indicator, change_told, period_before, told, total
from ui.overview.period_choice import PeriodChoice
from ui.parts import page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.cards import Card
from widgets.paged_model import Align, Column, Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments

_COLUMNS, _CARD_PX = 6, 210


@dataclass(frozen=True, slots=True)
class _Read:
    since: date
    until: date
    by: By
    whole: tuple[Counts, Counts]
    parts: Mapping[str, tuple[Counts, Counts]]
    """The period and the one before."""


def _read(connection: Reader, since: date, until: date, by: By, at: datetime) -> _Read:
    spans = ((since, until), period_before(since, until))
    here, before = (indicators.counts(connection, *span, at, by) for span in spans)
    names = sorted(here | before, key=lambda name: -here.get(name, Counts()).registered)
    parts = {name: (here.get(name, Counts()), before.get(name, Counts())) for name in names}
    return _Read(since, until, by, (total(here.values()), total(before.values())), parts)


class _Figure(Card):
    """One indicator of the whole office; what it divides by what stands in its tip."""

    def __init__(self, indicator: Indicator) -> None:
        super().__init__()
        self._indicator = indicator
        self._value, self._change = QLabel("—"), QLabel()
        word = QLabel(indicator.word)
        word.setProperty("role", "muted")
        self._value.setProperty("role", "title")
        self._change.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self._value)
        row.addWidget(self._change, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self.body.setSpacing(theme.px(2))
        self.body.addWidget(word)
        self.body.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{indicator.word} = {indicator.formula}")

    def show_counts(self, here: Counts, before: Counts) -> None:
        one = self._indicator
        value, change = told(one, one.of(here)), one.change(here, before)
        self._value.setText(value)
        words = self.tr("较上期 {0}").format(change_told(one, change))
        self._change.setText("" if change is None else words)
        good = (change or 0) * one.better
        self._change.setProperty("role", "good" if good > 0 else "bad" if good < 0 else "muted")
        self._change.style().polish(self._change)
        self.setAccessibleName(f"{one.word} {value} {self._change.text()}")
        self.setAccessibleDescription(one.formula)


class IndicatorsView(View):
    """The office in cards above, its parts in a table below, sortable by any indicator."""

    topics = frozenset({"issues", "teams", "units", "categories", "places", "batches", "rules"})

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.period = PeriodChoice()
        self.by = Segments([(by.value, BY_WORDS[by]) for by in By])
        self.figures = {one.key: _Figure(one) for one in ALL}
        self.table = PagedTable(self._columns())
        self._told = QLabel()
        self._told.setProperty("role", "muted")
        self._found: _Read | None = None
        self._names: list[str] = []
        self._cards, self._columns_shown = QGridLayout(), 0
        self._lay_out()
        self.period.changed.connect(self.refresh)
        self.by.changed.connect(self._by_chosen)
        self.table.sort_wanted.connect(self._sort)
        self.table.noted.connect(bench.messages.success)
        self.table.set_empty_text(
            self.tr("这段时间没有可统计的问题"),
            self.tr("换一个时间范围，或先登记、导入问题"),
            icon_name="chart-column",
        )

    def _columns(self) -> list[Column]:
        first = Column("name", self.tr("名称"), 150, stretch=True)
        return [first] + [Column(one.key, _head(one), 122, Align.RIGHT) for one in ALL]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        for part in (self.period, self.by):
            head.addWidget(part)
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignRight)
        self._cards.setSpacing(theme.px(8))
        column = page_column(self)
        column.addLayout(head)
        column.addLayout(self._cards)
        column.addWidget(self.table, 1)

    def _arrange(self) -> None:
        """As many cards beside each other as there is room for."""
        columns = max(1, min(_COLUMNS, self.width() // theme.px(_CARD_PX)))
        if columns == self._columns_shown:
            return
        self._columns_shown = columns
        for place, card in enumerate(self.figures.values()):
            self._cards.addWidget(card, place // columns, place % columns)
        for column in range(_COLUMNS):
            self._cards.setColumnStretch(column, int(column < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_columns_shown"):
            self._arrange()

    def refresh(self) -> None:
        """Count the period and the one before."""
        since, until = self.period.span()
        by, at = By(self.by.current()), now()
        self.bench.read(self, lambda c: _read(c, since, until, by, at), self._show)

    def _by_chosen(self, _: str) -> None:
        self.refresh()

    def _show(self, read: _Read) -> None:
        self._found = read
        for card in self.figures.values():
            card.show_counts(*read.whole)
        before = period_before(read.since, read.until)
        words = self.tr("{0} 至 {1}，与 {2} 至 {3} 比")
        self._told.setText(words.format(read.since, read.until, *before))
        sort = self.table.sort()
        self._sort(*(sort or ("registered", True)))

    def _sort(self, key: str, descending: bool) -> None:
        if self._found is None:
            return
        parts = self._found.parts
        if key == "name":
            self._names = sorted(parts, reverse=descending)
        else:
            of = next(one.of for one in ALL if one.key == key)
            known = [name for name in parts if of(parts[name][0]) is not None]
            self._names = sorted(known, key=lambda n: of(parts[n][0]) or 0, reverse=descending)
            self._names += [name for name in parts if name not in set(known)]
        self.table.set_sort(key, descending)
        rows = {number: self._row(name) for number, name in enumerate(self._names)}
        self.table.first_page(range(len(rows)), rows)

    def _row(self, name: str) -> Row:
        assert self._found is not None, "rows are made of what was read"
        here, before = self._found.parts[name]
        return (name, *(_cell(one, here, before) for one in ALL))


def _head(one: Indicator) -> str:
    return f"{one.word}（天）" if one.unit == DAYS else one.word


def _cell(one: Indicator, here: Counts, before: Counts) -> str:
    value, change = told(one, one.of(here)), one.change(here, before)
    value = value.removesuffix(DAYS)  # the column's head says it
    return f"{value}  {change_told(one, change)}" if change else value
