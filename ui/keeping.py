"""When the program backs up by itself, for the window and the command line alike."""

from collections.abc import Collection

from db.backups import backup, backup_places, backup_rehearsal, restoring
from db.backups.backup import Kept
from db.backups.backup_file import Progress, ignore
from db.backups.backup_rehearsal import Rehearsal
from db.backups.backup_source import Source
from db.engine import Database
from db.session import today
from db.vault import keys
from domain.backups import Why, is_rehearsal_due
from domain.errors import KnownError
from domain.rights import Right
from ui import ledgers


def source(database: Database, user: str) -> Source:
    """What is backed up: the ledger that is open, on a connection of its own; a server's copy has
    a key of its own."""
    return Source(database.location, user, database.data_key or keys.new_data_key())


def keeps(database: Database) -> bool:
    """Whether this ledger is a file that is backed up by itself; the demo holds nothing to lose."""
    return database.location.file not in (None, ledgers.demo_file())


def keeps_daily(database: Database, rights: Collection[Right]) -> bool:
    """Whether this window makes the backup of the day: of a server it lies at the machines of those
    who may restore, and nowhere else."""
    if database.location.file is None:
        return Right.BACKUP in rights
    return keeps(database)


def before_key_change(asked: Source, progress: Progress = ignore) -> Kept:
    """The ledger as it is before its data key is changed; the backup opens with the key of now."""
    try:
        return backup.keep(asked, Why.KEY, progress)
    except KnownError as error:
        raise KnownError(f"换密钥前的备份没有做成，数据密钥没有换：{error}") from error


def before_import(database: Database, user: str, progress: Progress = ignore) -> None:
    """The ledger as it is before an import, unless the newest backup is that already."""
    if not keeps(database):
        return
    try:
        backup.keep(source(database, user), Why.IMPORT, progress)
    except KnownError as error:
        raise KnownError(f"导入前的备份没有做成，没有导入：{error}") from error


Daily = tuple[Kept, Rehearsal | None]


def daily(asked: Source, progress: Progress = ignore) -> Daily | None:
    """The backup of the day, and once a month the rehearsal of a restore; None where another
    machine has backed up the server today."""
    on_server = asked.location.file is None
    with asked.read() as connection:
        if on_server and backup_places.last_day(connection) == today():
            return None
        last = backup_rehearsal.last(connection)
    kept = backup.keep(asked, Why.DAILY, progress)
    is_due = is_rehearsal_due(last.day if last else None, today())
    if not is_due or (on_server and not kept.is_new):  # an earlier one has another key
        return kept, None
    return kept, rehearse(asked, kept, progress)


def rehearse(asked: Source, kept: Kept, progress: Progress = ignore) -> Rehearsal:
    """Restore a backup into a scratch file, compare, and throw it away."""
    name = kept.backup.file.name
    try:
        manifest = restoring.rehearse(asked, kept.backup.file, progress)
    except KnownError as error:
        return Rehearsal(today(), False, f"{name}：{error}")
    households = manifest.state.counts.get("household", 0)
    return Rehearsal(today(), True, f"{name} 能恢复，{households:,} 户一户不差，操作记录连贯")
