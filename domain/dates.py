"""Dates and times as offices write them (DOMAIN.md §2).

A date is text: ``YYYY-MM-DD``, or ``YYYY-MM`` when only the month is known, so that dates known
in part can be kept and compared as far as they are known. Nothing is guessed: a year alone, two
digits of a year, or a day that does not exist are not read.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from domain.cells import Cell, half
from domain.places import chinese_number

_YEARS = range(1850, 2151)
_EPOCH = datetime(1899, 12, 30)  # day 0 of an Excel serial
# 1927-10-02 … 2100: below lie numbers that may be years, above nothing a date would be.
_SERIALS = range(2101, 73416)

_NUMERAL = "[零〇一二三四五六七八九十]"
_CHINESE = re.compile(rf"({_NUMERAL}{{4}})年({_NUMERAL}{{1,3}})月(?:({_NUMERAL}{{1,3}})[日号])?")
_PARTS = re.compile(
    r"(\d{4})\s*[-/.年、,\\—–_ ]\s*(\d{1,2})\s*"
    r"(?:[-/.月、,\\—–_ ]\s*(?:(\d{1,2})\s*[日号.]?)?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_USUAL = re.compile(
    r"((?:18|19|20)[0-9]{2})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
)
_CLOCK = re.compile(
    r"(上午|下午|晚上|中午|凌晨|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*[:分]?\s*"
    r"(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?\s*(AM|PM)?",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"[(（]?(?:上午|下午|中午|傍晚|晚上|晚间|早上|早晨|夜间|晚)[)）]?$")
_MONTH_DAY = re.compile(
    rf"(\d{{1,2}}|{_NUMERAL}{{1,2}})(?:月|(?<=\d)[-/.](?=\d))(\d{{1,2}}|{_NUMERAL}{{1,3}})[日号]?"
)
_YEAR = re.compile(r"(?<![\d.\-/])(20\d\d)(?=年|(?![\d.\-/]))")
_DOCUMENT = re.compile(r"[〔\[【][^〕\]】]*[〕\]】]")
_FILLED_IN = re.compile(
    r"(?:填|制|报|审|统计|打印)\w{0,2}(?:日期|时间)[:：\s]*\S*|20\d\d年\d{1,2}月\d{1,2}日(?=\s*$)"
)
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")


def read_date(cell: Cell) -> str:
    """The date in a cell, ``YYYY-MM-DD`` or ``YYYY-MM``; empty when no rule reads it."""
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    return ""


def read_day(cell: Cell, year: int | None = None) -> date | None:
    """The day in a cell of a list of visits or services; None when it tells none for certain.

    上午 and its like are left out, and a day without its year is of ``year``, where the list's
    title names one.
    """
    told = read_date(cell)
    if not told and isinstance(cell, str):
        plain = _HALF_DAY.sub("", half(cell)).strip()
        told = read_date(plain) or (_in_year(plain, year) if year else "")
    elif not told and isinstance(cell, float) and year:
        # 11.10 and 11.1 are the same number.
        plain = f"{cell:.10g}"
        told = "" if plain[-2:] in (".1", ".2", ".3") else _in_year(plain, year)
    return date.fromisoformat(told) if len(told) == len("2026-06-01") else None


def _in_year(plain: str, year: int) -> str:
    parts = _MONTH_DAY.fullmatch(plain)
    if parts is None:
        return ""
    month, day = (chinese_number(p) or 0 if not p.isdecimal() else int(p) for p in parts.groups())
    return _checked(year, month, day) if day else ""


def years_in(text: str) -> set[int]:
    """The years that a title or a file's name tells: 2026年11月走访台账. A document's number and
    the day on which a form was filled in tell none."""
    plain = _FILLED_IN.sub(" ", _DOCUMENT.sub(" ", half(text)))
    return {int(year) for year in _YEAR.findall(plain)}


def _from_number(number: float) -> str:
    if float(number).is_integer():
        return _from_text(str(int(number)))
    if int(number) in _YEARS:
        # As a number 1978.10 and 1978.1 are the same: only the other months can be told.
        month = f"{number:.10g}".partition(".")[2]
        return "" if month == "1" else _from_text(f"{number:.10g}")
    return _serial(number).date().isoformat() if int(number) in _SERIALS else ""


@lru_cache(maxsize=1 << 16)
def _from_text(text: str) -> str:
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        year, month, day_of_month, month8, day8 = usual.groups()
        return _checked(int(year), int(month or month8), int(day_of_month or day8))
    plain = half(text)
    day = _day(plain)
    if day:
        return day
    moment = _timed(plain)
    return moment.date().isoformat() if moment else ""


def _day(plain: str) -> str:
    digits = _DIGITS.fullmatch(plain)
    if digits is not None:
        return _checked(int(digits[1]), int(digits[2]), int(digits[3] or 0))
    if plain.isdecimal():
        serial = int(plain)
        return _serial(serial).date().isoformat() if serial in _SERIALS else ""
    parts = _PARTS.fullmatch(plain)
    if parts is not None:
        return _checked(int(parts[1]), int(parts[2]), int(parts[3] or 0))
    chinese = _CHINESE.fullmatch(plain)
    if chinese is not None:
        year, month, day = (chinese_number(part or "零") or 0 for part in chinese.groups())
        return _checked(year, month, day)
    return ""


def _checked(year: int, month: int, day: int) -> str:
    """The date's text; day 0 is a day that is not known."""
    if year not in _YEARS or not 1 <= month <= 12:
        return ""
    if 1 <= day <= 28:
        return f"{year:04}-{month:02}-{day:02}"
    if day == 0:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _serial(number: float) -> datetime:
    return _EPOCH + timedelta(seconds=round(number * 86400))


def read_time(cell: Cell) -> datetime | None:
    """The moment in a cell, naive China Standard Time; without hours it is 00:00 of the day.

    None when no rule reads it or no day is told.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in _SERIALS and int(cell) not in _YEARS:
            return _serial(cell)
        cell = str(int(cell))
    if not isinstance(cell, str):
        return None
    return _timed(half(cell))


def _timed(plain: str) -> datetime | None:
    if len(plain) == 14 and plain.isdecimal():
        plain = f"{plain[:8]} {plain[8:10]}:{plain[10:12]}:{plain[12:]}"
    clock = _CLOCK.search(plain)
    day_text = plain[: clock.start()] if clock else plain
    day_text = re.sub(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?", "", day_text)
    day = _day(day_text.strip().removesuffix("T").strip())
    if len(day) != 10:
        return None
    start = datetime.fromisoformat(day)
    if clock is None:
        return start
    if _ZONE.sub("", plain[clock.end() :]).strip():
        return None
    return _at_clock(start, clock)


def _at_clock(day: datetime, clock: re.Match[str]) -> datetime | None:
    half_day = (clock[1] or clock[5] or "").upper()
    hour, minute, second = (int(clock[i] or 0) for i in (2, 3, 4))
    if half_day in {"下午", "晚上", "PM"} and hour < 12:
        hour += 12
    if half_day == "中午" and hour < 3:
        hour += 12
    if half_day == "AM" and hour == 12:
        hour = 0
    try:
        return day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return None


def agree(one: str, other: str) -> bool:
    """Whether two dates are the same as far as both are known."""
    return one.startswith(other) or other.startswith(one)
