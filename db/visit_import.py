"""Visits of filled sheets: which households they mean, and storing those not on record yet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import select

from db import coverage, places, visit_records
from db.models import Cadre, Household, Team, Visit
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import VisitEntry
from domain.known_homes import HomeIndex, KnownHome
from domain.ledger import place_path_key
from domain.visit_judge import VisitKnowledge

CHUNK = 2_000


def homes(
    connection: Reader, day: date, line: str = coverage.DEFAULT_LINE
) -> Iterator[tuple[int, bool, str, int | None]]:
    """Every household in walking order: its id, whether somebody lives there, its care tags, and
    the team that alone answers for it."""
    facts = select(Household.id, Household.people, Household.tags)
    told = {id_: (people > 0, tags) for id_, people, tags in fetch(connection, facts)}
    for id_, team_id in coverage.owners(connection, day, line):
        yield id_, *told[id_], team_id


def known_homes(connection: Reader, day: date, line: str = coverage.DEFAULT_LINE) -> HomeIndex:
    """The households on file, each with the team that alone answers for it."""
    rows = {row.id: row for row in places.all_places(connection)}
    keys = {id_: place_path_key(places.steps(row, rows)) for id_, row in rows.items()}
    team_ids = dict(coverage.owners(connection, day, line))
    facts = (
        Household.id,
        Household.address,
        Household.place_id,
        Household.room,
        Household.number,
        Household.head,
    )
    return HomeIndex(
        KnownHome(id_, address, keys[place], room, number, head, team_ids[id_])
        for id_, address, place, room, number, head in fetch(connection, select(*facts))
    )


def knowledge(
    connection: Reader, homes: HomeIndex, line: str = coverage.DEFAULT_LINE
) -> VisitKnowledge:
    """What the ledger knows of the households, teams and cadres that a sheet may mean."""
    named = select(Team.name, Team.id).where(Team.line == line)
    cadres = frozenset(connection.scalars(select(Cadre.name)))
    return VisitKnowledge(homes, dict(fetch(connection, named)), cadres)


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
