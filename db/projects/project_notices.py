"""Which livelihood projects are posted where: those of the community a sheet hangs in, or of all
that lies in a larger place."""

from collections.abc import Mapping, Sequence

from db import places
from db.notices.notices import Spot
from db.places import PlaceRow
from db.projects import projects
from db.projects.projects import ProjectFilter, ProjectRow
from db.reading import Reader
from domain.places import RANK, Level
from domain.project_notice import NoticeProject, is_posted


def projects_at(reader: Reader, hung: Sequence[Spot], year: int) -> dict[int, list[NoticeProject]]:
    """For each spot the projects of the year, by level, walking order and number."""
    ids = projects.order(reader, ProjectFilter(year=year))
    found = projects.rows(reader, ids)
    posted = [found[id_] for id_ in ids if is_posted(found[id_].standing)]
    by_id = {row.id: row for row in places.all_places(reader)}
    told: dict[int, list[NoticeProject]] = {}
    tops = {spot.place_id: _top(spot, by_id) for spot in hung}
    for top in tops.values():
        if top.id not in told:
            told[top.id] = [_told(row, top) for row in posted if _lies(row, top, by_id)]
    return {place_id: told[top.id] for place_id, top in tops.items()}


def _top(spot: Spot, by_id: Mapping[int, PlaceRow]) -> PlaceRow:
    """The community a spot lies in, or the spot itself above one."""
    above = (by_id[id_] for id_ in spot.above)
    return next((p for p in above if RANK[p.level] <= RANK[Level.COMMUNITY]), by_id[spot.place_id])


def _lies(row: ProjectRow, top: PlaceRow, by_id: Mapping[int, PlaceRow]) -> bool:
    return row.place_id is not None and by_id[row.place_id].position.startswith(top.position)


def _told(row: ProjectRow, top: PlaceRow) -> NoticeProject:
    return NoticeProject(
        row.level,
        row.name,
        row.content,
        row.place.removeprefix(top.name),
        row.invested,
        row.funding,
        row.unit,
        row.person,
        row.phone,
        row.planned_by,
        row.standing,
    )
