"""Workdays, deadlines and the deadline lamp (DOMAIN.md §5).

Workdays follow the State Council's calendar with its adjusted days (调休); where a year is not
published yet, Monday to Friday holds. The office's own days come from settings, as an argument.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

DAY_END = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """Days on which the office differs from the State Council's calendar: closed on a workday, or
    at work on a day of rest."""

    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


AS_PUBLISHED = OfficeDays()


@lru_cache(maxsize=8192)
def _published_workday(day: date) -> bool | None:
    """What the State Council's calendar says of the day; None where it is not published."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@lru_cache(maxsize=8192)
def festival(day: date) -> str:
    """The holiday to which the State Council's calendar counts the day, by its Chinese name: a day
    off, or a day of rest on which one works for it (调休). Empty for any other day."""
    import chinese_calendar

    try:
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return str(chinese_calendar.Holiday(name).chinese) if name else ""


def is_published(year: int) -> bool:
    """Whether the State Council's calendar of that year is known to the program."""
    return _published_workday(date(year, 1, 1)) is not None


def is_workday(day: date, office: OfficeDays = AS_PUBLISHED) -> bool:
    """Whether the office works on that day."""
    if day in office.closed:
        return False
    if day in office.worked:
        return True
    published = _published_workday(day)
    return day.weekday() < 5 if published is None else published


@lru_cache(maxsize=8192)
def add_workdays(start: date, days: int, office: OfficeDays = AS_PUBLISHED) -> date:
    """The day reached after so many workdays; the day after ``start`` is day 1.

    ``days`` must not be negative; 0 gives ``start`` itself.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day = start
    while days:
        day += timedelta(days=1)
        if is_workday(day, office):
            days -= 1
    return day


@lru_cache(maxsize=8192)
def workdays_between(start: date, end: date, office: OfficeDays = AS_PUBLISHED) -> int:
    """How many workdays lie after ``start`` up to and including ``end``; negative backwards."""
    if end < start:
        return -workdays_between(end, start, office)
    span = range(1, (end - start).days + 1)
    return sum(is_workday(start + timedelta(days=n), office) for n in span)


def due(start: datetime, days: int, office: OfficeDays = AS_PUBLISHED) -> datetime:
    """The end of the last workday of a limit that runs from ``start``."""
    return datetime.combine(add_workdays(start.date(), days, office), DAY_END)


def stopped(
    deadline: datetime, since: datetime, until: datetime, office: OfficeDays = AS_PUBLISHED
) -> datetime:
    """The deadline after its clock stood still: later by the workdays in between."""
    return due(deadline, max(0, workdays_between(since.date(), until.date(), office)), office)


class Lamp(StrEnum):
    """The deadline lamp (时限灯): computed, and another thing than the colour."""

    NORMAL = "normal"
    SOON = "soon"
    OVERDUE = "overdue"


LAMP_WORDS = {Lamp.NORMAL: "正常", Lamp.SOON: "临期", Lamp.OVERDUE: "超期"}


def lamp(
    started: datetime,
    deadline: datetime | None,
    now: datetime,
    office: OfficeDays = AS_PUBLISHED,
) -> Lamp:
    """临期 at one workday or a fifth of the time left, 超期 once the deadline has passed."""
    if deadline is None:
        return Lamp.NORMAL
    if now > deadline:
        return Lamp.OVERDUE
    one_day_left = workdays_between(now.date(), deadline.date(), office) <= 1
    fifth_left = (deadline - now) <= (deadline - started) / 5
    return Lamp.SOON if one_day_left or fifth_left else Lamp.NORMAL
