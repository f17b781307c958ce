"""Papers about issues that ask a unit to act (DOMAIN.md §5): which may be written, and their words.

催办单 goes out before a deadline, 督办单 after one, 上报函 takes a gravest issue to the county.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain import colours, deadlines
from domain.history import Standing
from domain.paper_words import day_words
from domain.rules import STANDARD, Rules
from domain.workflow import STATE_WORDS, State


class SlipKind(StrEnum):
    """The papers that have numbers of their own."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    LETTER = "letter"


SLIP_WORDS = {
    SlipKind.REMIND: "催办单",
    SlipKind.SUPERVISE: "督办单",
    SlipKind.LETTER: "上报函",
}
ANSWER_WORDS = {
    SlipKind.REMIND: "反馈",
    SlipKind.SUPERVISE: "反馈",
    SlipKind.LETTER: "复函",
}
_VERBS = {SlipKind.REMIND: "催办", SlipKind.SUPERVISE: "督办", SlipKind.LETTER: "上报"}
SIGNS = {SlipKind.REMIND: "催", SlipKind.SUPERVISE: "督", SlipKind.LETTER: "报"}
# Workdays in which the unit, or the county, is asked to answer.
_REPLY_DAYS = {SlipKind.REMIND: 1, SlipKind.SUPERVISE: 3, SlipKind.LETTER: 7}
_TEXTS = {
    SlipKind.REMIND: "贵单位承办的下列问题临近办理时限，请抓紧办理，按时办结，并反馈办理进展。"
    "确有困难不能按时办结的，请在到期前申请延期并说明理由。",
    SlipKind.SUPERVISE: "贵单位承办的下列问题已超过办理时限，现予督办。请立即办理，"
    "并书面反馈办理情况、超期原因和办结时间。",
}

_FINISH = "办结"

# A unit works at it, or has it lying there.
_WITH_UNIT = frozenset({State.DISPATCHED, State.HANDLING})
_NOT_ENDED = _WITH_UNIT | {State.TRIAGED, State.SUSPENDED}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that runs now, by its word: 签收, 联系群众, 采取措施, 办结."""

    word: str
    by: datetime


@dataclass(frozen=True, slots=True)
class SlipLine:
    """An issue as it stands on a slip, frozen as it was then. ``left`` says how its time stands,
    ``progress`` what was done last."""

    number: str
    title: str
    place: str
    colour: str
    colour_word: str
    urgency: str
    order: str
    due: date | None
    left: str
    state: str
    progress: str


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip or letter as it is printed; without ``number`` it is a draft.

    ``text`` is the office's own, a paragraph a line. ``contact`` is whom to ask.
    """

    kind: SlipKind
    number: str
    office: str
    unit: str
    day: date
    text: str
    reply_by: date | None
    lines: tuple[SlipLine, ...]
    contact: str = ""


def number_words(kind: SlipKind, year: int, serial: int) -> str:
    """The number as it is written: ``督〔2026〕31号``."""
    return f"{SIGNS[kind]}〔{year}〕{serial}号"


def number_blank(kind: SlipKind, year: int) -> str:
    """Where the number of a draft will stand."""
    return f"{SIGNS[kind]}〔{year}〕　号"


def numbered(paper: SlipPaper, serial: int, day: date) -> SlipPaper:
    """The paper with its number, dated the day it got it."""
    return replace(paper, number=number_words(paper.kind, day.year, serial), day=day)


def limits(now: Standing) -> tuple[Limit, ...]:
    """The limits that run for the unit now, the next step's first; none while its clock stands."""
    order = now.order
    if now.state not in _WITH_UNIT:
        return ()
    found: list[tuple[str, datetime | None]] = []
    if order is not None:
        if now.state is State.DISPATCHED and order.signed_at is None:
            found.append(("签收", order.sign_by))
        if order.contacted_at is None:
            found.append(("联系群众", order.contact_by))
        if order.measured_at is None:
            found.append(("采取措施", order.measure_by))
    found.append((_FINISH, now.due_at))
    return tuple(Limit(word, by) for word, by in found if by is not None)


def refusal(kind: SlipKind, now: Standing, unit: str, at: datetime, rules: Rules = STANDARD) -> str:
    """Why no such paper may be written about an issue now, in one sentence; empty when it may."""
    if why := state_refusal(kind, now.state):
        return why
    if kind is SlipKind.LETTER:
        gravest = rules.colours[-1]
        if now.colour != gravest.key:
            return f"只有{gravest.word}色（{gravest.level}）的问题可以上报；请先升级。"
        return ""
    word = _VERBS[kind]
    if not unit:
        return f"问题没有主办单位，没有可以{word}的对象；请先派单。"
    if kind is SlipKind.REMIND and now.due_at is not None and now.due_at < at:
        return f"已过办结时限 {now.due_at:%m-%d}，请发督办单。"
    if kind is SlipKind.SUPERVISE and not any(limit.by < at for limit in limits(now)):
        return "各项时限都还没有到，不能督办；要提醒单位请发催办单。"
    return ""


def state_refusal(kind: SlipKind, state: State) -> str:
    """Why no such paper may be written about any issue in this state; empty when it may."""
    if kind is SlipKind.LETTER:
        fits, end = state in _NOT_ENDED, "没有需要上报的事项。"
    else:
        fits, end = state in _WITH_UNIT, f"只有“已派单、办理中”的问题可以{_VERBS[kind]}。"
    return "" if fits else f"问题现为“{STATE_WORDS[state]}”，{end}"


def reply_by(kind: SlipKind, day: date, rules: Rules = STANDARD) -> date:
    """Until when an answer is asked for, unless the office says otherwise."""
    return deadlines.add_workdays(day, _REPLY_DAYS[kind], rules.office)


def reply_fault(asked: date, day: date, rules: Rules = STANDARD) -> str:
    """What is wrong with a day by which an answer is asked for; empty when nothing is."""
    if asked <= day:
        return "答复期限要在今天以后。"
    if not deadlines.is_workday(asked, rules.office):
        return "那天不上班，请改成工作日。"
    return ""


def filing_fault(kind: SlipKind, sent: date, replied_on: date, reply: str, today: date) -> str:
    """What is wrong with an answer that is to be filed; empty when nothing is."""
    if replied_on < sent:
        return f"收到的日期早于发出的日期 {sent:%Y-%m-%d}，请改正；"
    if replied_on > today:
        return "收到的日期在今天以后，请改正；"
    if not reply.strip():
        return f"{ANSWER_WORDS[kind]}还没有内容，请写上一句话；"
    return ""


def time_words(now: Standing, at: datetime, rules: Rules = STANDARD) -> str:
    """How an issue's time stands on paper: ``超期6天``, ``还剩2个工作日``, ``今天到期``; the unit's
    missed steps before it."""
    steps = (limit for limit in limits(now) if limit.word != _FINISH)
    missed = [f"未按时{limit.word}" for limit in steps if limit.by < at]
    due = now.due_at
    if due is not None and due < at:
        left = f"超期{max((at.date() - due.date()).days, 1)}天"
    elif due is not None:
        days = deadlines.workdays_between(at.date(), due.date(), rules.office)
        left = f"还剩{days}个工作日" if days else "今天到期"
    else:
        left = ""
    return "，".join(filter(None, (*missed, left)))


# --- the words --------------------------------------------------------------------------------


def default_text(kind: SlipKind) -> str:
    """What a slip says above its table, until the office words it otherwise."""
    return _TEXTS[kind]


@dataclass(frozen=True, slots=True)
class Reported:
    """What a letter to the county tells of an issue; ``done`` is each step's day and words."""

    number: str
    title: str
    description: str
    place: str
    registered: date
    source: str
    units: tuple[str, ...]
    done: tuple[tuple[date, str], ...] = ()


def letter_title(title: str) -> str:
    """The title of a letter about an issue."""
    return f"关于提请协调解决“{title.rstrip('。')}”问题的函"


def letter_text(issue: Reported, colour: str, rules: Rules = STANDARD) -> str:
    """The letter with which an issue goes to the county, a paragraph a line."""
    rule = colours.rule(colour, rules.colours)
    told = issue.description.strip().rstrip("。") or issue.title.rstrip("。")
    where = f"地点：{issue.place}。" if issue.place else ""
    found = f"{day_words(issue.registered)}经{issue.source}登记，编号{issue.number}。"
    done = [f"{day_words(day)}，{words.rstrip('。')}。" for day, words in issue.done]
    units = f"主办单位：{'、'.join(issue.units)}。" if issue.units else ""
    above = f"该问题经研判为{rule.word}色（{rule.level}），超出我单位职责权限。"
    lines = [
        "现将我辖区一件需上级协调解决的问题报告如下。",
        "一、基本情况",
        f"{told}。{where}{found}",
        "二、已做的工作",
        *(filter(None, (*done, units)) if done or units else ("已登记并研判，尚未派单。",)),
        "三、提请协调的事项",
        f"{above}请明确牵头单位、解决办法和完成时限。",
    ]
    return "\n".join(lines)


# --- kept as it was ---------------------------------------------------------------------------


def stored(paper: SlipPaper) -> dict[str, Any]:
    """The paper as JSON keeps it, so that it prints the same for ever."""
    value = asdict(paper)
    value["day"], value["reply_by"] = paper.day.isoformat(), _iso(paper.reply_by)
    value["lines"] = [asdict(line) | {"due": _iso(line.due)} for line in paper.lines]
    return value


def restored(value: Mapping[str, Any]) -> SlipPaper:
    """The paper that `stored` made this of."""
    known = {field.name: value[field.name] for field in fields(SlipPaper)}
    lines = (SlipLine(**{**line, "due": _day(line["due"])}) for line in value["lines"])
    own = {
        "kind": SlipKind(value["kind"]),
        "day": date.fromisoformat(value["day"]),
        "reply_by": _day(value["reply_by"]),
        "lines": tuple(lines),
    }
    return SlipPaper(**{**known, **own})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
