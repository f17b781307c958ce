"""操作记录: the audit as it is read — a page at a time, by words, user, act and days.

It goes back to the ledger's first day and nothing is ever removed from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Audit
from db.reading import Reader, fetch
from domain.audit_acts import lets_in, looks_or_leaves

_COLUMNS = (
    Audit.id,
    Audit.at,
    Audit.actor,
    Audit.action,
    Audit.subject,
    Audit.detail,
    Audit.origin,
)
SORTS = {"at": Audit.at, "actor": Audit.actor, "action": Audit.action}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which records: typed words (all of them, anywhere), whose, of which act, from when until
    when (both days included), and only those by which something was seen or left the office, or
    those that say who may get in, or both of them."""

    query: str = ""
    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    leaving: bool = False
    letting_in: bool = False


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A record as it was written; ``origin`` is empty where that was not known."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    origin: str


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """Since when there are records, who wrote any and what was done in them, by name."""

    since: datetime | None
    actors: tuple[str, ...]
    actions: tuple[str, ...]


def facts(connection: Reader) -> AuditFacts:
    """What the filter offers."""
    actors, actions = _distinct(connection, Audit.actor), _distinct(connection, Audit.action)
    return AuditFacts(connection.scalar(select(func.min(Audit.at))), actors, actions)


def _distinct(connection: Reader, column: InstrumentedAttribute[str]) -> tuple[str, ...]:
    """The values of a column with an index, from one to the next: there are few of them, and a
    million records are not read for it."""
    found: list[str] = []
    least = connection.scalar(select(func.min(column)))
    while least is not None:
        found.append(least)
        least = connection.scalar(select(func.min(column)).where(column > least))
    return tuple(found)


def order(
    connection: Reader,
    wanted: AuditFilter,
    sort: str = "at",
    descending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The ids of the records the filter lets through, in order."""
    keys = dict.fromkeys((SORTS[sort], Audit.at, Audit.id))
    if wanted.query and sort == "at":
        keys = {Audit.id: None}  # every record is read, and best so as they lie
    ordered = [key.desc() if descending else key.asc() for key in keys]
    statement = select(Audit.id).where(*_conditions(connection, wanted))
    return list(connection.scalars(statement.order_by(*ordered).limit(limit)))


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, AuditRow]:
    """The records of these ids."""
    found = fetch(connection, select(*_COLUMNS).where(Audit.id.in_(ids)))
    return {row[0]: AuditRow(*row) for row in found}


def _conditions(connection: Reader, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions = [_has(term) for term in wanted.query.split()]
    if wanted.actor:
        conditions.append(Audit.actor == wanted.actor)
    if wanted.action:
        conditions.append(Audit.action == wanted.action)
    if wanted.since is not None:
        conditions.append(Audit.at >= datetime.combine(wanted.since, time()))
    if wanted.until is not None:
        after = wanted.until + timedelta(days=1)
        conditions.append(Audit.at < datetime.combine(after, time()))
    looks = [look for on, look in _looks(wanted) if on]
    if looks:
        done = _distinct(connection, Audit.action)
        acts = [act for act in done if any(look(act) for look in looks)]
        conditions.append(Audit.action.in_(acts))
    return conditions


def _looks(wanted: AuditFilter) -> tuple[tuple[bool, Callable[[str], bool]], ...]:
    return (wanted.leaving, looks_or_leaves), (wanted.letting_in, lets_in)


def _has(term: str) -> ColumnElement[bool]:
    told: SQLColumnExpression[str] = Audit.subject
    for text in (Audit.detail, Audit.action, Audit.actor, Audit.origin):
        told = told.concat("\n").concat(text)
    return told.icontains(term, autoescape=True)
