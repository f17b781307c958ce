import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.places import (
    Level,
    RoomQuery,
    chinese_number,
    natural_key,
    parse_room_query,
    place_key,
    together,
)


@pytest.mark.parametrize(
    ("level", "written", "key"),
    [
        (Level.BUILDING, ("3幢", "3号楼", "3#", "三栋", "03", "3", "３栋", "第3栋", "3座"), "3栋"),
        (Level.BUILDING, ("a1幢", "A1栋"), "A1栋"),
        (Level.ENTRANCE, ("2单元", "二单元", "2", "第二单元"), "2单元"),
        (Level.GROUP, ("1组", "一组", "第一村民小组", "一队", "1"), "1组"),
        (Level.GROUP, ("第十二村民小组", "12组"), "12组"),
        (Level.COMMUNITY, ("果园居委会", "果园社区", "果园社区居委会", "果园村", "果园"), "果园"),
        (Level.COMMUNITY, ("社区",), "社区"),
        (Level.COMPOUND, ("京公馆", "京公馆小区", " 京公馆 小区"), "京公馆"),
        (Level.TOWNSHIP, ("重岗街道", "重岗街道办事处", "重岗"), "重岗"),
    ],
)
def test_one_spelling_a_place(level, written, key):
    assert {place_key(level, name) for name in written} == {key}


def test_natural_order():
    counted = ["10栋", "2栋", "1栋", "11栋", "3栋"]
    assert sorted(counted, key=natural_key) == ["1栋", "2栋", "3栋", "10栋", "11栋"]
    spoken = ["第二十工作组", "第九工作组", "第十一工作组", "第一工作组", "第十工作组"]
    ordered = ["第一工作组", "第九工作组", "第十工作组", "第十一工作组", "第二十工作组"]
    assert sorted(spoken, key=natural_key) == ordered


@given(st.integers(1, 999))
def test_chinese_numbers(number):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    words += digits[ones] if ones else ""
    assert chinese_number(words) == number
    assert chinese_number("".join(digits[int(d)] for d in str(number))) == number


@pytest.mark.parametrize("text", ["", "三栋", "a", "12"])
def test_what_is_no_chinese_number(text):
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3-1-502", RoomQuery("3", "1", "502")),
        ("3栋1单元502", RoomQuery("3", "1", "502")),
        ("３号楼502室", RoomQuery("3", "", "502")),
        ("3-502", RoomQuery("3", "", "502")),
        ("502", None),
        ("邹秀英", None),
    ],
)
def test_an_address_typed_in_a_hurry(typed, meant):
    assert parse_room_query(typed) == meant


def test_what_places_share_is_told_once():
    told = [
        ("康泰社区", "京公馆", "1栋"),
        ("康泰社区", "京公馆", "11栋"),
        ("康泰社区", "京华苑", "1栋"),
        ("果园社区", "1组"),
        ("果园社区", "1组", "2栋"),
    ]
    assert together(told) == "康泰社区京公馆1栋、11栋、京华苑1栋、果园社区1组、2栋"
    assert together([]) == ""
