"""双报到: party members who report to where they live, and what they do there (DOMAIN.md §4).

A stay is from ``since`` to ``until``, the day of moving away: on it something may still be done,
and whoever moves is no longer 在册. Either may be unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.places import PlaceStep

# What compounds usually offer; any other words may be taken on as well.
POSTS = (
    "政策宣传岗",
    "环境整治岗",
    "矛盾调解岗",
    "治安巡逻岗",
    "扶老助幼岗",
    "文体活动岗",
    "设施维护岗",
    "民情收集岗",
    "应急服务岗",
)
# Offered where nobody has written down a service yet.
SERVICES = ("政策宣传", "环境整治", "矛盾调解", "治安巡逻", "看望老人", "文体活动", "入户走访")
MOST_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """What a party member did on a day; ``hours`` is None where nobody counted."""

    day: date
    what: str
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class CheckInEntry:
    """A party member who reported. ``place`` is the path to the compound or, where it is known, to
    the building or entrance; ``unit`` the employer; ``row`` the sheet's row, 0 for a form.
    With ``consented_on`` name, ``photo`` (a JPEG), unit and phone may hang where they live, beside
    the ``promise``."""

    name: str
    place: tuple[PlaceStep, ...] = ()
    unit: str = ""
    duty: str = ""
    phone: str = ""
    post: str = ""
    since: date | None = None
    until: date | None = None
    services: tuple[ServiceEntry, ...] = ()
    row: int = 0
    promise: str = ""
    consented_on: date | None = None
    photo: bytes | None = None


def is_here(since: date | None, until: date | None, day: date) -> bool:
    """Whether somebody with such a stay is 在册 on a day."""
    return (since is None or since <= day) and (until is None or until > day)


def stay_fault(since: date | None, until: date | None, services: Sequence[date] = ()) -> str:
    """Why a stay cannot be so, ``services`` being the days of service in it; empty when it can."""
    if since is not None and until is not None and until < since:
        return "迁出日期早于报到日期"
    if since is not None and services and min(services) < since:
        return f"{min(services)} 已有服务记录，报到日期不能比它晚"
    if until is not None and services and max(services) > until:
        return f"{max(services)} 还有服务记录，迁出日期不能比它早"
    return ""


def service_fault(service: ServiceEntry, since: date | None, until: date | None, day: date) -> str:
    """Why a service cannot be written down on this day; empty when it can."""
    if not service.what.strip():
        return "还没有写做了什么"
    if since is not None and service.day < since:
        return f"{since} 才报到，服务日期不能更早"
    if until is not None and service.day > until:
        return f"{until} 已迁出，服务日期不能更晚"
    if service.day > day:
        return "服务日期还没有到"
    return hours_fault(service.hours)


def consent_fault(consented_on: date | None, day: date) -> str:
    """Why nobody can have consented so by a day; empty when they can."""
    if consented_on is not None and consented_on > day:
        return "同意公开的日期还没有到"
    return ""


def hours_fault(hours: float | None) -> str:
    """Why nobody served so many hours on one day."""
    if hours is not None and not 0 < hours <= MOST_HOURS:
        return "时长应大于 0，最多 24 小时"
    return ""


def read_hours(text: str) -> float | None:
    """The hours a text names, to a tenth: 2, 1.5, 2小时; None when it names none."""
    plain = text.strip().removesuffix("时").removesuffix("小").removesuffix("个").removesuffix("h")
    plain = plain.strip()
    try:
        return round(float(plain), 1) if plain and plain[0].isdecimal() else None
    except ValueError:
        return None


def hours_words(hours: float) -> str:
    """Hours as they are read: 2, 1.5."""
    return f"{hours:,.1f}".removesuffix(".0")
