"""双报到: who reported, and what they did."""

from datetime import date

from db.check_ins import check_in_edits
from db.engine import Database
from db.notices import party_branches
from domain.check_in import CheckInEntry, ServiceEntry
from domain.party_notice import Branch


def add_check_in(database: Database, user: str, place_id: int, entry: CheckInEntry) -> int:
    """A party member who reported; returns the id."""
    with database.write(user) as session:
        return check_in_edits.add(session, place_id, entry)


def save_check_in(
    database: Database,
    user: str,
    check_in_id: int,
    version: int,
    place_id: int,
    entry: CheckInEntry,
) -> int:
    """A party member's facts as the form has them; returns the id."""
    with database.write(user) as session:
        return check_in_edits.save(session, check_in_id, version, place_id, entry)


def set_check_in_end(
    database: Database, user: str, check_in_id: int, version: int, until: date | None
) -> check_in_edits.Ended:
    """The day on which a party member moves away, or none; returns what takes it back."""
    with database.write(user) as session:
        return check_in_edits.set_until(session, check_in_id, version, until)


def remove_check_in(database: Database, user: str, check_in_id: int) -> check_in_edits.Removed:
    """A party member is taken off the list; returns what restores it."""
    with database.write(user) as session:
        return check_in_edits.remove(session, check_in_id)


def restore_check_in(database: Database, user: str, removed: check_in_edits.Removed) -> int:
    """A party member is on the list again; returns the new id."""
    with database.write(user) as session:
        return check_in_edits.restore(session, removed)


def save_party_branch(
    database: Database, user: str, place_id: int, before: Branch | None, after: Branch | None
) -> None:
    """The party branch of a place, or none."""
    with database.write(user) as session:
        party_branches.save(session, place_id, before, after)


def add_service(database: Database, user: str, check_in_id: int, service: ServiceEntry) -> int:
    """What a party member did on a day; returns the service's id."""
    with database.write(user) as session:
        return check_in_edits.add_service(session, check_in_id, service)


def change_service(
    database: Database, user: str, service_id: int, before: ServiceEntry, after: ServiceEntry
) -> check_in_edits.ChangedService:
    """A service is corrected; returns what takes it back."""
    with database.write(user) as session:
        return check_in_edits.change_service(session, service_id, before, after)


def change_service_back(
    database: Database, user: str, changed: check_in_edits.ChangedService
) -> None:
    """A service is as it was before it was corrected."""
    with database.write(user) as session:
        told = (changed.id, changed.after, changed.before, changed.batch_id)
        check_in_edits.change_service(session, *told)


def remove_service(database: Database, user: str, service_id: int) -> check_in_edits.RemovedService:
    """A service is taken back; returns what restores it."""
    with database.write(user) as session:
        return check_in_edits.remove_service(session, service_id)


def restore_service(database: Database, user: str, removed: check_in_edits.RemovedService) -> None:
    """A service that was taken back is there again."""
    with database.write(user) as session:
        check_in_edits.restore_service(session, removed)
