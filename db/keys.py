"""The ledger's data key, wrapped once per user by a key that Argon2id makes of the password.

A key file lies beside the ledger: JSON, a slot a user, no secret in the clear. Changing a password
rewrites one slot and never the ledger. A slot also counts wrong passwords: whoever has none right
cannot open the ledger, so it is the only place where that can be written. It keeps out whoever
sits at this machine; a copy of both files can be tried for as long as Argon2id allows.
"""

import base64
import json
import logging
import os
from collections.abc import Iterator, Mapping
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


def unlock(file: Path, user: str, password: str, at: datetime) -> bytes:
    """The data key, or a KnownError when the user or the password is not right, or when too many
    wrong ones have locked the user; wrong ones are counted until `forgive`."""
    slot = _found(file)["slots"].get(user)
    if slot is None:
        raise KnownError(Attempts().refusal(at))
    tried = _attempts(slot)
    if tried.is_locked(at):
        raise KnownError(tried.refusal(at))
    data_key = _opened(slot, password)
    if data_key is None:
        raise KnownError(_failed(file, user, at).refusal(at))
    return data_key


def unlock_recovery(file: Path, recovery_key: str) -> bytes:
    """The data key by the recovery key, or a KnownError."""
    slot = _found(file).get("recovery")
    if slot is None:
        raise KnownError("这个台账没有恢复密钥，没有打开、没有改动；请管理员重设您的密码。")
    data_key = _opened(slot, recovery_key)
    if data_key is None:
        raise KnownError("恢复密钥不是这个台账现在用的，没有打开、没有改动；请核对是哪一张。")
    return data_key


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


def _slot(password: str, data_key: bytes) -> dict[str, Any]:
    salt = os.urandom(16)
    return {
        "kdf": "argon2id",
        "passes": PASSES,
        "memory": MEMORY,
        "salt": _text(salt),
        "wrapped": _text(_box(password, salt, PASSES, MEMORY).encrypt(data_key)),
    }


def _opened(slot: Mapping[str, Any], password: str) -> bytes | None:
    from nacl.exceptions import CryptoError

    box = _box(password, _bytes(slot["salt"]), slot["passes"], slot["memory"])
    try:
        return bytes(box.decrypt(_bytes(slot["wrapped"])))
    except CryptoError:
        return None


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
            return
        except PermissionError:  # on Windows, while another program reads it
            sleep(pause)
    temporary.replace(file)


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
