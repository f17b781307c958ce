"""What the page reads at once: all accounts, the period that is shown, what can be typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.finance import finance
from db.finance.finance import Account, Known, PeriodRow
from db.reading import Reader


@dataclass(frozen=True, slots=True)
class Books:
    """``target`` is the period one writes into: the one that is shown, or — when that is closed —
    the open one which takes its corrections; ``known`` is what can be typed into it."""

    accounts: Sequence[Account] = ()
    period: PeriodRow | None = None
    target: PeriodRow | None = None
    known: Known = field(default_factory=Known)


def read_books(connection: Reader, place_id: int | None, wanted: int | None) -> Books:
    """Of a community its period ``wanted`` or its newest; with no community the newest of the
    first one that has any."""
    accounts = finance.accounts(connection)
    mine = next((a for a in accounts if a.place_id == place_id), None)
    if place_id is None:
        mine = next((a for a in accounts if a.periods), None)
    periods = mine.periods if mine is not None else ()
    period = next((p for p in periods if p.id == wanted), next(iter(periods), None))
    target = period
    if period is not None and period.is_closed:
        target = next((p for p in reversed(periods) if not p.is_closed), None)
    known = finance.known(connection, target) if target is not None else Known()
    return Books(accounts, period, target, known)
