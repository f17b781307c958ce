"""The households of visit sheets, team by team, in walking order."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from db import places
from db.households import households
from db.places import PlaceRow
from db.reading import Reader
from db.teams import coverage
from db.visits import visit_targets, visits
from db.visits.visit_targets import DueFilter
from domain import masks
from domain.places import Level
from domain.visit_sheet import NOBODYS, SheetHome, SheetStop, VisitSheet
from domain.visits import DUE_WORDS, Due

CHUNK = 500


def sheets(connection: Reader, wanted: DueFilter, office: str, told: str) -> Iterator[VisitSheet]:
    """A sheet for each team that has households among those wanted, in the teams' order; last,
    one for those that no team, or more than one, answers for."""
    by_id = {row.id: row for row in places.all_places(connection)}
    community = places.community_of(connection)
    owner = _owners(connection, wanted)
    of_team: dict[int | None, list[int]] = defaultdict(list)
    for id_ in visit_targets.order(connection, wanted, "address"):
        of_team[wanted.team_id or owner.get(id_)].append(id_)
    people = [team for team in visits.teams_of(connection, wanted.day) if team.id in of_team]
    for team in people:
        stops = _stops(connection, of_team[team.id], wanted.day, by_id, community)
        members = (team.name, team.leader, team.members)
        yield VisitSheet(office, *members, told, wanted.day, stops)
    if None in of_team:
        stops = _stops(connection, of_team[None], wanted.day, by_id, community)
        yield VisitSheet(office, NOBODYS, "", (), told, wanted.day, stops)


def _owners(connection: Reader, wanted: DueFilter) -> dict[int, int | None]:
    if wanted.team_id is not None:
        return {}
    return dict(coverage.owners(connection, wanted.day, wanted.line))


def _stops(
    connection: Reader,
    ids: Sequence[int],
    day: date,
    by_id: dict[int, PlaceRow],
    community: dict[int, PlaceRow],
) -> tuple[SheetStop, ...]:
    found: list[SheetStop] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = households.rows(connection, part)
        standing = visit_targets.standing_of(connection, part, day)
        met = visit_targets.last_met(connection, part)
        for row in (rows[id_] for id_ in part if id_ in rows):
            place = places.full_name(by_id[row.place_id], by_id, Level.COMMUNITY)
            within = community.get(row.place_id)
            due = standing[row.id]
            home = SheetHome(
                row.id,
                within.name if within is not None else "",
                masks.mask_door(row.address, row.head),
                masks.mask_door(households.door(row, place), row.head),
                masks.mask_name(row.head) if row.head else "",
                row.people,
                bool(row.tags),
                met[row.id],
                DUE_WORDS[due] if due is not Due.DONE else "",
            )
            stop = f"{home.community} {place}".strip()
            if found and found[-1].place == stop:
                found[-1] = replace(found[-1], homes=(*found[-1].homes, home))
            else:
                found.append(SheetStop(stop, (home,)))
    return tuple(found)
