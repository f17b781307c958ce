"""公开目录: what must be made public how often and by when, and whether it was (DOMAIN.md §7).

Rules of ours: a notice falls due in every calendar period on the template's day of its first month;
it is public once a sheet of it hangs; one for a place is one for all that lies in it. Of a batch
every sheet is for its own stairwell (or group of villagers): such a notice, and any for a part of
the place, makes it partly done, and done once no stairwell is without. What was due before the
ledger began is not asked after, but in the next period; what hangs of it is told all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.notice_life import NoticeState
from domain.notice_texts import Every, span_of
from domain.places import tops


@dataclass(frozen=True, slots=True)
class Duty:
    """That a notice must hang once a period, on a day (1–28) of the period's first month."""

    every: Every
    day: int


@dataclass(frozen=True, slots=True)
class Made:
    """A notice of the register: the position of the place it is for, how far it is, and its day:
    when its first sheet was hung, or else when it was drafted. Of a batch ``sheets`` tell when each
    that hangs was hung, by the position of its place; None for what hangs as one."""

    position: str
    state: NoticeState
    day: date
    posted: bool
    sheets: Mapping[str, date] | None = None


class Publication(StrEnum):
    """Where a duty stands."""

    DONE = "done"
    PARTLY = "partly"
    ON_WAY = "on_way"
    DUE = "due"
    OVERDUE = "overdue"
    NOT_ASKED = "not_asked"


MISSING = frozenset(Publication) - {Publication.DONE, Publication.NOT_ASKED}
"""Where something is not public yet, or not everywhere."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a duty stands on a day: since when it is (partly) done, or else by when it has to be;
    and how far the notice is that is on its way. Where it is partly done: at how many of the
    ``stairs`` it is ``hung``, where there are any."""

    publication: Publication
    day: date
    on_way: NoticeState | None = None
    hung: int = 0
    stairs: int = 0

    def late(self, on: date) -> int:
        """By how many days it is overdue."""
        return (on - self.day).days if self.publication is Publication.OVERDUE else 0


def standing(
    duty: Duty,
    position: str,
    made: Iterable[Made],
    day: date,
    begun: date,
    stairs: Sequence[str] = (),
) -> Standing:
    """Where the duty of the place at a position stands on a day, by the notices of its template;
    ``begun`` is the day the ledger began, ``stairs`` are the positions of its stairwells."""
    first, last = span_of(duty.every, day)
    due = first.replace(day=duty.day)
    own = [one for one in made if first <= one.day <= min(last, day)]
    whole = [one for one in own if position.startswith(one.position)]
    hung = [one.day for one in whole if one.posted and one.sheets is None]
    if hung:
        return Standing(Publication.DONE, min(hung))
    parts = [o for o in own if o.posted and (o.sheets or o.position.startswith(position))]
    reached = _reached(parts, stairs)
    if stairs and len(reached) == len(stairs):
        return Standing(Publication.DONE, max(reached.values()))
    on_way = max((o.state for o in whole), key=list(NoticeState).index, default=None)
    if parts:
        since = min(part.day for part in parts)
        return Standing(Publication.PARTLY, since, on_way, len(reached), len(stairs))
    if due < begun:
        following = last + timedelta(days=1)
        return Standing(Publication.NOT_ASKED, following.replace(day=duty.day), on_way)
    if day > due:
        return Standing(Publication.OVERDUE, due, on_way)
    return Standing(Publication.ON_WAY if on_way else Publication.DUE, due, on_way)


def _reached(parts: Iterable[Made], stairs: Sequence[str]) -> dict[str, date]:
    """Since when each stairwell that has the notice has it, at its own place or one above."""
    hung: dict[str, date] = {}
    for part in parts:
        for place, on in (part.sheets or {part.position: part.day}).items():
            hung[place] = min(on, hung.get(place, on))
    reached = {}
    for stair in stairs:
        days = [hung[top] for top in tops(stair) if top in hung]
        if days:
            reached[stair] = min(days)
    return reached
