"""公示的一生: draft → reviewed → approved → printed → posted → taken down (DOMAIN.md §7).

What was approved is frozen, has its number for good and prints again byte for byte; a number that
came to nothing stays in the register as void, so that there are no gaps.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from domain.cells import half
from domain.disclosure import Notice, leftovers, texts
from domain.masks import scan


class NoticeState(StrEnum):
    """Where a notice is in its life."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PRINTED = "printed"
    POSTED = "posted"
    TAKEN_DOWN = "taken_down"
    VOID = "void"


STATE_WORDS = {
    NoticeState.DRAFT: "稿样",
    NoticeState.REVIEWED: "已审核",
    NoticeState.APPROVED: "已批准",
    NoticeState.PRINTED: "已打印",
    NoticeState.POSTED: "已张贴",
    NoticeState.TAKEN_DOWN: "已撤下",
    NoticeState.VOID: "作废",
}
LIFE = tuple(state for state in NoticeState if state is not NoticeState.VOID)
NEXT: Mapping[NoticeState, tuple[NoticeState, ...]] = {
    NoticeState.DRAFT: (NoticeState.REVIEWED,),
    NoticeState.REVIEWED: (NoticeState.APPROVED, NoticeState.DRAFT),
    NoticeState.APPROVED: (NoticeState.PRINTED, NoticeState.VOID),
    NoticeState.PRINTED: (NoticeState.PRINTED, NoticeState.POSTED, NoticeState.VOID),
    NoticeState.POSTED: (NoticeState.PRINTED, NoticeState.POSTED, NoticeState.TAKEN_DOWN),
    NoticeState.TAKEN_DOWN: (NoticeState.PRINTED,),
    NoticeState.VOID: (),
}
"""Where each state may lead; printing again leaves a notice where it is."""
FROZEN = frozenset(NoticeState) - {NoticeState.DRAFT, NoticeState.REVIEWED}


_STARRED = re.compile(r"[^\s*，。；：、（）·“”＝/—]*\*[^\s，。；：、（）·“”＝/—]*")
_TOLD = 12
_NUMBER = re.compile(r"(?:[〔\[(]?(20\d\d)[〕\])]?[-年]?)?第?(\d{1,5})号?")


def number_words(year: int, serial: int) -> str:
    """The number of a notice: 〔2026〕第12号."""
    return f"〔{year}〕第{serial}号"


def read_number(text: str, year: int) -> tuple[int, int] | None:
    """The year and the serial of a number as it is typed: 〔2026〕第12号, 2026-12, or 12 alone for
    a number of ``year``; None when it is none."""
    found = _NUMBER.fullmatch(half(text))
    return (int(found[1] or year), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A number that must not hang, as it is written, and how many sheets have it."""

    kind: str
    text: str
    sheets: int


def gate(notices: Iterable[Notice], still: frozenset[str] | None = None) -> tuple[Leftover, ...]:
    """The id numbers, mobiles and accounts in the final texts (DOMAIN.md §3): with any of them a
    notice is approved only by whoever may make an exception, and with a reason. ``still`` are the
    mobiles consented to by now; without it what held when a notice was made holds."""
    found: dict[tuple[str, str], int] = {}
    once = cache(scan)  # what stands on one notice of a batch stands on most
    for made in notices:
        left = made.consented if still is None else made.consented & still
        notice = replace(made, consented=left)
        for key in {(finding.kind.value, finding.text) for finding in leftovers(notice, once)}:
            found[key] = found.get(key, 0) + 1
    return tuple(Leftover(kind, text, sheets) for (kind, text), sheets in found.items())


def gate_words(found: Sequence[Leftover]) -> str:
    """What the gate found, in one line."""
    return "；".join(f"{one.kind} {one.text}（{one.sheets} 张）" for one in found)


@dataclass(frozen=True, slots=True)
class Masked:
    """Something that stands masked in the final texts, and how many times."""

    text: str
    times: int


def masked(notices: Iterable[Notice]) -> tuple[Masked, ...]:
    """What of the final texts is masked, in reading order: for whoever reviews a notice to see
    that nothing is missing and nothing too much."""
    found = Counter(
        match.group()
        for notice in notices
        for text in texts(notice)
        for match in _STARRED.finditer(text)
    )
    return tuple(Masked(text, times) for text, times in found.items())


def masked_words(found: Sequence[Masked]) -> str:
    """What is masked, in one line; of very much the first."""
    told = [f"{one.text}×{one.times}" if one.times > 1 else one.text for one in found]
    more = f" 等 {len(told)} 种" if len(told) > _TOLD else ""
    return "、".join(told[:_TOLD]) + more


def one_hand(registered: str, reviewed: str, approved: str) -> str:
    """That one person took the steps that ought to be several people's, in words for whoever looks
    at it later (not forbidden: an office may be small); empty where nobody did."""
    if not approved or approved != registered:
        return ""
    steps = "登记、审核、批准" if reviewed == approved else "登记、批准"
    return f"{steps}是同一个人：{approved}"


def is_early(on: date, posted_to: date | None) -> bool:
    """Whether what comes down on a day does so before the last day of its period of publicity."""
    return posted_to is not None and on < posted_to


def posting_state(hung: int, down: int) -> NoticeState:
    """Where a printed notice is by its sheets: how many were hung, how many of those came down."""
    if not hung:
        return NoticeState.PRINTED
    return NoticeState.TAKEN_DOWN if down == hung else NoticeState.POSTED
