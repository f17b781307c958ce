"""A ledger's files put in the place of another's: all of them or none, whenever the power goes.

What is to come waits in a folder beside the ledger, and what was there goes into it too. As long as
the new ledger is still in the folder, all goes back as it was; once it has its name, all is done:
`settle` sees to either whenever a ledger is opened.
"""

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from db import locks
from db.location import Location
from domain.errors import KnownError
from resources import disk

log = logging.getLogger(__name__)

_LEDGER, _KEYS = "new", "new.keys"
# Of what was there: what a backup holds already, and what is nowhere else.
_SAVED, _ONLY = "old", "kept"


def replace(
    location: Location, ledger: Path, keys: Path, look: Callable[[Path], None] | None = None
) -> Path | None:
    """Put a ledger's file and keys, which lie on the same disk, in the place of those there are.

    ``look`` is given the old ledger when nobody can write in it any more, and raises to stop: a
    backup holds it. Without it the old files are kept, where is returned. A KnownError when another
    program has one of them open; all is as it was then.
    """
    with _alone(location):
        _settle(location)
        try:
            return _put(location, ledger, keys, look)
        except OSError as error:
            raise KnownError(
                f"“{location.name}”的文件正被别的程序打开，没有恢复，台账没有改动；请关闭它再试。"
            ) from error


def begin(location: Location, ledger: Path, keys: Path) -> None:
    """Put the file and keys of a new ledger where there is none; a KnownError when there is one by
    now. Keys without a ledger that lie there are kept. Errors of the disk pass through."""
    assert location.file is not None, "a server has no files"
    with _alone(location):
        _settle(location)
        refuse_existing(location.file)
        _put(location, ledger, keys, None)


def refuse_existing(file: Path) -> None:
    """A KnownError where a new ledger would overwrite one."""
    if file.exists():
        raise KnownError(f"“{file.name}”已经存在，没有覆盖；请换一个文件名，或直接打开它。")


def _put(
    location: Location, ledger: Path, keys: Path, look: Callable[[Path], None] | None
) -> Path | None:
    folder = _folder(location)
    folder.mkdir()
    try:
        disk.put_in_place(keys, folder / _KEYS)
        disk.put_in_place(ledger, folder / _LEDGER)  # from here on there is something to undo
        _take_away(location, folder / (_SAVED if look else _ONLY))
        if look is not None:
            assert location.file is not None
            look(folder / _SAVED / location.file.name)
        _bring(location)
    except BaseException:
        _undo(location)
        raise
    return _finish(location)


def settle(location: Location) -> None:
    """Finish what was broken off, or undo it; a KnownError when it is just going on, or when a disk
    refuses: nothing is lost then."""
    if location.file is None or not _folder(location).exists():
        return
    with _alone(location):
        _settle(location)


def is_there(file: Path) -> bool:
    """Whether there is a ledger under this name, or will be as soon as it is settled."""
    return file.exists() or _folder(Location(file)).exists()


def _settle(location: Location) -> None:
    folder = _folder(location)
    if not folder.exists():
        return
    try:
        if (folder / _LEDGER).exists():
            _undo(location)
        else:
            _finish(location)
    except OSError as error:
        raise KnownError(
            f"“{location.name}”上次恢复时中断，这次没能收拾好，没有打开；"
            f"文件都在，一个不少，有的在“{folder}”里，请不要删除它，检查磁盘后再打开一次。"
        ) from error


def _folder(location: Location) -> Path:
    assert location.file is not None, "a server has no files"
    return location.file.with_name(f".恢复-{location.file.name}")


def _alone(location: Location) -> AbstractContextManager[None]:
    busy = f"“{location.name}”正在恢复，没有打开、没有改动；请等恢复完再试。"
    return locks.held(_folder(location).with_suffix(".lock"), busy)


def _files(location: Location) -> list[Path]:
    """All files a ledger consists of, those that are there."""
    assert location.file is not None
    beside = (
        location.file.with_name(location.file.name + end) for end in ("-wal", "-shm", "-journal")
    )
    return [file for file in (location.file, *beside, location.keys) if file.exists()]


def _take_away(location: Location, aside: Path) -> None:
    aside.mkdir()
    disk.see_names(aside.parent)
    for file in _files(location):
        disk.put_in_place(file, aside / file.name)
        disk.see_names(file.parent)


def _bring(location: Location) -> None:
    assert location.file is not None
    folder = _folder(location)
    for name, target in ((_KEYS, location.keys), (_LEDGER, location.file)):
        disk.put_in_place(folder / name, target)
        disk.see_names(folder)


def _undo(location: Location) -> None:
    """All goes back; what happens twice does no harm, and the ledger is the last."""
    assert location.file is not None
    name, folder = location.file.name, _folder(location)
    if (folder / _LEDGER).exists() and not (folder / _KEYS).exists():
        os.replace(location.keys, folder / _KEYS)  # what lies there now came out of the folder
    for aside in (folder / _SAVED, folder / _ONLY):
        files = sorted(aside.glob("*"), key=lambda file: file.name == name)
        for file in files:
            disk.put_in_place(file, folder.parent / file.name)
    (folder / _LEDGER).unlink(missing_ok=True)  # before its keys: see above
    disk.see_names(folder)
    shutil.rmtree(folder)


def _finish(location: Location) -> Path | None:
    """Keep what is nowhere else, among the backups."""
    from db.backups import backup_places
    from db.session import now

    folder, kept = _folder(location), None
    if any((folder / _ONLY).glob("*")):
        kept = backup_places.usual(location) / f"恢复前-{location.name}-{now():%Y%m%d-%H%M%S}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / _ONLY, kept)
    shutil.rmtree(folder)
    return kept
