"""Visits of filled sheets: which households they mean, and storing those not on record yet."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select

from db import places
from db.models import Cadre, Household, Issue, Resident, Team, TeamMember, Visit
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import coverage
from db.visits import visit_records
from domain.cells import close
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


def known_homes(
    connection: Reader,
    day: date,
    line: str = coverage.DEFAULT_LINE,
    people: Collection[str] = (),
) -> HomeIndex:
    """The households on file, each with the team that alone answers for it and those of its
    residents who have one of the names ``people``."""
    rows = {row.id: row for row in places.all_places(connection)}
    keys = {id_: place_path_key(places.steps(row, rows)) for id_, row in rows.items()}
    team_ids = dict(coverage.owners(connection, day, line))
    named = _residents(connection, sorted(people))
    facts = (
        Household.id,
        Household.address,
        Household.place_id,
        Household.room,
        Household.number,
        Household.head,
    )
    return HomeIndex(
        KnownHome(id_, address, keys[place], room, number, head, team_ids[id_], tuple(named[id_]))
        for id_, address, place, room, number, head in fetch(connection, select(*facts))
    )


def _residents(connection: Reader, names: Sequence[str]) -> dict[int, list[str]]:
    """The residents of these names by their households."""
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(names), CHUNK):
        among = Resident.name.in_(names[start : start + CHUNK])
        for id_, name in fetch(
            connection, select(Resident.household_id, Resident.name).where(among)
        ):
            found[id_].append(name)
    return found


def knowledge(
    connection: Reader, homes: HomeIndex, line: str = coverage.DEFAULT_LINE
) -> VisitKnowledge:
    """What the ledger knows of the households, teams and cadres that a sheet may mean. Of two
    teams with one name that of the line is meant."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for id_, name, own in fetch(connection, select(Team.id, Team.name, Team.line == line)):
        found[close(name), bool(own)].append(id_)
    teams: dict[str, int | None] = {}
    for (name, own), ids in found.items():
        if own or (name, True) not in found:
            teams[name] = ids[0] if len(ids) == 1 else None
    return VisitKnowledge(homes, teams, _cadres(connection))


def _cadres(connection: Reader) -> dict[str, list[frozenset[int]]]:
    """The cadres by name, each by the teams he is or was in."""
    teams: dict[int, set[int]] = defaultdict(set)
    members = select(TeamMember.cadre_id, TeamMember.team_id)
    for cadre_id, team_id in fetch(connection, members):
        teams[cadre_id].add(team_id)
    named: dict[str, list[frozenset[int]]] = defaultdict(list)
    for id_, name in fetch(connection, select(Cadre.id, Cadre.name)):
        named[name].append(frozenset(teams[id_]))
    return dict(named)


class StoredVisits(NamedTuple):
    """How many visits an import added, and how many were on record already."""

    new: int
    known: int


def store(
    session: WriteSession,
    entries: Iterable[VisitEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> StoredVisits:
    """Add the visits that are not on record yet.

    The same household, day, outcome, note, team and need are the same visit; a team that nobody
    told may have been another one when the visit was recorded. ``progress`` is told how many
    entries are done and may raise to cancel.
    """
    remaining = iter(entries)
    done = stored = 0
    while chunk := list(islice(remaining, CHUNK)):
        known = _known(session.connection, [entry.household_id for entry in chunk])
        fresh = {_told(entry, entry.team_id): entry for entry in chunk if _mark(entry) not in known}
        stored += len(visit_records.put(session, list(fresh.values()), batch_id))
        done += len(chunk)
        progress(done)
    if stored:
        session.log("visits", "导入走访", f"批次 {batch_id or '—'}", f"{stored} 次")
    return StoredVisits(stored, done - stored)


_Told = tuple[int, date, str, str, str, int | None]
_ANY = -1


def _told(entry: VisitEntry, team_id: int | None) -> _Told:
    return (entry.household_id, entry.day, entry.outcome, entry.note, entry.need, team_id)


def _mark(entry: VisitEntry) -> _Told:
    return _told(entry, _ANY if entry.by_coverage else entry.team_id)


def _known(connection: Reader, household_ids: Sequence[int]) -> set[_Told]:
    """The visits of these households, a need being what the issue born from it says."""
    among = Visit.household_id.in_(household_ids)
    needs = select(Issue.visit_id, Issue.description).join(Visit, Visit.id == Issue.visit_id)
    asked: dict[int, list[str]] = defaultdict(list)
    for visit_id, need in fetch(connection, needs.where(among)):
        asked[visit_id].append(need)
    columns = (Visit.household_id, Visit.day, Visit.outcome, Visit.note, Visit.team_id, Visit.id)
    return {
        (id_, day, outcome, note, need, team)
        for id_, day, outcome, note, team_id, visit_id in fetch(
            connection, select(*columns).where(among)
        )
        for need in asked.get(visit_id, [""])
        for team in (team_id, _ANY)
    }
