"""The file of a backup: a ZIP without compression that holds an encrypted copy of a ledger, the
wrapped keys that open it, and what it says of itself. Whoever unpacks it has a ledger."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from db.location import LEDGER_SUFFIX
from domain.backups import Manifest, read_manifest
from domain.errors import KnownError

LEDGER, KEYS, MANIFEST = f"ledger{LEDGER_SUFFIX}", f"ledger{LEDGER_SUFFIX}.keys", "manifest.json"

Progress = Callable[[int, int], None]
"""How much of how much is done; raises to stop."""

_CHUNK = 1 << 20
_SCRATCH = ".备份-"
_LEFT_BEHIND = 24 * 3600  # seconds; no backup takes a day
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def ignore(done: int, total: int) -> None:
    """Progress that nobody watches."""


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A hidden folder inside, gone afterwards; what a broken-off process left goes too."""
    for old in folder.glob(f"{_SCRATCH}*"):
        if time() - old.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(old, ignore_errors=True)
    with TemporaryDirectory(prefix=_SCRATCH, dir=folder, ignore_cleanup_errors=True) as inside:
        yield Path(inside)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Whatever a disk refuses is told as one sentence; what was there is there still."""
    try:
        yield
    except OSError as error:
        raise KnownError(_sentence(error, folder)) from error


def _sentence(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return f"磁盘空间不足，“{folder}”里没有写成，原有的都在；请清理磁盘或换一个文件夹再试。"
    if isinstance(error, FileNotFoundError | NotADirectoryError | FileExistsError):
        return f"文件夹“{folder}”不存在，没有写成，原有的都在；请插好磁盘或换一个文件夹再试。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"文件夹“{folder}”不能写入，没有写成，原有的都在；请换一个文件夹再试。"
    return f"磁盘读写出错，“{folder}”里没有写成，原有的都在；请检查磁盘再试。"


def pack(copy: Path, keys: Path, told_so_far: Manifest, target: Path, progress: Progress) -> None:
    """Write a backup, its manifest completed, and see it on the disk. Errors of the disk pass
    through."""
    manifest = replace(told_so_far, size=copy.stat().st_size)
    with target.open("xb") as raw:
        with ZipFile(raw, "w") as packed:
            with copy.open("rb") as source, packed.open(_entry(LEDGER, manifest), "w") as into:
                seen = _pour(source, into, manifest.size, progress)
            manifest = replace(manifest, sha256=seen)
            packed.writestr(_entry(KEYS, manifest), keys.read_bytes())
            packed.writestr(_entry(MANIFEST, manifest), manifest.to_json())
        raw.flush()
        os.fsync(raw.fileno())


def _entry(name: str, manifest: Manifest) -> ZipInfo:
    entry = ZipInfo(name, manifest.made_at.timetuple()[:6])
    entry.file_size = manifest.size  # tells a copy over 2 GB beforehand
    return entry


def _pour(source: IO[bytes], into: IO[bytes] | None, total: int, progress: Progress) -> str:
    """Write one into the other, or only read it; returns the SHA-256 of what was read."""
    read, seen = 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        seen.update(chunk)
        if into is not None:
            into.write(chunk)
        read += len(chunk)
        progress(read, total)
    return seen.hexdigest()


def manifest_of(file: Path) -> Manifest:
    """What a backup says of itself, without reading the copy in it; KnownError when it is none."""
    with _opened(file) as (_, manifest):
        return manifest


@contextmanager
def _opened(file: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Both refusals are told here, for whatever is read of it inside."""
    damaged = f"“{file.name}”已损坏或不完整，没有用它，台账没有改动；请换一份备份。"
    try:
        packed = ZipFile(file)
    except FileNotFoundError as error:
        raise KnownError(f"找不到备份“{file}”，台账没有改动；请核对位置。") from error
    except (OSError, BadZipFile) as error:
        raise KnownError(
            f"“{file.name}”不是本程序的备份，或者已损坏，台账没有改动；请换一份备份。"
        ) from error
    with packed:
        try:
            manifest = read_manifest(packed.read(MANIFEST))
            if packed.getinfo(LEDGER).file_size != manifest.size:
                raise KnownError(damaged)
        except (BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
            raise KnownError(damaged) from error
        try:
            yield packed, manifest
        except (BadZipFile, EOFError) as error:
            raise KnownError(damaged) from error


def look_through(file: Path, progress: Progress = ignore, into: Path | None = None) -> Manifest:
    """Read the whole of a backup, and unpack it ``into`` a folder when one is given; KnownError
    when a single bit of it is not as it was written. Errors of the disk pass through."""
    with _opened(file) as (packed, manifest):
        keys = packed.read(KEYS)
        with packed.open(LEDGER) as source:
            if into is None:
                seen = _pour(source, None, manifest.size, progress)
            else:
                with (into / KEYS).open("xb") as wrapped:
                    wrapped.write(keys)
                    wrapped.flush()
                    os.fsync(wrapped.fileno())
                with (into / LEDGER).open("xb") as target:
                    seen = _pour(source, target, manifest.size, progress)
                    target.flush()
                    os.fsync(target.fileno())
        if seen != manifest.sha256:
            raise BadZipFile
    return manifest
