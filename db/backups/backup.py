"""Backups of a ledger: made beside the work, each opened and compared before it counts, thinned.

A backup is made on a connection of its own, in one transaction, so that it holds one moment of the
ledger however much is written meanwhile.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db import settings
from db.backups import backup_file, backup_places, backup_source, byte_copy
from db.backups.backup_file import Progress, ignore, scratch, told
from db.backups.backup_source import Source
from db.drivers import file_engine
from db.models import Place
from db.reading import Reader
from db.session import CHINA, now
from domain import backups
from domain.backups import SUFFIX, Manifest, State, Why
from domain.errors import KnownError
from resources import disk

# Of a hundred: what the parts of making one take.
_COPIED, _PROVEN, _PACKED, _ALL = 50, 60, 80, 100


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in a folder; without a manifest it cannot be read."""

    file: Path
    made_at: datetime
    size: int
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest backup, whether it was made just now or nothing has changed since it was made,
    and what went wrong at the second place, in a sentence."""

    backup: Backup
    is_new: bool
    trouble: str = ""


def make(source: Source, folder: Path, why: Why, progress: Progress = ignore) -> Backup:
    """Make a backup in a folder that is there, whole and proven or not at all."""
    at = now()
    with told(folder), scratch(folder) as inside:
        copy, slots, part = inside / backup_file.LEDGER, inside / backup_file.KEYS, inside / "part"
        state, name = _copy(source, copy, slots, _part(progress, 0, _COPIED))
        progress(_PROVEN, _ALL)
        manifest = Manifest(name, at, source.user, why, state, 0, "")
        backup_file.pack(copy, slots, manifest, part, _part(progress, _PROVEN, _PACKED))
        backup_file.look_through(part, _part(progress, _PACKED, _ALL))
        target = _free(folder / backups.file_name(name, at))
        disk.put_in_place(part, target)
    return _backup(target)


def _copy(source: Source, copy: Path, slots: Path, progress: Progress) -> tuple[State, str]:
    """Copy a ledger with the keys it had at that moment, and say how it stands and is called.

    Begun again when a password was changed meanwhile: it would open another state of the accounts.
    """
    while True:
        with source.read() as connection:
            source.write_keys(slots, connection)
            can_lie = backup_source.begin(source, connection, copy)
            state, name = backup_source.state(connection), _name(connection, source)
            if not (
                can_lie
                and backup_source.copy_as_it_lies(source, copy, progress)
                and _holds(copy, source, state)
            ):
                byte_copy.remove(copy)
                backup_source.copy(source, connection, copy, progress)
                _prove(copy, source, state)
        if source.opened_by(slots):
            return state, name
        copy.unlink()
        slots.unlink()


def _part(progress: Progress, first: int, last: int) -> Progress:
    def report(done: int, total: int) -> None:
        progress(first + (last - first) * done // max(total, 1), _ALL)

    return report


def _name(connection: Reader, source: Source) -> str:
    """The office's name, or the ledger's where it has none yet. An older schema has it too."""
    code = settings.get(connection, "office").get("division")
    office = select(Place.name).where(Place.code == code).limit(1)
    return connection.scalar(office) or source.location.name


def _free(target: Path) -> Path:
    count = 2
    free = target
    while free.exists():
        free, count = target.with_stem(f"{target.stem}-{count}"), count + 1
    return free


def _prove(copy: Path, source: Source, state: State) -> None:
    if not _holds(copy, source, state):
        raise KnownError("备份和台账对不上，没有留下这份备份；请检查磁盘，再备份一次。")


def _holds(copy: Path, source: Source, state: State) -> bool:
    """Open the copy and look whether it holds what the ledger held. That each page is authentic was
    checked when it was copied; how all hang together is looked at when a restore is rehearsed."""
    engine = file_engine(copy, source.data_key)
    try:
        with engine.connect() as connection:
            return backup_source.state(connection) == state
    except DBAPIError:
        return False
    finally:
        engine.dispose()


def keep(source: Source, why: Why, progress: Progress = ignore) -> Kept:
    """Make a backup where the office keeps them unless the newest one still says all, bring it to
    the second place, and thin both."""
    with source.read() as connection:
        chosen = backup_places.current(connection, source.location)
        mark, ledger = backup_source.mark(connection), backup_source.ledger_of(connection)
    folder = _folder(source, chosen.folder)
    if why is Why.UPGRADE and not folder.is_dir():
        folder = _folder(source, "")  # else nobody could open the ledger to choose another one
    newest = next((b for b in listed(folder, ledger) if b.manifest is not None), None)
    is_new = newest is None or newest.manifest is None or newest.manifest.state.mark != mark
    if newest is None or is_new:
        newest = make(source, folder, why, progress)
    thin(folder, ledger)
    trouble = ""
    if chosen.second:
        try:
            bring(newest, Path(chosen.second))
            thin(Path(chosen.second), ledger)
        except KnownError as error:
            trouble = f"备份已做好，但没有放到第二处：{error}"
    return Kept(newest, is_new, trouble)


def _folder(source: Source, typed: str) -> Path:
    """The usual folder is made; another one may lie on a disk that is not there now."""
    if typed:
        return Path(typed)
    folder = backup_places.usual(source.location)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def bring(backup: Backup, folder: Path) -> None:
    """Bring a backup to another folder too, and read it there; a KnownError when that fails."""
    target = folder / backup.file.name
    if target.exists():
        return
    with told(folder), scratch(folder) as inside:
        part = inside / "part"
        shutil.copyfile(backup.file, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        backup_file.look_through(part)
        disk.put_in_place(part, target)


def listed(folder: Path, ledger: str) -> Sequence[Backup]:
    """The ledger's backups in a folder, the newest first; those that cannot be read are told too,
    since they might be the ledger's."""
    with told(folder):
        files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
        found = [_backup(file) for file in files]
    own = [b for b in found if b.manifest is None or b.manifest.state.ledger == ledger]
    return sorted(own, key=lambda b: b.made_at, reverse=True)


def _backup(file: Path) -> Backup:
    facts = file.stat()
    try:
        manifest = backup_file.manifest_of(file)
    except KnownError:
        return Backup(file, _time(facts.st_mtime), facts.st_size, None)
    return Backup(file, manifest.made_at, facts.st_size, manifest)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), CHINA).replace(tzinfo=None)


def thin(folder: Path, ledger: str) -> None:
    """Take away what the rule no longer keeps (`domain.backups.kept`), and nothing else."""
    readable = [(b, b.manifest) for b in listed(folder, ledger) if b.manifest is not None]
    stay = backups.kept((b.made_at, manifest.why) for b, manifest in readable)
    with told(folder):
        for backup, _ in readable:
            if backup.made_at not in stay:
                backup.file.unlink(missing_ok=True)
