"""Whoever was erased on request after a backup was made is erased again when it is restored.

The register names nobody: it has the surname and the ends of the document's number. Where exactly
one resident fits these, they are meant; everybody else is for the office to look up again, and so
is what was put right.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from db.models import DataRequest, Resident
from db.persons import person_erasure, persons
from db.reading import Reader, fetch
from db.session import WriteSession
from domain import masks
from domain.personal_data import Asked, Fate, Person

_MARK = "；恢复备份后"


@dataclass(frozen=True, slots=True)
class Again:
    """Somebody who was erased or put right on a day, masked; ``left`` says what the office has to
    do still, empty when nothing."""

    person: str
    on: date
    left: str


def erase_again(session: WriteSession, request_ids: Collection[int]) -> tuple[Again, ...]:
    """Erase again whoever these lines of the register erased, as far as that is certain; the lines
    say what came of it, and what is to be put right again."""
    columns = (DataRequest.id, DataRequest.kind, DataRequest.person, DataRequest.document)
    beside = (DataRequest.done_at, DataRequest.outcome)
    wanted = select(*columns, *beside).where(DataRequest.id.in_(request_ids))
    again = []
    for id_, kind, name, document, done_at, outcome in fetch(
        session.connection, wanted.order_by(DataRequest.id)
    ):
        is_erased = kind == Asked.ERASE
        told, left = _again(session, name, document) if is_erased else ("", "要再更正一次")
        kept = outcome.partition(_MARK)[0] + _MARK + "；".join(filter(None, (told, left)))
        session.execute(update(DataRequest).where(DataRequest.id == id_).values(outcome=kept))
        session.note(f"{kind}个人信息", name, kept.partition(_MARK)[2])
        again.append(Again(name, done_at.date(), left))
    return tuple(again)


def _again(session: WriteSession, name: str, document: str) -> tuple[str, str]:
    """What was erased of somebody, and what is left to do."""
    person = _meant(session.connection, name, document)
    if person is None:
        return "", "没有能确定的人，没有自动再删，请按申请再查找、删除一次"
    hits = persons.find(session.connection, person)
    erased = person_erasure.take_out(session, person, [hit for hit in hits if hit.sure])
    unsure = sum(not hit.sure and hit.fate is not Fate.STAYS for hit in hits)
    left = f"另有 {unsure} 处不能确定是本人，请再看一遍" if unsure else ""
    return f"又删除了：{erased.told}", left


def _meant(connection: Reader, name: str, document: str) -> Person | None:
    """The one resident whose masked name and number these are."""
    first, last = document.split("*")[0], document.rsplit("*", 1)[-1]
    if not (first and last):
        return None
    fits = select(Resident.name, Resident.id_number).where(
        Resident.id_number.startswith(first, autoescape=True),
        Resident.id_number.endswith(last, autoescape=True),
    )
    found = {
        (own, masks.plain_number(number))
        for own, number in fetch(connection, fits)
        if masks.mask_name(own) == name and masks.mask_id_number(number).upper() == document.upper()
    }
    if len(found) != 1:
        return None
    ((own, number),) = found
    return persons.identify(connection, Person(own, number))
