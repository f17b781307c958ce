"""Cadres: the same person of a unit is stored once, whichever team names them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import case, func, insert, or_, select, update

from db import photos
from db.models import Cadre
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from db.teams.teams import MemberRow
from domain.entries import CadreEntry
from domain.masks import has_mobile

NOBODY = MemberRow(0, "", "", "", "", False, False)
"""Whom a form of somebody new begins with."""
# What a form says of a person besides the photo, and where it is stored.
_COLUMNS = {
    "name": "name",
    "unit": "unit_id",
    "duty": "duty",
    "phone": "phone",
    "party_member": "party_member",
    "home_id": "home_place_id",
    "consented_on": "consented_on",
    "consent_by": "consent_by",
}


def signed(session: WriteSession, person: MemberRow, before: MemberRow) -> MemberRow:
    """The person of a form as stored now: a consent that is new was recorded by this user today;
    there is none without a mobile, and none that was for the number ``before``."""
    is_kept = not person.consent_by or person.phone == before.phone
    if person.consented_on is None or not (is_kept and has_mobile(person.phone)):
        return replace(person, consented_on=None, consent_by="")
    if person.consent_by:
        return person
    return replace(person, consented_on=session.at.date(), consent_by=session.actor)


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
        self.added: list[int] = []

    def id_of(self, cadre: CadreEntry) -> int:
        """The cadre's id, stored now when not known yet. Of who is known nothing is changed, but a
        consent to the posting of the number on file is taken over."""
        key = (cadre.name, self.unit_ids.get(cadre.unit))
        if key not in self.known:
            values = self._values(cadre) | {"batch_id": self.batch_id}
            stored = self.session.execute(insert(Cadre).values(values).returning(Cadre.id))
            self.known[key] = int(stored.scalar_one())
            self.added.append(self.known[key])
        elif consent := self._consent(cadre):
            here = Cadre.id == self.known[key], Cadre.phone == cadre.phone
            anew = update(Cadre).where(*here, Cadre.consented_on.is_(None))
            self.session.execute(anew.values(consent))
        return self.known[key]

    def id_for(self, person: MemberRow) -> int:
        """The id of a person of a form: the one it began with, else the one of the same name in
        that unit, stored now when there is none."""
        return person.cadre_id or self.id_of(
            CadreEntry(person.name, person.unit, person.duty, person.phone, person.party_member)
        )

    def put(self, cadre_id: int, person: MemberRow, before: MemberRow) -> None:
        """Store what differs from ``before``, as the form began with it: what it did not touch
        stays as somebody else may have written it meanwhile.

        Before whoever is named anew stands `NOBODY`: what was left empty takes nothing away.
        """
        changed = {
            column: self._stored(field, getattr(person, field))
            for field, column in _COLUMNS.items()
            if getattr(person, field) != getattr(before, field)
        }
        if person.photo != before.photo:
            photos.put(self.session, Cadre, cadre_id, person.photo)
        if not changed:
            return
        changed |= self._consent_left(person, changed)
        columns = Cadre.__table__.c
        differs = or_(*(columns[name].is_distinct_from(v) for name, v in changed.items()))
        self.session.execute(
            update(Cadre).where(Cadre.id == cadre_id, differs).values(batch_id=None, **changed)
        )

    @staticmethod
    def _consent_left(person: MemberRow, changed: dict[str, Any]) -> dict[str, Any]:
        """What becomes of the consent: it holds for the number it was given for, whoever changed
        that meanwhile."""
        if "phone" not in changed and "consented_on" not in changed:
            return {}
        told = {name: getattr(person, name) for name in ("consented_on", "consent_by")}
        if ("phone" in changed) == (person.consented_on is not None):
            return told | {"consent_batch_id": None}
        columns = Cadre.__table__.c
        is_same = columns["phone"] == person.phone
        kept = columns if "phone" in changed else told
        return {
            "consented_on": case((is_same, kept["consented_on"])),
            "consent_by": case((is_same, kept["consent_by"]), else_=""),
            "consent_batch_id": case((is_same, columns["consent_batch_id"])),
        }

    def _consent(self, cadre: CadreEntry) -> dict[str, Any]:
        """The consent a roster brings, as it is stored; empty where it brings none."""
        if not (cadre.consented and has_mobile(cadre.phone)):
            return {}
        return {
            "consented_on": self.session.at.date(),
            "consent_by": self.session.actor,
            "consent_batch_id": self.batch_id,
        }

    def _stored(self, field: str, value: Any) -> Any:
        return self.unit_ids.get(value) if field == "unit" else value

    def _values(self, cadre: CadreEntry) -> dict[str, object]:
        return {
            "name": cadre.name,
            "unit_id": self.unit_ids.get(cadre.unit),
            "duty": cadre.duty,
            "phone": cadre.phone,
            "party_member": cadre.party_member,
            **self._consent(cadre),
        }


def store(session: WriteSession, entries: Iterable[CadreEntry], batch_id: int | None = None) -> int:
    """Store cadres of a roster who belong to no team; returns how many are new."""
    people = list(entries)
    book = CadreBook(session, units.ids_of(session, (p.unit for p in people), batch_id), batch_id)
    for person in people:
        book.id_of(person)
    if new := len(book.added):
        session.log("teams", "导入干部", f"批次 {batch_id or '—'}", f"{new} 人")
    return new


def consents_of(connection: Reader, batch_id: int) -> int:
    """How many consents to the posting of a mobile an import brought."""
    brought = select(func.count()).where(Cadre.consent_batch_id == batch_id)
    return connection.scalar(brought) or 0


def withdraw(session: WriteSession, batch_id: int) -> None:
    """Take back the consents that an import brought to cadres who were there before."""
    none = {"consented_on": None, "consent_by": "", "consent_batch_id": None}
    session.execute(update(Cadre).where(Cadre.consent_batch_id == batch_id).values(none))
