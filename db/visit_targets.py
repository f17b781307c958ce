"""What is still to be visited, team by team, and 走访覆盖率 (DOMAIN.md §4).

Visits of the periods in question are counted household by household in one pass, so that 300,000
households and two million visits are answered in the time of reading those periods.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from db import coverage, search, visit_rules
from db.models import Assignment, Household, Team, Visit
from db.places import within
from db.reading import Reader, fetch
from domain import visits
from domain.visits import MET, Due, Span, Target, Task, VisitRules

Query = Any  # a SELECT of any columns


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which households: those that are due, or overdue alone, of a team, within a place, narrowed
    by typed text. ``due`` None means all the team's households."""

    day: date
    due: Due | None = Due.DUE
    line: str = coverage.DEFAULT_LINE
    team_id: int | None = None
    position: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How a team, or all of them, stand: households assigned, those of them where somebody was met
    in the period, and those that are due (the overdue included) and overdue by the targets."""

    assigned: int = 0
    met: int = 0
    due: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """The figures of one team."""

    team_id: int
    name: str
    leader_id: int | None
    figures: Figures


def asked(connection: Reader, day: date) -> tuple[Task, ...]:
    """What the office's targets ask on a day."""
    begun = connection.scalar(select(func.min(Visit.day)))
    return visits.tasks(visit_rules.current(connection).asked(), day, begun)


def met_in(span: Span) -> Query:
    """The households where somebody was met in a period, each once or more."""
    within_span = Visit.day.between(span.first, span.last)
    return select(Visit.household_id).where(within_span, Visit.outcome.in_(MET))


def _counted(tasks: Sequence[Task], only: Sequence[int]) -> Subquery:
    """A row a household that was visited: how often somebody was met in each task's periods, as
    ``now0, before0, now1 …``."""
    spans = [(f"now{n}", task.now) for n, task in enumerate(tasks)]
    spans += [(f"before{n}", task.before) for n, task in enumerate(tasks) if task.before]
    columns = [
        func.sum(case((Visit.day.between(span.first, span.last), 1), else_=0)).label(name)
        for name, span in spans
    ]
    first = min(span.first for _, span in spans)
    last = max(span.last for _, span in spans)
    counted = select(Visit.household_id, *columns)
    met = and_(Visit.day.between(first, last), Visit.outcome.in_(MET))
    counted = counted.where(met, Visit.household_id.in_(only)) if only else counted.where(met)
    return counted.group_by(Visit.household_id).subquery()


def _applies(target: Target) -> ColumnElement[bool]:
    """Nobody can be met in an empty home."""
    if not target.tag:
        return Household.people > 0
    listed = literal("、").concat(Household.tags).concat("、")
    return listed.contains(f"、{target.tag}、", autoescape=True)


def _standing(tasks: Sequence[Task], counted: Subquery) -> ColumnElement[Any]:
    """2 for a household that is overdue, 1 for one that is due, else 0."""
    due: list[ColumnElement[bool]] = []
    overdue: list[ColumnElement[bool]] = []
    for n, task in enumerate(tasks):
        short = func.coalesce(counted.c[f"now{n}"], 0) < task.target.times
        missing = and_(_applies(task.target), short)
        due.append(missing)
        if task.before is not None:
            before = func.coalesce(counted.c[f"before{n}"], 0) < task.target.times
            overdue.append(and_(missing, before))
    return case((or_(false(), *overdue), 2), (or_(false(), *due), 1), else_=0)


def standings(tasks: Sequence[Task], only: Sequence[int] = ()) -> Subquery:
    """A row a household, all or ``only`` these: its id, place, position and standing (2 overdue,
    1 due, 0 done)."""
    columns: list[Any] = [Household.id, Household.place_id, Household.position]
    if not tasks:
        return select(*columns, literal(0).label("standing")).subquery()
    counted = _counted(tasks, only)
    each = select(*columns, _standing(tasks, counted).label("standing"))
    return each.outerjoin(counted, counted.c.household_id == Household.id).subquery()


def order(
    connection: Reader,
    wanted: DueFilter,
    sort: str = "due",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The households of the list: the overdue first, in walking order, or in walking order."""
    each = standings(asked(connection, wanted.day))
    statement = select(each.c.id).where(*_conditions(connection, wanted, each))
    position = each.c.position.desc() if descending else each.c.position.asc()
    by = (each.c.standing.desc(), position) if sort == "due" else (position,)
    return list(connection.scalars(statement.order_by(*by).limit(limit)))


def count(connection: Reader, wanted: DueFilter) -> int:
    """How many households the filter lets through."""
    each = standings(asked(connection, wanted.day))
    counted = select(func.count()).select_from(each)
    return connection.scalar(counted.where(*_conditions(connection, wanted, each))) or 0


def _conditions(connection: Reader, wanted: DueFilter, each: Subquery) -> list[ColumnElement[bool]]:
    least = {None: 0, Due.DONE: 0, Due.DUE: 1, Due.OVERDUE: 2}[wanted.due]
    found: list[ColumnElement[bool]] = [each.c.standing >= least] if least else []
    if wanted.team_id is not None:
        team = coverage.of_team(wanted.team_id, wanted.day, wanted.line)
        found.append(each.c.id.in_(team))
    if wanted.position:
        found.append(within(each.c.position, wanted.position))
    if search.terms(wanted.query):
        found.append(search.condition(connection, "household", each.c.id, wanted.query))
    return found


def sums(connection: Reader, rules: VisitRules, day: date) -> tuple[int, int]:
    """How many households are due, and how many of them overdue, by these settings."""
    begun = connection.scalar(select(func.min(Visit.day)))
    each = standings(visits.tasks(rules.asked(), day, begun))
    counted = select(each.c.standing, func.count()).group_by(each.c.standing)
    found = dict(fetch(connection, counted))
    return found.get(1, 0) + found.get(2, 0), found.get(2, 0)


def standing_of(connection: Reader, household_ids: Sequence[int], day: date) -> dict[int, Due]:
    """How these households stand with their targets."""
    each = standings(asked(connection, day), household_ids)
    found = select(each.c.id, each.c.standing).where(each.c.id.in_(household_ids))
    words = {0: Due.DONE, 1: Due.DUE, 2: Due.OVERDUE}
    return {id_: words[standing] for id_, standing in fetch(connection, found)}


def last_met(connection: Reader, household_ids: Sequence[int]) -> dict[int, date]:
    """The last day on which somebody of these households was met; who never was is left out."""
    latest = select(Visit.household_id, func.max(Visit.day)).where(
        Visit.household_id.in_(household_ids), Visit.outcome.in_(MET)
    )
    return dict(fetch(connection, latest.group_by(Visit.household_id)))


def figures(
    connection: Reader, span: Span, day: date, line: str = coverage.DEFAULT_LINE
) -> tuple[Figures, list[TeamFigures]]:
    """All teams together and one by one: met in ``span``, due and overdue on ``day``.

    A household twice covered counts for each of its teams, and once in the sum.
    """
    each = standings(asked(connection, day))
    met = met_in(span).distinct().subquery()
    answers = coverage.answers(day, line)
    counted = (
        select(
            answers.c.source,
            case((answers.c.source.is_(None), answers.c.id)).label("single"),
            func.count().label("assigned"),
            func.count(met.c.household_id),
            func.sum(case((each.c.standing > 0, 1), else_=0)),
            func.sum(case((each.c.standing > 1, 1), else_=0)),
        )
        .join(each, each.c.id == answers.c.id)
        .outerjoin(met, met.c.household_id == answers.c.id)
        .where(answers.c.teams > 0)
        .group_by(answers.c.source, case((answers.c.source.is_(None), answers.c.id)))
    )
    parts = {
        (source, single): Figures(*(int(n or 0) for n in numbers))
        for source, single, *numbers in fetch(connection, counted)
    }
    whole = _sum(parts.values())
    return whole, _by_team(connection, parts, day, line)


def _by_team(
    connection: Reader, parts: dict[Any, Figures], day: date, line: str
) -> list[TeamFigures]:
    teams = select(Team.id, Team.name, Team.leader_id).where(Team.line == line)
    own: dict[int, list[Figures]] = {}
    held = (
        select(Assignment.team_id, Assignment.place_id, Assignment.household_id)
        .join(Team, Team.id == Assignment.team_id)
        .where(Team.line == line, coverage.current(Assignment.since, Assignment.until, day))
        .distinct()
    )
    for team_id, place_id, household_id in fetch(connection, held):
        part = parts.get((place_id, household_id))
        if part is not None:
            own.setdefault(team_id, []).append(part)
    ordered = fetch(connection, teams.order_by(Team.position))
    return [TeamFigures(id_, name, lead, _sum(own.get(id_, ()))) for id_, name, lead in ordered]


def _sum(parts: Any) -> Figures:
    whole = [0, 0, 0, 0]
    for part in parts:
        for n, value in enumerate((part.assigned, part.met, part.due, part.overdue)):
            whole[n] += value
    return Figures(*whole)
