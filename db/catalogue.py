"""公开目录: for every community and template, whether what has to be public is (DOMAIN.md §7)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, or_, select

from db.models import Audit, Notice, Place, Posting
from db.places import named_communities
from db.reading import Reader, fetch
from domain.notice_life import NoticeState
from domain.publication import Duty, Made, Publication, Standing, standing


@dataclass(frozen=True, slots=True)
class Line:
    """A community, and where its duty stands for each template."""

    place_id: int
    name: str
    standings: dict[str, Standing]


def catalogue(connection: Reader, duties: Mapping[str, Duty], day: date) -> list[Line]:
    """Every community in walking order, with its duties as of a day."""
    made, begun = _made(connection, day), _begun(connection, day)

    def line(position: str) -> dict[str, Standing]:
        return {
            template: standing(duty, position, made[template], day, begun)
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


def _made(connection: Reader, day: date) -> dict[str, list[Made]]:
    """The notices of the year by template, the void ones left out."""
    began = date(day.year, 1, 1)
    hung = func.min(Posting.posted_on)
    found = fetch(
        connection,
        select(Notice.template, Place.position, Notice.state, Notice.created_at, hung)
        .join(Place, Place.id == Notice.place_id)
        .outerjoin(Posting, Posting.notice_id == Notice.id)
        .where(
            Notice.state != NoticeState.VOID,
            or_(Notice.created_at >= datetime.combine(began, time.min), Posting.posted_on >= began),
        )
        .group_by(Notice.id, Place.position),
    )
    made: dict[str, list[Made]] = defaultdict(list)
    for template, position, state, created_at, posted_on in found:
        on = posted_on or created_at.date()
        made[template].append(Made(position, NoticeState(state), on, posted_on is not None))
    return made


def _begun(connection: Reader, day: date) -> date:
    """The day the ledger began: its first record."""
    first = connection.scalar(select(Audit.at).order_by(Audit.id).limit(1))
    return first.date() if first is not None else day
