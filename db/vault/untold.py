"""Wrong passwords that the audit does not know of yet.

Nobody is in when a password is wrong, so nothing can be written into an encrypted ledger. The key
file keeps whose password was tried, how often and from where, until somebody opens the ledger: then
it goes into the audit, and out of here.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

_NAME = "untold"
RECOVERY = ""
"""Stands for the recovery key, which is no user's."""


@dataclass(frozen=True, slots=True)
class Untold:
    """How many wrong passwords there were, when and where the last of them was tried, and whether
    they locked the user."""

    user: str
    count: int
    at: datetime
    origin: str
    locked: bool

    @property
    def words(self) -> str:
        """As the audit tells it."""
        tried = "恢复密钥" if self.user == RECOVERY else "密码"
        locked = "，曾锁定 15 分钟" if self.locked else ""
        where = f"，在 {self.origin}" if self.origin else ""
        return f"此前 {self.count} 次{tried}错误{locked}，最近一次 {self.at:%Y-%m-%d %H:%M}{where}"


def add(whole: dict[str, Any], user: str, at: datetime, origin: str, locked: bool) -> None:
    """One more, into what a key file holds."""
    waiting = {one.user: one for one in read(whole)}
    before = waiting.get(user)
    count, was_locked = (before.count, before.locked) if before else (0, False)
    waiting[user] = Untold(user, count + 1, at, origin, locked or was_locked)
    _write(whole, waiting.values())


def take(whole: dict[str, Any], told: Collection[Untold]) -> None:
    """Those that are told go; what somebody tried meanwhile stays."""
    known = {one.user: one for one in told}
    left = [
        Untold(one.user, one.count - known[one.user].count, one.at, one.origin, one.locked)
        if one.user in known and one.count > known[one.user].count
        else one
        for one in read(whole)
        if one.user not in known or one.count != known[one.user].count
    ]
    _write(whole, left)


def read(whole: dict[str, Any]) -> list[Untold]:
    """What waits in a key file, which anybody can have changed: what is none is passed over."""
    kept = whole.get(_NAME)
    if not isinstance(kept, list):
        return []
    return [one for one in map(_read, kept) if one is not None]


def _read(kept: object) -> Untold | None:
    if not isinstance(kept, dict):
        return None
    try:
        one = Untold(**kept | {"at": datetime.fromisoformat(kept["at"])})
    except (TypeError, ValueError, KeyError):
        return None
    words = isinstance(one.user, str) and isinstance(one.origin, str)
    number = type(one.count) is int and one.count > 0 and type(one.locked) is bool
    return one if words and number and one.at.tzinfo is None else None


def _write(whole: dict[str, Any], waiting: Collection[Untold]) -> None:
    whole.pop(_NAME, None)
    if waiting:
        whole[_NAME] = [asdict(one) | {"at": one.at.isoformat()} for one in waiting]
