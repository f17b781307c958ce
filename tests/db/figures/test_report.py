from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from db.engine import Database
from db.figures import indicators, report
from db.issues import issue_import, moving
from db.issues.issue_filter import IN_WORK
from db.models import Issue
from domain import colours
from domain.entries import EventEntry, IssueEntry
from domain.history import replay
from domain.indicators import Counts, total
from domain.moves import MoveRequest
from domain.report import Line, headline, shortened
from domain.workflow import ENDED, Move, Rating
from tests.conftest import USER
from tests.db import histories

START = datetime(2026, 3, 2, 8)
NOW = datetime(2026, 4, 20, 12)
SINCE, UNTIL = date(2026, 3, 5), date(2026, 3, 25)


def standing_at(entry: IssueEntry, day: date):
    """How an issue stood at the end of a day; None before it was registered."""
    steps = [s for s in replay(entry.events) if s.after.day <= day.toordinal()]
    return steps[-1].after if steps else None


def naive_late(entries: list[IssueEntry], day: date) -> set[tuple[str, str, date]]:
    end = min(datetime.combine(day, time.max), NOW)
    late = set()
    for entry in entries:
        now = standing_at(entry, day)
        if now and now.state in IN_WORK and now.due_at is not None and now.due_at < end:
            late.add((entry.number, now.colour, now.due_at.date()))
    return late


def naive_stock(entries: list[IssueEntry], day: date) -> Counter[str]:
    there = (standing_at(entry, day) for entry in entries)
    return Counter(now.colour for now in there if now and now.state not in ENDED)


def naive_settled(entries: list[IssueEntry]) -> Counter[tuple[str, date]]:
    found: Counter[tuple[str, date]] = Counter()
    for entry in entries:
        steps = replay(entry.events)
        if steps[-1].after.rating in (Rating.SATISFIED, Rating.FAIR):
            days = [s.event.occurred_at.date() for s in steps if s.event.move is Move.CLOSE]
            found.update((entry.number, day) for day in days if SINCE <= day <= UNTIL)
    return found


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=histories.issues(START, 30))
def test_the_report_says_what_a_look_at_every_past_says(
    database: Database, entries: list[IssueEntry]
) -> None:
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        made = report.read(session.connection, SINCE, UNTIL, NOW)
        found = indicators.counts(session.connection, SINCE, UNTIL, NOW)
        assert made.counts == total(found.values())
        assert made.before == (date(2026, 2, 12), date(2026, 3, 4))
        for part in made.breakdowns:
            assert total(line.now for line in part.lines) == made.counts, part.word
            assert total(line.before for line in part.lines) == made.counts_before, part.word
        assert {(o.number, o.colour, o.due) for o in made.late} == naive_late(entries, UNTIL)
        for stock in made.stock:
            assert stock.start == naive_stock(entries, SINCE - timedelta(1))[stock.colour]
            each = [naive_stock(entries, SINCE + timedelta(n))[stock.colour] for n in range(21)]
            assert list(stock.days) == each
        assert Counter((s.number, s.closed) for s in made.settled) == naive_settled(entries)
        assert len(made.settled) == made.counts.closed_with_satisfaction


def test_an_empty_ledger_has_a_report_too(database: Database) -> None:
    with database.read() as connection:
        made = report.read(connection, SINCE, UNTIL, NOW)
    assert made.counts == Counts()
    assert (made.open, made.late, made.loud, made.settled) == (0, (), (), ())
    assert "登记问题0件" in headline(made)


def test_a_running_month_ends_today_and_says_so(database: Database) -> None:
    with database.read() as connection:
        made = report.read(connection, date(2026, 4, 1), date(2026, 4, 30), NOW)
        whole = report.read(connection, date(2026, 3, 1), date(2026, 3, 31), NOW)
    assert made.until == NOW.date()
    assert made.period == "2026年4月（截至4月20日）"
    assert made.title == "问题办理工作月报"
    assert whole.period == "2026年3月"
    assert whole.before == (date(2026, 2, 1), date(2026, 2, 28))


def test_the_loudest_common_issue_comes_first(database: Database) -> None:
    with database.write(USER) as session:
        today = session.at.date()
        entries = [
            IssueEntry(f"问题 {n}", (EventEntry(Move.REGISTER, session.at),), number=f"甲-{n}")
            for n in range(8)
        ]
        old = IssueEntry(
            "旧", (EventEntry(Move.REGISTER, session.at - timedelta(60)),), number="甲-8"
        )
        issue_import.store(session, [*entries, old])
        ids = dict(session.connection.execute(select(Issue.number, Issue.id)).all())
        for into, merged in (
            ("甲-0", ("甲-2", "甲-3", "甲-8")),
            ("甲-1", ("甲-4", "甲-5", "甲-6")),
        ):
            request = MoveRequest(Move.MERGE, into=ids[into])
            moving.move_many(session, [ids[number] for number in merged], request)
        first = today.replace(day=1)
        made = report.read(session.connection, first, today, session.at)
    told = [(one.number, one.merged, one.fresh) for one in made.loud]
    assert told == [("甲-1", 3, 3), ("甲-0", 3, 2)]


def test_settled_issues_tell_how_and_only_those_of_the_period(database: Database) -> None:
    steps = (
        EventEntry(Move.REGISTER, START),
        EventEntry(Move.SETTLE, START + timedelta(days=4), note="换了灯泡"),
        EventEntry(Move.FOLLOW_UP, START + timedelta(days=5), rating=Rating.SATISFIED),
        EventEntry(Move.CLOSE, START + timedelta(days=6)),
    )
    with database.write(USER) as session:
        issue_import.store(session, [IssueEntry("楼道灯不亮", steps, number="甲-1")])
        (one,) = report.settled(session.connection, SINCE, UNTIL)
        assert (one.result, one.rating, one.closed) == (
            "换了灯泡",
            Rating.SATISFIED,
            date(2026, 3, 8),
        )
        assert report.settled(session.connection, UNTIL, UNTIL) == ()


@pytest.mark.parametrize("count", [0, 1, 12, 13, 40])
def test_a_shortened_breakdown_loses_nothing(count: int) -> None:
    lines = tuple(
        Line(f"单位{n}", Counts(registered=n + 1), Counts(closed=n)) for n in range(count)
    )
    short = shortened(lines)
    assert len(short) == min(count, 12)
    assert total(line.now for line in short) == total(line.now for line in lines)
    assert total(line.before for line in short) == total(line.before for line in lines)


def test_the_stock_goes_from_the_gravest_colour(database: Database) -> None:
    with database.read() as connection:
        made = report.read(connection, SINCE, UNTIL, NOW)
    keys = [stock.colour for stock in made.stock]
    assert keys == sorted(keys, key=colours.PALETTE.index, reverse=True)
