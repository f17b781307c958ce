"""A ledger file copied as it lies on the disk, which needs no key: several times as fast as page by
page through SQLCipher, and just as much one moment of it.

Whoever reads a moment keeps it: what a checkpoint brings from the log into the file until then is
in the log up to that moment already. So the file, whatever is written into it meanwhile, and that
part of the log are the moment together. What cannot be copied so is copied the other way.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from db.backups.backup_file import Progress
from db.drivers import connect
from domain.errors import KnownError

DAMAGED = "台账文件里有损坏的页，没有备份，原有的备份都在；请检查磁盘，并用最近的备份恢复。"
_HURRIED_MS, _IMPATIENT_MS = 50, 300
_LOOK_S = 0.05
_MOST_LOG = 32 * 1024**2  # which nobody who wants to write feels being copied


def begin(file: Path, data_key: bytes, target: Path, read: Callable[[], object]) -> bool:
    """Let somebody read who keeps this moment from then on, and copy what the log has of it; False
    when somebody is writing for long, or the log is long."""
    from sqlcipher3 import dbapi2

    writer = connect(file, data_key)
    try:
        # What is in the file already need not be copied twice; who reads just now may prevent it,
        # and whoever wants to write must not wait for that.
        writer.execute(f"PRAGMA busy_timeout = {_HURRIED_MS}")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        writer.execute(f"PRAGMA busy_timeout = {_IMPATIENT_MS}")
        writer.execute("BEGIN IMMEDIATE")  # nobody else adds to the log
        read()
        log = _log(file)
        if log.exists() and log.stat().st_size > _MOST_LOG:
            return False
        if log.exists():
            shutil.copyfile(log, _log(target))
        return True
    except (dbapi2.OperationalError, OSError):
        return False
    finally:
        writer.close()


def copy(file: Path, target: Path, data_key: bytes, progress: Progress) -> bool:
    """Copy the moment that was begun; False when that did not work. A KnownError when a page of the
    ledger is not as it was encrypted: page by page it would come as an empty one, and unnoticed."""
    try:
        _bytes(file, target, progress)
        return _is_folded(target, data_key)
    except OSError:
        return False  # the other way will tell


def remove(target: Path) -> None:
    """Nothing of the copy is left."""
    for left in (target, _log(target), target.with_name(f"{target.name}-shm")):
        left.unlink(missing_ok=True)


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _bytes(file: Path, target: Path, progress: Progress) -> None:
    total = file.stat().st_size
    if os.name != "posix":
        shutil.copyfile(file, target)
        return
    # POSIX takes all locks of a process on a file away when it closes it once, those of SQLite's
    # connections too; another process has none to lose.
    words = ("cp", "--", str(file), str(target))
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as copying:  # noqa: S603
        try:
            progress(0, total)
            while copying.poll() is None:
                with_some = target.stat().st_size if target.exists() else 0
                progress(min(with_some, total), total)
                _wait(copying)
        except BaseException:
            copying.kill()
            raise
    if copying.returncode:
        raise OSError(f"cp: {copying.returncode}")


def _wait(copying: "subprocess.Popen[bytes]") -> None:
    try:
        copying.wait(_LOOK_S)
    except subprocess.TimeoutExpired:
        return


def _is_folded(target: Path, data_key: bytes) -> bool:
    """Bring the log into the copy, and look at each page."""
    from sqlcipher3 import dbapi2

    connection = connect(target, data_key)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        if mode != "delete":
            return False
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise KnownError(DAMAGED)
        return True
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()
