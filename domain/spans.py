"""The period a title names: 2026年5月, 2026年4—6月, 2026年第二季度, 2026年5月1日至15日."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.cells import close

Span = tuple[date, date]

_TO = "[至到~—–-]+"
_YEAR = r"(?<!\d)(20\d\d)年"
_DAYS = re.compile(
    rf"{_YEAR}(\d{{1,2}})月(\d{{1,2}})日?{_TO}(?:(20\d\d)年)?(?:(\d{{1,2}})月)?(\d{{1,2}})日"
)
_MONTHS = re.compile(rf"{_YEAR}(\d{{1,2}})月?(?:份)?{_TO}(?:(20\d\d)年)?(\d{{1,2}})月(?!\d)")
_QUARTER = re.compile(rf"{_YEAR}第?([一二三四1-4])季度?")
_HALF = re.compile(rf"{_YEAR}(上|下)半年")
_MONTH = re.compile(rf"{_YEAR}(\d{{1,2}})月(?!\d)")
_SHORT = re.compile(r"(?<![\d.\-/])(20\d\d)[.\-/]?(0[1-9]|1[0-2]|[1-9](?!\d))(?![\d.\-/])")
_WHOLE = re.compile(r"(?<!\d)(20\d\d)(?:年度|全年)")
_BARE_YEAR = re.compile(_YEAR)
_MONTH_ALONE = re.compile(r"(\d{1,2})月份?")
_QUARTERS = {c: n for n, c in enumerate("一二三四", 1)} | {str(n): n for n in range(1, 5)}


def month_span(year: int, first: int, last: int | None = None, last_year: int = 0) -> Span | None:
    """The first day of a month and the last one of the same or another; None when there is no
    such month."""
    last = last or first
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    begin, end = date(year, first, 1), date(last_year or year, last, 1)
    until = (end + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (begin, until) if begin <= until else None


def span_in(words: str) -> Span | None:
    """The one period that a text names; None when it names none, or several."""
    plain = close(words)
    for finding in (_day_spans, _month_spans, _quarters, _single_months, _whole_years):
        found = set(finding(plain))
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def span_of_month(words: str, year: int | None) -> Span | None:
    """The month that is all a text says, such as a sheet's name: 5月."""
    found = _MONTH_ALONE.fullmatch(close(words))
    return month_span(year, int(found[1])) if found and year else None


def year_in(words: str) -> int | None:
    """The one year that a text names: 2026年."""
    found = {int(year) for year in _BARE_YEAR.findall(close(words))}
    return found.pop() if len(found) == 1 else None


def _day_spans(plain: str) -> Iterator[Span]:
    for year, month, day, year2, month2, day2 in _DAYS.findall(plain):
        try:
            begin = date(int(year), int(month), int(day))
            end = date(int(year2 or year), int(month2 or month), int(day2))
        except ValueError:
            continue
        if begin <= end:
            yield begin, end


def _month_spans(plain: str) -> Iterator[Span]:
    for year, first, year2, last in _MONTHS.findall(plain):
        if span := month_span(int(year), int(first), int(last), int(year2 or 0)):
            yield span


def _quarters(plain: str) -> Iterator[Span]:
    for year, word in _QUARTER.findall(plain):
        last = _QUARTERS[word] * 3
        if span := month_span(int(year), last - 2, last):
            yield span
    for year, word in _HALF.findall(plain):
        if span := month_span(int(year), *((1, 6) if word == "上" else (7, 12))):
            yield span


def _single_months(plain: str) -> Iterator[Span]:
    for pattern in (_MONTH, _SHORT):
        for year, month in pattern.findall(plain):
            if span := month_span(int(year), int(month)):
                yield span


def _whole_years(plain: str) -> Iterator[Span]:
    for year in _WHOLE.findall(plain):
        if span := month_span(int(year), 1, 12):
            yield span
