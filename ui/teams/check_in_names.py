"""What can be typed and chosen about party members who reported."""

from dataclasses import dataclass, field, replace

from db import places
from db.check_ins import check_ins
from db.reading import Reader
from db.teams import units
from domain.check_in import POSTS
from domain.places import RANK, Level


@dataclass(frozen=True, slots=True)
class Names:
    """Employers, posts, kinds of service, and places from the communities down; ``homes`` are
    those that one reports to, with their positions."""

    units: list[tuple[int, str]] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    homes: list[tuple[int, str]] = field(default_factory=list)
    positions: dict[int, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def read_names(connection: Reader, known: Names | None = None) -> Names:
    """All of them; with ``known`` its places and units still hold."""
    taken = check_ins.posts(connection)
    return replace(
        known or _places_and_units(connection),
        posts=taken + [post for post in POSTS if post not in taken],
        kinds=check_ins.recent_kinds(connection),
    )


def _places_and_units(connection: Reader) -> Names:
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    near = [row for row in rows if RANK[row.level] >= RANK[Level.COMMUNITY]]
    named = [(row.id, places.full_name(row, by_id)) for row in near]
    homes = {row.id: row.position for row in near if RANK[row.level] <= RANK[Level.COMPOUND]}
    return Names(
        units=[(unit.id, unit.name) for unit in units.all_units(connection)],
        places=named,
        homes=[pair for pair in named if pair[0] in homes],
        positions=homes,
    )
