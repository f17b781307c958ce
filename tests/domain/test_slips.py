from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import slips
from domain.deadlines import is_workday
from domain.entries import EventEntry
from domain.history import Standing, replay
from domain.slips import (
    Reported,
    SlipKind,
    SlipLine,
    SlipPaper,
    letter_text,
    letter_title,
    number_words,
    refusal,
    restored,
    stored,
    time_words,
)
from domain.workflow import Move, State
from tests.db.histories import pasts

MONDAY = datetime(2026, 3, 2, 9)


def after(*moves: EventEntry) -> Standing:
    return replay((EventEntry(Move.REGISTER, MONDAY), *moves))[-1].after


def triage(colour: str = "yellow") -> EventEntry:
    return EventEntry(Move.TRIAGE, MONDAY, colour=colour)


DISPATCH = EventEntry(Move.DISPATCH, MONDAY, unit="住建办")
SIGN = EventEntry(Move.SIGN, MONDAY)
CONTACT = EventEntry(Move.CONTACT, MONDAY)


@pytest.mark.parametrize(
    ("moves", "day", "kind", "word"),
    [
        ((triage(),), 0, SlipKind.REMIND, "已研判"),
        ((triage(), DISPATCH, SIGN, CONTACT), 1, SlipKind.REMIND, ""),
        ((triage(), DISPATCH, SIGN, CONTACT), 1, SlipKind.SUPERVISE, "都还没有到"),
        ((triage(), DISPATCH, SIGN, CONTACT), 30, SlipKind.REMIND, "请发督办单"),
        ((triage(), DISPATCH, SIGN, CONTACT), 30, SlipKind.SUPERVISE, ""),
        # The finish is not due yet, but nobody has signed, or called.
        ((triage(), DISPATCH), 3, SlipKind.SUPERVISE, ""),
        ((triage(), DISPATCH, SIGN), 3, SlipKind.SUPERVISE, ""),
        ((triage(), DISPATCH, SIGN), 3, SlipKind.REMIND, ""),
        ((triage(), DISPATCH, SIGN), 3, SlipKind.LETTER, "请先升级"),
        ((triage("red"),), 0, SlipKind.LETTER, ""),
        ((triage("red"), DISPATCH), 0, SlipKind.LETTER, ""),
    ],
)
def test_which_paper_may_be_written(
    moves: tuple[EventEntry, ...], day: int, kind: SlipKind, word: str
) -> None:
    why = refusal(kind, after(*moves), "住建办", MONDAY + timedelta(days=day))
    assert (word in why) if word else why == ""


def test_a_suspended_clock_is_not_pressed() -> None:
    suspended = after(triage(), DISPATCH, SIGN, EventEntry(Move.SUSPEND, MONDAY, note="等配件"))
    later = MONDAY + timedelta(days=60)
    for kind in (SlipKind.REMIND, SlipKind.SUPERVISE):
        assert "已挂起" in refusal(kind, suspended, "住建办", later)
    assert slips.limits(suspended) == ()


def test_nobody_can_be_reminded_without_a_unit() -> None:
    assert "没有主办单位" in refusal(SlipKind.REMIND, after(triage(), DISPATCH), "", MONDAY)


@given(past=pasts(MONDAY, 40), days=st.integers(0, 90))
def test_an_overdue_issue_is_supervised_and_no_other_way_round(
    past: tuple[EventEntry, ...], days: int
) -> None:
    now, at = replay(past)[-1].after, MONDAY + timedelta(days=days)
    remind = refusal(SlipKind.REMIND, now, "住建办", at)
    supervise = refusal(SlipKind.SUPERVISE, now, "住建办", at)
    with_unit = now.state in (State.DISPATCHED, State.HANDLING)
    overdue = with_unit and now.due_at is not None and now.due_at < at
    assert (not remind) == (with_unit and not overdue)
    assert not (overdue and supervise)
    if not with_unit:
        assert supervise
    if with_unit and not remind and now.due_at is not None:
        assert "超期" not in time_words(now, at)


def test_how_time_stands() -> None:
    now = after(triage(), DISPATCH)
    assert time_words(now, MONDAY) == "还剩7个工作日"
    assert time_words(now, datetime(2026, 3, 11, 20)) == "未按时签收，今天到期"
    assert time_words(now, datetime(2026, 3, 12, 0, 0, 1)) == "未按时签收，超期1天"


@pytest.mark.parametrize("kind", list(SlipKind))
@given(day=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_an_answer_is_asked_for_on_a_workday_ahead(kind: SlipKind, day: date) -> None:
    asked = slips.reply_by(kind, day)
    assert asked > day
    assert is_workday(asked)
    assert slips.reply_fault(asked, day) == ""


def test_numbers_as_they_are_written() -> None:
    told = [number_words(kind, 2026, 31) for kind in SlipKind]
    assert told == ["催〔2026〕31号", "督〔2026〕31号", "报〔2026〕31号"]


@given(
    text=st.text(max_size=40),
    due=st.none() | st.dates(),
    asked=st.none() | st.dates(),
    kind=st.sampled_from(SlipKind),
    count=st.integers(0, 3),
)
def test_what_is_stored_comes_back(
    text: str, due: date | None, asked: date | None, kind: SlipKind, count: int
) -> None:
    import json

    line = SlipLine("甲-1", text, text, "red", "红", "", "", due, "", "办理中", text)
    paper = SlipPaper(kind, "", "街道办", "住建办", date(2026, 3, 2), text, asked, (line,) * count)
    assert restored(json.loads(json.dumps(stored(paper)))) == paper


def test_a_letter_without_any_step_says_so() -> None:
    told = Reported("甲-1", "路坏了。", "", "", date(2026, 3, 2), "干部排查", ())
    text = letter_text(told, "red")
    assert "尚未派单" in text
    assert "路坏了。2026年3月2日经干部排查登记" in text
    assert letter_title("路坏了。") == "关于提请协调解决“路坏了”问题的函"
