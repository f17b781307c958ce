from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.places import Level
from domain.projects import (
    LIFE,
    STEPS,
    Ballot,
    ProjectEntry,
    ProjectLevel,
    Quotas,
    Standing,
    State,
    StepRequest,
    after,
    entry_fault,
    fault,
    is_back,
    next_steps,
    note_of,
    quota_fault,
    remark,
)

TODAY = date(2026, 6, 15)
DAY = date(2026, 6, 1)
WON, LOST = Ballot(31, 4, 1, 2), Ballot(5, 5, 11, 40)
WORK = Standing(State.CARRIED_OUT, DAY, 60, 5_000_000, WON)


def milestone(percent, spent=None, note=""):
    return StepRequest(State.CARRIED_OUT, TODAY, note, percent, spent)


def test_a_whole_life_forward_and_one_step_back():
    here = Standing(day=DAY)
    for to in LIFE[1:]:
        ballot = WON if to in (State.VOTED, State.APPRAISED) else None
        request = StepRequest(to, DAY, ballot=ballot)
        assert fault(here, request, TODAY) == ""
        assert next_steps(here)[0] is to or here.state is State.CARRIED_OUT
        here = after(here, request)
    assert (here.state, here.percent, here.accepted_on) == (State.APPRAISED, 100, DAY)
    back = StepRequest(State.ACCEPTED, DAY, "有人没收到评议表")
    assert after(here, back).accepted_on == DAY
    again = after(after(here, back), StepRequest(State.CARRIED_OUT, DAY, "桥面还要整改"))
    assert (again.state, again.accepted_on, again.ballot) == (State.CARRIED_OUT, None, WON)


def test_what_is_ended_and_what_is_appraised_is_over():
    assert STEPS[State.ENDED] == ()
    assert next_steps(Standing(State.ENDED)) == next_steps(Standing(State.APPRAISED)) == ()


@pytest.mark.parametrize(
    ("standing", "request_", "told"),
    [
        (Standing(), StepRequest(State.VOTED, DAY), "之后不能直接到"),
        (Standing(State.ACCEPTED, DAY), StepRequest(State.ENDED, DAY, "停了"), "不能直接到"),
        (Standing(day=TODAY), StepRequest(State.DRAFTED, DAY), "不能早于上一步的 2026-06-15"),
        (Standing(), StepRequest(State.DRAFTED, TODAY + timedelta(1)), "还没有到"),
        (Standing(State.REVIEWED), StepRequest(State.DRAFTED, DAY, " "), "退回要写原因"),
        (Standing(State.REVIEWED), StepRequest(State.ENDED, DAY), "终止要写原因"),
        (Standing(State.REVIEWED), StepRequest(State.VOTED, DAY), "四个数"),
        (
            Standing(State.REVIEWED),
            StepRequest(State.VOTED, DAY, ballot=Ballot(3, -1, 0, 0)),
            "负数",
        ),
        (
            Standing(State.REVIEWED),
            StepRequest(State.VOTED, DAY, ballot=Ballot(0, 0, 0, 0)),
            "没有人投票",
        ),
        (
            Standing(State.VOTED, DAY, ballot=LOST),
            StepRequest(State.CARRIED_OUT, DAY),
            "票决没有通过",
        ),
        (WORK, milestone(None), "百分比"),
        (WORK, milestone(101), "0 到 100"),
        (WORK, milestone(-1), "0 到 100"),
        (WORK, milestone(55), "比上次的 60% 低"),
        (WORK, milestone(55, note="一段路面返工"), ""),
        (WORK, milestone(70, -1), "负数"),
        (WORK, milestone(70, 4_000_000), "比上次的 5万元少"),
        (WORK, milestone(70, 4_000_000, "上次多记了一笔"), ""),
        (Standing(State.ACCEPTED, DAY), StepRequest(State.APPRAISED, DAY), "四个数，或者写几句"),
        (Standing(State.ACCEPTED, DAY), StepRequest(State.APPRAISED, DAY, "都说好走了"), ""),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(standing, request_, told):
    found = fault(standing, request_, TODAY)
    assert told in found
    assert bool(told) == bool(found)
    assert "。" not in found


def test_more_than_half_of_the_votes_cast_carry_a_project():
    assert Ballot(1, 0, 0, 99).passed
    assert Ballot(2, 1, 2, 0).passed
    assert not Ballot(1, 1, 2, 0).passed
    assert not Ballot(0, 0, 0, 9).passed
    assert next_steps(Standing(State.VOTED, DAY, ballot=LOST)) == (State.REVIEWED,)
    assert "没有通过" in remark(Standing(), StepRequest(State.VOTED, DAY, ballot=LOST), None)


def test_spending_more_than_was_planned_is_told_not_refused():
    over = milestone(80, 6_000_000)
    assert fault(WORK, over, TODAY) == ""
    assert remark(WORK, over, 5_500_000) == "累计支出超过总投资 5,000元"
    assert remark(WORK, over, 6_000_000) == remark(WORK, over, None) == ""


def test_the_counts_stand_before_the_words():
    request = StepRequest(State.VOTED, DAY, "村民代表会议", ballot=WON)
    assert note_of(request) == "满意 31，基本满意 4，不满意 1，弃权 2。村民代表会议"
    assert note_of(StepRequest(State.DRAFTED, DAY, " 入户征求 ")) == "入户征求"


def test_work_goes_on_until_it_is_whole():
    assert next_steps(WORK) == (State.CARRIED_OUT, State.ACCEPTED)
    assert next_steps(replace(WORK, percent=100)) == (State.ACCEPTED, State.CARRIED_OUT)


COUNTS = st.integers(-1, 50)
REQUESTS = st.builds(
    StepRequest,
    st.sampled_from(State),
    st.dates(DAY - timedelta(3), TODAY + timedelta(3)),
    st.sampled_from(("", "原因")),
    st.none() | st.integers(-5, 105),
    st.none() | st.integers(-5, 10**7),
    st.none() | st.builds(Ballot, COUNTS, COUNTS, COUNTS, COUNTS),
)


@given(st.lists(REQUESTS, max_size=40))
def test_whatever_is_asked_for_a_project_stays_whole(requests):
    here = Standing(day=DAY)
    for request in requests:
        if fault(here, request, TODAY):
            continue
        now = after(here, request)
        assert now.state in STEPS[here.state]
        assert here.day <= now.day <= TODAY
        assert 0 <= now.percent <= 100
        assert now.spent >= 0
        assert now.percent >= here.percent or request.note
        assert now.state is not State.CARRIED_OUT or now.ballot is None or now.ballot.passed
        assert (now.accepted_on is not None) == (now.state in (State.ACCEPTED, State.APPRAISED))
        voted = now.state is State.ENDED or LIFE.index(now.state) >= LIFE.index(State.VOTED)
        assert voted or now.ballot is None
        here = now


@given(st.sampled_from(State))
def test_every_step_is_one_of_four(state):
    for to in STEPS[state]:
        if to is State.ENDED or to is state:
            continue
        assert abs(LIFE.index(to) - LIFE.index(state)) == 1
        assert is_back(state, to) == (LIFE.index(to) < LIFE.index(state))


ROAD = ProjectEntry(2026, ProjectLevel.VILLAGE, "新修水泥路", "新修水泥路 140 余米", "住有所居")


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({}, Level.GROUP, ""),
        ({}, Level.COMMUNITY, ""),
        ({}, Level.TOWNSHIP, "写到村（社区）"),
        ({"level": ProjectLevel.TOWNSHIP}, Level.COUNTY, "写到街道（镇）"),
        ({"level": ProjectLevel.COUNTY}, Level.COUNTY, ""),
        ({"name": " "}, Level.GROUP, "名称"),
        ({"year": 1999}, Level.GROUP, "年度"),
        ({"kind": "吃有所香"}, Level.GROUP, "七有"),
        ({"kind": ""}, Level.GROUP, ""),
        ({"invested": -1}, Level.GROUP, "负数"),
    ],
)
def test_what_cannot_be_stored_is_told(change, place, told):
    found = entry_fault(replace(ROAD, **change), place)
    assert told in found
    assert bool(told) == bool(found)


def test_the_quotas_are_8_3_10_until_the_office_says_otherwise():
    assert [Quotas().of(level) for level in ProjectLevel] == [8, 3, 10]
    assert quota_fault(Quotas()) == quota_fault(Quotas(0, 0, 0)) == ""
    assert quota_fault(Quotas(village=-1))
    assert quota_fault(Quotas(village=1000))
