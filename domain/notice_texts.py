"""The office's own texts of each kind of notice, and what may stand in them (DOMAIN.md §7)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from domain.masks import scan

BASIS, SUBJECT = "【依据】", "【内容】"
PLAIN_OPENING = f"根据{BASIS}，现将{SUBJECT}公示如下。"
LAST_DAY = 28  # of a month, that every month has
MOST_DAYS = 365
_LONGEST = {"title": 60, "legal_basis": 300, "opening": 300, "objection": 120, "promise": 300}
_NEEDED = {"title": "标题", "opening": "开头的话", "objection": "意见反映渠道"}
_BASIS_CLAUSE = re.compile(f"[^，。；]*{BASIS}[^，。；]*[，。；]?")
_SLOT = re.compile(f"{BASIS}|{SUBJECT}")


class Every(StrEnum):
    """How often a kind of notice must be published."""

    NEVER = ""
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EVERY_WORDS = {
    Every.MONTH: "每月",
    Every.QUARTER: "每季度",
    Every.YEAR: "每年",
    Every.NEVER: "不定期",
}
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """The editable texts of one template. ``opening`` has a place for the legal basis, which is
    left out with its clause where there is none, and one for what is made public;
    ``publication_day`` is a day of the first month of each period of ``every``, 1–28."""

    title: str
    legal_basis: str
    opening: str
    objection: str
    promise: str
    publication_day: int
    posted_days: int
    every: Every

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", Every(self.every))


def opened(opening: str, basis: str, subject: str) -> str:
    """The sentence a notice begins with."""
    pattern = opening if basis else _BASIS_CLAUSE.sub("", opening)
    return _SLOT.sub(lambda slot: basis if slot[0] == BASIS else subject, pattern)


def span_of(every: Every, day: date) -> tuple[date, date]:
    """The first and the last day of the month, quarter or year a day lies in; a month where
    nothing is due."""
    months = _MONTHS.get(every, 1)
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    last = first.month + months - 1
    return first, date(day.year, last, monthrange(day.year, last)[1])


def tidy(values: Mapping[str, Any]) -> NoticeTexts:
    """Texts as a form has them, each in one line."""
    told: dict[str, Any] = {
        key: " ".join((value or "").split()) if key in _LONGEST else value
        for key, value in values.items()
    }
    return NoticeTexts(**told)


def faults(texts: NoticeTexts) -> dict[str, str]:
    """What is wrong, by the field's name; empty when all may be stored and posted."""
    found = ((field.name, fault(field.name, getattr(texts, field.name))) for field in fields(texts))
    return {name: told for name, told in found if told}


def fault(name: str, value: Any) -> str:
    """Why a field cannot be so, in words; empty when it can."""
    if name in _LONGEST:
        return _text_fault(name, " ".join(str(value).split()))
    if name == "publication_day" and not 1 <= int(value) <= LAST_DAY:
        return f"公开日应在 1 到 {LAST_DAY} 之间"
    if name == "posted_days" and not 1 <= int(value) <= MOST_DAYS:
        return f"公示天数应在 1 到 {MOST_DAYS} 之间"
    return ""


def _text_fault(name: str, text: str) -> str:
    if not text:
        return f"{_NEEDED[name]}不能空着" if name in _NEEDED else ""
    if len(text) > _LONGEST[name]:
        return f"最多 {_LONGEST[name]} 个字，现在有 {len(text)} 个"
    if not text.isprintable():
        return "里面有看不见的字符，请重新输入"
    if found := scan(text):
        return f"{found[0].kind.value} {found[0].text} 不能写进公示文字；电话请写办公座机"
    if name == "opening" and text.count(SUBJECT) != 1:
        return f"要有一处“{SUBJECT}”，公示时换成这一期公示的内容"
    if name == "opening" and text.count(BASIS) > 1:
        return f"“{BASIS}”最多写一处"
    if name == "opening" and SUBJECT not in opened(text, "", SUBJECT):
        return f"“{BASIS}”和“{SUBJECT}”之间要有逗号；没有依据时，含“{BASIS}”的那半句会略去"
    return ""
