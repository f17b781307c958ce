"""Changing the rules: who loses a race, what running deadlines do, and the daily raising."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import batches, engine
from db.issues import automatic, deadline_changes, issue_import, issues, moving, rules
from db.issues.issue_filter import IssueFilter
from db.models import Issue, IssueEvent
from db.session import now
from domain.colours import DEFAULT, ColourRule
from domain.deadlines import OfficeDays
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.rights import PROGRAM
from domain.rules import STANDARD
from domain.workflow import Move, State
from tests.conftest import PASSWORD, USER
from tests.db import histories

GREEN, YELLOW, RED = DEFAULT
AT = datetime(2026, 11, 24, 10)
SLOWER = replace(STANDARD, colours=(GREEN, replace(YELLOW, finish_days=12), RED))
FASTER = replace(STANDARD, colours=(GREEN, replace(YELLOW, finish_days=2), RED))


def store(session, *entries):
    return issue_import.store(session, entries)


def under_way(number, colour="yellow", day=20, *more, **facts):
    triaged = datetime(2026, 11, day, 9)
    events = (
        EventEntry(Move.REGISTER, triaged),
        EventEntry(Move.TRIAGE, triaged, colour=colour, **facts),
        *more,
    )
    return IssueEntry(f"问题 {number}", events, number=number)


def effect(database, before, after, at=AT):
    with database.read() as connection:
        return deadline_changes.effect(connection, before, after, at)


def deadlines(session):
    return dict(session.execute(select(Issue.number, Issue.due_at)).all())


def test_a_change_keeps_what_others_changed_meanwhile_and_loses_a_race_for_the_same(database):
    closed = replace(STANDARD, office=OfficeDays(closed=frozenset({date(2026, 12, 1)})))
    with database.write(USER) as session:
        rules.change(session, STANDARD, closed)
    with database.write(USER) as session:
        both = rules.change(session, STANDARD, SLOWER)
    assert both == replace(SLOWER, office=closed.office)
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        rules.change(session, STANDARD, FASTER)
    with database.read() as connection:
        assert rules.current(connection) == both


def test_rules_come_back_as_they_were_put(database):
    blue = ColourRule("blue", "蓝", "社区联席会", 1, 2, 5, urgent=True)
    own = OfficeDays(frozenset({date(2026, 12, 1)}), frozenset({date(2026, 12, 5)}))
    words = ((date(2026, 12, 1), "停电检修"), (date(2026, 12, 5), "集中办公"))
    whole = replace(
        STANDARD, colours=(GREEN, blue, YELLOW, RED), office=own, day_words=words, urgencies=()
    )
    with database.write(USER) as session:
        rules.put(session, whole)
    with database.read() as connection:
        assert rules.current(connection) == whole


def test_wrong_rules_are_refused_and_the_old_ones_stay(database):
    twice = replace(STANDARD, colours=(GREEN, replace(YELLOW, word="红"), RED))
    with pytest.raises(KnownError, match="自己的名称"), database.write(USER) as session:
        rules.change(session, STANDARD, twice)
    with database.read() as connection:
        assert rules.current(connection) == STANDARD


def test_what_the_preview_says_is_what_happens(database):
    with database.write(USER) as session:
        store(
            session,
            under_way("甲-1"),
            under_way("甲-2", "yellow", 10),  # due on the 19th: overdue
            under_way("甲-3", "red"),
            under_way("甲-4", deadline=datetime(2026, 12, 31, 23, 59, 59)),  # set by hand
        )
    slower, faster = effect(database, STANDARD, SLOWER), effect(database, STANDARD, FASTER)
    assert (slower.changed, slower.overdue, slower.relieved, slower.kept) == (2, 0, 1, 1)
    assert (faster.changed, faster.overdue, faster.relieved) == (2, 0, 0)
    later = effect(database, STANDARD, FASTER, datetime(2026, 11, 25, 10))
    assert (later.overdue, later.by_colour["yellow"].running) == (1, 3)
    assert later.by_colour["red"].changed == 0
    assert [e.number for e in slower.examples] == ["甲-2", "甲-1"]  # whose lamp changes first
    first = slower.examples[1]
    assert (first.old.date(), first.new.date()) == (date(2026, 12, 1), date(2026, 12, 8))
    with database.write(USER) as session:
        assert sum(len(one.ids) for one in automatic.redate(session, STANDARD, SLOWER)) == 2
    with database.read() as connection:
        ids = issues.order(connection, IssueFilter())
        pages = {p.row.number: p for p in (issues.page(connection, i) for i in ids)}
    event = pages["甲-1"].events[-1]
    assert (event.move, event.actor, event.due_at) == (Move.REDATE, USER, first.new)
    assert event.note == "办理规则修改，时限由 2026-12-01 改为 2026-12-08"
    assert pages["甲-1"].row.due_at == first.new
    assert [len(pages[f"甲-{n}"].events) for n in (3, 4)] == [2, 2]
    assert not effect(database, SLOWER, SLOWER).changed


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    histories.issues(datetime(2026, 10, 20), 30),
    st.sampled_from([SLOWER, FASTER]),
    st.booleans(),
)
def test_the_preview_counts_what_a_naive_look_at_every_issue_counts(
    database, entries, after, closed
):
    if closed:
        after = replace(after, office=OfficeDays(closed=frozenset({date(2026, 11, 23)})))
    with histories.taken_back(database) as session:
        store(session, *entries)
        found = deadline_changes.effect(session.connection, STANDARD, after, AT)
        changed = overdue = relieved = kept = 0
        for issue_id in issues.order(session.connection, IssueFilter()):
            row = issues.page(session.connection, issue_id).standing
            if row.due_at is None or row.state not in (
                State.TRIAGED,
                State.DISPATCHED,
                State.HANDLING,
                State.SUSPENDED,
            ):
                continue
            ruled = row.due_at == STANDARD.finish_by(row.colour, row.clock_from)
            if not ruled or row.extended or row.raised:
                kept += 1
                continue
            new = after.finish_by(row.colour, row.clock_from)
            changed += new != row.due_at
            if row.state is not State.SUSPENDED:
                overdue += new < AT <= row.due_at
                relieved += row.due_at < AT <= new
        assert (found.changed, found.overdue, found.relieved, found.kept) == (
            changed,
            overdue,
            relieved,
            kept,
        )
        before = deadlines(session)
        redated = automatic.redate(session, STANDARD, after)
        assert sum(len(one.ids) for one in redated) == changed
        moved = {n for n, due_at in deadlines(session).items() if due_at != before[n]}
        assert len(moved) == changed
        automatic.redate_back(session, redated)
        assert deadlines(session) == before


def test_two_windows_on_one_ledger_raise_once(database):
    with database.write(USER) as session:
        store(session, under_way("甲-1", "green", 2), under_way("甲-2", "yellow", 2))
    if database.location.file is not None:
        with database.write(PROGRAM) as session:
            assert automatic.raise_overdue(session) == 2
        with database.write(PROGRAM) as session:
            assert automatic.raise_overdue(session) == 0
        return
    other = engine.open_ledger(database.location, USER, PASSWORD)
    raised, begun = [], Event()

    def second():
        with other.write(PROGRAM) as session:
            begun.set()
            raised.append(automatic.raise_overdue(session))

    thread = Thread(target=second)
    with database.write(PROGRAM) as session:
        raised.append(automatic.raise_overdue(session))
        thread.start()
        assert begun.wait(10)
    thread.join(20)
    other.close()
    assert sorted(raised) == [0, 2]
    with database.read() as connection:
        events = connection.scalars(select(IssueEvent.move).where(IssueEvent.move == Move.RAISE))
        assert len(list(events)) == 2


def test_raising_can_be_switched_off_and_an_import_can_still_be_undone_after_it(database):
    with database.write(USER) as session:
        batch_id = batches.begin(session, "issues", "问题.xlsx")
        issue_import.store(session, [under_way("甲-1", "green", 2)], batch_id)
        batches.finish(session, batch_id, {})
        rules.change(session, STANDARD, replace(STANDARD, raise_overdue=False))
        assert automatic.raise_overdue(session) == 0
        rules.change(session, replace(STANDARD, raise_overdue=False), STANDARD)
        assert automatic.raise_overdue(session) == 1
    with database.write(USER) as session:
        batches.undo(session, batch_id)
    with database.read() as connection:
        assert issues.order(connection, IssueFilter()) == []
        assert not list(connection.scalars(select(IssueEvent.id)))


def test_what_somebody_worked_on_after_the_import_is_not_undone_with_it(database):
    with database.write(USER) as session:
        batch_id = batches.begin(session, "issues", "问题.xlsx")
        issue_import.store(session, [under_way("甲-1", "green", 2)], batch_id)
        batches.finish(session, batch_id, {})
        automatic.raise_overdue(session)
        moving.move_many(session, [1], MoveRequest(Move.DISPATCH, unit="住建办"))
    with pytest.raises(KnownError, match="不能整批撤销"), database.write(USER) as session:
        batches.undo(session, batch_id)


def test_a_deadline_in_the_past_is_told_and_nothing_is_written(database):
    with database.write(USER) as session:
        issue_id = issues.register(
            session, IssueEntry("路灯不亮", (EventEntry(Move.REGISTER, now()),))
        )
    past = MoveRequest(Move.TRIAGE, colour="red", deadline=now() - timedelta(days=1))
    with pytest.raises(KnownError, match="已经过去，没有保存"), database.write(USER) as session:
        moving.move(session, issue_id, 1, past)
    with database.read() as connection:
        assert len(issues.page(connection, issue_id).events) == 1


def set_back(session, days):
    session.at = now() - timedelta(days=days)


def test_a_clock_set_back_is_told_and_nothing_is_written(database):
    with database.write(USER) as session:
        store(session, under_way("甲-1", "green", 2))
    late = EventEntry(Move.REGISTER, now() - timedelta(days=9))
    for act in (
        lambda session: issues.register(session, IssueEntry("路灯不亮", (late,))),
        automatic.raise_overdue,
        lambda session: automatic.redate(session, STANDARD, SLOWER),
    ):
        with (
            pytest.raises(KnownError, match="请校准电脑时间") as refused,
            database.write(USER) as session,
        ):
            set_back(session, 9)
            act(session)
        assert now().date().isoformat() in str(refused.value)
    with database.write(USER) as session:  # registering what was found earlier is no such thing
        issues.register(session, IssueEntry("路灯不亮", (late,)))


def test_an_issue_whose_past_lies_ahead_of_the_clock_is_raised_once_that_day_has_come(database):
    ahead = now() + timedelta(days=3)
    with database.write(USER) as session:
        stray = EventEntry(Move.REPORT, ahead, "", "那台电脑的钟快了")
        store(session, under_way("甲-1", "green", 2, stray), under_way("甲-2", "green", 2))
    with database.write(PROGRAM) as session:
        assert automatic.raise_overdue(session) == 1
    with suppress(ZeroDivisionError), database.write(PROGRAM) as session:
        session.at = ahead + timedelta(days=1)
        assert automatic.raise_overdue(session) == 1
        raise ZeroDivisionError
