"""Words as paper wants them: full-width punctuation, dates, periods and places (DOMAIN.md §8)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from domain.cells import seen
from domain.places import RANK, Level, PlaceStep, natural_key, place_key

_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff，。；：？！（）、《》“”"
_BESIDE_HAN = re.compile(rf" ?[()] ?|(?<=[{_HAN}]) ?[,;:?!] ?|[,;:?!](?=[{_HAN}]|$) ?")
_STOP = re.compile(rf"(?<=[{_HAN}])\.(?=\s|$|[{_HAN}])")
_QUOTED = re.compile(r'"([^"]*)"')


def on_paper(text: str) -> str:
    """Text with full-width punctuation as Chinese on paper wants it; inside numbers it stays. What
    cannot be seen is left out."""
    text = " ".join(seen(text).split())
    if not re.search(f"[{_HAN}]", text):
        return text
    for _ in range(2):  # a bracket made full width makes its neighbour full width too
        text = _BESIDE_HAN.sub(lambda m: m[0].strip().translate(_FULL), text)
    return _QUOTED.sub(r"“\1”", _STOP.sub("。", text))


def day_words(day: date, known_year: int | None = None) -> str:
    """``2026年6月1日``, or ``6月1日`` where the year is known already."""
    month_day = f"{day.month}月{day.day}日"
    return month_day if day.year == known_year else f"{day.year}年{month_day}"


def period_words(first: date, last: date) -> str:
    """A whole month or year as such, else from–to: ``2026年10月``, ``2026年1月1日至3月15日``."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year}年{first.month}月"
        if (first.year, first.month, last.month) == (last.year, 1, 12):
            return f"{first.year}年"
    return f"{day_words(first)}至{day_words(last, first.year)}"


def place_words(place: Sequence[PlaceStep]) -> str:
    """The place a notice hangs at, from the compound or group down: ``京公馆3栋1单元``."""
    near = [step.name for step in place if RANK[step.level] >= RANK[Level.COMPOUND]]
    return "".join(near) or (place[-1].name if place else "")


def walking_key(place: Sequence[PlaceStep]) -> tuple[tuple[int, str], ...]:
    """Sorts places as one walks them: compound, building, entrance, in natural order."""
    return tuple(
        (RANK[step.level], natural_key(place_key(step.level, step.name))) for step in place
    )


_OWN = {
    Level.ENTRANCE: "本单元",
    Level.BUILDING: "本楼栋",
    Level.GROUP: "本组",
    Level.COMPOUND: "本小区",
}


def scope_words(place: Sequence[PlaceStep]) -> str:
    """What concerns a place: ``本单元、3栋和京公馆公共部位``."""
    if not place:
        return "本辖区"
    own = _OWN.get(place[-1].level, place[-1].name)
    wider = [step.name for step in reversed(place[:-1]) if RANK[step.level] >= RANK[Level.COMPOUND]]
    return own + (f"及{'、'.join(wider)}公共部位" if wider else "")


_OFFICES = {"街道": "办事处", "镇": "人民政府", "乡": "人民政府", "县": "人民政府"}


def office_words(place: str) -> str:
    """The office of a township or county, as it signs: 重岗街道 → 重岗街道办事处."""
    return next((place + office for end, office in _OFFICES.items() if place.endswith(end)), place)
