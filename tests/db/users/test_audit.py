"""The audit: what a record holds, how it is found, and what its chain proves."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from db import engine, migrations
from db.households import household_edits, household_import, households
from db.issues import issues
from db.models import Audit
from db.users import audit, audit_search
from db.users.audit_search import AuditFilter
from domain import masks
from domain.audit_acts import looks_or_leaves
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry
from domain.places import Level, PlaceStep
from domain.workflow import Move
from exchange import demo
from tests.conftest import PASSWORD, USER
from tests.samples import ZOU
from ui import ledgers

HOME = (
    PlaceStep(Level.COMMUNITY, "康泰社区"),
    PlaceStep(Level.COMPOUND, "翠湖花园"),
    PlaceStep(Level.BUILDING, "1栋"),
)
PHONE = "19900000147"


@pytest.fixture
def records(database):
    """Five records of two people on three days."""
    told = (
        (1, "李会计", "households", "修改住户", "翠湖花园1栋101室", "电话"),
        (2, USER, "audit", "查看证件和电话", "翠湖花园1栋101室", ""),
        (2, USER, "audit", "打印覆盖证明", "重岗街道", ""),
        (3, USER, "audit", "不脱敏导出", "住户清单", "清单.xlsx"),
        (3, "李会计", "households", "新增住户", "翠湖花园2栋202室", ""),
    )
    with database.write(USER) as session:
        for n, (day, actor, _topic, *record) in enumerate(told, 9):
            at = datetime(2026, 3, day, n)
            audit.append(session.connection, at, actor, [audit.Record(*record)], "电脑甲 · 窗口")
    return database


def found(database, **wanted):
    with database.read() as connection:
        ids = audit_search.order(connection, AuditFilter(**wanted))
        rows = audit_search.rows(connection, ids)
        return [rows[id_].action for id_ in ids if rows[id_].at.month == 3]


def test_the_newest_stands_first_and_everything_filters(records):
    assert found(records) == [
        "新增住户",
        "不脱敏导出",
        "打印覆盖证明",
        "查看证件和电话",
        "修改住户",
    ]
    assert found(records, actor="李会计") == ["新增住户", "修改住户"]
    assert found(records, action="打印覆盖证明") == ["打印覆盖证明"]
    assert found(records, query="翠湖 101") == ["查看证件和电话", "修改住户"]
    day = date(2026, 3, 2)
    assert found(records, since=day, until=day) == ["打印覆盖证明", "查看证件和电话"]
    assert found(records, leaving=True) == ["不脱敏导出", "打印覆盖证明", "查看证件和电话"]


def test_a_page_by_another_column(records):
    with records.read() as connection:
        ids = audit_search.order(connection, AuditFilter(), "actor", False, 3)
        rows = audit_search.rows(connection, ids)
    assert [rows[id_].actor for id_ in ids][:2] == sorted([USER, "李会计"])[:1] * 2


def test_what_the_filter_offers(records):
    with records.read() as connection:
        facts = audit_search.facts(connection)
    assert set(facts.actors) >= {USER, "李会计"}
    assert "打印覆盖证明" in facts.actions
    assert facts.since is not None


def test_the_place_it_was_written_at_is_part_of_the_chain(records):
    with records.read() as connection:
        assert audit.first_break(connection) is None
        last = connection.scalars(select(Audit.id).order_by(Audit.id.desc())).first()
    with records.engine.connect() as connection, connection.begin():
        connection.execute(update(Audit).where(Audit.id == last).values(origin=""))
    with records.read() as connection:
        assert audit.first_break(connection) == last


def test_a_break_says_how_much_before_it_is_whole(records):
    with records.read() as connection:
        ids = list(connection.scalars(select(Audit.id).order_by(Audit.id)))
    with records.engine.connect() as connection, connection.begin():
        connection.execute(update(Audit).where(Audit.id == ids[-2]).values(detail="改了"))
    steps = []
    with records.read() as connection:
        checked = audit.check(lambda so_far: audit.follow(connection, so_far, 2), steps.append)
    assert (checked.broken, checked.count) == (ids[-2], len(ids) - 2)
    assert steps == sorted(steps)


def test_a_ledger_says_where_it_is_written_from(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD, origin="电脑甲 · 窗口")
    with database.write(USER) as session:
        session.log("places", "记", "一条")
    with database.read() as connection:
        ids = audit_search.order(connection, AuditFilter(), limit=1)
        assert audit_search.rows(connection, ids)[ids[0]].origin == "电脑甲 · 窗口"
    database.close()


def test_records_of_an_earlier_schema_still_prove_the_chain(empty_location, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "HEAD", "0010")
        database = engine.create(empty_location, USER, PASSWORD)
        with database.write(USER) as session:
            session.log("places", "记", "早先的一条")
        with database.read() as connection:
            assert audit.first_break(connection) is None
        database.close()
    database = engine.open_ledger(empty_location, USER, PASSWORD, origin="电脑甲 · 窗口")
    with database.write(USER) as session:
        session.log("places", "记", "后来的一条")
    with database.read() as connection:
        assert audit.first_break(connection) is None
        origins = connection.scalars(select(Audit.origin).order_by(Audit.id)).all()
    assert origins[-2:] == ["", "电脑甲 · 窗口"]
    database.close()


def test_no_number_of_a_person_stands_in_it(database):
    """Whatever was typed where no number belongs."""
    person = ResidentEntry(f"邹秀英{ZOU}", "户主", id_number=ZOU, phones=(PHONE,))
    ledgers.fill_demo(database, USER, demo.build(60, 1, date(2026, 3, 1)))
    home = HouseholdEntry(HOME, room="101", head=person.name, residents=(person,))
    at = datetime(2026, 3, 2, 9)
    event = EventEntry(Move.REGISTER, at, USER)
    with database.write(USER) as session:
        household_import.store(session, [home])
        issues.register(session, IssueEntry(title=f"{ZOU} 请打 {PHONE}", events=(event,)))
        session.log("places", "记", f"卡号 6222021234567890123 {PHONE}", f"证件 {ZOU}")
    with database.write(USER) as session:
        (id_,) = households.order(session.connection, households.HouseholdFilter(query=PHONE))
        page = households.page(session.connection, id_)
        household_edits.save(session, id_, page.version, households.entry_of(page))
    with database.read() as connection:
        told = connection.execute(select(Audit.subject, Audit.detail)).all()
    assert len(told) > 20
    assert [masks.scan(text) for row in told for text in row if masks.scan(text)] == []


def test_what_an_inspector_asks_for_first():
    assert looks_or_leaves("查看证件和电话")
    assert looks_or_leaves("打印派单")
    assert looks_or_leaves("查阅个人信息")
    assert looks_or_leaves("备份")
    assert not looks_or_leaves("修改住户")


def test_the_first_record_says_where_the_ledger_was_made(empty_location):
    database = engine.create(empty_location, USER, PASSWORD, origin="电脑甲 · 窗口")
    with database.read() as connection:
        ids = audit_search.order(connection, AuditFilter(), descending=False)
        rows = audit_search.rows(connection, ids)
    database.close()
    assert [rows[id_].origin for id_ in ids] == ["电脑甲 · 窗口"]
