"""Which issues on file are like one that is being typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

RECENT_DAYS = 90
_LEAST = 0.3  # below this share of common pairs two titles speak of different things
_RUNS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An issue on file: its title, the position of its place (path in walking order, each step
    ending with ``/``; empty when unknown), and whether it is still open."""

    id: int
    title: str
    position: str
    open: bool
    registered: date


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, marks and spaces left out."""
    runs = _RUNS.findall(text.lower())
    return frozenset(run[n : n + 2] for run in runs for n in range(max(1, len(run) - 1)))


def likeness(one: str, other: str) -> float:
    """How much two titles have in common, 0–1; a short one inside a long one counts as much."""
    mine, theirs = pairs(one), pairs(other)
    if not mine or not theirs:
        return 0.0
    common = len(mine & theirs)
    dice = 2 * common / (len(mine) + len(theirs))
    return max(dice, 0.8 * common / min(len(mine), len(theirs)))


def nearness(one: str, other: str) -> int:
    """How many steps of their paths two places share; 0 when either is unknown."""
    steps = zip(one.split("/"), other.split("/"), strict=False)
    shared = 0
    for mine, theirs in steps:
        if not mine or mine != theirs:
            break
        shared += 1
    return shared


def ranked(
    title: str, position: str, candidates: Iterable[Candidate], today: date, most: int = 5
) -> list[int]:
    """The ids of those that may be the same: open or recent, the nearest place first, and among
    those as near the likest title."""
    found = []
    for one in candidates:
        like = likeness(title, one.title)
        if like < _LEAST or not (one.open or (today - one.registered).days <= RECENT_DAYS):
            continue
        found.append((-nearness(position, one.position), -round(like, 3), not one.open, -one.id))
    return [-id_ for *_, id_ in sorted(found)[:most]]
