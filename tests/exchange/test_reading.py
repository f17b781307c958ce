from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import KnownError
from domain.places import Level
from exchange.judging import judge
from exchange.reading import KINDS, read

Make = Callable[..., Path]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_of_something_else_names_file_sheet_and_kind(make_xlsx: Make, kind: str) -> None:
    path = make_xlsx("会议记录.xlsx", {"三月": [["议题", "结论"], ["修路", "同意"]]})
    with pytest.raises(KnownError) as caught:
        read(path, kind)
    assert "会议记录.xlsx" in str(caught.value)
    assert "三月" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("households", ["姓名", "身份证号"]),
        ("issues", ["标题", "时间"]),
        ("cadres", ["姓名", "单位"]),
        ("divisions", ["代码", "名称"]),
        ("categories", ["一级分类", "二级分类"]),
    ],
)
def test_a_header_alone_is_an_error(make_xlsx: Make, kind: str, header: list[str]) -> None:
    with pytest.raises(KnownError, match="没有数据"):
        read(make_xlsx("a.xlsx", [["标题"], header]), kind)


def test_the_report_of_other_kinds_counts_what_was_accepted(make_xlsx: Make) -> None:
    path = make_xlsx("a.xlsx", [["标题", "时间"], ["路灯", "2026-03-01"]])
    report = judge(read(path, "issues")).report.to_json()
    assert report["file"] == "a.xlsx"
    assert report["kind"] == "issues"
    (sheet,) = report["sheets"]
    assert sheet["accepted"] == 1
    assert "households" not in sheet
    assert "people_in_file" not in sheet


def test_places_told_by_title_sheet_and_file_are_shown_for_confirmation(make_xlsx: Make) -> None:
    rows = [["填报单位：康泰社区"], ["室号", "姓名", "关系"], ["101", "张三", "户主"]]
    reading = read(make_xlsx("京公馆小区.xlsx", {"3栋": rows}), "households")
    assert [(s.level, s.name) for s in reading.sheets[0].assumed] == [
        (Level.COMMUNITY, "康泰社区"),
        (Level.COMPOUND, "京公馆小区"),
        (Level.BUILDING, "3栋"),
    ]


def test_only_hidden_sheets_are_read_when_nothing_else_is_there(make_xlsx: Make) -> None:
    rows = [["户号", "姓名", "关系"], ["1", "张三", "户主"]]
    path = make_xlsx("果园社区.xlsx", {"封面": [["封面"]], "数据": rows}, hidden_sheets=["数据"])
    assert len(judge(read(path, "households")).households) == 1
