"""What every team has to do, and what nobody does: households and open issues, by a few sums."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from db.models import Household, Issue
from db.reading import Reader, fetch
from db.teams import coverage
from domain.loads import Load
from domain.workflow import OPEN

TAGS = func.length(Household.tags) - func.length(func.replace(Household.tags, "、", "")) + 1
"""How many care tags a household has that has any."""


@dataclass(frozen=True, slots=True)
class Part:
    """Households and open issues on one place for which the same teams answer, or nobody."""

    place_id: int
    team_ids: tuple[int, ...]
    load: Load


def parts(connection: Reader, day: date, line: str = coverage.DEFAULT_LINE) -> list[Part]:
    """Every household, and every open issue that stands anywhere, by who answers for it.

    An issue belongs to its household's teams, one without a household to its place's.
    """
    assigned = coverage.assigned(connection, day, line)
    teams_at = {
        place_id: assigned.places[source] if source is not None else ()
        for place_id, source in coverage.sources(connection, day, line).items()
    }
    found: dict[tuple[int, tuple[int, ...]], Load] = defaultdict(Load)
    active = coverage.active_assignments(day, line)
    single = select(active.c.household_id).where(active.c.household_id.is_not(None))
    for place_id, load in _together(connection, single if assigned.households else None):
        found[place_id, teams_at[place_id]] += load
    for household_id, place_id, load in _apart(connection, single):
        found[place_id, assigned.households.get(household_id, teams_at[place_id])] += load
    return [Part(place_id, team_ids, load) for (place_id, team_ids), load in found.items()]


def by_team(found: Iterable[Part]) -> dict[int, Load]:
    """What each team has to do; where several answer, each has all of it."""
    loads: dict[int, Load] = defaultdict(Load)
    for part in found:
        for team_id in part.team_ids:
            loads[team_id] += part.load
    return dict(loads)


def issues_of_households(connection: Reader) -> dict[int, int]:
    """How many issues are open of each household that has some."""
    theirs = select(Issue.household_id, func.count()).where(Issue.household_id.is_not(None))
    return dict(fetch(connection, theirs.where(Issue.state.in_(OPEN)).group_by(Issue.household_id)))


def _together(connection: Reader, single: Select[tuple[int]] | None) -> Iterator[tuple[int, Load]]:
    """By place: the households that have no team of their own, and the issues of no household."""
    counted = select(Household.place_id, func.count()).group_by(Household.place_id)
    # Over those with tags by their index: adding up tags of all takes as long as all the rest.
    cared = (
        select(Household.place_id, func.count(), func.sum(TAGS))
        .where(Household.tags > "")
        .group_by(Household.place_id)
    )
    if single is not None:
        counted = counted.where(Household.id.not_in(single))
        cared = cared.where(Household.id.not_in(single))
    for place_id, households in fetch(connection, counted):
        yield place_id, Load(households)
    for place_id, households, tags in fetch(connection, cared):
        yield place_id, Load(cared=households, tags=tags)
    its_own = Issue.place_id.is_not(None), Issue.household_id.is_(None), Issue.state.in_(OPEN)
    issues = select(Issue.place_id, func.count()).where(*its_own).group_by(Issue.place_id)
    for place_id, open_issues in fetch(connection, issues):
        yield place_id, Load(issues=open_issues)


def _apart(connection: Reader, single: Select[tuple[int]]) -> Iterator[tuple[int, int, Load]]:
    """One by one: the households that have a team of their own, and the issues of households."""
    own = select(Household.id, Household.place_id, Household.tags).where(Household.id.in_(single))
    for household_id, place_id, tags in fetch(connection, own):
        count = len(tags.split("、")) if tags else 0
        yield household_id, place_id, Load(1, int(count > 0), count)
    issues = (
        select(Issue.household_id, Household.place_id, func.count())
        .join(Household, Household.id == Issue.household_id)
        .where(Issue.state.in_(OPEN))
        .group_by(Issue.household_id, Household.place_id)
    )
    for household_id, place_id, open_issues in fetch(connection, issues):
        yield household_id, place_id, Load(issues=open_issues)
