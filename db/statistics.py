"""The figures: what is there today, and the backlog by colour on any day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from db.issue_filter import Todo, open_on, to_do
from db.models import Household, Issue, IssueEvent, Resident
from db.reading import Reader, fetch
from domain.colours import DEFAULT, ColourRule
from domain.workflow import OPEN, State


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open issues at the end of each day: a count a day for every colour, days without gaps."""

    days: tuple[date, ...]
    counts: dict[str, tuple[int, ...]]


def backlog(
    connection: Reader,
    since: date,
    until: date,
    rules: Iterable[ColourRule] = DEFAULT,
) -> Backlog:
    """The backlog by colour from one day to another, both included (DOMAIN.md §5)."""
    keys = [rule.key for rule in rules]
    first, last = since.toordinal(), until.toordinal()
    change = {key: [0] * (last - first + 1) for key in keys}
    moved = (
        select(IssueEvent.day, IssueEvent.left, IssueEvent.entered, func.count())
        .where(IssueEvent.left != IssueEvent.entered, IssueEvent.day <= last)
        .group_by(IssueEvent.day, IssueEvent.left, IssueEvent.entered)
    )
    for day, left, entered, issues in fetch(connection, moved):
        at = max(day - first, 0)
        if left:
            change[left][at] -= issues
        if entered:
            change[entered][at] += issues
    counts = {}
    for key in keys:
        total, sums = 0, []
        for step in change[key]:
            total += step
            sums.append(total)
        counts[key] = tuple(sums)
    days = tuple(date.fromordinal(n) for n in range(first, last + 1))
    return Backlog(days, counts)


def first_day(connection: Reader) -> date | None:
    """The day the first issue was registered, None when there is none."""
    day = connection.scalar(select(func.min(Issue.opened_day)))
    return date.fromordinal(day) if day is not None else None


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """Today's issues. ``overdue`` and ``soon`` count those not yet resolved."""

    total: int
    open: int
    by_colour: dict[str, int]
    overdue: int
    awaiting_follow_up: int


def issue_figures(connection: Reader, now: datetime) -> IssueFigures:
    """The figures of the issues as they stand now."""
    grouped = select(Issue.colour, func.count()).where(Issue.state.in_(OPEN)).group_by(Issue.colour)
    counted = dict(fetch(connection, grouped))
    working = [s for s in OPEN if s not in (State.RESOLVED, State.FOLLOWED_UP, State.SUSPENDED)]
    late = select(func.count()).where(Issue.state.in_(working), Issue.due_at < now)
    waiting = select(func.count()).where(Issue.state == State.RESOLVED)
    by_colour = {rule.key: counted.get(rule.key, 0) for rule in DEFAULT}
    return IssueFigures(
        total=connection.scalar(select(func.count()).select_from(Issue)) or 0,
        open=sum(by_colour.values()),
        by_colour=by_colour,
        overdue=connection.scalar(late.select_from(Issue)) or 0,
        awaiting_follow_up=connection.scalar(waiting.select_from(Issue)) or 0,
    )


@dataclass(frozen=True, slots=True)
class Workload:
    """Today's open issues of one colour, and how many of them are late or nearly so."""

    open: int = 0
    overdue: int = 0
    soon: int = 0


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What the overview shows of the issues. ``last_week`` is the backlog seven days ago,
    ``follow_up`` counts those that wait for a call longer than they should."""

    total: int
    by_colour: dict[str, Workload]
    last_week: int
    follow_up: int

    @property
    def open(self) -> int:
        """All open issues."""
        return sum(load.open for load in self.by_colour.values())

    @property
    def overdue(self) -> int:
        """All overdue issues."""
        return sum(load.overdue for load in self.by_colour.values())

    @property
    def soon(self) -> int:
        """All issues whose deadline is near."""
        return sum(load.soon for load in self.by_colour.values())


def desk_figures(connection: Reader, now: datetime) -> DeskFigures:
    """The figures of the issues as the overview shows them."""
    sums = [func.sum(case((to_do(connection, todo, now), 1), else_=0)) for todo in Todo]
    grouped = select(Issue.colour, func.count(), *sums).where(Issue.state.in_(OPEN))
    loads = {rule.key: Workload() for rule in DEFAULT}
    follow_up = 0
    for colour, issues, overdue, soon, waiting in fetch(connection, grouped.group_by(Issue.colour)):
        follow_up += waiting
        loads[colour] = Workload(issues, overdue, soon)
    week_ago = select(func.count()).where(open_on(now.date() - timedelta(days=7)))
    return DeskFigures(
        total=connection.scalar(select(func.count()).select_from(Issue)) or 0,
        by_colour=loads,
        last_week=connection.scalar(week_ago.select_from(Issue)) or 0,
        follow_up=follow_up,
    )


def count_households(connection: Reader) -> int:
    """How many households the ledger holds."""
    return connection.scalar(select(func.count()).select_from(Household)) or 0


def count_residents(connection: Reader) -> int:
    """How many residents the ledger holds."""
    return connection.scalar(select(func.count()).select_from(Resident)) or 0


def count_issues(connection: Reader, day: date) -> int:
    """How many issues had been registered by the end of a day."""
    until = Issue.opened_day <= day.toordinal()
    return connection.scalar(select(func.count()).select_from(Issue).where(until)) or 0
