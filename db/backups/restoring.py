"""A ledger out of its backup: proven, the present state saved, what must not be taken back taken
over from it (`db/backups/carrying.py`), then put in its place whole."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from db import migrations
from db.backups import backup, backup_file, backup_places, backup_server, backup_source, carrying
from db.backups.backup import Backup
from db.backups.backup_file import KEYS, LEDGER, Progress, ignore, scratch, told
from db.backups.backup_source import Source
from db.backups.carrying import Carried
from db.drivers import connect, file_engine, server_engine, stopping
from db.engine import Database
from db.location import Location
from db.persons import erasing_again
from db.persons.erasing_again import Again
from db.reading import Reader
from db.sentences import known_errors
from db.session import now
from db.users import accounts, audit
from db.vault import keys, rotation, server_slots, swap, unlocking
from db.vault.key_slots import DataKeys
from db.window_lock import WindowLock
from domain.backups import Manifest, Why
from domain.errors import KnownError
from domain.rights import PROGRAM

_NAMED = 3
_CHECK_EVERY = 10  # milliseconds of a check
# Of a hundred: what the parts of a restore take.
_UNPACKED, _PROVEN, _SAVED, _ALL = 40, 60, 95, 100


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the state before it was saved; None where there was none.

    ``carried`` is what was taken over from there, None where there was nothing to take, or it could
    not be read; ``again`` who was erased on request since the backup.
    """

    manifest: Manifest
    saved: Path | None
    carried: Carried | None = None
    again: tuple[Again, ...] = ()

    @property
    def left(self) -> str:
        """What the office has to see to, in a sentence; empty when all was taken over."""
        if self.saved is None:
            return ""
        if self.carried is None:
            return "原来的台账读不出来，或不是同一个，它的用户、操作记录和删除请求没有带过来"
        waiting = [f"{one.person}（{one.on}）" for one in self.again if one.left]
        more = f"等 {len(waiting)} 人" if len(waiting) > _NAMED else ""
        named = "、".join(waiting[:_NAMED]) + more
        todo = "按请求删除或更正过，恢复后要再办，请看“设置 · 个人信息请求”"
        return f"{named}{todo}" if waiting else ""

    @property
    def told(self) -> str:
        """What was taken over, in a sentence; empty when nothing was."""
        if self.carried is None:
            return ""
        done = sum(not one.left for one in self.again)
        erased = f"，按请求删除过的 {done} 人又删除了" if done else ""
        records = f"接上了 {self.carried.records:,} 条操作记录{self.carried.numbers_told}"
        return f"用户和密码照现在的，{records}{erased}"


@dataclass(frozen=True, slots=True)
class Opener:
    """A user with their password."""

    user: str
    password: str


def restore(
    file: Path,
    location: Location,
    user: str,
    password: str,
    progress: Progress = ignore,
    origin: str = "",
    now_by: Opener | None = None,
) -> Restored:
    """Put a backup in the place of a ledger that no window has open.

    User and password are those of the backup; those of the ledger that is there may be others,
    ``now_by``. From it users, audit and register of requests are taken over
    (`db/backups/carrying.py`) unless it cannot be read. Until the very end, and after any
    KnownError, the ledger is as it was.
    """
    by, present_by = Opener(user, password), now_by or Opener(user, password)
    if location.file is None:
        return _restore_server(file, location, by, present_by, progress, origin)
    folder = backup_places.usual(location)
    lock = WindowLock(location)
    try:
        with told(location.file.parent):
            swap.settle(location)
            folder.mkdir(parents=True, exist_ok=True)
            with scratch(location.file.parent) as inside:
                manifest, data_key = _proven(file, inside, by, progress)
                present = _present(location, present_by, folder, origin)
                progress(_SAVED, _ALL)
                copy, carried = _Copy(inside, data_key, manifest, by.user, origin), None
                if present is not None and copy.is_of(present.ledger):
                    with present.source.read() as connection:
                        carried = copy.carry(connection)
                    copy.go_over_to(present.source)
                again = copy.note(carried)
                look = partial(_check_saved, present) if present else None
                kept = swap.replace(location, copy.ledger, inside / KEYS, look)
    finally:
        lock.release()
    return Restored(manifest, present.saved.file if present else kept, carried, again)


def _restore_server(
    file: Path, location: Location, by: Opener, present_by: Opener, progress: Progress, origin: str
) -> Restored:
    """As one unit of work, in the place of all the server holds."""
    folder = backup_places.usual(location)
    carried, saved = None, None
    again: tuple[Again, ...] = ()
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with scratch(folder) as inside:
            manifest, data_key = _proven(file, inside, by, progress)
            database = Database(location, server_engine(location), origin=origin)
            try:
                held = _let_in(database, present_by)
                user = present_by.user if held else by.user
                with known_errors(location):
                    migrations.upgrade(database.engine)
                with database.write(user) as session:
                    backup_server.hold(session)
                    saved = _save_server(location, present_by, folder) if held else None
                    progress(_SAVED, _ALL)
                    copy = _Copy(inside, data_key, manifest, by.user, origin)
                    if held and copy.is_of(backup_source.ledger_of(session.connection)):
                        carried = copy.carry(session.connection)
                        copy.user = user
                    again = copy.note(carried)
                    session.own("backup")
                    backup_server.copy_in(session, copy.ledger, data_key, ignore)
                    if carried is None:
                        server_slots.forget(session.connection)
            finally:
                database.close()
    return Restored(manifest, saved, carried, again)


@dataclass
class _Copy:
    """The ledger that was unpacked, as it is made ready to take its place; ``user`` restores it."""

    inside: Path
    data_key: bytes
    manifest: Manifest
    user: str
    origin: str

    @property
    def ledger(self) -> Path:
        """Its file."""
        return self.inside / LEDGER

    def is_of(self, ledger: str) -> bool:
        """Whether it is an earlier state of that ledger."""
        return bool(ledger) and self.manifest.state.ledger == ledger

    def carry(self, present: Reader) -> Carried:
        """Take over from the present ledger what a restore does not take back."""
        engine = file_engine(self.ledger, self.data_key)
        try:
            with known_errors(Location(self.ledger)), engine.connect() as connection:
                writing = connection.execution_options(writing=True)
                with writing.begin():
                    return carrying.carry(present, writing)
        finally:
            engine.dispose()

    def go_over_to(self, source: Source) -> None:
        """It opens as the present ledger does: with its data key and its slots, and no other."""
        keys_now = source.location.keys.read_bytes()
        if source.data_key != self.data_key:
            rotation.encrypt_alone(self.ledger, DataKeys(self.data_key, source.data_key))
        self.data_key, self.user = source.data_key, source.user
        with (self.inside / KEYS).open("wb") as slots:
            slots.write(keys_now)
            slots.flush()
            os.fsync(slots.fileno())

    def note(self, carried: Carried | None) -> tuple[Again, ...]:
        """Write into its audit that it was restored, and erase again whoever was erased since."""
        database = Database(
            Location(self.ledger), file_engine(self.ledger, self.data_key), origin=self.origin
        )
        try:
            with database.write(self.user) as session:
                made_at = f"{self.manifest.made_at:%Y-%m-%d %H:%M}"
                told = carried.words if carried else ""
                detail = "；".join(filter(None, (made_at, told)))
                session.log("backup", "恢复备份", self.manifest.name, detail)
            if carried is None or not carried.undone:
                return ()
            with database.write(PROGRAM) as session:
                return erasing_again.erase_again(session, carried.undone)
        finally:
            database.close()


def _let_in(database: Database, by: Opener) -> bool:
    """Whether a server of any schema holds a ledger; a KnownError when its password is another."""
    with database.read() as connection:
        schema = migrations.version(connection)
        if schema is None or not accounts.count(connection):
            return False
        if schema != migrations.HEAD:
            accounts.check_password(connection, by.user, by.password, now())
            return True
    database.check(by.user, by.password)
    return True


def _save_server(location: Location, by: Opener, folder: Path) -> Path:
    source = Source(location, by.user, keys.new_data_key(), by.password)
    return backup.make(source, folder, Why.RESTORE).file


def _proven(file: Path, inside: Path, by: Opener, progress: Progress) -> tuple[Manifest, bytes]:
    """Unpack a backup, prove it, and bring it to the newest schema; returns its data key too."""
    manifest = _unpacked(file, inside, progress)
    unlocked = unlocking.unlock(Location(inside / LEDGER), by.user, by.password, now())
    data_key = unlocked.data_key
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
    if migrations.version(connection) is None:
        return "里面是空的"
    if fault := backup_source.fault(connection):
        return fault
    if backup_source.state(connection) != manifest.state:
        return "数目和备份时不符"
    return "" if audit.first_break(connection) is None else "操作记录不连贯"


@dataclass(frozen=True, slots=True)
class _Present:
    """The ledger that is there, and a backup of how it stands."""

    source: Source
    saved: Backup

    @property
    def ledger(self) -> str:
        """What it is known by."""
        return self.saved.manifest.state.ledger if self.saved.manifest else ""


def _present(location: Location, by: Opener, folder: Path, origin: str) -> _Present | None:
    """Open the present ledger and save it; None where there is none, or it cannot be read. A
    KnownError for whoever is not let in: who was removed since must not come back by a backup."""
    assert location.file is not None
    if not location.file.exists() or not location.file.stat().st_size:
        return None
    try:
        opened = unlocking.unlock(location, by.user, by.password, now(), origin)
        source = Source(location, by.user, opened.data_key)
        saved = backup.make(source, folder, Why.RESTORE)
    except keys.ShutError as error:
        raise KnownError(
            f"没有恢复，现在的台账打不开：{error}密码和备份那时不同的，请填上现在的；"
            "没有人知道现在的密码，就先把现在的台账文件移到别的文件夹，再恢复。"
        ) from error
    except KnownError:
        return None
    if saved.manifest is None or saved.manifest.state.schema != migrations.HEAD:
        raise KnownError(
            "现在的台账是另一个版本的程序写的，没有恢复、没有改动；请先用这一版程序打开它一次，"
            "再恢复；打不开的，先把它移到别的文件夹。"
        )
    _close_log(location, source.data_key)
    return _Present(source, saved)


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


def _check_saved(present: _Present, old: Path) -> None:
    """A verb of the command line may have written after the backup was made."""
    engine = file_engine(old, present.source.data_key)
    try:
        with known_errors(Location(old)), engine.connect() as connection:
            mark = backup_source.mark(connection)
    finally:
        engine.dispose()
    if present.saved.manifest is None or present.saved.manifest.state.mark != mark:
        raise KnownError(
            "命令行刚在这个台账里写了内容，没有恢复，台账没有改动；请等它写完再恢复一次。"
        )
