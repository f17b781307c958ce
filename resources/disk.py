"""What a disk promises: a file that was written is there under its name, also after a power cut."""

import errno
import os
from pathlib import Path
from time import sleep

_NOT_ASKED = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES)
_PAUSES = (0.05, 0.1, 0.2)  # seconds between tries to put a file in place


def put_in_place(part: Path, target: Path) -> None:
    """Give a file that is seen onto the disk its name, in the place of what had it, for good.
    Errors of the disk pass through."""
    for pause in _PAUSES:
        try:
            os.replace(part, target)
            break
        except PermissionError:  # on Windows, while another program reads it
            sleep(pause)
    else:
        os.replace(part, target)
    see_names(target.parent)


def see_names(folder: Path) -> None:
    """See the names of a folder onto the disk; Windows does so by itself, and some disks of other
    machines do not let one ask."""
    if os.name != "posix":
        return
    try:
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    except OSError as error:
        if error.errno not in _NOT_ASKED:
            raise
