"""The ledger's data key, wrapped once per user by a key that Argon2id makes of the password.

A key file lies beside the ledger: JSON, a slot a user (`db/vault/key_slots.py`), no secret in the
clear. Changing a password rewrites one slot and never the ledger. A slot also counts wrong
passwords: whoever has none right cannot open the ledger, so it is the only place where that can be
written. It keeps out whoever sits at this machine; a copy of both files can be tried for as long as
Argon2id allows.

A slot changes together with an account, and they lie in two files. So the file keeps what was
``before`` and the audit record that the change comes with, until that record is seen in the ledger,
or seen not to be there: by the writer after its commit, or by whoever opens the ledger next
(`db/vault/unlocking.py`). Until then a slot and the one before it are both tried.
"""

import json
import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from db.vault import key_slots, untold
from db.vault.key_slots import KEY_BYTES, DataKeys, Slot
from db.vault.untold import RECOVERY, Untold
from domain.errors import KnownError
from domain.passwords import Attempts
from resources import disk

log = logging.getLogger(__name__)


class PutSlots(Protocol):
    """Writes slots of a key file."""

    def __call__(self, passwords: Mapping[str, str | None], recovery_key: str, record: str) -> None:
        """A password for each user, None for none; ``record`` is the hash of the audit record that
        is committed with it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """An open ledger's key file with the data key, for whoever gives others their slots."""

    file: Path
    data_key: bytes

    @contextmanager
    def changes(self, is_recorded: Callable[[str], bool]) -> Iterator[PutSlots]:
        """Gives a function that writes a new slot for each user, or with None takes it away, and
        one for the recovery key, if there is one, which opens the ledger instead of an earlier
        one. All is as it was when the block fails after that.

        ``is_recorded`` says whether the audit has a record of that hash, for what somebody who
        writes no more has left.
        """
        begun: list[str] = []

        def put(passwords: Mapping[str, str | None], recovery_key: str, record: str) -> None:
            if passwords or recovery_key:
                with _told(self.file):
                    begun.append(record)
                    self._put(self._made(passwords, recovery_key), record, is_recorded)

        is_made = False
        try:
            yield put
            is_made = True
        finally:
            if begun:
                self._settle(begun[0], is_made)

    def _made(self, passwords: Mapping[str, str | None], recovery_key: str) -> dict[str, Any]:
        slots = {
            user: None if password is None else key_slots.make(password, self.data_key)
            for user, password in passwords.items()
        }
        recovery = key_slots.make(recovery_key, self.data_key) if recovery_key else None
        return {"slots": slots} | ({"recovery": recovery} if recovery else {})

    def _put(
        self, made: Mapping[str, Any], record: str, is_recorded: Callable[[str], bool]
    ) -> None:
        with _changing(self.file) as whole:
            if left := whole.get("before"):
                _settle(whole, is_recorded(left["record"]))
            whole["before"] = {"record": record} | _exchange(whole, made)

    def _settle(self, record: str, is_made: bool) -> None:
        try:
            settle_slots(self.file, record, is_made)
        except (OSError, KnownError):
            log.exception("the key file is settled when the ledger is next opened")


def new_data_key() -> bytes:
    """A random data key; it never leaves the process but wrapped."""
    return os.urandom(KEY_BYTES)


def add_slot(file: Path, user: str, password: str, data_key: bytes) -> None:
    """Write the user's slot, replacing the one there was. Errors of the disk pass through."""
    slot = key_slots.make(password, data_key)
    with _changing(file) as whole:
        whole["slots"][user] = slot


class ShutError(KnownError):
    """The name or the password is not right, or too many wrong ones have locked the user."""


def write(file: Path, slots: Mapping[str, Slot]) -> None:
    """A key file of these slots. Errors of the disk pass through."""
    with _changing(file) as whole:
        whole["slots"] = dict(slots)


def unlock(file: Path, user: str, password: str, at: datetime, origin: str = "") -> DataKeys:
    """The data key, or a ShutError; wrong passwords are counted until `forgive`, and kept for the
    audit until `tell`. ``origin`` is the machine and the way."""
    slots = _slots(_found(file), user)
    if not slots:
        raise ShutError(Attempts().refusal(at))
    slots = [slot for slot in slots if key_slots.is_whole(slot)]
    if not slots:
        raise KnownError(
            f"密钥文件里“{user}”的密钥坏了，台账没有打开、没有改动；"
            "请管理员重设您的密码，或从备份里取回这个文件。"
        )
    tried = key_slots.attempts(slots[0])
    if tried.is_locked(at):
        raise ShutError(tried.refusal(at))
    for slot in slots:
        if opened := key_slots.opened(slot, password):
            if "public" not in slot:
                with suppress(OSError, KnownError):  # the next right password will do
                    _give_pair(file, user, slot, opened)
            return opened.held
    raise ShutError(_failed(file, user, at, origin).refusal(at))


def unlock_recovery(file: Path, recovery_key: str, at: datetime, origin: str = "") -> DataKeys:
    """The data key by the recovery key, or a KnownError."""
    slots = _recoveries(_found(file))
    if not slots:
        raise KnownError("这个台账没有恢复密钥，没有打开、没有改动；请管理员重设您的密码。")
    whole = [slot for slot in slots if key_slots.is_whole(slot)]
    if not whole:
        raise KnownError(
            "密钥文件里的恢复密钥坏了，台账没有打开、没有改动；请从备份里取回这个文件。"
        )
    for slot in whole:
        if opened := key_slots.opened(slot, recovery_key):
            return opened.held
    with suppress(OSError), _changing(file) as now:
        untold.add(now, RECOVERY, at, origin, locked=False)
    raise KnownError("恢复密钥不是这个台账现在用的，没有打开、没有改动；请核对是哪一张。")


def has_recovery(file: Path) -> bool:
    """Whether there is a recovery key on some paper."""
    return file.exists() and "recovery" in _load(file)


def users(file: Path) -> tuple[str, ...]:
    """The names that have a slot, for the unlock page; empty when there is no key file."""
    if not file.exists():
        return ()
    whole = _load(file)
    return tuple(
        whole["slots"] | {u: s for u, s in _before(whole)["slots"].items() if s is not None}
    )


def attempts(file: Path) -> dict[str, Attempts]:
    """The wrong passwords of every user since the last right one."""
    return {user: _attempts(slot) for user, slot in _load(file)["slots"].items()}


def forgive(file: Path, user: str) -> int:
    """Forget the user's wrong passwords; returns how many there were. Where nothing can be written
    they stay: the right password opens the ledger all the same."""
    failures = _attempts(_load(file)["slots"].get(user, {})).failures
    if failures:
        with suppress(OSError), _changing(file) as whole:
            _count(whole, user, Attempts())
    return failures


def waiting(file: Path) -> list[Untold]:
    """The wrong passwords that the audit does not know of yet."""
    return untold.read(_load(file))


def tell(file: Path, told: Collection[Untold]) -> None:
    """The audit knows of these now; where nothing can be written they are told once more."""
    with suppress(OSError), _changing(file) as whole:
        untold.take(whole, told)


def _failed(file: Path, user: str, at: datetime, origin: str) -> Attempts:
    try:
        with _changing(file) as whole:
            tried = Attempts()
            for slot in _slots(whole, user)[:1]:
                tried = _attempts(slot).one_more(at)
            _count(whole, user, tried)
            untold.add(whole, user, at, origin, tried.is_locked(at))
            return tried
    except OSError:  # what cannot be written here cannot be opened for work either
        return Attempts()


def _count(whole: dict[str, Any], user: str, tried: Attempts) -> None:
    for slot in _slots(whole, user):
        key_slots.count(slot, tried)


def _attempts(slot: Mapping[str, Any]) -> Attempts:
    return key_slots.attempts(slot) if key_slots.is_whole(slot) else Attempts()


def _give_pair(file: Path, user: str, slot: Mapping[str, Any], opened: key_slots.Opened) -> None:
    pair = key_slots.pair(opened.box, opened.held.current)
    with _changing(file) as whole:
        now = whole["slots"].get(user)
        if now is not None and now.get("wrapped") == slot["wrapped"]:  # else changed meanwhile
            now |= pair


# What was before


def unsettled(file: Path) -> str | None:
    """The hash of the audit record that says whether the last change of slots came about, as long
    as nobody has looked."""
    record: str | None = _before(_load(file))["record"]
    return record


def settle_slots(file: Path, record: str, is_made: bool) -> None:
    """The change of slots that goes with a record came about, or not. Nothing where it is settled.
    Errors of the disk pass through."""
    if unsettled(file) == record:
        with _changing(file) as whole:
            if _before(whole)["record"] == record:
                _settle(whole, is_made)


def _settle(whole: dict[str, Any], is_made: bool) -> None:
    before = whole.pop("before")
    if not is_made:
        _exchange(whole, before)


def _exchange(whole: dict[str, Any], put: Mapping[str, Any]) -> dict[str, Any]:
    """Put slots in their places, None to take one away; returns those that were there."""
    before: dict[str, Any] = {
        "slots": {user: _swap(whole["slots"], user, s) for user, s in put["slots"].items()}
    }
    if "recovery" in put:
        before["recovery"] = _swap(whole, "recovery", put["recovery"])
    return before


def _swap(slots: dict[str, Any], name: str, slot: Slot | None) -> Slot | None:
    before: Slot | None = slots.pop(name, None)
    if slot is not None:
        slots[name] = slot
    return before


def _before(whole: Mapping[str, Any]) -> Mapping[str, Any]:
    return whole.get("before") or {"record": None, "slots": {}}


def _slots(whole: Mapping[str, Any], user: str) -> list[Slot]:
    """The user's slot and the one before it, of those there are."""
    both = (whole["slots"].get(user), _before(whole)["slots"].get(user))
    return [slot for slot in both if slot is not None]


def _recoveries(whole: Mapping[str, Any]) -> list[Slot]:
    both = (whole.get("recovery"), _before(whole).get("recovery"))
    return [slot for slot in both if slot is not None]


# Another data key


def without_pair(file: Path) -> tuple[tuple[str, ...], bool]:
    """The users whose slots are of the first form, and whether the recovery key's is: only their
    passwords could give them another data key."""
    whole = _load(file)
    users = tuple(u for u, slot in whole["slots"].items() if not key_slots.has_pair(slot))
    return users, "recovery" in whole and not key_slots.has_pair(whole["recovery"])


def prepare(file: Path, users: Collection[str], held: DataKeys) -> None:
    """Seal the coming data key beside the current one for these users and the recovery key, all of
    whom have a pair; slots of others, who have no account, go. Errors of the disk pass through."""
    with _changing(file) as whole:
        if "before" in whole:  # who has a slot is not known yet
            raise KnownError(
                "刚有人改密码时中断，数据密钥没有换、没有改动；请重新打开台账，再换一次。"
            )
        whole["slots"] = {user: slot for user, slot in whole["slots"].items() if user in users}
        for slot in _all(whole):
            key_slots.seal(slot, held)


def settle(file: Path, is_changed: bool) -> None:
    """Keep the coming data key of every slot that has one, or else the current one."""
    with _changing(file) as whole:
        for slot in _all(whole):
            key_slots.settle(slot, is_changed)


def _all(whole: Mapping[str, Any]) -> list[Slot]:
    recovery = [whole["recovery"]] if "recovery" in whole else []
    return [*whole["slots"].values(), *recovery]


# The file


@contextmanager
def _changing(file: Path) -> Iterator[dict[str, Any]]:
    """Two programs must not both write back what they read: one would lose the other's slot."""
    from filelock import FileLock

    with FileLock(file.with_name(file.name + ".lock"), timeout=10):
        whole = _load(file) if file.exists() else {"version": 1, "slots": {}}
        yield whole
        _replace(file, json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _replace(file: Path, content: bytes) -> None:
    temporary = file.with_name(file.name + ".new")
    with temporary.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    disk.put_in_place(temporary, file)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KnownError(
            f"密钥文件“{file.name}”写不进去，这一步没有保存，原来的密码都还能用；"
            "请检查磁盘和文件夹后再试。"
        ) from error


def _found(file: Path) -> dict[str, Any]:
    if not file.exists():
        raise KnownError(
            f"找不到密钥文件“{file.name}”，台账没有打开、没有改动；请把它放回台账所在的文件夹。"
        )
    return _load(file)


def _load(file: Path) -> dict[str, Any]:
    """A slot that is none stays in its place, as an empty one: it is its user's trouble alone."""
    try:
        content = file.read_text(encoding="utf-8")
        whole = json.loads(content)
        json.dumps(whole, ensure_ascii=False).encode()  # halves of characters could not be written
        read = {**whole, "slots": {user: _slot(one) for user, one in whole["slots"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KnownError(
            f"密钥文件“{file.name}”读不出来，台账没有改动；请从备份里取回这个文件。"
        ) from error
    if "recovery" in read:
        read["recovery"] = _slot(read["recovery"])
    if "before" in read and not _is_before(read["before"]):
        del read["before"]
    return read


def _slot(read: object) -> Slot:
    return read if isinstance(read, dict) else {}


def _is_before(read: object) -> bool:
    if not isinstance(read, dict):
        return False
    slots, record = read.get("slots"), read.get("record")
    if not isinstance(slots, dict) or not isinstance(record, str):
        return False
    return all(
        slot is None or isinstance(slot, dict) for slot in (*slots.values(), read.get("recovery"))
    )
