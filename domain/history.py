"""An issue's events replayed: its state, its colour, and what each event does to the backlog."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.colours import UNTRIAGED
from domain.entries import EventEntry
from domain.workflow import ENDED, RULES, Move, State

_HANDLED = frozenset({Move.CONTACT, Move.MEASURE, Move.REPORT})


@dataclass(frozen=True, slots=True)
class Step:
    """An event with the state and colour after it.

    ``left`` and ``entered`` are the colours of the backlog that the issue left and entered (empty:
    it was or is not open), counted from ``day`` (``date.toordinal()``). A past that runs backwards,
    as an imported one can, counts from the day the events before it had reached.
    """

    event: EventEntry
    state: State
    colour: str
    day: int
    left: str
    entered: str


def replay(events: Iterable[EventEntry]) -> tuple[Step, ...]:
    """The steps of a past, the first event being the registration."""
    steps: list[Step] = []
    for event in events:
        steps.append(next_step(steps[-1] if steps else None, event))
    return tuple(steps)


def next_step(before: Step | None, event: EventEntry) -> Step:
    """What one more event makes of the issue; an import may make moves the office may not."""
    colour = event.colour or (before.colour if before else UNTRIAGED)
    state = _state(before.state if before else None, event.move)
    was_open = before is not None and before.state not in ENDED
    left = before.colour if before is not None and was_open else ""
    entered = "" if state in ENDED else colour
    day = event.occurred_at.date().toordinal()
    return Step(event, state, colour, max(day, before.day if before else day), left, entered)


def _state(before: State | None, move: Move) -> State:
    if move is Move.REGISTER or before is None:
        return State.REGISTERED
    if move in _HANDLED:
        return State.HANDLING
    return RULES[move].target or before
