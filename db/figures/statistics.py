"""The figures: what is there today, and the backlog by colour on any day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from db.issues import rules
from db.issues.issue_filter import Todo, open_on, to_do
from db.models import Household, Issue, IssueEvent, Resident
from db.reading import Reader, fetch
from domain.colours import PALETTE
from domain.workflow import OPEN


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open issues at the end of each day: a count a day for every colour, days without gaps."""

    days: tuple[date, ...]
    counts: dict[str, tuple[int, ...]]


def backlog(
    connection: Reader,
    since: date,
    until: date,
) -> Backlog:
    """The backlog by colour from one day to another, both included (DOMAIN.md §5)."""
    first, last = since.toordinal(), until.toordinal()
    moved = (
        select(IssueEvent.day, IssueEvent.left, IssueEvent.entered, func.count())
        .where(IssueEvent.left != IssueEvent.entered, IssueEvent.day <= last)
        .group_by(IssueEvent.day, IssueEvent.left, IssueEvent.entered)
    )
    found = fetch(connection, moved)
    keys = _colours(connection, {key for row in found for key in row[1:3]})
    change = {key: [0] * (last - first + 1) for key in keys}
    for day, left, entered, issues in found:
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


def _colours(connection: Reader, used: Iterable[str] = ()) -> Sequence[str]:
    """The office's colours and those it has given up that are still used, the mildest first."""
    known = {rule.key for rule in rules.current(connection).colours} | set(used)
    return [key for key in PALETTE if key in known]


def first_day(connection: Reader) -> date | None:
    """The day the first issue was registered, None when there is none."""
    day = connection.scalar(select(func.min(Issue.opened_day)))
    return date.fromordinal(day) if day is not None else None


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
    found = fetch(connection, grouped.group_by(Issue.colour))
    loads = {key: Workload() for key in _colours(connection, (row[0] for row in found))}
    follow_up = 0
    for colour, issues, overdue, soon, waiting in found:
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
