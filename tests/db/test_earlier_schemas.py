"""A ledger of every schema there ever was, with a row in each table, brought up to date: all that
was in it is in it, or, where a step fails, nothing has changed."""

from datetime import date, datetime

import pytest
from alembic import op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, select, text
from sqlalchemy import types as sql

from db import check, engine, migrations
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.session import today
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER
from tests.db.test_migrations import as_it_is


def _revisions():
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    steps = ScriptDirectory.from_config(config).walk_revisions()
    return sorted(step.revision for step in steps if step.revision != migrations.HEAD)


EARLIER = _revisions()
AT, DAY = datetime(2026, 11, 2, 9), date(2026, 11, 2)
# Where any word would not do: an issue that was registered and no more.
MEANING = {
    "issue": {
        "state": "registered", "colour": "green", "source": "appeal", "urgency": "", "rating": None,
        "clock_from": None, "due_at": None, "resolved_at": None, "ended_day": None,
        "suspended_at": None, "solved": None,
    },
    "issue_event": {
        "move": "register", "state": "registered", "colour": "green", "left": "",
        "entered": "green", "urgency": "", "rating": None, "solved": None,
    },
    "slip": {"kind": "remind"},
    "place": {"level": "community"},
    "photo": {"content": b"\xff\xd8\xff\xd9"},
}  # fmt: skip
# What a step sets anew: an earlier program's printed notice was none of the register's, and texts
# are cut for the search as they are cut now.
CHANGED = {("notice", "state"), ("household_text", "grams"), ("issue_text", "grams")}
# What the ledger's own first acts filled.
OWN = {"alembic_version", "account", "audit", "change"}


def _value(table, column):
    told = MEANING.get(table.name, {})
    if column.name in told:
        return told[column.name]
    if column.foreign_keys:
        is_self = any(key.column.table is table for key in column.foreign_keys)
        return None if is_self or column.nullable else 1
    kinds = (
        (sql.Boolean, False),
        (sql.Integer, 1),
        (sql.Float, 1.5),
        (sql.DateTime, AT),
        (sql.Date, DAY),
        (sql.JSON, {"甲": 1}),
        (sql.LargeBinary, b"x"),
    )
    found = next((value for kind, value in kinds if isinstance(column.type, kind)), None)
    return f"{table.name}.{column.name}" if found is None else found


def _tables(connection):
    """The tables as they are, parents first; those of the text index are the program's own."""
    names = [name for name in inspect(connection).get_table_names() if "gram" not in name]
    found = MetaData()
    found.reflect(connection, only=[name for name in names if name not in OWN])
    return found.sorted_tables


def _rows(connection, tables):
    return {t.name: [row._asdict() for row in connection.execute(select(t))] for t in tables}


def _dump(connection):
    """Everything there is, and how it is laid out."""
    inspector = inspect(connection)
    names = sorted(inspector.get_table_names())
    rows = {
        name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
        for name in names
        if "gram" not in name
    }
    columns = {name: repr(inspector.get_columns(name)) for name in names}
    is_file = connection.dialect.name == "sqlite"
    laid_out = (
        "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
        if is_file
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    )
    return rows, columns, connection.execute(text(laid_out)).all()


@pytest.fixture(params=EARLIER)
def earlier(request, empty_location, monkeypatch):
    """A ledger of an earlier schema with a row in each table; its rows as they are there."""
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "HEAD", request.param)
        database = engine.create(empty_location, USER, PASSWORD)
        with database.write(USER) as session:
            tables = _tables(session.connection)
            for table in tables:
                if not session.connection.execute(select(table)).first():
                    row = {column.name: _value(table, column) for column in table.columns}
                    session.connection.execute(table.insert(), row)
        with database.read() as connection:
            assert migrations.version(connection) == request.param
            rows = _rows(connection, tables)
        database.close()
    assert all(rows.values())
    return empty_location, rows


def _same(table, before, after):
    """Whether a row is what it was, in the columns there still are."""
    kept = (set(before) & set(after)) - {name for t, name in CHANGED if t == table}
    return {name: before[name] for name in kept} == {name: after[name] for name in kept}


def test_every_earlier_ledger_opens_with_all_that_was_in_it(earlier):
    location, before = earlier
    database = engine.open_ledger(location, USER, PASSWORD)
    with database.read() as connection:
        assert migrations.version(connection) == migrations.HEAD
        after = _rows(connection, _tables(connection))
        lost = [
            (name, rows, after.get(name))
            for name, rows in before.items()
            if len(after.get(name, ())) < len(rows)
            or not all(_same(name, *pair) for pair in zip(rows, after[name], strict=False))
        ]
        assert lost == []
        (issue_id,) = issues.order(connection, IssueFilter())
        assert [e.move for e in issues.page(connection, issue_id).events] == ["register"]
        assert [
            r.what for r in check.run(connection, today()) if not r.good and r.what == "问题与过程"
        ] == []
    database.close()


@pytest.mark.parametrize("earlier", ["0001", "0009"], indirect=True)
def test_a_step_that_fails_late_leaves_nothing_behind(earlier, monkeypatch, caplog, tmp_path):
    location, _ = earlier
    database = as_it_is(location)
    with database.read() as connection:
        before = _dump(connection)
    database.close()
    content = location.file.read_bytes() if location.file else b""
    real, done = op.add_column, []

    def fail(table, column, **how):
        if done.count("account") == 2:
            raise ZeroDivisionError
        done.append(table)
        real(table, column, **how)

    caplog.expected = ("a ledger was not brought up to date",)
    with monkeypatch.context() as patched:
        patched.setattr(op, "add_column", fail)
        with pytest.raises(KnownError, match=r"没有升级成功.*仍和升级前一样") as told:
            engine.open_ledger(location, USER, PASSWORD)
    database = as_it_is(location)
    with database.read() as connection:
        assert _dump(connection) == before
    database.close()
    if location.file is not None:
        assert location.file.read_bytes() == content
        (saved,) = (tmp_path / "备份").iterdir()
        assert saved.name in str(told.value)
    engine.open_ledger(location, USER, PASSWORD).close()
