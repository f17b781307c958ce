"""Households, and looking at what is masked."""

from db.engine import Database
from db.households import household_edits
from db.session import Where
from domain.entries import HouseholdEntry


def add_household(database: Database, user: str, place_id: int, entry: HouseholdEntry) -> int:
    """A new household at a place; returns its id."""
    with database.write(user) as session:
        return household_edits.add(session, place_id, entry)


def save_household(
    database: Database, user: str, household_id: int, version: int, entry: HouseholdEntry
) -> int:
    """A household's facts and members as the form has them; returns the new version."""
    with database.write(user) as session:
        return household_edits.save(session, household_id, version, entry)


def change_household_back(
    database: Database, user: str, household_id: int, version: int, before: HouseholdEntry
) -> None:
    """A household is what it was before the change that left this version."""
    with database.write(user) as session:
        household_edits.change_back(session, household_id, version, before)


def note_uncovering(database: Database, user: str, subject: str, where: Where) -> None:
    """Somebody looks at the masked numbers of what lies there; the audit says who, when and
    whose."""
    with database.write(user) as session:
        session.log("audit", "查看证件和电话", subject, where=where)
