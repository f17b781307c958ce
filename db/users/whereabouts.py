"""Where things lie: the queries a unit of work says its places with (`WriteSession.log`).

None of them is run for whoever works for the whole ledger. Many ids are asked for in parts.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from db.models import (
    CheckIn,
    Household,
    Issue,
    Notice,
    Place,
    Posting,
    Project,
    SlipIssue,
)
from db.session import Where

CHUNK = 10_000


def at_position(position: str) -> Where:
    """The place at a position, as filters have it; nowhere for the empty one, which lets all
    through."""
    return select(Place.id).where(Place.position == position) if position else ()


def household(household_id: int) -> Where:
    """The place a household hangs on."""
    return households([household_id])


def households(ids: Iterable[int]) -> Where:
    """The places these households hang on."""
    return _parts(Household.place_id, Household.id, ids)


def check_in(check_in_id: int) -> Where:
    """The place where somebody reported."""
    return select(CheckIn.place_id).where(CheckIn.id == check_in_id)


def issues(ids: Iterable[int]) -> Where:
    """The places of these issues."""
    return _parts(Issue.place_id, Issue.id, ids)


def slips(ids: Iterable[int]) -> Where:
    """The places of all issues that stand on these slips or letters."""
    joined = select(Issue.place_id).join(SlipIssue, SlipIssue.issue_id == Issue.id)
    return (joined.where(SlipIssue.slip_id.in_(part)) for part in _chunks(ids))


def areas(rows: Iterable[Mapping[Any, Any]]) -> Where:
    """The places of assignments as they are stored."""
    held = list(rows)
    single = [row["household_id"] for row in held if row["household_id"] is not None]
    return (
        [row["place_id"] for row in held if row["place_id"] is not None],
        households(single),
    )


def project(project_id: int) -> Where:
    """The place of a project."""
    return select(Project.place_id).where(Project.id == project_id)


def notice(notice_id: int) -> Where:
    """The place a notice is for, and those where its sheets hang."""
    own = select(Notice.place_id).where(Notice.id == notice_id, Notice.place_id.is_not(None))
    hung = select(Posting.place_id).where(Posting.notice_id == notice_id)
    every = union(own, hung).subquery()
    return select(every.c.place_id)


def postings(ids: Iterable[int]) -> Where:
    """The places where these sheets hang."""
    return _parts(Posting.place_id, Posting.id, ids)


def _parts(
    place: Any, key: Any, ids: Iterable[int], *which: ColumnElement[bool]
) -> Iterator[Select[Any]]:
    return (select(place).where(key.in_(part), *which).distinct() for part in _chunks(ids))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    held = list(ids)
    return (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))
