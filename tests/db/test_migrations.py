"""Ledgers of every earlier schema, filled as the program of that day filled them, and opened."""

from datetime import datetime

import pytest
from sqlalchemy import inspect, text

from db import check, drivers, engine, migrations, search
from db.backups import backup_file, restoring
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.location import Location
from db.models import Base
from db.notices import notice_register
from db.notices.notice_register import NoticeFilter
from db.session import now, today
from db.vault import keys
from domain import history
from domain.backups import Why
from domain.errors import KnownError
from domain.workflow import Move, State
from tests.conftest import PASSWORD, USER

ISSUE = (
    "INSERT INTO issue (id, number, title, description, source, place_text, person, phone, state,"
    " colour, urgent, registered_at, clock_from, due_at, opened_day, version)"
    " VALUES (1, '2026-0001', '电梯停运', '', 'appeal', '', '', '', 'handling', 'yellow', :no,"
    " :registered, :triaged, :due, 739557, 5)"
)
EVENT = (
    "INSERT INTO issue_event (issue_id, seq, move, state, occurred_at, recorded_at, actor, note,"
    ' unit_id, colour, day, "left", entered)'
    " VALUES (1, :seq, :move, :state, :at, :at, '李干部', '', :unit, :colour, 739557, :before,"
    " :colour)"
)
PAST = (
    (Move.REGISTER, State.REGISTERED, 9, None, "green", ""),
    (Move.TRIAGE, State.TRIAGED, 10, None, "yellow", "green"),
    (Move.DISPATCH, State.DISPATCHED, 11, 1, "yellow", "yellow"),
    (Move.SIGN, State.HANDLING, 15, None, "yellow", "yellow"),
)


def at(hour):
    return datetime(2026, 11, 2, hour)


def as_it_is(location):
    """A ledger that is not brought up to date."""
    if location.file is None:
        return engine.Database(location, drivers.server_engine(location))
    return engine._with_key(location, keys.unlock(location.keys, USER, PASSWORD, now()).current)


@pytest.fixture
def first_schema(empty_location, monkeypatch):
    """A ledger of the first schema with one issue under way."""
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "HEAD", "0001")
        database = engine.create(empty_location, USER, PASSWORD)
        with database.write(USER) as session:
            connection = session.connection
            connection.execute(text("INSERT INTO unit (id, name, level) VALUES (1, '住建办', '')"))
            connection.execute(
                text(ISSUE),
                {"no": False, "registered": at(9), "triaged": at(10), "due": at(12)},
            )
            words = (
                "INSERT INTO issue_text (issue_id, text) VALUES (1, ' 2026-0001 3-1-502 电梯停运')"
            )
            connection.execute(text(words))  # what was cut from it has changed since
            for seq, (move, state, hour, unit, colour, before) in enumerate(PAST, 1):
                values = {"move": move, "state": state, "at": at(hour), "unit": unit}
                more = {"seq": seq, "colour": colour, "before": before}
                connection.execute(text(EVENT), values | more)
        database.close()
    return empty_location


def test_the_first_schema_opens_with_everything_in_it(first_schema):
    database = engine.open_ledger(first_schema, USER, PASSWORD)
    with database.read() as connection:
        assert migrations.version(connection) == migrations.HEAD
        (issue_id,) = issues.order(connection, IssueFilter())
        assert search.coverage_of(connection, "issue") == (1, 1)
        for query in ("3-1-502", "2026-0001", "电梯"):
            assert issues.order(connection, IssueFilter(query)) == [issue_id]
        page = issues.page(connection, issue_id)
        assert page.row.due_at == datetime(2026, 11, 11, 23, 59, 59)
        assert [e.move for e in page.events] == [move for move, *_ in PAST]
        order = page.standing.order
        assert (order.unit, order.signed_at) == ("住建办", at(15))
        assert order.sign_by == datetime(2026, 11, 3, 23, 59, 59)
        results = check.run(connection, today())
        assert all(r.good for r in results if r.what == "问题与过程")
    database.close()


def test_the_steps_lead_to_the_tables_of_the_models(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(thing, name, kind, reflected, compared):
        text_index = "gram" in (name or "")  # has no model: `db.search` makes it
        return not (reflected and compared is None and text_index)

    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, Base.metadata) == []


def test_why_a_notice_is_void_stands_apart(empty_location, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "HEAD", "0010")
        database = engine.create(empty_location, USER, PASSWORD)
        with database.write(USER) as session:
            for serial, (state, told) in enumerate((("void", "内容有误"), ("printed", "同意")), 1):
                session.connection.execute(
                    text(
                        "INSERT INTO notice (template, title, state, year, serial, since, until,"
                        " sheets, paper, digest, exception, created_at, created_by, version)"
                        " VALUES ('general', :told, :state, 2026, :serial, '2026-06-01',"
                        " '2026-06-30', 1, 'a4', '', :told, :at, '李干部', 1)"
                    ),
                    {"told": told, "state": state, "serial": serial, "at": at(9)},
                )
        database.close()
    database = engine.open_ledger(empty_location, USER, PASSWORD)
    with database.read() as connection:
        rows = notice_register.rows(connection, notice_register.order(connection, NoticeFilter()))
    database.close()
    told = {row.title: (row.exception, row.void_reason) for row in rows.values()}
    assert told == {"内容有误": ("", "内容有误"), "同意": ("同意", "")}


def test_a_step_that_fails_leaves_the_ledger_as_it_was(first_schema, monkeypatch):
    def fail(events):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(history, "replay", fail)
        patched.setattr(engine.log, "disabled", True)
        with pytest.raises(KnownError, match="没有升级成功"):
            engine.open_ledger(first_schema, USER, PASSWORD)
    database = as_it_is(first_schema)
    with database.read() as connection:
        assert migrations.version(connection) == "0001"
        assert connection.scalar(text("SELECT count(*) FROM issue_event")) == len(PAST)
        assert not inspect(connection).has_table("meeting")
    database.close()


def test_a_ledger_is_backed_up_before_its_schema_changes(first_schema, tmp_path):
    if first_schema.file is None:
        pytest.skip("a server is backed up by its administrator")
    engine.open_ledger(first_schema, USER, PASSWORD).close()
    engine.open_ledger(first_schema, USER, PASSWORD).close()  # nothing to bring up any more
    (saved,) = (tmp_path / "备份").iterdir()
    manifest = backup_file.manifest_of(saved)
    assert (manifest.why, manifest.state.schema) == (Why.UPGRADE, "0001")
    fresh = Location(tmp_path / "fresh.xcd")
    restoring.restore(saved, fresh, USER, PASSWORD, origin="电脑甲 · 窗口")
    database = engine.open_ledger(fresh, USER, PASSWORD)
    with database.read() as connection:
        assert migrations.version(connection) == migrations.HEAD
        assert len(issues.order(connection, IssueFilter("电梯"))) == 1
    database.close()


def test_without_a_backup_the_schema_stays(first_schema, tmp_path):
    if first_schema.file is None:
        pytest.skip("a server is backed up by its administrator")
    (tmp_path / "备份").touch()  # where the folder should be
    before = first_schema.file.read_bytes()
    with pytest.raises(KnownError, match="没有打开、没有改动"):
        engine.open_ledger(first_schema, USER, PASSWORD)
    assert first_schema.file.read_bytes() == before
