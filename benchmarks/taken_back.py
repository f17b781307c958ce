"""Measuring in a unit of work of which nothing stays."""

from collections.abc import Callable
from time import perf_counter

from benchmarks import stock
from benchmarks.figures import Figure, median
from db import engine
from db.location import Location
from db.session import WriteSession

TIMES = 7


class _TakenBack(Exception):  # noqa: N818 - ends a unit of work
    pass


def measured(location: Location, act: Callable[[WriteSession], list[Figure]]) -> list[Figure]:
    """What ``act`` measures in the ledger, which is as before then."""
    database = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    try:
        with database.write(stock.USER) as session:
            figures = act(session)
            raise _TakenBack
    except _TakenBack:
        return figures
    finally:
        database.close()


def times(act: Callable[[], object]) -> float:
    """How long something takes in seconds, the median of several times."""
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        act()
        taken.append(perf_counter() - start)
    return median(taken)
