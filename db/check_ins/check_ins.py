"""双报到: the party members who reported to where they live, and what they did there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from db import photos, places
from db.issues.issue_filter import Query
from db.models import CheckIn, CheckInService, Place, Unit
from db.ordering import turned
from db.reading import Reader, fetch
from domain.check_in import is_here
from domain.people import initials, pinyin
from domain.places import Level

# The compound, group or community reported to: what is known of the door lies below it.
UP, TOP, HOME, ABOVE, OVER = (
    aliased(Place, name=name) for name in ("up", "top", "home", "above", "over")
)
_INSIDE = (Level.BUILDING, Level.ENTRANCE)
HOME_ID = case(
    (Place.level.not_in(_INSIDE), Place.id), (UP.level.not_in(_INSIDE), UP.id), else_=TOP.id
)
_SAME_NAME = aliased(Place)
_several = (
    select(_SAME_NAME.name)
    .where(_SAME_NAME.level == Level.COMMUNITY)
    .group_by(_SAME_NAME.name)
    .having(func.count() > 1)
)
_ABOVE_NAME = case((ABOVE.name.in_(_several), OVER.name + ABOVE.name), else_=ABOVE.name)
COMMUNITY_NAME = case(
    (HOME.level == Level.COMMUNITY, HOME.name),
    (ABOVE.level == Level.COMMUNITY, _ABOVE_NAME),
    else_=literal(""),
)
# 4组 says nothing without its village.
HOME_NAME = case((HOME.level == Level.GROUP, ABOVE.name + HOME.name), else_=HOME.name)
_DOOR = case(
    (and_(Place.level.in_(_INSIDE), UP.level == Level.BUILDING), UP.name + Place.name),
    (Place.level.in_(_INSIDE), Place.name),
    else_=literal(""),
)


class Stay(StrEnum):
    """Which party members a list shows: those who are there, those who moved away, or all."""

    HERE = "here"
    GONE = "gone"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class CheckInFilter:
    """Which party members, as it is on the day ``until``; their services count from ``since`` to
    it. Empty parts let everything through; a ``unit_id`` of 0 is no unit."""

    since: date
    until: date
    query: str = ""
    position: str = ""
    unit_id: int | None = None
    post: str = ""
    stay: Stay = Stay.HERE


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """A party member who reported. ``home`` is the compound, ``door`` what is known below it;
    ``served`` and ``hours`` are the services of the period asked for."""

    id: int
    name: str
    unit: str
    duty: str
    phone: str
    place_id: int
    home: str
    community: str
    door: str
    post: str
    since: date | None
    until: date | None
    promise: str
    consented_on: date | None
    photo_id: int | None
    version: int
    served: int
    hours: float

    def is_here(self, day: date) -> bool:
        """Whether they are 在册 on a day."""
        return is_here(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service; ``hours`` is None where nobody counted."""

    id: int
    day: date
    what: str
    hours: float | None


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """One party member with all services, the latest first, and the photo as a JPEG."""

    row: CheckInRow
    services: tuple[ServiceRow, ...]
    photo: bytes | None


def this_year(day: date) -> CheckInFilter:
    """All who are there on a day, with the services of its year."""
    return CheckInFilter(day.replace(month=1, day=1), day)


def joined(*columns: Any) -> Query:
    """A SELECT of these columns over everybody, with place, home, community and unit."""
    return (
        select(*columns)
        .select_from(CheckIn)
        .join(Place, Place.id == CheckIn.place_id)
        .outerjoin(UP, UP.id == Place.parent_id)
        .outerjoin(TOP, TOP.id == UP.parent_id)
        .join(HOME, HOME.id == HOME_ID)
        .outerjoin(ABOVE, ABOVE.id == HOME.parent_id)
        .outerjoin(OVER, OVER.id == ABOVE.parent_id)
        .outerjoin(Unit, Unit.id == CheckIn.unit_id)
    )


def served(since: date, until: date, ids: Sequence[int] | None = None) -> Any:
    """The number ``n`` and the hours ``h`` of services in a period, by ``check_in_id``."""
    column = CheckInService.check_in_id
    within = CheckInService.day.between(since, until)
    counted = select(
        column, func.count().label("n"), func.coalesce(func.sum(CheckInService.hours), 0).label("h")
    ).where(within if ids is None else and_(within, column.in_(ids)))
    return counted.group_by(column).subquery()


def here_on(day: date) -> ColumnElement[bool]:
    """Whether a party member is 在册 on a day (`domain.check_in.is_here`)."""
    return and_(or_(CheckIn.since.is_(None), CheckIn.since <= day), not_gone_by(day))


def not_gone_by(day: date) -> ColumnElement[bool]:
    """Whether a party member has not moved away by a day."""
    return or_(CheckIn.until.is_(None), CheckIn.until > day)


def conditions(connection: Reader, wanted: CheckInFilter) -> list[ColumnElement[bool]]:
    """The filter but for ``stay``, over `joined`."""
    met = [_finds(connection, term) for term in wanted.query.split()]
    if wanted.position:
        met.append(places.within(Place.position, wanted.position))
    if wanted.unit_id is not None:
        met.append(CheckIn.unit_id.is_not_distinct_from(wanted.unit_id or None))
    if wanted.post:
        met.append(CheckIn.post == wanted.post)
    return met


def _finds(connection: Reader, term: str) -> ColumnElement[bool]:
    """Whether a typed word stands in what is shown, or begins the syllables of the name."""
    told = (
        CheckIn.name,
        Unit.name,
        CheckIn.duty,
        CheckIn.phone,
        CheckIn.post,
        HOME_NAME,
        COMMUNITY_NAME,
    )
    by_letters: ColumnElement[bool] = false()
    if term.isascii() and term.isalpha():
        names = connection.scalars(select(CheckIn.name).distinct())
        by_letters = CheckIn.name.in_([n for n in names if term.lower() in initials(n)])
    return or_(by_letters, *(column.contains(term, autoescape=True) for column in told))


def _stays(wanted: CheckInFilter) -> list[ColumnElement[bool]]:
    if wanted.stay is Stay.ANY:
        return []
    here = wanted.stay is Stay.HERE
    return [here_on(wanted.until) if here else CheckIn.until <= wanted.until]


SORTS: Mapping[str, tuple[Any, ...]] = {
    "unit": (Unit.name.is_(None), Unit.name),
    "duty": (CheckIn.duty == "", CheckIn.duty),
    "home": (Place.position,),
    "post": (CheckIn.post == "", CheckIn.post),
    "since": (CheckIn.since.is_(None), CheckIn.since),
    "until": (CheckIn.until.is_(None), CheckIn.until),
}


def order(
    connection: Reader,
    wanted: CheckInFilter,
    sort: str = "home",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids that the filter lets through, in order; ``name`` sorts as it is spoken."""
    met = (*conditions(connection, wanted), *_stays(wanted))
    if sort == "name":
        named = fetch(connection, joined(CheckIn.id, CheckIn.name).where(*met))
        found = sorted(((pinyin(n), n, id_) for id_, n in named), reverse=descending)
        return [id_ for _, _, id_ in found[:limit]]
    statement = joined(CheckIn.id).where(*met)
    if sort in ("served", "hours"):
        done = served(wanted.since, wanted.until)
        statement = statement.outerjoin(done, done.c.check_in_id == CheckIn.id)
        keys: tuple[Any, ...] = (func.coalesce(done.c.n if sort == "served" else done.c.h, 0),)
    else:
        keys = SORTS[sort]
    ordered = turned((*keys, Place.position), descending)
    return list(connection.scalars(statement.order_by(*ordered, CheckIn.id).limit(limit)))


def rows(connection: Reader, ids: Sequence[int], since: date, until: date) -> dict[int, CheckInRow]:
    """These party members by id, with their services of a period."""
    done = served(since, until, ids)
    columns = (
        CheckIn.id,
        CheckIn.name,
        func.coalesce(Unit.name, ""),
        CheckIn.duty,
        CheckIn.phone,
        CheckIn.place_id,
        HOME_NAME,
        COMMUNITY_NAME,
        _DOOR,
        CheckIn.post,
        CheckIn.since,
        CheckIn.until,
        CheckIn.promise,
        CheckIn.consented_on,
        CheckIn.photo_id,
        CheckIn.version,
        func.coalesce(done.c.n, 0),
        func.coalesce(done.c.h, 0.0),
    )
    found = joined(*columns).outerjoin(done, done.c.check_in_id == CheckIn.id)
    return {row[0]: CheckInRow(*row) for row in fetch(connection, found.where(CheckIn.id.in_(ids)))}


def page(connection: Reader, check_in_id: int, since: date, until: date) -> CheckInPage | None:
    """One party member; None when no longer there."""
    row = rows(connection, [check_in_id], since, until).get(check_in_id)
    if row is None:
        return None
    columns = (CheckInService.id, CheckInService.day, CheckInService.what, CheckInService.hours)
    own = select(*columns).where(CheckInService.check_in_id == check_in_id)
    latest = own.order_by(CheckInService.day.desc(), CheckInService.id.desc())
    services = tuple(ServiceRow(*s) for s in fetch(connection, latest))
    held = photos.contents(connection, [row.photo_id]) if row.photo_id is not None else {}
    return CheckInPage(row, services, held.get(row.photo_id or 0))


def count(connection: Reader) -> int:
    """How many have reported, whoever moved away included."""
    return connection.scalar(select(func.count()).select_from(CheckIn)) or 0


def posts(connection: Reader) -> list[str]:
    """The posts that were taken on, the commonest first."""
    taken = select(CheckIn.post).where(CheckIn.post != "").group_by(CheckIn.post)
    return list(connection.scalars(taken.order_by(func.count().desc(), CheckIn.post)))


def recent_kinds(connection: Reader, limit: int = 12) -> list[str]:
    """What was written down as a service lately, the newest first, each once."""
    newest = func.max(CheckInService.id)
    kinds = select(CheckInService.what).group_by(CheckInService.what)
    return list(connection.scalars(kinds.order_by(newest.desc()).limit(limit)))
