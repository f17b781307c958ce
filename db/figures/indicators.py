"""What the indicators of a period count, for the whole office or by unit, team, place, category."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from db import places
from db.issues import rules
from db.issues.issue_filter import due_in
from db.models import Category, DispatchOrder, Issue, IssueEvent, Team, Unit
from db.reading import Reader, fetch
from db.teams.coverage import DEFAULT_LINE, active_assignments
from domain.deadlines import workdays_between
from domain.indicators import Counts
from domain.workflow import Move, Rating

_GOOD = (Rating.SATISFIED, Rating.FAIR)
_RESULTS = (Move.RESOLVE, Move.SETTLE)
_HEARD = ("heard", "solved", "satisfied", "fair", "unreached")  # as `_calls` counts them


class By(StrEnum):
    """What a figure is broken down by."""

    UNIT = "unit"
    TEAM = "team"
    COMMUNITY = "community"
    CATEGORY = "category"


BY_WORDS = {By.UNIT: "单位", By.TEAM: "工作组", By.COMMUNITY: "社区（村）", By.CATEGORY: "类别"}
NOBODY = "（未定）"
_KEYS = {
    None: "all",
    By.UNIT: "unit",
    By.TEAM: "place",
    By.COMMUNITY: "place",
    By.CATEGORY: "category",
}

_Key = ColumnElement[Any]


def counts(
    connection: Reader, since: date, until: date, now: datetime, by: By | None = None
) -> dict[str, Counts]:
    """The counts of a period, both days included, by name; without ``by`` under one empty name.

    What is not due before ``now`` is not counted as due. A unit is that of the order for what
    counts orders, else the lead unit; a team is the one that answers for the issue's place.
    """
    return several(connection, since, until, now, (by,))[by]


def several(
    connection: Reader, since: date, until: date, now: datetime, bys: Iterable[By | None]
) -> dict[By | None, dict[str, Counts]]:
    """The counts of a period broken down in several ways; what goes by place is counted once."""
    span = (datetime.combine(since, time.min), datetime.combine(until, time.max))
    counted: dict[str, dict[Any, Counts]] = {}
    made: dict[By | None, dict[str, Counts]] = {}
    for by in bys:
        key = _KEYS[by]
        if key not in counted:
            counted[key] = _counted(connection, by, span, now)
        label = _labels(connection, by, until)
        named: dict[str, Counts] = defaultdict(Counts)
        for id_, part in counted[key].items():
            named[label(id_)] += part
        made[by] = dict(named)
    return made


def _counted(
    connection: Reader, by: By | None, span: tuple[datetime, datetime], now: datetime
) -> dict[Any, Counts]:
    """The counts by the id of a unit, place or category."""
    of_issue = _key(by, Issue.lead_unit_id)
    made: dict[Any, Counts] = defaultdict(Counts)

    def add(statement: Any, *names: str) -> None:
        grouped = statement if by is None else statement.group_by(statement.selected_columns[0])
        for key, *numbers in fetch(connection, grouped):
            made[key] += Counts(**{n: int(v or 0) for n, v in zip(names, numbers, strict=True)})

    add(_registered(of_issue, span), "registered")
    add(
        _orders(_key(by, DispatchOrder.unit_id), span),
        "dispatched",
        "signed_in_time",
        "contacted_in_time",
        "returned",
    )
    add(_due(of_issue, span, now), "due", "finished_in_time")
    add(_calls(of_issue, span), *_HEARD)
    add(_reworked(of_issue, span), "reworked")
    add(_closed(of_issue, span), "closed", "closed_with_satisfaction")
    for id_, part in _resolved(connection, of_issue, span).items():
        made[id_] += part
    return made


def satisfaction(connection: Reader, since: date, until: date, by: By) -> dict[str, Counts]:
    """What the calls of a period heard, by name; nothing else is counted. A unit is the lead."""
    span = (datetime.combine(since, time.min), datetime.combine(until, time.max))
    label = _labels(connection, by, until)
    key = _key(by, Issue.lead_unit_id)
    made: dict[str, Counts] = defaultdict(Counts)
    for found, *numbers in fetch(connection, _calls(key, span).group_by(key)):
        made[label(found)] += _heard(numbers)
    return {name: part for name, part in made.items() if part.heard}


def calls_by_place(
    connection: Reader, since: date, until: date
) -> dict[int | None, dict[str, Counts]]:
    """What the calls of a period heard, by the place of the issue (None without one) and the name
    of its category; nothing else is counted."""
    span = (datetime.combine(since, time.min), datetime.combine(until, time.max))
    label = _labels(connection, By.CATEGORY, until)
    place, category = _key(By.COMMUNITY, None), _key(By.CATEGORY, None)
    calls = _calls(place, span).add_columns(category).group_by(place, category)
    made: dict[int | None, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    for place_id, *numbers, category_id in fetch(connection, calls):
        made[place_id][label(category_id)] += _heard(numbers)
    return {place_id: dict(named) for place_id, named in made.items()}


def _heard(numbers: Iterable[int | None]) -> Counts:
    return Counts(**{name: int(n or 0) for name, n in zip(_HEARD, numbers, strict=True)})


def _key(by: By | None, unit: Any) -> _Key:
    keys: dict[By | None, Any] = {
        None: literal(0),
        By.UNIT: unit,
        By.TEAM: Issue.place_id,
        By.COMMUNITY: Issue.place_id,
        By.CATEGORY: Issue.category_id,
    }
    key: _Key = keys[by]
    return key


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _registered(key: _Key, span: tuple[datetime, datetime]) -> Any:
    return select(key, func.count()).where(Issue.registered_at.between(*span))


def _orders(key: _Key, span: tuple[datetime, datetime]) -> Any:
    order = DispatchOrder
    return (
        select(
            key,
            func.count(),
            _sum(order.signed_at <= order.sign_by),
            _sum(order.contacted_at <= order.contact_by),
            _sum(order.returned_at.is_not(None)),
        )
        .join(Issue, Issue.id == order.issue_id)
        .where(order.dispatched_at.between(*span))
    )


def _due(key: _Key, span: tuple[datetime, datetime], now: datetime) -> Any:
    in_time = _sum(Issue.resolved_at <= Issue.due_at)
    return select(key, func.count(), in_time).where(due_in(*span, now))


def _events(key: _Key, move: Move, span: tuple[datetime, datetime], *columns: Any) -> Any:
    return (
        select(key, *columns)
        .select_from(IssueEvent)
        .join(Issue, Issue.id == IssueEvent.issue_id)
        .where(IssueEvent.move == move, IssueEvent.occurred_at.between(*span))
    )


def _calls(key: _Key, span: tuple[datetime, datetime]) -> Any:
    heard = IssueEvent.rating != Rating.UNREACHED
    return _events(
        key,
        Move.FOLLOW_UP,
        span,
        _sum(heard),
        _sum(heard & IssueEvent.solved.is_(True)),
        _sum(IssueEvent.rating.in_(_GOOD)),
        _sum(IssueEvent.rating == Rating.FAIR),
        _sum(IssueEvent.rating == Rating.UNREACHED),
    )


def _reworked(key: _Key, span: tuple[datetime, datetime]) -> Any:
    return _events(key, Move.REWORK, span, func.count())


def _closed(key: _Key, span: tuple[datetime, datetime]) -> Any:
    return _events(key, Move.CLOSE, span, func.count(), _sum(Issue.rating.in_(_GOOD)))


def _resolved(connection: Reader, key: _Key, span: tuple[datetime, datetime]) -> dict[Any, Counts]:
    """What was resolved, with its workdays: no SQL knows which days the office worked."""
    office = rules.current(connection).office
    sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    # By the events: what was reworked later was resolved in its month all the same.
    resolved = (
        select(key, Issue.opened_day, IssueEvent.occurred_at)
        .select_from(IssueEvent)
        .join(Issue, Issue.id == IssueEvent.issue_id)
        .where(IssueEvent.move.in_(_RESULTS), IssueEvent.occurred_at.between(*span))
    )
    for found, opened, resolved_at in fetch(connection, resolved):
        days = workdays_between(date.fromordinal(opened), resolved_at.date(), office)
        own = sums[found]
        own[0] += 1
        own[1] += max(0, days)
    return {id_: Counts(resolved=n, work_days=days) for id_, (n, days) in sums.items()}


def _labels(connection: Reader, by: By | None, day: date) -> Callable[[Any], str]:
    """The name for a key of the query."""
    if by is None:
        return lambda key: ""
    if by is By.UNIT:
        names = dict(fetch(connection, select(Unit.id, Unit.name)))
    elif by is By.CATEGORY:
        found = fetch(connection, select(Category.id, Category.path))
        names = {id_: path.partition("/")[0] for id_, path in found}
    elif by is By.COMMUNITY:
        names = {id_: row.name for id_, row in places.community_of(connection).items()}
    else:
        names = _teams(connection, day)
    return lambda key: names.get(key, NOBODY)


def _teams(connection: Reader, day: date) -> dict[int, str]:
    """The team of each place: the nearest assignment at or above it, where it is one team's."""
    names = dict(fetch(connection, select(Team.id, Team.name)))
    nearest: dict[int, set[int]] = defaultdict(set)
    active = active_assignments(day, DEFAULT_LINE)
    for place_id, team_id in fetch(connection, select(active.c.place_id, active.c.team_id)):
        nearest[place_id].add(team_id)
    rows = places.all_places(connection)
    parents = {row.id: row.parent_id for row in rows}
    found = {}
    for row in rows:
        at: int | None = row.id
        while at is not None and at not in nearest:
            at = parents.get(at)
        teams = nearest[at] if at is not None else set()
        if len(teams) == 1:
            found[row.id] = names[next(iter(teams))]
    return found


def months(until: date, count: int) -> list[tuple[date, date]]:
    """The last so many months, the one of ``until`` last, each from its first to its last day."""
    spans = []
    first = until.replace(day=1)
    for _ in range(count):
        after = (first + timedelta(days=32)).replace(day=1)
        spans.append((first, after - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return spans[::-1]
