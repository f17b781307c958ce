"""The ledger's data key, wrapped once per user by a key that Argon2id makes of the password.

A key file lies beside the ledger: JSON, a slot a user, no secret in the clear. Changing a password
rewrites one slot and never the ledger.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

from domain.errors import KnownError

# 64 MiB and 3 passes: about 0.2 s on an office machine, DESIGN.md's ≤ 1 s included.
PASSES = 3
MEMORY = 64 * 1024 * 1024
KEY_BYTES = 32


def new_data_key() -> bytes:
    """A random data key; it never leaves the process but wrapped."""
    return os.urandom(KEY_BYTES)


def add_slot(file: Path, user: str, password: str, data_key: bytes) -> None:
    """Write the user's slot, replacing the one there was. Errors of the disk pass through."""
    slots = _load(file) if file.exists() else {}
    salt = os.urandom(16)
    slots[user] = {
        "kdf": "argon2id",
        "passes": PASSES,
        "memory": MEMORY,
        "salt": _text(salt),
        "wrapped": _text(_box(password, salt, PASSES, MEMORY).encrypt(data_key)),
    }
    temporary = file.with_name(file.name + ".new")
    temporary.write_text(
        json.dumps({"version": 1, "slots": slots}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    temporary.replace(file)


def unlock(file: Path, user: str, password: str) -> bytes:
    """The data key, or a KnownError when the user or the password is not right."""
    from nacl.exceptions import CryptoError

    if not file.exists():
        raise KnownError(
            f"找不到密钥文件“{file.name}”，台账没有打开、没有改动；请把它放回台账所在的文件夹。"
        )
    slot = _load(file).get(user)
    try:
        if slot is not None:
            box = _box(password, _bytes(slot["salt"]), slot["passes"], slot["memory"])
            return bytes(box.decrypt(_bytes(slot["wrapped"])))
    except CryptoError:
        pass
    raise KnownError("用户名或密码不对，台账没有打开、没有改动；请核对后再输入一次。")


def users(file: Path) -> tuple[str, ...]:
    """The names that have a slot, for the unlock page; empty when there is no key file."""
    return tuple(_load(file)) if file.exists() else ()


def _box(password: str, salt: bytes, passes: int, memory: int) -> Any:
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    return SecretBox(argon2id.kdf(KEY_BYTES, password.encode(), salt, passes, memory))


def _load(file: Path) -> dict[str, Any]:
    try:
        slots = json.loads(file.read_text(encoding="utf-8"))["slots"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnownError(
            f"密钥文件“{file.name}”读不出来，台账没有改动；请从备份里取回这个文件。"
        ) from error
    return dict(slots)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
