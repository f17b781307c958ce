"""公开目录: for every community and template, whether what has to be public is (DOMAIN.md §7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CTE, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Audit, Notice, Place, Posting
from db.places import named_communities
from db.reading import Reader, fetch
from domain.notice_life import NoticeState
from domain.notice_texts import span_of
from domain.places import Level, tops
from domain.publication import Duty, Made, Publication, Standing, standing

_Sheets = dict[tuple[int, str], dict[str, date]]
"""When the sheets of a batch were hung by the positions of their places, by its id and the position
of the community."""
_Stairs = dict[str, list[tuple[str, str]]]
_WORDS = {Level.ENTRANCE: "单元", Level.GROUP: "组"}


@dataclass(frozen=True, slots=True)
class Line:
    """A community, and where its duty stands for each template; ``stairs`` is what its sheets hang
    at: 单元, 组, or 处 where there are both."""

    place_id: int
    name: str
    standings: dict[str, Standing]
    stairs: str = ""


def catalogue(connection: Reader, duties: Mapping[str, Duty], day: date) -> list[Line]:
    """Every community in walking order, with its duties as of a day."""
    hung = _hung(connection, _since(duties, day), day)
    return _lines(connection, duties, day, hung, _stairs(connection))


def _since(duties: Mapping[str, Duty], day: date) -> date:
    """The first day of the longest period that is asked after."""
    return min((span_of(duty.every, day)[0] for duty in duties.values()), default=day)


def _lines(
    connection: Reader, duties: Mapping[str, Duty], day: date, hung: _Sheets, stairs: _Stairs
) -> list[Line]:
    made = _made(connection, _since(duties, day), hung)
    begun = _begun(connection, day)

    def line(position: str) -> dict[str, Standing]:
        own = [stair for stair, _ in stairs[position]]
        return {
            template: standing(duty, position, made.near(template, position), day, begun, own)
            for template, duty in duties.items()
        }

    return [
        Line(row.id, name, line(row.position), _word(level for _, level in stairs[row.position]))
        for row, name in named_communities(connection)
    ]


def _word(levels: Iterable[str]) -> str:
    kinds = set(levels)
    return _WORDS[Level(kinds.pop())] if len(kinds) == 1 else "处"


def overdue(connection: Reader, duties: Mapping[str, Duty], day: date) -> int:
    """How many notices should hang and do not: at how many stairwells one does is not asked."""
    return sum(
        one.publication is Publication.OVERDUE
        for line in _lines(connection, duties, day, {}, defaultdict(list))
        for one in line.standings.values()
    )


@dataclass(frozen=True, slots=True)
class _Register:
    """The notices by template: those for a community or what it lies in by the position of their
    place, those for a part of a community, and the sheets of a batch in it, by the position of
    that."""

    at: dict[tuple[str, str], list[Made]]
    inside: dict[tuple[str, str], list[Made]]

    def near(self, template: str, position: str) -> list[Made]:
        """What may be one for a community."""
        whole = [one for top in tops(position) for one in self.at.get((template, top), ())]
        return whole + self.inside.get((template, position), [])


def _made(connection: Reader, since: date, hung: _Sheets) -> _Register:
    """The notices whose day is no earlier, the void ones left out."""
    register = _Register(defaultdict(list), defaultdict(list))
    for row in _by_community(connection, since):
        day = row.posted_on or row.created_at.date()
        state, posted = NoticeState(row.state), row.posted_on is not None
        if row.community in (None, row.position):
            one = Made(row.position, state, day, posted)
            register.at[row.template, row.position].append(one)
        elif row.own and row.community.startswith(row.own):  # a batch for all of it, and its part
            sheets = hung.get((row.id, row.community)) or {row.position: day}
            one = Made(row.community, state, day, posted, sheets)
            register.inside[row.template, row.community].append(one)
        elif posted:
            one = Made(row.position, state, day, posted, hung.get((row.id, row.community)))
            register.inside[row.template, row.community].append(one)
    return register


_WHOLE = aliased(Place, name="whole")
# A batch hangs sheet by sheet, what else there is as one for its place, on whatever board.
_SPOT = case(
    (and_(Notice.sheets > 1, Posting.board_id.is_(None)), Posting.place_id),
    else_=func.coalesce(Notice.place_id, Posting.place_id),
)


def _by_community(connection: Reader, since: date) -> Sequence[Any]:
    """A row for each notice and community, and for each place above: however many sheets a batch
    for stairwells has, what lies below a community counts as one part of it. ``own`` is the
    position of the place the notice is for, where it is one."""
    below = _inside()
    hung = func.min(Posting.posted_on)
    is_part = Place.position != below.c.community
    drafted = Notice.created_at >= datetime.combine(since, time.min)
    columns = (
        Notice.id,
        Notice.template,
        Notice.state,
        Notice.created_at,
        func.min(Place.position).label("position"),
        below.c.community,
        hung.label("posted_on"),
        func.min(_WHOLE.position).label("own"),
    )
    return fetch(
        connection,
        select(*columns)
        .outerjoin(Posting, Posting.notice_id == Notice.id)
        .join(Place, Place.id == func.coalesce(_SPOT, Notice.place_id))
        .outerjoin(below, below.c.place_id == Place.id)
        .outerjoin(_WHOLE, _WHOLE.id == Notice.place_id)
        .where(Notice.state != NoticeState.VOID)
        .group_by(
            Notice.id,
            below.c.community,
            is_part,
            case((below.c.community.is_(None), Place.position), else_=""),
        )
        .having(or_(hung >= since, and_(hung.is_(None), drafted))),
    )


def _hung(connection: Reader, since: date, day: date) -> _Sheets:
    """When each sheet of a batch below a community was hung, from one day to another."""
    below = _inside()
    found: _Sheets = defaultdict(dict)
    for notice_id, community, position, on in fetch(
        connection,
        select(Posting.notice_id, below.c.community, Place.position, func.min(Posting.posted_on))
        .join(Notice, Notice.id == Posting.notice_id)
        .join(Place, Place.id == Posting.place_id)
        .join(below, below.c.place_id == Place.id)
        .where(Notice.sheets > 1, Posting.board_id.is_(None))
        .where(Posting.posted_on.between(since, day))
        .where(Place.position != below.c.community, Notice.state != NoticeState.VOID)
        .group_by(Posting.notice_id, below.c.community, Place.position),
    ):
        found[notice_id, community][position] = on
    return found


def _stairs(connection: Reader) -> _Stairs:
    """By the position of each community its stairwells, and its groups without one, each with its
    level."""
    below = _inside()
    joined = select(below.c.community, Place.position, Place.level)
    doors = joined.join(below, below.c.place_id == Place.id).where(Place.level.in_(_WORDS))
    found: _Stairs = defaultdict(list)
    for community, position, level in sorted(fetch(connection, doors), reverse=True):
        held = found[community]
        if not (held and held[-1][0].startswith(position)):
            held.append((position, level))
    return found


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
