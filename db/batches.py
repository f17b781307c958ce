"""Imports as batches: each is recorded with its report and can be undone as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, delete, func, insert, select, union, update

from db import search
from db.finance import finance_periods
from db.households import household_edits
from db.models import (
    Assignment,
    Base,
    Batch,
    Cadre,
    Category,
    CheckIn,
    CheckInService,
    FinanceEntry,
    FinancePeriod,
    Household,
    Issue,
    IssueEvent,
    MeetingItem,
    Place,
    ProjectIssue,
    Resident,
    SlipIssue,
    Team,
    TeamMember,
    Unit,
    Visit,
    VisitCadre,
)
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import cadres
from db.visits import visit_records
from domain.errors import KnownError
from domain.workflow import BY_PROGRAM

# What counts as a row of the batch, whoever points at another first; an edit takes the batch's id
# off such a row.
_ROWS: tuple[type[Base], ...] = (
    IssueEvent,
    Issue,
    FinanceEntry,
    FinancePeriod,
    CheckInService,
    CheckIn,
    Visit,
    Resident,
    Assignment,
    TeamMember,
    Household,
    Team,
    Cadre,
)
# What hangs on a row of the batch and would be lost, or left without it, when that row goes.
_HANGING: tuple[tuple[type[Base], str, type[Base]], ...] = (
    (Resident, "household_id", Household),
    (Assignment, "household_id", Household),
    (Visit, "household_id", Household),
    (Issue, "household_id", Household),
    (Issue, "visit_id", Visit),
    (Assignment, "team_id", Team),
    (Visit, "team_id", Team),
    (VisitCadre, "cadre_id", Cadre),
    (CheckInService, "check_in_id", CheckIn),
    (FinanceEntry, "period_id", FinancePeriod),
    (FinanceEntry, "corrects_id", FinanceEntry),
    (TeamMember, "team_id", Team),
    (TeamMember, "cadre_id", Cadre),
    (Team, "leader_id", Cadre),
    (IssueEvent, "issue_id", Issue),
    (SlipIssue, "issue_id", Issue),
    (MeetingItem, "issue_id", Issue),
    (ProjectIssue, "issue_id", Issue),
)
# What an import may have had to create beside them; kept while anything else refers to it.
_ASIDE: tuple[type[Base], ...] = (Category, Unit, Place)
# Imports that bring nothing else.
_ALONE: dict[str, type[Base]] = {"categories": Category, "divisions": Place}


@dataclass(frozen=True, slots=True)
class BatchRow:
    """An import of the past."""

    id: int
    kind: str
    file: str
    rows: int
    created_at: datetime
    created_by: str
    undone_at: datetime | None


def begin(session: WriteSession, kind: str, file: str) -> int:
    """Record an import that begins; its id goes onto every row it brings."""
    values = {"kind": kind, "file": file, "report": {}}
    statement = insert(Batch).values(
        created_at=session.at, created_by=session.actor, rows=0, **values
    )
    return int(session.execute(statement.returning(Batch.id)).scalar_one())


def finish(session: WriteSession, batch_id: int, report: dict[str, Any]) -> int:
    """Close the record of an import with its report; returns how many rows it brought."""
    kind = session.execute(select(Batch.kind).where(Batch.id == batch_id)).scalar_one()
    brought = _present(session.connection, batch_id, kind)
    session.execute(update(Batch).where(Batch.id == batch_id).values(report=report, rows=brought))
    session.topics.add("batches")
    return brought


def recent(connection: Reader, limit: int = 50) -> list[BatchRow]:
    """The newest imports first."""
    columns = (
        Batch.id,
        Batch.kind,
        Batch.file,
        Batch.rows,
        Batch.created_at,
        Batch.created_by,
        Batch.undone_at,
    )
    rows = connection.execute(select(*columns).order_by(Batch.id.desc()).limit(limit))
    return [BatchRow(*row) for row in rows]


def of_batch(model: type[Base], batch_id: int) -> ColumnElement[bool]:
    """The rows of a table that a batch brought and nobody has edited since."""
    return model.__table__.c["batch_id"] == batch_id


def _present(connection: Reader, batch_id: int, kind: str) -> int:
    models = (_ALONE[kind],) if kind in _ALONE else _ROWS
    counts = [select(func.count()).where(of_batch(model, batch_id)) for model in models]
    return sum(fetch(connection, count)[0][0] for count in counts)


def _added_later(connection: Reader, batch_id: int, kind: str) -> bool:
    """Whether something the batch did not bring hangs on what it brought."""
    if kind in _ALONE:
        return _referred_to(connection, _ALONE[kind], batch_id)
    for model, column, owner in _HANGING:
        columns = model.__table__.c
        brought = select(owner.__table__.c["id"]).where(of_batch(owner, batch_id))
        hanging = select(columns[column]).where(columns[column].in_(brought)).limit(1)
        if "batch_id" in columns:
            hanging = hanging.where(columns["batch_id"].is_distinct_from(batch_id))
        if model is IssueEvent:  # the daily run is nobody's work
            hanging = hanging.where(columns["move"].not_in(BY_PROGRAM))
        if fetch(connection, hanging):
            return True
    return False


def undo(session: WriteSession, batch_id: int) -> None:
    """Take back everything an import brought; a KnownError once one of its rows was edited
    or something else came to hang on it."""
    batch = session.execute(
        select(Batch.kind, Batch.file, Batch.rows, Batch.undone_at).where(Batch.id == batch_id)
    ).one()
    if batch.undone_at is not None:
        raise KnownError(f"“{batch.file}”的导入已经撤销过，没有再改动。")
    if _present(session.connection, batch_id, batch.kind) != batch.rows:
        raise KnownError(
            f"“{batch.file}”导入的内容后来有人改过，不能整批撤销，数据都没有动；请逐条修改。"
        )
    if _added_later(session.connection, batch_id, batch.kind):
        raise KnownError(
            f"“{batch.file}”导入的内容后来又接上了别的登记，不能整批撤销，数据都没有动；"
            "如果是另一次导入接上的，请先撤销那一次。"
        )
    touched = _households_outside(session, batch_id)
    visited = select(Visit.household_id).where(Visit.batch_id == batch_id)
    visited_ids = list(session.execute(visited).scalars())
    _drop_texts(session, batch_id)
    session.execute(update(Team).where(Team.batch_id == batch_id).values(leader_id=None))
    cadres.withdraw(session, batch_id)
    with finance_periods.following(session, _accounts(session, batch_id)):
        for model in _ROWS:
            session.execute(delete(model).where(of_batch(model, batch_id)))
    household_edits.refresh(session, touched)
    visit_records.tell_households(session, visited_ids)
    _drop_unused(session, batch_id)
    session.execute(update(Batch).where(Batch.id == batch_id).values(undone_at=session.at))
    session.topics.update(
        ("households", "issues", "teams", "places", "categories", "visits", "finance", "batches")
    )
    session.log("batches", "撤销导入", batch.file)


def _drop_texts(session: WriteSession, batch_id: int) -> None:
    """Take what the batch brought out of the search."""
    for subject, id_column in (("household", Household.id), ("issue", Issue.id)):
        owner = Household if subject == "household" else Issue
        ids = [
            r[0]
            for r in fetch(session.connection, select(id_column).where(of_batch(owner, batch_id)))
        ]
        for start in range(0, len(ids), 10_000):
            search.drop(session, subject, ids[start : start + 10_000])


def _households_outside(session: WriteSession, batch_id: int) -> Iterable[int]:
    """Households that were there before and only got residents by the batch."""
    return list(
        session.execute(
            select(Household.id)
            .join(Resident, Resident.household_id == Household.id)
            .where(Resident.batch_id == batch_id, Household.batch_id.is_distinct_from(batch_id))
            .distinct()
        ).scalars()
    )


def _accounts(session: WriteSession, batch_id: int) -> list[int]:
    """The communities into whose accounts the batch brought anything."""
    touched = (
        select(FinancePeriod.place_id)
        .outerjoin(FinanceEntry, FinanceEntry.period_id == FinancePeriod.id)
        .where((FinanceEntry.batch_id == batch_id) | (FinancePeriod.batch_id == batch_id))
    )
    return list(session.execute(touched.distinct()).scalars())


def _drop_unused(session: WriteSession, batch_id: int) -> None:
    for model in _ASIDE:
        used = union(*(select(key).where(key.is_not(None)) for key in _references(model)))
        unused = delete(model).where(
            of_batch(model, batch_id), model.__table__.c["id"].not_in(used)
        )
        # From the leaves up: a parent is free once its children are gone.
        while session.connection.execute(unused).rowcount:
            pass


def _references(model: type[Base]) -> list[ColumnClause[int]]:
    """The columns of all tables that name a row of this one."""
    own = model.__table__.c["id"]
    keys = (key for table in Base.metadata.sorted_tables for key in table.foreign_keys)
    return [key.parent for key in keys if key.column is own]


def _referred_to(connection: Reader, model: type[Base], batch_id: int) -> bool:
    """Whether a row that the batch did not bring names one of this table that it did."""
    brought = select(model.__table__.c["id"]).where(of_batch(model, batch_id))
    for key in _references(model):
        naming = select(key).where(key.in_(brought)).limit(1)
        if key.table is model.__table__:
            naming = naming.where(key.table.c["batch_id"].is_distinct_from(batch_id))
        if fetch(connection, naming):
            return True
    return False
