"""Visits."""

from db.engine import Database
from db.visits import visit_records, visit_removal
from domain.entries import VisitEntry


def add_visit(database: Database, user: str, entry: VisitEntry) -> int:
    """A visit, and its need as an issue; returns the visit's id."""
    with database.write(user) as session:
        return visit_records.add(session, entry)


def save_visit(
    database: Database, user: str, visit_id: int, version: int, entry: VisitEntry
) -> int:
    """A visit as the form has it; returns its id."""
    with database.write(user) as session:
        return visit_records.save(session, visit_id, version, entry)


def remove_visit(database: Database, user: str, visit_id: int) -> visit_removal.Removed:
    """A visit is taken back with the issue it brought; returns what restores it."""
    with database.write(user) as session:
        return visit_removal.remove(session, visit_id)


def restore_visit(database: Database, user: str, removed: visit_removal.Removed) -> None:
    """A removed visit is there again."""
    with database.write(user) as session:
        visit_removal.restore(session, removed)
