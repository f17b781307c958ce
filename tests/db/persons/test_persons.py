"""One person's data: found wherever it stands, and gone wherever no law keeps it."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import JSON, LargeBinary, String, insert, select, text, update

from db import batches, check, search, settings
from db.households import household_edits, household_import, households
from db.issues import issues
from db.models import (
    Audit,
    Base,
    CheckIn,
    FinanceEntry,
    FinancePeriod,
    Household,
    Meeting,
    Photo,
    Place,
    Resident,
    Setting,
    Slip,
    Visit,
)
from db.notices import notice_content, notice_register
from db.persons import data_requests, person_erasure, persons
from db.persons.data_requests import Request
from db.persons.person_sources import NOTICES, SOURCES
from db.search import grams
from db.session import today
from domain import disclosure
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry
from domain.errors import KnownError
from domain.personal_data import ERASED, Asked, By, Fate, Held, Person
from domain.places import Level, PlaceStep
from domain.workflow import Move
from tests.conftest import USER
from tests.samples import OUYANG, ZOU

NAME, PHONE, SON = "邹秀英", "19900000147", "邹秀英杰"
HOME = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.GROUP, "4组"))
AT = datetime(2026, 3, 2, 9)
SELF = Request(By.SELF, date(2026, 3, 1))

# Texts of tables in which nobody is named but who works there, or nobody at all.
OF_THE_OFFICE = {
    "account", "assignment", "board", "category", "change", "co_unit", "data_request",
    "dispatch_order", "household_text", "issue_text", "place", "photo", "routing_rule",
    "team", "team_member", "unit", "finance_period", "notice_paper", "alembic_version",
}  # fmt: skip
# Columns of one table that repeat, or are made of, what its sources say.
MADE_OF_THEM = {
    "household.address", "household.head_pinyin", "household.key", "household.phone",
    "household.position", "household.room", "household.tags", "household.tenure",
    "household.residence_status", "board_sheet.address",
}  # fmt: skip
OF_THE_ROW = {
    "actor", "recorded_by", "made_by", "created_by", "approved_by", "closed_by", "dismissed_by",
    "consent_by", "state", "move", "colour", "left", "entered", "rating", "urgency", "kind",
    "outcome", "source", "number", "reply_number", "template", "paper", "digest", "pdf_digest",
    "reviewer", "level", "owner", "numbers", "hash", "co_units",
}  # fmt: skip


@pytest.fixture
def ledger_with_her(database):
    """A woman and all that names her: with her son in a household called by her name."""
    her = ResidentEntry(NAME, "户主", id_number=ZOU, phones=(PHONE,), employer="镇卫生院")
    son = ResidentEntry(SON, "儿子", id_number=OUYANG, phones=(PHONE, "19900000222"))
    entry = HouseholdEntry(HOME, head=NAME, residents=(her, son), remark=f"{NAME}腿脚不便")
    event = EventEntry(Move.REGISTER, AT, USER, f"{NAME}当面说的")
    told = IssueEntry(
        f"{NAME}反映路灯不亮", (event,), person=NAME, phone=PHONE, description=f"证号{ZOU}"
    )
    with database.write(USER) as session:
        household_import.store(session, [entry])
        (home,) = households.order(session.connection, households.HouseholdFilter())
        issue_id = issues.register(session, told)
        place = session.connection.scalar(select(Place.id).limit(1))
        put = session.execute
        put(insert(Photo).values(id=9, content=b"jpeg", added_at=AT, added_by=USER))
        put(insert(CheckIn).values(name=NAME, phone=PHONE, place_id=place, photo_id=9))
        visit = {"household_id": home, "day": AT.date(), "kind": "routine", "outcome": "person"}
        put(insert(Visit).values(**visit, note=f"见到{NAME}", recorded_at=AT, recorded_by=USER))
        content = {"lines": [{"title": f"{NAME} {PHONE}"}]}
        slip = {"kind": "remind", "year": 2026, "serial": 1, "made_at": AT, "made_by": USER}
        put(insert(Slip).values(**slip, content=content))
        period = {"place_id": place, "since": AT.date(), "until": AT.date()}
        put(insert(FinancePeriod).values(id=1, **period))
        money = {"period_id": 1, "seq": 1, "day": AT.date(), "expense": 5000}
        put(
            insert(FinanceEntry).values(
                **money, summary=f"慰问{NAME}（{PHONE}）", recorded_at=AT, recorded_by=USER
            )
        )
        put(
            insert(Meeting).values(
                title="例会", agenda=f"研究{NAME}的事", held_at=AT, created_by=USER
            )
        )
        settings.put(session, "general_notice:甲", {"body": f"请{NAME}来领，电话{PHONE}"})
        for approved in (False, True):
            _notice(session, place, approved)
        session.log("audit", "查看证件和电话", f"4组{NAME}户")
    return database, home, issue_id


def _notice(session, place, approved):
    words = f"请{NAME}（{PHONE}）来领取"
    day = today()
    imprint = disclosure.Imprint("重岗街道", "张三", day, day, day, "意见箱", "0527-80000000")
    words = (disclosure.Paragraph(words),)
    affairs = disclosure.Affairs.VILLAGE
    notice = disclosure.Notice("general", affairs, "领取通知", "重岗街道", "", words, imprint)
    made = notice_content.drafted("general", "领取通知", place, day, day, [(place, notice)])
    id_ = notice_register.draft(session, made)
    if approved:
        session.connection.execute(text(f"UPDATE notice SET state = 'approved' WHERE id = {id_}"))


def found(database, typed):
    with database.read() as connection:
        person = persons.identify(connection, typed)
        return person, persons.find(connection, person)


def test_by_the_number_alone_everything_is_found(ledger_with_her):
    database, home, _ = ledger_with_her
    person, hits = found(database, Person("", ZOU))
    assert (person.name, person.phones) == (NAME, (PHONE,))
    assert [id_ for id_, _ in person.homes] == [home]
    sure = {hit.kind for hit in hits if hit.sure}
    assert sure == set(Held) - {Held.MEETING, Held.PROJECT, Held.IMPORT, Held.DUTY}
    assert [hit.sure for hit in hits if hit.kind is Held.MEETING] == [False]  # the name alone
    (registered,) = [hit for hit in hits if hit.kind is Held.REGISTER and hit.sure]
    assert ("工作单位", "镇卫生院") in registered.facts


def test_the_same_by_name_and_phone(ledger_with_her):
    database, *_ = ledger_with_her
    by_number, by_name = (found(database, p) for p in (Person("", ZOU), Person(NAME, "", (PHONE,))))
    assert by_number == by_name


def test_too_little_is_told(ledger_with_her):
    database, *_ = ledger_with_her
    with database.read() as connection:
        with pytest.raises(KnownError, match="同名"):
            persons.identify(connection, Person(NAME))
        with pytest.raises(KnownError, match="没有这个证件号"):
            persons.identify(connection, Person("", "329999200001010011"))


def test_the_import_she_came_by_and_a_visit_that_names_nobody_stay(ledger_with_her):
    database, home, _ = ledger_with_her
    with database.write(USER) as session:
        batch_id = batches.begin(session, "households", "4组住户.xlsx")
        session.execute(update(Resident).values(batch_id=batch_id))
        visit = {"household_id": home, "day": AT.date(), "kind": "usual", "outcome": "away"}
        session.execute(insert(Visit).values(**visit, recorded_at=AT, recorded_by=USER))
    _, hits = found(database, Person("", ZOU))
    (brought,) = [hit for hit in hits if hit.kind is Held.IMPORT]
    assert ("登记来自", "4组住户.xlsx") in brought.facts
    visits = [hit.fate for hit in hits if hit.kind is Held.VISIT]
    assert sorted(visits) == sorted([Fate.HIDDEN, Fate.STAYS])
    assert brought.fate is Fate.STAYS


def test_a_namesake_is_nobody_sure(ledger_with_her):
    database, *_ = ledger_with_her
    with database.write(USER) as session:
        other = ResidentEntry(NAME, "户主", id_number="329999195504281236", phones=("19911111111",))
        household_import.store(session, [HouseholdEntry(HOME, number="7", residents=(other,))])
    _, hits = found(database, Person("", ZOU))
    registered = [hit for hit in hits if hit.kind is Held.REGISTER]
    assert sorted(hit.sure for hit in registered) == [False, False, True]  # the son's name, too


def everything(connection):
    """All values of all tables, papers unpacked."""
    for table in Base.metadata.sorted_tables:
        for row in connection.execute(select(table)):
            yield table.name, json.dumps([str(v) for v in row], ensure_ascii=False)


@pytest.fixture
def erased(ledger_with_her):
    database, home, issue_id = ledger_with_her
    person, hits = found(database, Person("", ZOU))
    meant = [hit for hit in hits if hit.sure or hit.kind is Held.MEETING]
    with database.write(USER) as session:
        done = person_erasure.erase(session, person, meant, SELF)
    return database, home, issue_id, done


def test_nothing_of_her_is_left_but_what_is_named_as_kept(erased):
    database, *_ = erased
    with database.read() as connection:
        dump = list(everything(connection))
    for trace in (NAME, ZOU, PHONE):
        left = {table for table, row in dump if trace in row.replace(SON, "")}
        sons = {"resident", "household", "household_text"} if trace == PHONE else set()
        assert left - {"audit"} - sons == set()  # her phone is her son's, too
    audited = [row for table, row in dump if table == "audit"]
    assert not any(ZOU in row or PHONE in row for row in audited)
    with database.read() as connection:
        papers = connection.scalars(select(notice_register.NoticePaper.content)).all()
    assert len(papers) == 1  # the approved one; the draft is gone


def test_her_son_and_the_house_are_still_there(erased):
    database, home, *_ = erased
    with database.read() as connection:
        page = households.page(connection, home)
        assert [r.name for r in page.residents] == [SON]
        assert page.row.head == SON
        assert page.row.remark == f"{ERASED}腿脚不便"
        assert households.order(connection, households.HouseholdFilter(query=SON)) == [home]
        assert households.order(connection, households.HouseholdFilter(query=ZOU)) == []
        assert all(r.good for r in check.run(connection, today()) if "索引" in r.what)


def test_what_the_law_keeps_names_nobody(erased):
    database, _, issue_id, _ = erased
    with database.read() as connection:
        page = issues.page(connection, issue_id)
        assert page.row.title == f"{ERASED}反映路灯不亮"
        assert page.events[0].note == f"{ERASED}当面说的"
        amounts = connection.execute(select(FinanceEntry.expense, FinanceEntry.summary)).all()
        assert [tuple(row) for row in amounts] == [(5000, f"慰问{ERASED}（{ERASED}）")]
        value = connection.scalar(select(Setting.value).where(Setting.name == "general_notice:甲"))
        assert value == {"body": f"请{ERASED}来领，电话{ERASED}"}


def test_the_index_forgets_her_number(erased):
    database, *_ = erased
    if database.location.file is None:
        pytest.skip("a server keeps the grams with the text")
    with database.engine.connect() as connection:
        vocabulary = "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, household_gram, row)"
        connection.exec_driver_sql(vocabulary)
        terms = set(connection.exec_driver_sql("SELECT term FROM temp.words").scalars())
    own = set(grams(ZOU.lower())) - set(grams(OUYANG.lower()))
    assert own
    assert not own & terms


def test_the_register_says_who_asked_and_names_nobody(erased):
    database, _, _, done = erased
    with database.read() as connection:
        (row,) = data_requests.rows(connection)
    assert (row.kind, row.person, row.asked_by) == (Asked.ERASE, "邹**", By.SELF)
    assert row.document.startswith("329999****")
    assert row.outcome == done.told
    assert dict(done.counts)[Held.REGISTER] == 1


def test_an_empty_house_keeps_its_place(database):
    her = ResidentEntry(NAME, "户主", id_number=ZOU)
    with database.write(USER) as session:
        household_import.store(session, [HouseholdEntry(HOME, head=NAME, residents=(her,))])
    person, hits = found(database, Person("", ZOU))
    with database.write(USER) as session:
        person_erasure.erase(session, person, hits, SELF)
    with database.read() as connection:
        (home,) = households.order(connection, households.HouseholdFilter())
        page = households.page(connection, home)
    assert (page.row.head, page.row.people) == ("", 0)
    assert NAME not in page.row.address


SMALL_X = "32999919520428123x"
WRITTEN = ("199-0000-0147", "199 0000 0147", "１９９０００００１４７")


@pytest.fixture
def told_loosely(database):
    """Her numbers as people write them, and homes in which she is only the head."""
    her = ResidentEntry(NAME, "户主", id_number=SMALL_X.upper(), phones=(PHONE,))
    tenant = ResidentEntry("李四", "租户", phones=("19900000333",))
    event = EventEntry(Move.REGISTER, AT, USER, "登记")
    homes = [
        HouseholdEntry(HOME, number="1", head=NAME, residents=(her,)),
        HouseholdEntry(HOME, number="8", head=NAME, phone=PHONE, residents=(tenant,)),
        HouseholdEntry(HOME, number="9", head=NAME, phone=PHONE, remark=f"{NAME}外出"),
        HouseholdEntry(HOME, head=NAME, phone=PHONE),
    ]
    with database.write(USER) as session:
        household_import.store(session, homes)
        issues.register(session, IssueEntry("路灯", (event,), description=f"证号{SMALL_X}反映"))
        for phone in WRITTEN:
            told = IssueEntry("井盖", (event,), person=NAME, phone=phone, description=f"打{phone}")
            issues.register(session, told)
        settings.put(session, "general_notice:甲", {"body": f"{NAME}电话{WRITTEN[2]}"})
    return database


def test_numbers_are_found_however_they_are_written(told_loosely):
    person, hits = found(told_loosely, Person("", SMALL_X))
    assert [hit.sure for hit in hits if hit.kind is Held.ISSUE] == [True] * 4
    assert [hit.sure for hit in hits if hit.kind is Held.OWN] == [True]
    gaps = found(told_loosely, Person(NAME, phones=("199 0000 0147",)))
    assert {hit.row for hit in gaps[1]} == {hit.row for hit in hits}
    assert person.phones == (PHONE,)


def test_nothing_of_how_it_was_written_is_left(told_loosely):
    person, hits = found(told_loosely, Person("", SMALL_X))
    homes = [hit for hit in hits if hit.kind is Held.REGISTER and hit.table == "household"]
    assert [hit.sure for hit in homes] == [True] * 3
    with told_loosely.write(USER) as session:
        person_erasure.erase(session, person, [hit for hit in hits if hit.sure], SELF)
    with told_loosely.read() as connection:
        dump = list(everything(connection))
        columns = (Household.number, Household.head, Household.phone, Household.people)
        heads = sorted(tuple(row) for row in connection.execute(select(*columns)))
        query = households.HouseholdFilter(query=NAME)
        assert households.order(connection, query) == []
        assert all(r.good for r in check.run(connection, today()) if "索引" in r.what)
    traces = (NAME, SMALL_X[:17], PHONE, *WRITTEN)
    left = {(table, trace) for table, row in dump for trace in traces if trace in row}
    assert left == set()
    tenants = ("8", "李四", "19900000333", 1)
    assert heads == [("", "", "", 0), ("1", "", "", 0), tenants, ("9", "", "", 0)]


def test_a_home_of_a_namesake_is_for_the_office_to_judge(told_loosely):
    with told_loosely.write(USER) as session:
        other = HouseholdEntry(HOME, number="10", head=NAME, phone="19911111111")
        longer = HouseholdEntry(HOME, number="11", head=SON, phone=PHONE)
        household_import.store(session, [other, longer])
    person, hits = found(told_loosely, Person("", SMALL_X))
    named = [hit for hit in hits if hit.kind is Held.REGISTER and hit.table == "household"]
    homes = [(dict(hit.facts)["户主"], hit.sure) for hit in named]
    assert sorted(homes) == sorted([(NAME, True)] * 3 + [(NAME, False), (SON, False)])
    with told_loosely.write(USER) as session:
        person_erasure.erase(session, person, [hit for hit in hits if hit.sure], SELF)
    with told_loosely.read() as connection:
        query = households.HouseholdFilter(query=NAME)
        assert len(households.order(connection, query)) == 2


def test_who_was_changed_meanwhile_is_not_erased(ledger_with_her):
    database, home, _ = ledger_with_her
    person, hits = found(database, Person("", ZOU))
    with database.write(USER) as session:
        page = households.page(session.connection, home)
        entry = households.entry_of(page)
        entry = replace(entry, residents=entry.residents[::-1])  # her id may be her son's now
        household_edits.save(session, home, page.version, entry)
    with pytest.raises(KnownError, match="重新查找"), database.write(USER) as session:
        person_erasure.erase(session, person, hits, SELF)
    with database.read() as connection:
        assert data_requests.rows(connection) == ()


def test_a_request_of_tomorrow_is_refused(ledger_with_her):
    database, *_ = ledger_with_her
    later = Request(By.SELF, date(2999, 1, 1))
    with pytest.raises(KnownError, match="还没有到"), database.write(USER) as session:
        data_requests.record(session, Asked.SEE, Person(NAME, ZOU), later, "")


def test_every_text_of_every_table_is_thought_of():
    """A new column that may name somebody is a source, or known to name nobody."""
    known = {name: set() for name in Base.metadata.tables}
    for source in (*SOURCES, NOTICES):
        known[source.name] |= {*source.words, *source.shown}
    forgotten = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name not in OF_THE_OFFICE and table.name != "setting"
        for column in table.columns
        if isinstance(column.type, String | JSON | LargeBinary)
        and column.name not in known[table.name] | OF_THE_ROW
        and f"{table.name}.{column.name}" not in MADE_OF_THEM
    ]
    assert forgotten == []


def test_what_stays_says_why(ledger_with_her):
    database, *_ = ledger_with_her
    _, hits = found(database, Person("", ZOU))
    assert {hit.kind for hit in hits if hit.fate is Fate.STAYS} == {Held.NOTICE, Held.AUDIT}
    assert search.SUBJECTS  # the texts of these are made of what the sources say
    with database.read() as connection:
        assert connection.scalar(select(Audit.id).limit(1)) is not None


def test_a_visit_tells_whom_they_met_in_words(ledger_with_her):
    database, *_ = ledger_with_her
    _, hits = found(database, Person("", ZOU))
    (visit,) = (dict(hit.facts) for hit in hits if hit.kind is Held.VISIT and hit.sure)
    assert (visit["结果"], visit["方式"]) == ("见到本人", "例行")
