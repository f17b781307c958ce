"""The choice of a period: one of the usual ones, or any two days."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from db.session import today
from domain.periods import PERIOD_WORDS, Period, span_of
from widgets import theme
from widgets.fields import DateField

_OFFERED = (Period.MONTH, Period.LAST_MONTH, Period.QUARTER, Period.YEAR)


class PeriodChoice(QWidget):
    """Always a period of at least one day; what cannot be one is not taken."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.usual = QComboBox()
        self.usual.setAccessibleName(self.tr("时间范围"))
        for period in _OFFERED:
            self.usual.addItem(PERIOD_WORDS[period], period)
        self.usual.addItem(self.tr("自选日期"), None)
        self.usual.setCurrentIndex(_OFFERED.index(Period.YEAR))
        self.since, self.until = DateField(), DateField()
        self.since.setAccessibleName(self.tr("从"))
        self.until.setAccessibleName(self.tr("到"))
        self._between = QLabel(self.tr("至"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for part in (self.usual, self.since, self._between, self.until):
            row.addWidget(part)
        for field in (self.since, self.until):
            field.setMaximumWidth(theme.px(150))
            field.edited.connect(self._edited)
        self.usual.activated.connect(self._chosen)
        self._span = span_of(Period.YEAR, today())
        self._show_days()

    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        return self._span

    def _chosen(self, _: int) -> None:
        self._show_days()
        period = self.usual.currentData()
        if period is not None:
            self._take(span_of(Period(period), today()))

    def _show_days(self) -> None:
        own = self.usual.currentData() is None
        for part in (self.since, self._between, self.until):
            part.setVisible(own)
        if own:
            for field, day in zip((self.since, self.until), self._span, strict=True):
                field.blockSignals(True)
                field.set_value(day)
                field.blockSignals(False)

    def _edited(self) -> None:
        since, until = self.since.value(), self.until.value()
        if since is not None and until is not None and since <= until:
            self._take((since, until))

    def _take(self, span: tuple[date, date]) -> None:
        if span != self._span:
            self._span = span
            self.changed.emit()
