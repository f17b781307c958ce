"""An issue's events folded: how it stands after each, and what each does to the backlog.

The sum of the events is the truth (DOMAIN.md §5): the office's moves and an import with its past
all go through `after`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain import deadlines
from domain.colours import UNTRIAGED
from domain.entries import EventEntry
from domain.rules import STANDARD, Rules
from domain.workflow import ENDED, RULES, Move, Rating, State

_HANDLED = frozenset({Move.CONTACT, Move.MEASURE, Move.REPORT})


@dataclass(frozen=True, slots=True)
class Order:
    """A dispatch order (派单) with its limits and what was done in time. ``contact_by`` of an
    ordinary issue and ``measure_by`` of one that is not urgent are None until they begin."""

    dispatched_at: datetime
    unit: str
    sign_by: datetime
    signed_at: datetime | None = None
    contact_by: datetime | None = None
    contacted_at: datetime | None = None
    measure_by: datetime | None = None
    measured_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issue stands. ``day`` (``date.toordinal()``) is the day its past has reached: one
    that runs backwards, as an imported one can, goes on counting from there."""

    registered_at: datetime
    day: int
    state: State = State.REGISTERED
    colour: str = UNTRIAGED
    urgency: str = ""
    clock_from: datetime | None = None
    due_at: datetime | None = None
    raised: bool = False
    extended: bool = False
    suspended_at: datetime | None = None
    resolved_at: datetime | None = None
    rating: Rating | None = None
    solved: bool | None = None
    ended_day: int | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An event with the standing after it. ``left`` and ``entered`` are the colours of the backlog
    that the issue left and entered by it (empty: it was or is not open)."""

    event: EventEntry
    after: Standing
    left: str
    entered: str


def replay(events: Iterable[EventEntry], rules: Rules = STANDARD) -> tuple[Step, ...]:
    """The steps of a past, the first event being the registration."""
    steps: list[Step] = []
    for event in events:
        steps.append(step(steps[-1].after if steps else None, event, rules))
    return tuple(steps)


def orders(steps: Iterable[Step]) -> tuple[Order, ...]:
    """Every dispatch order of a past, as each was left."""
    last: dict[datetime, Order] = {}
    for one in steps:
        if one.after.order is not None:
            last[one.after.order.dispatched_at] = one.after.order
    return tuple(last.values())


def step(before: Standing | None, event: EventEntry, rules: Rules = STANDARD) -> Step:
    """What one more event makes of the issue."""
    now = after(before, event, rules)
    left = before.colour if before is not None and before.state not in ENDED else ""
    return Step(event, now, left, "" if now.state in ENDED else now.colour)


def after(before: Standing | None, event: EventEntry, rules: Rules = STANDARD) -> Standing:
    """How the issue stands after an event; an import may make moves the office may not."""
    at = event.occurred_at
    if before is None:
        before = Standing(at, at.date().toordinal())
    state = _state(before.state, event.move)
    day = max(before.day, at.date().toordinal())
    ended_day = (before.ended_day or day) if state in ENDED else None
    now = replace(
        before,
        day=day,
        state=state,
        ended_day=ended_day,
        colour=event.colour or before.colour,
        urgency=before.urgency if event.urgency is None else event.urgency,
    )
    if before.suspended_at is not None and state is not State.SUSPENDED:
        now = _resumed(now, at, rules)  # whatever ends a suspension lets the clock run again
    effect = _EFFECTS.get(event.move)
    return effect(now, event, rules) if effect is not None else now


def _state(before: State, move: Move) -> State:
    if move is Move.REGISTER:
        return State.REGISTERED
    if move in _HANDLED:
        return State.HANDLING
    return RULES[move].target or before


def _clock_starts(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    """Triage, escalation and rework give a new deadline."""
    at = event.occurred_at
    return replace(
        now,
        clock_from=at,
        due_at=event.deadline or rules.finish_by(now.colour, at),
        raised=False,
        extended=False,
        resolved_at=None,
    )


def _reworked(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    """It begins anew: what was heard of the first try is no word on the second."""
    return replace(_clock_starts(now, event, rules), rating=None, solved=None)


def _dispatched(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    at = event.occurred_at
    urgent = rules.is_urgent(now.colour, now.urgency)
    order = Order(
        at,
        event.unit,
        rules.sign_by(now.colour, at),
        contact_by=rules.urgent_contact_by(at) if urgent else None,
        measure_by=rules.urgent_measure_by(at) if urgent else None,
    )
    return replace(now, order=order)


def _signed(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    order = now.order
    if order is None:
        return now
    at = event.occurred_at
    contact_by = order.contact_by or rules.contact_by(now.colour, at)
    return replace(now, order=replace(order, signed_at=at, contact_by=contact_by))


def _returned(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    if now.order is None:
        return now
    return replace(now, order=replace(now.order, returned_at=event.occurred_at))


def _contacted(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    if now.order is None or now.order.contacted_at is not None:
        return now
    return replace(now, order=replace(now.order, contacted_at=event.occurred_at))


def _measured(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    if now.order is None or now.order.measured_at is not None:
        return now
    return replace(now, order=replace(now.order, measured_at=event.occurred_at))


def _extended(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    due_at = event.deadline
    if due_at is None and now.due_at is not None:
        due_at = deadlines.due(now.due_at, rules.extend_days, rules.office)
    return replace(now, due_at=due_at, extended=True, raised=False)


def _suspended(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    return replace(now, suspended_at=event.occurred_at)


def _resumed(now: Standing, at: datetime, rules: Rules) -> Standing:
    due_at = now.due_at
    if due_at is not None and now.suspended_at is not None:
        due_at = deadlines.stopped(due_at, now.suspended_at, at, rules.office)
    return replace(now, due_at=due_at, suspended_at=None)


def _redated(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    """The rules changed: another deadline for the clock that runs already."""
    return replace(now, due_at=event.deadline or now.due_at)


def _resolved(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    return replace(now, resolved_at=event.occurred_at)


def _followed_up(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    """Whoever could not be reached said nothing; who says nothing else of it goes by the rating."""
    rating = event.rating or now.rating
    if rating is None or rating is Rating.UNREACHED:
        return replace(now, rating=rating)
    solved = rating is not Rating.UNSATISFIED if event.solved is None else event.solved
    return replace(now, rating=rating, solved=solved)


def _raised(now: Standing, event: EventEntry, rules: Rules) -> Standing:
    """Raised for being late: the deadline stays, so that the lateness stays visible."""
    return replace(now, raised=True)


_EFFECTS: dict[Move, Callable[[Standing, EventEntry, Rules], Standing]] = {
    Move.TRIAGE: _clock_starts,
    Move.ESCALATE: _clock_starts,
    Move.REWORK: _reworked,
    Move.DISPATCH: _dispatched,
    Move.SIGN: _signed,
    Move.RETURN: _returned,
    Move.CONTACT: _contacted,
    Move.MEASURE: _measured,
    Move.EXTEND: _extended,
    Move.SUSPEND: _suspended,
    Move.RESOLVE: _resolved,
    Move.SETTLE: _resolved,
    Move.FOLLOW_UP: _followed_up,
    Move.RAISE: _raised,
    Move.REDATE: _redated,
}
