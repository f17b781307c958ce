"""Reading the report of a period: a few set-based queries a part (DOMAIN.md §5)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from db import places
from db.figures import indicators, statistics
from db.figures.indicators import BY_WORDS, NOBODY, By
from db.issues import rules
from db.issues.issue_filter import IN_WORK, open_on
from db.issues.standing import last_note
from db.models import Category, Issue, IssueEvent, Unit
from db.reading import Reader, fetch
from domain import colours
from domain.happy_bill import Settled
from domain.indicators import Counts, period_before, total
from domain.paper_words import office_words
from domain.report import Breakdown, Late, Line, Loud, Report, Stock, ranked
from domain.rules import Rules
from domain.workflow import STATE_WORDS, Move, Rating, State

_LOUDEST = 10
_GOOD = (Rating.SATISFIED, Rating.FAIR)
_RESULTS = (Move.RESOLVE, Move.SETTLE)


def read(
    connection: Reader,
    since: date,
    until: date,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """The report of a period, both days included, as far as it has come by ``now``.

    ``progress`` may raise to stop.
    """
    last = max(min(until, now.date()), since)
    office = rules.current(connection)
    before = period_before(since, until)
    progress(0, 3)
    here = indicators.several(connection, since, last, now, By)
    progress(1, 3)
    there = indicators.several(connection, *before, now, By)
    progress(2, 3)
    return Report(
        office=office_words(places.root(connection).name),
        since=since,
        until=last,
        planned_until=until,
        before=before,
        counts=total(here[By.CATEGORY].values()),
        counts_before=total(there[By.CATEGORY].values()),
        stock=_stock(connection, since, last, office),
        breakdowns=tuple(_breakdown(by, here[by], there[by]) for by in By),
        loud=_loud(connection, since, last),
        late=_late(connection, last, now, office),
        settled=settled(connection, since, last),
    )


def _breakdown(by: By, here: Mapping[str, Counts], there: Mapping[str, Counts]) -> Breakdown:
    names = {**here, **there}
    lines = (Line(n, here.get(n, Counts()), there.get(n, Counts())) for n in names)
    return Breakdown(BY_WORDS[by], ranked(lines, NOBODY))


def _stock(connection: Reader, since: date, until: date, office: Rules) -> tuple[Stock, ...]:
    series = statistics.backlog(connection, since - timedelta(days=1), until)
    gravest_first = sorted(series.counts, key=colours.PALETTE.index, reverse=True)
    return tuple(
        Stock(key, colours.word(key, office.colours), series.counts[key][0], series.counts[key][1:])
        for key in gravest_first
    )


def _late(connection: Reader, day: date, now: datetime, office: Rules) -> tuple[Late, ...]:
    """What was overdue at the end of a day, by what the last event until then left behind."""
    end = min(datetime.combine(day, time.max), now)
    last = select(func.max(IssueEvent.seq)).where(
        IssueEvent.issue_id == Issue.id, IssueEvent.day <= day.toordinal()
    )
    found = fetch(
        connection,
        select(
            Issue.number,
            Issue.title,
            Issue.place_text,
            func.coalesce(Unit.name, ""),
            IssueEvent.colour,
            IssueEvent.due_at,
        )
        .join(IssueEvent, IssueEvent.issue_id == Issue.id)
        .outerjoin(Unit, Unit.id == Issue.lead_unit_id)
        .where(open_on(day), IssueEvent.seq == last.correlate(Issue).scalar_subquery())
        .where(IssueEvent.due_at < end, IssueEvent.state.in_(IN_WORK))
        .order_by(IssueEvent.due_at, Issue.number),
    )
    return tuple(
        Late(
            number,
            title,
            place,
            unit,
            colour,
            colours.word(colour, office.colours),
            due_at.date(),
            max((end.date() - due_at.date()).days, 1),
        )
        for number, title, place, unit, colour, due_at in found
    )


def _loud(connection: Reader, since: date, until: date) -> tuple[Loud, ...]:
    """The common issues into which most was merged: what was registered in the period counts
    first."""
    parent, child = aliased(Issue), aliased(Issue)
    fresh = func.sum(case((child.opened_day >= since.toordinal(), 1), else_=0))
    merged = func.count(child.id)
    unit = func.coalesce(Unit.name, "")
    columns = (parent.number, parent.title, unit, parent.state)
    found = fetch(
        connection,
        select(*columns, merged, fresh)
        .join(child, child.common_id == parent.id)
        .outerjoin(Unit, Unit.id == parent.lead_unit_id)
        .where(child.ended_day <= until.toordinal())
        .group_by(parent.id, *columns)
        .order_by(fresh.desc(), merged.desc(), parent.number)
        .limit(_LOUDEST),
    )
    return tuple(
        Loud(number, title, name, STATE_WORDS[State(state)], int(count), int(new))
        for number, title, name, state, count, new in found
    )


def settled(connection: Reader, since: date, until: date) -> tuple[Settled, ...]:
    """What was closed with satisfaction in a period, in the order of time."""
    return tuple(one for _, one in settled_by_place(connection, since, until))


def settled_by_place(
    connection: Reader, since: date, until: date
) -> list[tuple[int | None, Settled]]:
    """The same with the place of each, None where no place is known."""
    span = (datetime.combine(since, time.min), datetime.combine(until, time.max))
    columns = (
        Issue.number,
        func.replace(func.coalesce(Category.path, ""), "/", " / "),
        Issue.place_text,
        Issue.title,
        Issue.colour,
        func.coalesce(Unit.name, ""),
        last_note(_RESULTS),
        IssueEvent.occurred_at,
        Issue.rating,
        Issue.place_id,
    )
    found = fetch(
        connection,
        _closed(span)
        .with_only_columns(*columns)
        .outerjoin(Category, Category.id == Issue.category_id)
        .outerjoin(Unit, Unit.id == Issue.lead_unit_id)
        .order_by(IssueEvent.occurred_at, Issue.number),
    )
    return [_settled(row) for row in found]


def _settled(row: Any) -> tuple[int | None, Settled]:
    number, category, place, title, colour, unit, result, at, rating, place_id = row
    told = (number, category, place, title, colour, unit)
    return place_id, Settled(*told, result or "", at.date(), Rating(rating))


def _closed(span: tuple[datetime, datetime]) -> Any:
    """The issues closed with satisfaction, as `db.figures.indicators` counts them."""
    return (
        select(Issue.id)
        .select_from(IssueEvent)
        .join(Issue, Issue.id == IssueEvent.issue_id)
        .where(IssueEvent.move == Move.CLOSE, IssueEvent.occurred_at.between(*span))
        .where(Issue.rating.in_(_GOOD))
    )
