"""Every write the user can make, one short verb each: a unit of work, and what it returns."""

from datetime import date

from db import batches, households, issues, settings, teams
from db.engine import Database
from domain.entries import HouseholdEntry, IssueEntry


def add_household(database: Database, user: str, place_id: int, entry: HouseholdEntry) -> int:
    """A new household at a place; returns its id."""
    with database.write(user) as session:
        return households.add(session, place_id, entry)


def save_household(
    database: Database, user: str, household_id: int, version: int, entry: HouseholdEntry
) -> int:
    """A household's facts and members as the form has them; returns the new version."""
    with database.write(user) as session:
        return households.save(session, household_id, version, entry)


def register_issue(database: Database, user: str, entry: IssueEntry, place_id: int | None) -> int:
    """A new issue, found now; returns its id."""
    with database.write(user) as session:
        return issues.register(session, entry, place_id)


def move_issue(
    database: Database, user: str, issue_id: int, version: int, request: issues.MoveRequest
) -> None:
    """One move of an issue."""
    with database.write(user) as session:
        issues.move(session, issue_id, version, request)


def assign_team(database: Database, user: str, team_id: int, place_id: int, since: date) -> None:
    """A team becomes responsible for a place."""
    with database.write(user) as session:
        teams.assign(session, team_id, place_id, since)


def release_area(database: Database, user: str, assignment_id: int) -> None:
    """A team is no longer responsible for a place."""
    with database.write(user) as session:
        teams.release(session, assignment_id)


def undo_import(database: Database, user: str, batch_id: int) -> None:
    """Everything one import brought is taken back."""
    with database.write(user) as session:
        batches.undo(session, batch_id)


def keep_layout(database: Database, user: str, table: str, state: dict[str, object]) -> None:
    """The columns of a table as the user arranged them."""
    with database.write(user) as session:
        settings.put(session, f"columns:{user}:{table}", state)
