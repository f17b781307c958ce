"""Python's garbage, collected on the UI thread alone.

The collector runs on whichever thread happens to allocate; a Qt object it destroys on the database
thread takes the process with it. So it is switched off, and a timer of the UI thread does its work.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


def collect_here(owner: QObject) -> None:
    """From now on garbage is collected on this thread, as long as ``owner`` lives."""
    if not gc.isenabled():
        return
    gc.disable()
    timer = QTimer(owner)
    timer.timeout.connect(collect)
    timer.start(_EVERY_MS)


def collect() -> None:
    """Collect the oldest generation that is due, as Python would."""
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
