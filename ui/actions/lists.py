"""What users keep for themselves: lists, columns, what they have not finished typing."""

from collections.abc import Mapping

from db import drafts, settings
from db.drafts import Typed
from db.engine import Database
from db.issues import saved_filters
from db.issues.issue_filter import IssueFilter
from db.issues.saved_filters import SavedList


def save_list(
    database: Database,
    user: str,
    name: str,
    wanted: IssueFilter,
    sort: str,
    descending: bool,
    shared: bool,
) -> int:
    """A filter and a sort under a name, the user's own or the office's; returns its id."""
    with database.write(user) as session:
        return saved_filters.add(session, name, wanted, sort, descending, shared)


def rename_list(database: Database, user: str, list_id: int, name: str) -> int:
    """Another name for a list; returns its id."""
    with database.write(user) as session:
        saved_filters.rename(session, list_id, name)
    return list_id


def update_list(
    database: Database, user: str, list_id: int, wanted: IssueFilter, sort: str, descending: bool
) -> int:
    """Another filter and sort for a list; returns its id."""
    with database.write(user) as session:
        saved_filters.put(session, list_id, wanted, sort, descending)
    return list_id


def remove_list(database: Database, user: str, list_id: int) -> SavedList:
    """A list is removed; returns what restores it."""
    with database.write(user) as session:
        return saved_filters.remove(session, list_id)


def restore_list(database: Database, user: str, removed: SavedList) -> None:
    """A removed list is there again."""
    with database.write(user) as session:
        saved_filters.restore(session, removed)


def keep_layout(database: Database, user: str, table: str, state: dict[str, object]) -> None:
    """The columns of a table as the user arranged them."""
    with database.write(user) as session:
        settings.put(session, f"columns:{user}:{table}", state, "columns")


def keep_drafts(database: Database, user: str, changed: Mapping[str, Typed | None]) -> None:
    """What the user typed and has not stored, by what it is about; nobody waits for it long."""
    with database.impatient(), database.write(user) as session:
        drafts.keep(session, changed)
