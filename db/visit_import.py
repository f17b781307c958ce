"""Visits of filled sheets: which households they mean, and storing those not on record yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import select

from db import coverage, visit_records
from db.models import Assignment, Household, Team, Visit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import VisitEntry

CHUNK = 2_000


def homes(
    connection: Reader, day: date, line: str = coverage.DEFAULT_LINE
) -> Iterator[tuple[int, bool, str, int | None]]:
    """Every household in walking order: its id, whether somebody lives there, its care tags, and
    the team that alone answers for it."""
    by_place: dict[int, list[int]] = defaultdict(list)
    held = (
        select(Assignment.place_id, Assignment.team_id)
        .join(Team, Team.id == Assignment.team_id)
        .where(Team.line == line, coverage.current(Assignment.since, Assignment.until, day))
    )
    for place_id, team_id in fetch(connection, held.where(Assignment.place_id.is_not(None))):
        by_place[place_id].append(team_id)
    each = coverage.answers(day, line)
    found = (
        select(Household.id, Household.people, Household.tags, each.c.source, each.c.teams)
        .join(each, each.c.id == Household.id)
        .order_by(Household.position)
    )
    for id_, people, tags, source, count in fetch(connection, found):
        team_id = by_place[source][0] if count == 1 and source in by_place else None
        yield id_, people > 0, tags, team_id


def store(
    session: WriteSession,
    entries: Iterable[VisitEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Add the visits that are not on record yet; returns how many.

    The same household, day, outcome and note are the same visit. ``progress`` is told how many
    entries are done and may raise to cancel.
    """
    remaining = iter(entries)
    done = stored = 0
    while chunk := list(islice(remaining, CHUNK)):
        known = _known(session.connection, [entry.household_id for entry in chunk])
        fresh = {_told(entry): entry for entry in chunk if _told(entry) not in known}
        stored += len(visit_records.put(session, list(fresh.values()), batch_id))
        done += len(chunk)
        progress(done)
    if stored:
        session.log("visits", "导入走访", f"批次 {batch_id or '—'}", f"{stored} 次")
    return stored


_Told = tuple[int, date, str, str]


def _told(entry: VisitEntry) -> _Told:
    return (entry.household_id, entry.day, entry.outcome, entry.note)


def _known(connection: Reader, household_ids: Sequence[int]) -> set[_Told]:
    columns = (Visit.household_id, Visit.day, Visit.outcome, Visit.note)
    found = fetch(connection, select(*columns).where(Visit.household_id.in_(household_ids)))
    return {(id_, day, outcome, note) for id_, day, outcome, note in found}
