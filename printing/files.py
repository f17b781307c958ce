"""Files that are there whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from domain.errors import KnownError
from resources import disk

Target = Path | BytesIO
"""Where a PDF goes: a file, or memory, so that nothing of a preview ever lies on a disk."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(target: Target) -> Iterator[BinaryIO]:
    """A temporary file beside the target that takes its place only when it is complete; or the
    target itself when it lies in memory. KnownError when it cannot be written."""
    if isinstance(target, BytesIO):
        yield target
        return
    part = target.with_name(f".{target.stem}-{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(part, target)
    except OSError as error:
        raise KnownError(_sentence(error, target)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def keep_whole(content: bytes, target: Path) -> None:
    """Write what is already made, whole or not at all. KnownError when it cannot be written."""
    with whole_file(target) as file:
        file.write(content)


def _put_in_place(part: Path, target: Path) -> None:
    try:
        disk.put_in_place(part, target)
    except OSError as error:
        raise KnownError(
            f"“{target.name}”正被别的程序打开，或者是一个文件夹，没有写成，{_kept(target)}；"
            "请先关闭它，或换一个名字再试。"
        ) from error


def _sentence(error: OSError, target: Path) -> str:
    said = f"“{target.name}”没有写成，{_kept(target)}"
    if error.errno in _FULL:
        return f"磁盘空间不足，{said}；请清理磁盘或换一个位置再试。"
    if isinstance(error, FileNotFoundError):
        return f"文件夹“{target.parent}”不存在，{said}；请换一个位置再试。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"文件夹“{target.parent}”只能看、不能写，{said}；请换一个位置再试。"
    return f"磁盘没有写进去，{said}；请检查磁盘，或换一个位置再试。"


def _kept(target: Path) -> str:
    return "原有文件未改动" if target.exists() else "没有留下不完整的文件"
