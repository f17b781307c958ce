"""个人信息请求: the register of what people asked about their data, and what was done."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from db.models import DataRequest
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.personal_data import Asked, By, Person


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for the person, and on which day."""

    by: By
    on: date


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A line of the register; the person and the document's number are masked."""

    id: int
    kind: Asked
    person: str
    document: str
    asked_by: str
    asked_on: date
    done_at: datetime
    done_by: str
    outcome: str


def record(
    session: WriteSession, kind: Asked, person: Person, asked: Request, outcome: str
) -> None:
    """Note what was done for a person; the audit has it too."""
    if asked.on > session.at.date():
        raise KnownError(f"提出的日期 {asked.on} 还没有到，没有办理；请改正日期。")
    name, document = person.masked
    session.execute(
        insert(DataRequest).values(
            kind=kind,
            person=name,
            document=document,
            asked_by=asked.by,
            asked_on=asked.on,
            done_at=session.at,
            done_by=session.actor,
            outcome=outcome,
        )
    )
    session.log("persons", f"{kind}个人信息", name, outcome)


def rows(connection: Reader) -> tuple[RequestRow, ...]:
    """The whole register, the newest first: an office has a few a year."""
    columns = (
        DataRequest.id,
        DataRequest.kind,
        DataRequest.person,
        DataRequest.document,
        DataRequest.asked_by,
        DataRequest.asked_on,
        DataRequest.done_at,
        DataRequest.done_by,
        DataRequest.outcome,
    )
    found = fetch(connection, select(*columns).order_by(DataRequest.id.desc()))
    return tuple(RequestRow(row[0], Asked(row[1]), *row[2:]) for row in found)
