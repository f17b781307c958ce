"""What one person may ask of the office about their data, and what each kind of it becomes.

《个人信息保护法》: to know (第四十四条), to see and have a copy (第四十五条), to have it put right
(第四十六条), to have it erased (第四十七条) unless a law makes the office keep it; then the person
is made unknowable in it. Who is a namesake is for the office to judge, not for the program.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain import masks
from domain.backups import MONTHS

ERASED = "已按请求删除"
"""What stands where a name or a number was."""

BIRTH = "出生日期"
"""The label of what gives a masked document's number away."""

DOCUMENT, PHONE = "证件号码", "电话"
"""The labels of a document's number and of phones."""


class Asked(StrEnum):
    """What somebody asks for."""

    SEE = "查阅"
    COPY = "复制"
    CORRECT = "更正"
    ERASE = "删除"


class By(StrEnum):
    """Who asks for a person."""

    SELF = "本人"
    GUARDIAN = "监护人"
    KIN = "近亲属"
    AGENT = "受委托人"


class Held(StrEnum):
    """The kinds of what the office holds, in the order in which it is shown."""

    REGISTER = "住户登记"
    PARTY = "党员报到"
    REMARK = "住户备注"
    VISIT = "走访"
    ISSUE = "问题"
    PAST = "办理和回访"
    SLIP = "文书"
    MEETING = "协调会"
    PROJECT = "实事项目"
    FINANCE = "财务分录"
    DRAFT = "公示稿样"
    OWN = "清单和草稿"
    IMPORT = "导入"
    DUTY = "干部和支部"
    NOTICE = "已编号公示"
    AUDIT = "操作记录"


class Fate(StrEnum):
    """What becomes of it on erasing."""

    GOES = "删除"
    HIDDEN = "隐去"
    STAYS = "保留"


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of a kind, and why."""

    fate: Fate
    why: str


_RECORD = "办理记录要存档（档案法），姓名和号码隐去"
RULES: Mapping[Held, Rule] = {
    Held.REGISTER: Rule(Fate.GOES, "登记从住户里删除；同户其他人和住址不动"),
    Held.PARTY: Rule(Fate.GOES, "报到、服务记录和照片一起删除"),
    Held.REMARK: Rule(Fate.HIDDEN, "备注里的姓名和号码隐去"),
    Held.VISIT: Rule(Fate.HIDDEN, "走访是这一户的工作记录，姓名和号码隐去"),
    Held.ISSUE: Rule(Fate.HIDDEN, _RECORD),
    Held.PAST: Rule(Fate.HIDDEN, _RECORD),
    Held.SLIP: Rule(Fate.HIDDEN, _RECORD),
    Held.MEETING: Rule(Fate.HIDDEN, _RECORD),
    Held.PROJECT: Rule(Fate.HIDDEN, _RECORD),
    Held.FINANCE: Rule(Fate.HIDDEN, "凭证和账簿要保管（会计法），姓名和号码隐去，金额不动"),
    Held.DRAFT: Rule(Fate.GOES, "没有批准的稿样删除，要用时重新制作"),
    Held.OWN: Rule(Fate.HIDDEN, "里面的姓名和号码隐去"),
    Held.IMPORT: Rule(Fate.HIDDEN, "文件名里的姓名和号码隐去"),
    Held.DUTY: Rule(Fate.STAYS, "履行公职的姓名、职务和办公电话（个人信息保护法第十三条）"),
    Held.NOTICE: Rule(Fate.STAYS, "已经编号公开，原样存档（档案法）"),
    Held.AUDIT: Rule(Fate.STAYS, "谁动过数据要查得到（网络安全法）；里面没有证件号和电话"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant: a name, a document's number, phones; ``homes`` are the households where they
    are on file, by id and address."""

    name: str
    id_number: str = ""
    phones: tuple[str, ...] = ()
    homes: tuple[tuple[int, str], ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The document's number and the phones, as far as known."""
        return tuple(filter(None, (self.id_number, *self.phones)))

    def is_named_in(self, text: str) -> bool:
        """Whether a text has the name or one of the numbers, however it is written."""
        return bool(self.name and self.name in text) or _has(text, self.numbers)

    @property
    def masked(self) -> tuple[str, str]:
        """Name and document's number as the register of requests keeps them."""
        return masks.mask_name(self.name), masks.mask_id_number(self.id_number)


def problem(person: Person) -> str:
    """Why this is not enough to find somebody by; empty when it is."""
    if person.id_number or (person.name and person.phones):
        return ""
    return "请写身份证号，或者姓名和电话；只有姓名会找到同名的人"


def masked_fact(person: Person, label: str, value: str) -> str:
    """What a row says under a label as the screen shows it: a document's number and phones masked
    by what they are, of the day of birth the year, elsewhere every number that is the person's or
    looks like one."""
    if label == BIRTH:
        return value[:4]
    if label == DOCUMENT:
        return masks.mask_id_number(value)
    if label == PHONE:
        return "、".join(map(masks.mask_phone, value.split("、")))
    if person.id_number:
        value = re.sub(
            masks.number_pattern(person.id_number), lambda m: masks.mask_id_number(m[0]), value
        )
    for phone in person.phones:
        value = re.sub(masks.number_pattern(phone), lambda m: masks.mask_phone(m[0]), value)
    return masks.mask_numbers(value)


def is_meant(person: Person, text: str, linked: bool = False) -> bool:
    """Whether a text is certainly about the person: by the document's number, however it is
    written; by the name with a phone, or where the row is ``linked`` to the person otherwise. A
    phone alone may be a family's, a name alone a namesake's."""
    if _has(text, (person.id_number,)):
        return True
    named = bool(person.name) and person.name in text
    return named and (linked or _has(text, person.phones))


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are one, however each is written."""
    return masks.plain_number(one) == masks.plain_number(other)


def _has(text: str, numbers: Collection[str]) -> bool:
    return any(re.search(masks.number_pattern(number), text) for number in numbers)


def hide(person: Person, text: str, others: Collection[str] = ()) -> str:
    """The text without the person's name and numbers; longer names of ``others`` which the name is
    a part of stay whole."""
    longer = sorted((o for o in others if person.name and person.name in o), key=len, reverse=True)
    longer = [other for other in longer if other != person.name]
    numbers = sorted(person.numbers, key=len, reverse=True)
    sought = [re.escape(name) for name in (*longer, person.name) if name]
    sought += map(masks.number_pattern, numbers)
    if not sought:
        return text
    pattern = "|".join(sought)
    return re.sub(pattern, lambda found: found[0] if found[0] in longer else ERASED, text)


def hide_all(person: Person, value: Any, others: Collection[str] = ()) -> Any:
    """`hide` in every text of a value as JSON keeps it."""
    if isinstance(value, str):
        return hide(person, value, others)
    if isinstance(value, list):
        return [hide_all(person, part, others) for part in value]
    if isinstance(value, dict):
        return {key: hide_all(person, part, others) for key, part in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Hit:
    """A row about the person: where it stands, its day, what it says by label; ``sure`` when it is
    certainly about them, ``named`` when it names them."""

    kind: Held
    table: str
    row: Any
    day: date | None
    facts: tuple[tuple[str, str], ...]
    sure: bool
    named: bool = True

    @property
    def fate(self) -> Fate:
        """What becomes of it on erasing: where nobody is named nothing has to be hidden."""
        fate = RULES[self.kind].fate
        return fate if self.named or fate is Fate.GOES else Fate.STAYS

    @property
    def why(self) -> str:
        """Why so."""
        return RULES[self.kind].why if self.named else "里面没有姓名和号码，不用改"


def backups_until(day: date) -> date:
    """The first day on which thinning has left no backup made before ``day``; the newest from
    before a restore or an upgrade may stay until the next one."""
    months = day.year * 12 + day.month + MONTHS  # the month after the last that is kept
    return date(months // 12, months % 12 + 1, 1)
