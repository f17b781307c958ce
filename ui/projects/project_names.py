"""What can be typed and chosen about projects."""

from dataclasses import dataclass, field, replace

from db import places
from db.projects import projects
from db.reading import Reader
from db.teams import units
from domain.places import RANK, Level

_FUNDINGS = ("村集体经济", "街道（镇）财政", "县级财政", "上级专项资金", "社会捐助")


@dataclass(frozen=True, slots=True)
class Names:
    """Places from the county down to compounds and groups with their positions and levels, names of
    units, where money comes from, and the years there are projects of."""

    places: list[tuple[int, str]] = field(default_factory=list)
    positions: dict[int, str] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    fundings: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def read_names(connection: Reader, known: Names | None = None) -> Names:
    """All of them; with ``known`` its places and units still hold."""
    used = projects.fundings(connection)
    return replace(
        known or _places_and_units(connection),
        fundings=used + [name for name in _FUNDINGS if name not in used],
        years=projects.years(connection),
    )


def _places_and_units(connection: Reader) -> Names:
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    offered = [row for row in rows if RANK[row.level] <= RANK[Level.COMPOUND]]
    several = sum(row.level is Level.TOWNSHIP for row in rows) > 1
    above = Level.COUNTY if several else Level.TOWNSHIP
    return Names(
        places=[(row.id, places.full_name(row, by_id, above)) for row in offered],
        positions={row.id: row.position for row in offered},
        levels={row.id: row.level for row in offered},
        units=[unit.name for unit in units.all_units(connection)],
    )
