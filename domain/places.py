"""Places: the levels, one spelling for matching, natural order, and reading "3-1-502".

The rules are DOMAIN.md §1: 3幢, 3号楼, 3# and 三栋 are one building, 果园居委会 is 果园社区,
3号楼 stands before 10号楼, and the text as written is kept beside the key it is matched by.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile


class Level(StrEnum):
    """The levels of the place tree, from the top; any of them may be absent."""

    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    COMPOUND = "compound"
    GROUP = "group"
    BUILDING = "building"
    ENTRANCE = "entrance"


# A compound and a villagers' group stand side by side under a community.
RANK = {
    Level.COUNTY: 0,
    Level.TOWNSHIP: 1,
    Level.COMMUNITY: 2,
    Level.COMPOUND: 3,
    Level.GROUP: 3,
    Level.BUILDING: 4,
    Level.ENTRANCE: 5,
}

LEVEL_WORDS = {
    Level.COUNTY: "县",
    Level.TOWNSHIP: "街道/镇",
    Level.COMMUNITY: "社区/村",
    Level.COMPOUND: "小区",
    Level.GROUP: "村民小组",
    Level.BUILDING: "楼栋",
    Level.ENTRANCE: "单元",
}


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """One step of a place's path as a file or a form names it."""

    level: Level
    name: str


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below 1,000 (十二 → 12, 一〇三 → 103), or None."""
    if not text or not _NUMERAL.fullmatch(text):
        return None
    if not any(unit in text for unit in "十百"):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, current = 0, 0
    for c in text:
        if c == "十":
            total += (current or 1) * 10
            current = 0
        elif c == "百":
            total += (current or 1) * 100
            current = 0
        else:
            current = _DIGITS[c]
    return total + current


def compact(text: str) -> str:
    """The text in half width without any white space or zero-width character."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(c for c in narrow if not c.isspace() and unicodedata.category(c) != "Cf")


_NUMBERED = {
    Level.BUILDING: (
        re.compile(r"第?(.+?)(?:号楼栋|号楼|栋楼|幢楼|幢|栋|#楼|#|座|号|楼)"),
        "栋",
    ),
    Level.ENTRANCE: (re.compile(r"第?(.+?)(?:号?单元|单元门|号?门洞|门)"), "单元"),
    Level.GROUP: (re.compile(r"第?(.+?)(?:号?村民小组|居民小组|村民组|小组|组|队)"), "组"),
}
_SUFFIXES = {
    Level.COMMUNITY: re.compile(
        r"(?:社区居民委员会|社区居委会|村民委员会|居民委员会|社区村委会|居委会|村委会|社区|村|居)$"
    ),
    Level.COMPOUND: re.compile(r"(?:住宅小区|小区)$"),
    Level.TOWNSHIP: re.compile(r"(?:街道办事处|街道办|街道|镇人民政府|镇|乡人民政府|乡)$"),
    Level.COUNTY: re.compile(r"县$"),
}


def place_key(level: Level, name: str) -> str:
    """The one spelling a place is matched by among its siblings.

    ``3幢``, ``3号楼``, ``3#``, ``三栋``, ``03`` → ``3栋``; ``果园居委会`` → ``果园``;
    ``第一村民小组`` → ``1组``.
    """
    text = compact(name).upper()
    if level in _NUMBERED:
        pattern, unit = _NUMBERED[level]
        match = pattern.fullmatch(text)
        core = match[1] if match else text
        return _numbered(core) + unit
    shorter = _SUFFIXES[level].sub("", text)
    return shorter or text


_COMMUNITY_WORDS = re.compile(_SUFFIXES[Level.COMMUNITY].pattern.removesuffix("$"))


def begins_with_community(text: str, community: str) -> str | None:
    """What follows in a text that begins with a community's name, in any of its spellings; None
    when it does not: 朱圩村3组 and 朱圩3组 → 3组 for 朱圩居委会."""
    name = place_key(Level.COMMUNITY, community)
    written = compact(text).upper()
    if not written.startswith(name):
        return None
    rest = written[len(name) :]
    suffix = _COMMUNITY_WORDS.match(rest)
    return rest[suffix.end() :] if suffix else rest


def _numbered(core: str) -> str:
    value = chinese_number(core)
    if value is not None:
        return str(value)
    return re.sub(r"\d+", lambda m: str(int(m[0])), core)


@lru_cache(maxsize=1 << 13)
def natural_key(text: str) -> str:
    """A string that sorts as people count: 3号楼 before 10号楼, 二组 before 十组."""
    padded = re.sub(r"\d+", lambda m: m[0].zfill(6), compact(text).upper())
    return _NUMERAL.sub(lambda m: str(chinese_number(m[0])).zfill(6), padded)


def together(paths: Sequence[tuple[str, ...]]) -> str:
    """Places by their names from the top, what one shares with the one before told once:
    京公馆1栋、2栋、京华苑3栋."""
    told: list[str] = []
    before: tuple[str, ...] = ()
    for path in paths:
        pairs = zip(path[:-1], before, strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        told.append("".join(path[shared:]))
        before = path
    return "、".join(told)


@dataclass(frozen=True, slots=True)
class RoomQuery:
    """An address as it is typed in a hurry; the parts not given are empty."""

    building: str
    entrance: str
    room: str


_ROOM_QUERY = re.compile(
    r"(?:(?P<building>[0-9A-Z]+)(?:-|栋|幢|号楼|#))"
    r"(?:(?P<entrance>[0-9]+)(?:-|单元))?"
    r"(?P<room>[0-9A-Z]*)(?:室|号)?"
)


def parse_room_query(text: str) -> RoomQuery | None:
    """Read ``3-1-502``, ``3栋1单元502`` or ``3-502``; None when it is not an address."""
    match = _ROOM_QUERY.fullmatch(compact(text).upper().replace("—", "-"))
    if match is None:
        return None
    return RoomQuery(match["building"], match["entrance"] or "", match["room"])


def tops(position: str) -> list[str]:
    """The positions of a place and all places above it, each of which ends with ``/``."""
    return [position[: n + 1] for n, character in enumerate(position) if character == "/"]
