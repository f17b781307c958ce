from datetime import datetime, timedelta

import pytest

from domain.passwords import Attempts, problem

NINE = datetime(2026, 6, 1, 9)


@pytest.mark.parametrize(
    "password", ["演示密码", "正确的密码 1", "abcdefg1", "horse battery", "密码abcd"]
)
def test_what_is_long_enough(password):
    assert problem(password, "王建国") == ""


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "至少 8 位"),
        ("abcdefg", "至少 8 位"),
        ("演示密", "至少 8 位"),
        ("13812345678", "只有数字"),
        ("Administrator", "用户名"),
    ],
)
def test_what_is_not(password, told):
    assert told in problem(password, "administrator")


def test_the_fifth_wrong_one_locks_for_a_quarter_of_an_hour():
    tried = Attempts()
    for _ in range(4):
        tried = tried.one_more(NINE)
        assert not tried.is_locked(NINE)
    assert "再错 1 次" in tried.refusal(NINE)
    tried = tried.one_more(NINE)
    assert tried.is_locked(NINE + timedelta(minutes=14, seconds=59))
    assert not tried.is_locked(NINE + timedelta(minutes=15))
    assert "09:15" in tried.refusal(NINE)


def test_after_the_quarter_of_an_hour_there_are_five_more():
    tried = Attempts(5, NINE)
    for _ in range(4):
        tried = tried.one_more(NINE)
        assert not tried.is_locked(NINE)
    assert tried.one_more(NINE).is_locked(NINE)
