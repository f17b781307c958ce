"""Cadres: the same person of a unit is stored once, whichever team names them."""

from collections.abc import Iterable

from sqlalchemy import insert, or_, select, update

from db import units
from db.models import Cadre
from db.reading import fetch
from db.session import WriteSession
from domain.entries import CadreEntry


class CadreBook:
    """The cadres known so far, by name and unit; ``unit_ids`` are those of the units named."""

    def __init__(
        self, session: WriteSession, unit_ids: dict[str, int], batch_id: int | None = None
    ) -> None:
        self.session, self.unit_ids, self.batch_id = session, unit_ids, batch_id
        rows = fetch(session.connection, select(Cadre.name, Cadre.unit_id, Cadre.id))
        self.known: dict[tuple[str, int | None], int] = {
            (name, unit_id): id_ for name, unit_id, id_ in rows
        }

    def id_of(self, cadre: CadreEntry) -> int:
        """The cadre's id, stored now when not known yet."""
        key = (cadre.name, self.unit_ids.get(cadre.unit))
        if key not in self.known:
            values = self._values(cadre) | {"batch_id": self.batch_id}
            stored = self.session.execute(insert(Cadre).values(values).returning(Cadre.id))
            self.known[key] = int(stored.scalar_one())
        return self.known[key]

    def put(self, cadre_id: int, cadre: CadreEntry) -> int:
        """Store a cadre's facts as they are now written; an id of 0 is one not known by its id.

        Returns the id. Whose facts stay the same stays part of the import that brought them.
        """
        cadre_id = cadre_id or self.id_of(cadre)
        values = self._values(cadre)
        columns = Cadre.__table__.c
        differs = or_(*(columns[name].is_distinct_from(v) for name, v in values.items()))
        self.session.execute(
            update(Cadre).where(Cadre.id == cadre_id, differs).values(batch_id=None, **values)
        )
        return cadre_id

    def _values(self, cadre: CadreEntry) -> dict[str, object]:
        return {
            "name": cadre.name,
            "unit_id": self.unit_ids.get(cadre.unit),
            "duty": cadre.duty,
            "phone": cadre.phone,
            "party_member": cadre.party_member,
        }


def store(session: WriteSession, entries: Iterable[CadreEntry], batch_id: int | None = None) -> int:
    """Store cadres of a roster who belong to no team; returns how many are new."""
    people = list(entries)
    book = CadreBook(session, units.ids_of(session, (p.unit for p in people), batch_id), batch_id)
    before = len(book.known)
    for person in people:
        book.id_of(person)
    if new := len(book.known) - before:
        session.log("teams", "导入干部", f"批次 {batch_id or '—'}", f"{new} 人")
    return new
