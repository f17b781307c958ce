"""What is written into the accounts, each step with its undo in the message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.finance.finance import EntryRow, PeriodRow
from domain.errors import KnownError
from domain.finance import Entry
from domain.money import yuan
from domain.paper_words import period_words
from ui import actions
from ui.finance.entry_line import Typed
from ui.workbench import Workbench

Act = Callable[[Database, str], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and what takes it back; the period and the entry to go to."""

    told: str
    undo: Act | None = None
    period_id: int | None = None
    entry_id: int | None = None


class FinanceChanges(QObject):
    """Writes and tells what was done; the last step can be taken back."""

    done = Signal(object)
    """What was `Done`."""
    refused = Signal(str)
    """Why nothing was written."""
    entry_refused = Signal(object, str)
    """What was `Typed` and not written, and why."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._undo: Act | None = None
        self._entering: list[Typed] = []

    # Periods

    def open_period(self, place_id: int, since: date, until: date, opening: int) -> None:
        """A new period of a community."""

        def act(database: Database, user: str) -> Done:
            span = (since, until)
            id_ = actions.open_finance_period(database, user, place_id, *span, opening)
            told = self.tr("已开账：{0}").format(period_words(*span))
            return Done(told, _act(actions.remove_finance_period, id_), id_)

        self._write(act)

    def save_period(self, row: PeriodRow, since: date, until: date, opening: int) -> None:
        """Other days or another opening balance."""

        def act(database: Database, user: str) -> Done:
            new = (row.version, since, until, opening)
            actions.save_finance_period(database, user, row.id, *new)
            before = (row.version + 1, row.since, row.until, row.sums.opening)
            told = self.tr("已改为 {0}，上期结余 {1}")
            told = told.format(period_words(since, until), yuan(opening))
            return Done(told, _act(actions.save_finance_period, row.id, *before), row.id)

        self._write(act)

    def remove_period(self, row: PeriodRow) -> None:
        """A period in which nothing stands goes."""

        def act(database: Database, user: str) -> Done:
            gone = actions.remove_finance_period(database, user, row.id)
            told = self.tr("已删除 {0}").format(period_words(row.since, row.until))
            again = (gone.place_id, gone.since, gone.until, gone.sums.opening)
            return Done(told, _act(actions.open_finance_period, *again))

        self._write(act)

    def declare(self, row: PeriodRow, closing: int | None) -> None:
        """What the office says the closing balance is."""

        def act(database: Database, user: str) -> Done:
            version = actions.declare_closing(database, user, row.id, row.version, closing)
            told = self.tr("期末结余已清空")
            if closing is not None:
                told = self.tr("期末结余填为 {0}").format(yuan(closing))
            return Done(
                told, _act(actions.declare_closing, row.id, version, row.sums.closing), row.id
            )

        self._write(act)

    def close(self, row: PeriodRow) -> None:
        """A period that adds up is closed."""

        def act(database: Database, user: str) -> Done:
            version = actions.close_finance_period(database, user, row.id, row.version)
            told = self.tr("{0}已关账，期末结余 {1}")
            told = told.format(period_words(row.since, row.until), yuan(row.sums.balance))
            return Done(
                told,
                _act(actions.reopen_finance_period, row.id, version, self.tr("撤销关账")),
                row.id,
            )

        self._write(act)

    def reopen(self, row: PeriodRow, reason: str) -> None:
        """A closed period is opened again."""

        def act(database: Database, user: str) -> Done:
            version = actions.reopen_finance_period(database, user, row.id, row.version, reason)
            told = self.tr("{0}已重新打开，原因已记入操作记录")
            told = told.format(period_words(row.since, row.until))
            return Done(told, _act(actions.close_finance_period, row.id, version), row.id)

        self._write(act)

    # Entries

    def enter(self, typed: Typed) -> None:
        """A new entry, another wording of one, or one that puts right another."""

        def act(database: Database, user: str) -> Done:
            return self._entered(database, user, typed)

        self._entering.append(typed)
        self._bench.write(self, act, self._entry_done, self._entry_refused)

    def _entered(self, database: Database, user: str, typed: Typed) -> Done:
        entry, over = typed.entry, typed.over
        if over is None:
            id_ = actions.add_finance_entry(database, user, typed.period_id, entry)
            told = self.tr("已记 {0}").format(entry_words(entry))
        elif typed.corrects:
            where = (typed.period_id, entry.day, entry.voucher, entry.net)
            id_ = actions.correct_finance_entry(database, user, over.id, *where)
            told = self.tr("已更正 {0}").format(entry_words(over.entry))
        else:
            id_ = actions.save_finance_entry(database, user, over.id, over.entry, entry)
            told = self.tr("已改为 {0}").format(entry_words(entry))
            return Done(
                told, _act(actions.save_finance_entry, id_, entry, over.entry), typed.period_id, id_
            )
        return Done(told, _act(actions.remove_finance_entry, id_), typed.period_id, id_)

    def remove(self, row: EntryRow) -> None:
        """An entry goes."""

        def act(database: Database, user: str) -> Done:
            removed = actions.remove_finance_entry(database, user, row.id)
            told = self.tr("已删除 {0}").format(entry_words(row.entry))
            return Done(told, _act(actions.restore_finance_entry, removed), row.period_id)

        self._write(act)

    # What came of it

    def _write(self, act: Act) -> None:
        self._bench.write(self, act, self._done, self._not_done)

    def _done(self, done: Done) -> None:
        self._undo = done.undo
        self._bench.messages.success(done.told, self.tr("撤销"), self._take_back)
        self.done.emit(done)

    def _not_done(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.refused.emit(_reason(error))

    def _entry_done(self, done: Done) -> None:
        self._entering.pop(0)
        self._done(done)

    def _entry_refused(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.entry_refused.emit(self._entering.pop(0), _reason(error))

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            self._bench.write(self, undo, self._taken_back, self._not_done)

    def _taken_back(self, _: object) -> None:
        self._bench.messages.success(self.tr("已撤销，和原来一样"))


def _reason(error: Exception) -> str:
    """Why something was not written; a bug of ours is told elsewhere."""
    return str(error) if isinstance(error, KnownError) else ""


def entry_words(entry: Entry) -> str:
    """An entry in a few words: its voucher, what it is for, its amount."""
    amount = f"收入 {yuan(entry.income)}" if entry.income else f"支出 {yuan(entry.expense)}"
    return " ".join(filter(None, (entry.voucher, entry.summary[:20], amount)))


def _act(verb: Callable[..., Any], *values: Any) -> Act:
    """A verb with its values, which hold no widget."""
    return lambda database, user: verb(database, user, *values)
