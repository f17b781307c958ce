"""The limits of a dispatch order as they are told: until when, and whether it was done in time.

DOMAIN.md §5: signing runs from dispatch, the first contact from signing; for urgent issues contact
and measure run in hours from dispatch.
"""

from dataclasses import dataclass
from datetime import datetime

from domain import deadlines
from domain.deadlines import AS_PUBLISHED, Lamp, OfficeDays
from domain.history import Standing
from domain.workflow import Move, State

# The order binds its unit in these.
BOUND = frozenset({State.DISPATCHED, State.HANDLING, State.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Limit:
    """By when a ``move`` is due, when it was made, and from when its time runs. ``by`` is None for
    a first contact whose time begins with the signing."""

    move: Move
    since: datetime
    by: datetime | None
    done_at: datetime | None

    def lamp(self, now: datetime, office: OfficeDays = AS_PUBLISHED) -> Lamp:
        """正常 for what was done in time or runs yet, 超期 for what came or is too late."""
        if self.by is None:
            return Lamp.NORMAL
        if self.done_at is not None:
            return Lamp.OVERDUE if self.done_at > self.by else Lamp.NORMAL
        return deadlines.lamp(self.since, self.by, now, office)


def limits(standing: Standing) -> tuple[Limit, ...]:
    """The limits of the order that binds a unit now, in the order in which they fall due."""
    order = standing.order
    if order is None or order.returned_at is not None or standing.state not in BOUND:
        return ()
    since = order.dispatched_at
    told = [
        Limit(Move.SIGN, since, order.sign_by, order.signed_at),
        Limit(Move.CONTACT, order.signed_at or since, order.contact_by, order.contacted_at),
    ]
    if order.measure_by is not None:
        told.append(Limit(Move.MEASURE, since, order.measure_by, order.measured_at))
    return tuple(told)
