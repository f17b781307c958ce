"""Imports."""

from db import batches
from db.engine import Database


def undo_import(database: Database, user: str, batch_id: int) -> None:
    """Everything one import brought is taken back."""
    with database.write(user) as session:
        batches.undo(session, batch_id)
