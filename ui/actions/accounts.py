"""Users, their passwords, what they may do."""

from collections.abc import Sequence
from contextlib import suppress

from db.engine import Database
from db.users import access, accounts, scopes
from db.users.accounts import Chosen
from db.vault import rotation
from domain.errors import KnownError
from domain.rights import Matrix, Role


def add_user(
    database: Database,
    user: str,
    name: str,
    password: str,
    role: Role,
    place_ids: Sequence[int] | None = None,
) -> None:
    """A new user, who chooses another password at the first login, for these places or all."""
    with database.write(user) as session:
        accounts.add(session, name, password, role)
        scopes.put(session, name, place_ids)


def change_role(
    database: Database, user: str, name: str, role: Role, place_ids: Sequence[int] | None
) -> None:
    """Another role for a user, and the places it is for (None: the whole ledger)."""
    with database.write(user) as session:
        accounts.change_role(session, name, role)
        scopes.put(session, name, place_ids)


def reset_password(database: Database, user: str, name: str, password: str) -> None:
    """A password for somebody who forgot theirs; it unlocks them."""
    with database.write(user) as session:
        accounts.reset_password(session, name, password)


def remove_user(database: Database, user: str, name: str) -> None:
    """A user opens the ledger no more."""
    with database.write(user) as session:
        accounts.remove(session, name)


def change_own_password(database: Database, user: str, new: Chosen) -> None:
    """The password of whoever is here."""
    with database.write(user) as session:
        accounts.change_password(session, new)


def change_rights(
    database: Database, user: str, before: Matrix, after: Matrix, idle_minutes: int
) -> None:
    """The matrix of rights and the time until the window locks itself, as the page has them."""
    with database.write(user) as session:
        access.change(session, before, after)
        access.set_idle_minutes(session, idle_minutes)


def renew_recovery_key(database: Database, user: str, recovery_key: str) -> None:
    """Another recovery key opens the ledger's file; an earlier one no longer does."""
    with database.write(user) as session:
        accounts.renew_recovery_key(session, recovery_key)


def change_data_key(database: Database, user: str) -> None:
    """Another data key for the ledger's file; an earlier copy of the key opens it no more."""
    with database.write(user) as session:
        names = rotation.begin(session, database)
    rotation.change(database, names)
    # The key is changed, whatever the disk says of recording it: that it was begun is recorded.
    with suppress(KnownError), database.write(user) as session:
        rotation.note(session)
