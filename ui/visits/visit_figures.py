"""走访覆盖率 in four figures, and in a sentence."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from db.session import today
from db.visits.visit_targets import Figures
from domain.visits import Every, Span, span_words, spans_told, told_rate
from ui.visits.visit_words import tr
from widgets import theme
from widgets.cards import FigureCard


class VisitFigures(QWidget):
    """How the office stands as a whole; each figure leads to its list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rate = FigureCard(self.tr("走访覆盖率"), clickable=False)
        self.met = FigureCard(self.tr("见到的户"), "green")
        self.due = FigureCard(self.tr("待走访"))
        self.overdue = FigureCard(self.tr("超期"), "red")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        for card in (self.rate, self.met, self.due, self.overdue):
            row.addWidget(card, 1)

    def show_figures(self, told: Figures) -> None:
        """Show these figures."""
        self.rate.set_figure(told_rate(told.met, told.assigned), self.tr("见到的户 ÷ 包联的户"))
        of = self.tr("包联 {0:,} 户，含空户 {1:,}") if told.empty else self.tr("包联 {0:,} 户")
        self.met.set_figure(f"{told.met:,}", of.format(told.assigned, told.empty))
        self.due.set_figure(f"{told.due - told.overdue:,}", self.tr("本期还没有见到"))
        late = self.tr("上期和本期都没见到") if told.overdue else self.tr("没有超期的")
        self.overdue.set_figure(f"{told.overdue:,}", late)


class PeriodChoice(QComboBox):
    """One of the periods for which 走访覆盖率 is asked; the present quarter at first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("走访覆盖率和走访记录的时段"))
        for key, (words, _) in spans_told(today()).items():
            self.addItem(words, key)
        self.setCurrentIndex(self.findData(Every.QUARTER.value))

    def period(self) -> str:
        """The key of the period."""
        return str(self.currentData())

    def span(self) -> Span:
        """Its days, as they are today."""
        return spans_told(today())[self.period()][1]


def period_words(period: str) -> str:
    """What a period of `domain.visits.spans_told` is called: 2026年第4季度."""
    words, span = spans_told(today())[period]
    every = next((e for e in Every if period.startswith(e)), None)
    return words if every is None else span_words(every, span.first)


def sentence(told: Figures, period: str) -> str:
    """How the office stood in a period."""
    words = tr("{0}：包联 {1:,} 户，见到 {2:,} 户，走访覆盖率 {3}")
    rate = told_rate(told.met, told.assigned)
    return words.format(period_words(period), told.assigned, told.met, rate)
