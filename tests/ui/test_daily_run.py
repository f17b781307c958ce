from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db import engine
from db.issues import issue_import
from db.issues.issue_filter import IssueFilter, Todo
from db.models import Audit, IssueEvent
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.workflow import OPEN, Move
from tests.conftest import PASSWORD, USER
from ui import daily_run
from ui.daily_run import LONGEST_WAIT, DailyRun, milliseconds_to_look
from ui.desk import Desk

WAIT = 10_000


def overdue(number, colour="yellow"):
    at = now() - timedelta(days=60)
    steps = (EventEntry(Move.REGISTER, at), EventEntry(Move.TRIAGE, at, colour=colour))
    return IssueEntry("电梯停运", steps, number=f"甲-{number}")


@pytest.fixture
def late(write):
    """Two that can be raised, and a red one that cannot."""

    def act(database, user):
        with database.write(user) as session:
            return issue_import.store(session, [overdue(1), overdue(2, "green"), overdue(3, "red")])

    return write(act)


def raised(connection):
    events = select(IssueEvent.actor).where(IssueEvent.move == Move.RAISE)
    return list(connection.scalars(events))


def test_an_opened_desk_raises_once_says_so_and_leads_to_the_list(qtbot, bench, late, read):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    desk.resize(1180, 760)
    desk.show()
    qtbot.waitUntil(lambda: desk.messages.message() is not None, timeout=WAIT)
    message = desk.messages.message()
    assert (message.text, message.action) == ("2 件超期问题升色", "看超期问题")
    desk.messages._action.click()
    assert desk.pages.issues.isVisible()
    assert desk.pages.issues.feed.wanted == IssueFilter(states=OPEN, todo=Todo.OVERDUE)
    assert read(raised) == ["系统", "系统"]
    desk.daily.look()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert read(raised) == ["系统", "系统"]
    done = read(lambda c: c.scalar(select(Audit.actor).where(Audit.action == "超期升色")))
    assert done == "系统"


def test_nothing_is_said_of_nothing(qtbot, bench):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    desk.show()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert desk.messages.message() is None


def test_only_a_window_raises(late, bench, read):
    other = engine.open_ledger(bench.database.location, USER, PASSWORD)
    with other.write(USER) as session:
        session.log("issues", "别的事", "")
    other.close()
    assert read(raised) == []


@pytest.fixture
def clock(monkeypatch):
    """The hands of the clock that the daily run looks at."""
    hands = [now()]
    monkeypatch.setattr(daily_run, "now", lambda: hands[0])
    return hands


def test_a_new_day_runs_again_after_midnight_after_sleep_and_when_the_clock_is_set(
    qtbot, bench, clock
):
    runs = []
    run = DailyRun(bench, bench.bus)
    bench.database.on_commit = None
    start = datetime(2026, 11, 25, 16)
    for moment, again in (
        (start, True),
        (start + timedelta(hours=7, minutes=59), False),
        (start + timedelta(hours=8, seconds=1), True),  # midnight
        (start + timedelta(days=3), True),  # the machine slept over the week-end
        (start + timedelta(days=3, hours=1), False),
        (start + timedelta(days=1), True),  # the clock was set back
    ):
        clock[0] = moment
        before = run._done_for
        run.look()
        runs.append((run._done_for != before, again))
        assert run._timer.isActive()
    run.stop()
    assert not run._timer.isActive()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert all(ran is wanted for ran, wanted in runs)


def test_it_looks_just_after_midnight_and_never_waits_long():
    assert milliseconds_to_look(datetime(2026, 11, 25, 23, 59, 30)) == 31_000
    longest = LONGEST_WAIT / timedelta(milliseconds=1)
    assert milliseconds_to_look(datetime(2026, 11, 25, 8)) == longest


def test_a_clock_set_back_is_told_once_and_made_good(qtbot, bench, late, read, monkeypatch):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    run = DailyRun(bench, bench.bus)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "now", lambda: now() - timedelta(days=400))
        for _ in range(2):
            run.look()
            qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)
    assert [kind for kind, *_ in said] == ["error"]
    assert "请校准电脑时间" in said[0][1]
    assert read(raised) == []
    run.look()
    qtbot.waitUntil(lambda: len(read(raised)) == 2, timeout=WAIT)
    run.stop()
