"""A server's key slots: what a ledger file has in its key file stands with the accounts there.

A server's tables are not encrypted, but its backups are, each by a key of its own. The slots' key
pairs let any window seal that key to those who may restore, without knowing a password.
"""

from collections.abc import Mapping

from sqlalchemy import select, update

from db.models import Account
from db.reading import Reader, fetch
from db.users import access
from db.vault import key_slots, keys
from db.vault.key_slots import Slot
from domain.rights import Right


def put(
    connection: Reader, passwords: Mapping[str, str | None], recovery_key: str, record: str
) -> None:
    """`keys.PutSlots` of a server: in the same transaction; the recovery key is for files."""
    for user, password in passwords.items():
        if password is not None:
            slot = key_slots.make(password, keys.new_data_key())  # of which nobody knows
            mine = update(Account).where(Account.name == user)
            connection.execute(mine.values(slot=slot))


def forget(connection: Reader) -> None:
    """Nobody's slot is known to go with their password: each gets one when they next unlock."""
    connection.execute(update(Account).values(slot=None))


def is_missing(connection: Reader, user: str) -> bool:
    """Whether an account that was there before slots were waits for its password."""
    held = select(Account.id).where(Account.name == user, Account.slot.is_(None))
    return connection.scalar(held) is not None


def sealed(connection: Reader, data_key: bytes) -> dict[str, Slot]:
    """The slots of those who have the right to restore, with this data key in them."""
    rights = access.matrix(connection)
    held = select(Account.name, Account.role, Account.slot).order_by(Account.id)
    return {
        name: key_slots.sealed(slot, data_key)
        for name, role, slot in fetch(connection, held)
        if slot is not None and key_slots.has_pair(slot) and rights.allows(role, Right.BACKUP)
    }
