"""What a backup says of itself, which backups are kept, and when the next one is due."""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.file_names import plain

SUFFIX = ".xcb"
DAYS, WEEKS, MONTHS = 7, 5, 12
MOST_ON_PURPOSE = 20  # backups by hand, and as many before imports, of the last days


class Why(StrEnum):
    """What a backup was made for."""

    HAND = "hand"
    DAILY = "daily"
    IMPORT = "import"
    UPGRADE = "upgrade"
    RESTORE = "restore"
    KEY = "key"


WHY_WORDS = {
    Why.HAND: "手动",
    Why.DAILY: "每日",
    Why.IMPORT: "导入前",
    Why.UPGRADE: "升级前",
    Why.RESTORE: "恢复前",
    Why.KEY: "换密钥前",
}


@dataclass(frozen=True, slots=True)
class State:
    """Where a ledger stands: its schema, the rows of each table, its last audit record and change.

    ``ledger`` is the hash of its first audit record, the same for all its life; empty before that.
    """

    ledger: str
    schema: str
    counts: Mapping[str, int]
    audit_id: int
    audit_hash: str
    change: int

    @property
    def mark(self) -> tuple[str, int, str, int]:
        """What no write leaves as it was: schema, last audit record with its hash, last change."""
        return self.schema, self.audit_id, self.audit_hash, self.change


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``size`` and ``sha256`` are those of the copy inside it."""

    name: str
    made_at: datetime
    made_by: str
    why: Why
    state: State
    size: int
    sha256: str

    def to_json(self) -> bytes:
        """As it stands in the file."""
        values = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(values, ensure_ascii=False, indent=1).encode()


def read_manifest(raw: bytes) -> Manifest:
    """Read what `Manifest.to_json` wrote; ValueError, KeyError or TypeError when it is not that."""
    values = json.loads(raw)
    state = State(**values["state"])
    made_at = datetime.fromisoformat(values["made_at"])
    manifest = Manifest(**values | {"made_at": made_at, "why": Why(values["why"]), "state": state})
    about = (state.ledger, state.schema, state.audit_hash, *state.counts)
    words = (manifest.name, manifest.made_by, manifest.sha256, *about)
    numbers = (manifest.size, state.audit_id, state.change, *state.counts.values())
    if not all(isinstance(word, str) for word in words) or made_at.tzinfo is not None:
        raise ValueError("a text that is none")
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a number that is none")
    return manifest


def file_name(name: str, at: datetime) -> str:
    """How a backup is called: by its ledger and its time."""
    short = re.sub(r"[\s-]+", "-", plain(name)).strip("-.") or "台账"
    return f"{short}-{at:%Y%m%d-%H%M%S}{SUFFIX}"


def kept(made: Iterable[tuple[datetime, Why]]) -> set[datetime]:
    """The times of those that stay: the newest of each of the last 7 days, 5 weeks and 12 months
    that have any; the newest made before a restore and before an upgrade, since nothing else takes
    these back; and those made by hand and before an import in the 7 days up to the newest of all,
    20 of each at most, and at least one. The newest of all always stays."""
    times = sorted(made, reverse=True)
    spans: tuple[tuple[Callable[[datetime], Hashable], int], ...] = (
        (lambda at: at.date(), DAYS),
        (lambda at: at.isocalendar()[:2], WEEKS),
        (lambda at: (at.year, at.month), MONTHS),
    )
    stay = set()
    for span, count in spans:
        newest: dict[Hashable, datetime] = {}
        for at, _ in times:
            newest.setdefault(span(at), at)
        stay.update(list(newest.values())[:count])
    for why in (Why.RESTORE, Why.UPGRADE):
        stay.update([at for at, one in times if one is why][:1])
    for why in (Why.HAND, Why.IMPORT):
        own = [at for at, one in times if one is why]
        recent = [at for at in own if times[0][0] - at < timedelta(DAYS)]
        stay.update(recent[:MOST_ON_PURPOSE] or own[:1])
    return stay


def is_rehearsal_due(last: date | None, today: date) -> bool:
    """A restore is rehearsed once in every month."""
    return last is None or (last.year, last.month) != (today.year, today.month)
