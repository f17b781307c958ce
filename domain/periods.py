"""The usual periods, which move along with the days."""

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """A period as the office speaks of it; a week begins on Monday."""

    WEEK = "week"
    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_WORDS = {
    Period.WEEK: "本周",
    Period.MONTH: "本月",
    Period.LAST_MONTH: "上月",
    Period.QUARTER: "近三个月",
    Period.YEAR: "近一年",
}
_BACK = {Period.QUARTER: 91, Period.YEAR: 365}


def span_of(period: Period, day: date) -> tuple[date, date]:
    """The first and the last day of the period, as it is on a day; none lies after that day."""
    first = day.replace(day=1)
    match period:
        case Period.WEEK:
            return day - timedelta(days=day.weekday()), day
        case Period.MONTH:
            return first, day
        case Period.LAST_MONTH:
            last = first - timedelta(days=1)
            return last.replace(day=1), last
    return day - timedelta(days=_BACK[period]), day
