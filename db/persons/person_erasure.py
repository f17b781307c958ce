"""Erasing a person (《个人信息保护法》第四十七条) in one unit of work: only what is named as kept
is left of them.

What the pages of a file held is overwritten, and the index of grams rebuilt of what is left. A
server reuses the space by its own cleaning; backups age out (`domain.personal_data.backups_until`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, inspect, select, text, update

from db import search
from db.households import household_edits, households
from db.households.households import HouseholdPage
from db.models import CheckIn, CheckInService, Household, Issue, Notice, Photo, Resident
from db.persons import data_requests, persons
from db.persons.data_requests import Request
from db.persons.person_sources import SOURCES, Source
from db.reading import fetch
from db.session import WriteSession
from domain import masks
from domain.entries import HouseholdEntry, ResidentEntry
from domain.errors import KnownError
from domain.people import initials
from domain.personal_data import Asked, Fate, Held, Hit, Person, hide, hide_all

_TOPICS = (
    "households", "check_ins", "visits", "issues", "meetings", "projects", "finance", "notices",
    "saved_filters", "proposals", "batches",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind were erased or hidden."""

    counts: tuple[tuple[Held, int], ...]

    @property
    def told(self) -> str:
        """What was done, kind by kind."""
        return "、".join(f"{kind} {count}" for kind, count in self.counts) or "没有可以删除的"


def erase(session: WriteSession, person: Person, hits: Sequence[Hit], asked: Request) -> Erased:
    """Erase what the hits name, hide the person in what the law keeps; kept hits stay as they are.

    A KnownError when somebody erased or moved one of the rows meanwhile.
    """
    erased = take_out(session, person, hits)
    data_requests.record(session, Asked.ERASE, person, asked, erased.told)
    return erased


def take_out(session: WriteSession, person: Person, hits: Sequence[Hit]) -> Erased:
    """`erase` without a line in the register."""
    if session.connection.dialect.name != "postgresql":
        session.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    if not persons.are_there(session.connection, person, hits):
        raise KnownError("这个人的登记刚被别人改过，没有删除；请重新查找，看过再删除。")
    others = persons.longer_names(session.connection, person.name)
    rows: dict[tuple[Held, str], list[Any]] = defaultdict(list)
    for hit in hits:
        if hit.fate is not Fate.STAYS:
            rows[hit.kind, hit.table].append(hit.row)
    residents = rows.pop((Held.REGISTER, Resident.__tablename__), [])
    homes = rows.pop((Held.REGISTER, Household.__tablename__), [])
    check_ins = rows.pop((Held.PARTY, CheckIn.__tablename__), [])
    drafts = rows.pop((Held.DRAFT, Notice.__tablename__), [])
    for source in SOURCES:
        _hide_rows(session, source, person, rows.get((source.kind, source.name), ()), others)
    _leave_households(session, person, residents, homes, others)
    _end_check_ins(session, check_ins)
    session.execute(delete(Notice).where(Notice.id.in_(drafts)))
    _purge_index(session)
    counted = Counter(hit.kind for hit in hits if hit.fate is not Fate.STAYS)
    erased = Erased(tuple((kind, counted[kind]) for kind in Held if counted[kind]))
    session.topics.update(_TOPICS)
    return erased


def _leave_households(
    session: WriteSession,
    person: Person,
    ids: Collection[Any],
    named_after: Collection[Any],
    others: Collection[str],
) -> None:
    """Take the residents out of their households, and the name and phones out of those that are
    only called by the person."""
    at_home = select(Resident.household_id).where(Resident.id.in_(ids)).distinct()
    for household_id in {*session.execute(at_home).scalars(), *named_after}:
        page = households.page(session.connection, household_id)
        assert page is not None, "a resident has a household"
        left = _without(page, person, ids, others)
        version = page.version + 1
        household_edits.rewrite(session, household_id, page.row.place_id, version, left)


def _without(
    page: HouseholdPage, person: Person, ids: Collection[Any], others: Collection[str]
) -> HouseholdEntry:
    """The household as it is without the person: the next one is its head."""
    entry = households.entry_of(page)
    pairs = zip(page.residents, entry.residents, strict=True)
    left = tuple(resident for row, resident in pairs if row.id not in ids)
    head = _other_than(person, entry.head, others) or _first(left)
    twin = entry.twin and (_other_than(person, entry.twin, others) or _first(left) or _vacant(page))
    if not (entry.room or entry.number or twin or head):
        twin = _vacant(page)
    still = {masks.plain_number(phone) for resident in left for phone in resident.phones}
    gone = {*map(masks.plain_number, person.phones)} - still
    own = [p for p in entry.phone.split("、") if masks.plain_number(p) not in gone]
    remark = hide(person, entry.remark, others)
    return replace(entry, residents=left, head=head, twin=twin, phone="、".join(own), remark=remark)


def _other_than(person: Person, name: str, others: Collection[str]) -> str:
    """A head's name if it is another's; nothing for the person's own."""
    return "" if name == person.name else hide(person, name, others)


def _first(residents: Sequence[ResidentEntry]) -> str:
    return residents[0].name if residents else ""


def _vacant(page: HouseholdPage) -> str:
    return f"空户{page.row.id}"


def _end_check_ins(session: WriteSession, ids: Collection[Any]) -> None:
    photos = select(CheckIn.photo_id).where(CheckIn.id.in_(ids), CheckIn.photo_id.is_not(None))
    photo_ids = list(session.execute(photos).scalars())
    session.execute(delete(CheckInService).where(CheckInService.check_in_id.in_(ids)))
    session.execute(delete(CheckIn).where(CheckIn.id.in_(ids)))
    session.execute(delete(Photo).where(Photo.id.in_(photo_ids)))


def _hide_rows(
    session: WriteSession,
    source: Source,
    person: Person,
    ids: Collection[Any],
    others: Collection[str],
) -> None:
    if not ids:
        return
    columns = [getattr(source.model, name) for name in source.words]
    own = select(source.key, *columns).where(source.key.in_(ids))
    for key, *values in fetch(session.connection, own):
        hidden = {
            name: hide_all(person, value, others)
            for name, value in zip(source.words, values, strict=True)
        }
        _store(session, source, key, hidden)
    if source.model is Issue:
        _find_again(session, ids)


def _store(session: WriteSession, source: Source, key: Any, hidden: dict[str, Any]) -> None:
    table = inspect(source.model).local_table
    values: dict[Any, Any] = dict(hidden)
    if "version" in table.c:  # a form that is open elsewhere must not write the name back
        values["version"] = table.c["version"] + 1
    session.execute(update(source.model).where(source.key == key).values(values))


def _find_again(session: WriteSession, issue_ids: Collection[Any]) -> None:
    columns = (Issue.id, Issue.number, Issue.title, Issue.place_text, Issue.person, Issue.phone)
    texts = []
    for id_, number, title, place, name, phone in fetch(
        session.connection, select(*columns).where(Issue.id.in_(issue_ids))
    ):
        words = (number, title, place, name, phone, initials(name))
        texts.append((id_, " ".join(dict.fromkeys(filter(None, words)))))
    search.put(session, "issue", texts)


def _purge_index(session: WriteSession) -> None:
    """FTS5 only marks what was taken out until its parts are merged."""
    if session.connection.dialect.name != "postgresql":
        for subject in search.SUBJECTS:
            gram = f"{subject}_gram"
            session.execute(text(f"INSERT INTO {gram} ({gram}) VALUES ('optimize')"))
