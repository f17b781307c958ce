"""包联方案 over the whole ledger: read, weighed and dealt, against the proof of coverage alone."""

from collections.abc import Callable
from time import perf_counter

from sqlalchemy import delete

from benchmarks import stock
from benchmarks.figures import Figure, median, ratio
from db import coverage, engine, proposing, teams
from db.location import Location
from db.models import Assignment
from db.session import WriteSession
from domain.proposal import Proposal, propose

TIMES = 5


class _TakenBack(Exception):  # noqa: N818 - ends a unit of work of which nothing stays
    pass


def measure(location: Location) -> list[Figure]:
    """The ledger as it is and without any assignment, and the list of its teams."""
    database = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    try:
        with database.write(stock.USER) as session:
            figures = _all(session)
            raise _TakenBack
    except _TakenBack:
        return figures
    finally:
        database.close()


def _all(session: WriteSession) -> list[Figure]:
    connection, day = session.connection, session.at.date()
    proof = _times(lambda: coverage.coverage(connection, day))
    listed = _times(lambda: teams.all_teams(connection, day))
    some = _times(lambda: _proposed(session))
    session.execute(delete(Assignment))
    every = _times(lambda: _proposed(session))
    told = f"{coverage.coverage(connection, day).households:,} 户"
    return [
        ratio("proposal", f"包联方案，{told}，照原有的包联", proof, some, 15),
        ratio("proposal_all", f"包联方案，{told}，一处也没有包联", proof, every, 15),
        ratio("teams", f"工作组清单（户数、重点户、未办结），{told}", proof, listed, 10),
    ]


def _proposed(session: WriteSession) -> Proposal:
    """A proposal that leaves no gap."""
    basis = proposing.basis(session.connection, session.at.date())
    made = propose(basis.land, basis.crews)
    if made.left:
        raise AssertionError(f"{made.left} gaps are left")
    return made


def _times(act: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return median(times)
