"""Locks of the operating system's: they go with the process, however that ends, so that no stale
one ever keeps an office out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from domain.errors import KnownError


def take(file: Path, busy: str) -> FileLock:
    """Hold a lock, whose file may be made; a KnownError says ``busy`` when somebody else has it, or
    that nothing can be written there."""
    # Taken on the database's thread, released on whichever one ends the work.
    lock = FileLock(file, thread_local=False)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise KnownError(busy) from error
    except OSError as error:
        raise KnownError(
            f"文件夹“{file.parent}”不能写入，没有打开、没有改动；请换一个可以写入的文件夹。"
        ) from error
    return lock


@contextmanager
def held(file: Path, busy: str) -> Iterator[None]:
    """`take` for as long as the block lasts."""
    lock = take(file, busy)
    try:
        yield
    finally:
        lock.release()
