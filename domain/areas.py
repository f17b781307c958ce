"""Reading what a team answers for: 京公馆4号楼1单元、5号楼1-2单元, 果园4—7组 (DOMAIN.md §4).

A community or compound named once holds for what follows it. What cannot be read for certain is
handed back as it was written, never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.addresses import places_in_title
from domain.known_places import Path, PlaceIndex
from domain.places import Level, PlaceStep, chinese_number, compact

_NUMBER = r"(?:[A-Z]?\d+[A-Z]?|[A-Z](?![A-Z\d])|[零〇一二三四五六七八九十百]+)"
_UNIT_WORDS = {
    Level.BUILDING: r"号楼栋?|栋楼?|幢楼?|#楼|#|座|楼(?![上下道])",
    Level.ENTRANCE: r"号?单元门?|门洞",
    Level.GROUP: r"号?村民小组|号?居民小组|村民组|居民组|小组|组(?!团)|队",
}
_UNIT = "|".join(f"(?P<{level}>{words})" for level, words in _UNIT_WORDS.items())
_RANGE = r"(?:至|到|-+|~+)"
_SEPARATOR = "[、,，;；/\n。和及与以]+|以及"
_SEPARATORS = re.compile(_SEPARATOR)
_ITEM = re.compile(rf"第?(?P<number>{_NUMBER})(?:{_UNIT})?")
_LINK = re.compile(rf"(?P<range>{_RANGE})|(?P<list>{_SEPARATOR})")
_PLAIN_UNIT = "|".join(_UNIT_WORDS.values())
_START = re.compile(
    rf"第?{_NUMBER}(?:{_PLAIN_UNIT}|(?:(?:{_RANGE}|[、,，/和及与])第?{_NUMBER})+(?:{_PLAIN_UNIT}))"
)
_DASHES = str.maketrans(dict.fromkeys("—–－―～－─", "-"))
_HARMLESS = re.compile(r"\((?:共|约|合计)?\d+户(?:\d+人)?\)|\(全部\)|\(整栋\)")
_WHOLE = re.compile(
    r"^(?:的|所有|全部|整个|全体|全域)+|(?:的|所有|全部|整个|全体|全域|全覆盖|整栋|整体|住户|居民|农户|区域|范围)+$"
)
_UNITS = {Level.BUILDING: "栋", Level.ENTRANCE: "单元", Level.GROUP: "组"}
_OUTER = (Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY)
_LONGEST_RANGE = 200
# A number is a door's, unless the word after it makes it a building, an entrance or a group.
_NO_PLACE = rf"(?![A-Z\d]|{_PLAIN_UNIT})"
_ROOM = re.compile(rf"(?P<door>\d{{3,4}}[A-Z]?){_NO_PLACE}(?P<unit>号?室|户|号)?")
_HOUSE = re.compile(rf"(?P<door>\d{{1,4}}){_NO_PLACE}(?P<unit>号|户)?")
_DOORS_END = re.compile(rf"$|{_SEPARATOR}")


class Dwelling(NamedTuple):
    """A single household as an area names it: its place, and its room (3栋1单元501) or its number
    (4组12号); ``written`` are the words."""

    place: Path
    room: str
    number: str
    written: str


class Area(NamedTuple):
    """The places an area's wording names, each as a path from the top, and single households;
    ``unread`` are the parts that could not be read, as they were written."""

    places: tuple[Path, ...]
    unread: tuple[str, ...]
    homes: tuple[Dwelling, ...] = ()


class _Numbered(NamedTuple):
    """A numbered part; ``own`` says that its unit was written with it, as in 3栋、4栋."""

    level: Level
    name: str
    own: bool


def read_area(wording: str, known: PlaceIndex, context: Sequence[PlaceStep] = ()) -> Area:
    """The places named by a roster's area cell.

    ``known`` are the places on file, by which a bare 京公馆 is found to be a compound; ``context``
    is where the reading begins (a 社区 or 小区 column of the same row, or the roster's title).
    """
    reader = _Reader(known, known.complete(tuple(context)))
    plain = _HARMLESS.sub("", compact(wording).upper().translate(_DASHES))
    if re.search(r"不含|除|以外|之外|单号|双号|其余|其他|剩余", plain):
        return Area((), (wording.strip(),) if plain else ())
    reader.read(plain)
    places, homes = dict.fromkeys(reader.places), dict.fromkeys(reader.homes)
    return Area(tuple(places), tuple(reader.unread), tuple(homes))


class _Reader:
    """Reads one wording from left to right, keeping the place last named as context."""

    def __init__(self, known: PlaceIndex, context: Path) -> None:
        self.known = known
        self.base: Path | None = context or None
        self.buildings: list[Path] = []
        self.places: list[Path] = []
        self.homes: list[Dwelling] = []
        self.unread: list[str] = []
        self.joined = False  # whether what comes next stands right after what was just read
        self.latest = ("", 0)  # the numbers just read, and how many places they gave

    def read(self, text: str) -> None:
        position = 0
        while position < len(text):
            separator = _SEPARATORS.match(text, position)
            if separator is not None:
                position, self.joined = separator.end(), False
                continue
            read = self.read_numbers if _START.match(text, position) else self.read_name
            position = read(text, position)
            self.joined = True

    def reject(self, written: str) -> None:
        """Hand back a part as written; what it would have refined is taken back with it."""
        if self.joined:
            before, given = self.latest
            if given:
                del self.places[-given:]
                written = before + written
            elif self.unread:
                written = self.unread.pop() + written
        self.unread.append(written)
        self.latest = ("", 0)

    def read_name(self, text: str, position: int) -> int:
        """A place named in words; whole, unless numbers of its parts follow at once."""
        end = self._name_end(text, position)
        name = _WHOLE.sub("", text[position:end])
        numbers = _START.match(text, end)
        found = self._resolve(name, "组" in numbers[0] if numbers else None) if name else self.base
        if found is None:
            refines = self.joined and self.latest[1]
            self.reject(text[position:end])
            if not refines:
                self.base, self.buildings = None, []
            return end
        self.base, self.buildings, self.latest = found, [], ("", 0)
        if (name and not numbers) or (not name and not self.joined):
            self.places.append(found)
        return end

    def _name_end(self, text: str, position: int) -> int:
        """Where a name ends; the names on file may hold numbers, as 三里桥 does."""
        start = _START.search(text, position + 1)
        stop = _SEPARATORS.search(text, position)
        ends = [match.start() for match in (start, stop) if match is not None]
        on_file = [
            len(key)
            for key in self.known.keys(Level.COMMUNITY, Level.COMPOUND)
            if text.startswith(key, position)
        ]
        return max(min(ends, default=len(text)), position + max(on_file, default=0))

    def _resolve(self, name: str, has_groups: bool | None) -> Path | None:
        """The one place a name means: as on file, or as its own words tell its level."""
        for under in (self.base or (), ()):
            found = self._on_file(name, under)
            if len(found) > 1 and has_groups is not None:
                level = Level.COMMUNITY if has_groups else Level.COMPOUND
                found = [path for path in found if path[-1].level is level]
            if len(found) == 1:
                return found[0]
        return self._in_two(name) or self._by_its_words(name)

    def _on_file(self, name: str, under: Sequence[PlaceStep]) -> list[Path]:
        outer = [s for s in under if s.level in _OUTER]
        levels = (Level.COMPOUND, Level.COMMUNITY, Level.TOWNSHIP)
        return [path for level in levels for path in self.known.find(PlaceStep(level, name), outer)]

    def _in_two(self, name: str) -> Path | None:
        """Two places on file written in one, as 康泰社区京公馆."""
        for cut in range(len(name) - 1, 1, -1):
            for outer in self._on_file(name[:cut], ()):
                inner = [p for p in self._on_file(name[cut:], outer) if len(p) > len(outer)]
                if len(inner) == 1:
                    return inner[0]
        return None

    def _by_its_words(self, name: str) -> Path | None:
        """A place not on file whose name tells its level, under a community that is told."""
        steps = places_in_title(name)
        if not steps or name != "".join(step.name for step in steps):
            return None
        # Nobody confirms an area: 某某苑 may be a compound or a slip of the pen.
        if any(s.level is Level.COMPOUND and not s.name.endswith("小区") for s in steps):
            return None
        path = self.known.complete(steps)
        if path[-1].level is Level.COMPOUND and not _has_community(path):
            around = tuple(s for s in self.base or () if s.level in _OUTER)
            return (*around, *path) if _has_community(around) else None
        ambiguous = path == steps and len(self.known.find(steps[0])) > 1
        return None if ambiguous else path

    def read_numbers(self, text: str, position: int) -> int:
        """A list of numbered parts, as 3栋、5-7栋 or 4号楼1单元."""
        items, end = _numbered_list(text, position)
        written = text[position:end]
        before = len(self.places)
        if not items or self.base is None:
            self.reject(written)
            return end
        level = items[0].level
        if level is Level.ENTRANCE:
            parents = self.buildings
        else:
            parents = [self.base] if self._fits(level) else []
        if not parents:
            self.reject(written)
            return end
        paths = [
            (*parent, PlaceStep(item.level, item.name)) for parent in parents for item in items
        ]
        if level is not Level.ENTRANCE:
            self.buildings = []
        if level is Level.BUILDING:
            refined = _refined(items)
            self.buildings = paths[-refined:]
            if not _ROOM.match(text, end) and _numbered_level(text, end) is Level.ENTRANCE:
                del paths[-refined:]  # their entrances follow: they are not meant whole
        self.places += paths
        self.latest = (written, len(self.places) - before)
        return self.read_doors(text, end, paths)

    def read_doors(self, text: str, position: int, paths: Sequence[Path]) -> int:
        """Where the doors end that follow at once: the rooms of the one building or entrance just
        read, or the numbers of one group. It is not meant whole then, nor where they cannot be
        read: 3栋501-504."""
        grouped = bool(paths) and paths[0][-1].level is Level.GROUP
        doors, end = _door_list(text, position, _HOUSE if grouped else _ROOM)
        no_door = end == position
        if no_door and (not text[end : end + 1].isdecimal() or _START.match(text, end)):
            return position
        if not doors or len(paths) != 1 or not _DOORS_END.match(text, end):
            self.joined = True
            stop = _SEPARATORS.search(text, end)
            rest = stop.start() if stop else len(text)
            self.reject(text[position:rest])
            return rest
        self.places.remove(paths[0])
        for door in doors:
            room, number = ("", door["door"]) if grouped else (door["door"], "")
            written = f"{paths[0][-1].name}{door[0]}"
            self.homes.append(Dwelling(paths[0], room, number, written))
        self.latest, self.joined = ("", 0), False
        return end

    def _fits(self, level: Level) -> bool:
        """Groups stand under a community, buildings under a compound or a community."""
        last = self.base[-1].level if self.base else None
        return last is Level.COMMUNITY or (level is Level.BUILDING and last is Level.COMPOUND)


def _door_list(
    text: str, position: int, pattern: re.Pattern[str]
) -> tuple[list[re.Match[str]], int]:
    """The doors that begin here, and where they end; none where a range of doors, or a house
    without its 号, leaves open which are meant."""
    doors: list[re.Match[str]] = []
    sure, end = True, position
    while door := pattern.match(text, position):
        doors.append(door)
        sure = sure and (pattern is _ROOM or door["unit"] is not None)
        end = door.end()
        link = _LINK.match(text, end)
        if link is None:
            break
        follows = pattern.match(text, link.end())
        sure = sure and not (link["range"] and follows)
        position = link.end()
    return (doors if sure else []), end


def _has_community(path: Sequence[PlaceStep]) -> bool:
    return any(step.level is Level.COMMUNITY for step in path)


def _refined(items: Sequence[_Numbered]) -> int:
    """How many parts at the end share one unit: what follows refines 1-2栋 both, but of 4栋、5栋
    only the last."""
    shared = 1
    while shared < len(items) and not items[-shared - 1].own:
        shared += 1
    return shared


def _numbered_level(text: str, position: int) -> Level | None:
    """The level of the numbered list that begins here, if one does."""
    if not _START.match(text, position):
        return None
    items, _ = _numbered_list(text, position)
    return items[0].level if items else None


def _numbered_list(text: str, position: int) -> tuple[list[_Numbered], int]:
    """The numbered parts of one level that begin here, and where they end.

    A number without a unit takes that of the next; the list ends before a number of another
    level. Empty when the numbers make no sense.
    """
    parsed = list(_raw_items(text, position))
    if not parsed:
        return [], position + 1
    end = parsed[-1][3]
    level = next((unit for _, unit, _, _ in parsed if unit is not None), None)
    if level is None:
        return [], end
    items: list[_Numbered] = []
    previous = ""
    for number, unit, is_range, _ in parsed:
        numbers = _expanded(previous, number) if is_range else [number]
        if not numbers:
            return [], end
        own = unit is not None
        items += [_Numbered(level, n + _UNITS[level], own and n == number) for n in numbers]
        previous = number
    return items, end


def _raw_items(text: str, position: int) -> Iterator[tuple[str, Level | None, bool, int]]:
    """Number, unit, whether a range leads to it, and where it ends, as long as one level lasts."""
    is_range, level = False, None
    pending: list[tuple[str, Level | None, bool, int]] = []
    while item := _ITEM.match(text, position):
        unit = next((lv for lv in _UNIT_WORDS if item[lv.value]), None)
        if level is not None and unit is not level and unit is not None:
            break
        if unit is None and not _continues(text, item.end(), level):
            break
        pending.append((_canonical(item["number"]), unit, is_range, item.end()))
        level = level or unit
        if unit is not None:
            yield from pending
            pending = []
        link = _LINK.match(text, item.end())
        if link is None:
            break
        is_range, position = bool(link["range"]), link.end()
    yield from pending


def _continues(text: str, end: int, level: Level | None) -> bool:
    """Whether a number without a unit is followed by others of which one has the level's."""
    while link := _LINK.match(text, end):
        item = _ITEM.match(text, link.end())
        if item is None:
            return False
        unit = next((lv for lv in _UNIT_WORDS if item[lv.value]), None)
        if unit is not None:
            return level is None or unit is level
        end = item.end()
    return False


def _canonical(number: str) -> str:
    value = chinese_number(number)
    return str(value) if value is not None else number


def _expanded(first: str, last: str) -> list[str]:
    """The numbers after ``first`` up to ``last``; empty when that is no range."""
    one = re.fullmatch(r"([A-Z]?)(\d+)([A-Z]?)", first)
    other = re.fullmatch(r"([A-Z]?)(\d+)([A-Z]?)", last)
    if one and other and not (one[3] or other[3]) and other[1] in ("", one[1]):
        low, high = int(one[2]), int(other[2])
        if low < high <= low + _LONGEST_RANGE:
            return [f"{one[1]}{n}" for n in range(low + 1, high + 1)]
    if len(first) == len(last) == 1 and "A" <= first < last <= "Z":
        return [chr(c) for c in range(ord(first) + 1, ord(last) + 1)]
    return []
