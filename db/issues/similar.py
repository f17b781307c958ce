"""Issues like one whose title is being typed."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from db import search
from db.issues.issues import IssueRow, rows
from db.models import Issue, Place
from db.reading import Reader, fetch
from domain import similar
from domain.similar import Candidate
from domain.workflow import OPEN

_PAIRS = 12  # a longer title says no more with the rest of it
_NEWEST = 600
_RANKED = 150


def find(
    connection: Reader, title: str, place_id: int | None, today: date, most: int = 5
) -> list[IssueRow]:
    """Open or recent issues like this title, those of the same place first.

    Only the newest of each pair of characters are looked at: what is recent is what matters.
    """
    position = _position(connection, place_id)
    ids = similar.ranked(title, position, _candidates(connection, title, place_id), today, most)
    found = rows(connection, ids)
    return [found[id_] for id_ in ids if id_ in found]


def _position(connection: Reader, place_id: int | None) -> str:
    if place_id is None:
        return ""
    return connection.scalar(select(Place.position).where(Place.id == place_id)) or ""


def _candidates(connection: Reader, title: str, place_id: int | None) -> list[Candidate]:
    hits: Counter[int] = Counter()
    for pair in sorted(similar.pairs(title), key=title.lower().find)[:_PAIRS]:
        found = search.newest(connection, "issue", pair, _NEWEST)
        # A pair that few have tells more.
        weight = 2 if len(found) < _NEWEST else 1
        hits.update(dict.fromkeys(found, weight))
    ids = [id_ for id_, _ in hits.most_common(_RANKED)]
    if place_id is not None:
        here = select(Issue.id).where(Issue.place_id == place_id)
        ids += connection.scalars(here.order_by(Issue.registered_at.desc()).limit(_RANKED))
    columns = (
        Issue.id,
        Issue.title,
        func.coalesce(Place.position, ""),
        Issue.state.in_(OPEN),
        Issue.registered_at,
    )
    told = select(*columns).outerjoin(Place, Place.id == Issue.place_id).where(Issue.id.in_(ids))
    return [
        Candidate(id_, title, position, bool(is_open), at.date())
        for id_, title, position, is_open, at in fetch(connection, told)
    ]
