"""公开目录: for every community and template, whether what has to be public is (DOMAIN.md §7)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CTE, and_, case, func, or_, select

from db.models import Audit, Notice, Place, Posting
from db.places import named_communities, tops
from db.reading import Reader, fetch
from domain.notice_life import NoticeState
from domain.notice_texts import span_of
from domain.places import Level
from domain.publication import Duty, Made, Publication, Standing, standing


@dataclass(frozen=True, slots=True)
class Line:
    """A community, and where its duty stands for each template."""

    place_id: int
    name: str
    standings: dict[str, Standing]


def catalogue(connection: Reader, duties: Mapping[str, Duty], day: date) -> list[Line]:
    """Every community in walking order, with its duties as of a day."""
    since = min((span_of(duty.every, day)[0] for duty in duties.values()), default=day)
    made = _made(connection, since)
    begun = _begun(connection, day)

    def line(position: str) -> dict[str, Standing]:
        return {
            template: standing(duty, position, made.near(template, position), day, begun)
            for template, duty in duties.items()
        }

    return [Line(row.id, name, line(row.position)) for row, name in named_communities(connection)]


def overdue(connection: Reader, duties: Mapping[str, Duty], day: date) -> int:
    """How many notices should hang and do not."""
    return sum(
        one.publication is Publication.OVERDUE
        for line in catalogue(connection, duties, day)
        for one in line.standings.values()
    )


@dataclass(frozen=True, slots=True)
class _Register:
    """The notices by template: those for a community or what it lies in by the position of their
    place, those for a part of a community, of which one hangs, by the position of that."""

    at: dict[tuple[str, str], list[Made]]
    inside: dict[tuple[str, str], list[Made]]

    def near(self, template: str, position: str) -> list[Made]:
        """What may be one for a community."""
        whole = [one for top in tops(position) for one in self.at.get((template, top), ())]
        return whole + self.inside.get((template, position), [])


def _made(connection: Reader, since: date) -> _Register:
    """The notices whose day is no earlier, the void ones left out."""
    register = _Register(defaultdict(list), defaultdict(list))
    for template, state, created_at, position, community, posted_on in _by_community(
        connection, since
    ):
        day = posted_on or created_at.date()
        one = Made(position, NoticeState(state), day, posted_on is not None)
        if community in (None, position):
            register.at[template, position].append(one)
        elif one.posted:
            register.inside[template, community].append(one)
    return register


def _by_community(connection: Reader, since: date) -> Sequence[Any]:
    """A row for each notice and community, and for each place above: however many sheets a batch
    for stairwells has, what lies below a community counts as one part of it."""
    below = _inside()
    hung = func.min(Posting.posted_on)
    is_part = Place.position != below.c.community
    drafted = Notice.created_at >= datetime.combine(since, time.min)
    columns = (
        Notice.template,
        Notice.state,
        Notice.created_at,
        func.min(Place.position),
        below.c.community,
        hung,
    )
    return fetch(
        connection,
        select(*columns)
        .outerjoin(Posting, Posting.notice_id == Notice.id)
        .join(Place, Place.id == func.coalesce(Notice.place_id, Posting.place_id))
        .outerjoin(below, below.c.place_id == Place.id)
        .where(Notice.state != NoticeState.VOID)
        .group_by(
            Notice.id,
            below.c.community,
            is_part,
            case((below.c.community.is_(None), Place.position), else_=""),
        )
        .having(or_(hung >= since, and_(hung.is_(None), drafted))),
    )


def _inside() -> CTE:
    """Every place at or below a community, with the position of that."""
    top = select(Place.id.label("place_id"), Place.position.label("community"))
    found = top.where(Place.level == Level.COMMUNITY).cte("inside", recursive=True)
    lower = select(Place.id, found.c.community).join(found, Place.parent_id == found.c.place_id)
    return found.union_all(lower)


def _begun(connection: Reader, day: date) -> date:
    """The day the ledger began: its first record."""
    first = connection.scalar(select(Audit.at).order_by(Audit.id).limit(1))
    return first.date() if first is not None else day
