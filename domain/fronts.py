"""楼栋图: households as one sees them from outside, floor over floor, entrance beside entrance.

A building is a front; a villagers' group, and whatever has no floors, is one whose households stand
in a grid by number. Every household has exactly one cell, whatever its room says.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from domain.places import RANK, Level, natural_key
from domain.rooms import Door, Floor, read_room, stands_on_basement

OTHERS = "其他"
BETWEEN = 0.25  # two entrances, in widths of a cell
MOST_OF_A_ROOM = 6  # side by side; further ones are among the others


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the tree, as far as a front shows it."""

    id: int
    parent_id: int | None
    level: Level
    name: str


@dataclass(frozen=True, slots=True)
class Home:
    """A household and what it is coloured by: the teams that answer for it at the nearest level,
    the last day somebody was met there, its open issues by colour, the gravest first."""

    id: int
    place_id: int
    address: str
    room: str = ""
    number: str = ""
    head: str = ""
    teams: tuple[str, ...] = ()
    met: date | None = None
    issues: tuple[tuple[str, int], ...] = ()

    @property
    def door(self) -> str:
        """What stands at its door: 502, 12号; empty where it is known by its head alone."""
        room, number = self.room.removesuffix("室"), self.number.removesuffix("号")
        return room or (f"{number}号" if number else "")


@dataclass(frozen=True, slots=True)
class Ground:
    """What is to be drawn of a place: the places from its community down, its households, and the
    open issues of the places themselves. ``households`` counts them where they are too many to be
    drawn: then there is nothing else."""

    place: Spot
    spots: tuple[Spot, ...] = ()
    homes: tuple[Home, ...] = ()
    issues: tuple[tuple[int, tuple[tuple[str, int], ...]], ...] = ()
    households: int = 0

    @property
    def name(self) -> str:
        """What the place is called, from its community down."""
        spots = {spot.id: spot for spot in self.spots}
        path = [self.place]
        while (above := spots.get(path[0].parent_id or 0)) is not None:
            path.insert(0, above)
        return "".join(spot.name for spot in path)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a household stands: its row from the top, its left edge and its width in cells."""

    home: Home
    row: int
    left: float
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Stairs:
    """An entrance: the columns of a front that belong to it; one without a name is none."""

    place_id: int
    name: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Front:
    """One front; ``rows`` are the names of its floors from the top, empty where there is none."""

    place_id: int
    title: str
    stairs: tuple[Stairs, ...]
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]
    width: float

    @property
    def has_floors(self) -> bool:
        """Whether it is a building's, not a grid."""
        return any(self.rows)


@dataclass(frozen=True, slots=True)
class Section:
    """The fronts of a compound or a village, in walking order."""

    place_id: int
    title: str
    fronts: tuple[Front, ...]


def lay_out(ground: Ground, across: int) -> tuple[Section, ...]:
    """The fronts of a place; a grid is ``across`` cells wide at most."""
    spots = {spot.id: spot for spot in ground.spots}
    found: dict[int, dict[int, list[Home]]] = {}
    for home in ground.homes:
        front = _front_of(spots[home.place_id], spots)
        found.setdefault(_section_of(front, spots).id, {}).setdefault(front.id, []).append(home)
    return tuple(
        _section(spots[id_], [(spots[f], homes) for f, homes in fronts.items()], spots, across)
        for id_, fronts in found.items()
    )


def headed(ground: Ground, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """With a heading for the place itself where it has issues of its own and none of the sections
    is it."""
    own = ground.place.id
    if own not in dict(ground.issues) or own in drawn_places(sections):
        return sections
    return (Section(own, ground.place.name, ()), *sections)


def drawn_places(sections: Sequence[Section]) -> set[int]:
    """The places that have a heading, a front or stairs."""
    found = {section.place_id for section in sections}
    for front in (front for section in sections for front in section.fronts):
        found |= {front.place_id, *(stairs.place_id for stairs in front.stairs)}
    return found


def _front_of(spot: Spot, spots: dict[int, Spot]) -> Spot:
    """The building, group … that a household of this place is seen in."""
    if spot.level is Level.ENTRANCE and spot.parent_id in spots:
        return spots[spot.parent_id]
    return spot


def _section_of(front: Spot, spots: dict[int, Spot]) -> Spot:
    """The compound or village whose front this is."""
    within = front.level is Level.BUILDING or front.level is Level.GROUP
    return spots[front.parent_id] if within and front.parent_id in spots else front


def _section(
    spot: Spot, fronts: list[tuple[Spot, list[Home]]], spots: dict[int, Spot], across: int
) -> Section:
    drawn = [_front(front, homes, spots, across) for front, homes in fronts]
    for n, front in enumerate(drawn):
        if front.place_id == spot.id:
            below = "楼栋" if RANK[spot.level] >= RANK[Level.COMPOUND] else "小区、组"
            drawn[n] = replace(front, title=f"未分{below}" if len(drawn) > 1 else "")
    return Section(spot.id, spot.name, tuple(drawn))


@dataclass(slots=True)
class _Stairwell:
    """The households of an entrance, by floor and column of doors, and those that say neither."""

    spot: Spot | None
    floors: dict[Floor, dict[tuple[str, int, str], list[Home]]]
    others: list[Home]

    def columns(self) -> dict[tuple[str, int, str], tuple[float, int]]:
        """Each column's left edge and width: households that share a room halve their cell."""
        most: dict[tuple[str, int, str], int] = defaultdict(int)
        for doors in self.floors.values():
            for column, homes in doors.items():
                most[column] = max(most[column], len(homes))
        edges, left = {}, 0
        for column in sorted(most):
            edges[column] = (float(left), ceil(most[column] / 2))
            left += edges[column][1]
        return edges


def _front(spot: Spot, homes: Sequence[Home], spots: dict[int, Spot], across: int) -> Front:
    by_place: dict[int, list[Home]] = {}
    for home in homes:
        by_place.setdefault(home.place_id, []).append(home)
    wells = [_stairwell(spot, spots[id_], own) for id_, own in by_place.items()]
    floors = sorted({f for w in wells for f in w.floors}, key=lambda f: f.height, reverse=True)
    rows = {floor: n for n, floor in enumerate(floors)}
    stairs: list[Stairs] = []
    cells: list[Cell] = []
    left, lines = 0.0, 0
    for well in wells:
        drawn, width, own_lines = _cells(well, rows, left, across)
        cells += drawn
        lines = max(lines, own_lines)
        id_, name = (well.spot.id, well.spot.name) if well.spot else (0, "")
        stairs.append(Stairs(id_, name, left, width))
        left += width + BETWEEN
    names = [floor.name for floor in floors]
    below = [OTHERS if floors else "", *[""] * (lines - 1)] if lines else []
    width = max(left - BETWEEN, 0.0)
    return Front(spot.id, spot.name, tuple(stairs), (*names, *below), tuple(cells), width)


def _stairwell(front: Spot, place: Spot, homes: Sequence[Home]) -> _Stairwell:
    entrance = place if place.level is Level.ENTRANCE else None
    well = _Stairwell(entrance, {}, [])
    doors = _doors(homes) if entrance or front.level is Level.BUILDING else {}
    for home in homes:
        door = doors.get(home.id)
        there = well.floors.setdefault(door.floor, {}) if door else {}
        sharing = there.setdefault(door.column, []) if door else well.others
        (sharing if not door or len(sharing) < MOST_OF_A_ROOM else well.others).append(home)
    well.others.sort(key=lambda home: natural_key(home.door or home.head))
    return well


def _doors(homes: Iterable[Home]) -> dict[int, Door]:
    texts = {home.id: home.room or home.number for home in homes}
    basement = stands_on_basement(list(texts.values()))
    found = {id_: read_room(text, basement) for id_, text in texts.items()}
    return {id_: door for id_, door in found.items() if door is not None}


def _cells(
    well: _Stairwell, rows: dict[Floor, int], left: float, across: int
) -> tuple[list[Cell], float, int]:
    """The cells of an entrance that begins at ``left``, its width, and the lines of its others."""
    cells: list[Cell] = []
    columns = well.columns()
    for floor, doors in well.floors.items():
        for column, homes in doors.items():
            start, units = columns[column]
            share = units / len(homes)
            cells += [
                Cell(home, rows[floor], left + start + n * share, share)
                for n, home in enumerate(homes)
            ]
    wide = sum(units for _, units in columns.values()) or max(1, min(len(well.others), across))
    for n, home in enumerate(well.others):
        line, place = divmod(n, wide)
        cells.append(Cell(home, len(rows) + line, left + place))
    return cells, float(wide), ceil(len(well.others) / wide)
