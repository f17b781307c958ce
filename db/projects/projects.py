"""民生实事: the register of livelihood projects, and their figures beside what there should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from db import places
from db.issues.issue_filter import Query
from db.issues.issues import IssueName
from db.models import Issue, Place, Project, ProjectIssue, ProjectPhoto, ProjectStep, Unit
from db.ordering import turned
from db.reading import Reader, fetch
from domain.places import RANK, Level
from domain.projects import KINDS, PLACES, Ballot, ProjectLevel, Standing, State

_UP = aliased(Place, name="up")
_ALONE = (Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY)
# 4组 says nothing without its village.
PLACE_NAME = case((Place.level.in_(_ALONE), Place.name), else_=_UP.name + Place.name)


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects. Empty parts let everything through; ``position`` is a place's."""

    query: str = ""
    year: int | None = None
    level: ProjectLevel | None = None
    position: str = ""
    kind: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of the register; amounts in 分."""

    id: int
    year: int
    level: ProjectLevel
    name: str
    content: str
    kind: str
    place_id: int | None
    place: str
    unit: str
    person: str
    phone: str
    invested: int | None
    funding: str
    planned_by: date | None
    version: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a project's life, or a milestone; ``spent`` is all that was spent by then."""

    id: int
    state: State
    day: date
    note: str
    percent: int | None
    spent: int | None
    actor: str


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo of a project by the id of its link, and the day it was added for."""

    id: int
    photo_id: int
    day: date
    caption: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project with its steps (in order), its photos, and the issues it was born from."""

    row: ProjectRow
    steps: tuple[StepRow, ...]
    photos: tuple[PhotoRow, ...]
    issues: tuple[IssueName, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a year and a place: how many projects of each level there are but for those ended, how
    many places there are that should have some, how many are being carried out, how many are
    accepted, and the money planned and spent."""

    counts: Mapping[ProjectLevel, int]
    places: Mapping[ProjectLevel, int]
    carried_out: int = 0
    accepted: int = 0
    invested: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Born:
    """What an issue says of the project that is to settle it; ``projects`` it has already."""

    number: str
    title: str
    place_id: int | None
    place_level: Level | None
    unit: str
    projects: tuple[str, ...]


def joined(*columns: Any) -> Query:
    """A SELECT of these columns over all projects, with place and unit."""
    return (
        select(*columns)
        .select_from(Project)
        .outerjoin(Place, Place.id == Project.place_id)
        .outerjoin(_UP, _UP.id == Place.parent_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
    )


def conditions(wanted: ProjectFilter) -> list[ColumnElement[bool]]:
    """The filter over `joined`."""
    told = (
        Project.name, Project.content, Project.person, Project.phone, Project.funding, Unit.name,
        PLACE_NAME,
    )  # fmt: skip
    met: list[ColumnElement[bool]] = [
        or_(*(column.contains(term, autoescape=True) for column in told))
        for term in wanted.query.split()
    ]
    for column, value in (
        (Project.year, wanted.year),
        (Project.level, wanted.level),
        (Project.kind, wanted.kind or None),
        (Project.state, wanted.state),
    ):
        if value is not None:
            met.append(column == value)
    if wanted.position:
        met.append(places.within(Place.position, wanted.position))
    return met


def _rank(column: Any, ordered: Sequence[str]) -> Any:
    return case({value: n for n, value in enumerate(ordered)}, value=column, else_=len(ordered))


_LEVEL_RANK = _rank(Project.level, list(ProjectLevel))
SORTS: Mapping[str, tuple[Any, ...]] = {
    "level": (_LEVEL_RANK,),
    "name": (Project.name,),
    "kind": (Project.kind == "", _rank(Project.kind, KINDS)),
    "place": (Place.position.is_(None), Place.position),
    "unit": (Unit.name.is_(None), Unit.name),
    "state": (_rank(Project.state, list(State)),),
    "percent": (Project.percent,),
    "invested": (Project.invested.is_(None), Project.invested),
    "spent": (Project.spent == 0, Project.spent),
    "planned_by": (Project.planned_by.is_(None), Project.planned_by),
    "year": (Project.year,),
}


def order(
    connection: Reader,
    wanted: ProjectFilter,
    sort: str = "level",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order; alike ones by level and place."""
    keys = turned(SORTS[sort], descending)
    found = joined(Project.id).where(*conditions(wanted))
    ordered = found.order_by(*keys, _LEVEL_RANK, Place.position, Project.year.desc(), Project.id)
    return list(connection.scalars(ordered.limit(limit)))


_FACTS = (
    Project.id,
    Project.year,
    Project.level,
    Project.name,
    Project.content,
    Project.kind,
    Project.place_id,
    func.coalesce(PLACE_NAME, ""),
    func.coalesce(Unit.name, ""),
    Project.person,
    Project.phone,
    Project.invested,
    Project.funding,
    Project.planned_by,
    Project.version,
)
_LAST_DAY = (
    select(func.max(ProjectStep.day))
    .where(ProjectStep.project_id == Project.id)
    .correlate(Project)
    .scalar_subquery()
)
_STANDING = (
    Project.state,
    _LAST_DAY,
    Project.percent,
    Project.spent,
    Project.satisfied,
    Project.fair,
    Project.unsatisfied,
    Project.abstained,
    Project.accepted_on,
)


def standing(values: Sequence[Any]) -> Standing:
    """How a project stands, of the columns that tell it."""
    state, day, percent, spent, *votes, accepted_on = values
    ballot = None if None in votes else Ballot(*votes)
    return Standing(State(state), day, percent, spent, ballot, accepted_on)


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, ProjectRow]:
    """These projects by id."""
    found = joined(*_FACTS, *_STANDING).where(Project.id.in_(ids))
    return {values[0]: _row(values) for values in fetch(connection, found)}


def _row(values: Sequence[Any]) -> ProjectRow:
    id_, year, level, *facts = values[: len(_FACTS)]
    stands = standing(values[len(_FACTS) :])
    return ProjectRow(id_, year, ProjectLevel(level), *(*facts, stands))


def page(connection: Reader, project_id: int) -> ProjectPage | None:
    """One project; None when it is no longer there."""
    row = rows(connection, [project_id]).get(project_id)
    if row is None:
        return None
    photos = select(ProjectPhoto.id, ProjectPhoto.photo_id, ProjectPhoto.day, ProjectPhoto.caption)
    own = photos.where(ProjectPhoto.project_id == project_id)
    named = select(Issue.id, Issue.number, Issue.title).join(
        ProjectIssue, ProjectIssue.issue_id == Issue.id
    )
    born = named.where(ProjectIssue.project_id == project_id).order_by(Issue.number)
    return ProjectPage(
        row,
        steps(connection, project_id),
        tuple(
            PhotoRow(*values)
            for values in fetch(connection, own.order_by(ProjectPhoto.day, ProjectPhoto.id))
        ),
        tuple(IssueName(*values) for values in fetch(connection, born)),
    )


def steps(connection: Reader, project_id: int) -> tuple[StepRow, ...]:
    """The life of a project so far."""
    columns = (
        ProjectStep.id, ProjectStep.state, ProjectStep.day, ProjectStep.note, ProjectStep.percent,
        ProjectStep.spent, ProjectStep.actor,
    )  # fmt: skip
    own = select(*columns).where(ProjectStep.project_id == project_id).order_by(ProjectStep.seq)
    return tuple(StepRow(id_, State(state), *rest) for id_, state, *rest in fetch(connection, own))


def figures(connection: Reader, wanted: ProjectFilter) -> Figures:
    """The figures of the filter's year and place, whatever else it asks for."""
    within = ProjectFilter(year=wanted.year, position=wanted.position)
    columns = (
        Project.level,
        Project.state,
        func.count(),
        func.coalesce(func.sum(Project.invested), 0),
        func.coalesce(func.sum(Project.spent), 0),
    )
    held = joined(*columns).where(*conditions(within), Project.state != State.ENDED)
    found = fetch(connection, held.group_by(Project.level, Project.state))
    counts = dict.fromkeys(ProjectLevel, 0)
    for level, _, count, *_ in found:
        counts[ProjectLevel(level)] += count
    return Figures(
        counts,
        _places(connection, wanted),
        sum(row[2] for row in found if row[1] == State.CARRIED_OUT),
        sum(row[2] for row in found if row[1] in (State.ACCEPTED, State.APPRAISED)),
        sum(int(row[3]) for row in found),
        sum(int(row[4]) for row in found),
    )


def _places(connection: Reader, wanted: ProjectFilter) -> dict[ProjectLevel, int]:
    """How many places of each level lie in the filter's place, today's division holding."""
    counted = select(Place.level, func.count()).where(Place.valid_to.is_(None))
    if wanted.position:
        counted = counted.where(places.within(Place.position, wanted.position))
    found = dict(fetch(connection, counted.group_by(Place.level)))
    return {level: found.get(place, 0) for level, place in PLACES.items()}


def years(connection: Reader) -> list[int]:
    """The years for which there are projects, the newest first."""
    return list(connection.scalars(select(Project.year).distinct().order_by(Project.year.desc())))


def fundings(connection: Reader) -> list[str]:
    """Where the money came from so far, the commonest first."""
    told = select(Project.funding).where(Project.funding != "").group_by(Project.funding)
    return list(connection.scalars(told.order_by(func.count().desc(), Project.funding)))


def of_issue(connection: Reader, issue_id: int) -> Born | None:
    """What an issue says of a project that is to settle it, its place as far as the compound or
    group; None when it is no longer there."""
    told = select(Issue.number, Issue.title, Issue.place_id, Unit.name)
    joined_unit = told.outerjoin(Unit, Unit.id == Issue.lead_unit_id)
    found = fetch(connection, joined_unit.where(Issue.id == issue_id))
    if not found:
        return None
    number, title, place_id, unit = found[0]
    path = places.path(connection, place_id) if place_id is not None else []
    near = next((p for p in reversed(path) if RANK[p.level] <= RANK[Level.COMPOUND]), None)
    names = select(Project.name).join(ProjectIssue, ProjectIssue.project_id == Project.id)
    has = connection.scalars(names.where(ProjectIssue.issue_id == issue_id).order_by(Project.id))
    lies, level = (near.id, near.level) if near is not None else (None, None)
    return Born(number, title, lies, level, unit or "", tuple(has))
