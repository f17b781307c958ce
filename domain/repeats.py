"""重复反映: the same person or household that comes again about the same matter."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from domain import wording
from domain.messages import Found, Message, in_order, known, loudness

Alike = Callable[[Sequence[int]], Sequence[Sequence[float]]]
"""Likeness of each to each, 0–1, of messages given by their positions."""

HOUSEHOLD_ALIKE = 0.20  # likeness of two messages from one household that makes them one matter
PERSON_ALIKE = 0.25  # and of two messages under one name, which two people may bear
MOST = 60  # a name that sends more than this is a desk that writes for others


def find(messages: Sequence[Message], alike: Alike) -> tuple[Found, ...]:
    """Who appealed more than once about the same."""
    return tuple(_found([messages[n] for n in again]) for again in _same_matter(messages, alike))


def _same_matter(messages: Sequence[Message], alike: Alike) -> Iterator[list[int]]:
    """Positions of messages that one sender wrote about one matter, two at least."""
    links: dict[int, set[int]] = defaultdict(set)
    for sender, least in ((_household, HOUSEHOLD_ALIKE), (_person, PERSON_ALIKE)):
        for own in _by(messages, sender):
            likeness = alike(own)
            for (i, a), (j, b) in combinations(enumerate(own), 2):
                if not _strangers(messages[a], messages[b]) and _same(
                    messages[a], messages[b], likeness[i][j] >= least
                ):
                    links[a].add(b)
                    links[b].add(a)
    seen: set[int] = set()
    for start in sorted(links):
        if start not in seen:
            again, waiting = set[int](), [start]
            while waiting:
                n = waiting.pop()
                if n not in again:
                    again.add(n)
                    waiting.extend(links[n])
            seen |= again
            yield sorted(again)


def _same(first: Message, second: Message, alike: bool) -> bool:
    return alike or (first.title, first.text) == (second.title, second.text)


def _strangers(first: Message, second: Message) -> bool:
    """Two people of one name: both households are known, and another."""
    return (
        bool(first.household and second.household)
        and first.household != second.household
        and first.place != second.place
    )


def _household(message: Message) -> str:
    """The household's phone or door; a masked one may be of many, and tells with the name alone."""
    if "*" not in message.household:
        return message.household
    return f"{message.person} {message.household}" if message.person else ""


def _person(message: Message) -> str:
    return known(message.person)


def _by(messages: Sequence[Message], sender: Callable[[Message], str]) -> Iterator[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for n, message in enumerate(messages):
        if key := sender(message):
            groups[key].append(n)
    for _, own in sorted(groups.items()):
        if 2 <= len(own) <= MOST:
            yield own


def _found(again: Sequence[Message]) -> Found:
    own = in_order(again)
    days = (own[-1].at.date() - own[0].at.date()).days
    within = f"{days} 天内" if days else "同一天"
    person = next((m.person for m in own if m.person), "")
    who = f"“{person}”" if len({m.person for m in own if m.person}) == 1 else "同一户"
    same = len({(m.title, m.text) for m in own}) == 1
    what = "重复提交了同一内容" if same else "反复反映同一件事"
    reason = f"{wording.span(own)}，{who}{within} {len(own)} 次{what}：{wording.members(own)}。"
    # One household is one voice, whoever of it speaks.
    voice = [replace(m, person="", household="一户") for m in own]
    return Found("repeat", own, loudness(voice), wording.title(own[0], own), reason)
