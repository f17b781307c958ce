"""Telephone numbers in a cell: mobiles, landlines, several in one cell (DOMAIN.md §2)."""

import re
from typing import NamedTuple

from domain.cells import Cell, half, says_nothing

MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILE_STARTS = ("13", "14", "15", "16", "17", "18", "19")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,11}$)")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))?([2-9]\d{6,7})")
_EXTENSION = re.compile(r"(?:转|ext\.?|分机)(\d{1,6})$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[、,，;；/|\\\n\r]+|或者?|和|及")
_WORDS = re.compile(r"[^\d+\-()*#转\s—–－]+")
_MOBILES = re.compile(r"(?:1[3-9]\d{9}){2,}")


class Phones(NamedTuple):
    """What a phone cell holds: ``numbers`` in order, each once, mobiles as 11 digits, landlines
    as ``0527-86281234``; ``unread`` when something in it is no number; ``words`` that stood by a
    number, such as 儿子."""

    numbers: tuple[str, ...]
    unread: bool
    words: str


_NOTHING = Phones((), False, "")


def is_mobile(cell: Cell) -> bool:
    """Whether the cell is the text of one mobile number and nothing else."""
    return (
        isinstance(cell, str)
        and len(cell) == 11
        and cell.startswith(_MOBILE_STARTS)
        and cell.isdecimal()
        and cell.isascii()
    )


def read_phones(cell: Cell) -> Phones:
    """The phone numbers in a cell; 无, /, — and 不详 are an empty cell."""
    plain = half(cell)
    if is_mobile(plain):
        return Phones((plain,), False, "")
    if says_nothing(plain):
        return _NOTHING
    numbers: dict[str, None] = {}
    words: list[str] = []
    unread = False
    for part in filter(str.strip, _SEPARATORS.split(plain)):
        extension = _EXTENSION.search(part)
        bare = part if extension else _WORDS.sub(" ", part)
        if not extension:
            words += _WORDS.findall(part)
        found = _several(bare)
        numbers.update(dict.fromkeys(found))
        unread = unread or not (found or says_nothing(part.strip()))
    return Phones(tuple(numbers), unread, "、".join(w.strip(":：.") for w in words))


def _several(part: str) -> tuple[str, ...]:
    """The numbers in one part without separators; empty when any of it is no number."""
    whole = _one(part)
    if whole:
        return (whole,)
    digits = re.sub(r"\D", "", part)
    if _MOBILES.fullmatch(digits):
        return tuple(MOBILE.findall(digits))
    pieces = [_one(piece) for piece in part.split()]
    return tuple(pieces) if pieces and all(pieces) else ()


def _one(part: str) -> str:
    """The one number a text is, in its canonical form, or an empty text."""
    extension = _EXTENSION.search(part)
    body = part[: extension.start()] if extension else part
    digits = _COUNTRY.sub("", re.sub(r"[\s\-()—–－]", "", body))
    if MOBILE.fullmatch(digits):
        return digits
    if digits.startswith("01") and MOBILE.fullmatch(digits[1:]):
        return digits[1:]
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        return ""
    number = f"{landline[1]}-{landline[2]}" if landline[1] else landline[2]
    return f"{number}-{extension[1]}" if extension else number
