"""Storing many projects at once with the whole of their lives, as the demo brings them."""

from collections.abc import Iterable

from sqlalchemy import insert

from db import common, units
from db.models import Project, ProjectIssue, ProjectStep
from db.places import PlaceBook
from db.project_edits import fact_values, standing_values, step_values
from db.session import WriteSession
from domain.projects import ProjectEntry, Standing, after


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
