"""Units (单位/部门) that hold cadres and handle issues."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, text

from db.models import Unit
from db.reading import Reader, fetch
from db.session import WriteSession

_ADD = text(
    "INSERT INTO unit (id, name, level, batch_id) VALUES (:id, :name, '', :batch)"
    " ON CONFLICT (name) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit by its id and name."""

    id: int
    name: str


def all_units(connection: Reader) -> list[UnitRow]:
    """Every unit, by name."""
    rows = connection.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    return [UnitRow(*row) for row in rows]


def ids_of(
    session: WriteSession, names: Iterable[str], batch_id: int | None = None
) -> dict[str, int]:
    """The ids of the units so named; those not known yet are added. Blank names have none."""
    wanted = list(dict.fromkeys(name for name in names if name))
    known = dict(fetch(session.connection, select(Unit.name, Unit.id)))
    fresh = [name for name in wanted if name not in known]
    if fresh:
        ids = session.reserve(Unit, len(fresh))
        rows = [{"id": i, "name": n, "batch": batch_id} for i, n in zip(ids, fresh, strict=True)]
        session.execute(_ADD, rows)
        # Another workstation may have named one of them in the same moment.
        known = dict(fetch(session.connection, select(Unit.name, Unit.id)))
        session.topics.add("units")
    return {name: known[name] for name in wanted}
