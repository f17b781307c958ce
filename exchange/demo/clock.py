"""Office time as one straight line: minutes in which the office works, without the gaps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.deadlines import is_workday

DAY = 420  # minutes the office works a day: 8:30–12:00 and 14:00–17:30
_HALF = 210
_MORNING, _AFTERNOON = time(8, 30), time(14, 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """The workdays of a span; a moment is minutes of office time since its first one began."""

    days: tuple[date, ...]

    @property
    def end(self) -> int:
        """The moment at which the last workday ends."""
        return len(self.days) * DAY

    def at(self, moment: int) -> datetime:
        """The date and time of a moment within the span."""
        day, minute = divmod(moment, DAY)
        start, past = (_MORNING, minute) if minute < _HALF else (_AFTERNOON, minute - _HALF)
        return datetime.combine(self.days[day], start) + timedelta(minutes=past)


def day_end(moment: int, days: int) -> int:
    """The end of the last of so many workdays after a moment's own."""
    return (moment // DAY + days + 1) * DAY


def clock(first: date, last: date) -> Clock:
    """The workdays from ``first`` to ``last``, both included."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return Clock(tuple(day for day in span if is_workday(day)))
