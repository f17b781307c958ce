"""Reading a room as floor and door: 502, 1502, 12A01, 5A, 05-02, 5楼东户, B101 in the basement."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.places import chinese_number, compact, natural_key


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor: 12A stands above 12, basements have numbers below 0. ``name`` is what it is called
    beside a front."""

    number: int
    letter: str = ""

    @property
    def name(self) -> str:
        """5, 12A, B1."""
        return f"B{-self.number}" if self.number < 0 else f"{self.number}{self.letter}"

    @property
    def height(self) -> tuple[int, str]:
        """Sorts floors from the lowest up."""
        return self.number, self.letter


@dataclass(frozen=True, slots=True)
class Door:
    """A door on its floor. ``zone`` is what stands before the floor (A in A502, 1 in 1-502),
    ``part`` what follows the number (东, or A in 502A)."""

    floor: Floor
    number: int
    part: str = ""
    zone: str = ""

    @property
    def column(self) -> tuple[str, int, str]:
        """Which column of the stairwell the door is in; sorts as the doors follow one another."""
        return natural_key(self.zone), self.number, self.part


_UNIT = re.compile(r"(?:号房|号室|号户|室|房|号|户)$")
_SEVERAL = re.compile(r"[、,/+&和]|(?<=\d{3})-(?=\d{3})")
_SIDE = "[东西南北中左右]"
_PART = rf"(?:-[0-9]{{1,2}}|-?[A-Z]|{_SIDE})?"
_STOREY = "(?:楼|层|F)"
# 502, 1502, 12A01, 1-502, A502, 502A, 502-1
_RUN_TOGETHER = re.compile(
    rf"(?P<zone>(?:[0-9]{{1,2}}-|[A-Z]-?)*)"
    rf"(?P<floor>[0-9]{{1,2}})(?P<letter>[A-Z]?)(?P<door>[0-9]{{2}})(?P<part>{_PART})"
)
# 05-02, 5楼2, 12A-01, 5层东
_APART = re.compile(
    rf"(?P<floor>[0-9]{{1,2}})(?P<letter>[A-Z]?)(?:-|{_STOREY}-?)"
    rf"(?P<door>[0-9]{{0,2}})(?P<part>[A-Z]|{_SIDE})?"
)
_CHINESE = re.compile(rf"(?P<floor>[一二三四五六七八九十]+){_STOREY}-?(?P<rest>.+)")
# 5A, 12东
_LETTERED = re.compile(rf"(?P<floor>[0-9]{{1,2}})(?P<part>[A-Z]|{_SIDE})")
_BASEMENT = re.compile(r"(?:B|-|负|地下)(?P<floor>[1-3一二三])(?:楼|层|F|-)*(?P<door>[0-9]{2})")
_ABOVE_BASEMENT = re.compile(r"B-?(?:[4-9]|[1-9][0-9])[0-9]{2}")


@lru_cache(maxsize=1 << 12)
def read_room(text: str, basement: bool = True) -> Door | None:
    """The floor and the door that a room says, None where it says no such thing.

    B101 is a door of the basement, or without ``basement`` the one of a zone B. Of several rooms
    knocked into one (502、503) the first counts.
    """
    plain = _UNIT.sub("", _SEVERAL.split(compact(text).upper())[0])
    found = _BASEMENT.fullmatch(plain) if basement or not plain.startswith("B") else None
    if found is not None:
        below = chinese_number(found["floor"]) or int(found["floor"])
        return Door(Floor(-below), int(found["door"]))
    words = _CHINESE.fullmatch(plain)
    if words is not None:
        plain = f"{chinese_number(words['floor'])}楼{words['rest']}"
    for pattern in (_RUN_TOGETHER, _APART, _LETTERED):
        match = pattern.fullmatch(plain)
        if match is not None and int(match["floor"]):
            return _door(match.groupdict())
    return None


def _door(said: dict[str, str | None]) -> Door | None:
    number, part = said.get("door") or "", (said["part"] or "").removeprefix("-")
    if not (number or part):
        return None
    floor = Floor(int(said["floor"] or 0), said.get("letter") or "")
    return Door(floor, int(number or 0), part, (said.get("zone") or "").removesuffix("-"))


def stands_on_basement(texts: list[str]) -> bool:
    """Whether B before a room of this stairwell means the basement: not where there is a B401."""
    return not any(_ABOVE_BASEMENT.fullmatch(_UNIT.sub("", compact(t).upper())) for t in texts)
