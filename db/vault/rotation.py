"""Another data key for a ledger file, for when somebody who left may have kept a copy of this one.

Two files change, and whoever stops in between has lost nothing: first the key file holds both keys
(`keys.prepare`), then the ledger goes over to the new one in one transaction, then the key file
keeps the one that opens it (`unlocking.settle`) — here, or when the ledger is next opened.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db.backups.backup_file import told
from db.drivers import connect
from db.engine import Database
from db.location import Location
from db.sentences import known_errors
from db.session import WriteSession
from db.users import accounts
from db.vault import keys, unlocking
from db.vault.key_slots import DataKeys
from domain.errors import KnownError

log = logging.getLogger(__name__)

_PATIENT_MS = 2_000
_BYTES_A_SECOND = 15_000_000  # a slow office machine; 28 MB/s were measured


def begin(session: WriteSession, database: Database) -> tuple[str, ...]:
    """Who is to have the new key. A KnownError when it cannot be given to everybody yet, or when
    the ledger has none."""
    if database.keyring is None:
        raise KnownError("服务器上的台账没有数据密钥，没有改动；加密由服务器的管理员负责。")
    names = tuple(row.name for row in accounts.rows(session.connection))
    without, recovery_too = keys.without_pair(database.keyring.file)
    waiting = [name for name in without if name in names]
    if waiting:
        raise KnownError(
            f"“{'、'.join(waiting)}”还没有用这一版程序打开过台账，数据密钥没有换；"
            "请各打开一次台账，或先重设他们的密码。"
        )
    if recovery_too:
        raise KnownError("恢复密钥是以前的样式，数据密钥没有换；请先换一把恢复密钥。")
    session.log("accounts", "开始更换数据密钥", "")
    return names


def note(session: WriteSession) -> None:
    """The ledger has another data key."""
    session.log("accounts", "更换数据密钥", "")


def change(database: Database, names: Collection[str]) -> None:
    """Encrypt the whole ledger anew, and give these users and the recovery key the new key.

    A KnownError says that another program has the ledger, or that a disk refused; it is as it was
    then. It takes as long as `seconds` says and cannot be stopped.
    """
    location = database.location
    assert location.file is not None, "a server has no data key"
    held = DataKeys(database.data_key, keys.new_data_key())
    database.engine.dispose()
    with unlocking.alone(location), known_errors(location):
        with _held_alone(location, held.current) as connection, told(location.file.parent):
            keys.prepare(location.keys, names, held)
            _encrypt(connection, held)
        database.open_with(unlocking.settle(location, held))
    if database.data_key != held.coming:
        space = location.file.stat().st_size // 1_000_000 + 1
        raise KnownError(
            f"数据密钥没有换，台账没有改动；换的时候磁盘要空出约 {space:,} MB，"
            "请清理或检查磁盘后再换一次。"
        )


@contextmanager
def _held_alone(location: Location, data_key: bytes) -> Iterator[Any]:
    """The ledger on a connection that nobody reads or writes beside. Its log is folded into it:
    all of it is in one file."""
    from sqlcipher3 import dbapi2

    assert location.file is not None, "a server is not held alone"
    connection = connect(location.file, data_key)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENT_MS}")
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            # The ledger must have changed on the disk before the key file forgets the earlier key.
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except dbapi2.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise KnownError(
                f"“{location.name}”正在备份，或被另一个程序打开着，数据密钥没有换、没有改动；"
                "请等备份做完、关掉那个程序，再换一次。"
            ) from error
        yield connection
    finally:
        connection.close()


def encrypt_alone(file: Path, held: DataKeys) -> None:
    """Encrypt a file anew that nobody else knows of; a KnownError when that did not come about."""
    assert held.coming is not None, "there is a key to come"
    connection = connect(file, held.current)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        _encrypt(connection, held)
    finally:
        connection.close()
    if not unlocking.opens(file, held.coming):
        raise KnownError(
            f"磁盘空间不足，“{file.parent.parent}”里没有写成，原有的都在；"
            "请清理磁盘或换一个文件夹再试。"
        )


def _encrypt(connection: Any, held: DataKeys) -> None:
    """In one transaction. SQLCipher tells no reason: the ledger shows whether it came about."""
    from sqlcipher3 import dbapi2

    assert held.coming is not None, "there is a key to come"
    try:
        connection.execute(f"PRAGMA rekey = \"x'{held.coming.hex()}'\"").fetchall()
    except dbapi2.OperationalError as error:
        log.info("the data key is not changed: %s", error)


def seconds(location: Location) -> int:
    """About how long changing the key of a ledger takes."""
    assert location.file is not None, "a server has no data key"
    return location.file.stat().st_size // _BYTES_A_SECOND + 1


def progress(location: Location) -> tuple[int, int]:
    """How many bytes of how many were encrypted anew so far, for whoever waits: what was before is
    kept beside the ledger until all is done."""
    assert location.file is not None, "a server has no data key"
    total = max(location.file.stat().st_size, 1)
    journal = location.file.with_name(f"{location.file.name}-journal")
    try:
        return min(journal.stat().st_size, total), total
    except OSError:
        return 0, total
