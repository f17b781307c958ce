"""What is still to be visited today, team by team, and 走访覆盖率 (DOMAIN.md §4).

A household keeps the day on which somebody was met last, which answers what is asked once a period
without reading any visit. What is asked several times a period is counted among the visits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from db import search
from db.households import home_search
from db.models import Assignment, Household, Team, Visit
from db.places import within
from db.reading import Reader, fetch
from db.teams import coverage, teams
from db.visits import visit_rules
from domain import visits
from domain.visits import MET, Due, Span, Target, VisitRules

_RANKS = {0: Due.DONE, 1: Due.DUE, 2: Due.OVERDUE}


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which households today: those that are due, or overdue alone, of a team, within a place,
    narrowed by typed text. ``due`` None means whatever their standing."""

    day: date
    due: Due | None = Due.DUE
    line: str = coverage.DEFAULT_LINE
    team_id: int | None = None
    position: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How a team, or the office as a whole, stands: households assigned, those of them that stand
    empty, those where somebody was met in the period, and those that are due (the overdue included)
    and overdue by the targets. The office's due ones include households that no team answers for.
    """

    assigned: int = 0
    empty: int = 0
    met: int = 0
    due: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """The figures of one team."""

    team_id: int
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Asked:
    """Conditions on a household: it is due, it is overdue."""

    due: ColumnElement[bool]
    overdue: ColumnElement[bool]

    @property
    def standing(self) -> ColumnElement[int]:
        """2 for a household that is overdue, 1 for one that is due, else 0."""
        return case((self.overdue, 2), (self.due, 1), else_=0)


def _asked(connection: Reader, rules: VisitRules, day: date) -> _Asked:
    begun = connection.scalar(select(func.min(Visit.day)))
    due: list[ColumnElement[bool]] = []
    overdue: list[ColumnElement[bool]] = []
    for task in visits.tasks(rules.asked(), day, begun):
        missing = and_(_applies(task.target), _short(task.target, task.now))
        due.append(missing)
        if task.before is not None:
            overdue.append(and_(missing, _short(task.target, task.before)))
    return _Asked(or_(false(), *due), or_(false(), *overdue))


def _applies(target: Target) -> ColumnElement[bool]:
    """Nobody can be met in an empty home."""
    if not target.tag:
        return Household.people > 0
    listed = literal("、").concat(Household.tags).concat("、")
    return listed.contains(f"、{target.tag}、", autoescape=True)


def _short(target: Target, span: Span) -> ColumnElement[bool]:
    """Whether somebody was met too seldom in a period. Of the period before the present one this
    is only asked where the present one is short as well."""
    never = or_(Household.met_on.is_(None), Household.met_on < span.first)
    if target.times == 1:
        return never
    met = select(func.count()).where(_met_in(span)).correlate(Household)
    return or_(never, met.scalar_subquery() < target.times)


def _met_in(span: Span) -> ColumnElement[bool]:
    """A visit to the household at which somebody was met in the period."""
    within_span = Visit.day.between(span.first, span.last)
    return and_(Visit.household_id == Household.id, within_span, Visit.outcome.in_(MET))


def order(
    connection: Reader,
    wanted: DueFilter,
    sort: str = "due",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The households of the list in walking order, the overdue first where sorted by that; or by
    when somebody was met last, never first."""
    asked = _asked(connection, visit_rules.current(connection), wanted.day)
    statement = select(Household.id).where(*_conditions(connection, wanted, asked))
    place, met = Household.position, Household.met_on
    columns: tuple[Any, ...] = (place.desc() if descending else place.asc(),)
    if sort == "met":
        columns = (met.desc().nulls_last() if descending else met.asc().nulls_first(), *columns)
    ordered = statement.order_by(*columns)
    if sort != "due":
        return list(connection.scalars(ordered.limit(limit)))
    found: list[int] = []
    for part in (asked.overdue, not_(asked.overdue)):
        left = None if limit is None else limit - len(found)
        if left != 0:
            found += connection.scalars(ordered.where(part).limit(left))
    return found


def count(connection: Reader, wanted: DueFilter) -> int:
    """How many households the filter lets through."""
    asked = _asked(connection, visit_rules.current(connection), wanted.day)
    counted = (
        select(func.count()).select_from(Household).where(*_conditions(connection, wanted, asked))
    )
    return connection.scalar(counted) or 0


def _conditions(connection: Reader, wanted: DueFilter, asked: _Asked) -> list[ColumnElement[bool]]:
    least = {Due.DUE: or_(asked.due, asked.overdue), Due.OVERDUE: asked.overdue}
    found: list[ColumnElement[bool]] = [least.get(wanted.due or Due.DONE, true())]
    if wanted.team_id is not None:
        found.append(Household.id.in_(coverage.of_team(wanted.team_id, wanted.day, wanted.line)))
    if wanted.position:
        found.append(within(Household.position, wanted.position))
    if search.terms(wanted.query):
        found.append(home_search.condition(connection, Household.id, wanted.query))
    return found


def sums(connection: Reader, rules: VisitRules, day: date) -> tuple[int, int]:
    """How many households are due, and how many of them overdue, by these settings."""
    asked = _asked(connection, rules, day)
    counted = select(asked.standing, func.count(Household.id)).group_by(asked.standing)
    found = dict(fetch(connection, counted))
    return found.get(1, 0) + found.get(2, 0), found.get(2, 0)


def standing_of(connection: Reader, household_ids: Sequence[int], day: date) -> dict[int, Due]:
    """How these households stand with their targets."""
    asked = _asked(connection, visit_rules.current(connection), day)
    found = select(Household.id, asked.standing).where(Household.id.in_(household_ids))
    return {id_: _RANKS[standing] for id_, standing in fetch(connection, found)}


def last_met(connection: Reader, household_ids: Sequence[int]) -> dict[int, date | None]:
    """The last day on which somebody of these households was met."""
    latest = select(Household.id, Household.met_on).where(Household.id.in_(household_ids))
    return dict(fetch(connection, latest))


def figures(
    connection: Reader, period: Span, day: date, line: str = coverage.DEFAULT_LINE
) -> tuple[Figures, list[TeamFigures]]:
    """The office as a whole and its teams one by one, as they are assigned on ``day``: met in the
    period, due and overdue on that day.

    A household twice covered counts for each of its teams, and once in the sum.
    """
    asked = _asked(connection, visit_rules.current(connection), day)
    if period.last >= day:
        met: ColumnElement[bool] = Household.met_on >= period.first
    else:
        met = select(1).where(_met_in(period)).correlate(Household).exists()
    each = select(
        Household.id,
        (Household.people == 0).label("empty"),
        met.label("met"),
        asked.standing.label("standing"),
    ).subquery()
    answers = coverage.answers(day, line)
    covered = answers.c.teams > 0
    single = case((and_(covered, answers.c.source.is_(None)), answers.c.id))
    counted = (
        select(
            answers.c.source,
            single,
            func.sum(case((covered, 1), else_=0)),
            func.sum(case((and_(covered, each.c.empty), 1), else_=0)),
            func.sum(case((and_(covered, each.c.met), 1), else_=0)),
            func.sum(case((each.c.standing > 0, 1), else_=0)),
            func.sum(case((each.c.standing > 1, 1), else_=0)),
        )
        .join(each, each.c.id == answers.c.id)
        .group_by(answers.c.source, single)
    )
    parts = {
        (source, household_id): Figures(*(int(number or 0) for number in numbers))
        for source, household_id, *numbers in fetch(connection, counted)
    }
    return _sum(parts.values()), _by_team(connection, parts, day, line)


def _by_team(
    connection: Reader, parts: dict[Any, Figures], day: date, line: str
) -> list[TeamFigures]:
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
    named = select(Team.id, Team.name).where(Team.line == line, teams.there_on(day))
    found = fetch(connection, named.order_by(Team.position))
    return [TeamFigures(id_, name, _sum(own.get(id_, ()))) for id_, name in found]


def _sum(parts: Iterable[Figures]) -> Figures:
    whole = Figures()
    for part in parts:
        whole = Figures(
            whole.assigned + part.assigned,
            whole.empty + part.empty,
            whole.met + part.met,
            whole.due + part.due,
            whole.overdue + part.overdue,
        )
    return whole
