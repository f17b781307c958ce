"""What must be found in a ledger after a crash: all that was confirmed, and nothing by halves."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db import check
from db.backups import backup, backup_file
from db.backups.backup_source import ledger_of
from db.engine import Database
from db.households import households
from db.issues import issues
from db.models import (
    Account,
    Audit,
    Batch,
    Change,
    Household,
    Issue,
    IssueEvent,
    Notice,
    NoticePaper,
    Photo,
    Posting,
    Resident,
    Setting,
    Visit,
)
from db.notices import notice_content
from db.notices import notice_register as register
from db.reading import Reader
from db.session import now, today
from db.users import accounts
from db.vault import keys, unlocking
from domain.errors import KnownError
from domain.notice_life import NoticeState
from domain.workflow import MOVE_WORDS
from tests.crash.work import Fact, password

_LIFE = tuple(NoticeState)


def missing(database: Database, kept: Fact, under_way: Fact) -> str:
    """What of a confirmed fact is not there; ``under_way`` may have gone further, by one step."""
    kind, which, *how = kept
    with database.read() as connection:
        looks = {
            "household": _household,
            "visit": _visit,
            "issue": _issue,
            "notice": _notice,
            "posting": _posting,
            "batch": _batch,
        }
        if kind in looks:
            there = looks[kind](connection, which, *how)
        elif kind == "account":
            there = _account(database, connection, which, how[0], under_way == kept[:2])
        else:
            newest = backup.listed(folder_of(database), ledger_of(connection))[0]
            there = newest.manifest is not None and newest.made_at >= which
    return "" if there else f"{kept} is not there any more"


def folder_of(database: Database) -> Path:
    """Where its backups are."""
    assert database.location.file is not None
    return database.location.file.parent / "备份"


def _household(c: Reader, id_: int, version: int, remark: str, people: int) -> bool:
    page = households.page(c, id_)
    if page is None or page.version > version:
        return page is not None
    return (page.version, page.row.remark, len(page.residents)) == (version, remark, people)


def _visit(c: Reader, id_: int, household_id: int, note: str, need: bool) -> bool:
    found = c.execute(select(Visit.household_id, Visit.note).where(Visit.id == id_)).one_or_none()
    become = c.scalar(select(func.count()).where(Issue.visit_id == id_))
    return found == (household_id, note) and become == int(need)


def _issue(c: Reader, id_: int, version: int, events: int, state: str) -> bool:
    page = issues.page(c, id_)
    if page is None or page.version > version:
        return page is not None
    return (page.version, len(page.events), page.row.state) == (version, events, state)


def _notice(c: Reader, id_: int, state: NoticeState, serial: int | None, digest: str) -> bool:
    row = register.rows(c, [id_]).get(id_)
    if row is None or _LIFE.index(row.state) < _LIFE.index(state):
        return False
    pdf = register.frozen(c, id_)
    same = serial in (None, row.serial) and (not digest or sha256(pdf or b"").hexdigest() == digest)
    return same and len(notice_content.content(c, id_)) == row.sheets


def _posting(c: Reader, id_: int, digest: str) -> bool:
    held = select(Posting.posted_on, Photo.content).outerjoin(Photo, Photo.id == Posting.photo_id)
    found = c.execute(held.where(Posting.id == id_)).one()
    if found.posted_on is None:
        return False
    return not digest or found.content is not None


def _batch(c: Reader, id_: int, rows: int) -> bool:
    brought = (select(func.count()).where(m.batch_id == id_) for m in (Household, Resident))
    return sum(c.scalar(count) or 0 for count in brought) == rows


def _account(
    database: Database, c: Reader, name: str, number: int | None, may_be_further: bool
) -> bool:
    may = {number}
    if may_be_further:
        may |= {None} if number == 2 else {(number or 0) + 1}
    for one in may - {None}:
        try:
            accounts.check(c, name, password(name, one or 0), now())
            if database.location.file is not None:
                own = unlocking.unlock(database.location, name, password(name, one or 0), now())
                assert database.data_key == own.data_key
            return accounts.role_of(c, name) != ""
        except KnownError:
            continue
    return None in may and accounts.role_of(c, name) == ""


def halves(database: Database) -> Iterator[str]:
    """Whatever is there only by half, or does not agree with something else."""
    with database.read() as connection:
        for result in check.run(connection, today()):
            if not result.good:
                yield f"{result.what}: {result.found}"
        for what, one, other in _agreeing(connection):
            if one != other:
                yield f"{what}: {one} and {other}"
        yield from _batches(connection)
    if database.location.file is not None:
        yield from _beside(database)


def _agreeing(c: Reader) -> Iterator[tuple[str, Any, Any]]:
    def count(model: Any, *conditions: Any) -> int:
        return c.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    def told(*actions: str) -> int:
        return count(Audit, Audit.action.in_(actions))

    def last(counter: str) -> int:
        kept = c.scalar(select(Setting.value).where(Setting.name == f"{counter}:{today().year}"))
        return int((kept or {"last": 0})["last"])

    serials = c.scalars(select(Notice.serial).where(Notice.serial.is_not(None))).all()
    yield "numbers of notices", sorted(serials), list(range(1, last("notice") + 1))
    yield "approvals", told("批准公示"), len(serials)
    yield "frozen PDFs", count(NoticePaper, NoticePaper.pdf.is_not(None)), len(serials)
    yield "papers of notices", count(NoticePaper), count(Notice)
    yield "drafts", told("登记公示稿样"), count(Notice)
    sheets = c.scalar(select(func.sum(Notice.sheets))) or 0
    yield "sheets", count(Posting), sheets
    yield "postings", told("登记张贴"), count(Posting, Posting.posted_on.is_not(None))
    yield "photos", count(Photo), count(Posting, Posting.photo_id.is_not(None))
    yield "households", told("新增住户"), count(Household, Household.batch_id.is_(None))
    yield "visits", told("登记走访"), count(Visit)
    yield "numbers of issues", count(Issue), last("issue")
    needs = count(Issue, Issue.visit_id.is_not(None))  # registered by the record of the visit
    yield "moves", told("登记问题", *MOVE_WORDS.values()) + needs, count(IssueEvent)
    yield "imports", told("导入住户"), count(Batch)
    yield "accounts", told("新建用户") - told("移除用户"), count(Account)
    if c.dialect.name != "postgresql":  # a server's sequence goes on after a rollback
        yield "changes", c.scalar(select(func.max(Change.id))), count(Change)


def _batches(c: Reader) -> Iterator[str]:
    for id_, rows in c.execute(select(Batch.id, Batch.rows)).all():
        if not _batch(c, id_, rows):
            yield f"import {id_} is there by half"


def _beside(database: Database) -> Iterator[str]:
    """The key file has a slot for every account; every file with a backup's name is a backup."""
    with database.read() as connection:
        names = set(connection.scalars(select(Account.name)).all())
    differing = names ^ set(keys.users(database.location.keys))
    if differing:
        yield f"accounts and slots differ: {differing}"
    for file in folder_of(database).glob("*.xcb"):
        try:
            backup_file.look_through(file)
        except KnownError as error:
            yield str(error)
