"""Where the marks of a chart's axes stand and what they say."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

Tick = tuple[float, str]

_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
_DAY_STEPS = (1, 2, 3, 5, 7, 14)
WEEKDAYS = "一二三四五六日"


def count_ticks(highest: int, room: float) -> list[int]:
    """Whole numbers from 0 to above ``highest``, about one in 60 of ``room`` px, in round steps."""
    wanted = max(2, int(room // 60))
    step = 1
    while highest / step > wanted:
        step = _next_round(step)
    return list(range(0, highest + step, step)) if highest else [0, 1]


def value_ticks(low: float, high: float, room: float) -> list[float]:
    """Round numbers from below ``low`` to above ``high``, about one in 50 of ``room`` px.

    Their steps are 1, 2 or 5 times a power of ten. Nothing between the two gives one step.
    """
    width = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(width / max(2, int(room // 50))))
    step = next(n * power for n in (1, 2, 5, 10) if width / (n * power) <= max(2, room // 50))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def number_words(number: float, unit: str = "") -> str:
    """A number as it is said, to one place at most: ``95.5%``, ``1,200``."""
    return f"{number:,.1f}".removesuffix(".0") + unit


def _next_round(step: int) -> int:
    leading = int(str(step)[0])
    return step * 5 // 2 if leading == 2 else step * 2


def day_ticks(first: date, last: date, room: float) -> list[Tick]:
    """Marks between two days by their ordinal, no closer than about 52 of ``room`` px.

    Long spans are marked at the firsts of months (``12月``, January by its year ``2026年``),
    short ones at days (``6月1日``).
    """
    most = max(2, int(room // 52))
    days = (last - first).days
    if days <= 62:
        step = next((one for one in _DAY_STEPS if days / one <= most), _DAY_STEPS[-1] * 2)
        shown = (first + timedelta(number) for number in range(0, days + 1, step))
        return [(day.toordinal(), f"{day.month}月{day.day}日") for day in shown]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((one for one in _MONTH_STEPS if months / one <= most), _MONTH_STEPS[-1] * 2)
    ticks: list[Tick] = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and first <= day <= last:
            ticks.append((day.toordinal(), _month_word(day)))
    return ticks


def month_ticks(months: Sequence[date], room: float) -> list[Tick]:
    """Marks at the places of months (0, 1, …), no closer than about 52 of ``room`` px.

    The last month is always marked; January is told by its year.
    """
    most = max(1, int(room // 52))
    step = next((one for one in _MONTH_STEPS if len(months) / one <= most), _MONTH_STEPS[-1] * 2)
    places = range(len(months) % step or step, len(months) + 1, step)
    return [(place - 1, _month_word(months[place - 1])) for place in places]


def long_month(month: date) -> str:
    """A month as it is said: ``2026年6月``."""
    return f"{month.year}年{month.month}月"


def span_words(first: date, last: date) -> str:
    """A time range as it is said: ``2026年1月1日—2026年6月30日``."""
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (first, last)]
    return days[0] if first == last else "—".join(days)


def long_day(day: date) -> str:
    """A day as it is said: ``2026年6月1日 周一``."""
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def _month_word(day: date) -> str:
    return f"{day.year}年" if day.month == 1 else f"{day.month}月"
