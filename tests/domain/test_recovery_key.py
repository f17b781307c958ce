import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import recovery_key
from domain.errors import KnownError


def test_no_two_are_the_same_and_each_can_be_read_aloud():
    keys = {recovery_key.new() for _ in range(200)}
    assert len(keys) == 200
    for key in keys:
        groups = key.split("-")
        assert [len(group) for group in groups] == [5] * 6
        assert not set("".join(groups)) & set("ILOU")
        assert recovery_key.read(key) == key


def test_it_is_read_however_it_is_typed():
    key = recovery_key.new()
    assert recovery_key.read(key.lower().replace("-", "")) == key
    assert recovery_key.read(f" {key.replace('-', ' ')} ") == key
    assert recovery_key.read(key.replace("0", "o").replace("1", "l")) == key


@given(st.integers(0, 29), st.sampled_from(recovery_key.ALPHABET))
def test_one_wrong_sign_is_noticed(place, sign):
    signs = recovery_key.new().replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert bool(recovery_key.problem(wrong)) == (wrong != signs)


def test_what_is_told():
    assert "30 个字符，现在是 5 个" in recovery_key.problem("ABCDE")
    assert "没有“*”" in recovery_key.problem("*")
    with pytest.raises(KnownError, match="没有改动"):
        recovery_key.read("")
