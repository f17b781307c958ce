"""Satisfaction by category, unit and team over a period."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QComboBox, QWidget

from db.figures import indicators
from db.figures.indicators import BY_WORDS, By
from db.reading import Reader
from db.session import today
from domain.indicators import BY_KEY, Counts, told
from ui.workbench import Workbench
from widgets.cards import Card, SectionTitle
from widgets.paged_model import Column
from widgets.paged_table import PagedTable
from widgets.segments import Segments

_OFFERED = (By.CATEGORY, By.UNIT, By.TEAM)


def this_month(day: date) -> tuple[date, date]:
    """From the month's first day to this one."""
    return day.replace(day=1), day


def last_month(day: date) -> tuple[date, date]:
    """The whole month before."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def last_quarter(day: date) -> tuple[date, date]:
    """The last 90 days."""
    return day - timedelta(days=89), day


def this_year(day: date) -> tuple[date, date]:
    """From New Year's Day to this one."""
    return day.replace(month=1, day=1), day


class SatisfactionCard(Card):
    """What the calls of a period heard; most heard first."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.by = Segments([(by.value, BY_WORDS[by]) for by in _OFFERED])
        self.period = QComboBox()
        self.period.setAccessibleName(self.tr("统计时段"))
        spans: tuple[tuple[str, Callable[[date], tuple[date, date]]], ...] = (
            (self.tr("本月"), this_month),
            (self.tr("上月"), last_month),
            (self.tr("近 90 天"), last_quarter),
            (self.tr("今年"), this_year),
        )
        for words, span in spans:
            self.period.addItem(words, span)
        self.period.setCurrentIndex(2)
        self.table = PagedTable(
            (
                Column("name", self.tr("名称"), 150, sortable=False, stretch=True),
                Column("heard", self.tr("有效评价"), 84, sortable=False),
                Column("solved", self.tr("解决率"), 84, sortable=False),
                Column("satisfied", self.tr("满意率"), 110, sortable=False),
            )
        )
        self.table.setAccessibleName(self.tr("满意度"))
        self.table.set_empty_text(
            self.tr("这段时间没有回访"), self.tr("换一段时间看看"), icon_name="phone"
        )
        self.body.addWidget(SectionTitle(self.tr("满意度"), self.by, self.period))
        self.body.addWidget(self.table, 1)
        self.by.changed.connect(self._changed)
        self.period.activated.connect(self._changed)

    def refresh(self) -> None:
        """Count again."""
        by = By(self.by.current())
        since, until = self.period.currentData()(today())

        def read(connection: Reader) -> dict[str, Counts]:
            return indicators.satisfaction(connection, since, until, by)

        self._bench.read(self, read, self._show)

    def _changed(self, _: object) -> None:
        self.refresh()

    def _show(self, found: dict[str, Counts]) -> None:
        most = sorted(found.items(), key=lambda pair: (-pair[1].heard, pair[0]))
        rates = [BY_KEY[key] for key in ("solved", "satisfaction")]
        rows = {
            number: (name, f"{counts.heard:,}", *(told(rate, rate.of(counts)) for rate in rates))
            for number, (name, counts) in enumerate(most)
        }
        self.table.first_page(list(rows), rows)
