"""The data key of a ledger file, also where a change was broken off between its two files.

The key file holds the current and the coming key before the ledger changes from one to the other in
one transaction; whichever opens the ledger is its key, and the key file is settled by that. In the
same way it holds a slot and the one before it, until the ledger tells which of them goes with its
account.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from db import locks
from db.backups.backup_file import told
from db.drivers import connect
from db.location import Location
from db.sentences import known_errors
from db.vault import keys
from db.vault.key_slots import DataKeys
from domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A ledger's data key, and whether a change to it that was broken off is finished by now."""

    data_key: bytes
    is_finished: bool = False


def unlock(
    location: Location, user: str, password: str, at: datetime, origin: str = ""
) -> Unlocked:
    """The ledger's data key by a user's password, or a KnownError as `keys.unlock` raises it."""
    return _settled(location, partial(keys.unlock, location.keys, user, password, at, origin))


def unlock_recovery(
    location: Location, recovery_key: str, at: datetime, origin: str = ""
) -> Unlocked:
    """The ledger's data key by the recovery key, or a KnownError."""
    words = (location.keys, recovery_key, at, origin)
    return _settled(location, partial(keys.unlock_recovery, *words))


def alone(location: Location) -> AbstractContextManager[None]:
    """Nobody else changes the ledger's data key, or settles what a change left; a KnownError when
    somebody does."""
    busy = f"“{location.name}”正在另一个窗口里更换数据密钥，没有打开、没有改动；请等它换完再试。"
    return locks.held(location.keys.with_name(location.keys.name + ".changing.lock"), busy)


def settle(location: Location, held: DataKeys) -> bytes:
    """Whichever of both keys opens the ledger; the key file says only that one afterwards, or when
    it can next be written. The current one comes first: it takes back what was half written."""
    assert location.file is not None, "a server has no data key"
    assert held.coming is not None, "there is a key to come"
    with known_errors(location):
        for data_key in (held.current, held.coming):
            if opens(location.file, data_key):
                with suppress(OSError):
                    keys.settle(location.keys, data_key == held.coming)
                return data_key
    raise KnownError(
        f"“{location.name}”不是本程序的台账，或密钥文件与它不配套，没有打开；"
        "请核对文件，或用备份恢复。"
    )


def _settled(location: Location, open_slot: Callable[[], DataKeys]) -> Unlocked:
    held = open_slot()
    record = keys.unsettled(location.keys)
    if record is not None:
        _settle_slots(location, held.current, record)
        held = open_slot()  # what opened it may have been the slot that does not hold
    if held.coming is None:
        return Unlocked(held.current)
    with alone(location):
        data_key = settle(location, held)
    return Unlocked(data_key, data_key == held.coming)


def _settle_slots(location: Location, data_key: bytes, record: str) -> None:
    """Keep the slots that go with the accounts of the ledger: whoever may be writing both just now
    is waited for."""
    assert location.file is not None, "a server has no slots"
    with known_errors(location), told(location.file.parent):
        connection: Any = connect(location.file, data_key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute("SELECT 1 FROM audit WHERE hash = ?", (record,)).fetchone()
            keys.settle_slots(location.keys, record, found is not None)
        finally:
            connection.close()


def opens(file: Path, data_key: bytes) -> bool:
    """Whether a ledger file is encrypted with this key; other faults of it pass through."""
    from sqlcipher3 import dbapi2

    connection: Any = connect(file, data_key)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is no fault here
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        if "not a database" in str(error):
            return False
        raise
    finally:
        connection.close()
    return True
