"""Files that are there whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from domain.errors import KnownError


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A temporary file beside the target that takes its place only when it is complete."""
    part = target.with_name(f".{target.stem}-{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        raise KnownError(_sentence(error, target)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sentence(error: OSError, target: Path) -> str:
    kept = "原有文件未改动" if target.exists() else "没有留下不完整的文件"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不足，“{target.name}”没有写成，{kept}；请清理磁盘或换一个位置再试。"
    if isinstance(error, FileNotFoundError):
        return f"文件夹“{target.parent}”不存在，“{target.name}”没有写成；请换一个位置再试。"
    return (
        f"无法写入“{target.name}”（可能没有权限，或文件正被其他程序打开），{kept}；"
        "请关闭该文件或换一个位置再试。"
    )
