"""Who did what, appended in the same transaction and chained by hashes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from db.models import Audit
from db.reading import Reader, fetch


@dataclass(frozen=True, slots=True)
class Record:
    """What was done to what; ``detail`` never holds a full id number."""

    action: str
    subject: str
    detail: str = ""


def _link(before: str, at: datetime, actor: str, record: Record) -> str:
    parts = (before, at.isoformat(), actor, record.action, record.subject, record.detail)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def append(connection: Reader, at: datetime, actor: str, records: Sequence[Record]) -> None:
    """Add the records of one unit of work to the chain."""
    if connection.dialect.name == "postgresql":
        # Two workstations must not both link to the same last record, and the changes recorded
        # after it must become visible in the order of their numbers.
        connection.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
    if not records:
        return
    last = connection.scalar(select(Audit.hash).order_by(Audit.id.desc()).limit(1)) or ""
    rows = []
    for record in records:
        last = _link(last, at, actor, record)
        rows.append(
            {
                "at": at,
                "actor": actor,
                "action": record.action,
                "subject": record.subject,
                "detail": record.detail,
                "hash": last,
            }
        )
    connection.execute(insert(Audit), rows)


def first_break(connection: Reader) -> int | None:
    """The id of the first record that does not fit the chain, None when all do."""
    before = ""
    columns = (
        Audit.id,
        Audit.at,
        Audit.actor,
        Audit.action,
        Audit.subject,
        Audit.detail,
        Audit.hash,
    )
    for id_, at, actor, action, subject, detail, found in fetch(
        connection, select(*columns).order_by(Audit.id)
    ):
        before = _link(before, at, actor, Record(action, subject, detail))
        if before != found:
            return int(id_)
    return None
