"""Who did what, appended in the same transaction and chained by hashes.

Nothing is ever removed from it. No number of a person stands in it, whatever a write tells.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, inspect, literal, select

from db.models import Audit
from db.reading import Reader, fetch
from domain import masks

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Record:
    """What was done to what."""

    action: str
    subject: str
    detail: str = ""

    def masked(self) -> "Record":
        """The same without a full id number, mobile or account."""
        return Record(
            self.action, masks.mask_numbers(self.subject), masks.mask_numbers(self.detail)
        )


def _link(before: str, at: datetime, actor: str, record: Record, origin: str) -> str:
    parts = (before, at.isoformat(), actor, record.action, record.subject, record.detail)
    # Of a record from before it was known where one wrote, the link is what it was.
    told = "\x1f".join(parts) + (f"\x1e{origin}" if origin else "")
    return hashlib.sha256(told.encode()).hexdigest()


def append(
    connection: Reader, at: datetime, actor: str, records: Sequence[Record], origin: str = ""
) -> str:
    """Add the records of one unit of work to the chain; ``origin`` is the machine and the way.

    Returns the hash of the last of them, empty when there are none.
    """
    if connection.dialect.name == "postgresql":
        # Two workstations must not both link to the same last record, and the changes recorded
        # after it must become visible in the order of their numbers.
        connection.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
    if not records:
        return ""
    last = connection.scalar(select(Audit.hash).order_by(Audit.id.desc()).limit(1)) or ""
    rows = []
    for record in (one.masked() for one in records):
        last = _link(last, at, actor, record, origin)
        row = {
            "at": at,
            "actor": actor,
            "action": record.action,
            "subject": record.subject,
            "detail": record.detail,
            "hash": last,
        }
        # A ledger of an earlier schema, into which a restore writes, has no room for it.
        rows.append(row | {"origin": origin} if origin else row)
    connection.execute(insert(Audit), rows)
    return last


def tells_origin(connection: Reader) -> bool:
    """Whether a ledger of any schema has room for where its writes come from."""
    return "origin" in {column["name"] for column in inspect(connection).get_columns("audit")}


def has(connection: Reader, record: str) -> bool:
    """Whether the chain has a record of that hash."""
    return connection.scalar(select(Audit.id).where(Audit.hash == record).limit(1)) is not None


def common(one: Reader, other: Reader, most: int = 1_000) -> tuple[int, str]:
    """The last record of the one that the other has too, as id and hash: up to there two ledgers of
    one origin have the same past. Zero and nothing where there is none."""
    newest = select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(most)
    rows = fetch(one, newest)
    while rows:
        ids = [id_ for id_, _ in rows]
        theirs = dict(fetch(other, select(Audit.id, Audit.hash).where(Audit.id.in_(ids))))
        for id_, found in rows:
            if theirs.get(id_) == found:
                return id_, found
        rows = fetch(one, newest.where(Audit.id < ids[-1]))
    return 0, ""


def carry_over(source: Reader, after: tuple[int, str], into: Reader) -> tuple[int, int | None]:
    """Append the records of one ledger after one of them to the chain of another, as they are:
    where both have the same past, the links come out as they were.

    Returns how many they are, and the id of the first that did not fit where it was.
    """
    last = into.scalar(select(Audit.hash).order_by(Audit.id.desc()).limit(1)) or ""
    (last_id, before), count, broken = after, 0, None
    columns = (Audit.at, Audit.actor, Audit.action, Audit.subject, Audit.detail, Audit.origin)
    ordered = select(Audit.id, *columns, Audit.hash).order_by(Audit.id).limit(CHUNK)
    while rows := fetch(source, ordered.where(Audit.id > last_id)):
        new = []
        for last_id, at, actor, action, subject, detail, origin, found in rows:
            record = Record(action, subject, detail)
            if broken is None and _link(before, at, actor, record, origin) != found:
                broken = last_id
            before, last = found, _link(last, at, actor, record, origin)
            told = {"action": action, "subject": subject, "detail": detail}
            new.append({"at": at, "actor": actor, **told, "origin": origin, "hash": last})
        into.execute(insert(Audit), new)
        count += len(new)
    return count, broken


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the chain was followed: the last record that fits, how many do, and the id of the
    first that does not."""

    last_id: int = 0
    last_hash: str = ""
    count: int = 0
    broken: int | None = None
    is_over: bool = False


def follow(connection: Reader, checked: Checked, most: int = CHUNK) -> Checked:
    """Follow the chain over the next records; those of any schema."""
    origin = Audit.origin if tells_origin(connection) else literal("")
    columns = (Audit.at, Audit.actor, Audit.action, Audit.subject, Audit.detail, origin, Audit.hash)
    after = select(Audit.id, *columns).where(Audit.id > checked.last_id).order_by(Audit.id)
    rows = fetch(connection, after.limit(most))
    last_id, before, count = checked.last_id, checked.last_hash, checked.count
    for id_, at, actor, action, subject, detail, where, found in rows:
        before = _link(before, at, actor, Record(action, subject, detail), where)
        if before != found:
            return Checked(last_id, before, count, int(id_), True)
        last_id, count = int(id_), count + 1
    return Checked(last_id, before, count, None, len(rows) < most)


def check(
    follow_on: Callable[[Checked], Checked], progress: Callable[[int], None] = lambda done: None
) -> Checked:
    """Follow the whole chain; ``follow_on`` is `follow` wherever the database may be asked, and
    ``progress`` is told how many records are done and may raise to stop."""
    checked = Checked()
    while not checked.is_over:
        checked = follow_on(checked)
        progress(checked.count)
    return checked


def first_break(connection: Reader) -> int | None:
    """The id of the first record that does not fit the chain, None when all do."""
    return check(lambda checked: follow(connection, checked)).broken
