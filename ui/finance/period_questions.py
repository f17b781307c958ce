"""What is asked when a period is opened, its days are changed, or it is opened again."""

from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from db.finance.finance import Account, PeriodRow
from db.session import today
from domain.finance import next_span, period_fault
from domain.money import yuan
from ui.amount_field import AmountField
from ui.ask_sheet import AskSheet
from ui.finance.finance_changes import FinanceChanges
from ui.notices import publishing
from widgets.fields import DateField, LineField


class PeriodQuestions(QObject):
    """Asks under the button that was pressed, and has the answer written."""

    def __init__(self, changes: FinanceChanges, page: QWidget) -> None:
        super().__init__(page)
        self._changes = changes
        self._account: Account | None = None
        self._row: PeriodRow | None = None
        self.span = AskSheet(page, self.tr("保存"), "check")
        self.reason = AskSheet(page, self.tr("重新打开"), "undo-2")
        form = self.span.form
        form.add("since", self.tr("从"), DateField(), True)
        form.add("until", self.tr("到"), DateField(), True, self._check)
        form.add("opening", self.tr("上期结余"), AmountField("0.00", yuan, signed=True))
        hint = self.tr("会记入操作记录")
        self.reason.form.add("reason", self.tr("原因"), LineField(hint), True)
        self.span.answered.connect(self._save)
        self.reason.answered.connect(self._reopen)

    def _check(self, until: date) -> str:
        since, row = self.span.form.field("since").value(), self._row
        if since is None or self._account is None:
            return ""
        others = [p for p in self._account.periods if row is None or p.id != row.id]
        return period_fault(since, until, ((p.since, p.until) for p in others))

    def open_period(self, account: Account, anchor: QWidget) -> None:
        """Ask for a new period: as a rule the one after the newest."""
        self._account, self._row = account, None
        newest = account.periods[0] if account.periods else None
        span = next_span(newest.until) if newest else publishing.this_month(today())
        self._ask(anchor, self.tr("开新一期"), span, newest.sums.balance if newest else None)

    def change_span(self, account: Account, row: PeriodRow, anchor: QWidget) -> None:
        """Ask for other days of a period, of the first one also for its 上期结余."""
        self._account, self._row = account, row
        self._ask(anchor, self.tr("改账期"), (row.since, row.until), row.before)

    def ask_reason(self, row: PeriodRow, anchor: QWidget) -> None:
        """Ask why a closed period is to be opened again."""
        self._row = row
        self.reason.form.set_values({})
        self.reason.ask(anchor, self.tr("重新打开已关账的一期"))

    def _ask(
        self, anchor: QWidget, title: str, span: tuple[date, date], carried: int | None
    ) -> None:
        assert self._account is not None, "it is known whose period"
        form, hint = self.span.form, self.tr("上期结余由上一期结转")
        opening = carried
        if carried is None:
            hint = self.tr("第一期的上期结余照账簿填")
            opening = self._row.sums.opening if self._row is not None else None
        form.set_values({"since": span[0], "until": span[1], "opening": opening})
        form.field("opening").setEnabled(carried is None)
        self.span.ask(anchor, f"{title} · {self._account.name}", hint)

    def _save(self, values: dict[str, Any]) -> None:
        span = (values["since"], values["until"], values["opening"] or 0)
        if self._row is not None:
            self._changes.save_period(self._row, *span)
        elif self._account is not None:
            self._changes.open_period(self._account.place_id, *span)

    def _reopen(self, values: dict[str, Any]) -> None:
        if self._row is not None:
            self._changes.reopen(self._row, values["reason"])
