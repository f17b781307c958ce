"""The last time a restore was rehearsed, and what came of it."""

from dataclasses import dataclass
from datetime import date

from db import settings
from db.reading import Reader
from db.session import WriteSession

_NAME = "backup_rehearsal"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of rehearsing a restore, in a sentence."""

    day: date
    good: bool
    told: str


def last(connection: Reader) -> Rehearsal | None:
    """The last one, None before the first."""
    kept = settings.get(connection, _NAME)
    if not kept:
        return None
    return Rehearsal(date.fromisoformat(kept["day"]), kept["good"], kept["told"])


def note(session: WriteSession, rehearsal: Rehearsal) -> None:
    """Keep what came of one, in the audit too."""
    value = {"day": rehearsal.day.isoformat(), "good": rehearsal.good, "told": rehearsal.told}
    settings.put(session, _NAME, value, "backup")
    session.log("backup", "恢复演练", "通过" if rehearsal.good else "没有通过", rehearsal.told)
