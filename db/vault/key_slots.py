"""One slot of a ledger's key file: a password, and what it opens.

Argon2id makes a key of the password, which opens the slot's private key; the data key is sealed to
the public one. So another data key can be given without the password, and while one is on its way
the slot holds both. A slot of the first form has no pair: the password's key opens the data key.

A slot comes out of a file that anybody can have changed: `is_whole` is asked before it is tried.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.passwords import Attempts

Slot = dict[str, Any]

# 64 MiB and 3 passes: about 0.2 s on an office machine, DESIGN.md's ≤ 1 s included.
PASSES = 3
MEMORY = 64 * 1024 * 1024
KEY_BYTES = 32
_SALT_BYTES = 16
_LEAST_MEMORY, _MOST_MEMORY = 8192, 1024**3
_MOST_WORK = 4 * 1024**3  # bytes gone over in all passes: what some later version may ask at most
_BOXED, _SEALED = KEY_BYTES + 40, KEY_BYTES + 48  # with nonce and tag; with another public key


@dataclass(frozen=True, slots=True)
class DataKeys:
    """What a slot holds: the ledger's data key, and the one on its way to take its place, if
    changing it was broken off. `db/vault/unlocking.py` says which of them it is."""

    current: bytes
    coming: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a password found in its slot."""

    held: DataKeys
    box: Any
    """What the password makes: encrypts a private key."""


def make(password: str, data_key: bytes) -> Slot:
    """A new slot that the password opens."""
    salt = os.urandom(_SALT_BYTES)
    box = _box(password, salt, PASSES, MEMORY)
    return {
        "kdf": "argon2id",
        "passes": PASSES,
        "memory": MEMORY,
        "salt": text(salt),
        **pair(box, data_key),
    }


def pair(box: Any, data_key: bytes) -> dict[str, str]:
    """A new key pair with the data key, for a slot that has none."""
    from nacl.public import PrivateKey

    private = PrivateKey.generate()
    public = text(bytes(private.public_key))
    return {
        "public": public,
        "private": text(box.encrypt(bytes(private))),
        "wrapped": _sealed(public, data_key),
    }


def opened(slot: Mapping[str, Any], password: str) -> Opened | None:
    """What the password finds in a whole slot; None when it is not the slot's."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    box = _box(password, _bytes(slot["salt"]), slot["passes"], slot["memory"])
    try:
        if "public" not in slot:
            return Opened(DataKeys(bytes(box.decrypt(_bytes(slot["wrapped"])))), box)
        private = SealedBox(PrivateKey(box.decrypt(_bytes(slot["private"]))))
        keys = [
            bytes(private.decrypt(_bytes(slot[name])))
            for name in ("wrapped", "next")
            if name in slot
        ]
    except CryptoError:
        return None
    return Opened(DataKeys(*keys), box)


def has_pair(slot: Mapping[str, Any]) -> bool:
    """Whether another data key can be sealed to it."""
    return "public" in slot and is_whole(slot)


def seal(slot: Slot, held: DataKeys) -> None:
    """The coming data key beside the current one, in a slot that has a pair."""
    assert held.coming is not None, "there is a key to come"
    slot["wrapped"] = _sealed(slot["public"], held.current)
    slot["next"] = _sealed(slot["public"], held.coming)


def sealed(slot: Mapping[str, Any], data_key: bytes) -> Slot:
    """A slot that has a pair, with another data key in it and none to come."""
    own = {name: value for name, value in slot.items() if name != "next"}
    return own | {"wrapped": _sealed(slot["public"], data_key)}


def settle(slot: Slot, is_changed: bool) -> None:
    """Keep the coming data key, if the slot has one, or else the current one."""
    coming = slot.pop("next", None)
    if is_changed and coming is not None:
        slot["wrapped"] = coming


def attempts(slot: Mapping[str, Any]) -> Attempts:
    """The wrong passwords since the last right one, of a whole slot."""
    until = slot.get("locked_until")
    return Attempts(slot.get("failures", 0), datetime.fromisoformat(until) if until else None)


def count(slot: Slot, tried: Attempts) -> None:
    """Write the wrong passwords into it."""
    until = tried.locked_until
    slot |= {
        "failures": tried.failures,
        "locked_until": until.isoformat() if until else None,
    }


def is_whole(slot: Mapping[str, Any]) -> bool:
    """Whether a slot can be tried, in no more time and memory than any version of the program
    asks, and its count of wrong passwords be read."""
    try:
        return _is_affordable(slot["passes"], slot["memory"]) and _fits(slot)
    except (ValueError, KeyError, TypeError):
        return False


def _is_affordable(passes: object, memory: object) -> bool:
    if type(passes) is not int or type(memory) is not int:
        return False
    return passes >= 1 and _LEAST_MEMORY <= memory <= _MOST_MEMORY and passes * memory <= _MOST_WORK


def _fits(slot: Mapping[str, Any]) -> bool:
    lengths = {"salt": _SALT_BYTES, "wrapped": _BOXED}
    if "public" in slot:
        lengths |= {"public": KEY_BYTES, "private": _BOXED, "wrapped": _SEALED}
        lengths |= {"next": _SEALED} if "next" in slot else {}
    tried = attempts(slot)
    until = tried.locked_until
    return (
        all(len(_bytes(slot[name])) == length for name, length in lengths.items())
        and type(tried.failures) is int
        and tried.failures >= 0
        and (until is None or until.tzinfo is None)
    )


def _sealed(public: str, data_key: bytes) -> str:
    from nacl.public import PublicKey, SealedBox

    return text(SealedBox(PublicKey(_bytes(public))).encrypt(data_key))


def _box(password: str, salt: bytes, passes: int, memory: int) -> Any:
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    return SecretBox(argon2id.kdf(KEY_BYTES, password.encode(), salt, passes, memory))


def text(raw: bytes) -> str:
    """Bytes as they stand in the file."""
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
