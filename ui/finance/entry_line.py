"""The line in which entries are written: a new one, one that is changed, one that is put right."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from db import drafts
from db.finance.finance import EntryRow, Known, PeriodRow
from domain.finance import Entry, correction_summary, entry_fault
from domain.money import yuan
from ui.amount_field import AmountField
from ui.drafts import Drafts, Now
from ui.issues.move_fields import SuggestField
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card
from widgets.fields import DateField, LineField


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a period: ``over`` is the entry it is to replace or — in a closed period
    — to put right, None for a new one. When it puts right, the amounts of ``entry`` are what
    should have been."""

    period_id: int
    entry: Entry
    over: EntryRow | None = None
    corrects: bool = False


def _about(period: PeriodRow) -> str:
    return f"entry:{period.id}"


class EntryLine(Card):
    """Enter goes on to the next empty field, and when none is left writes the entry down; the day
    and who signs stay for the next one."""

    entered = Signal(object)
    """What was `Typed`, without faults."""
    left = Signal()
    """Esc: back to the list."""

    def __init__(self, shelf: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._period: PeriodRow | None = None
        self._over: EntryRow | None = None
        self._corrects = False
        self._next = ""
        self._drafts = shelf
        self.title, self.problem = QLabel(), QLabel()
        self.title.setProperty("role", "section")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.day, self.voucher = DateField(), LineField(self.tr("凭证号"), 40)
        self.summary = SuggestField((), self.tr("摘要"))
        self.income = AmountField(self.tr("收入"), yuan)
        self.expense = AmountField(self.tr("支出"), yuan)
        self.handler, self.witness, self.approver = (
            SuggestField((), hint)
            for hint in (self.tr("经手人"), self.tr("证明人"), self.tr("审批人"))
        )
        self.people = (self.handler, self.witness, self.approver)
        self.fields: tuple[QLineEdit, ...] = (
            self.day, self.voucher, self.summary, self.income, self.expense, *self.people,
        )  # fmt: skip
        self.leaving = plain_button(self.tr("不改了"))
        self.adding = primary_button(self.tr("记账"), "check")
        self._lay_out()
        # After the list of suggestions has put in the one that Enter took.
        later = Qt.ConnectionType.QueuedConnection
        for field in self.fields:
            field.returnPressed.connect(self._go_on, later)
            field.textEdited.connect(self._edited)
        self.adding.clicked.connect(self._enter)
        self.leaving.clicked.connect(self.start_over)
        self._drafts.watch(self._now)

    def _lay_out(self) -> None:
        self.day.setAccessibleName(self.tr("日期"))
        for field in self.fields[1:]:
            field.setAccessibleName(field.placeholderText())
        first, second = QHBoxLayout(), QHBoxLayout()
        self.adding.setToolTip(self.tr("回车到下一格，填完最后一格就记下"))
        for row, parts in (
            (first, ((self.day, 130), (self.voucher, 110), (self.summary, 0))),
            (second, ((self.income, 130), (self.expense, 130), *((p, 0) for p in self.people))),
        ):
            row.setSpacing(theme.px(8))
            for part, width in parts:
                if width:
                    part.setFixedWidth(theme.px(width))
                part.setMinimumWidth(theme.px(width or 64))
                row.addWidget(part, 0 if width else 1)
        for button in (self.leaving, self.adding):
            second.addWidget(button)
        self.body.addWidget(self.title)
        for row in (first, second):
            self.body.addLayout(row)
        self.body.addWidget(self.problem)

    # What it is about

    def offer(self, known: Known) -> None:
        """What can be typed; a line that is still empty takes who signed last."""
        self.summary.offer(known.summaries)
        for field in self.people:
            field.offer(known.names)
        stale = self.voucher.text() in ("", self._next)
        self._next = known.voucher
        if self._over is None and stale:
            self.voucher.setText(known.voucher)
        if known.last is not None and not any(field.text() for field in self.people):
            last = known.last
            for field, name in zip(
                self.people, (last.handler, last.witness, last.approver), strict=True
            ):
                field.setText(name)

    def show_period(self, period: PeriodRow, day: date) -> None:
        """Write into this period, at first on a day; what is typed for another one waits there."""
        before, self._period = self._period, period
        if before is None or before.id != period.id:
            if before is not None:
                self._drafts.keep(*self._typed(before))
            self._next = ""
            self.start_over()
            kept = self._drafts.of(_about(period)).get("texts", ())
            for field, text in zip_longest(self.fields, kept, fillvalue=""):
                field.setText(text)
        if self.day.value() is None:
            self.day.set_value(min(max(day, period.since), period.until))

    def _typed(self, period: PeriodRow) -> Now:
        """A new entry as far as it is typed; one that is changed is on record."""
        texts = tuple(field.text() for field in self.fields)
        begun = self._over is None and any(texts[2:5])
        words = self.tr("记账 {0}").format(texts[2]).strip()
        return _about(period), drafts.Typed(words, {"texts": texts}) if begun else None

    def _now(self) -> Now | None:
        return self._typed(self._period) if self._period is not None else None

    def change(self, row: EntryRow) -> None:
        """Go on with an entry that is there."""
        self._take(row, corrects=False)
        self._show(row.entry)
        self.start()

    def correct(self, row: EntryRow, voucher: str, day: date) -> None:
        """Ask what an entry of a closed period should have been."""
        assert self._period is not None, "there is an open period"
        self._take(row, corrects=True)
        day = min(max(day, self._period.since), self._period.until)
        now, wrong = row.entry.net + (row.corrected or 0), row.entry
        people = (wrong.handler, wrong.witness, wrong.approver)
        summary = correction_summary(wrong, now)
        self._show(Entry(day, voucher, summary, max(now, 0), max(-now, 0), *people))
        field = self.income if now > 0 else self.expense
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def start_over(self) -> None:
        """An empty line for a new entry; the day and who signs stay."""
        if self._corrects:
            for field in self.people:
                field.clear()
        self._over, self._corrects = None, False
        self.title.hide()
        self.adding.setText(self.tr("记账"))
        self.leaving.hide()
        for field in self.fields:
            field.setEnabled(True)
        for field in (self.summary, self.income, self.expense):
            field.clear()
        self.voucher.setText(self._next)
        self.show_problem("")

    def is_busy(self) -> bool:
        """Whether something is being changed or put right."""
        return self._over is not None

    def start(self) -> None:
        """Put the cursor where one begins to type."""
        self.summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_back(self, typed: Typed, now: EntryRow | None) -> None:
        """What was typed and not stored is there again, unless the next is being typed already.
        ``now`` is the entry it was to replace as it is stored: saved again, it is replaced."""
        if self.is_busy() or self.summary.text().strip():
            return
        if typed.over is not None:
            self._take(now or typed.over, typed.corrects)
        self._show(typed.entry)

    def show_problem(self, problem: str) -> None:
        """Say why the entry was not written down."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _take(self, row: EntryRow, corrects: bool) -> None:
        self.start_over()
        self._over, self._corrects = row, corrects
        named = row.entry.voucher or row.entry.day.isoformat()
        title, done = self.tr("修改 {0}"), self.tr("保存修改")
        if corrects:
            title = self.tr("更正 {0}：收入或支出应为多少？都空着就是冲正")
            done = self.tr("记更正")
            named = " ".join(filter(None, (row.entry.day.isoformat(), row.entry.voucher)))
        self.title.setText(title.format(named))
        self.adding.setText(done)
        for part in (self.title, self.leaving):
            part.show()
        for field in (self.summary, *self.people):
            field.setEnabled(not corrects)

    def _show(self, entry: Entry) -> None:
        self.day.set_value(entry.day)
        self.voucher.setText(entry.voucher)
        self.summary.setText(entry.summary)
        self.income.set_value(entry.income or None)
        self.expense.set_value(entry.expense or None)
        names = (entry.handler, entry.witness, entry.approver)
        for field, name in zip(self.people, names, strict=True):
            field.setText(name)

    # Typing

    def _edited(self, _: str) -> None:
        self.show_problem("")

    def _go_on(self) -> None:
        here = self.fields.index(self.sender())
        amounts = (self.income, self.expense)
        filled = any(field.text().strip() for field in amounts)
        for field in self.fields[here + 1 :]:
            empty = not field.text().strip() and field.isEnabled()
            if empty and not (field in amounts and (filled or self._corrects)):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._enter()

    def _entry(self) -> Entry | None:
        day = self.day.value()
        if day is None:
            self._refuse(self.tr("请写日期，如 2026-06-01"), self.day)
            return None
        for field in (self.income, self.expense):
            if problem := field.problem():
                self._refuse(problem, field)
                return None
        names = (field.text().strip() for field in self.people)
        return Entry(
            day,
            self.voucher.text().strip(),
            self.summary.text().strip(),
            self.income.value() or 0,
            self.expense.value() or 0,
            *names,
        )

    def _enter(self) -> None:
        period, entry = self._period, self._entry()
        if period is None or entry is None:
            return
        judged = replace(entry, income=1, expense=0) if self._corrects else entry
        fault = entry_fault(judged, period.since, period.until)
        if self._corrects and entry.income and entry.expense:
            fault = entry_fault(entry, period.since, period.until)
        if fault:
            field = self.day if "日期" in fault else self.income
            self._refuse(fault, self.summary if "摘要" in fault else field)
            return
        typed = Typed(period.id, entry, self._over, self._corrects)
        self.start_over()
        if typed.over is None:
            self.start()
        else:
            self.left.emit()
        self.entered.emit(typed)

    def _refuse(self, problem: str, field: QLineEdit) -> None:
        self.show_problem(problem)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.start_over()
            self.left.emit()
        else:
            super().keyPressEvent(event)
