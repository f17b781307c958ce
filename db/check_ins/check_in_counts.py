"""双报到 in figures: how many reported and what they did, by compound and by employer.

Members and posts are those of the day; services are all of the period, of whoever moved away, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from db.check_ins.check_ins import (
    ABOVE,
    COMMUNITY_NAME,
    HOME,
    HOME_NAME,
    OVER,
    CheckInFilter,
    conditions,
    here_on,
    joined,
    served,
)
from db.issues.issue_filter import Query
from db.models import CheckIn, Unit
from db.places import within
from db.reading import Reader, fetch
from domain.places import Level


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a compound (``beside`` is its community, ``position`` its place in the tree)
    or of a unit (id 0 stands for those whose employer is not known)."""

    id: int
    name: str
    beside: str
    position: str
    members: int = 0
    posts: int = 0
    served: int = 0
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class PostCount:
    """How many took on a post."""

    post: str
    members: int


def by_home(
    connection: Reader, wanted: CheckInFilter, sort: str = "name", descending: bool = False
) -> list[Count]:
    """Every compound, group or community that was reported to, in walking order by default;
    where nothing but a place narrows the list, the compounds nobody reported to as well."""
    figures = {key: told for key, *told in fetch(connection, _counted(connection, wanted, HOME.id))}
    shown: ColumnElement[bool] = HOME.id.in_(figures)
    if not (wanted.query or wanted.post or wanted.unit_id is not None):
        inside = within(HOME.position, wanted.position) if wanted.position else HOME.id.is_not(None)
        shown = or_(shown, and_(HOME.level == Level.COMPOUND, inside))
    named = (
        select(HOME.id, HOME_NAME, COMMUNITY_NAME, HOME.position)
        .outerjoin(ABOVE, ABOVE.id == HOME.parent_id)
        .outerjoin(OVER, OVER.id == ABOVE.parent_id)
        .where(shown)
        .order_by(HOME.position)
    )
    found = [Count(*told, *figures.get(told[0], ())) for told in fetch(connection, named)]
    return _sorted(found, sort, descending)


def by_unit(
    connection: Reader, wanted: CheckInFilter, sort: str = "name", descending: bool = False
) -> list[Count]:
    """Every employer, by name by default; those whose employer is not known come last."""
    names = dict(fetch(connection, select(Unit.id, Unit.name)))
    counted = fetch(connection, _counted(connection, wanted, CheckIn.unit_id))
    found = [Count(key or 0, names.get(key, ""), "", "", *told) for key, *told in counted]
    found.sort(key=lambda count: (not count.id, count.name))
    return _sorted(found, sort, descending)


def total(connection: Reader, wanted: CheckInFilter) -> Count:
    """All of them together."""
    return Count(0, "", "", "", *fetch(connection, _counted(connection, wanted))[0])


def posts_of(connection: Reader, wanted: CheckInFilter) -> list[PostCount]:
    """The posts that are taken on, the commonest first."""
    counted = func.count()
    met = (*conditions(connection, wanted), here_on(wanted.until), CheckIn.post != "")
    taken = joined(CheckIn.post, counted).where(*met).group_by(CheckIn.post)
    ordered = taken.order_by(counted.desc(), CheckIn.post)
    return [PostCount(*row) for row in fetch(connection, ordered)]


def _counted(connection: Reader, wanted: CheckInFilter, *keys: Any) -> Query:
    """Members, posts, services and hours, for each of the keys."""
    here = here_on(wanted.until)
    done = served(wanted.since, wanted.until)
    figures = (
        func.coalesce(func.sum(case((here, 1), else_=0)), 0),
        func.coalesce(func.sum(case((and_(here, CheckIn.post != ""), 1), else_=0)), 0),
        func.coalesce(func.sum(done.c.n), 0),
        func.coalesce(func.sum(done.c.h), 0.0),
    )
    counted = joined(*keys, *figures).outerjoin(done, done.c.check_in_id == CheckIn.id)
    return counted.where(*conditions(connection, wanted)).group_by(*keys)


def _sorted(found: Sequence[Count], sort: str, descending: bool) -> list[Count]:
    """By a figure or the place beside, blanks last; equal ones stay in the order they came in."""
    if sort == "name":
        ordered = list(found[::-1] if descending else found)
    else:
        ordered = sorted(found, key=lambda count: getattr(count, sort), reverse=descending)
    return sorted(ordered, key=lambda count: getattr(count, sort) == "")
