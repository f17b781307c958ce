from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.entries import IssueEntry
from domain.workflow import Move
from exchange.judging import Judged, judge
from exchange.reading import read

Make = Callable[..., Path]
HEADER = [
    "工单编号",
    "反映人",
    "联系电话",
    "诉求标题",
    "诉求内容",
    "来电时间",
    "处理结果",
    "办结时间",
    "状态",
]


def issues(path: Path) -> Judged:
    return judge(read(path, "issues"))


def codes(judged: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in judged.report.sheets for f in s.findings]


def moves(issue: IssueEntry) -> list[Move]:
    return [event.move for event in issue.events]


def test_the_real_messages(shared: Path) -> None:
    judged = issues(shared / "data" / "appeals" / "留言与答复.xlsx")
    assert judged.report.sheets[0].accepted == 2816
    assert codes(judged) == []
    first = judged.issues[0]
    assert (first.number, first.person) == ("2549", "A00045581")
    assert first.title == "A2区景蓉华苑物业管理有问题"
    assert first.description.startswith("2019年4月以来")
    assert first.events[0].occurred_at == datetime(2019, 4, 25, 9, 32, 9)
    assert moves(first) == [Move.REGISTER, Move.REPORT, Move.RESOLVE, Move.CLOSE]
    assert len({event.occurred_at for event in first.events[1:]}) == 1
    assert not any(issue.place_text for issue in judged.issues)  # a number is no address


def test_the_real_classified_messages(shared: Path) -> None:
    judged = issues(shared / "data" / "appeals" / "留言-已分类样例.xlsx")
    # One number stands in the file twice, with the same title, time and text.
    assert codes(judged) == [(312, None, "duplicate_row")]
    assert judged.report.sheets[0].accepted == 494
    assert judged.issues[0].category == ("城乡建设",)
    assert moves(judged.issues[0]) == [Move.REGISTER]


def rows_of(*lines: list[Any]) -> list[list[Any]]:
    return [["重岗街道诉求台账"], HEADER, *lines]


def test_another_office_s_words(make_xlsx: Make) -> None:
    puddle = "小区门口的积水很深，\n下雨就进不了门，请尽快处理，谢谢各位领导"
    called = "2026年3月1日9时5分"
    lines: list[list[Any]] = [
        [
            "G-1",
            "张女士",
            13812345678,
            "路灯不亮",
            "3栋前",
            called,
            "已修好",
            date(2026, 3, 2),
            "已办结",
        ],
        ["G-2", "李先生", "123", "", puddle, 46082.5, "正在处理", "2026-03-05", "办理中"],
        ["G-3", "", "", "噪音", "", "2026-03-03", "", "", "不予受理"],
        ["G-4", "", "", "停水", "", "2026-03-04", "", "2026-03-05 10:00", ""],
    ]
    path = make_xlsx("a.xlsx", rows_of(*lines))
    judged = issues(path)
    first, second, third, fourth = judged.issues
    assert first.phone == "13812345678"
    assert first.events[0].occurred_at == datetime(2026, 3, 1, 9, 5)
    assert moves(first) == [Move.REGISTER, Move.REPORT, Move.RESOLVE, Move.CLOSE]
    assert first.events[1].note == "已修好"
    assert first.events[-1].occurred_at == datetime(2026, 3, 2)
    assert second.title.startswith("小区门口的积水很深， 下雨就进不了门")
    assert len(second.title) == 31
    assert moves(second) == [Move.REGISTER, Move.REPORT]
    assert moves(third) == [Move.REGISTER, Move.REPORT]
    assert moves(fourth) == [Move.REGISTER, Move.RESOLVE, Move.CLOSE]
    assert codes(judged) == [(4, "联系电话", "phone_invalid"), (5, "办结时间", "time_unparsed")]


def test_times_that_cannot_be_read(make_xlsx: Make) -> None:
    path = make_xlsx(
        "a.xlsx",
        rows_of(
            ["1", "", "", "甲", "", "三月初", "", "", ""],
            ["2", "", "", "乙", "", "", "", "", ""],
            ["3", "", "", "丙", "", "2026-03-01", "已答复居民", "月底", ""],
            ["4", "", "", "丁", "", "2026-03-05", "已答复", "2026-03-01", ""],
            ["5", "", "", "", "", "2026-03-01", "", "", ""],
        ),
    )
    judged = issues(path)
    sheet = judged.report.sheets[0]
    assert codes(judged) == [
        (3, "来电时间", "time_unparsed"),
        (4, "来电时间", "time_unparsed"),
        (5, "办结时间", "time_unparsed"),
        (6, "办结时间", "time_unparsed"),
        (7, "诉求标题", "name_missing"),
    ]
    assert sheet.rows_rejected == (3, 4, 7)
    assert [moves(i) for i in judged.issues] == [[Move.REGISTER, Move.REPORT]] * 2
    assert judged.issues[0].events[1].note == "已答复居民"
    assert judged.issues[0].events[1].occurred_at == datetime(2026, 3, 1)


def test_repeated_rows_and_numbers(make_xlsx: Make) -> None:
    line = ["1", "张三", "", "甲", "", "2026-03-01", "", "", ""]
    unnumbered = ["", "张三", "", "乙", "", "2026-03-01", "", "", ""]
    other = ["1", "李四", "", "丙", "", "2026-03-02", "", "", ""]
    path = make_xlsx("a.xlsx", rows_of(line, line, unnumbered, unnumbered, other))
    judged = issues(path)
    assert codes(judged) == [
        (4, None, "duplicate_row"),
        (6, None, "duplicate_row"),
        (7, "工单编号", "id_conflict"),
    ]
    assert [(i.number, i.title) for i in judged.issues] == [("1", "甲"), ("", "乙"), ("", "丙")]


def test_place_category_colour_source_and_notes(make_xlsx: Make) -> None:
    rows = [
        ["社区", "小区", "楼栋", "问题描述", "排查时间", "来源", "问题类别", "红黄绿", "责任单位"],
        [
            "康泰社区",
            "京公馆",
            "3",
            "堆物",
            "2026-03-01",
            "干部排查",
            "小区管理/卫生",
            "黄牌",
            "城管所",
        ],
        ["", "", "", "路面破损", "2026-03-02", "12345热线", "基础设施", "", ""],
        ["合计：2件", "", "", "", "", "", "", "", ""],
    ]
    judged = issues(make_xlsx("a.xlsx", rows))
    first, second = judged.issues
    assert [step.name for step in first.place] == ["康泰社区", "京公馆", "3栋"]
    assert first.category == ("小区管理", "卫生")
    assert first.source == "inspection"
    assert (first.events[1].move, first.events[1].colour, first.events[1].unit) == (
        Move.TRIAGE,
        "yellow",
        "城管所",
    )
    assert second.source == "appeal"
    assert second.place == ()
    assert codes(judged) == [(4, None, "note_row")]


def test_an_address_in_words_is_kept_but_no_place_is_made_of_it(make_xlsx: Make) -> None:
    rows = [["标题", "时间", "地址"], ["路灯", "2026-03-01", "人民路与泗州大街交叉口东侧3栋"]]
    (issue,) = issues(make_xlsx("a.xlsx", rows)).issues
    assert issue.place == ()
    assert issue.place_text == "人民路与泗州大街交叉口东侧3栋"


@pytest.mark.parametrize(
    ("word", "ends"),
    [
        ("已办结", True),
        ("是", True),
        ("已销号", True),
        ("未办结", False),
        ("办理中", False),
        ("否", False),
    ],
)
def test_the_state_column(make_xlsx: Make, word: str, ends: bool) -> None:
    path = make_xlsx(
        "a.xlsx", rows_of(["1", "", "", "甲", "", "2026-03-01", "x", "2026-03-02", word])
    )
    (issue,) = issues(path).issues
    assert (moves(issue)[-1] is Move.CLOSE) is ends
