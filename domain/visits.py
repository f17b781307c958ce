"""走访: kinds, outcomes, and what is asked of the teams (DOMAIN.md §4).

A target asks that somebody of a household be met so often in every period. What is overdue is told
household by household: the period before went by without it, and so does the present one so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class VisitKind(StrEnum):
    """Why a team came."""

    ROUTINE = "routine"
    ON_DEMAND = "on_demand"
    RETURN = "return"


class Outcome(StrEnum):
    """Whom a team met."""

    PERSON = "person"
    FAMILY = "family"
    NOBODY = "nobody"
    REFUSED = "refused"


KIND_WORDS = {
    VisitKind.ROUTINE: "例行",
    VisitKind.ON_DEMAND: "按需",
    VisitKind.RETURN: "回访",
}
OUTCOME_WORDS = {
    Outcome.PERSON: "见到本人",
    Outcome.FAMILY: "见到家人",
    Outcome.NOBODY: "无人",
    Outcome.REFUSED: "拒访",
}
MET = (Outcome.PERSON, Outcome.FAMILY)
"""Somebody was met; only such visits count for targets and for 走访覆盖率."""


class Every(StrEnum):
    """The periods of targets, calendar ones: the month, the quarter, half a year, the year."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


EVERY_WORDS = {
    Every.MONTH: "每月",
    Every.QUARTER: "每季",
    Every.HALF: "每半年",
    Every.YEAR: "每年",
}
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
MOST_TIMES = 31


@dataclass(frozen=True, slots=True)
class Target:
    """``times`` meetings in every period with each household of a care tag; an empty tag means
    every household."""

    tag: str
    every: Every
    times: int = 1

    def __str__(self) -> str:
        return f"{self.tag or '所有住户'}{EVERY_WORDS[self.every]} {self.times} 次"


TARGETS = (Target("", Every.QUARTER), Target("独居老人", Every.MONTH))


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a target: its first and last day."""

    first: date
    last: date


def span(every: Every, day: date) -> Span:
    """The calendar period in which a day lies."""
    months = _MONTHS[every]
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = month + months
    following = date(day.year + (after > 12), (after - 1) % 12 + 1, 1)
    return Span(first, following - timedelta(days=1))


def span_before(every: Every, day: date) -> Span:
    """The calendar period before the one in which a day lies."""
    return span(every, span(every, day).first - timedelta(days=1))


def spans_told(day: date) -> dict[str, tuple[str, Span]]:
    """The periods for which 走访覆盖率 is asked, by a key: what each is called, and its days."""
    named = {
        Every.MONTH: ("本月", "上月"),
        Every.QUARTER: ("本季", "上季"),
        Every.YEAR: ("今年", "去年"),
    }
    told = {}
    for every, (now, before) in named.items():
        told[every.value] = (now, span(every, day))
        told[f"{every}_before"] = (before, span_before(every, day))
    return told | {"ever": ("不限时间", Span(date.min, date.max))}


def span_words(every: Every, day: date) -> str:
    """What the period of a day is called: 2026年第4季度."""
    number = (day.month - 1) // _MONTHS[every] + 1
    match every:
        case Every.MONTH:
            return f"{day.year}年{number}月"
        case Every.QUARTER:
            return f"{day.year}年第{number}季度"
        case Every.HALF:
            return f"{day.year}年{'上' if number == 1 else '下'}半年"
    return f"{day.year}年"


class Due(StrEnum):
    """How a household stands with its targets."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"


DUE_WORDS = {Due.DONE: "已走访", Due.DUE: "待走访", Due.OVERDUE: "超期"}


@dataclass(frozen=True, slots=True)
class Task:
    """What a target asks on a day: meetings within ``now``; overdue is who was not met so often
    within ``before`` either. That is None where the office recorded no visit so early: what was
    done before it used the program is not known."""

    target: Target
    now: Span
    before: Span | None


def tasks(targets: Iterable[Target], day: date, begun: date | None) -> tuple[Task, ...]:
    """What the targets ask on a day. ``begun`` is the day of the first visit on record."""
    made = []
    for target in targets:
        before = span_before(target.every, day)
        known = begun is not None and begun <= before.last
        made.append(Task(target, span(target.every, day), before if known else None))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class VisitRules:
    """The office's settings of visits and of the lines of responsibility.

    ``on_demand`` (按需): nobody must be visited by the calendar but those with a care tag; a team
    comes when it is asked to. ``two_lines`` (双线): a household has a team of the unit line
    and one of the residence line, and each line has its own proof.
    """

    targets: tuple[Target, ...] = TARGETS
    on_demand: bool = False
    two_lines: bool = False

    def asked(self) -> tuple[Target, ...]:
        """The targets that hold."""
        return tuple(t for t in self.targets if t.tag or not self.on_demand)


def fault(rules: VisitRules) -> str:
    """What is wrong with the settings, in one sentence; empty when nothing is."""
    if any(not 1 <= t.times <= MOST_TIMES for t in rules.targets):
        return f"每个周期走访的次数要在 1 到 {MOST_TIMES} 之间，没有保存；请改正后再试。"
    tags = [t.tag for t in rules.targets]
    twice = next((tag for tag in tags if tags.count(tag) > 1), None)
    if twice is not None:
        return f"“{twice or '所有住户'}”写了两个走访目标，没有保存；请留下一个。"
    return ""


def rate(met: int, assigned: int) -> float | None:
    """走访覆盖率: households where somebody was met ÷ households assigned; None without any."""
    return met / assigned if assigned else None


def told_rate(met: int, assigned: int) -> str:
    """The rate in words; a denominator of 0 shows —."""
    found = rate(met, assigned)
    return "—" if found is None else f"{found:.1%}"
