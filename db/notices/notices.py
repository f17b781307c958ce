"""What is posted where: the stairwells, and what concerns each of them, read set by set."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from db.models import Cadre, Category, Issue, IssueEvent, Team, TeamMember, Unit
from db.places import PlaceRow, all_places, names, steps
from db.reading import Reader, fetch
from db.teams.coverage import DEFAULT_LINE, active_assignments
from domain.disclosure import NoticeIssue
from domain.places import RANK, Level, PlaceStep, together
from domain.team_notice import NoticeMember, NoticeTeam
from domain.workflow import STATE_WORDS, Move, State


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a notice hangs. ``above`` are its own id and those of the places it stands
    in, nearest first, ``below`` those of the places in it; ``path`` begins with the community,
    ``community`` is its written name."""

    place_id: int
    path: tuple[PlaceStep, ...]
    above: tuple[int, ...]
    below: tuple[int, ...]
    community: str


def spots(reader: Reader, top: PlaceRow, level: Level = Level.ENTRANCE) -> list[Spot]:
    """The places of a level at or below a place, in walking order."""
    rows = all_places(reader)
    by_id = {row.id: row for row in rows}
    inside = [row for row in rows if row.position.startswith(top.position)]
    positions = [row.position for row in inside]
    return [
        _spot(row, by_id, inside[n + 1 : _end(positions, n)])
        for n, row in enumerate(inside)
        if row.level is level
    ]


def spot(reader: Reader, place_id: int) -> Spot:
    """One place, whatever its level."""
    rows = all_places(reader)
    by_id = {row.id: row for row in rows}
    positions = [row.position for row in rows]
    n = bisect_left(positions, by_id[place_id].position)
    return _spot(rows[n], by_id, rows[n + 1 : _end(positions, n)])


def _end(positions: Sequence[str], n: int) -> int:
    """Where what lies in the place at ``n`` ends, in walking order."""
    return bisect_left(positions, positions[n][:-1] + "0", n)  # "0" comes after "/"


def _spot(row: PlaceRow, by_id: dict[int, PlaceRow], inside: Sequence[PlaceRow]) -> Spot:
    above = []
    here: PlaceRow | None = row
    while here is not None:
        above.append(here)
        here = by_id[here.parent_id] if here.parent_id is not None else None
    below = tuple(r.id for r in inside)
    community = next((p.name for p in above if p.level is Level.COMMUNITY), "")
    path = tuple(s for s in steps(row, by_id) if RANK[s.level] >= RANK[Level.COMMUNITY])
    return Spot(row.id, path or steps(row, by_id), tuple(p.id for p in above), below, community)


def issues_at(
    reader: Reader, hung: Sequence[Spot], since: date, until: date
) -> dict[int, list[NoticeIssue]]:
    """For each spot the issues of the period: of itself and what lies in it, of its building and
    its compound or group. An issue belongs to every period in which it was open at any time."""
    near = {spot.place_id: near_places(spot) for spot in hung}
    places_of = {place_id for ids in near.values() for place_id in ids}
    wanted = _in_period(since, until)
    told = _issues(reader, wanted, places_of)
    found: dict[int, list[NoticeIssue]] = {}
    for one in hung:
        concerning = [pair for place_id in near[one.place_id] for pair in told.get(place_id, ())]
        found[one.place_id] = [issue for _, issue in sorted(concerning, key=lambda pair: pair[0])]
    return found


def near_places(spot: Spot) -> tuple[int, ...]:
    """The spot, what lies in it, and the places it stands in up to its compound or group."""
    near = tuple(
        place_id
        for place_id, step in zip(spot.above, reversed(spot.path), strict=False)
        if RANK[step.level] >= RANK[Level.COMPOUND] or place_id == spot.place_id
    )
    return near + spot.below


def _in_period(since: date, until: date) -> ColumnElement[bool]:
    first, last = since.toordinal(), until.toordinal()
    still_open = or_(Issue.ended_day.is_(None), Issue.ended_day >= first)
    return (Issue.opened_day <= last) & still_open


def _issues(
    reader: Reader, wanted: ColumnElement[bool], places_of: Iterable[int]
) -> dict[int, list[tuple[tuple[int, int], NoticeIssue]]]:
    measures = _last_notes(reader, wanted)
    columns = (
        Issue.id,
        Issue.opened_day,
        Issue.place_id,
        func.coalesce(Category.name, ""),
        Issue.place_text,
        Issue.title,
        Issue.colour,
        func.coalesce(Unit.name, ""),
        Issue.due_at,
        Issue.state,
    )
    rows = fetch(
        reader,
        select(*columns)
        .outerjoin(Category, Category.id == Issue.category_id)
        .outerjoin(Unit, Unit.id == Issue.lead_unit_id)
        .where(wanted, Issue.place_id.is_not(None)),
    )
    known = set(places_of)
    told: dict[int, list[tuple[tuple[int, int], NoticeIssue]]] = defaultdict(list)
    for id_, day, place_id, category, place, title, colour, unit, due_at, state in rows:
        if place_id in known:
            issue = NoticeIssue(
                category=category,
                place=place,
                summary=title,
                colour=colour,
                unit=unit,
                measure=measures.get(id_, ""),
                deadline=due_at.date() if due_at else None,
                progress=STATE_WORDS[State(state)],
                state=State(state),
            )
            told[place_id].append(((day, id_), issue))
    return told


def _last_notes(reader: Reader, wanted: ColumnElement[bool]) -> dict[int, str]:
    """What was done last about each issue, in the handler's words."""
    doing = (Move.MEASURE, Move.REPORT, Move.RESOLVE, Move.SETTLE)
    last = (
        select(IssueEvent.issue_id, func.max(IssueEvent.seq))
        .join(Issue, Issue.id == IssueEvent.issue_id)
        .where(wanted, IssueEvent.move.in_(doing), IssueEvent.note != "")
        .group_by(IssueEvent.issue_id)
    )
    return dict(
        fetch(
            reader,
            select(IssueEvent.issue_id, IssueEvent.note).where(
                tuple_(IssueEvent.issue_id, IssueEvent.seq).in_(last)
            ),
        )
    )


def teams_at(
    reader: Reader, hung: Sequence[Spot], day: date, line: str = DEFAULT_LINE
) -> dict[int, list[NoticeTeam]]:
    """For each spot the teams that answer for it on that day: those assigned nearest to it, and
    those assigned to what lies in it."""
    assigned = active_assignments(day, line)
    teams_of: dict[int, list[int]] = defaultdict(list)
    for place_id, team_id in fetch(
        reader,
        select(assigned.c.place_id, assigned.c.team_id)
        .join(Team, Team.id == assigned.c.team_id)
        .where(assigned.c.place_id.is_not(None))
        .order_by(Team.position),
    ):
        teams_of[place_id].append(team_id)
    told = _teams(reader, day, teams_of)
    found = {}
    for one in hung:
        nearest = next((place_id for place_id in one.above if place_id in teams_of), None)
        at = [place_id for place_id in (nearest, *one.below) if place_id in teams_of]
        ids = dict.fromkeys(team_id for place_id in at for team_id in teams_of[place_id])
        found[one.place_id] = [told[team_id] for team_id in ids]
    return found


def _teams(reader: Reader, day: date, teams_of: dict[int, list[int]]) -> dict[int, NoticeTeam]:
    members: dict[int, list[NoticeMember]] = defaultdict(list)
    for team_id, *facts in fetch(
        reader,
        select(
            TeamMember.team_id,
            Cadre.name,
            func.coalesce(Unit.name, ""),
            Cadre.duty,
            Cadre.phone,
            Cadre.consented_on.is_not(None),
        )
        .join(Cadre, Cadre.id == TeamMember.cadre_id)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(
            or_(TeamMember.since.is_(None), TeamMember.since <= day),
            or_(TeamMember.until.is_(None), TeamMember.until >= day),
        )
        .order_by(TeamMember.id),
    ):
        members[team_id].append(NoticeMember(*facts))
    by_id = {row.id: row for row in all_places(reader)}
    covers: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for place_id in sorted(teams_of, key=lambda id_: by_id[id_].position):
        for team_id in teams_of[place_id]:
            covers[team_id].append(names(by_id[place_id], by_id))
    leaders = select(Team.id, Team.name, func.coalesce(Cadre.name, ""))
    rows = fetch(reader, leaders.outerjoin(Cadre, Cadre.id == Team.leader_id))
    return {
        id_: NoticeTeam(name, leader, tuple(members[id_]), _covers(covers[id_]))
        for id_, name, leader in rows
    }


def _covers(paths: Sequence[tuple[str, ...]]) -> str:
    """What a team answers for, by paths from the community down: where that is one for all of
    them, it is the notice's own and need not be told."""
    is_one = len({path[0] for path in paths}) == 1
    return together([path[1:] or path for path in paths] if is_one else paths)
