"""民生实事: projects, their steps, their photos, how many there should be."""

from collections.abc import Sequence

from db.engine import Database
from db.projects import project_edits, project_rules
from domain.projects import ProjectEntry, Quotas, StepRequest


def add_project(database: Database, user: str, place_id: int, entry: ProjectEntry) -> int:
    """A new project; returns its id."""
    with database.write(user) as session:
        return project_edits.add(session, place_id, entry)


def save_project(
    database: Database,
    user: str,
    project_id: int,
    version: int,
    place_id: int,
    entry: ProjectEntry,
) -> int:
    """A project's facts as the form has them; returns its id."""
    with database.write(user) as session:
        return project_edits.save(session, project_id, version, place_id, entry)


def step_project(
    database: Database, user: str, project_id: int, version: int, request: StepRequest
) -> project_edits.Stepped:
    """A project goes on, or back; returns what takes it back."""
    with database.write(user) as session:
        return project_edits.step(session, project_id, version, request)


def take_back_step(database: Database, user: str, stepped: project_edits.Stepped) -> None:
    """As if a step had not been made."""
    with database.write(user) as session:
        project_edits.take_back(session, stepped)


def remove_project(database: Database, user: str, project_id: int) -> project_edits.Removed:
    """A project is taken off the register; returns what restores it."""
    with database.write(user) as session:
        return project_edits.remove(session, project_id)


def restore_project(database: Database, user: str, removed: project_edits.Removed) -> int:
    """A project is on the register again; returns its new id."""
    with database.write(user) as session:
        return project_edits.restore(session, removed)


def add_project_photos(
    database: Database, user: str, project_id: int, pictures: Sequence[bytes]
) -> list[int]:
    """Photos of a project; returns their ids."""
    with database.write(user) as session:
        return [project_edits.add_photo(session, project_id, content) for content in pictures]


def remove_project_photos(
    database: Database, user: str, ids: Sequence[int]
) -> list[project_edits.RemovedPhoto]:
    """Photos are taken off; returns what restores them."""
    with database.write(user) as session:
        return [project_edits.remove_photo(session, id_) for id_ in ids]


def restore_project_photos(
    database: Database, user: str, removed: Sequence[project_edits.RemovedPhoto]
) -> None:
    """Photos that were taken off are there again."""
    with database.write(user) as session:
        for photo in removed:
            project_edits.restore_photo(session, photo)


def change_quotas(database: Database, user: str, before: Quotas, after: Quotas) -> None:
    """How many projects there should be a year."""
    with database.write(user) as session:
        project_rules.change(session, before, after)
