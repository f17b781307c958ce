"""The place tree: reading it, finding a path in it, growing it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, insert, select

from db import settings
from db.models import Household, Place
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import DivisionEntry
from domain.errors import KnownError
from domain.places import RANK, Level, PlaceStep, compact, natural_key, place_key, tops


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the tree."""

    id: int
    parent_id: int | None
    level: Level
    code: str | None
    name: str
    key: str
    position: str


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place with the number of households in it and below it."""

    place: PlaceRow
    households: int


_COLUMNS = (
    Place.id,
    Place.parent_id,
    Place.level,
    Place.code,
    Place.name,
    Place.key,
    Place.position,
)


def _row(values: Sequence[object]) -> PlaceRow:
    id_, parent_id, level, code, name, key, position = values
    return PlaceRow(id_, parent_id, Level(level), code, name, key, position)  # type: ignore[arg-type]


def all_places(connection: Reader) -> list[PlaceRow]:
    """Every place, in walking order."""
    return [_row(r) for r in fetch(connection, select(*_COLUMNS).order_by(Place.position))]


def place(connection: Reader, place_id: int) -> PlaceRow:
    """One place; an id that is none is a bug of ours and raises."""
    return _row(connection.execute(select(*_COLUMNS).where(Place.id == place_id)).one())


def path(connection: Reader, place_id: int) -> list[PlaceRow]:
    """The places from the root down to this one."""
    here = place(connection, place_id)
    steps = [here]
    while here.parent_id is not None:
        here = place(connection, here.parent_id)
        steps.append(here)
    return steps[::-1]


def root(connection: Reader) -> PlaceRow:
    """The ledger's own township or county; KnownError while it has none."""
    code = settings.get(connection, "office").get("division")
    own = Place.code == code if code else Place.parent_id.is_(None)
    found = fetch(connection, select(*_COLUMNS).where(own).order_by(Place.position).limit(1))
    if not found:
        raise KnownError("台账里还没有区划；请先用区划代码新建台账。")
    return _row(found[0])


def within(position: SQLColumnExpression[str], top: str) -> ColumnElement[bool]:
    """Whether a position lies at or below the place at ``top`` (which ends with ``/``)."""
    return and_(position >= top, position < top[:-1] + "0")  # "0" is the character after "/"


def with_above(connection: Reader, place_ids: Collection[int | None]) -> list[PlaceRow]:
    """These places and all that they lie in, in walking order."""
    positions = connection.scalars(select(Place.position).where(Place.id.in_(place_ids)))
    wanted = {top for position in positions for top in tops(position)}
    met = select(*_COLUMNS).where(Place.position.in_(wanted)).order_by(Place.position)
    return [_row(r) for r in fetch(connection, met)]


def community_of(connection: Reader, rows: Sequence[PlaceRow] | None = None) -> dict[int, PlaceRow]:
    """The community of each place at or below one, by the place's id, of all or of these rows, with
    what is above them; of two with one name each has its township's before it."""
    rows = all_places(connection) if rows is None else rows
    by_id = {row.id: row for row in rows}
    communities = select(Place.name).where(Place.level == Level.COMMUNITY).group_by(Place.name)
    twins = set(connection.scalars(communities.having(func.count() > 1)))
    found: dict[int, PlaceRow] = {}
    for row in rows:
        if row.level is Level.COMMUNITY:
            found[row.id] = row
            if row.name in twins and row.parent_id is not None:
                found[row.id] = replace(row, name=by_id[row.parent_id].name + row.name)
        elif row.parent_id in found:
            found[row.id] = found[row.parent_id]
    return found


def named_communities(connection: Reader) -> list[tuple[PlaceRow, str]]:
    """All communities in walking order, each by its name, with its township's where there are
    several."""
    rows = all_places(connection)
    by_id = {row.id: row for row in rows}
    several = sum(row.level is Level.TOWNSHIP for row in rows) > 1
    above = Level.COUNTY if several else Level.TOWNSHIP
    found = (row for row in rows if row.level is Level.COMMUNITY)
    return [(row, full_name(row, by_id, above)) for row in found]


def communities(connection: Reader, household_ids: Sequence[int]) -> dict[int, str]:
    """The name of the community each of these households lies in, where it lies in one."""
    where = select(Household.id, Household.position).where(Household.id.in_(household_ids))
    found = {id_: tops(position) for id_, position in fetch(connection, where)}
    wanted = {top for above in found.values() for top in above}
    named = select(Place.position, Place.name).where(Place.position.in_(wanted))
    names = dict(fetch(connection, named.where(Place.level == Level.COMMUNITY)))
    of = {id_: next((names[t] for t in above if t in names), "") for id_, above in found.items()}
    return {id_: name for id_, name in of.items() if name}


def tree(connection: Reader, deepest: Level = Level.BUILDING) -> list[PlaceCount]:
    """The places down to a level, in walking order, each with its households."""
    counted = select(Household.place_id, func.count()).group_by(Household.place_id)
    here = dict(fetch(connection, counted))
    rows = all_places(connection)
    total: dict[int | None, int] = defaultdict(int)
    for row in reversed(rows):
        total[row.id] += here.get(row.id, 0)
        total[row.parent_id] += total[row.id]
    return [PlaceCount(r, total[r.id]) for r in rows if RANK[r.level] <= RANK[deepest]]


def find(connection: Reader, text: str) -> PlaceRow:
    """The place with this code, or whose name or path of names says this and no other's does."""
    rows = all_places(connection)
    by_id = {r.id: r for r in rows}
    matches = (
        [r for r in rows if r.code == text]
        or [r for r in rows if text in (r.name, r.key) or place_key(r.level, text) == r.key]
        or [r for r in rows if full_name(r, by_id).endswith(text)]
    )
    if not matches:
        raise KnownError(f"台账里没有地点“{text}”，没有改动；请核对名称或区划代码。")
    if len(matches) > 1:
        told = "、".join(full_name(r, by_id) for r in matches[:3])
        raise KnownError(f"“{text}”不止一处（{told}…），没有改动；请写得更完整。")
    return matches[0]


def full_name(row: PlaceRow, by_id: dict[int, PlaceRow], above: Level = Level.TOWNSHIP) -> str:
    """The names from below a level down to the place, e.g. 康泰社区京公馆小区3栋."""
    return "".join(names(row, by_id, above))


def names(
    row: PlaceRow, by_id: dict[int, PlaceRow], above: Level = Level.TOWNSHIP
) -> tuple[str, ...]:
    """The names from below a level down to the place, at least its own."""
    path = steps(row, by_id)
    return tuple(s.name for s in path if RANK[s.level] > RANK[above]) or (row.name,)


def steps(row: PlaceRow, by_id: dict[int, PlaceRow]) -> tuple[PlaceStep, ...]:
    """The path to a place from the root down, as an entry names it."""
    above: list[PlaceStep] = []
    here: PlaceRow | None = row
    while here is not None:
        above.append(PlaceStep(here.level, here.name))
        here = by_id[here.parent_id] if here.parent_id is not None else None
    return tuple(reversed(above))


def known_paths(connection: Reader) -> list[tuple[PlaceStep, ...]]:
    """The paths of all places, for reading files that name them in part."""
    rows = all_places(connection)
    by_id = {row.id: row for row in rows}
    return [steps(row, by_id) for row in rows]


def add_divisions(
    session: WriteSession, entries: Iterable[DivisionEntry], batch_id: int | None = None
) -> int:
    """Store divisions that are not there yet; returns how many. Parents may come in any order."""
    waiting = {e.code: e for e in entries}
    known: dict[str, tuple[int, str]] = {
        code: (id_, position)
        for id_, code, position in fetch(
            session.connection,
            select(Place.id, Place.code, Place.position).where(Place.code.is_not(None)),
        )
    }
    fresh = sorted((c for c in waiting if c not in known), key=lambda c: (len(c), c))
    rows = []
    for id_, code in zip(session.reserve(Place, len(fresh)), fresh, strict=True):
        entry = waiting[code]
        parent_id, above = known.get(entry.parent, (None, ""))
        level = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.COMMUNITY}[len(code)]
        position = f"{above}{code.removeprefix(entry.parent) if above else code}/"
        known[code] = (id_, position)
        rows.append(
            {
                "id": id_,
                "parent_id": parent_id,
                "level": level,
                "code": code,
                "name": entry.name,
                "key": place_key(level, entry.name),
                "position": position,
                "batch_id": batch_id,
            }
        )
    if rows:
        session.execute(insert(Place), rows)
        session.log("places", "导入区划", f"{len(rows)} 个地点")
    return len(rows)


class KnownPlaces:
    """The tree in memory while many paths are looked up."""

    def __init__(self, connection: Reader) -> None:
        self.connection = connection
        self.rows: dict[int, PlaceRow] = {}
        self._children: dict[tuple[int | None, str, str], list[PlaceRow]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[PlaceRow]] = defaultdict(list)
        self._root: PlaceRow | None = None
        for row in all_places(connection):
            self._add(row)

    def _add(self, row: PlaceRow) -> None:
        self.rows[row.id] = row
        self._children[row.parent_id, row.level, row.key].append(row)
        self._named[row.level, row.key].append(row)

    def find(self, path: tuple[PlaceStep, ...]) -> PlaceRow | None:
        """The place at the end of the path, None where one of its steps is not known."""
        here: PlaceRow | None = None
        for step in path if self.rows else ():
            here = self._step(here, step)
            if here is None:
                return None
        return here

    def _step(self, above: PlaceRow | None, step: PlaceStep) -> PlaceRow | None:
        key = place_key(step.level, step.name)
        found = self._children[above.id, step.level, key] if above is not None else []
        if not found and RANK[step.level] <= RANK[Level.GROUP]:
            # A file may leave out the levels in between.
            top = above.position if above is not None else ""
            found = [r for r in self._named[step.level, key] if r.position.startswith(top)]
        if len(found) > 1:
            # 城南社区 and 城南村 share a key: only the one written just so is meant.
            found = [r for r in found if compact(r.name) == compact(step.name)]
        return found[0] if len(found) == 1 else self._below(above, step, key)

    def _below(self, above: PlaceRow | None, step: PlaceStep, key: str) -> PlaceRow | None:
        """What was made before for a name that means several places."""
        for there in self._children[self._parent(above).id, step.level, key]:
            if compact(there.name) == compact(step.name):
                return there
        return None

    def _parent(self, above: PlaceRow | None) -> PlaceRow:
        """Where what names nothing above it belongs: in the ledger's own township or county."""
        if above is not None:
            return above
        if self._root is None:
            self._root = root(self.connection)
        return self._root

    def path(self, place_id: int) -> list[PlaceRow]:
        """The places from the root down to this one."""
        here: PlaceRow | None = self.rows[place_id]
        steps = []
        while here is not None:
            steps.append(here)
            here = self.rows[here.parent_id] if here.parent_id is not None else None
        return steps[::-1]


class PlaceBook(KnownPlaces):
    """The tree while what is not known yet is created; `flush` stores what was."""

    def __init__(self, session: WriteSession, batch_id: int | None) -> None:
        super().__init__(session.connection)
        self.session, self.batch_id = session, batch_id
        self.created: list[PlaceRow] = []
        self._paths: dict[tuple[PlaceStep, ...], PlaceRow] = {}
        self._ids: list[int] = []

    def locate(self, path: tuple[PlaceStep, ...]) -> PlaceRow:
        """The place at the end of the path; steps not known yet are created below the rest."""
        found = self._paths.get(path)
        if found is None:
            found = self._paths[path] = self._walk(path)
        return found

    def _walk(self, path: tuple[PlaceStep, ...]) -> PlaceRow:
        here: PlaceRow | None = None
        for step in path:
            here = self._step(here, step) or self._create(here, step)
        assert here is not None, "an entry always has a place"
        return here

    def _create(self, above: PlaceRow | None, step: PlaceStep) -> PlaceRow:
        parent, key = self._parent(above), place_key(step.level, step.name)
        if not self._ids:
            self.flush()  # SQLite counts from what is stored
            self._ids = list(reversed(self.session.reserve(Place, 1000)))
        id_ = self._ids.pop()
        segment = natural_key(key).replace("/", "-")
        row = PlaceRow(
            id_, parent.id, step.level, None, step.name, key, f"{parent.position}{segment}/"
        )
        self.created.append(row)
        self._add(row)
        return row

    def flush(self) -> None:
        """Store the places created since the last time."""
        stored = [
            {
                "id": r.id,
                "parent_id": r.parent_id,
                "level": r.level,
                "name": r.name,
                "key": r.key,
                "position": r.position,
                "batch_id": self.batch_id,
            }
            for r in self.created
        ]
        if stored:
            self.session.execute(insert(Place), stored)
            self.session.topics.add("places")
        self.created.clear()
