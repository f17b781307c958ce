"""From the core of a quarrel to all of it.

The louder a quarrel, the more ways to speak of it: letters in like words are found first, and then
gather those that hold the same name and are near their middle in the matter.
"""

from collections.abc import Sequence

from domain.likeness import Likeness, to_middle
from domain.messages import Message

Members = tuple[int, ...]

DAYS_APART = 90  # a quarrel that is silent for longer has begun anew
NAME, MATTER = 0.2, 0.25  # least likeness to a core's middle of what it gathers
ROUNDS = 3  # each moves the middle a little
ACROSS = 0.3  # likeness of the names in two titles from two places


def gather(
    likeness: Likeness, messages: Sequence[Message], cores: Sequence[Members]
) -> list[Members]:
    """The cores with what belongs to them, largest first: a core may gather another; no message
    stands in two."""
    taken: set[int] = set()
    grown: list[Members] = []
    for core in sorted(cores, key=lambda c: (-len(c), c)):
        members = tuple(n for n in core if n not in taken)
        for _ in range(ROUNDS if len(members) > 1 else 0):
            more = _near(likeness, messages, members) - taken
            if more <= set(members):
                break
            members = tuple(sorted(more | set(members)))
        if len(members) > 1:
            taken |= set(members)
            grown.append(members)
    return grown


def _near(likeness: Likeness, messages: Sequence[Message], members: Members) -> set[int]:
    """The messages that name what most members name, and speak of their matter, in their time."""
    names = likeness.shared_names(members)
    holding = {int(n) for name in names for n in likeness.holders(int(name))} - set(members)
    days = sorted(messages[n].at.toordinal() for n in members)
    first, last = days[0] - DAYS_APART, days[-1] + DAYS_APART
    found = [n for n in sorted(holding) if first <= messages[n].at.toordinal() <= last]
    for rows, least in ((likeness.name, NAME), (likeness.matter, MATTER)):
        like = to_middle(rows, members, found)
        found = [n for n, value in zip(found, like, strict=True) if value >= least]
    return {n for n in found if may_meet(likeness, messages, members[0], n)}


def may_meet(likeness: Likeness, messages: Sequence[Message], first: int, second: int) -> bool:
    """Whether two messages may be one quarrel: from two communities or compounds they are two,
    unless their titles name the same, as a road that runs through both."""
    places = zip(messages[first].place[:2], messages[second].place[:2], strict=False)
    if all(one == other for one, other in places):
        return True
    a, b = likeness.title_name[[first]], likeness.title_name[[second]]
    return float(a.multiply(b).sum()) >= ACROSS
