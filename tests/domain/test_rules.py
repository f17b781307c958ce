from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.colours import DEFAULT, ColourRule
from domain.deadlines import OfficeDays
from domain.rules import STANDARD, fault

GREEN, YELLOW, RED = DEFAULT
DAY = date(2026, 11, 23)


def with_yellow(**facts):
    return replace(STANDARD, colours=(GREEN, replace(YELLOW, **facts), RED))


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        (with_yellow(finish_days=0), "1 到 365"),
        (with_yellow(sign_days=1000), "1 到 365"),
        (with_yellow(word="红"), "自己的名称"),
        (with_yellow(word=" "), "自己的名称"),
        (replace(STANDARD, colours=(GREEN, RED)), "3 到 5 种"),
        (replace(STANDARD, colours=(GREEN, YELLOW, YELLOW)), "不能去掉"),
        (replace(STANDARD, return_days=0), "退单、延期、回访"),
        (replace(STANDARD, extend_days=1000), "退单、延期、回访"),
        (replace(STANDARD, urgent_contact_hours=0), "紧急问题"),
        (replace(STANDARD, urgent_contact_hours=25), "先联系"),
        (replace(STANDARD, urgencies=("安全", "安全")), "重复"),
        (replace(STANDARD, urgencies=("安全", "")), "紧急情形"),
        (replace(STANDARD, office=OfficeDays(frozenset({DAY}), frozenset({DAY}))), "既停办又上班"),
    ],
)
def test_what_cannot_be_a_rule_is_told_in_a_sentence(rules, part):
    said = fault(rules)
    assert part in said
    assert "没有保存" in said
    assert said.endswith("。")


def test_the_campaigns_rules_and_five_colours_are_fine():
    blue = ColourRule("blue", "蓝", "社区联席", 1, 2, 5)
    orange = ColourRule("orange", "橙", "分管领导", 1, 1, 10, urgent=True)
    assert not fault(STANDARD)
    assert not fault(replace(STANDARD, colours=(GREEN, blue, YELLOW, orange, RED)))


def test_a_closure_moves_the_deadlines_that_are_set_from_then_on():
    closed = replace(STANDARD, office=OfficeDays(closed=frozenset({date(2026, 11, 24)})))
    triaged = datetime(2026, 11, 23, 10)
    assert STANDARD.finish_by("green", triaged) == datetime(2026, 11, 26, 23, 59, 59)
    assert closed.finish_by("green", triaged) == datetime(2026, 11, 27, 23, 59, 59)
