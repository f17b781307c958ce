"""What the analysis of issues reads, and what it proposes (DOMAIN.md §5, 数据分析)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["cluster", "hot_spot", "repeat"]
# Whom these words name is nobody in particular.
_NOBODY = re.compile(r"匿名|网友|群众|市民|居民|村民|业主|不详|未知|先生|女士|某|\*|^.?$")
# Characters that no name holds: 在路 of 一直在路上 is no road.
NO_NAME = "的和与及在于按各是了有直不我你他这那为由从到被把将对给向都也就度刚请致一年月日"
Progress = Callable[[int, int], None]
"""Told how many messages are done, and of how many; may raise to cancel."""


@dataclass(frozen=True, slots=True)
class Message:
    """An issue as somebody told it.

    ``household`` is the phone or the address as far as known, ``place`` the names from the
    community down, ``category`` the path of names joined by ``/``.
    """

    number: str
    title: str
    text: str
    at: datetime
    person: str = ""
    household: str = ""
    place: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A common issue that the office may make of several: ``issues`` are numbers in order of
    time, ``reason`` is one sentence."""

    kind: Kind
    title: str
    reason: str
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Messages that belong together, before they are put into words."""

    kind: Kind
    members: tuple[Message, ...]
    loudness: float
    title: str
    reason: str

    def proposal(self) -> Proposal:
        """What the office is shown."""
        return Proposal(self.kind, self.title, self.reason, tuple(m.number for m in self.members))


def spaced(text: str) -> str:
    """Half width, words and numbers alone."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).strip()


def plain(text: str) -> str:
    """As `spaced`, in lower case."""
    return spaced(text).lower()


def known(person: str) -> str:
    """The name, when it tells a person: not 匿名, not 邹**, which many may be."""
    return "" if _NOBODY.search(person) else person


def voice(message: Message) -> str:
    """Whose message this is: somebody unnamed speaks for the household, else for oneself."""
    return known(message.person) or message.household or message.number


def voices(messages: Iterable[Message]) -> int:
    """How many different people speak: what one person sends twice counts once."""
    return len({voice(m) for m in messages})


def loudness(messages: Sequence[Message]) -> float:
    """People count in full, their further letters a quarter and the same letter again not at all;
    the further apart in time, the less: 30 days from their middle on average make it 1/√2."""
    people = voices(messages)
    letters = len({(voice(m), m.title, m.text) for m in messages})
    days = sorted(m.at.toordinal() for m in messages)
    middle = days[len(days) // 2]
    apart = sum(abs(day - middle) for day in days) / len(days)
    return float((people + 0.25 * (letters - people)) / (1 + apart / 30) ** 0.5)


def in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """By time, and by number where the time is the same."""
    return tuple(sorted(messages, key=lambda m: (m.at, m.number)))
