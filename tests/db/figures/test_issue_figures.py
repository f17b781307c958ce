from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.figures import issue_figures
from db.figures.indicators import months
from db.figures.issue_figures import AGES
from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from domain.entries import EventEntry, IssueEntry
from domain.history import replay
from domain.places import Level, PlaceStep
from domain.workflow import ENDED, Move
from tests.conftest import USER
from tests.db import histories

START = datetime(2026, 3, 2, 8)
NOW = datetime(2026, 9, 1, 12)
DAYS = st.dates(date(2026, 2, 25), date(2026, 7, 10))


def standing_on(entry, day):
    """How an issue stood at the end of a day; None before it was registered."""
    steps = [s for s in replay(entry.events) if s.after.day <= day.toordinal()]
    return steps[-1].after if steps else None


def open_on(entries, day):
    """The issues open at the end of a day, each with its colour then."""
    found = [(entry, standing_on(entry, day)) for entry in entries]
    return [(e, now.colour) for e, now in found if now is not None and now.state not in ENDED]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=histories.issues(START, 120), day=DAYS)
def test_every_open_issue_stands_in_one_age_and_is_found_behind_it(database, entries, day):
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        counted = issue_figures.ages(session.connection, day)
        naive = Counter()
        for entry, colour in open_on(entries, day):
            days = (day - entry.events[0].occurred_at.date()).days
            naive[
                colour, next(n for n, (_, most) in enumerate(AGES) if most is None or days <= most)
            ] += 1
        assert (
            Counter({(c, n): k for c, row in counted.items() for n, k in enumerate(row) if k})
            == naive
        )
        for (colour, bucket), count in naive.items():
            behind = issue_figures.of_age(day, bucket, colour)
            assert len(issues.order(session.connection, behind)) == count


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=histories.issues(START, 120))
def test_the_issues_behind_a_month_are_those_it_counts(database, entries):
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        spans = months(date(2026, 8, 31), 7)
        for span, counts in zip(
            spans, issue_figures.months(session.connection, spans, NOW), strict=True
        ):
            due = issues.order(session.connection, IssueFilter(due=span))
            heard = issues.order(session.connection, IssueFilter(heard=span))
            assert len(due) == counts.due
            assert len(heard) <= counts.heard
            assert bool(heard) is bool(counts.heard)


def registered(title, day, place=(), category=()):
    at = datetime.combine(day, START.time())
    return IssueEntry(title, (EventEntry(Move.REGISTER, at),), place=place, category=category)


def test_by_category_and_by_community(database):
    orchard, kangtai = (
        (PlaceStep(Level.COMMUNITY, "果园居委会"),),
        (PlaceStep(Level.COMMUNITY, "康泰社区居委会"), PlaceStep(Level.COMPOUND, "京公馆")),
    )
    day = date(2026, 3, 10)
    entries = [
        registered("一", day, kangtai, ("小区管理", "物业")),
        registered("二", day, kangtai, ("小区管理",)),
        registered("三", day, orchard, ("教育",)),
        registered("四", day + timedelta(9)),
    ]
    with database.write(USER) as session:
        issue_import.store(session, entries)
    with database.read() as connection:
        found = issue_figures.categories(connection, day, day)
        assert found == [("小区管理", 2), ("教育", 1)]
        wide = issue_figures.categories(connection, day, day + timedelta(30))
        assert dict(wide) == {"小区管理": 2, "教育": 1, "": 1}
        rows = issue_figures.communities(connection, day)
        assert [(r.name, dict(r.by_colour)) for r in rows] == [
            ("康泰社区居委会", {"green": 2}),
            ("果园居委会", {"green": 1}),
        ]
        behind = IssueFilter(open_on=day, position=rows[0].position)
        assert len(issues.order(connection, behind)) == 2
