"""The backlog by colour, two years day by day, against one GROUP BY over the same events."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import accumulate
from time import perf_counter

from benchmarks import stock
from benchmarks.figures import Figure, median, ratio
from db import engine
from db.figures import statistics
from db.location import Location
from db.reading import fetch

TIMES = 7


def measure(location: Location) -> list[Figure]:
    """Both over all events of the ledger, in turns."""
    until = stock.TODAY - timedelta(days=1)
    since = until - timedelta(days=729)
    database = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    try:
        with database.read() as connection, closing(sqlite3.connect(":memory:")) as plain:
            events = _copy(connection, plain, until.toordinal())
            ours, floors = [], []
            for _ in range(TIMES):
                start = perf_counter()
                series = statistics.backlog(connection, since, until)
                middle = perf_counter()
                sums = _floor(plain)
                floors.append(perf_counter() - middle)
                ours.append(middle - start)
    finally:
        database.close()
    last = {colour: counts[-1] for colour, counts in series.counts.items()}
    if any(sums.get(colour, [0])[-1] != count for colour, count in last.items()):
        raise AssertionError(f"the floor counts otherwise: {last}")
    what = f"各色问题存量，2 年逐日，{events:,} 条办理记录"
    return [ratio("backlog", what, median(floors), median(ours), 2)]


def _copy(connection: engine.Connection, plain: sqlite3.Connection, last: int) -> int:
    """The events to the last day as the plainest table there is, indexed."""
    from sqlalchemy import text

    told = text('SELECT day, "left", entered FROM issue_event WHERE day <= :last')
    rows = fetch(connection, told.bindparams(last=last))
    plain.execute("CREATE TABLE event (day INTEGER, gone TEXT, entered TEXT)")
    plain.executemany("INSERT INTO event VALUES (?, ?, ?)", [tuple(row) for row in rows])
    plain.execute("CREATE INDEX by_day ON event (day, gone, entered)")
    return len(rows)


def _floor(plain: sqlite3.Connection) -> dict[str, list[int]]:
    """One GROUP BY and a cumulative sum a colour."""
    grouped: dict[str, list[int]] = {}
    for _, gone, entered, count in plain.execute(
        "SELECT day, gone, entered, count(*) FROM event GROUP BY day, gone, entered ORDER BY day"
    ):
        if gone != entered:
            grouped.setdefault(entered, []).append(count)
            grouped.setdefault(gone, []).append(-count)
    return {colour: list(accumulate(steps)) for colour, steps in grouped.items()}
