from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.figures import statistics
from db.issues import issue_import, issues, moving
from db.issues.issue_filter import IssueFilter, Todo
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.workflow import Move, Rating, State
from tests.conftest import USER
from tests.db import histories
from tests.db.histories import KEYS

START, DAYS = datetime(2026, 5, 1), 12
SLOW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def colour_then(entry: IssueEntry, day: date) -> str | None:
    """The colour an issue counts as at the end of a day, None when it is not open: by the rules
    of DOMAIN.md §5, told once more."""
    colour = None
    for event in entry.events:
        if event.occurred_at.date() > day:
            break
        if event.move is Move.REGISTER:
            colour = "green"
        if event.colour:
            colour = event.colour
        if event.move in (Move.CLOSE, Move.DECLINE, Move.MERGE):
            return None
    return colour


@SLOW
@given(st.data())
def test_backlog_is_the_naive_count(database, data):
    entries = data.draw(histories.issues(START, DAYS))
    first, last = START.date() - timedelta(2), START.date() + timedelta(DAYS + 1)
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        found = statistics.backlog(session.connection, first, last)
        wanted = {
            key: tuple(sum(colour_then(e, day) == key for e in entries) for day in found.days)
            for key in KEYS
        }
        assert found.counts == wanted
        later = START.date() + timedelta(4)
        part = statistics.backlog(session.connection, later, last)
        assert all(part.counts[key] == wanted[key][6:] for key in KEYS)
        for day in found.days[::3]:
            lists = issues.colour_counts(session.connection, IssueFilter(open_on=day))
            at = found.days.index(day)
            assert lists == {key: wanted[key][at] for key in KEYS if wanted[key][at]}
            for key in KEYS:
                ids = issues.order(session.connection, IssueFilter(colours=(key,), open_on=day))
                assert len(ids) == wanted[key][at]


def test_past_days_never_change_after_later_moves(database):
    today = now().date()
    start = datetime.combine(today - timedelta(30), datetime.min.time())
    triaged = [
        EventEntry(Move.REGISTER, start),
        EventEntry(Move.TRIAGE, start + timedelta(days=2), colour="yellow"),
    ]
    asked = EventEntry(Move.FOLLOW_UP, start + timedelta(days=9), rating=Rating.SATISFIED)
    entries = [
        IssueEntry("待派单", tuple(triaged), number="甲"),
        IssueEntry("待销号", (*triaged, asked), number="乙"),
        IssueEntry("新登记", (EventEntry(Move.REGISTER, start + timedelta(days=5)),), number="丙"),
    ]
    with database.write(USER) as session:
        issue_import.store(session, entries)

    def past() -> tuple[object, ...]:
        with database.read() as connection:
            days = statistics.backlog(connection, start.date(), today - timedelta(1))
            lists = [sorted(issues.order(connection, IssueFilter(open_on=d))) for d in days.days]
            return days, lists

    before = past()
    with database.read() as connection:
        number = {
            r.number: r
            for r in issues.rows(connection, issues.order(connection, IssueFilter())).values()
        }
    moves = {
        "甲": MoveRequest(Move.DECLINE, "重复"),
        "乙": MoveRequest(Move.CLOSE),
        "丙": MoveRequest(Move.TRIAGE, colour="red"),
    }
    for name, request in moves.items():
        with database.write(USER) as session:
            moving.move(session, number[name].id, 1, request)
    with database.write(USER) as session:
        issues.register(session, IssueEntry("今天的事", (EventEntry(Move.REGISTER, now()),)))
    assert past() == before
    with database.read() as connection:
        here = statistics.backlog(connection, today, today)
    assert here.counts == {"green": (1,), "yellow": (0,), "red": (1,)}


def test_first_day(database):
    with database.read() as connection:
        assert statistics.first_day(connection) is None
    with database.write(USER) as session:
        for day in (3, 1, 2):
            event = EventEntry(Move.REGISTER, datetime(2026, 4, day, 9))
            issues.register(session, IssueEntry("事", (event,)))
    with database.read() as connection:
        assert statistics.first_day(connection) == date(2026, 4, 1)


@SLOW
@given(st.data())
def test_desk_figures_are_the_lists_behind_them(database, data):
    at = now()
    entries = data.draw(histories.issues(at - timedelta(days=25), 24))
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        connection = session.connection
        figures = statistics.desk_figures(connection, at)
        rows = issues.rows(connection, issues.order(connection, IssueFilter()))
        open_rows = [
            r for r in rows.values() if r.state not in (State.CLOSED, State.DECLINED, State.MERGED)
        ]
        assert figures.total == len(entries)
        assert {k: load.open for k, load in figures.by_colour.items()} == {
            key: sum(r.colour == key for r in open_rows) for key in KEYS
        }
        week_ago = at.date() - timedelta(7)
        assert figures.last_week == sum(colour_then(e, week_ago) is not None for e in entries)
        for todo, count in (
            (Todo.OVERDUE, figures.overdue),
            (Todo.SOON, figures.soon),
            (Todo.FOLLOW_UP, figures.follow_up),
        ):
            assert len(issues.order(connection, IssueFilter(todo=todo))) == count
