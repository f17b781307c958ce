"""Whether a ledger is whole: its file, its audit chain, its proof of coverage, its indexes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from db import search
from db.models import Household, Issue, IssueEvent, Visit
from db.reading import Reader, fetch
from db.teams import coverage
from db.users import audit
from domain.visits import MET


@dataclass(frozen=True, slots=True)
class Result:
    """What was looked at, whether it is good, and what was found."""

    what: str
    good: bool
    found: str


def run(connection: Reader, day: date) -> list[Result]:
    """All checks, one after the other."""
    return [
        _file(connection),
        _audit(connection),
        _coverage(connection, day),
        _issues(connection),
        _visits(connection),
        *(_index(connection, subject, word) for subject, word in search.SUBJECTS.items()),
    ]


def _file(connection: Reader) -> Result:
    if connection.dialect.name == "postgresql":
        return Result("数据库", True, "由服务器保管")
    faults = [row[0] for row in fetch(connection, text("PRAGMA cipher_integrity_check"))]
    faults += [r[0] for r in fetch(connection, text("PRAGMA integrity_check")) if r[0] != "ok"]
    faults += [str(row) for row in fetch(connection, text("PRAGMA foreign_key_check"))]
    return Result("台账文件", not faults, "；".join(faults[:3]) or "完好")


def _audit(connection: Reader) -> Result:
    broken = audit.first_break(connection)
    return Result(
        "操作记录", broken is None, "环环相扣" if broken is None else f"第 {broken} 条不符"
    )


def _coverage(connection: Reader, day: date) -> Result:
    proof = coverage.coverage(connection, day)
    told = (
        f"{proof.households} 户：一组负责 {proof.covered}，空白 {proof.gaps}，重复 {proof.double}"
    )
    there = fetch(connection, select(func.count()).select_from(Household))[0][0]
    return Result("包联覆盖", proof.households == there, told)


def _issues(connection: Reader) -> Result:
    """Every issue's last event must say what the issue says."""
    last = (
        select(IssueEvent.issue_id, func.max(IssueEvent.seq).label("seq"))
        .group_by(IssueEvent.issue_id)
        .subquery()
    )
    differing = (
        select(func.count())
        .select_from(Issue)
        .outerjoin(last, last.c.issue_id == Issue.id)
        .outerjoin(IssueEvent, (IssueEvent.issue_id == Issue.id) & (IssueEvent.seq == last.c.seq))
        .where(
            IssueEvent.state.is_distinct_from(Issue.state)
            | IssueEvent.colour.is_distinct_from(Issue.colour)
        )
    )
    wrong = fetch(connection, differing)[0][0]
    return Result("问题与过程", not wrong, f"{wrong} 件不符" if wrong else "一致")


def _visits(connection: Reader) -> Result:
    """Every household must say what its visits say."""
    met = select(func.max(Visit.day)).where(
        Visit.household_id == Household.id, Visit.outcome.in_(MET)
    )
    differing = select(func.count()).where(
        Household.met_on.is_distinct_from(met.correlate(Household).scalar_subquery())
    )
    wrong = fetch(connection, differing)[0][0]
    return Result("住户与走访", not wrong, f"{wrong} 户不符" if wrong else "一致")


def _index(connection: Reader, subject: str, word: str) -> Result:
    rows, found = search.coverage_of(connection, subject)
    told = f"{found} 条" if rows == found else f"应有 {rows} 条，实有 {found} 条"
    return Result(f"{word}索引", rows == found, told)
