"""走访 on the whole ledger: whom the targets ask for, how the teams stand, one household's past."""

from sqlalchemy import func, insert, literal, select

from benchmarks import stock
from benchmarks.figures import Figure, ratio
from benchmarks.taken_back import measured, times
from db.location import Location
from db.models import Household, Visit
from db.session import WriteSession
from db.teams import coverage
from db.visits import visit_targets, visits
from db.visits.visit_targets import DueFilter
from domain.visits import Every, Outcome, VisitKind, span

MANY = 2_000_000  # visits on record
PAGE = 60


def measure(location: Location) -> list[Figure]:
    """The page as it is, and a household's card once there are two million visits."""
    return measured(location, _all)


def _all(session: WriteSession) -> list[Figure]:
    connection, day = session.connection, stock.TODAY
    period = span(Every.QUARTER, day)
    proof = times(lambda: coverage.coverage(connection, day))
    stand = times(lambda: visit_targets.figures(connection, period, day))
    due = times(lambda: visit_targets.order(connection, DueFilter(day), limit=PAGE))
    home = connection.scalar(select(Household.id).order_by(Household.position).limit(1)) or 0
    before = times(lambda: visits.of_household(connection, home, 3))
    _fill_up(session)
    there = visits.count(connection, visits.VisitFilter())
    after = times(lambda: visits.of_household(connection, home, 3))
    ms = 1000
    return [
        ratio("visit_figures", "走访覆盖率、待走访、超期，按工作组", proof, stand, 10),
        Figure("visit_due", "应走访清单：首屏数据", due * ms, "ms", 50),
        Figure("visit_home", f"一户的走访记录，共 {there:,} 次", after * ms, "ms", 10),
        Figure("visit_growth", "　　与现有走访之比", after / before, "×", 1.5),
    ]


def _fill_up(session: WriteSession) -> None:
    """As many further visits as make two million, spread over all households."""
    there = visits.count(session.connection, visits.VisitFilter())
    homes = session.connection.scalar(select(func.count()).select_from(Household)) or 1
    values = {
        "kind": VisitKind.ROUTINE,
        "outcome": Outcome.NOBODY,
        "note": "",
        "recorded_at": session.at,
        "recorded_by": stock.USER,
        "version": 1,
    }
    more = select(
        Household.id, literal(stock.TODAY), *(literal(value) for value in values.values())
    )
    names = ["household_id", "day", *values]
    for _ in range(max(0, (MANY - there) // homes + 1)):
        session.execute(insert(Visit).from_select(names, more))
