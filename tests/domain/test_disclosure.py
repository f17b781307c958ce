from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import (
    Colour,
    Imprint,
    Notice,
    NoticeIssue,
    Paragraph,
    Table,
    Text,
    content_hash,
    issue_progress_notice,
    leftovers,
    qr_payload,
    texts,
)
from domain.paper_words import on_paper, period_words, walking_key
from domain.places import Level, PlaceStep
from domain.team_notice import NoticeMember, NoticeTeam, masked_phones, work_team_notice
from domain.workflow import State

ENTRANCE = (
    PlaceStep(Level.COMMUNITY, "康泰社区"),
    PlaceStep(Level.COMPOUND, "京公馆"),
    PlaceStep(Level.BUILDING, "3栋"),
    PlaceStep(Level.ENTRANCE, "1单元"),
)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
IMPRINT = Imprint(
    office="康泰社区居民委员会",
    reviewer="居务监督委员会",
    published=date(2026, 11, 1),
    posted_from=date(2026, 11, 1),
    posted_to=date(2026, 11, 8),
    objection="一楼大厅意见箱",
    supervision_phone="0527-0000000",
    number="康公示〔2026〕第12号",
)
LIGHT = NoticeIssue("小区管理", "京公馆3栋1单元502室", "楼道灯不亮", "green", "康泰社区")


def lead(notice: Notice) -> str:
    return next(b.text for b in notice.blocks if isinstance(b, Paragraph))


def tables(notice: Notice) -> list[Table]:
    return [b for b in notice.blocks if isinstance(b, Table)]


def test_an_issue_stands_with_mark_and_building_only() -> None:
    notice = issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT], IMPRINT)
    row = tables(notice)[0].rows[0]
    assert row[:3] == (Text("1"), Colour("green", "绿"), Text("楼道灯不亮", "小区管理 · 京公馆3栋"))
    assert (notice.place, notice.period) == ("京公馆3栋1单元", "2026年10月")
    assert "502" not in "".join(texts(notice))


@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_the_counts_of_the_lead_add_up(states: list[State]) -> None:
    import re

    issues = [replace(LIGHT, state=state) for state in states]
    told = lead(issue_progress_notice(ENTRANCE, OCTOBER, issues, IMPRINT)).split("本期")[1]
    numbers = [int(n) for n in re.findall(r"(\d+)件", told)]
    if not states:
        assert told == "没有涉及这里的问题。"
        return
    assert numbers[0] == len(states) == sum(numbers[1:])
    settled = {State.RESOLVED, State.FOLLOWED_UP, State.CLOSED} & set(states)
    assert ("已办结" in told) == bool(settled)


def test_nothing_to_tell_is_said() -> None:
    notice = issue_progress_notice(ENTRANCE, OCTOBER, [], IMPRINT)
    assert tables(notice)[0].rows == ()
    assert "本期无" in "".join(texts(notice))
    assert "本期无" in "".join(texts(work_team_notice(ENTRANCE, date(2026, 11, 1), [], IMPRINT)))


def test_free_text_is_masked_and_full_width() -> None:
    issue = replace(LIGHT, summary="污水满溢,请电13812345678(王某)", measure="3-1-502已修.")
    row = tables(issue_progress_notice(ENTRANCE, OCTOBER, [issue], IMPRINT))[0].rows[0]
    assert row[2] == Text("污水满溢，请电138****5678（王某）", "小区管理 · 京公馆3栋")
    assert row[4] == Text("—", "3栋***已修。")


@pytest.mark.parametrize("unseen", ["\u200b", "\u200b\u200b", "\ufe0f", "\u2060\u200d"])
def test_nothing_unseen_hides_a_number_from_the_mask(unseen: str) -> None:
    issue = replace(LIGHT, summary=f"请电138{unseen}1234{unseen}5678")
    row = tables(issue_progress_notice(ENTRANCE, OCTOBER, [issue], IMPRINT))[0].rows[0]
    assert row[2] == Text("请电138****5678", "小区管理 · 京公馆3栋")


def test_a_deadline_names_its_year_only_when_it_is_another() -> None:
    issues = [replace(LIGHT, deadline=date(2026, 12, 5)), replace(LIGHT, deadline=date(2027, 1, 5))]
    rows = tables(issue_progress_notice(ENTRANCE, OCTOBER, issues, IMPRINT))[0].rows
    assert [row[5] for row in rows] == [Text("12月5日"), Text("1月5日", "2027年")]


def test_a_mobile_needs_consent_and_the_leader_stands_first() -> None:
    members = (
        NoticeMember("张三", "县司法局", "科员", "13812345678"),
        NoticeMember("王喆", "县卫健局", "副局长", "13900001111", mobile_consented=True),
    )
    team = NoticeTeam("第12工作组", "王喆", members, "京公馆", ("走访住户",))
    notice = work_team_notice(ENTRANCE, date(2026, 11, 1), [team], IMPRINT)
    rows = tables(notice)[0].rows
    assert rows[0][0] == Text("王喆", "组长")
    assert [row[3] for row in rows] == [Text("13900001111"), Text("138****5678")]
    assert leftovers(notice) == ()
    assert [f.digits for f in leftovers(replace(notice, consented=frozenset()))] == ["13900001111"]


def test_a_consent_opens_the_gate_for_its_own_number_alone() -> None:
    owner = NoticeMember("王喆", "县卫健局", "副局长", "13900001111", mobile_consented=True)
    other = NoticeMember("李四", "县卫健局", "科员", "13812345678、13900001111")
    team = NoticeTeam("第12工作组", "王喆", (owner, other))
    imprint = replace(IMPRINT, objection="可致电13812345678")
    notice = work_team_notice(ENTRANCE, date(2026, 11, 1), [team], imprint)
    rows = tables(notice)[0].rows
    assert [row[3] for row in rows] == [Text("13900001111"), Text("138****5678、139****1111")]
    assert [f.digits for f in leftovers(notice)] == ["13812345678"]


def test_who_stands_there_with_a_masked_mobile_is_counted_once() -> None:
    masked = NoticeMember("张三", "县司法局", "科员", "13812345678")
    desk = NoticeMember("李四", "县司法局", "科员", "0527-86280001")
    given = NoticeMember("王喆", "县卫健局", "副局长", "13900001111", mobile_consented=True)
    team = NoticeTeam("第12工作组", "张三", (masked, desk, given))
    made = [work_team_notice(ENTRANCE, day, [team], IMPRINT) for day in OCTOBER]
    assert masked_phones(made) == 1
    assert masked_phones([issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT], IMPRINT)]) == 0


def test_leftovers_sees_the_whole_final_text() -> None:
    imprint = replace(IMPRINT, objection="可致电13812345678")
    notice = issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT], imprint)
    assert [f.text for f in leftovers(notice)] == ["13812345678"]


def test_the_hash_is_of_the_content_and_not_of_the_number() -> None:
    notice = issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT], IMPRINT)
    draft = issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT], replace(IMPRINT, number=None))
    other = issue_progress_notice(ENTRANCE, OCTOBER, [LIGHT, LIGHT], IMPRINT)
    assert content_hash(notice) == content_hash(draft) != content_hash(other)
    assert draft.is_draft
    assert qr_payload(notice) == f"康公示〔2026〕第12号\n{content_hash(notice)}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("路面破损,已修复.", "路面破损，已修复。"),
        ("于10:30修复(共3.5米)", "于10:30修复（共3.5米）"),
        ('称"无水"', "称“无水”"),
        ("1,000元", "1,000元"),
        ("LED (12V)", "LED (12V)"),
        ("是否属实?", "是否属实？"),
        ("葛\U000e0100某\u200b满意\ufe0f", "葛某满意"),
    ],
)
def test_punctuation_is_full_width_beside_chinese(typed: str, printed: str) -> None:
    assert on_paper(typed) == printed


def test_periods_are_said_shortly() -> None:
    assert period_words(*OCTOBER) == "2026年10月"
    assert period_words(date(2026, 1, 1), date(2026, 12, 31)) == "2026年"
    assert period_words(date(2026, 2, 1), date(2026, 3, 15)) == "2026年2月1日至3月15日"


def test_places_are_walked_in_natural_order() -> None:
    def entrance(building: str, name: str) -> tuple[PlaceStep, ...]:
        return (PlaceStep(Level.BUILDING, building), PlaceStep(Level.ENTRANCE, name))

    walked = [entrance("3号楼", "2单元"), entrance("十栋", "1单元"), entrance("10幢", "2单元")]
    backwards = walked[::-1]
    assert sorted(backwards, key=walking_key) == walked
