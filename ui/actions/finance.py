"""The accounts of communities."""

from datetime import date

from db.engine import Database
from db.finance import finance_edits, finance_periods
from db.finance.finance import PeriodRow
from db.finance.finance_edits import RemovedEntry
from domain.finance import Entry


def open_finance_period(
    database: Database, user: str, place_id: int, since: date, until: date, opening: int
) -> int:
    """A new period of a community; returns its id."""
    with database.write(user) as session:
        return finance_periods.open_period(session, place_id, since, until, opening)


def save_finance_period(
    database: Database,
    user: str,
    period_id: int,
    version: int,
    since: date,
    until: date,
    opening: int,
) -> int:
    """Other days or another opening balance of a period; returns its id."""
    with database.write(user) as session:
        return finance_periods.save_period(session, period_id, version, since, until, opening)


def remove_finance_period(database: Database, user: str, period_id: int) -> PeriodRow:
    """A period in which nothing stands is taken back; returns it as it was."""
    with database.write(user) as session:
        return finance_periods.remove_period(session, period_id)


def declare_closing(
    database: Database, user: str, period_id: int, version: int, closing: int | None
) -> int:
    """What the office says a period's closing balance is; returns the new version."""
    with database.write(user) as session:
        return finance_periods.declare(session, period_id, version, closing)


def close_finance_period(database: Database, user: str, period_id: int, version: int) -> int:
    """A period that adds up is closed; returns the new version."""
    with database.write(user) as session:
        return finance_periods.close(session, period_id, version)


def reopen_finance_period(
    database: Database, user: str, period_id: int, version: int, reason: str
) -> int:
    """A closed period is opened again; returns the new version."""
    with database.write(user) as session:
        return finance_periods.reopen(session, period_id, version, reason)


def add_finance_entry(database: Database, user: str, period_id: int, entry: Entry) -> int:
    """An entry; returns its id."""
    with database.write(user) as session:
        return finance_edits.add_entry(session, period_id, entry)


def save_finance_entry(
    database: Database, user: str, entry_id: int, seen: Entry, entry: Entry
) -> int:
    """An entry as the line has it, instead of as it was seen; returns its id."""
    with database.write(user) as session:
        return finance_edits.save_entry(session, entry_id, seen, entry)


def remove_finance_entry(database: Database, user: str, entry_id: int) -> RemovedEntry:
    """An entry is taken out; returns what restores it."""
    with database.write(user) as session:
        return finance_edits.remove_entry(session, entry_id)


def restore_finance_entry(database: Database, user: str, removed: RemovedEntry) -> int:
    """An entry that was taken out is there again; returns its new id."""
    with database.write(user) as session:
        return finance_edits.restore_entry(session, removed)


def correct_finance_entry(
    database: Database,
    user: str,
    entry_id: int,
    period_id: int,
    day: date,
    voucher: str,
    right: int,
) -> int:
    """An entry of a closed period is put right by one in an open one; returns the new one's id."""
    with database.write(user) as session:
        return finance_edits.correct(session, entry_id, period_id, day, voucher, right)
