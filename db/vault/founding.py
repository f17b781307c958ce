"""A new ledger's file, made beside its place: it gets its name when it is whole.

Whatever a broken-off try left lies in a hidden folder, which the next try takes away.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from db import locks
from db.location import Location
from db.vault import swap
from domain.errors import KnownError


@contextmanager
def aside(location: Location) -> Iterator[Location]:
    """Where the ledger is made; at the end of the block it is put in its place, when that fails
    nothing is left. A KnownError when there is one already, or nothing can be written there."""
    assert location.file is not None, "a server makes no files here"
    swap.settle(location)
    swap.refuse_existing(location.file)
    folder = location.file.with_name(f".新建-{location.file.name}")
    busy = f"“{location.name}”正在另一个窗口里新建，没有再建一个；请等它建好。"
    with locks.held(folder.with_suffix(".lock"), busy):
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            there = Location(folder / location.file.name)
            assert there.file is not None
            yield there
            swap.begin(location, there.file, there.keys)
        except OSError as error:
            raise KnownError(
                f"文件夹“{location.file.parent}”不能写入，台账没有建立；请换一个文件夹再试。"
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
