"""A ledger out of its backup: proven, the present state saved, then put in its place whole."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from db import migrations
from db.backups import backup, backup_file, backup_places, backup_server, backup_source
from db.backups.backup import Backup
from db.backups.backup_file import KEYS, LEDGER, Progress, ignore, scratch, told
from db.backups.backup_source import Source
from db.drivers import connect, file_engine, server_engine, stopping
from db.engine import Database
from db.location import Location
from db.reading import Reader
from db.sentences import known_errors
from db.session import WriteSession, now
from db.users import accounts, audit
from db.vault import keys, swap, unlocking
from db.window_lock import WindowLock
from domain.backups import Manifest, Why
from domain.errors import KnownError

_CHECK_EVERY = 10  # milliseconds of a check
# Of a hundred: what the parts of a restore take.
_UNPACKED, _PROVEN, _SAVED, _ALL = 40, 60, 95, 100


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the state before it was saved; None where there was none."""

    manifest: Manifest
    saved: Path | None


def restore(
    file: Path,
    location: Location,
    user: str,
    password: str,
    progress: Progress = ignore,
    origin: str = "",
) -> Restored:
    """Put a backup in the place of a ledger that no window has open.

    User and password are those of the backup. Until the very end, and after any KnownError, the
    ledger is as it was.
    """
    if location.file is None:
        return _restore_server(file, location, user, password, progress, origin)
    folder = backup_places.usual(location)
    lock = WindowLock(location)
    try:
        with told(location.file.parent):
            swap.settle(location)
            folder.mkdir(parents=True, exist_ok=True)
            with scratch(location.file.parent) as inside:
                manifest, data_key = _proven(file, inside, user, password, progress)
                saved = _save(location, user, password, folder)
                progress(_SAVED, _ALL)
                _note(inside / LEDGER, data_key, user, manifest, origin)
                look = partial(_check_saved, saved) if saved else None
                kept = swap.replace(location, inside / LEDGER, inside / KEYS, look)
    finally:
        lock.release()
    return Restored(manifest, saved.backup.file if saved else kept)


def _restore_server(
    file: Path, location: Location, user: str, password: str, progress: Progress, origin: str
) -> Restored:
    """As one unit of work, in the place of all the server holds; user and password are those of
    the server's ledger too, where it has one."""
    folder = backup_places.usual(location)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with scratch(folder) as inside:
            manifest, data_key = _proven(file, inside, user, password, progress)
            database = Database(location, server_engine(location), origin=origin)
            try:
                held = _let_in(database, user, password)
                with known_errors(location):
                    migrations.upgrade(database.engine)
                with database.write(user) as session:
                    backup_server.hold(session)
                    saved = _save_server(location, user, password, folder) if held else None
                    progress(_SAVED, _ALL)
                    backup_server.copy_in(session, inside / LEDGER, data_key, ignore)
                    _log(session, manifest)
            finally:
                database.close()
    return Restored(manifest, saved)


def _let_in(database: Database, user: str, password: str) -> bool:
    """Whether a server of any schema holds a ledger; a KnownError when its password is another."""
    with database.read() as connection:
        schema = migrations.version(connection)
        if schema is None or not accounts.count(connection):
            return False
        if schema == migrations.HEAD:
            accounts.check(connection, user, password, now())
        else:
            accounts.check_password(connection, user, password, now())
    return True


def _save_server(location: Location, user: str, password: str, folder: Path) -> Path:
    source = Source(location, user, keys.new_data_key(), password)
    return backup.make(source, folder, Why.RESTORE).file


def _proven(
    file: Path, inside: Path, user: str, password: str, progress: Progress
) -> tuple[Manifest, bytes]:
    """Unpack a backup, prove it, and bring it to the newest schema; returns its data key too."""
    manifest = _unpacked(file, inside, progress)
    data_key = unlocking.unlock(Location(inside / LEDGER), user, password, now()).data_key
    prove(inside / LEDGER, data_key, manifest, progress)
    progress(_PROVEN, _ALL)
    engine = file_engine(inside / LEDGER, data_key)
    try:
        with known_errors(Location(inside / LEDGER)):
            migrations.upgrade(engine)
    finally:
        engine.dispose()
    return manifest, data_key


def rehearse(source: Source, file: Path, progress: Progress = ignore) -> Manifest:
    """Unpack a backup beside itself and prove it as a restore would; nothing of it stays."""
    with told(file.parent), scratch(file.parent) as inside:
        manifest = _unpacked(file, inside, progress)
        prove(inside / LEDGER, source.data_key, manifest, progress)
    return manifest


def _unpacked(file: Path, inside: Path, progress: Progress) -> Manifest:
    def report(done: int, total: int) -> None:
        progress(done * _UNPACKED // max(total, 1), _ALL)

    manifest = backup_file.manifest_of(file)
    if manifest.state.schema > migrations.HEAD:
        raise KnownError(
            f"“{file.name}”由更新版本的程序备份，没有恢复，台账没有改动；请先把程序升级到最新版本。"
        )
    backup_file.look_through(file, report, inside)
    return manifest


def prove(copy: Path, data_key: bytes, manifest: Manifest, progress: Progress = ignore) -> None:
    """Every page, every count and the whole audit chain must be as the manifest says."""
    engine = file_engine(copy, data_key)
    try:
        with (
            known_errors(Location(copy)),
            engine.connect() as connection,
            stopping(connection, lambda: progress(_UNPACKED, _ALL), _CHECK_EVERY),
        ):
            found = _found(connection, manifest)
    except KnownError:
        found = "打不开"
    finally:
        engine.dispose()
    if found:
        raise KnownError(f"这份备份有问题（{found}），没有用它，台账没有改动；请换一份备份。")


def _found(connection: Reader, manifest: Manifest) -> str:
    if fault := backup_source.fault(connection):
        return fault
    if backup_source.state(connection) != manifest.state:
        return "数目和备份时不符"
    return "" if audit.first_break(connection) is None else "操作记录不连贯"


@dataclass(frozen=True, slots=True)
class _Saved:
    """The present state as a backup, and what opens the ledger it is of."""

    backup: Backup
    data_key: bytes


def _save(location: Location, user: str, password: str, folder: Path) -> _Saved | None:
    """Keep the present state as a backup; None where there is none, or it cannot be opened."""
    assert location.file is not None
    if not location.file.exists():
        return None
    try:
        opened = unlocking.unlock(location, user, password, now())
        source = Source(location, user, opened.data_key)
        saved = backup.make(source, folder, Why.RESTORE)
    except KnownError:
        return None
    _close_log(location, source.data_key)
    return _Saved(saved, source.data_key)


def _close_log(location: Location, data_key: bytes) -> None:
    """Fold the log into the ledger; only whoever is alone with it can, which a verb of the command
    line that still writes is not."""
    assert location.file is not None
    with known_errors(location):
        connection = connect(location.file, data_key)
        try:
            connection.execute("PRAGMA busy_timeout = 500")
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()


def _note(copy: Path, data_key: bytes, user: str, manifest: Manifest, origin: str) -> None:
    """Write into the audit of what was unpacked that it was restored."""
    database = Database(Location(copy), file_engine(copy, data_key), origin=origin)
    try:
        with database.read() as connection:
            if not audit.tells_origin(connection):
                database.origin = ""
        with database.write(user) as session:
            _log(session, manifest)
    finally:
        database.close()


def _log(session: WriteSession, manifest: Manifest) -> None:
    session.log("backup", "恢复备份", manifest.name, f"{manifest.made_at:%Y-%m-%d %H:%M}")


def _check_saved(saved: _Saved, old: Path) -> None:
    """A verb of the command line may have written after the backup was made."""
    engine = file_engine(old, saved.data_key)
    try:
        with known_errors(Location(old)), engine.connect() as connection:
            mark = backup_source.mark(connection)
    finally:
        engine.dispose()
    if saved.backup.manifest is None or saved.backup.manifest.state.mark != mark:
        raise KnownError(
            "命令行刚在这个台账里写了内容，没有恢复，台账没有改动；请等它写完再恢复一次。"
        )
