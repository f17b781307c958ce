"""Everything the ledger holds about one person (《个人信息保护法》第四十五条)."""

import json
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, and_, cast, func, or_, select

from db.models import Batch, Cadre, Household, Notice, NoticePaper, Place, Resident
from db.persons.person_sources import NOTICES, SOURCES, Source
from db.reading import Reader, fetch
from domain import masks
from domain.errors import KnownError
from domain.notice_life import FROZEN
from domain.personal_data import Fate, Held, Hit, Person, is_meant, problem, same_number

Progress = Callable[[int, int], None]
_PAPERS = 20
_BETWEEN_NAMES = re.compile(r"[\s、，,；;/]+")


def identify(connection: Reader, typed: Person) -> Person:
    """The person with all numbers and homes of the residents who are certainly meant.

    A KnownError when what is typed is too little to tell somebody from a namesake.
    """
    fault = problem(typed)
    if fault:
        raise KnownError(f"{fault}，没有查找。")
    found = [row for row in _residents(connection, typed) if _is_resident(typed, *row[1:4])]
    if not found and not typed.name:
        raise KnownError("台账里没有这个证件号的人；请加上姓名和电话再找，别处可能提到过。")
    known = (p for row in found for p in _split(row[3]))
    phones = {masks.plain_number(phone): phone for phone in (*typed.phones, *known)}
    number = typed.id_number or next((row[2] for row in found if row[2]), "")
    name = typed.name or found[0][1]
    homes = dict.fromkeys((row[4], row[5]) for row in found)
    return Person(name, number, tuple(phones.values()), tuple(homes))


def member(connection: Reader, resident_id: int) -> Person | None:
    """The person a household's card shows; None when they are no longer there."""
    columns = (Resident.name, Resident.id_number, Resident.phones, Household.id, Household.address)
    joined = select(*columns).join(Household, Household.id == Resident.household_id)
    for name, number, phones, home, address in fetch(
        connection, joined.where(Resident.id == resident_id)
    ):
        return Person(name, number, _split(phones), ((home, address),))
    return None


def _residents(connection: Reader, person: Person) -> Sequence[Any]:
    columns = (Resident.id, Resident.name, Resident.id_number, Resident.phones)
    homes = (Household.id, Household.address)
    joined = select(*columns, *homes).join(Household, Household.id == Resident.household_id)
    meant: list[ColumnElement[bool]] = []
    if person.id_number:
        typed = masks.plain_number(person.id_number)
        meant.append(Resident.id_number.in_({person.id_number, typed, typed.lower()}))
    if person.name:
        meant.append(Resident.name == person.name)
    return fetch(connection, joined.where(or_(*meant)))


def _is_resident(person: Person, name: str, number: str, phones: str) -> bool:
    if person.id_number and number:
        return same_number(number, person.id_number)
    own = {masks.plain_number(phone) for phone in person.phones}
    return name == person.name and any(masks.plain_number(p) in own for p in _split(phones))


def _split(phones: str) -> tuple[str, ...]:
    return tuple(filter(None, phones.split("、")))


def longer_names(connection: Reader, name: str) -> frozenset[str]:
    """Names on file of which this one is only a part: 王伟 is not 王伟东."""
    if not name:
        return frozenset()
    found: set[str] = set()
    for column in (Resident.name, Cadre.name, Household.head):
        other = select(column).where(column.contains(name, autoescape=True), column != name)
        for named in connection.scalars(other.distinct()):
            found.update(_BETWEEN_NAMES.split(named))  # a head may be a couple
    return frozenset(one for one in found if name in one and one != name)


def find(
    connection: Reader, person: Person, progress: Progress = lambda done, total: None
) -> tuple[Hit, ...]:
    """Every row that names the person or is about their household, sure or not, kind by kind."""
    hits: list[Hit] = []
    issues: set[Any] = set()
    for n, source in enumerate(SOURCES):
        progress(n, len(SOURCES) + 1)
        own = list(_of_source(connection, source, person, issues))
        if source.kind is Held.ISSUE:
            issues = {hit.row for hit in own if hit.sure}
        hits += own
    progress(len(SOURCES), len(SOURCES) + 1)
    named = [hit.row for hit in hits if hit.kind is Held.IMPORT]
    hits += _brought_by(connection, person, named)
    hits += _of_notices(connection, person)
    kinds = list(Held)
    newest = {hit: hit.day.toordinal() if hit.day else 0 for hit in hits}
    ordered = sorted(newest, key=lambda hit: (kinds.index(hit.kind), not hit.sure, -newest[hit]))
    return tuple(ordered)


def _own_addresses(connection: Reader, person: Person) -> frozenset[str]:
    """The person's addresses that are nobody else's: every village has a 1组18号."""
    theirs = Household.address.in_([address for _, address in person.homes])
    once = select(Household.address).where(theirs).group_by(Household.address)
    return frozenset(connection.scalars(once.having(func.count() == 1)))


def are_there(connection: Reader, person: Person, hits: Iterable[Hit]) -> bool:
    """Whether those that would go are as they were found: an id may be another's by now."""
    going = {hit for hit in hits if hit.fate is Fate.GOES}
    kinds = {hit.kind for hit in going}
    now: set[Hit] = set()
    for source in SOURCES:
        if source.kind in kinds:
            now.update(_of_source(connection, source, person, set()))
    if Held.DRAFT in kinds:
        now.update(_of_notices(connection, person))
    return going <= now


def _of_source(
    connection: Reader, source: Source, person: Person, issues: set[Any]
) -> Iterator[Hit]:
    columns = {name: getattr(source.model, name) for name in (*source.words, *source.shown)}
    beside = filter(None, (source.day, source.home, source.issue))
    aside = [getattr(source.model, name) for name in beside]
    rows = connection.execute(
        select(source.key, *columns.values(), *aside).where(_candidates(source, person))
    )
    homes = {home for home, _ in person.homes}
    is_audit = source.kind is Held.AUDIT
    addresses = _own_addresses(connection, person) if is_audit else frozenset()
    for row in rows:
        key, values, more = row[0], row[1 : len(columns) + 1], list(row[len(columns) + 1 :])
        day = more.pop(0) if source.day else None
        home = more.pop(0) if source.home else None
        linked = home in homes or (bool(source.issue) and more[0] in issues)
        told = dict(zip(columns, values, strict=True))
        codes = {name: words.get(told[name], "") for name, words in source.codes.items()}
        texts = {name: words_of(value) for name, value in (told | codes).items()}
        searched = [texts[name] for name in source.words]
        sure = _is_sure(source, person, searched, texts, linked, addresses)
        labels = {**source.words, **source.shown}
        facts = tuple((labels[name], texts[name]) for name in columns if texts[name])
        named = any(map(person.is_named_in, searched))
        if named or _is_of_home(source, person, home, texts):
            yield Hit(source.kind, source.name, key, _day(day), facts, sure, named)


def _is_of_home(source: Source, person: Person, home: Any, texts: Mapping[str, str]) -> bool:
    """Whether a row is shown for the home it is about, whoever it names."""
    if source.kind is Held.AUDIT:
        return texts["subject"] in {address for _, address in person.homes}
    return source.kind is Held.VISIT and home in {id_ for id_, _ in person.homes}


def _is_sure(
    source: Source,
    person: Person,
    searched: Sequence[str],
    texts: dict[str, str],
    linked: bool,
    addresses: frozenset[str],
) -> bool:
    if source.model is Household and source.kind is Held.REGISTER:
        names = filter(None, (texts["head"], texts["twin"]))
        return any(_is_resident(person, name, "", texts["own_phone"]) for name in names)
    if source.kind is Held.REGISTER:
        name, number = texts["name"], texts["id_number"]
        here = linked and name == person.name and not (number and person.id_number)
        return here or _is_resident(person, name, number, texts["phones"])
    if source.kind is Held.VISIT and linked:
        return True  # of the household they live in
    if source.kind is Held.AUDIT and searched[0] in addresses:
        return True
    return is_meant(person, "\n".join(searched), linked)


def _candidates(source: Source, person: Person) -> ColumnElement[bool]:
    numbers = person.numbers
    if source.model is Resident and source.kind is Held.REGISTER:  # a phone may be the family's
        numbers = (person.id_number,)
    homes = [home for home, _ in person.homes]
    columns = [getattr(source.model, name) for name in source.words]
    found = [_holds(column, person.name) for column in columns if person.name]
    found += [_may_hold(column, number) for column in columns for number in filter(None, numbers)]
    if source.kind is Held.VISIT:
        found.append(getattr(source.model, source.home).in_(homes))
    if source.kind is Held.AUDIT:
        found.append(source.model.__table__.c["subject"].in_([a for _, a in person.homes]))
    if source.model is Household and source.kind is Held.REGISTER:
        # Where they are registered the household follows from the residents.
        own = select(Resident.id).where(
            Resident.household_id == Household.id, Resident.name == person.name
        )
        return and_(or_(*found), ~own.exists())
    return or_(*found)


def _holds(column: Any, trace: str) -> ColumnElement[bool]:
    if isinstance(column.type, JSON):
        kept = json.dumps(trace)[1:-1]  # as both databases keep it
        return cast(column, Text).contains(kept, autoescape=True)
    held: ColumnElement[bool] = column.contains(trace, autoescape=True)
    return held


def _may_hold(column: Any, number: str) -> ColumnElement[bool]:
    """Whether the digits of a number follow one another in a text, with whatever in between."""
    plain = masks.plain_number(number)
    digits = "".join(filter(str.isdigit, plain)) or plain
    is_json = isinstance(column.type, JSON)
    forms = (
        [json.dumps(sign)[1:-1] for sign in form] if is_json else form
        for form in (digits, masks.wide_number(digits))
    )
    text = cast(column, Text) if is_json else column
    return or_(*(text.like(f"%{'%'.join(form)}%", escape="/") for form in forms))


def words_of(value: Any) -> str:
    """A value in words; of JSON all its texts, one after the other."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return "；".join(dict.fromkeys(_texts(value)))
    return str(value)


def _texts(value: Any) -> Iterator[str]:
    parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
    for part in parts:
        if isinstance(part, dict | list):
            yield from _texts(part)
        elif isinstance(part, str) and part:
            yield part


def _of_notices(connection: Reader, person: Person) -> Iterator[Hit]:
    """The notices whose papers name the person in full."""
    columns = (Notice.id, Notice.state, Notice.title, Notice.created_at)
    reasons = (func.coalesce(Notice.exception, ""), func.coalesce(Notice.void_reason, ""))
    named = (func.coalesce(Place.name, ""), *reasons)
    joined = select(*columns, *named).outerjoin(Place, Place.id == Notice.place_id)
    rows = {row[0]: row for row in fetch(connection, joined.order_by(Notice.id))}
    ids = list(rows)
    for start in range(0, len(ids), _PAPERS):
        part = NoticePaper.notice_id.in_(ids[start : start + _PAPERS])
        packed = select(NoticePaper.notice_id, NoticePaper.content).where(part)
        papers = dict(fetch(connection, packed))
        for id_ in ids[start : start + _PAPERS]:
            _, state, title, made, place, *reasons_given = rows[id_]
            content = zlib.decompress(papers[id_]).decode() if papers.get(id_) else ""
            text = "\n".join((title, *reasons_given, content))
            if person.is_named_in(text):
                kind = Held.NOTICE if state in FROZEN else Held.DRAFT
                facts = (("公示", title), ("地点", place))
                sure = is_meant(person, text)
                yield Hit(kind, NOTICES.name, id_, _day(made), facts, sure)


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _brought_by(connection: Reader, person: Person, known: Collection[Any]) -> Iterator[Hit]:
    """The imports by which the person's registration came, as far as it was not edited since."""
    ids = [row[0] for row in _residents(connection, person) if _is_resident(person, *row[1:4])]
    columns = (Batch.id, Batch.file, Batch.created_by, Batch.created_at)
    joined = select(*columns).join(Resident, Resident.batch_id == Batch.id)
    for id_, file, by, at in fetch(connection, joined.where(Resident.id.in_(ids)).distinct()):
        if id_ not in known:
            facts = (("登记来自", file), ("经办", by))
            yield Hit(Held.IMPORT, Batch.__tablename__, id_, at.date(), facts, True, False)
