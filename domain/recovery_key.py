"""The recovery key: random signs on paper that open a ledger when every password is forgotten.

Thirty signs in groups of five. The alphabet leaves out what the eye mistakes (I, L, O, U); the last
sign is a check digit of ISO/IEC 7064, so that a slip of the pen is told from a key of another
ledger.
"""

import secrets

from stdnum.iso7064 import mod_37_36

from domain.errors import KnownError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 30, 5
_DASHES = "-－—–"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new() -> str:
    """A random key of 145 bits, grouped as it is printed."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return grouped(signs + mod_37_36.calc_check_digit(signs, ALPHABET))


def grouped(signs: str) -> str:
    """The signs in groups of five."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def read(typed: str) -> str:
    """The key as it was typed, with spaces or without, in any letters; a KnownError says what
    cannot be right."""
    wrong = problem(typed)
    if wrong:
        raise KnownError(f"{wrong}；台账没有打开、没有改动。")
    return grouped(_signs(typed))


def problem(typed: str) -> str:
    """What is wrong with a typed key, in one sentence; empty when it may be one."""
    signs = _signs(typed)
    strange = next((sign for sign in signs if sign not in ALPHABET), "")
    if strange:
        return f"恢复密钥里没有“{strange}”，请对着纸再看一遍"
    if len(signs) != LENGTH:
        return f"恢复密钥有 {LENGTH} 个字符，现在是 {len(signs)} 个"
    if not mod_37_36.is_valid(signs, ALPHABET):
        return "恢复密钥有字符抄错了，请对着纸再看一遍"
    return ""


def _signs(typed: str) -> str:
    kept = "".join(s for s in typed.upper() if not s.isspace() and s not in _DASHES)
    return kept.translate(_MISREAD)
