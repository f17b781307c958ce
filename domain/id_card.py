"""Citizen id numbers (GB 11643): the check character, and what the number itself tells.

Region codes are never checked: they are revoked and merged all the time (DOMAIN.md §2).
"""

import re
from datetime import date
from operator import mul
from typing import NamedTuple

from domain.cells import Cell, close, says_nothing, word_set

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZERO = ord("0") * sum(_WEIGHTS)
_DROPPED = str.maketrans("", "", " -—–－_.·'\"’‘`　")
_NONE = word_set("无证 未办 未办理 未办证 待办 待补 未上户 未落户 无身份证 无户口 黑户 没办")
_WRITTEN_OUT = re.compile("[0-9]{17}[0-9X]")
_MAX_EXACT = 10**15  # Excel and a double keep 15 digits


class IdNumber(NamedTuple):
    """An id number after repair; ``fault`` is empty or the code of a finding (DOMAIN.md §2).

    A number with ``id_float`` or ``id_length`` is lost or unusable and ``number`` is empty.
    ``birth`` and ``sex`` are what a valid number tells.
    """

    number: str
    fault: str = ""
    birth: str = ""
    sex: str = ""


_NO_NUMBER = IdNumber("")


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[(sum(map(mul, first17.encode(), _WEIGHTS)) - _ZERO) % 11]


def complete(old: str) -> str:
    """The 18 characters of a number of 15 digits, which all belong to people born 19xx."""
    first17 = f"{old[:6]}19{old[6:]}"
    return first17 + check_character(first17)


def read_id_number(cell: Cell) -> IdNumber:
    """The id number in a cell, repaired and judged by length and check character."""
    if isinstance(cell, str):
        plain = cell if len(cell) == 18 and cell.isalnum() else _repaired(cell)
    elif isinstance(cell, int | float) and abs(cell) >= _MAX_EXACT:
        return IdNumber("", "id_float")
    else:
        plain = close(cell)
    if not plain:
        return _NO_NUMBER
    if "E+" in plain and plain[0].isdigit():
        return IdNumber("", "id_float")  # a numeric cell that was saved as text
    if len(plain) == 15 and plain.isdecimal():
        plain = complete(plain)
    if len(plain) != 18:
        return IdNumber(plain, "id_checksum") if len(plain) == 15 else IdNumber("", "id_length")
    if plain[17] == "x" or not plain.isascii():
        plain = _repaired(plain)
    first17 = plain[:17]
    if not first17.isdecimal() or plain[17] != check_character(first17):
        return IdNumber(plain, "id_checksum")
    birth = birth_of(plain)
    return IdNumber(plain, "", birth, sex_of(plain)) if birth else IdNumber(plain, "id_checksum")


def number_in(cell: Cell) -> str:
    """The number of :func:`read_id_number` alone, quicker where it stands there as it should."""
    if isinstance(cell, str) and _WRITTEN_OUT.fullmatch(cell):
        return cell
    return read_id_number(cell).number


def _repaired(cell: str) -> str:
    """The text without what typing adds to a number; empty when it says there is none."""
    plain = close(cell)
    bare = plain.translate(_DROPPED).upper()
    return "" if says_nothing(plain) or bare in _NONE else bare


def is_valid(number: str) -> bool:
    """Whether 18 characters carry the right check character and a birth date that exists."""
    read = read_id_number(number)
    return read.number == number and bool(read.birth)


def birth_of(number: str) -> str:
    """The birth date an 18-character number tells, ``YYYY-MM-DD``; empty when there is no such
    day."""
    year, month, day = number[6:10], number[10:12], number[12:14]
    if year >= "1850" and "01" <= month <= "12" and "01" <= day <= "28":
        return f"{year}-{month}-{day}"
    try:
        return date(int(year), int(month), int(day)).isoformat() if year >= "1850" else ""
    except ValueError:
        return ""


def sex_of(number: str) -> str:
    """男 or 女, as the 17th digit of an 18-character number tells."""
    return "男" if number[16] in "13579" else "女"
