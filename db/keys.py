"""The ledger's data key, wrapped once per user by a key that Argon2id makes of the password.

A key file lies beside the ledger: JSON, a slot a user, no secret in the clear. Changing a password
rewrites one slot and never the ledger. A slot also counts wrong passwords: whoever has none right
cannot open the ledger, so it is the only place where that can be written. It keeps out whoever
sits at this machine; a copy of both files can be tried for as long as Argon2id allows.

Each slot has a key pair of its own: the password opens the private key, and the data key is sealed
to the public one. So another data key can be given to everybody without their passwords
(`db/rotation.py`), and while one is on its way a slot holds both. A slot of the first form has no
pair; it opens as ever, and gets one when its password is next given.
"""

import base64
import json
import logging
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any, Protocol

from domain.errors import KnownError
from domain.passwords import Attempts

log = logging.getLogger(__name__)

# 64 MiB and 3 passes: about 0.2 s on an office machine, DESIGN.md's ≤ 1 s included.
PASSES = 3
MEMORY = 64 * 1024 * 1024
KEY_BYTES = 32
_PAUSES = (0.05, 0.1, 0.2)  # seconds between tries to put the file in place


@dataclass(frozen=True, slots=True)
class DataKeys:
    """What a slot holds: the ledger's data key, and the one on its way to take its place, if
    changing it was broken off. `db/unlocking.py` says which of them it is."""

    current: bytes
    coming: bytes | None = None


class PutSlots(Protocol):
    """Writes slots of a key file."""

    def __call__(self, passwords: Mapping[str, str | None], recovery_key: str = "") -> None:
        """A password for each user, None for none."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """An open ledger's key file with the data key, for whoever gives others their slots."""

    file: Path
    data_key: bytes

    @contextmanager
    def changes(self) -> Iterator[PutSlots]:
        """Gives a function that writes a new slot for each user, or with None takes it away, and
        one for the recovery key, if there is one, which opens the ledger instead of an earlier
        one. All is as it was when the block fails after that."""
        before: list[bytes] = []

        def put(passwords: Mapping[str, str | None], recovery_key: str = "") -> None:
            if passwords or recovery_key:
                with _told(self.file):
                    before.append(self.file.read_bytes())
                    self._put(passwords, recovery_key)

        try:
            yield put
        except BaseException:
            if before:
                self._put_back(before[0])
            raise

    def _put(self, passwords: Mapping[str, str | None], recovery_key: str) -> None:
        for user, password in passwords.items():
            if password is None:
                remove_slot(self.file, user)
            else:
                add_slot(self.file, user, password, self.data_key)
        if recovery_key:
            _put_recovery(self.file, recovery_key, self.data_key)

    def _put_back(self, content: bytes) -> None:
        try:
            if self.file.read_bytes() != content:
                with _held(self.file):
                    _replace(self.file, content)
        except OSError:
            log.exception("the key file could not be put back")


def new_data_key() -> bytes:
    """A random data key; it never leaves the process but wrapped."""
    return os.urandom(KEY_BYTES)


def add_slot(file: Path, user: str, password: str, data_key: bytes) -> None:
    """Write the user's slot, replacing the one there was. Errors of the disk pass through."""
    slot = _slot(password, data_key)
    with _changing(file) as whole:
        whole["slots"][user] = slot


def remove_slot(file: Path, user: str) -> None:
    """The user's password opens this ledger no more."""
    with _changing(file) as whole:
        whole["slots"].pop(user, None)


def unlock(file: Path, user: str, password: str, at: datetime) -> DataKeys:
    """The data key, or a KnownError when the user or the password is not right, or when too many
    wrong ones have locked the user; wrong ones are counted until `forgive`."""
    slot = _found(file)["slots"].get(user)
    if slot is None:
        raise KnownError(Attempts().refusal(at))
    tried = _attempts(slot)
    if tried.is_locked(at):
        raise KnownError(tried.refusal(at))
    opened = _opened(slot, password)
    if opened is None:
        raise KnownError(_failed(file, user, at).refusal(at))
    if "public" not in slot:
        with suppress(OSError, KnownError):  # the next right password will do
            _give_pair(file, user, slot, opened)
    return opened.held


def unlock_recovery(file: Path, recovery_key: str) -> DataKeys:
    """The data key by the recovery key, or a KnownError."""
    slot = _found(file).get("recovery")
    if slot is None:
        raise KnownError("这个台账没有恢复密钥，没有打开、没有改动；请管理员重设您的密码。")
    opened = _opened(slot, recovery_key)
    if opened is None:
        raise KnownError("恢复密钥不是这个台账现在用的，没有打开、没有改动；请核对是哪一张。")
    return opened.held


def has_recovery(file: Path) -> bool:
    """Whether there is a recovery key on some paper."""
    return file.exists() and "recovery" in _load(file)


def _put_recovery(file: Path, recovery_key: str, data_key: bytes) -> None:
    slot = _slot(recovery_key, data_key)
    with _changing(file) as whole:
        whole["recovery"] = slot


def users(file: Path) -> tuple[str, ...]:
    """The names that have a slot, for the unlock page; empty when there is no key file."""
    return tuple(_load(file)["slots"]) if file.exists() else ()


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


def _failed(file: Path, user: str, at: datetime) -> Attempts:
    try:
        with _changing(file) as whole:
            tried = _attempts(whole["slots"].get(user, {})).one_more(at)
            _count(whole, user, tried)
            return tried
    except OSError:  # what cannot be written here cannot be opened for work either
        return Attempts()


def _count(whole: dict[str, Any], user: str, tried: Attempts) -> None:
    if user in whole["slots"]:
        until = tried.locked_until
        whole["slots"][user] |= {
            "failures": tried.failures,
            "locked_until": until.isoformat() if until else None,
        }


def _attempts(slot: Mapping[str, Any]) -> Attempts:
    until = slot.get("locked_until")
    return Attempts(slot.get("failures", 0), datetime.fromisoformat(until) if until else None)


# Another data key


def without_pair(file: Path) -> tuple[tuple[str, ...], bool]:
    """The users whose slots are of the first form, and whether the recovery key's is: only their
    passwords could give them another data key."""
    whole = _load(file)
    users = tuple(user for user, slot in whole["slots"].items() if "public" not in slot)
    return users, "public" not in whole.get("recovery", {"public": ""})


def prepare(file: Path, users: Collection[str], held: DataKeys) -> None:
    """Seal the coming data key beside the current one for these users and the recovery key, all of
    whom have a pair; slots of others, who have no account, go. Errors of the disk pass through."""
    assert held.coming is not None, "there is a key to come"
    with _changing(file) as whole:
        whole["slots"] = {user: slot for user, slot in whole["slots"].items() if user in users}
        for slot in _all(whole):
            slot["wrapped"] = _sealed(slot["public"], held.current)
            slot["next"] = _sealed(slot["public"], held.coming)


def settle(file: Path, is_changed: bool) -> None:
    """Keep the coming data key of every slot that has one, or else the current one."""
    with _changing(file) as whole:
        for slot in _all(whole):
            coming = slot.pop("next", None)
            if is_changed and coming is not None:
                slot["wrapped"] = coming


def _all(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    recovery = [whole["recovery"]] if "recovery" in whole else []
    return [*whole["slots"].values(), *recovery]


# A slot


@dataclass(frozen=True, slots=True)
class _Opened:
    held: DataKeys
    box: Any
    """What the password makes: encrypts a private key."""


def _slot(password: str, data_key: bytes) -> dict[str, Any]:
    salt = os.urandom(16)
    box = _box(password, salt, PASSES, MEMORY)
    return {
        "kdf": "argon2id",
        "passes": PASSES,
        "memory": MEMORY,
        "salt": _text(salt),
        **_pair(box, data_key),
    }


def _pair(box: Any, data_key: bytes) -> dict[str, str]:
    from nacl.public import PrivateKey

    private = PrivateKey.generate()
    public = _text(bytes(private.public_key))
    return {
        "public": public,
        "private": _text(box.encrypt(bytes(private))),
        "wrapped": _sealed(public, data_key),
    }


def _sealed(public: str, data_key: bytes) -> str:
    from nacl.public import PublicKey, SealedBox

    return _text(SealedBox(PublicKey(_bytes(public))).encrypt(data_key))


def _give_pair(file: Path, user: str, slot: Mapping[str, Any], opened: _Opened) -> None:
    pair = _pair(opened.box, opened.held.current)
    with _changing(file) as whole:
        now = whole["slots"].get(user)
        if now is not None and now.get("wrapped") == slot["wrapped"]:  # else changed meanwhile
            now |= pair


def _opened(slot: Mapping[str, Any], password: str) -> _Opened | None:
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    box = _box(password, _bytes(slot["salt"]), slot["passes"], slot["memory"])
    try:
        if "public" not in slot:
            return _Opened(DataKeys(bytes(box.decrypt(_bytes(slot["wrapped"])))), box)
        private = SealedBox(PrivateKey(box.decrypt(_bytes(slot["private"]))))
        keys = [
            bytes(private.decrypt(_bytes(slot[name])))
            for name in ("wrapped", "next")
            if name in slot
        ]
    except CryptoError:
        return None
    return _Opened(DataKeys(*keys), box)


def _box(password: str, salt: bytes, passes: int, memory: int) -> Any:
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    return SecretBox(argon2id.kdf(KEY_BYTES, password.encode(), salt, passes, memory))


# The file


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Two programs must not both write back what they read: one would lose the other's slot."""
    from filelock import FileLock

    with FileLock(file.with_name(file.name + ".lock"), timeout=10):
        yield


@contextmanager
def _changing(file: Path) -> Iterator[dict[str, Any]]:
    with _held(file):
        whole = _load(file) if file.exists() else {"version": 1, "slots": {}}
        yield whole
        _replace(file, json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _replace(file: Path, content: bytes) -> None:
    temporary = file.with_name(file.name + ".new")
    with temporary.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    for pause in _PAUSES:
        try:
            temporary.replace(file)
            break
        except PermissionError:  # on Windows, while another program reads it
            sleep(pause)
    else:
        temporary.replace(file)
    if os.name == "posix":  # the new name must be on the disk too before a ledger changes its key
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


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
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        slots = {str(user): dict(slot) for user, slot in whole["slots"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnownError(
            f"密钥文件“{file.name}”读不出来，台账没有改动；请从备份里取回这个文件。"
        ) from error
    return {**whole, "slots": slots}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
