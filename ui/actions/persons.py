"""What people ask of the office about their own data."""

from collections.abc import Sequence

from db.engine import Database
from db.persons import data_requests, person_erasure
from db.persons.data_requests import Request
from db.persons.person_erasure import Erased
from domain.personal_data import Asked, Hit, Person


def note_looking_up(database: Database, user: str, person: Person, found: int) -> None:
    """Somebody looks up all that is held about a person; the audit says who, when and whose."""
    with database.write(user) as session:
        name, document = person.masked
        session.log("audit", "查阅个人信息", name or document, f"查找到 {found} 条")


def note_data_request(
    database: Database, user: str, kind: Asked, person: Person, asked: Request, outcome: str
) -> None:
    """Somebody was shown their data, given a copy, or led to putting it right."""
    with database.write(user) as session:
        data_requests.record(session, kind, person, asked, outcome)


def erase_person(
    database: Database, user: str, person: Person, hits: Sequence[Hit], asked: Request
) -> Erased:
    """Erase somebody wherever no law keeps them; it cannot be taken back."""
    with database.write(user) as session:
        return person_erasure.erase(session, person, hits, asked)
