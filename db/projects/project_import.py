"""Storing many projects at once with the whole of their lives, as the demo brings them."""

from collections.abc import Iterable

from sqlalchemy import insert, select

from db import places
from db.coordination import common
from db.models import Category, Issue, Place, Project, ProjectIssue, ProjectStep
from db.places import PlaceBook
from db.projects.project_edits import fact_values, standing_values, step_values
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from domain.places import Level
from domain.projects import ProjectEntry, Standing, after

_NEAR = (Level.COMMUNITY, Level.COMPOUND, Level.GROUP)


def store(session: WriteSession, entries: Iterable[ProjectEntry]) -> int:
    """Store all of them, each as its steps leave it; returns how many."""
    brought = list(entries)
    book = PlaceBook(session, None)
    place_ids = [book.locate(entry.place).id for entry in brought]
    book.flush()
    unit_ids = units.ids_of(session, (entry.unit for entry in brought))
    known = common.ids_of(session.connection, {n for entry in brought for n in entry.issues})
    rows, steps, links = [], [], []
    made = {"actor": session.actor, "recorded_at": session.at}
    ids = session.reserve(Project, len(brought))
    for id_, place_id, entry in zip(ids, place_ids, brought, strict=True):
        standing = Standing()
        for seq, request in enumerate(entry.steps, 1):
            standing = after(standing, request)
            steps.append(step_values(id_, seq, request) | made)
        where = {"id": id_, "place_id": place_id, "unit_id": unit_ids.get(entry.unit)}
        rows.append(fact_values(entry) | standing_values(standing) | where)
        links += [{"project_id": id_, "issue_id": known[n]} for n in entry.issues]
    for model, values in ((Project, rows), (ProjectStep, steps), (ProjectIssue, links)):
        if values:
            session.execute(insert(model), values)
    session.log("projects", "导入实事项目", "", f"{len(rows)} 个")
    return len(rows)


def matters(connection: Reader) -> dict[tuple[str, str], str]:
    """By the names of community and category, the number of the first issue there."""
    of_place = places.community_of(connection)
    told = (
        select(Issue.number, Issue.place_id, Category.name)
        .join(Category, Category.id == Issue.category_id)
        .where(Issue.place_id.in_(select(Place.id).where(Place.level.in_(_NEAR))))
        .order_by(Issue.registered_at, Issue.id)
    )
    found: dict[tuple[str, str], str] = {}
    for number, place_id, category in fetch(connection, told):
        if place_id in of_place:
            found.setdefault((of_place[place_id].name, category), number)
    return found
