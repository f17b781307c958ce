"""Python's garbage, collected on the UI thread alone.

The collector runs on whichever thread happens to allocate; a Qt object it destroys on the database
thread takes the process with it. So it is switched off, and a timer of the UI thread does its work.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_EVERY_MS = 1_000
_held_off: list[None] = []


def collect_here(owner: "QObject") -> None:
    """From now on garbage is collected on this thread, as long as ``owner`` lives."""
    from PySide6.QtCore import QTimer

    if not gc.isenabled():
        return
    gc.disable()
    timer = QTimer(owner)
    timer.timeout.connect(collect)
    timer.start(_EVERY_MS)


def collect() -> None:
    """Collect the oldest generation that is due, as Python would."""
    if _held_off:
        return
    due = [
        n
        for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most
    ]
    if due:
        gc.collect(max(due))


def keep() -> None:
    """What is there now stays for good: no later collection needs to walk it."""
    gc.freeze()


@contextmanager
def held_off() -> Iterator[None]:
    """While hundreds of thousands of values are made that all stay, collecting would only walk
    them again and again."""
    was_enabled = gc.isenabled()
    _held_off.append(None)
    gc.disable()
    try:
        yield
    finally:
        _held_off.pop()
        if was_enabled:
            gc.enable()
