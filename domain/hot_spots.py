"""热点: one place and one category in which much more comes within 30 days than chance explains."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from domain import wording
from domain.messages import Found, Message, in_order, loudness, voices

DAYS = 30
LEAST = 3  # messages of a hot spot, from two people at least
CHANCE = 0.01  # what chance brings more often than this is no hot spot
TELLING = 0.7  # share of a place's messages that a place below it explains

Place = tuple[str, ...]


def find(
    messages: Sequence[Message], known: Sequence[Collection[Message]] = ()
) -> tuple[Found, ...]:
    """The hot spots, at the nearest level that concentrates; those whose messages all lie in one
    of the ``known`` groups are told already."""
    groups: dict[tuple[Place, str], list[Message]] = defaultdict(list)
    placed = [m for m in in_order(messages) if m.place and m.category]
    for message in placed:
        for depth in range(1, len(message.place) + 1):
            groups[message.place[:depth], message.category].append(message)
    usual = _Usual(placed)
    chosen: dict[tuple[Place, str], list[tuple[Message, ...]]] = defaultdict(list)
    # From the entrance upwards: a place is hot by itself, not by what is hot below it.
    for (place, category), own in sorted(groups.items(), key=lambda g: (-len(g[0][0]), g[0])):
        below = [
            spot
            for (other, same), spots in sorted(chosen.items())
            if same == category and other[: len(place)] == place
            for spot in spots
        ]
        for window in _windows(own):
            explained = max((len(set(window) & set(spot)) for spot in below), default=0)
            if explained < TELLING * len(window) and usual.exceeded(place, category, window):
                chosen[place, category].append(window)
    return tuple(
        _found(place, category, window)
        for (place, category), windows in sorted(chosen.items())
        for window in windows
        if not any(set(window) <= set(group) for group in known)
    )


class _Usual:
    """What would come to a place in 30 days if its matters were those of all other places."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.total = len(messages)
        self.categories = Counter(m.category for m in messages)
        self.places = Counter(m.place[:d] for m in messages for d in range(1, len(m.place) + 1))
        self.both = Counter(
            (m.place[:d], m.category) for m in messages for d in range(1, len(m.place) + 1)
        )
        days = [m.at.toordinal() for m in messages]
        self.share = min(1.0, DAYS / (max(days) - min(days) + 1)) if days else 1.0

    def exceeded(self, place: Place, category: str, window: Sequence[Message]) -> bool:
        if len(window) < LEAST or voices(window) < 2:
            return False
        # A place that is nearly the whole ledger concentrates nothing.
        own = self.places[place]
        elsewhere = self.categories[category] - self.both[place, category] + 1
        expected = own * elsewhere / (self.total - own + 1)
        return _tail(len(window), expected * self.share) < CHANCE


def _tail(count: int, expected: float) -> float:
    """The chance of as many or more where so many are expected (Poisson)."""
    term, below = math.exp(-expected), 0.0
    for n in range(count):
        below += term
        term *= expected / (n + 1)
    return max(0.0, 1 - below)


def _windows(messages: Sequence[Message]) -> Iterator[tuple[Message, ...]]:
    """The fullest 30 days, then the fullest of what is left before and after; in order of time."""
    if len(messages) < LEAST:
        return
    days = [m.at.toordinal() for m in messages]
    ends, end = [], 0
    for day in days:
        while end < len(days) and days[end] < day + DAYS:
            end += 1
        ends.append(end)
    start = max(range(len(days)), key=lambda n: (ends[n] - n, -n))
    yield from _windows(messages[:start])
    yield tuple(messages[start : ends[start]])
    yield from _windows(messages[ends[start] :])


def _found(place: Place, category: str, own: Sequence[Message]) -> Found:
    where, what = "".join(place), category.rsplit("/", 1)[-1]
    reason = (
        f"{wording.span(own)}，{where} {DAYS} 天内有 {voices(own)} 人反映“{what}”{len(own)} 件，"
        f"明显多于平常：{wording.members(own)}。"
    )
    return Found("hot_spot", tuple(own), loudness(own) * 0.75, f"{where}{what}问题集中", reason)
