"""What other rules would do to the deadlines that run already.

A deadline follows the rules when it is the very one they give for its colour and the day its clock
began to run. One that was set by hand, extended, moved by a suspension, kept by raising or given by
still older rules is a promise of its own and stays.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.issues.issue_filter import IN_WORK
from db.models import Issue
from db.reading import Reader, fetch
from domain.rules import Rules
from domain.workflow import RULES, Move, State

EXAMPLES = 4
_RUNNING = tuple(RULES[Move.REDATE].sources)
_RUNS = and_(Issue.state.in_(_RUNNING), Issue.due_at.is_not(None), Issue.clock_from.is_not(None))


@dataclass(frozen=True, slots=True)
class Shift:
    """Issues of one colour whose clocks began on the same day, and their deadline before and
    after."""

    colour: str
    since: date
    old: datetime
    new: datetime


@dataclass(frozen=True, slots=True)
class Example:
    """One issue that would get another deadline."""

    id: int
    number: str
    title: str
    colour: str
    old: datetime
    new: datetime


@dataclass(frozen=True, slots=True)
class ColourEffect:
    """Of one colour: the issues whose clock runs, and how many would get another deadline, be
    overdue by that, or no longer be so."""

    running: int = 0
    changed: int = 0
    overdue: int = 0
    relieved: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the rules would do to running deadlines. ``kept`` counts those that do not
    follow the rules and stay."""

    by_colour: dict[str, ColourEffect]
    kept: int
    examples: tuple[Example, ...]

    @property
    def changed(self) -> int:
        """All issues that would get another deadline."""
        return sum(one.changed for one in self.by_colour.values())

    @property
    def overdue(self) -> int:
        """All issues that would be overdue by it."""
        return sum(one.overdue for one in self.by_colour.values())

    @property
    def relieved(self) -> int:
        """All issues that would no longer be overdue."""
        return sum(one.relieved for one in self.by_colour.values())


@dataclass(frozen=True, slots=True)
class _Group:
    """Issues alike in everything that decides about their deadline."""

    colour: str
    state: State
    since: date
    due_at: datetime
    follows: bool
    issues: int


def effect(connection: Reader, before: Rules, after: Rules, at: datetime) -> Effect:
    """What changing the rules would do at that time if running deadlines were computed anew."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    moved: dict[tuple[str, date, datetime], Shift] = {}
    kept = 0
    for group in _groups(connection, before):
        total = sums[group.colour]
        total[0] += group.issues
        if not group.follows:
            kept += group.issues
            continue
        new = after.finish_by(group.colour, datetime.combine(group.since, datetime.min.time()))
        if new == group.due_at:
            continue
        total[1] += group.issues
        if group.state in IN_WORK:  # no lamp burns for one that is suspended
            total[2] += group.issues * (new < at <= group.due_at)
            total[3] += group.issues * (group.due_at < at <= new)
        key = (group.colour, group.since, group.due_at)
        moved[key] = Shift(*key, new)
    by_colour = {colour: ColourEffect(*counts) for colour, counts in sums.items()}
    return Effect(by_colour, kept, _examples(connection, list(moved.values()), at))


def affected(connection: Reader, before: Rules, after: Rules) -> dict[Shift, list[int]]:
    """The issues whose deadline follows the rules and would change, held against others until the
    unit of work ends."""
    columns = (Issue.id, Issue.colour, func.date(Issue.clock_from), Issue.due_at)
    plain = and_(_RUNS, Issue.raised.is_(False), Issue.extended.is_(False))
    wanted = select(*columns).where(plain).order_by(Issue.id).with_for_update()
    found: dict[Shift, list[int]] = defaultdict(list)
    for issue_id, colour, day, due_at in fetch(connection, wanted):
        since = date.fromisoformat(str(day))
        start = datetime.combine(since, datetime.min.time())
        if due_at == before.finish_by(colour, start):
            new = after.finish_by(colour, start)
            if new != due_at:
                found[Shift(colour, since, due_at, new)].append(issue_id)
    return found


def _of_shift(shift: Shift) -> ColumnElement[bool]:
    """The issues that a shift is about."""
    return and_(
        Issue.state.in_(_RUNNING),
        Issue.colour == shift.colour,
        Issue.raised.is_(False),
        Issue.extended.is_(False),
        Issue.clock_from >= datetime.combine(shift.since, datetime.min.time()),
        Issue.clock_from <= datetime.combine(shift.since, datetime.max.time()),
        Issue.due_at == shift.old,
    )


def _groups(connection: Reader, before: Rules) -> Iterator[_Group]:
    own = or_(Issue.raised, Issue.extended)
    columns = (Issue.colour, Issue.state, func.date(Issue.clock_from), Issue.due_at, own)
    rows = fetch(connection, select(*columns, func.count()).where(_RUNS).group_by(*columns))
    for colour, state, day, due_at, has_own, issues in rows:
        since = date.fromisoformat(str(day))  # SQLite gives a text, PostgreSQL a date
        promised = before.finish_by(colour, datetime.combine(since, datetime.min.time()))
        follows = not has_own and due_at == promised
        yield _Group(colour, State(state), since, due_at, follows, issues)


def _examples(connection: Reader, moved: Sequence[Shift], at: datetime) -> tuple[Example, ...]:
    """The first of them, those whose lamp would change before the others."""

    def rank(shift: Shift) -> tuple[bool, datetime]:
        return (shift.old < at) == (shift.new < at), shift.new

    shown = sorted(moved, key=rank)[:EXAMPLES]
    columns = (Issue.id, Issue.number, Issue.title, Issue.colour)
    found: list[Example] = []
    for shift in shown:
        wanted = select(*columns).where(_of_shift(shift)).order_by(Issue.number).limit(EXAMPLES)
        found += [
            Example(id_, number, title, colour, shift.old, shift.new)
            for id_, number, title, colour in fetch(connection, wanted)
        ]
    return tuple(found[:EXAMPLES])
