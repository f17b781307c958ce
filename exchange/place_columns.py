"""The place columns of a ledger, read together into the path of places of a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from domain.addresses import Address, read_address
from domain.cells import Cell, close, is_ditto, says_nothing
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import RANK, Level, PlaceStep, place_key
from exchange.columns import Layout

_BARE = re.compile(r"[A-Z]?[0-9]+[A-Z]?|[A-Z]|[一二三四五六七八九十百]+", re.IGNORECASE)
_UNITS = {Level.BUILDING: "栋", Level.ENTRANCE: "单元", Level.GROUP: "组"}
_SPLIT_LEVELS = (Level.COMMUNITY, Level.GROUP, Level.BUILDING)
_COMMUNITY_IN_FRONT = {
    Level.COMPOUND: re.compile(
        r"(?:.{2,5}?(?:街道|镇|乡))?(.{1,8}?(?:社区居委会|社区|居委会|村委会|村))(.{3,})"
    ),
    Level.GROUP: re.compile(r"(.{2,8}?)(第?[0-9一二三四五六七八九十]+[^0-9]{1,5})"),
}
_ROOM_UNIT = re.compile(r"(?<=[0-9A-Z])(?:号房|室|房|号|户)$", re.IGNORECASE)
_DASHED_ROOM = re.compile(r"(?:([0-9A-Z]+)-)?([0-9]+)-([0-9]+[A-Z]?)", re.IGNORECASE)
LEVEL_FIELDS = tuple(level.value for level in Level)


class Located(NamedTuple):
    """Where a row's household is; ``key`` is the key of its place."""

    place: tuple[PlaceStep, ...]
    key: str
    room: str
    number: str


class PlaceReader:
    """Reads the place cells of a sheet's rows; equal cells are read once.

    ``fields`` maps level names, ``address``, ``room`` and ``number`` to columns (0-based) that
    hold anything. ``assumed`` are the levels told elsewhere (title, file name, the user), used
    where no column names them; ``known`` completes paths with the levels above.
    """

    def __init__(
        self,
        fields: Mapping[str, int],
        assumed: Sequence[PlaceStep] = (),
        known: PlaceIndex | None = None,
    ) -> None:
        self.levels = [(Level(f), fields[f]) for f in LEVEL_FIELDS if f in fields]
        named = {level for level, _ in self.levels}
        self.assumed = tuple(step for step in assumed if step.level not in named)
        self.known = known
        self.address, self.room, self.number = (
            fields.get(f, -1) for f in ("address", "room", "number")
        )
        named |= {step.level for step in self.assumed}
        self.missing = [lv for lv in (Level.BUILDING, Level.ENTRANCE) if lv not in named]
        self.columns = [c for _, c in self.levels]
        self.columns += [c for c in (self.address, self.room, self.number) if c >= 0]
        # The last column, which is empty, twice more: a getter of one column gives no tuple.
        self._cells: Callable[[Sequence[Cell]], tuple[Cell, ...]] = itemgetter(
            *self.columns, -1, -1
        )
        self._located: dict[tuple[Cell, ...], Located] = {}
        self._places: dict[tuple[Cell, ...], Located] = {}

    def read(self, row: Sequence[Cell]) -> Located:
        """The place, room and number of a row. A column it lacks is an empty cell at its end."""
        cells = self._cells(row)
        located = self._located.get(cells)
        if located is None:
            located = self._located[cells] = self._located_by(row)
        return located

    def open_section(self, cell: Cell) -> bool:
        """Whether a cell is only the name of buildings or groups that no column tells; if so
        it holds for the rows read from now on."""
        address = _address(cell)
        levels = {step.level for step in address.steps}
        named = {level for level, _ in self.levels}
        if address.room or address.number or not levels or levels & named:
            return False
        if self.address >= 0 or not levels <= {Level.GROUP, Level.BUILDING, Level.ENTRANCE}:
            return False
        lowest = max(levels, key=RANK.__getitem__)
        kept = (s for s in self.assumed if RANK[s.level] < RANK[lowest] and s.level not in levels)
        self.assumed = (*kept, *address.steps)
        self.missing = [level for level in self.missing if level not in levels]
        self._located.clear()
        self._places.clear()
        return True

    def _located_by(self, row: Sequence[Cell]) -> Located:
        room, number = _room_text(row[self.room]), _room_text(row[self.number])
        odd = ""
        if self.missing and not (room.isascii() and room.isalnum()):
            odd, room = room, ""
        cells = (*[row[c] for _, c in self.levels], row[self.address], odd)
        place = self._places.get(cells)
        if place is None:
            place = self._places[cells] = self._place(row, odd)
        return Located(place.place, place.key, room or place.room, number or place.number)

    def _place(self, row: Sequence[Cell], odd_room: str) -> Located:
        """The place of a row; ``odd_room`` is a room like 3-2-502 that may hold levels of it."""
        steps: dict[Level, PlaceStep] = {}
        for level, column in self.levels:
            for step in _steps(level, row[column], steps):
                steps.setdefault(step.level, step)
        address = _address(row[self.address])
        for step in address.steps:
            steps.setdefault(step.level, step)
        for level in _COMMUNITY_IN_FRONT:
            self._split(level, steps)
        room = self._room(odd_room, steps) or address.room
        for step in self.assumed:
            if not _stands_beside(step.level, steps):
                steps.setdefault(step.level, step)
        path = tuple(steps[level] for level in Level if level in steps)
        if self.known:
            path = self.known.complete(path)
        return Located(path, place_path_key(path), room, address.number)

    def _split(self, level: Level, steps: dict[Level, PlaceStep]) -> None:
        """康泰社区翠湖花园 for a compound and 后陈2组 for a group are two places, where the
        community in front is on file."""
        if self.known is None or level not in steps or Level.COMMUNITY in steps:
            return
        match = _COMMUNITY_IN_FRONT[level].fullmatch(steps[level].name)
        if match is None:
            return
        community = PlaceStep(Level.COMMUNITY, match[1])
        if self.known.find(community):
            steps[Level.COMMUNITY] = community
            steps[level] = PlaceStep(level, match[2])

    def _room(self, text: str, steps: dict[Level, PlaceStep]) -> str:
        """The room; 3-2-502 in a sheet without those columns gives building and entrance."""
        dashed = _DASHED_ROOM.fullmatch(text)
        if dashed is not None:
            first = [part for part in dashed.groups()[:2] if part]
            if len(first) <= len(self.missing):
                for level, part in zip(self.missing, first, strict=False):
                    steps[level] = PlaceStep(level, part + _UNITS[level])
                return dashed[3]
        if re.search(r"[栋幢#]|号楼|单元", text):
            address = _address(text)
            for step in address.steps:
                steps.setdefault(step.level, step)
            if address.room:
                return address.room
        return text


def _stands_beside(level: Level, steps: Mapping[Level, PlaceStep]) -> bool:
    """Whether the row names a group where a compound was assumed, or the other way round."""
    beside = {Level.COMPOUND: Level.GROUP, Level.GROUP: Level.COMPOUND}.get(level)
    return beside in steps


_NO_ADDRESS = Address((), "", "")


def _address(cell: Cell) -> Address:
    text = close(cell)
    return (read_address(text) if text else None) or _NO_ADDRESS


def _room_text(cell: Cell) -> str:
    """A room or household number without its unit: 502室 → 502, 12号 → 12."""
    if isinstance(cell, str) and cell.isascii() and cell.isalnum():
        return cell
    text = close(cell)
    return "" if says_nothing(text) else _ROOM_UNIT.sub("", text)


def _steps(level: Level, cell: Cell, above: Mapping[Level, PlaceStep]) -> tuple[PlaceStep, ...]:
    """The steps one cell names: usually one, but 3栋2单元 in a building's column is two."""
    text = close(cell)
    if says_nothing(text) or is_ditto(text):
        return ()
    if level in _UNITS and _BARE.fullmatch(text):
        return (PlaceStep(level, text + _UNITS[level]),)
    if level in _SPLIT_LEVELS:
        if level is Level.GROUP and Level.COMMUNITY in above:
            text = _without_community(text, above[Level.COMMUNITY])
        address = read_address(text)
        if address and not (address.room or address.number):
            levels = [step.level for step in address.steps]
            if level in levels and len(levels) > 1:
                return address.steps
    return (PlaceStep(level, text),)


def _without_community(text: str, community: PlaceStep) -> str:
    """果园社区4组 in a row of 果园社区 is 4组."""
    key = place_key(Level.COMMUNITY, community.name)
    return re.sub(rf"^{re.escape(key)}(?:社区|居委会|村委会|村)?(?=.)", "", text)


def place_fields(layout: Layout, rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """The columns of the layout that tell where a household is and hold anything at all."""
    wanted = (*LEVEL_FIELDS, "address", "room", "number")
    found = {f: c for f in wanted if (c := layout.column(f)) is not None}
    return {f: c for f, c in found.items() if any(row[c] != "" for row in rows)}
